"""Verbs of the inventory."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.identity.model import Person, PersonId
from vitrina.inventory import store
from vitrina.inventory.errors import CountedElsewhere, NotEnoughStock
from vitrina.inventory.locations import service as placing
from vitrina.inventory.locations import store as locations
from vitrina.inventory.locations.model import Leaving, LocationId
from vitrina.inventory.model import (
    Changes,
    Count,
    Exchanged,
    HoldRequest,
    Level,
    Movement,
    MovementLine,
    Recount,
    ShelfId,
    Shortage,
    StockCause,
)
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

SOLD_OUT_S = 1.0
SOLD_OUT_MAX = 10_000
EXPIRE_SIZE = 500
SHELVES_SIZE = 500
VARIANTS_MAX = 20_000
EXPIRE_BATCHES_MAX = 200

# Variants that a hold of this process has just found empty, and the moment (monotonic) to ask again.
_sold_out: dict[UUID, float] = {}


async def hold(db: Db, requests: Sequence[HoldRequest]) -> dict[UUID, list[Shortage]]:
    """Hold stock for purchases, each wholly or not at all, in the order given. One statement.

    Answers, per purchase, the lines that it lacks; an empty list means held. A purchase that holds or has
    bought something is known: it is answered as held and nothing is taken again; its lines are not compared.
    Rows are locked in one order, so crossed purchases wait and never deadlock.
    """
    first: dict[UUID, HoldRequest] = {}
    for request in requests:
        first.setdefault(request.purchase_id, request)
    answers: dict[UUID, list[Shortage]] = {purchase_id: [] for purchase_id in first}
    if not first:
        return answers
    for lack in await store.hold(db, list(first.values())):
        shortage = Shortage(variant_id=lack.variant_id, wanted=lack.wanted, available=lack.available)
        answers[lack.purchase_id].append(shortage)
        if not lack.available:
            _remember_sold_out(lack.variant_id)
    return answers


async def sell(db: Db, purchase_ids: Sequence[UUID]) -> set[UUID]:
    """Turn what purchases hold into sold, and tell which purchases are sold. One statement.

    The same purchase again is sold still. What expired is taken once more when the stock allows, wholly or
    not at all; what was released stays so. A purchase that is left out cannot be honoured.
    """
    return set(await store.sell(db, purchase_ids)) if purchase_ids else set()


async def release(db: Db, purchase_ids: Sequence[UUID]) -> None:
    """Give back, once, what purchases hold and have not bought, for good: what had expired is sold no more.

    One statement.
    """
    if purchase_ids:
        _forget_sold_out(await store.release(db, purchase_ids))


async def keep_until(db: Db, purchase_ids: Sequence[UUID], until: datetime) -> None:
    """Hold what purchases still hold until another moment. What expired meanwhile is taken by `sell`."""
    if purchase_ids:
        await store.keep_until(db, purchase_ids, until)


async def give_back(db: Db, purchase_id: UUID, variant_ids: Sequence[VariantId]) -> None:
    """Give back, once, what a purchase bought and the shop did not send. One statement."""
    _forget_sold_out(await store.give_back(db, purchase_id, variant_ids))


async def take_back(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, are_sent: bool
) -> None:
    """Put units that a purchase bought back on the shelf; no unit twice. One statement.

    units: (variant, quantity). are_sent: they come back from the buyer. More of a variant than is out, or
    here, is left out.
    """
    if units:
        _forget_sold_out(await store.take_back(db, purchase_id, units, are_sent=are_sent))


async def come_back(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, is_restocked: bool
) -> None:
    """Note that the buyer of a purchase has units no more that were sent to her. One statement.

    units: (variant, quantity), as they were bought: what was sent in their place comes back first, as itself.
    is_restocked: they are on the shelf again; no unit twice, and more than is out is left out. The order is
    locked before.
    """
    if units:
        _forget_sold_out(await store.come_back(db, purchase_id, units, is_restocked=is_restocked))


async def exchange(db: Db, exchange_id: UUID, *, variant_id: VariantId, unit_count: int) -> None:
    """Take units for who gets them in the place of others, until they are sent or given back. One statement.

    exchange_id stands where a purchase stands; the same one again changes nothing. Raises NotEnoughStock.
    """
    free = await store.exchange(db, exchange_id, variant_id=variant_id, unit_count=unit_count)
    if free is not None:
        raise refusal([Shortage(variant_id=variant_id, wanted=unit_count, available=free)])


async def note_exchange(db: Db, exchange: Exchanged, *, now: datetime) -> None:
    """Note what was sent in the place of what, so that it comes back as itself. Twice is once."""
    await store.note_exchange(db, exchange, now=now)


async def send(
    db: Db,
    purchase_id: UUID,
    units: Sequence[tuple[VariantId, int]],
    *,
    shop_id: ShopId | None = None,
    location_id: LocationId | None = None,
) -> None:
    """Note that units of what was sold left the shelf. units: (variant, quantity). Two statements.

    location_id: they leave from that location of the shop, else from the one that would be suggested. Raises
    LocationNotFound, LocationClosed, NotThere.
    """
    if not units:
        return
    leaving = Leaving(purchase_id=purchase_id, units=units, shop_id=shop_id, location_id=location_id)
    await placing.leave(db, leaving)
    await store.send(db, purchase_id, units)


async def unsend(
    db: Db, purchase_id: UUID, units: Sequence[tuple[VariantId, int]], *, left_at: datetime
) -> bool:
    """Note that units that left by `send` are here after all, each at its place. One statement.

    left_at: when they were said to leave. False: some came back already; undo what was done with the rest.
    """
    return await store.unsend(db, purchase_id, units, left_at=left_at) == sum(count for _, count in units)


async def line_up_sending(db: Db, *, shop_id: ShopId, purchase_ids: Sequence[UUID]) -> None:
    """Hold what purchases bought of a shop until this transaction ends; for who sends several in it.

    One statement. Orders are locked before.
    """
    if purchase_ids:
        await locations.line_up_sending(db, shop_id, purchase_ids)


async def expire_holds(pool: Pool) -> int:
    """Give back, once, whatever was held too long by `kit.now()`. Returns how many lines.

    Bounded: EXPIRE_BATCHES_MAX transactions of EXPIRE_SIZE lines; the next run takes the rest.
    """
    expired_count = 0
    for _ in range(EXPIRE_BATCHES_MAX):
        async with pool.transaction() as db:
            batch_count = await store.expire(db, limit=EXPIRE_SIZE)
        expired_count += batch_count
        if batch_count < EXPIRE_SIZE:
            break
    return expired_count


async def extend(db: Db, untils: Mapping[UUID, datetime]) -> set[UUID]:
    """Let what purchases hold stay held until then; tells which hold something still. One statement."""
    return set(await store.extend(db, untils)) if untils else set()


async def set_aside(db: Db, *, shelf_id: ShelfId, variant_id: VariantId, unit_count: int) -> None:
    """Put units of a variant on a shelf, where only who names the shelf can hold them. One statement.

    The same shelf again is the same shelf. Whoever calls answers for whose the variant is. Raises
    NotEnoughStock.
    """
    free = await store.set_aside(db, shelf_id=shelf_id, variant_id=variant_id, unit_count=unit_count)
    if free is not None:
        raise refusal([Shortage(variant_id=variant_id, wanted=unit_count, available=free)])


async def clear(db: Db, shelf_ids: Sequence[ShelfId]) -> None:
    """Give what lies on shelves back to their variants, now and whenever something comes back to them.

    Units that are held or sold stay so. Two statements.
    """
    if shelf_ids and await store.clear(db, shelf_ids):
        await empty_cleared(db)


async def empty_cleared(db: Db) -> None:
    """Pass on what came back to cleared shelves; at most SHELVES_SIZE of them. One statement."""
    _forget_sold_out(await store.empty_cleared(db, limit=SHELVES_SIZE))


async def count(db: Db, *, shop_id: ShopId, actor: Person, counts: Sequence[Count]) -> list[Level]:
    """Set the physical quantity of variants of the actor's shop, and tell their levels.

    What is held and what is sold and not shipped stays owed: when less was counted, nothing is available and
    the level says that it is short. What does not lie at other locations lies at the shop's own. Raises
    Malformed, VariantNotFound, NotYourShop, ShopNotFound, CountedElsewhere.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    variant_ids = [each.variant_id for each in counts]
    if len(set(variant_ids)) < len(variant_ids):
        raise Malformed({"levels": "names a variant twice"})
    await catalogue.require_variants_of(db, shop_id=shop_id, variant_ids=variant_ids)
    await store.count(db, counts, person_id=actor.id)
    for each in await locations.counted_elsewhere(db, counts):
        raise CountedElsewhere(variant_id=each.variant_id, elsewhere=each.wanted)
    _forget_sold_out(variant_ids)
    return await store.levels(db, variant_ids)


