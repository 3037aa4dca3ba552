"""What the whole instance sold, gave back and lost to banks, day by day, for operators alone."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.orders.test_refund import ship
from tests.orders.world import PRICE_MINOR, TOTAL_MINOR, World
from tests.people import ANA, BRUNO, DAVI, sign_in
from vitrina.analytics import service
from vitrina.analytics.model import MarketFigures, MarketSums
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId
from vitrina.orders.refund_model import LineQuantity, NewRefund
from vitrina.payments.model import RefundId

Client = AsyncTestClient[Litestar]
DAY = timedelta(days=1)
DISPUTED_MINOR = 40_00


@pytest.fixture
async def world(pool: Pool, settings: Settings) -> World:
    """A shop with ten units, and buyers."""
    world = World(pool, settings)
    await world.open()
    return world


def pesos(amount_minor: int) -> Money:
    return Money(amount_minor, Currency.MXN)


async def sums_of(pool: Pool, *, days: int = 28) -> MarketFigures:
    """What stands there once today is over."""
    async with pool.transaction() as db:
        await service.sum_up(db, clock.now() + DAY)
        return await service.look_at_market(db, days=days)


async def give_back(world: World, order_id: OrderId) -> None:
    """Its only line, without the shipping."""
    await ship(world, order_id)
    async with world.pool.transaction() as db:
        shown = await orders.show(db, order_id=order_id, access=Access(actor=world.bruno))
        lines = [LineQuantity(line_id=shown.lines[0].id, quantity=1)]
        wanted = NewRefund(id=RefundId(new_id()), reason="a scratch", lines=lines)
        await orders.refund(db, order_id=order_id, actor=world.bruno, wanted=wanted, now=clock.now())


async def dispute(world: World, order_id: OrderId) -> None:
    """A bank wants a part of what was paid for an order."""
    async with world.pool.transaction() as db:
        await run(
            db,
            """
            insert into payments.disputes (provider, id, payment_id, amount_minor, fee_minor, currency, state,
                                           opened_at)
            select 'sandbox', 'dp_1', p.id, %(amount_minor)s, 0, p.currency, 'open', %(now)s
              from payments.payments p
              join orders.orders o on o.purchase_id = p.purchase_id
             where o.id = %(order_id)s
            """,
            amount_minor=DISPUTED_MINOR,
            order_id=order_id,
            now=clock.now(),
        )


async def test_each_purchase_refund_and_dispute_counts_on_its_own_day(world: World) -> None:
    bought = await world.paid(now=clock.now() - 8 * DAY)
    await world.paid()
    await give_back(world, bought)
    await dispute(world, bought)

    month, week = await sums_of(world.pool), await sums_of(world.pool, days=7)

    today = MarketSums(
        purchase_count=1,
        sold=pesos(TOTAL_MINOR),
        refund_count=1,
        refunded=pesos(PRICE_MINOR),
        dispute_count=1,
        disputed=pesos(DISPUTED_MINOR),
    )
    assert (len(month.series), len(week.series)) == (28, 7)
    assert month.series[-1].day == month.through == clock.now().date()
    assert [each.sums for each in week.series if each.sums] == [[today]] == [week.sums]
    assert [each.day for each in month.series if each.sums] == [
        clock.now().date() - 8 * DAY,
        clock.now().date(),
    ]
    assert [(each.purchase_count, each.sold.amount_minor) for each in month.sums] == [(2, 2 * TOTAL_MINOR)]


async def test_before_the_first_sums_there_is_nothing(pool: Pool) -> None:
    async with pool.transaction() as db:
        shown = await service.look_at_market(db, days=28)

    assert shown == MarketFigures(days=28, through=None, sums=[], series=[])


async def test_only_operators_see_them(pool: Pool, client: Client) -> None:
    davi, ana, bruno = [await sign_in(pool, each) for each in (DAVI, ANA, BRUNO)]

    seen = await client.get("/api/v1/market-figures", headers=davi)

    assert (seen.status_code, seen.json()["days"]) == (200, 28)
    assert (await client.get("/api/v1/market-figures")).status_code == 401
    for other in (ana, bruno):
        assert (await client.get("/api/v1/market-figures", headers=other)).status_code == 403
