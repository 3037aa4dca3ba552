"""Paying a cart where it was agreed: an ordinary checkout of the version that the buyer saw."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from vitrina.carts.model import CartId
from vitrina.checkout import service as checkout
from vitrina.checkout.model import LineWanted, NewCheckout, PurchaseStatus, PurchaseView
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal
from vitrina.messaging import rules
from vitrina.messaging.errors import CartBeingPaid, CartMoved, CartNotFound
from vitrina.messaging.model import CartStatus, ChatCart, ChatCartId, ChatLine, NewCartCheckout, Side
from vitrina.messaging.service.access import Asks, open_cart
from vitrina.messaging.store import carts

# Its provider has not said yet, or it was paid a moment ago: a second purchase would be charged as well.
UNDECIDED = {PurchaseStatus.PENDING, PurchaseStatus.PAID}


class Begun(Struct, frozen=True, kw_only=True):
    """A cart that one purchase may pay now, with its lines. is_first: nobody named the purchase before."""

    cart: ChatCart
    lines: list[ChatLine]
    wanted: NewCartCheckout
    is_first: bool


async def checkout_cart(
    pool: Pool,
    *,
    settings: Settings,
    cart_id: ChatCartId,
    asks: Asks,
    wanted: NewCartCheckout,
    now: datetime,
) -> PurchaseView:
    """Turn a version of a cart into a purchase that waits for its payment; the same id again is the same one.

    While it waits, the shop can change nothing and no other purchase of the cart begins. Raises CartNotFound,
    CartMoved, CartBeingPaid, and whatever a checkout raises.
    """
    async with pool.transaction() as db:
        opened = await open_cart(db, cart_id, asks)
        if opened.side is not Side.BUYER:
            raise CartNotFound
        begun = await _begin(db, opened.cart, wanted, now)
    return await _place(pool, settings, asks.actor, begun=begun, now=now)


async def _begin(db: Db, cart: ChatCart, wanted: NewCartCheckout, now: datetime) -> Begun:
    seen = replace(cart, version=wanted.version)
    is_first = cart.purchase_id != wanted.id
    is_same = cart.status is CartStatus.PAID and not is_first
    is_undecided = is_first and await _is_undecided(db, cart)
    let = is_same or (
        not is_undecided
        and await carts.begin_paying(
            db,
            seen,
            wanted.id,
            sources=rules.from_which(CartStatus.PAID),
            until=now + checkout.HOLD_TIME,
            now=now,
        )
    )
    if not let:
        is_busy = is_undecided or rules.is_paying(cart, now)
        raise CartBeingPaid if cart.version == wanted.version and is_busy else CartMoved
    # After the WHERE: whoever edits the cart waits for us, and finds it being paid.
    lines = [line for line in await carts.lines(db, [cart.id]) if line.quantity]
    return Begun(cart=cart, lines=lines, wanted=wanted, is_first=is_first)


async def _is_undecided(db: Db, cart: ChatCart) -> bool:
    """Tell whether the purchase that was made of a cart last may still pay it, however late it is."""
    if cart.purchase_id is None or cart.status is CartStatus.PAID:
        return False
    found = await checkout.statuses(db, [cart.purchase_id])
    return found.get(cart.purchase_id) in UNDECIDED


async def _place(
    pool: Pool, settings: Settings, viewer: Person | None, *, begun: Begun, now: datetime
) -> PurchaseView:
    wanted = begun.wanted
    request = NewCheckout(
        id=wanted.id,
        lines=[
            LineWanted(variant_id=line.variant_id, quantity=line.quantity, touch_id=line.touch_id)
            for line in begun.lines
        ],
        buyer=wanted.buyer,
        address=wanted.address,
        expected_total=wanted.expected_total,
        cart_id=CartId(begun.cart.id),
    )
    try:
        return await checkout.buy(pool, settings=settings, viewer=viewer, request=request, now=now)
    except Refusal:
        await _let_go(pool, begun)
        raise


async def _let_go(pool: Pool, begun: Begun) -> None:
    """Let go of a cart whose purchase was refused; not when an earlier request made that purchase."""
    async with pool.transaction() as db:
        if begun.is_first or not await checkout.statuses(db, [begun.wanted.id]):
            await carts.end_paying(db, begun.cart.id, begun.wanted.id)
