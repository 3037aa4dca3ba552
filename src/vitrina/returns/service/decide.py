"""What time decides: for the buyer where a shop says nothing, for the shop where nothing was sent."""

import logging
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal
from vitrina.orders import service as orders
from vitrina.orders.errors import NothingToRefund, NotRefundable
from vitrina.orders.model import OrderCancelled
from vitrina.returns import rules, store
from vitrina.returns.model import Return, ReturnAct, ReturnId, ReturnSide, ReturnState
from vitrina.returns.service.move import Given, let_go, refund, tell

DUE_MAX = 1_000  # a run; the next one takes the rest
TIME = ReturnSide.TIME

log = logging.getLogger(__name__)


async def decide_due(pool: Pool, *, now: datetime) -> int:
    """Decide, one by one, the returns whose time is over. Returns how many.

    One that cannot be decided is tried again by the next run and holds up no other.
    """
    decided_count = 0
    left: list[ReturnId] = []
    for _ in range(DUE_MAX):
        due: ReturnId | None = None
        try:
            async with pool.transaction() as db:
                due = await store.take_due(db, now=now, leave=left)
                if due is None:
                    break
                await _decide(db, due, now)
                decided_count += 1
        except Refusal as refusal:
            assert due, "nothing else refuses"
            left.append(due)
            log.warning("return not decided", extra={"return_id": str(due), "reason": refusal.code})
    return decided_count


async def _decide(db: Db, return_id: ReturnId, now: datetime) -> None:
    found = await store.find(db, return_id)
    assert found, "it is locked"
    if found.state is ReturnState.ACCEPTED:
        await _end(db, found, ReturnAct.LAPSE, now=now)
        return
    order = (await orders.orders_by_id(db, [found.order_id]))[found.order_id]
    lines = await orders.lines_of(db, found.order_id)
    accepted = rules.still_out(await store.lines_of(db, [found.id]), lines)
    shipping_minor = rules.shipping_back(order, lines, accepted, by_law=found.is_withdrawal)
    # Nobody has looked: what came back is on no shelf.
    given = Given(accepted=accepted, shipping_minor=shipping_minor, is_restocked=False)
    wanted = store.Wanted(state=ReturnState.REFUNDED, by=TIME, at=now, due_at=None)
    try:
        async with db.transaction():
            await refund(db, found, wanted, given)
    except (NotRefundable, NothingToRefund):  # The order ended, or its shop gave all of it back by itself.
        await _end(db, found, ReturnAct.WITHDRAW, now=now)


async def end_cancelled(db: Db, facts: Sequence[OrderCancelled], *, now: datetime) -> None:
    """End the open returns of orders that ended: all their money goes back anyway."""
    ids = await store.open_of_orders(db, [fact.order_id for fact in facts]) if facts else []
    for found in await store.by_id(db, ids) if ids else []:
        await _end(db, found, ReturnAct.WITHDRAW, now=now)


async def _end(db: Db, found: Return, act: ReturnAct, *, now: datetime) -> None:
    [state] = set(rules.MOVES[act, TIME].values())
    wanted = store.Wanted(state=state, by=TIME, at=now, due_at=None)
    if await store.move(db, found.id, wanted, sources=rules.sources(act, TIME, state)):
        await let_go(db, found)
        await orders.resume(db, found.order_id, now=now)
        await tell(db, replace(found, state=state), by=TIME, now=now)
