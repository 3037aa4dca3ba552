"""A part of an order goes back: once, divided to the cent, and never more than was paid."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.checkout.buying import Client, bought, wanting
from tests.orders.test_fulfil import SHIPMENT, do
from tests.orders.test_rules import order
from tests.orders.world import FEE_MINOR, PRICE_MINOR, World
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.checkout import service as checkout
from vitrina.inventory import service as inventory
from vitrina.kit import clock, events
from vitrina.kit.db import CheckViolation, run, value
from vitrina.kit.ids import new_id
from vitrina.kit.money import tax_inside
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import refund_rules
from vitrina.orders import service as orders
from vitrina.orders.errors import MoreThanIsLeft, NothingToRefund, NotRefundable, RefundIdTaken
from vitrina.orders.model import Access, Order, OrderId, OrderLine, OrderLineId, OrderStatus, Shipment
from vitrina.orders.refund_model import Division, LineQuantity, NewRefund, RefundParts
from vitrina.payments import service as payments
from vitrina.payments.model import RefundId
from vitrina.wiring import SUBSCRIBERS

UNITS = 3
PARCEL = Shipment(carrier="DHL", tracking_number="1")
SENT = OrderStatus.SHIPPED
SHIPPING_MINOR = 50_00


def refund_of(**parts: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "reason": "a scratch", **parts}


def new_refund(**parts: Any) -> NewRefund:
    return NewRefund(id=RefundId(new_id()), reason="a scratch", **parts)


async def three_units(world: World) -> OrderId:
    """Paid by Ana: three units of 116.00 with 48.00 tax, 50.00 shipping, 30.00 fee."""
    body = wanting(world.variant_id, total_minor=UNITS * PRICE_MINOR + SHIPPING_MINOR, quantity=UNITS)
    purchase = await bought(world.pool, world.settings, body, now=clock.now(), buyer=world.ana)
    return purchase.orders[0].id


async def line_of(world: World, order_id: OrderId) -> OrderLineId:
    async with world.pool.transaction() as db:
        shown = await orders.show(db, order_id=order_id, access=Access(actor=world.bruno))
    return shown.lines[0].id


async def give(world: World, order_id: OrderId, wanted: NewRefund) -> None:
    async with world.pool.transaction() as db:
        await orders.refund(db, order_id=order_id, actor=world.bruno, wanted=wanted, now=clock.now())


async def ship(world: World, order_id: OrderId) -> None:
    async with world.pool.transaction() as db:
        await orders.ship(db, order_id=order_id, actor=world.bruno, shipment=PARCEL, now=clock.now())
    await events.drain(world.pool, SUBSCRIBERS)


async def free(world: World) -> int:
    async with world.pool.transaction() as db:
        return (await inventory.levels(db, [world.variant_id]))[world.variant_id].available


async def stands(world: World, kind: str) -> int:
    owner = str(world.shop.id) if kind.startswith("seller") else ""
    account = Account(kind=kind, owner=owner, currency=Currency.MXN)
    async with world.pool.transaction() as db:
        return (await ledger.balances(db, [account]))[account]


async def is_sound(world: World) -> bool:
    async with world.pool.transaction() as db:
        return not [*await checkout.check_money(db), *await orders.check(db), *await ledger.check(db)]


async def test_a_shop_gives_back_one_unit_and_the_platform_its_fee(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    line_id = await line_of(world, order_id)
    wanted = refund_of(lines=[{"line_id": str(line_id), "quantity": 1}], is_restocked=True)

    answer = await do(client, order_id, "refunds", bruno, wanted)

    shown = answer.json()
    assert (answer.status_code, shown["status"]) == (200, "paid")
    assert shown["refunded"] == {"amount": PRICE_MINOR, "currency": "MXN"}
    assert (shown["lines"][0]["refunded_quantity"], shown["can"]["refund"]) == (1, True)
    assert await free(world) == 10 - UNITS + 1
    assert await stands(world, "fee_pending") == 2 * FEE_MINOR
    seller_minor = 2 * PRICE_MINOR + SHIPPING_MINOR - 2 * FEE_MINOR
    assert await stands(world, "seller_pending") == seller_minor
    assert await is_sound(world)
    ana = await sign_in(world.pool, ANA)
    path = f"/api/v1/orders/{order_id}/refunds"
    [refund] = (await client.get(path, headers=ana)).json()
    assert (refund["id"], refund["reason"]) == (wanted["id"], "a scratch")
    assert (await client.get(path, headers=await sign_in(world.pool, EVA))).status_code == 404


async def test_the_same_refund_again_gives_nothing_more(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    wanted = refund_of(amount=10_00)

    answers = await asyncio.gather(*[do(client, order_id, "refunds", bruno, wanted) for _ in range(4)])

    assert {answer.json()["refunded"]["amount"] for answer in answers} == {10_00}
    assert await is_sound(world)


async def test_two_refunds_at_once_never_give_back_more_than_was_paid(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    most = UNITS * PRICE_MINOR

    answers = await asyncio.gather(
        *[do(client, order_id, "refunds", bruno, refund_of(amount=most)) for _ in range(4)]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    refusals = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refusals == {"orders.more_than_is_left"}
    assert await is_sound(world)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"amount": UNITS * PRICE_MINOR + 1}, MoreThanIsLeft),
        ({"shipping": SHIPPING_MINOR + 1}, MoreThanIsLeft),
        ({"lines": [LineQuantity(line_id=OrderLineId(new_id()), quantity=1)]}, MoreThanIsLeft),
        ({}, NothingToRefund),
    ],
)
async def test_it_refuses_what_cannot_go_back(world: World, parts: dict[str, Any], refusal: type[Exception]):
    order_id = await three_units(world)

    with pytest.raises(refusal):
        await give(world, order_id, new_refund(**parts))

    assert await is_sound(world)


async def test_the_last_units_of_what_was_not_sent_are_a_cancellation(client: Client, world: World):
    order_id = await three_units(world)
    bruno = await sign_in(world.pool, BRUNO)
    lines = [{"line_id": str(await line_of(world, order_id)), "quantity": UNITS}]

    refused = await do(client, order_id, "refunds", bruno, refund_of(lines=lines))
    await do(client, order_id, "shipment", bruno, SHIPMENT)
    given = await do(client, order_id, "refunds", bruno, refund_of(lines=lines, shipping=SHIPPING_MINOR))

    assert refused.json()["code"] == "orders.refunds_nothing_sent"
    assert given.json()["refunded"] == given.json()["total"]
    assert given.json()["can"]["refund"] is False
    assert await free(world) == 10 - UNITS  # Nobody said that the goods came back.
    assert await stands(world, "fee_pending") == 0
    assert await is_sound(world)


async def test_others_refund_nothing(client: Client, world: World):
    order_id = await three_units(world)
    ana, eva = await sign_in(world.pool, ANA), await sign_in(world.pool, EVA)

    answers = [
        await do(client, order_id, what, who, refund_of(amount=1) if what == "refunds" else {"amount": 1})
        for what in ("refunds", "refund-preview")
        for who in (ana, eva, None)
    ]

    assert [answer.status_code for answer in answers] == [403, 404, 401] * 2
    assert await stands(world, "fee_pending") == UNITS * FEE_MINOR


async def test_what_a_refund_left_goes_back_when_the_order_is_cancelled(client: Client, world: World):
    order_id = await three_units(world)
    line = LineQuantity(line_id=await line_of(world, order_id), quantity=1)
    await give(world, order_id, new_refund(lines=[line], amount=1_01, shipping=7))

    answer = await do(client, order_id, "cancellation", await sign_in(world.pool, ANA), {"reason": "late"})

    assert answer.json()["refunded"] == answer.json()["total"]
    assert await free(world) == 10
    with pytest.raises(NotRefundable):
        await give(world, order_id, new_refund(amount=1))
    await payments.refund_queued(world.pool, now=clock.now() + timedelta(hours=1))
    for kind in ("fee_pending", "seller_pending"):
        assert await stands(world, kind) == 0
    assert await is_sound(world)


async def test_an_order_that_went_back_whole_is_cancelled_without_another_refund(world: World):
    order_id = await three_units(world)
    await give(world, order_id, new_refund(amount=UNITS * PRICE_MINOR, shipping=SHIPPING_MINOR))

    async with world.pool.transaction() as db:
        await orders.cancel(
            db, order_id=order_id, access=Access(actor=world.bruno), reason="lost", now=clock.now()
        )

    assert await is_sound(world)


async def test_a_shop_that_was_paid_owes_what_it_gives_back(world: World):
    order_id = await three_units(world)
    await ship(world, order_id)
    assert await orders.mature_due(world.pool, now=clock.now() + timedelta(days=90)) == 1
    before = await stands(world, "seller_available"), await stands(world, "fee_income")

    await give(world, order_id, new_refund(amount=PRICE_MINOR))

    after = await stands(world, "seller_available"), await stands(world, "fee_income")
    assert (before[0] - after[0], before[1] - after[1]) == (PRICE_MINOR - FEE_MINOR, FEE_MINOR)
    assert await is_sound(world)


async def test_an_order_matures_only_after_everybody_heard_of_its_refund(world: World):
    order_id = await three_units(world)
    await ship(world, order_id)
    later = clock.now() + timedelta(days=90)
    await give(world, order_id, new_refund(amount=10_00))

    assert await orders.mature_due(world.pool, now=later) == 0
    await events.drain(world.pool, SUBSCRIBERS)
    assert await orders.mature_due(world.pool, now=later) == 1
    assert await is_sound(world)


async def test_an_id_of_another_order_is_refused(world: World):
    one, other = await three_units(world), await three_units(world)
    wanted = new_refund(amount=1)
    await give(world, one, wanted)

    with pytest.raises(RefundIdTaken):
        await give(world, other, wanted)


async def test_the_database_refuses_what_the_code_forgets(world: World):
    order_id = await three_units(world)
    for statement in (
        "update orders.orders set refunded_minor = total_minor + 1 where id = %(id)s",
        "update orders.orders set refunded_shipping_minor = shipping_minor + 1 where id = %(id)s",
        "update orders.lines set refunded_minor = paid_minor + 1 where order_id = %(id)s",
        "update orders.lines set refunded_quantity = quantity + 1 where order_id = %(id)s",
        """
        insert into payments.refunds (id, payment_id, order_id, amount_minor, currency, asked_at)
        select gen_random_uuid(), id, %(id)s, amount_minor, currency, kit.now()
          from payments.payments, generate_series(1, 2)
        """,
    ):
        with pytest.raises(CheckViolation):
            async with world.pool.transaction() as db:
                await run(db, statement, id=order_id)


async def test_the_buyer_is_told(world: World):
    order_id = await three_units(world)

    await give(world, order_id, new_refund(amount=10_00))
    await events.drain(world.pool, SUBSCRIBERS)

    async with world.pool.transaction() as db:
        assert (
            await value(
                db, "select count(*) from notifications.mails where facts ->> 'type' = 'order_refunded'"
            )
            == 1
        )


prices = st.integers(1, 10_000_00)


@st.composite
def sold(draw: st.DrawFn) -> tuple[Order, list[OrderLine]]:
    """An order of one to four lines, any tax and fee, with free shipping or not."""
    lines: list[OrderLine] = []
    for _ in range(draw(st.integers(1, 4))):
        quantity, unit = draw(st.integers(1, 9)), draw(prices)
        discount = draw(st.integers(0, quantity * unit))
        paid = quantity * unit - discount
        tax_rate = draw(st.sampled_from([0, 800, 1_600, 2_100]))
        tax = tax_inside(paid, tax_rate)
        lines.append(line(quantity, unit, discount, tax_rate, tax, draw(st.integers(0, 3_000))))
    shipping = draw(st.integers(0, 200_00))
    paid_minor = sum(each.paid_minor for each in lines) + shipping
    sums = {"total_minor": paid_minor, "fee_minor": sum(each.fee_minor for each in lines)}
    return replace(order(), shipping_minor=shipping, **sums), lines


def line(quantity: int, unit: int, discount: int, tax_rate: int, tax: int, fee_bps: int) -> OrderLine:
    paid = quantity * unit - discount
    return OrderLine(
        id=OrderLineId(new_id()),
        order_id=OrderId(new_id()),
        product_id=ProductId(new_id()),
        variant_id=VariantId(new_id()),
        title="A thing",
        variant_values=[],
        image_file_id=None,
        quantity=quantity,
        unit_price_minor=unit,
        discount_minor=discount,
        paid_minor=paid,
        tax_rate_bps=tax_rate,
        tax_minor=tax,
        base_minor=paid - tax,
        fee_minor=(paid - tax) * fee_bps // 10_000,
        touch_id=None,
        cart_id=None,
        refunded_quantity=0,
        refunded_minor=0,
    )


@given(sold=sold(), draws=st.data())
def test_refunds_of_any_parts_add_up_to_what_was_paid(
    sold: tuple[Order, list[OrderLine]], draws: st.DataObject
):
    left, lines = sold
    left = replace(left, status=SENT)
    fee_back = 0
    for _ in range(draws.draw(st.integers(0, 5))):
        wanted = RefundParts(
            lines=[
                LineQuantity(line_id=each.id, quantity=draws.draw(st.integers(1, rest)))
                for each in lines
                if (rest := each.quantity - each.refunded_quantity) and draws.draw(st.booleans())
            ],
            shipping=draws.draw(st.integers(0, left.shipping_minor - left.refunded_shipping_minor)),
            amount=draws.draw(st.integers(0, 50)),
        )
        try:
            division = refund_rules.divide(left, lines, wanted)
        except (MoreThanIsLeft, NothingToRefund):
            continue
        left, lines = given_back(left, lines, division)
        fee_back += division.fee_minor
        assert 0 <= division.fee_minor <= division.amount_minor
        assert all(0 <= each.refunded_minor <= each.paid_minor for each in lines)
    rest_minor = sum(each.paid_minor - each.refunded_minor for each in lines)
    if rest_minor:
        last = refund_rules.divide(left, lines, RefundParts(amount=rest_minor))
        left, lines = given_back(left, lines, last)
        fee_back += last.fee_minor

    assert left.refunded_minor - left.refunded_shipping_minor == sum(each.paid_minor for each in lines)
    assert fee_back == sum(each.fee_minor for each in lines)
    assert refund_rules.left_of(left, lines).fee_minor == 0


def test_a_line_gives_back_no_more_units_than_are_left_whatever_another_line_still_has():
    begun = replace(line(3, 100_00, 0, 0, 0, 0), refunded_quantity=1, refunded_minor=100_00)
    other = line(1, 900_00, 0, 0, 0, 0)
    left = replace(order(), status=SENT, total_minor=1_200_00, refunded_minor=100_00)

    allowed = refund_rules.divide(
        left, [begun, other], RefundParts(lines=[LineQuantity(line_id=begun.id, quantity=2)])
    )

    assert allowed.amount_minor == 200_00
    with pytest.raises(MoreThanIsLeft):
        refund_rules.divide(
            left, [begun, other], RefundParts(lines=[LineQuantity(line_id=begun.id, quantity=3)])
        )


def given_back(left: Order, lines: list[OrderLine], division: Division) -> tuple[Order, list[OrderLine]]:
    parts = {each.line_id: each for each in division.lines}
    assert division.amount_minor == division.shipping_minor + sum(p.amount_minor for p in division.lines)
    left = replace(
        left,
        refunded_minor=left.refunded_minor + division.amount_minor,
        refunded_shipping_minor=left.refunded_shipping_minor + division.shipping_minor,
    )
    after = [
        replace(
            each,
            refunded_quantity=each.refunded_quantity + parts[each.id].quantity,
            refunded_minor=each.refunded_minor + parts[each.id].amount_minor,
        )
        if each.id in parts
        else each
        for each in lines
    ]
    return left, after
