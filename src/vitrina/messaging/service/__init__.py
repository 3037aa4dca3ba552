"""The door of messaging."""

from vitrina.messaging.service.agreeing import confirm, decline, edit, expire_due
from vitrina.messaging.service.carrying import TOLD_TO_BUYERS, carry
from vitrina.messaging.service.hiding import hide, is_told, messages_by_id, restore
from vitrina.messaging.service.paying import checkout_cart
from vitrina.messaging.service.reading import (
    await_messages,
    list_messages,
    list_of_buyer,
    list_of_shop,
    mark_read,
    show,
    show_cart,
)
from vitrina.messaging.service.telling import tell_orders
from vitrina.messaging.service.whatsapp import forget_old
from vitrina.messaging.service.whatsapp import link as link_whatsapp
from vitrina.messaging.service.whatsapp import receive as receive_whatsapp
from vitrina.messaging.service.whatsapp import work as work_whatsapp
from vitrina.messaging.service.writing import send, start

__all__ = [
    "TOLD_TO_BUYERS",
    "await_messages",
    "carry",
    "checkout_cart",
    "confirm",
    "decline",
    "edit",
    "expire_due",
    "forget_old",
    "hide",
    "is_told",
    "link_whatsapp",
    "list_messages",
    "list_of_buyer",
    "list_of_shop",
    "mark_read",
    "messages_by_id",
    "receive_whatsapp",
    "restore",
    "send",
    "show",
    "show_cart",
    "start",
    "tell_orders",
    "work_whatsapp",
]