async def count_many(
    db: Db, counts: Sequence[Count], *, person_id: PersonId, cause: StockCause = StockCause.IMPORT
) -> list[Recount]:
    """Set the physical quantity of variants, each named once, and tell which changed. One statement.

    For modules that act for the shop: whoever calls answers for whose the variants are. Else as `count`.
    """
    if not counts:
        return []
    changed = await store.count(db, counts, person_id=person_id, cause=cause)
    _forget_sold_out([each.variant_id for each in changed])
    return changed


async def recount_many(db: Db, recounts: Sequence[Recount], *, person_id: PersonId) -> None:
    """Put counts right by so many units, whatever was held, sold or sent meanwhile. One statement.

    No shelf comes to hold less than nothing. Variants never counted stay so.
    """
    if recounts:
        await store.recount(db, recounts, person_id=person_id)
        _forget_sold_out([each.variant_id for each in recounts])


async def levels(db: Db, variant_ids: Sequence[VariantId]) -> dict[VariantId, Level]:
    """Read how much there is of variants; one never counted has nothing. One statement."""
    return {level.variant_id: level for level in await store.levels(db, variant_ids)}


async def shop_levels(db: Db, *, shop_id: ShopId, after: VariantId | None, limit: int) -> list[Level]:
    """List the levels of a shop's variants by id, from after `after`; at most `limit`."""
    variant_ids = await catalogue.shop_variant_ids(db, shop_id=shop_id, after=after, limit=limit)
    return await store.levels(db, variant_ids)


