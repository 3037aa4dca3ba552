"""Every way messaging says no."""

from vitrina.kit.errors import Refusal


class ConversationNotFound(Refusal):
    """There is no such conversation, or it is not yours."""

    code = "messaging.conversation_not_found"
    status = 404


class OwnShop(Refusal):
    """This shop is yours: you cannot write to yourself."""

    code = "messaging.own_shop"
    status = 409


class KeptApart(Refusal):
    """You cannot write to each other."""

    code = "messaging.kept_apart"
    status = 403


class MessageIdTaken(Refusal):
    """This id belongs to another message."""

    code = "messaging.message_id_taken"
    status = 409


class ProductNotOfShop(Refusal):
    """This shop does not offer that product."""

    code = "messaging.product_not_of_shop"
    status = 409


class OnlyBuyersSendCarts(Refusal):
    """Only buyers send carts. Send a product instead."""

    code = "messaging.only_buyers_send_carts"
    status = 403


class TooManyOpenCarts(Refusal):
    """There are already {count_max} open carts in this conversation."""

    code = "messaging.too_many_open_carts"
    status = 409


class CartNotFound(Refusal):
    """There is no such cart, or it is not yours."""

    code = "messaging.cart_not_found"
    status = 404


class CartMoved(Refusal):
    """This cart has changed in the meantime. Look at it again."""

    code = "messaging.cart_moved"
    status = 409


class CartBeingPaid(Refusal):
    """This cart is being paid right now."""

    code = "messaging.cart_being_paid"
    status = 409


class WebhookForged(Refusal):
    """This does not come from who it says."""

    code = "messaging.webhook_forged"
    status = 403


class NoWhatsApp(Refusal):
    """This shop cannot be reached over WhatsApp."""

    code = "messaging.no_whatsapp"
    status = 404
