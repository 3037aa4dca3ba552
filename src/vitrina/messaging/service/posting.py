"""Putting a message into its place: what writing, agreeing and telling share."""

from datetime import datetime

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.signals import signal
from vitrina.media.model import FileId
from vitrina.messaging.model import (
    ChatCart,
    ChatCartId,
    Conversation,
    ConversationId,
    Happening,
    Message,
    MessageId,
    MessageKind,
    MessageSent,
    Side,
)
from vitrina.messaging.store import conversations, messages
from vitrina.orders.model import OrderId


class Draft(Struct, frozen=True, kw_only=True):
    """A message before it has a place."""

    kind: MessageKind
    side: Side
    id: MessageId | None = None
    author_id: PersonId | None = None
    text: str = ""
    file_id: FileId | None = None
    product_id: ProductId | None = None
    cart_id: ChatCartId | None = None
    order_id: OrderId | None = None
    happening: Happening | None = None


def topic_of(conversation_id: ConversationId) -> str:
    """Name what is signalled when something happens in a conversation."""
    return f"conversation:{conversation_id}"


async def post(db: Db, conversation: Conversation, draft: Draft, now: datetime) -> Message:
    """Write a message at the next place of a conversation, wake who waits for it, and tell the log.

    Raises UniqueViolation when its id is taken.
    """
    seq = await conversations.take_place(db, conversation.id, draft.side, now)
    message = Message(
        id=draft.id or MessageId(new_id()),
        conversation_id=conversation.id,
        seq=seq,
        side=draft.side,
        author_id=draft.author_id,
        kind=draft.kind,
        text=draft.text,
        file_id=draft.file_id,
        product_id=draft.product_id,
        cart_id=draft.cart_id,
        order_id=draft.order_id,
        happening=draft.happening,
        at=now,
    )
    await messages.add(db, message)
    await signal(db, topic_of(conversation.id))
    await emit(
        db,
        MessageSent(
            message_id=message.id,
            conversation_id=conversation.id,
            shop_id=conversation.shop_id,
            buyer_id=conversation.buyer_id,
            to=draft.side.other,
            kind=draft.kind,
            is_first=conversation.unread_of(draft.side.other) == 0,
            at=now,
        ),
    )
    return message


def cart_draft(cart: ChatCart, happening: Happening, *, side: Side, author_id: PersonId | None) -> Draft:
    """Make the message that tells what became of a cart."""
    return Draft(
        kind=MessageKind.CART,
        side=side,
        author_id=author_id,
        text=cart.note,
        cart_id=cart.id,
        happening=happening,
    )
