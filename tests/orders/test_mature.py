"""The money becomes the seller's own by itself, and not before."""

from datetime import datetime, timedelta

import pytest

from tests.orders.world import FEE_MINOR, TOTAL_MINOR, World
from vitrina.checkout import service as checkout
from vitrina.kit import clock, events
from vitrina.kit.db import value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import service as orders
from vitrina.orders.errors import TooLateToCancel
from vitrina.orders.model import Access, OrderId, Overdue, Shipment
from vitrina.wiring import SUBSCRIBERS

SHIPMENT = Shipment(carrier="DHL", tracking_number="1")
MINUTE = timedelta(minutes=1)


def seller(world: World, state: str) -> Account:
    return Account(kind=f"seller_{state}", owner=str(world.shop.id), currency=Currency.MXN)


FEE_PENDING = Account(kind="fee_pending", owner="", currency=Currency.MXN)
FEE_INCOME = Account(kind="fee_income", owner="", currency=Currency.MXN)


async def shipped(world: World, *, at: datetime) -> OrderId:
    order_id = await world.paid(now=at)
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=SHIPMENT, now=at)
    await events.drain(world.pool, SUBSCRIBERS)
    return order_id


async def delivered(world: World, *, at: datetime) -> OrderId:
    order_id = await shipped(world, at=at)
    async with world.pool.transaction() as db:
        await orders.deliver(db, order_id=order_id, access=Access(actor=world.bruno), now=at)
    return order_id


async def balances(world: World) -> tuple[int, ...]:
    accounts = [seller(world, "pending"), seller(world, "available"), FEE_PENDING, FEE_INCOME]
    async with world.pool.transaction() as db:
        found = await ledger.balances(db, accounts)
    return tuple(found[account] for account in accounts)


async def test_a_delivered_order_matures_when_nobody_may_return_it(world: World):
    now = clock.now()
    order_id = await delivered(world, at=now)

    assert await orders.mature_due(world.pool, now=now + timedelta(days=15) - MINUTE) == 0
    assert await balances(world) == (TOTAL_MINOR - FEE_MINOR, 0, FEE_MINOR, 0)
    assert await orders.mature_due(world.pool, now=now + timedelta(days=15)) == 1
    assert await orders.mature_due(world.pool, now=now + timedelta(days=16)) == 0

    assert await balances(world) == (0, TOTAL_MINOR - FEE_MINOR, 0, FEE_MINOR)
    assert (await world.order(order_id)).matured_at is not None
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'OrderMatured'") == 1
        assert await checkout.check_money(db) == []


async def test_nobody_starves_for_want_of_a_click(world: World):
    now = clock.now()
    await shipped(world, at=now)

    assert await orders.mature_due(world.pool, now=now + timedelta(days=25) - MINUTE) == 0
    assert await orders.mature_due(world.pool, now=now + timedelta(days=25)) == 1


async def test_a_delivery_that_is_known_counts_from_itself(world: World):
    now = clock.now()
    order_id = await shipped(world, at=now)
    async with world.pool.transaction() as db:
        await orders.deliver(
            db,
            order_id=order_id,
            access=Access(actor=world.bruno),
            now=now + timedelta(days=2),
        )

    assert await orders.mature_due(world.pool, now=now + timedelta(days=17) - MINUTE) == 0
    assert await orders.mature_due(world.pool, now=now + timedelta(days=17)) == 1


async def test_what_was_not_shipped_never_matures(world: World):
    await world.paid()
    await events.drain(world.pool, SUBSCRIBERS)

    assert await orders.mature_due(world.pool, now=clock.now() + timedelta(days=365)) == 0


