"""What a creator is told before she records is what the books say after the sale."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import clip_of, product_of, shop_of
from tests.checkout.buying import bought, wanting
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, load, sign_in
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import Agreement, Keep, NewTouch, Nothing, PlanKind, SetPlan, TouchId
from vitrina.affiliates.rules import creator_account
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue.model import Product
from vitrina.identity.model import NewPerson
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.live.model import RoomId
from vitrina.orders import service as orders
from vitrina.orders.model import Shipment
from vitrina.wiring import SUBSCRIBERS

NOW = JOINED + timedelta(days=3)
FEES = affiliates.Fees(fee_bps=800, default_plan_bps=300)
SHIPPING_MINOR = 50_00


async def keep_of(db: Db, product: Product, person: NewPerson = CARLA, fees: affiliates.Fees = FEES) -> Keep:
    showing = affiliates.Showing(product_ids=[product.id])
    [keep] = await affiliates.keeps_of(db, await load(db, person), showing, fees=fees, now=NOW)
    return keep


async def pay(db: Db, product: Product, rate_bps: int) -> None:
    bruno = await load(db, BRUNO)
    await affiliates.set_plan(
        db, shop_id=product.shop_id, terms=SetPlan(rate_bps=rate_bps), actor=bruno, now=JOINED
    )


@pytest.mark.parametrize("rate_bps", [None, 1_500, 777])
@pytest.mark.parametrize("price_minor", [499_00, 1, 189_99])
async def test_the_books_say_after_the_sale_what_was_told_before(
    pool: Pool, settings: Settings, rate_bps: int | None, price_minor: int
) -> None:
    demo = replace(settings, platform_fee_bps=FEES.fee_bps, default_plan_bps=FEES.default_plan_bps)
    now = clock.now()
    async with pool.transaction() as db:
        product = await product_of(db, await shop_of(db), prices_minor=[price_minor + 1, price_minor])
        video_id = await clip_of(db, products=[product.id])
        if rate_bps:
            await pay(db, product, rate_bps)
        carla, bruno = await load(db, CARLA), await load(db, BRUNO)
        [told] = await affiliates.keeps_of(
            db, carla, affiliates.Showing(product_ids=[product.id]), fees=FEES, now=now
        )
        tap = NewTouch(id=TouchId(new_id()), video_id=video_id, product_id=product.id)
        visitor = Visitor(id=new_id(), person_id=None)
        await affiliates.touch(db, tap=tap, visitor=visitor, default_plan_bps=FEES.default_plan_bps, now=now)
    line = {"variant_id": str(product.variants[1].id), "quantity": 1, "touch_id": str(tap.id)}
    body = wanting(total_minor=price_minor + SHIPPING_MINOR, lines=[line])

    purchase = await bought(pool, demo, body, now=now)
    async with pool.transaction() as db:
        sent = Shipment(carrier="Estafeta", tracking_number="MX1")
        await orders.ship(db, order_id=purchase.orders[0].id, actor=bruno, shipment=sent, now=now)
    await events.drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        account = creator_account("creator_pending", CARLA.id, Currency.MXN)
        assert (await ledger.balances(db, [account]))[account] == told.amount.amount_minor
        found = (await affiliates.commissions_of(db, carla, before=None, limit=5)).items
    if told.amount.amount_minor == 0:  # A centavo earns nothing, and no receipt says otherwise.
        assert found == []
        return
    [receipt] = found
    assert receipt.hold_until == told.available_at
    assert (receipt.price_paid, receipt.tax, receipt.base) == (told.price, told.tax, told.base)
    assert (receipt.tax_rate_bps, receipt.rate_bps, receipt.plan) == (
        told.tax_rate_bps,
        told.rate_bps,
        told.plan,
    )


async def test_the_day_is_the_longest_transit_and_the_buyers_right_to_return(db: Db) -> None:
    keep = await keep_of(db, await product_of(db, await shop_of(db)))

    assert (keep.transit_max_days, keep.return_days) == (10, 15)
    assert keep.available_at == NOW + timedelta(days=25)


async def test_who_would_keep_nothing_is_told_why(db: Db) -> None:
    product = await product_of(db, await shop_of(db))
    nobody_pays = affiliates.Fees(fee_bps=0, default_plan_bps=0)

    assert (await keep_of(db, product)).nothing_because is None
    assert (await keep_of(db, product, BRUNO)).nothing_because is Nothing.OWN_SHOP
    assert (await keep_of(db, product, EVA)).nothing_because is Nothing.NOT_EARNING
    unpaid = await keep_of(db, product, fees=nobody_pays)
    assert (unpaid.nothing_because, unpaid.amount.amount_minor, unpaid.plan) == (Nothing.NO_PLAN, 0, None)


async def test_in_a_show_it_is_what_was_agreed_for_it_and_nobody_else_reads_that(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=[116_00])
    await pay(db, product, 2_000)
    room_id = RoomId(new_id())
    agreed = Agreement(
        room_id=room_id,
        product_id=product.id,
        creator_id=CARLA.id,
        shop_id=product.shop_id,
        rate_bps=500,
        agreed_at=NOW,
    )
    await affiliates.agree(db, [agreed])

    async def told(person: NewPerson, room_id: RoomId) -> Keep:
        showing = affiliates.Showing(product_ids=[product.id], room_id=room_id)
        [keep] = await affiliates.keeps_of(db, await load(db, person), showing, fees=FEES, now=NOW)
        return keep

    hers = await told(CARLA, room_id)
    assert (hers.rate_bps, hers.amount.amount_minor) == (500, 5_00)
    assert hers.plan and hers.plan.kind is PlanKind.AGREED
    assert (await told(CARLA, RoomId(new_id()))).rate_bps == 2_000
    assert (await told(EVA, room_id)).rate_bps == 2_000


async def test_the_default_plan_never_promises_more_than_the_fee(db: Db) -> None:
    product = await product_of(db, await shop_of(db), prices_minor=[116_00])

    keep = await keep_of(db, product, fees=affiliates.Fees(fee_bps=200, default_plan_bps=300))

    assert keep.amount == keep.fee
    assert keep.fee.amount_minor == 2_00


async def test_what_is_unknown_is_left_out_and_the_order_is_that_of_the_question(
    client: AsyncTestClient[Litestar], pool: Pool
) -> None:
    headers = await sign_in(pool, ANA)
    async with pool.transaction() as db:
        shop = await shop_of(db)
        products = [str((await product_of(db, shop)).id) for _ in range(3)]
    asked = [products[2], str(new_id()), products[0], products[2]]

    answer = await client.get("/api/v1/me/keeps", params={"product": asked}, headers=headers)

    assert [each["product_id"] for each in answer.json()["items"]] == [products[2], products[0]]
    too_many = await client.get(
        "/api/v1/me/keeps", params={"product": [str(new_id()) for _ in range(101)]}, headers=headers
    )
    assert too_many.status_code == 422
