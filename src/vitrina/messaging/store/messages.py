"""SQL of messages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.messaging.model import ConversationId, Message, MessageId


async def line_up(db: Db, author_id: PersonId) -> None:
    """Let the messages of one author pass one after another, so that limits hold."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 48))", id=str(author_id))


async def count_since(db: Db, author_id: PersonId, since: datetime, *, limit: int) -> int:
    """Count the messages that an author wrote since a moment, at most `limit`."""
    return await value(
        db,
        """
        select count(*)
          from (select 1
                  from messaging.messages m
                 where m.author_id = %(author_id)s
                   and m.at > %(since)s
                 limit %(limit)s) written
        """,
        author_id=author_id,
        since=since,
        limit=limit,
    )


async def add(db: Db, message: Message) -> None:
    """Write a message. Raises UniqueViolation when its id is taken."""
    await run(
        db,
        """
        insert into messaging.messages (
               id,
               conversation_id,
               seq,
               side,
               author_id,
               kind,
               text,
               file_id,
               product_id,
               cart_id,
               order_id,
               happening,
               at)
        values (%(id)s,
               %(conversation_id)s,
               %(seq)s,
               %(side)s,
               %(author_id)s,
               %(kind)s,
               %(text)s,
               %(file_id)s,
               %(product_id)s,
               %(cart_id)s,
               %(order_id)s,
               %(happening)s,
               %(at)s)
        """,
        id=message.id,
        conversation_id=message.conversation_id,
        seq=message.seq,
        side=message.side,
        author_id=message.author_id,
        kind=message.kind,
        text=message.text,
        file_id=message.file_id,
        product_id=message.product_id,
        cart_id=message.cart_id,
        order_id=message.order_id,
        happening=message.happening,
        at=message.at,
    )


async def find(db: Db, message_id: MessageId) -> Message | None:
    """Find a message."""
    return await one(
        db,
        Message,
        """
        select m.id,
               m.conversation_id,
               m.seq,
               m.side,
               m.author_id,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at,
               m.hidden_at is not null as is_hidden
          from messaging.messages m
         where m.id = %(message_id)s
        """,
        message_id=message_id,
    )


async def newest(db: Db, conversation_id: ConversationId, *, before: int | None, limit: int) -> list[Message]:
    """Read messages of a conversation, the newest first."""
    return await many(
        db,
        Message,
        """
        select m.id,
               m.conversation_id,
               m.seq,
               m.side,
               m.author_id,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at,
               m.hidden_at is not null as is_hidden
          from messaging.messages m
         where m.conversation_id = %(conversation_id)s
           and (%(before)s::int is null or m.seq < %(before)s)
         order by m.seq desc
         limit %(limit)s
        """,
        conversation_id=conversation_id,
        before=before,
        limit=limit,
    )


async def after(db: Db, conversation_id: ConversationId, *, seq: int, limit: int) -> list[Message]:
    """Read messages of a conversation behind a place, the oldest first."""
    return await many(
        db,
        Message,
        """
        select m.id,
               m.conversation_id,
               m.seq,
               m.side,
               m.author_id,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at,
               m.hidden_at is not null as is_hidden
          from messaging.messages m
         where m.conversation_id = %(conversation_id)s
           and m.seq > %(seq)s
         order by m.seq
         limit %(limit)s
        """,
        conversation_id=conversation_id,
        seq=seq,
        limit=limit,
    )


async def last_of(db: Db, places: Sequence[tuple[ConversationId, int]]) -> list[Message]:
    """Read the messages at some places: pairs of conversation and seq."""
    return await many(
        db,
        Message,
        """
        select m.id,
               m.conversation_id,
               m.seq,
               m.side,
               m.author_id,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at,
               m.hidden_at is not null as is_hidden
          from unnest(%(ids)s::uuid[], %(seqs)s::int[]) as p (conversation_id, seq)
          join messaging.messages m using (conversation_id, seq)
        """,
        ids=[conversation_id for conversation_id, _ in places],
        seqs=[seq for _, seq in places],
    )


async def by_id(db: Db, ids: Sequence[MessageId]) -> list[Message]:
    """Read messages by id."""
    return await many(
        db,
        Message,
        """
        select m.id,
               m.conversation_id,
               m.seq,
               m.side,
               m.author_id,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at,
               m.hidden_at is not null as is_hidden
          from messaging.messages m
         where m.id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(ids),
    )


async def set_hidden(db: Db, message_id: MessageId, hidden_at: datetime | None) -> ConversationId | None:
    """Let neither side get a message, or both again. Returns its conversation."""
    return await value(
        db,
        """
        update messaging.messages
           set hidden_at = %(hidden_at)s
         where id = %(message_id)s
        returning conversation_id
        """,
        message_id=message_id,
        hidden_at=hidden_at,
    )


async def hidden(db: Db, conversation_id: ConversationId, *, limit: int) -> list[MessageId]:
    """List the last messages of a conversation that are taken down."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(h.id), '{}')
          from (select m.id
                  from messaging.messages m
                 where m.conversation_id = %(conversation_id)s
                   and m.hidden_at is not null
                 order by m.seq desc
                 limit %(limit)s) h
        """,
        conversation_id=conversation_id,
        limit=limit,
    )
    return [MessageId(each) for each in found]
