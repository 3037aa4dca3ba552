"""From a tap to units that are held, or to a place in the line."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.catalogue.model import VariantId
from vitrina.drops import rules
from vitrina.drops.errors import ClaimIdTaken, ClaimNotFound, DropNotFound, DropSoldOut, TicketRefused
from vitrina.drops.model import (
    Claim,
    ClaimId,
    ClaimServed,
    ClaimState,
    ClaimView,
    ClaimWanted,
    Drop,
    DropId,
    DropTicket,
    HolderId,
)
from vitrina.drops.rules import Bearer
from vitrina.drops.service import views
from vitrina.drops.service.plan import close_due
from vitrina.drops.store import claims as claim_store
from vitrina.drops.store import drops as drop_store
from vitrina.inventory import service as inventory
from vitrina.inventory.model import HoldRequest
from vitrina.kit.batch import PerPool
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation
from vitrina.kit.errors import Refusal
from vitrina.kit.events import emit

BATCH_MAX = 256
SOLD_OUT_S = 1.0
SOLD_OUT_MAX = 10_000
EXPIRE_SIZE = 500
EXPIRE_BATCHES_MAX = 200
LINES_MAX = 200
SERVED_MAX = 256
LIVE = (ClaimState.WAITING, ClaimState.HELD)

# Drops in which this process has just refused somebody, and the moment (monotonic) to ask again.
_sold_out: dict[DropId, float] = {}


async def ask_ticket(
    db: Db, settings: Settings, *, drop_id: DropId, bearer: Bearer, binding: str, real_now: datetime
) -> DropTicket:
    """Give whoever looks at a drop the ticket without which nobody claims. Raises DropNotFound.

    binding: what only the session has that asks: a copy of the ticket is worth nothing elsewhere.
    """
    if not await drop_store.drops(db, [drop_id]):
        raise DropNotFound
    until = real_now + rules.TICKET_LIFE
    text = rules.write_ticket(settings.secret_key, drop_id, bearer, binding=binding, until=until)
    return DropTicket(ticket=text, valid_until=until)


def bearer_of(
    settings: Settings, *, drop_id: DropId, ticket: str, bindings: Sequence[str], real_now: datetime
) -> Bearer:
    """Tell whose claim a ticket lets through, without asking the database. Raises TicketRefused.

    bindings: what only this session or this guest's browser has.
    """
    for binding in bindings:
        bearer = rules.read_ticket(settings.secret_key, drop_id, ticket, binding=binding, now=real_now)
        if bearer:
            return bearer
    raise TicketRefused


async def claim(pool: Pool, wanted: ClaimWanted) -> ClaimView:
    """Claim units of a drop: held for three minutes, or a place in the line. The same id is the same claim.

    Who has a claim in the drop already gets that one. Raises DropNotFound, DropNotOpen, DropOver,
    DropSoldOut, DropLimitReached, ClaimIdTaken, Overloaded.
    """
    try:
        return await _claims(pool, wanted)
    except UniqueViolation:  # Somebody claimed in another drop with this id just now: it is found.
        return await _claims(pool, wanted)


async def _claim(pool: Pool, asked: Sequence[ClaimWanted]) -> Sequence[ClaimView | Refusal]:
    if all(_is_known_sold_out(each.drop_id) for each in asked):
        async with pool.connection() as db:  # Only read: who has a claim gets it, and nobody else waits.
            known = _Known(await claim_store.known(db, asked))
            return await _shown(db, [known.find(each) or DropSoldOut() for each in asked])
    async with pool.transaction() as db:
        return await claim_many(db, asked)


_claims = PerPool(_claim, size_max=BATCH_MAX, lanes=1, key=lambda wanted: wanted.drop_id)


class _Known:
    """The claims that a batch of wishes already is: by their ids, or because their holders have one."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._by_id = {each.id: each for each in claims}
        self._live = {(each.drop_id, each.holder_id): each for each in claims if each.state in LIVE}

    def add(self, claim: Claim) -> None:
        self._by_id[claim.id] = claim
        self._live[claim.drop_id, claim.holder_id] = claim

    def find(self, wanted: ClaimWanted) -> Claim | Refusal | None:
        same = self._by_id.get(wanted.id)
        if same is None:
            return self._live.get((wanted.drop_id, wanted.holder_id))
        is_own = (same.drop_id, same.holder_id) == (wanted.drop_id, wanted.holder_id)
        return same if is_own else ClaimIdTaken()


