"""A refund takes back the creator's part, to the cent, whenever it comes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.affiliates.sales import (
    NOON,
    account,
    balance,
    cancelled,
    delivered,
    paid_order,
    seller_pending,
    touch_of,
    world_of,
)
from tests.affiliates.sales import World as Sales
from tests.affiliates.test_commissions import EARNED_MINOR, earnings_page
from tests.affiliates.test_rules import sale, touch
from tests.checkout.buying import Client, bought, wanting
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_refund import refund_of
from tests.orders.world import World
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, join, load, sign_in
from vitrina.affiliates import rules
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.jobs import follow_sales
from vitrina.affiliates.model import Commission, CommissionId, CommissionState, PlanKind
from vitrina.affiliates.store import commissions as store
from vitrina.catalogue import service as catalogue
from vitrina.checkout import service as checkout
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId, OrderPaid
from vitrina.orders.refund_model import OrderRefunded, RefundedLine
from vitrina.payments.model import RefundId
from vitrina.wiring import SUBSCRIBERS

CREATOR_PENDING = account("creator_pending", str(CARLA.id))
CREATOR_OWN = account("creator_available", str(CARLA.id))


def refunded(order: OrderPaid, *, base_minor: int, has_matured: bool = False) -> OrderRefunded:
    """The shop gave something back; so much of the line's base is refunded in all."""
    [line] = order.lines
    return OrderRefunded(
        order_id=order.order_id,
        order_code=order.order_code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        currency=order.currency,
        refund_id=RefundId(new_id()),
        amount_minor=1,
        shipping_minor=0,
        has_matured=has_matured,
        reason="a scratch",
        lines=[
            RefundedLine(
                line_id=line.line_id,
                product_id=line.product_id,
                variant_id=line.variant_id,
                title=line.title,
                quantity=0,
                amount_minor=1,
                refunded_base_minor=base_minor,
            )
        ],
        refunded_at=NOON,
    )


async def test_a_refund_takes_back_its_part_once_and_the_rest_with_the_next(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))
    base_minor = order.lines[0].base_minor
    shop_before = await balance(db, seller_pending(order))
    third, whole = refunded(order, base_minor=base_minor // 3), refunded(order, base_minor=base_minor)

    await follow_sales(db, [order, third], NOON)
    await follow_sales(db, [third], NOON)
    after_third = await balance(db, CREATOR_PENDING)
    await follow_sales(db, [whole, cancelled(order, at=NOON)], NOON)

    assert after_third == EARNED_MINOR - 2_151
    [commission] = (await earnings_page(db)).items
    assert (commission.state, commission.amount.amount_minor) == (CommissionState.VOID, 0)
    assert await balance(db, CREATOR_PENDING) == 0
    assert await balance(db, seller_pending(order)) == shop_before


async def test_what_was_taken_back_is_not_released(pool: Pool) -> None:
    async with pool.transaction() as db:
        world = await world_of(db)
        order = await paid_order(db, world, touch=await touch_of(db, world))
        third = refunded(order, base_minor=order.lines[0].base_minor // 3)
        await follow_sales(db, [order, third, delivered(order, at=NOON, return_until=NOON)], NOON)

    await affiliates.release_due(pool, now=NOON)

    async with pool.transaction() as db:
        assert await balance(db, CREATOR_OWN) == EARNED_MINOR - 2_151
        assert await balance(db, CREATOR_PENDING) == 0


async def test_shipping_that_goes_back_is_none_of_the_creators(db: Db) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world))

    await follow_sales(db, [order, replace(refunded(order, base_minor=0), lines=[])], NOON)

    assert await balance(db, CREATOR_PENDING) == EARNED_MINOR


async def test_a_creator_who_was_paid_owes_and_the_next_sale_nets_it(pool: Pool) -> None:
    async with pool.transaction() as db:
        world = await world_of(db)
        order = await paid_order(db, world, touch=await touch_of(db, world))
        await follow_sales(db, [order, delivered(order, at=NOON, return_until=NOON)], NOON)
    await affiliates.release_due(pool, now=NOON)
    async with pool.transaction() as db:
        own, transit = CREATOR_OWN, account("payout_transit", str(new_id()))
        paid_out = rules.release(
            replace(await _commission(db, order), amount_minor=EARNED_MINOR, reversed_minor=0), now=NOON
        )
        assert paid_out
        lines = [replace(paid_out.lines[0], account=own), replace(paid_out.lines[1], account=transit)]
        await ledger.post(db, [replace(paid_out, key="test:payout", lines=lines)])

        back = refunded(order, base_minor=order.lines[0].base_minor, has_matured=True)
        await follow_sales(db, [back], NOON)

        assert await balance(db, own) == -EARNED_MINOR
        shop = account("seller_available", str(order.shop_id))
        assert await balance(db, shop) == EARNED_MINOR
        later = NOON + timedelta(hours=1)
        second = await paid_order(db, world, touch=await touch_of(db, world), paid_at=later)
        await follow_sales(db, [second, delivered(second, at=later, return_until=later)], later)
    await affiliates.release_due(pool, now=later)
    async with pool.transaction() as db:
        assert await balance(db, CREATOR_OWN) == 0


