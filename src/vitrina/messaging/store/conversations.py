"""SQL of conversations: who talks with whom, and what each has read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.messaging.model import Conversation, ConversationId, Side
from vitrina.shops.model import ShopId

TimeKey = tuple[datetime, UUID]


async def start(
    db: Db, *, conversation_id: ConversationId, shop_id: ShopId, buyer_id: PersonId, now: datetime
) -> ConversationId:
    """Find the conversation of a buyer and a shop, or make it."""
    return await value(
        db,
        """
        insert into messaging.conversations (id, shop_id, buyer_id, started_at)
        values (%(id)s, %(shop_id)s, %(buyer_id)s, %(now)s)
        on conflict on constraint conversations_buyer_key do update
           set shop_id = excluded.shop_id
        returning id
        """,
        id=conversation_id,
        shop_id=shop_id,
        buyer_id=buyer_id,
        now=now,
    )


async def by_id(db: Db, ids: Sequence[ConversationId]) -> list[Conversation]:
    """Read conversations."""
    return await many(
        db,
        Conversation,
        """
        select c.id,
               c.shop_id,
               c.buyer_id,
               c.channel,
               c.contact_id,
               c.contact_name,
               c.last_seq,
               c.last_at,
               c.buyer_unread_count,
               c.shop_unread_count
          from messaging.conversations c
         where c.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def list_of_buyer(
    db: Db, buyer_id: PersonId, *, before: TimeKey | None, limit: int
) -> list[Conversation]:
    """List the conversations of a buyer in which something was said, the newest first."""
    return await many(
        db,
        Conversation,
        """
        select c.id,
               c.shop_id,
               c.buyer_id,
               c.channel,
               c.contact_id,
               c.contact_name,
               c.last_seq,
               c.last_at,
               c.buyer_unread_count,
               c.shop_unread_count
          from messaging.conversations c
         where c.buyer_id = %(buyer_id)s
           and c.last_at is not null
           and (%(at)s::timestamptz is null or (c.last_at, c.id) < (%(at)s, %(id)s::uuid))
         order by c.last_at desc, c.id desc
         limit %(limit)s
        """,
        buyer_id=buyer_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def list_of_shop(db: Db, shop_id: ShopId, *, before: TimeKey | None, limit: int) -> list[Conversation]:
    """List the conversations of a shop in which something was said, the newest first."""
    return await many(
        db,
        Conversation,
        """
        select c.id,
               c.shop_id,
               c.buyer_id,
               c.channel,
               c.contact_id,
               c.contact_name,
               c.last_seq,
               c.last_at,
               c.buyer_unread_count,
               c.shop_unread_count
          from messaging.conversations c
         where c.shop_id = %(shop_id)s
           and c.last_at is not null
           and (%(at)s::timestamptz is null or (c.last_at, c.id) < (%(at)s, %(id)s::uuid))
         order by c.last_at desc, c.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def lock(db: Db, conversation_id: ConversationId) -> Conversation | None:
    """Read a conversation and keep it: what changes in it, changes one after another until we commit."""
    return await one(
        db,
        Conversation,
        """
        select c.id,
               c.shop_id,
               c.buyer_id,
               c.channel,
               c.contact_id,
               c.contact_name,
               c.last_seq,
               c.last_at,
               c.buyer_unread_count,
               c.shop_unread_count
          from messaging.conversations c
         where c.id = %(conversation_id)s
           for update
        """,
        conversation_id=conversation_id,
    )


async def take_place(db: Db, conversation_id: ConversationId, side: Side, now: datetime) -> int:
    """Take the next place of a conversation for a message of one side. Returns it.

    Who writes has read what is there; the other side has one more to read.
    """
    return await value(
        db,
        """
        update messaging.conversations
           set last_seq = last_seq + 1,
               last_at = %(now)s,
               buyer_unread_count = case when %(is_buyer)s then 0 else buyer_unread_count + 1 end,
               shop_unread_count = case when %(is_buyer)s then shop_unread_count + 1 else 0 end,
               buyer_read_seq = case when %(is_buyer)s then last_seq + 1 else buyer_read_seq end,
               shop_read_seq = case when %(is_buyer)s then shop_read_seq else last_seq + 1 end
         where id = %(conversation_id)s
        returning last_seq
        """,
        conversation_id=conversation_id,
        is_buyer=side is Side.BUYER,
        now=now,
    )


async def read_as_buyer(db: Db, conversation_id: ConversationId, seq: int) -> int:
    """Note that the buyer has read up to a message; never back."""
    return await run(
        db,
        """
        update messaging.conversations c
           set buyer_read_seq = least(%(seq)s, c.last_seq),
               buyer_unread_count = (select count(*)
                                       from messaging.messages m
                                      where m.conversation_id = c.id
                                        and m.seq > %(seq)s
                                        and m.side = 'shop')
         where c.id = %(conversation_id)s
           and c.buyer_read_seq < least(%(seq)s, c.last_seq)
        """,
        conversation_id=conversation_id,
        seq=seq,
    )


async def read_as_shop(db: Db, conversation_id: ConversationId, seq: int) -> int:
    """Note that the shop has read up to a message; never back."""
    return await run(
        db,
        """
        update messaging.conversations c
           set shop_read_seq = least(%(seq)s, c.last_seq),
               shop_unread_count = (select count(*)
                                      from messaging.messages m
                                     where m.conversation_id = c.id
                                       and m.seq > %(seq)s
                                       and m.side = 'buyer')
         where c.id = %(conversation_id)s
           and c.shop_read_seq < least(%(seq)s, c.last_seq)
        """,
        conversation_id=conversation_id,
        seq=seq,
    )