async def claim_many(db: Db, asked: Sequence[ClaimWanted]) -> list[ClaimView | Refusal]:
    """Claim in order of arrival; one answer each. One statement a step, whatever the number.

    Who comes while others wait stands behind them. Raises UniqueViolation when another process claimed in
    another drop with one of the ids meanwhile: next time, it is found.
    """
    drop_ids = list({each.drop_id for each in asked})
    drops = await drop_store.lock(db, drop_ids)
    known = _Known(await claim_store.known(db, asked))
    bought = await claim_store.bought(db, asked)
    answers: list[Claim | Refusal | None] = [
        _answer(each, drops, known, bought.get((each.drop_id, each.holder_id), 0)) for each in asked
    ]
    fresh: dict[tuple[DropId, HolderId], ClaimWanted] = {}
    for each, answer in zip(asked, answers, strict=True):
        if answer is None:
            fresh.setdefault((each.drop_id, each.holder_id), each)
    claims, too_late = await _take(db, _one_per_id(fresh.values()))
    for claim in claims:
        known.add(claim)
    for drop_id in {each.drop_id for each in too_late}:
        _remember_sold_out(drop_id)
    return await _shown(
        db, [answer or known.find(each) or DropSoldOut() for each, answer in zip(asked, answers, strict=True)]
    )


async def _shown(db: Db, answers: Sequence[Claim | Refusal]) -> list[ClaimView | Refusal]:
    claims = {each.id: each for each in answers if isinstance(each, Claim)}
    shown = {view.id: view for view in await views.claim_views(db, list(claims.values()))}
    return [shown[each.id] if isinstance(each, Claim) else each for each in answers]


def _answer(
    wanted: ClaimWanted, drops: Mapping[DropId, Drop], known: _Known, bought: int
) -> Claim | Refusal | None:
    drop = drops.get(wanted.drop_id)
    if drop is None:
        return DropNotFound()
    return known.find(wanted) or rules.refusal(wanted, drop, bought=bought)


def _one_per_id(wanted: Iterable[ClaimWanted]) -> list[ClaimWanted]:
    """Keep the first of each id: the others find it taken."""
    first: dict[ClaimId, ClaimWanted] = {}
    for each in wanted:
        first.setdefault(each.id, each)
    return list(first.values())


async def _take(db: Db, fresh: Sequence[ClaimWanted]) -> tuple[list[Claim], list[ClaimWanted]]:
    """Hold units for who comes, or line them up: (claims, too late). The caller has locked the drops."""
    if not fresh:
        return [], []
    drop_ids = list({each.drop_id for each in fresh})
    lines = await claim_store.waited_for(db, drop_ids)
    shortages = await inventory.hold(db, [_hold(each) for each in fresh if each.drop_id not in lines])
    held = {purchase_id for purchase_id, lacking in shortages.items() if not lacking}
    rest = [each for each in fresh if each.id not in held]
    standing, too_late = await _line_up(db, rest, [each for each in fresh if each.id in held])
    states = dict.fromkeys(held, ClaimState.HELD) | dict.fromkeys(
        (each.id for each in standing), ClaimState.WAITING
    )
    claims = [(each, states[each.id]) for each in fresh if each.id in states]
    until = fresh[0].now + rules.HOLD_TIME
    return await claim_store.add_claims(db, claims, until=until) if claims else [], too_late


async def _line_up(
    db: Db, rest: Sequence[ClaimWanted], held: Sequence[ClaimWanted]
) -> tuple[list[ClaimWanted], list[ClaimWanted]]:
    if not rest:
        return [], []
    tallies = await claim_store.tallies(db, list({each.drop_id for each in rest}))
    for each in held:  # Of this very batch, and not written yet.
        if tally := tallies.get(each.drop_id):
            tallies[each.drop_id] = replace(tally, held=tally.held + each.quantity)
    return rules.line_up(rest, tallies)


