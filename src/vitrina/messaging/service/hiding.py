"""Messages that are taken down: both sides see that there was one, and nothing of it."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.signals import signal
from vitrina.messaging.model import Message, MessageId, MessageKind
from vitrina.messaging.service.posting import topic_of
from vitrina.messaging.store import conversations, messages
from vitrina.shops import service as shops

WRITTEN = {MessageKind.TEXT, MessageKind.PHOTO, MessageKind.PRODUCT}


async def messages_by_id(db: Db, ids: Sequence[MessageId]) -> dict[MessageId, Message]:
    """Read what people wrote, taken down or not; what is gone or nobody typed is left out. One statement."""
    found = await messages.by_id(db, ids) if ids else []
    return {each.id: each for each in found if each.kind in WRITTEN and each.author_id}


async def is_told(db: Db, message: Message, person_id: PersonId) -> bool:
    """Tell whether a person is one of the two who read a message."""
    if message.is_hidden:
        return False
    [conversation] = await conversations.by_id(db, [message.conversation_id])
    if conversation.buyer_id == person_id:
        return True
    return any(shop.id == conversation.shop_id for shop in await shops.shops_of(db, person_id))


async def hide(db: Db, message_id: MessageId, *, now: datetime) -> None:
    """Let neither side get a message, also who has it on her screen. Twice is once."""
    await _set_hidden(db, message_id, now)


async def restore(db: Db, message_id: MessageId) -> None:
    """Let both sides get a message again."""
    await _set_hidden(db, message_id, None)


async def _set_hidden(db: Db, message_id: MessageId, hidden_at: datetime | None) -> None:
    if conversation_id := await messages.set_hidden(db, message_id, hidden_at):
        await signal(db, topic_of(conversation_id))
