"""Verbs of who reads: lists, messages, and waiting for the next one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import Person
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Page, decode_cursor, encode_cursor, page_of
from vitrina.kit.signals import signals_of
from vitrina.messaging.model import (
    ChatCartId,
    ChatCartView,
    ConversationId,
    ConversationView,
    Message,
    Side,
    Thread,
)
from vitrina.messaging.service import views
from vitrina.messaging.service.access import Asks, Seat, open_cart, take_seat
from vitrina.messaging.service.posting import topic_of
from vitrina.messaging.store import conversations, messages
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

NEW_MAX = 100
HIDDEN_MAX = 100


class Behind(Struct, frozen=True, kw_only=True):
    """From where somebody reads on, and how long she waits for it."""

    seq: int
    wait_s: int


async def list_of_buyer(db: Db, *, actor: Person, cursor: str | None, limit: int) -> Page[ConversationView]:
    """List the conversations of a buyer, the one in which something was said last first. Raises Malformed."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await conversations.list_of_buyer(db, actor.id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.last_at, each.id))
    shown = await views.conversation_views(db, page.items, Side.BUYER)
    return Page(items=shown, next_cursor=page.next_cursor)


async def list_of_shop(
    db: Db, *, shop_id: ShopId, actor: Person, cursor: str | None, limit: int
) -> Page[ConversationView]:
    """List the conversations of a shop for who runs it. Raises ShopNotFound, NotYourShop, Malformed."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await conversations.list_of_shop(db, shop_id, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.last_at, each.id))
    shown = await views.conversation_views(db, page.items, Side.SHOP)
    return Page(items=shown, next_cursor=page.next_cursor)


async def show(db: Db, *, conversation_id: ConversationId, actor: Person) -> ConversationView:
    """Show a conversation to one of its sides. Raises ConversationNotFound."""
    return await views.conversation_view(db, await take_seat(db, conversation_id, actor))


async def list_messages(
    db: Db, *, conversation_id: ConversationId, actor: Person, cursor: str | None, limit: int, now: datetime
) -> Thread:
    """Read the newest messages of a conversation, or those before a cursor.

    Raises ConversationNotFound, Malformed.
    """
    seat = await take_seat(db, conversation_id, actor)
    before = decode_cursor(cursor, tuple[int])
    found = await messages.newest(db, conversation_id, before=before[0] if before else None, limit=limit + 1)
    shown = found[:limit][::-1]
    older = encode_cursor(shown[0].seq) if len(found) > limit else None
    return await _thread(db, seat, shown, before=older, now=now)


async def await_messages(
    pool: Pool, *, conversation_id: ConversationId, actor: Person, asked: Behind, now: datetime
) -> Thread:
    """Read what was said behind a place; wait for it so long when there is nothing.

    No connection is held while it waits. When too many wait in this process, or twenty of hers, it answers
    at once: who asks again after a moment misses nothing. Raises ConversationNotFound.
    """
    waiting, who = signals_of(pool), str(actor.id)
    if asked.wait_s == 0 or waiting.is_full(who):
        return await _read_behind(pool, conversation_id, actor, seq=asked.seq, now=now)
    async with waiting.hear(topic_of(conversation_id), who=who) as heard:
        thread = await _read_behind(pool, conversation_id, actor, seq=asked.seq, now=now)
        if thread.messages:
            return thread
        heard.clear()
        try:
            await asyncio.wait_for(heard.wait(), asked.wait_s)
        except TimeoutError:
            return thread
    return await _read_behind(pool, conversation_id, actor, seq=asked.seq, now=now)


async def _read_behind(
    pool: Pool, conversation_id: ConversationId, actor: Person, *, seq: int, now: datetime
) -> Thread:
    async with pool.transaction() as db:
        seat = await take_seat(db, conversation_id, actor)
        found = await messages.after(db, conversation_id, seq=seq, limit=NEW_MAX)
        return await _thread(db, seat, found, before=None, now=now)


async def _thread(
    db: Db, seat: Seat, found: Sequence[Message], *, before: str | None, now: datetime
) -> Thread:
    named = list(dict.fromkeys(each.cart_id for each in found if each.cart_id))
    return Thread(
        messages=await views.message_views(db, found, seat.side),
        hidden_ids=await messages.hidden(db, seat.conversation.id, limit=HIDDEN_MAX),
        carts=await views.cart_views(db, named, seat.side, now),
        before=before,
    )


async def mark_read(db: Db, *, conversation_id: ConversationId, actor: Person, seq: int) -> None:
    """Note that one's side has read up to a message; never back. Raises ConversationNotFound."""
    seat = await take_seat(db, conversation_id, actor)
    read = conversations.read_as_buyer if seat.side is Side.BUYER else conversations.read_as_shop
    await read(db, conversation_id, seq)


async def show_cart(db: Db, *, cart_id: ChatCartId, asks: Asks, now: datetime) -> ChatCartView:
    """Show a cart as it is now to one of its sides, or to who holds its key. Raises CartNotFound."""
    side = (await open_cart(db, cart_id, asks)).side
    return (await views.cart_views(db, [cart_id], side, now))[0]