async def test_what_a_commission_took_does_not_become_the_sellers(world: World):
    now = clock.now()
    order_id = await delivered(world, at=now)
    creator = Account(kind="creator_pending", owner="carla", currency=Currency.MXN)
    async with world.pool.transaction() as db:
        commission = Journal(
            key="commission:1",
            kind="commission_accrued",
            source=f"order:{order_id}",
            lines=[
                Line(account=seller(world, "pending"), amount_minor=20_00),
                Line(account=creator, amount_minor=-20_00),
            ],
            effective_at=now,
        )
        await ledger.post(db, [commission])

    await orders.mature_due(world.pool, now=now + timedelta(days=15))

    assert await balances(world) == (0, TOTAL_MINOR - FEE_MINOR - 20_00, 0, FEE_MINOR)
    async with world.pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_an_order_waits_until_everybody_has_heard_that_it_was_paid(world: World):
    now = clock.now()
    order_id = await world.paid(now=now)
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=SHIPMENT, now=now)
    late = now + timedelta(days=30)

    assert await orders.mature_due(world.pool, now=late) == 0
    await events.drain(world.pool, SUBSCRIBERS)
    assert await orders.mature_due(world.pool, now=late) == 1


async def test_only_commissions_are_waited_for(world: World):
    """A subscriber that tells people, or counts, may be stuck for days."""
    now = clock.now()
    order_id = await world.paid(now=now)
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=SHIPMENT, now=now)
    late = now + timedelta(days=30)
    [commissions] = [each for each in SUBSCRIBERS if each.name == "affiliates.follow_sales"]

    assert await orders.mature_due(world.pool, now=late) == 0
    await events.drain(world.pool, [commissions])

    assert await orders.mature_due(world.pool, now=late) == 1


async def owes(world: World, amount_minor: int, *, key: str = "debt") -> None:
    """Let a shop's pending balance be lower than what its orders brought."""
    creator = Account(kind="creator_pending", owner="carla", currency=Currency.MXN)
    lines = [
        Line(account=seller(world, "pending"), amount_minor=amount_minor),
        Line(account=creator, amount_minor=-amount_minor),
    ]
    debt = Journal(key=key, kind="t", source="t", lines=lines, effective_at=clock.now(), is_forced=True)
    async with world.pool.transaction() as db:
        await ledger.post(db, [debt])


async def test_an_order_that_cannot_mature_fails_alone_and_is_tried_again_later(world: World):
    now = clock.now()
    stuck_id = await delivered(world, at=now)
    await owes(world, 1)
    other = World(world.pool, world.settings)
    await other.open()
    others = [await delivered(other, at=now + timedelta(minutes=n)) for n in range(3)]
    due = now + timedelta(days=16)

    assert await orders.mature_due(world.pool, now=due) == 3

    assert (await world.order(stuck_id)).matured_at is None
    assert all([(await other.order(each)).matured_at for each in others])
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'OrderMatured'") == 3
        assert (await orders.overdue(db)).stuck_codes == [(await world.order(stuck_id)).code]
    await owes(world, -1, key="paid back")
    assert await orders.mature_due(world.pool, now=due + timedelta(minutes=30)) == 0
    assert await orders.mature_due(world.pool, now=due + timedelta(hours=1)) == 1
    async with world.pool.transaction() as db:
        assert (await orders.overdue(db)).stuck_codes == []


async def test_what_has_been_due_for_an_hour_is_counted(world: World):
    long_ago = clock.now() - timedelta(days=16)
    await delivered(world, at=long_ago)

    async with world.pool.transaction() as db:
        assert await orders.overdue(db) == Overdue(waiting_count=1, stuck_codes=[])
    await orders.mature_due(world.pool, now=clock.now())

    async with world.pool.transaction() as db:
        assert await orders.overdue(db) == Overdue(waiting_count=0, stuck_codes=[])


async def test_two_workers_mature_each_order_once(world: World):
    import asyncio

    now = clock.now()
    for _ in range(5):
        await delivered(world, at=now)

    counts = await asyncio.gather(
        *[orders.mature_due(world.pool, now=now + timedelta(days=20)) for _ in range(3)]
    )

    assert sum(counts) == 5
    assert (await balances(world))[:2] == (0, 5 * (TOTAL_MINOR - FEE_MINOR))


async def test_what_has_matured_is_not_cancelled(world: World):
    now = clock.now()
    order_id = await shipped(world, at=now)
    await orders.mature_due(world.pool, now=now + timedelta(days=25))

    with pytest.raises(TooLateToCancel):
        async with world.pool.transaction() as db:
            access = Access(actor=world.bruno)
            await orders.cancel(db, order_id=order_id, access=access, reason="late", now=clock.now())
