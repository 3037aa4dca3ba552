"""Verbs of the shop about a cart: confirm, edit, decline. Every race is a WHERE over its version."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.identity.model import Person
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.messaging import rules
from vitrina.messaging.errors import CartBeingPaid, CartMoved, CartNotFound
from vitrina.messaging.model import (
    CartDecline,
    CartEdit,
    CartStatus,
    ChatCart,
    ChatCartId,
    ChatCartView,
    ChatLine,
    Confirmation,
    Happening,
    Side,
)
from vitrina.messaging.service import views
from vitrina.messaging.service.access import Seat, cart_seat, take_seat_to_write
from vitrina.messaging.service.posting import cart_draft, post
from vitrina.messaging.store import carts, conversations

EXPIRE_BATCH = 100


class Turn(Struct, frozen=True, kw_only=True):
    """The shop's turn on a cart. seen: the version that it looked at."""

    cart: ChatCart
    seat: Seat
    seen: int
    now: datetime


async def confirm(
    db: Db, *, cart_id: ChatCartId, actor: Person, wanted: Confirmation, now: datetime
) -> ChatCartView:
    """Agree to a cart: it can be paid. The same twice is once.

    It is priced again: when a price has changed, or something is not sold any more, it becomes a new version
    that shows it, as if the shop had edited it. Raises CartNotFound, CartMoved, CartBeingPaid, KeptApart,
    Suspended, Malformed when nothing is left.
    """
    turn = await _turn(db, cart_id, actor, seen=wanted.version, now=now)
    if turn.cart.status is CartStatus.CONFIRMED and turn.cart.version == wanted.version:
        return await _show(db, cart_id, now)
    lines = await carts.lines(db, [cart_id])
    again = await _priced(db, lines)
    if again != lines:
        return await _offer(db, turn, again, note="")
    to = replace(turn.cart, status=CartStatus.CONFIRMED, note="", expires_at=now + rules.CART_KEPT)
    await _move(db, turn, to)
    return await _show(db, cart_id, now)


async def edit(
    db: Db, *, cart_id: ChatCartId, actor: Person, wanted: CartEdit, now: datetime
) -> ChatCartView:
    """Offer other quantities, or without some lines, at the prices of the catalogue: a new version.

    It can be paid as it is now. Raises CartNotFound, CartMoved, CartBeingPaid, KeptApart, Suspended,
    Malformed.
    """
    turn = await _turn(db, cart_id, actor, seen=wanted.version, now=now)
    offered = rules.edited(await carts.lines(db, [cart_id]), wanted.lines)
    note = rules.note(wanted.note, field="note")
    return await _offer(db, turn, await _priced(db, offered), note=note)


async def decline(
    db: Db, *, cart_id: ChatCartId, actor: Person, wanted: CartDecline, now: datetime
) -> ChatCartView:
    """Say no to a cart, and why. The same twice is once.

    Raises CartNotFound, CartMoved, CartBeingPaid, KeptApart, Suspended, Malformed.
    """
    reason = rules.note(wanted.reason, field="reason", is_needed=True)
    turn = await _turn(db, cart_id, actor, seen=wanted.version, now=now)
    if turn.cart.status is not CartStatus.DECLINED or turn.cart.version != wanted.version:
        await _move(db, turn, replace(turn.cart, status=CartStatus.DECLINED, note=reason))
    return await _show(db, cart_id, now)


async def _turn(db: Db, cart_id: ChatCartId, actor: Person, *, seen: int, now: datetime) -> Turn:
    cart, seat = await cart_seat(db, cart_id, actor)
    if seat.side is not Side.SHOP:
        raise CartNotFound
    # The conversation is ours from here on, so the cart is read again: it may just have moved.
    seat = await take_seat_to_write(db, cart.conversation_id, actor)
    again = await carts.find(db, cart_id)
    if again is None:
        raise CartNotFound
    return Turn(cart=again, seat=seat, seen=seen, now=now)


async def _priced(db: Db, lines: Sequence[ChatLine]) -> list[ChatLine]:
    variants = await catalogue.variants_for_sale(db, [line.variant_id for line in lines])
    return rules.priced_again(lines, variants)


async def _offer(db: Db, turn: Turn, lines: Sequence[ChatLine], *, note: str) -> ChatCartView:
    """Write a new version."""
    if not any(line.quantity for line in lines):
        raise Malformed({"lines": "nothing is left: decline it instead"})
    to = replace(
        turn.cart,
        status=CartStatus.EDITED,
        version=turn.seen + 1,
        note=note,
        expires_at=turn.now + rules.CART_KEPT,
    )
    await _move(db, turn, to)
    await carts.set_lines(db, turn.cart.id, lines)
    return await _show(db, turn.cart.id, turn.now)


async def _move(db: Db, turn: Turn, to: ChatCart) -> None:
    """Move a cart and tell it. Raises CartMoved, CartBeingPaid."""
    seen = replace(turn.cart, version=turn.seen)
    if not await carts.move(db, seen, to, sources=rules.from_which(to.status), now=turn.now):
        is_paying = turn.cart.version == turn.seen and rules.is_paying(turn.cart, turn.now)
        raise CartBeingPaid if is_paying else CartMoved
    draft = cart_draft(to, Happening(to.status.value), side=Side.SHOP, author_id=turn.seat.person.id)
    await post(db, turn.seat.conversation, draft, turn.now)


async def _show(db: Db, cart_id: ChatCartId, now: datetime) -> ChatCartView:
    return (await views.cart_views(db, [cart_id], Side.SHOP, now))[0]


async def expire_due(pool: Pool, *, now: datetime) -> int:
    """Close open carts whose time is over, and tell it. Returns how many; the next run takes the rest."""
    async with pool.transaction() as db:
        due = await carts.find_due(db, now=now, limit=EXPIRE_BATCH)
    expired_count = 0
    for cart in due:
        async with pool.transaction() as db:
            conversation = await conversations.lock(db, cart.conversation_id)
            if conversation is None or not await carts.expire(db, cart.id, now=now):
                continue
            told = replace(cart, note="")
            draft = cart_draft(told, Happening.EXPIRED, side=Side.SHOP, author_id=None)
            await post(db, conversation, draft, now)
            expired_count += 1
    return expired_count