async def available(db: Db, variant_ids: Sequence[UUID]) -> dict[VariantId, int]:
    """Read how many of these variants can be bought now; those with nothing are left out. One statement."""
    return {free.variant_id: free.available for free in await store.available(db, variant_ids)}


async def changes(db: Db, *, since: int, limit: int) -> Changes:
    """Tell caches which variants moved since a mark, from at most `limit` movements. One statement.

    Everything that was not committed when the mark was given is told at least once; movement_count = limit
    means that there may be more.
    """
    return await store.changes(db, since=since, limit=limit)


async def movements(
    db: Db,
    *,
    shop_id: ShopId,
    variant_id: VariantId | None,
    cause: StockCause | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[MovementLine]:
    """List what moved a shop's stock, the newest first; at most `limit`. Three statements.

    variant_id, cause: only of these. Of a shop with more than VARIANTS_MAX variants name one. Raises
    VariantNotFound.
    """
    if variant_id is not None:
        await catalogue.require_variants_of(db, shop_id=shop_id, variant_ids=[variant_id])
        wanted = [variant_id]
    else:
        wanted = await catalogue.shop_variant_ids(db, shop_id=shop_id, after=None, limit=VARIANTS_MAX)
    found = await store.movements(db, wanted, cause=cause, before=before, limit=limit)
    named = await catalogue.variants_for_sale(db, list({each.variant_id for each in found}))
    return [_line(each, named[each.variant_id]) for each in found]


def _line(moved: Movement, variant: VariantForSale) -> MovementLine:
    return MovementLine(
        id=moved.id,
        at=moved.at,
        variant_id=moved.variant_id,
        title=variant.title,
        variant_values=variant.values,
        sku=variant.sku,
        drop_id=moved.shelf_id,
        change=moved.change,
        cause=moved.cause,
        hold_state=moved.hold_state,
    )


def refusal(shortages: Sequence[Shortage]) -> NotEnoughStock:
    """Make the refusal for what a purchase lacks; it names the first line, and lists all of them."""
    first = shortages[0]
    return NotEnoughStock(
        variant_id=first.variant_id, wanted=first.wanted, available=first.available, shortages=shortages
    )


def is_known_sold_out(variant_id: VariantId) -> bool:
    """Tell whether a hold of this process found a variant empty less than SOLD_OUT_S ago.

    Lets a crowd be refused without asking the database. It may only delay a sale, never make one: another
    process may have restocked the variant in that second.
    """
    until = _sold_out.get(variant_id)
    if until is None:
        return False
    if until > time.monotonic():
        return True
    _sold_out.pop(variant_id, None)
    return False


def _remember_sold_out(variant_id: VariantId) -> None:
    if len(_sold_out) >= SOLD_OUT_MAX:
        _sold_out.clear()
    _sold_out[variant_id] = time.monotonic() + SOLD_OUT_S


def _forget_sold_out(variant_ids: Iterable[VariantId]) -> None:
    for variant_id in variant_ids:
        _sold_out.pop(variant_id, None)