def _hold(wanted: ClaimWanted) -> HoldRequest:
    return HoldRequest(
        purchase_id=wanted.id,
        lines=[(VariantId(wanted.drop_id), wanted.quantity)],
        until=wanted.now + rules.HOLD_TIME,
    )


async def give_up(
    pool: Pool, *, drop_id: DropId, claim_id: ClaimId, holder_ids: Sequence[HolderId], now: datetime
) -> None:
    """Leave the line, or give held units to the next in it. Twice is once. Raises ClaimNotFound."""
    async with pool.transaction() as db:
        await drop_store.lock(db, [drop_id])
        found = (await claim_store.claims(db, [claim_id])).get(claim_id)
        if found is None or found.drop_id != drop_id or found.holder_id not in holder_ids:
            raise ClaimNotFound
        if found.state is ClaimState.HELD:
            await inventory.release(db, [claim_id])
        await claim_store.move(db, [claim_id], to=ClaimState.OVER, of=LIVE)
        await serve(db, drop_id, now=now)


async def keep_lines(pool: Pool, *, now: datetime) -> None:
    """End what was claimed and not paid in time, close drops that are over, and serve who waits."""
    await inventory.expire_holds(pool)
    for _ in range(EXPIRE_BATCHES_MAX):
        async with pool.transaction() as db:
            expired_count = await claim_store.expire(db, now=now, limit=EXPIRE_SIZE)
        if expired_count < EXPIRE_SIZE:
            break
    await close_due(pool, now=now)
    async with pool.transaction() as db:
        waited_for = await claim_store.with_lines(db, limit=LINES_MAX)
    for drop_id in waited_for:
        async with pool.transaction() as db:
            await drop_store.lock(db, [drop_id])
            await serve(db, drop_id, now=now)


async def serve(db: Db, drop_id: DropId, *, now: datetime) -> int:
    """Give units that came back to who waits, in turn. Returns how many claims. The drop must be locked.

    A claim for more units than there are lets the next one pass. When nothing can come back any more, whoever
    still waits is told.
    """
    free = (await inventory.available(db, [drop_id])).get(VariantId(drop_id), 0)
    served: list[Claim] = []
    if free:
        line = await claim_store.line(db, drop_id, limit=min(free, SERVED_MAX))
        served = await _serve(db, line, now=now)
    tally = (await claim_store.tallies(db, [drop_id]))[drop_id]
    if tally.waiting and not tally.held and free <= sum(claim.quantity for claim in served):
        await claim_store.miss(db, [drop_id])
    return len(served)


async def _serve(db: Db, line: Sequence[Claim], *, now: datetime) -> list[Claim]:
    until = now + rules.HOLD_TIME
    holds = [
        HoldRequest(purchase_id=each.id, lines=[(VariantId(each.drop_id), each.quantity)], until=until)
        for each in line
    ]
    shortages = await inventory.hold(db, holds)
    lucky = [each for each in line if not shortages[each.id]]
    await claim_store.move(
        db, [each.id for each in lucky], to=ClaimState.HELD, of=[ClaimState.WAITING], until=until
    )
    drops = await drop_store.drops(db, list({each.drop_id for each in lucky}))
    await emit(db, *(_served(each, drops[each.drop_id], until, now) for each in lucky if each.person_id))
    return lucky


def _served(claim: Claim, drop: Drop, until: datetime, now: datetime) -> ClaimServed:
    assert claim.person_id
    return ClaimServed(
        claim_id=claim.id,
        drop_id=claim.drop_id,
        person_id=claim.person_id,
        product_id=drop.product_id,
        quantity=claim.quantity,
        until=until,
        at=now,
    )


def _remember_sold_out(drop_id: DropId) -> None:
    if len(_sold_out) >= SOLD_OUT_MAX:
        _sold_out.clear()
    _sold_out[drop_id] = time.monotonic() + SOLD_OUT_S


def _is_known_sold_out(drop_id: DropId) -> bool:
    return _sold_out.get(drop_id, 0.0) > time.monotonic()
