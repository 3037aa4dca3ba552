"""SQL of what messaging knows of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records


async def export_messages(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read what a person wrote, and what she was written in the conversations in which she buys."""
    async for record in records(
        db,
        "messages",
        """
        select m.id,
               m.conversation_id,
               c.shop_id,
               m.side,
               m.author_id = %(person_id)s as is_own,
               m.kind,
               m.text,
               m.file_id,
               m.product_id,
               m.cart_id,
               m.order_id,
               m.happening,
               m.at
          from messaging.messages m
          join messaging.conversations c on c.id = m.conversation_id
         where c.buyer_id = %(person_id)s
            or m.author_id = %(person_id)s
         order by m.conversation_id, m.seq
        """,
        person_id=person_id,
    ):
        yield record


async def export_carts(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read the lines that a person asked shops for."""
    async for record in records(
        db,
        "message_carts",
        """
        select l.cart_id,
               k.status,
               l.product_id,
               l.variant_id,
               l.asked_quantity,
               l.quantity,
               l.price_minor,
               k.currency,
               k.made_at
          from messaging.cart_lines l
          join messaging.carts k on k.id = l.cart_id
          join messaging.conversations c on c.id = k.conversation_id
         where c.buyer_id = %(person_id)s
         order by k.made_at, l.cart_id, l.position
        """,
        person_id=person_id,
    ):
        yield record


async def erase_conversations(db: Db, person_id: UUID, limit: int) -> int:
    """Delete so many conversations in which a person buys, with all that is in them."""
    return await run(
        db,
        """
        delete from messaging.conversations
         where id in (select id from messaging.conversations where buyer_id = %(person_id)s limit %(limit)s)
        """,
        person_id=person_id,
        limit=limit,
    )


async def erase_words(db: Db, person_id: UUID, limit: int) -> int:
    """Empty so many messages that a person wrote for a shop; their places stay."""
    return await run(
        db,
        """
        update messaging.messages
           set text = '',
               file_id = null,
               author_id = null
         where id in (select id from messaging.messages where author_id = %(person_id)s limit %(limit)s)
        """,
        person_id=person_id,
        limit=limit,
    )