async def _commission(db: Db, order: OrderPaid) -> Commission:
    [commission] = await store.commissions_of_orders(db, [order.order_id])
    return commission


@pytest.mark.parametrize(
    ("plan", "platform_own", "shop_own"),
    [((PlanKind.SHOP, 1_500), 0, EARNED_MINOR), ((PlanKind.DEFAULT, 300), 1_291, 0)],
)
async def test_what_comes_back_after_maturity_is_its_payers_own(
    db: Db, plan: tuple[PlanKind, int], platform_own: int, shop_own: int
) -> None:
    world = await world_of(db)
    order = await paid_order(db, world, touch=await touch_of(db, world, plan=plan))
    pending = await balance(db, seller_pending(order))

    back = refunded(order, base_minor=order.lines[0].base_minor, has_matured=True)
    await follow_sales(db, [order, back], NOON)

    assert await balance(db, account("fee_income", "")) == platform_own
    assert await balance(db, account("seller_available", str(order.shop_id))) == shop_own
    assert await balance(db, seller_pending(order)) == pending - shop_own


@given(
    base=st.integers(1, 10**9),
    rate_bps=st.integers(1, 8_000),
    steps=st.lists(st.floats(0, 1), max_size=8),
)
def test_reversals_of_any_refunds_add_up_to_the_commission(base: int, rate_bps: int, steps: list[float]):
    amount_minor = base * rate_bps // 10_000
    some = rules.commission(sale(), touch(), id=CommissionId(new_id()), terms_now=None)
    assert some
    commission = replace(some, base_minor=base, amount_minor=amount_minor)
    for step in [*sorted(steps), 1.0]:
        back = rules.reversal(commission, refunded_base_minor=int(base * step))
        commission = replace(commission, reversed_minor=commission.reversed_minor + back)
        assert 0 <= commission.reversed_minor <= amount_minor
    assert commission.reversed_minor == amount_minor


async def sees_who_earns(client: Client, pool: Pool, order_id: OrderId) -> None:
    """A shop sees of an order who earns how much; an operator reads the receipt, nobody else does."""
    who = {each.name: await sign_in(pool, each) for each in (ANA, BRUNO, CARLA, DAVI, EVA)}
    path = f"/api/v1/orders/{order_id}/commissions"
    asked = {name: await client.get(path, headers=headers) for name, headers in who.items()}
    assert {name: each.status_code for name, each in asked.items()} == {
        ANA.name: 403,
        BRUNO.name: 200,
        CARLA.name: 404,
        DAVI.name: 404,
        EVA.name: 404,
    }
    [told] = asked[BRUNO.name].json()["items"]
    assert (told["rate_bps"], told["base"]["amount"], told["amount"]["amount"]) == (1_500, 300_00, 30_00)
    assert not told["is_paid_by_platform"]
    async with pool.transaction() as db:
        assert told["creator_handle"] == (await load(db, CARLA)).handle
        [mine] = (await earnings_page(db)).items
    receipts = [await client.get(f"/api/v1/commissions/{mine.id}", headers=each) for each in who.values()]
    assert [each.status_code for each in receipts] == [404, 404, 200, 200, 404]


async def test_a_shop_is_told_who_bears_a_refund_and_so_it_is_booked(
    client: Client, pool: Pool, settings: Settings
) -> None:
    world = World(pool, settings)
    await world.open()
    async with pool.transaction() as db:
        await join(db, CARLA)
        [product_id] = await catalogue.products_of(db, [world.variant_id])
        product = (await catalogue.products_by_id(db, [product_id]))[product_id]
        sales = Sales(shop=world.shop, product=product)
        tap = await touch_of(db, sales, at=clock.now() - timedelta(hours=1))
    body = wanting(world.variant_id, total_minor=3 * 116_00 + 50_00, quantity=3)
    body["lines"][0]["touch_id"] = str(tap.id)
    purchase = await bought(pool, world.settings, body, now=clock.now(), buyer=world.ana)
    order_id = purchase.orders[0].id
    bruno = await sign_in(pool, BRUNO)
    await do(client, order_id, "shipment", bruno, SHIPMENT)
    await events.drain(pool, SUBSCRIBERS)

    preview = await do(client, order_id, "refund-preview", bruno, {"amount": 116_00})
    given = await do(client, order_id, "refunds", bruno, refund_of(amount=116_00))
    await events.drain(pool, SUBSCRIBERS)

    assert given.status_code == 200
    parts = {name: preview.json()[name]["amount"] for name in ("amount", "shop", "platform", "creators")}
    assert parts == {"amount": 116_00, "shop": 91_00, "platform": 10_00, "creators": 15_00}
    await sees_who_earns(client, pool, order_id)
    async with pool.transaction() as db:
        assert await balance(db, CREATOR_PENDING) == 30_00
        assert await checkout.check_money(db) == await orders.check(db) == await ledger.check(db) == []
