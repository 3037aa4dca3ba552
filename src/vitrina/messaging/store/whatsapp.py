"""SQL of the bridge to WhatsApp."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.messaging.bridges.whatsapp import Incoming
from vitrina.messaging.model import ConversationId, MessageId
from vitrina.shops.model import ShopId


class Code(Struct, frozen=True, kw_only=True):
    """What a link led to."""

    product_id: ProductId
    touch_id: UUID


class ContactTouch(Struct, frozen=True, kw_only=True):
    """Which tap led a contact to a product."""

    product_id: ProductId
    touch_id: UUID


async def keep(db: Db, incoming: Incoming, *, now: datetime) -> int:
    """Keep a message that came; 0 when it came before."""
    return await run(
        db,
        """
        insert into messaging.whatsapp_inbox (
               id,
               phone_number_id,
               contact_id,
               contact_name,
               body,
               received_at)
        values (%(id)s,
               %(phone_number_id)s,
               %(contact_id)s,
               %(contact_name)s,
               %(body)s::jsonb,
               %(now)s)
        on conflict (id) do nothing
        """,
        id=incoming.id,
        phone_number_id=incoming.phone_number_id,
        contact_id=incoming.contact_id,
        contact_name=incoming.contact_name,
        body=msgspec.json.encode(incoming.body).decode(),
        now=now,
    )


async def take(db: Db, message_id: str, *, now: datetime) -> Incoming | None:
    """Take a message that nobody worked on. None: somebody was first."""
    return await one(
        db,
        Incoming,
        """
        update messaging.whatsapp_inbox
           set worked_at = %(now)s
         where id = %(id)s
           and worked_at is null
        returning id,
                  phone_number_id,
                  contact_id,
                  contact_name,
                  body
        """,
        id=message_id,
        now=now,
    )


async def forget_old(db: Db, *, before: datetime, limit: int) -> int:
    """Delete what came long ago: it is in its conversation, and is not delivered again."""
    return await run(
        db,
        """
        delete from messaging.whatsapp_inbox
         where id in (select id
                        from messaging.whatsapp_inbox
                       where received_at < %(before)s
                       order by received_at
                       limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )


async def forget_contacts(db: Db, *, before: datetime, limit: int) -> int:
    """Delete conversations with people without an account in which nothing was said for long."""
    return await run(
        db,
        """
        delete from messaging.conversations
         where id in (select id
                        from messaging.conversations
                       where buyer_id is null
                         and last_at < %(before)s
                       order by last_at
                       limit %(limit)s
                         for update skip locked)
        """,
        before=before,
        limit=limit,
    )


async def start(
    db: Db, *, conversation_id: ConversationId, shop_id: ShopId, incoming: Incoming, now: datetime
) -> ConversationId:
    """Find the conversation of a contact and a shop, or make it."""
    return await value(
        db,
        """
        insert into messaging.conversations (id, shop_id, channel, contact_id, contact_name, started_at)
        values (%(id)s, %(shop_id)s, 'whatsapp', %(contact_id)s, %(contact_name)s, %(now)s)
        on conflict on constraint conversations_contact_key do update
           set contact_name = coalesce(nullif(excluded.contact_name, ''), conversations.contact_name)
        returning id
        """,
        id=conversation_id,
        shop_id=shop_id,
        contact_id=incoming.contact_id,
        contact_name=incoming.contact_name,
        now=now,
    )


async def last_heard(db: Db, conversation_id: ConversationId) -> datetime | None:
    """Tell when the buyer of a conversation wrote last."""
    return await value(
        db,
        """
        select m.at
          from messaging.messages m
         where m.conversation_id = %(conversation_id)s
           and m.side = 'buyer'
           and m.kind <> 'order'
         order by m.seq desc
         limit 1
        """,
        conversation_id=conversation_id,
    )


async def is_carried(db: Db, message_id: MessageId) -> bool:
    """Tell whether a message was sent over the bridge, or never will be."""
    found = await value(
        db, "select 1 from messaging.whatsapp_outbox where message_id = %(id)s", id=message_id
    )
    return found is not None


async def note_carried(
    db: Db, message_id: MessageId, *, whatsapp_id: str | None, failure: str | None, now: datetime
) -> None:
    """Note what became of a message that went over the bridge."""
    await run(
        db,
        """
        insert into messaging.whatsapp_outbox (message_id, whatsapp_id, failure, at)
        values (%(message_id)s, %(whatsapp_id)s, %(failure)s, %(now)s)
        on conflict (message_id) do nothing
        """,
        message_id=message_id,
        whatsapp_id=whatsapp_id,
        failure=failure,
        now=now,
    )


async def add_code(
    db: Db, code: str, *, shop_id: ShopId, product_id: ProductId, touch_id: UUID, now: datetime
) -> None:
    """Keep what a link leads to."""
    await run(
        db,
        """
        insert into messaging.whatsapp_codes (code, shop_id, product_id, touch_id, made_at)
        values (%(code)s, %(shop_id)s, %(product_id)s, %(touch_id)s, %(now)s)
        """,
        code=code,
        shop_id=shop_id,
        product_id=product_id,
        touch_id=touch_id,
        now=now,
    )


async def find_code(db: Db, code: str, shop_id: ShopId) -> Code | None:
    """Find what a link to a shop led to."""
    return await one(
        db,
        Code,
        """
        select c.product_id, c.touch_id
          from messaging.whatsapp_codes c
         where c.code = %(code)s
           and c.shop_id = %(shop_id)s
        """,
        code=code,
        shop_id=shop_id,
    )


async def forget_old_codes(db: Db, *, before: datetime, limit: int) -> int:
    """Delete codes that nobody can earn by any more."""
    return await run(
        db,
        """
        delete from messaging.whatsapp_codes
         where code in (select code
                          from messaging.whatsapp_codes
                         where made_at < %(before)s
                         order by made_at
                         limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )


async def bind_touch(db: Db, conversation_id: ConversationId, code: Code, *, now: datetime) -> None:
    """Keep which tap led a contact to a product; the first one stays."""
    await run(
        db,
        """
        insert into messaging.contact_touches (conversation_id, product_id, touch_id, at)
        values (%(conversation_id)s, %(product_id)s, %(touch_id)s, %(now)s)
        on conflict do nothing
        """,
        conversation_id=conversation_id,
        product_id=code.product_id,
        touch_id=code.touch_id,
        now=now,
    )


async def touches(db: Db, conversation_id: ConversationId) -> list[ContactTouch]:
    """Read which taps led a contact to products, at most 100."""
    return await many(
        db,
        ContactTouch,
        """
        select t.product_id, t.touch_id
          from messaging.contact_touches t
         where t.conversation_id = %(conversation_id)s
         order by t.at desc
         limit 100
        """,
        conversation_id=conversation_id,
    )
