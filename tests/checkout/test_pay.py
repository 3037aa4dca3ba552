"""One charge a purchase, whatever the card, the tap and the clock do."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.checkout.buying import BUYER, Client, bought, buy, on_sale, pay, paying, placed, wanting
from tests.checkout.conftest import Wait
from tests.people import ANA, EVA, load, sign_in
from vitrina.carts import service as carts
from vitrina.carts.model import CartId, SetLine
from vitrina.checkout import service as checkout
from vitrina.checkout.errors import Expired
from vitrina.checkout.model import PurchaseStatus, PurchaseView
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderStatus
from vitrina.payments import service as payments
from vitrina.payments.errors import MethodUnavailable, TooManyAttempts
from vitrina.payments.model import Card, ChargeOutcome, ChargeResult

PLACES = "/api/v1/checkouts"
PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)
A_LITTLE = timedelta(seconds=10)
TOO_LONG = timedelta(minutes=16)


async def charged(pool: Pool) -> int:
    """What the provider has for us, in the books."""
    async with pool.transaction() as db:
        return (await ledger.balances(db, [PSP]))[PSP]


async def agrees(pool: Pool) -> None:
    """Assert that everybody says the same about the money."""
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_paid_order_pays_shop_and_platform(pool: Pool, settings: Settings):
    shop, [variant] = await on_sale(pool, prices_minor=[116_00])
    with_fee = replace(settings, platform_fee_bps=1_000)

    await bought(pool, with_fee, wanting(variant, total_minor=166_00), now=clock.now())

    seller = Account(kind="seller_pending", owner=str(shop.id), currency=Currency.MXN)
    fee = Account(kind="fee_pending", owner="", currency=Currency.MXN)
    async with pool.transaction() as db:
        assert await ledger.balances(db, [PSP, seller, fee]) == {
            PSP: 166_00,
            seller: 156_00,
            fee: 10_00,
        }
    await agrees(pool)


async def test_the_fact_carries_the_arithmetic_of_each_line(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[116_00])
    touch_id = str(new_id())
    body = wanting(variant, total_minor=166_00)
    body["lines"][0]["touch_id"] = touch_id

    await buy(client, body)

    async with pool.transaction() as db:
        fact = await value(db, "select body from kit.events where name = 'OrderPaid'")
    [line] = fact["lines"]
    assert (line["paid_minor"], line["tax_minor"], line["base_minor"]) == (116_00, 16_00, 100_00)
    assert line["touch_id"] == touch_id
    assert fact["buyer_email"] == BUYER["email"]


async def test_paying_again_changes_nothing(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    paid = await buy(client, body)

    again = await pay(client, body["id"])
    declined = await pay(client, body["id"], "decline")

    assert again.json() == declined.json() == paid
    assert await charged(pool) == 239_00


async def test_a_declined_card_may_be_followed_by_a_good_one(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    declined = (await pay(client, body["id"], "decline")).json()

    assert declined["status"] == "declined"
    assert declined["payment"]["decline_reason"] == "card_declined"
    assert declined["hold_until"]
    assert await charged(pool) == 0
    paid = (await pay(client, body["id"])).json()
    assert (paid["status"], paid["payment"]["decline_reason"]) == ("paid", None)
    assert await charged(pool) == 239_00
    await agrees(pool)


async def test_ten_declined_cards_are_enough(client: Client, pool: Pool, settings: Settings):
    _, [variant] = await on_sale(pool)
    now = clock.now()
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=now)
    for _ in range(payments.ATTEMPTS_MAX):
        tried = await paying(pool, settings, purchase, Card.DECLINE, now=now)
        assert tried.status is PurchaseStatus.DECLINED

    held_until = "select max(until) from inventory.holds where state = 'active'"
    async with pool.transaction() as db:
        before = await value(db, held_until)
    with pytest.raises(TooManyAttempts):
        await paying(pool, settings, purchase, now=now + A_LITTLE)
    async with pool.transaction() as db:
        assert await value(db, held_until) == before, "nobody holds things by asking again and again"

    refused = await pay(client, str(purchase.id))
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.too_many_attempts")


async def test_the_bank_may_ask_a_question(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    asked = (await pay(client, body["id"], "challenge")).json()
    asked_again = (await pay(client, body["id"], "challenge")).json()
    paid = (await pay(client, body["id"], "challenge", challenge_code="123456")).json()

    assert asked["status"] == asked_again["status"] == "challenge"
    assert asked["payment"]["challenge"]["hint"]
    assert paid["status"] == "paid"
    assert await charged(pool) == 239_00


async def test_a_wrong_answer_to_the_bank_is_a_decline(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)
    await pay(client, body["id"], "challenge")

    declined = (await pay(client, body["id"], "challenge", challenge_code="000000")).json()

    payment = declined["payment"]
    assert (payment["status"], payment["decline_reason"], payment["challenge"]) == (
        "declined",
        "wrong_code",
        None,
    )
    assert (await pay(client, body["id"])).json()["status"] == "paid"


async def test_silence_is_pending_until_the_provider_tells(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=body)

    silent = (await pay(client, body["id"], "time_out")).json()
    again = (await pay(client, body["id"])).json()

    assert silent["status"] == again["status"] == "pending"
    assert await checkout.poll_due(pool, now=clock.now()) == 0
    assert await checkout.poll_due(pool, now=clock.now() + A_LITTLE) == 1
    shown = await client.get(f"{PLACES}/{body['id']}", params={"key": silent["key"]})
    assert shown.json()["status"] == "paid"
    assert await charged(pool) == 239_00
    await agrees(pool)


async def test_silence_may_turn_out_to_be_nothing(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool, prices_minor=[189_01])
    body = wanting(variant, total_minor=239_01)
    await client.post(PLACES, json=body)
    await pay(client, body["id"], "time_out")

    await checkout.poll_due(pool, now=clock.now() + A_LITTLE)

    shown = (await pay(client, body["id"])).json()
    assert shown["status"] == "paid"
    assert await charged(pool) == 239_01


async def test_a_late_payment_buys_what_is_left(pool: Pool, settings: Settings, wait: Wait):
    _, [variant] = await on_sale(pool, quantity=1)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    await paying(pool, settings, purchase, Card.TIME_OUT, now=clock.now())
    await wait(TOO_LONG)
    assert await inventory.expire_holds(pool) == 1
    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].available == 1

    await checkout.poll_due(pool, now=clock.now())

    async with pool.transaction() as db:
        assert (await inventory.levels(db, [variant]))[variant].sold_unshipped == 1
        order = (await orders.orders_by_id(db, [purchase.orders[0].id]))[purchase.orders[0].id]
    assert order.status is OrderStatus.PAID
    await agrees(pool)


async def test_a_late_payment_for_what_is_gone_goes_back(pool: Pool, settings: Settings, wait: Wait):
    _, [variant] = await on_sale(pool, quantity=1)
    late = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    await paying(pool, settings, late, Card.TIME_OUT, now=clock.now())
    await wait(TOO_LONG)
    await inventory.expire_holds(pool)
    quick = await bought(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    assert quick.status is PurchaseStatus.PAID

    await checkout.poll_due(pool, now=clock.now())

    shown = await checkout.show(pool, settings=settings, viewer=None, purchase_id=late.id, key=late.key)
    assert shown.status is PurchaseStatus.REFUNDED
    async with pool.transaction() as db:
        order = (await orders.orders_by_id(db, [late.orders[0].id]))[late.orders[0].id]
        fact = await value(db, "select body from kit.events where name = 'OrderCancelled'")
    assert order.status is OrderStatus.CANCELLED
    assert (fact["was_paid"], fact["cancelled_by"]) == (True, "system")
    assert await charged(pool) == 478_00
    await agrees(pool)
    await payments.refund_queued(pool, now=clock.now() + TOO_LONG)
    assert await charged(pool) == 239_00
    await agrees(pool)


async def test_what_was_not_paid_in_time_expires(client: Client, pool: Pool, wait: Wait):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    purchase = (await client.post(PLACES, json=body)).json()
    await wait(TOO_LONG)

    before = await pay(client, body["id"])
    assert await checkout.expire_due(pool, now=clock.now()) == 1
    after = await pay(client, body["id"])

    for refused in (before, after):
        assert (refused.status_code, refused.json()["code"]) == (410, "checkout.expired")
    shown = await client.get(f"{PLACES}/{body['id']}", params={"key": purchase["key"]})
    assert (shown.json()["status"], shown.json()["payment"]["status"]) == ("expired", "abandoned")
    assert shown.json()["hold_until"] is None
    assert await checkout.expire_due(pool, now=clock.now()) == 0
    await agrees(pool)


async def test_an_expired_purchase_that_was_paid_behind_our_back_is_found(
    pool: Pool, settings: Settings, wait: Wait
):
    """A crash after the provider took the money and before we wrote it down."""
    _, [variant] = await on_sale(pool)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    async with pool.transaction() as db:
        payment = (await payments.latest_payments(db, [purchase.id]))[purchase.id]
    await payments.charge(pool, payment, card=Card.SUCCESS, challenge_code=None, now=clock.now())
    await wait(TOO_LONG)

    await checkout.expire_due(pool, now=clock.now())

    assert await charged(pool) == 239_00
    shown = await checkout.show(
        pool, settings=settings, viewer=None, purchase_id=purchase.id, key=purchase.key
    )
    assert shown.status is PurchaseStatus.PAID
    await agrees(pool)


async def abandoned_and_charged(pool: Pool, purchase: PurchaseView) -> ChargeResult:
    """Let a provider take the money of an attempt that it said it had closed; answers what it then says."""
    async with pool.transaction() as db:
        payment = (await payments.latest_payments(db, [purchase.id]))[purchase.id]
        closed = ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.ABANDONED)
        await checkout.settle_many(db, [closed], now=clock.now())
    return await payments.charge(pool, payment, card=Card.SUCCESS, challenge_code=None, now=clock.now())


async def test_money_of_an_attempt_that_was_closed_is_captured_late(
    pool: Pool, settings: Settings, wait: Wait
):
    _, [variant] = await on_sale(pool)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    await wait(TOO_LONG)
    result = await abandoned_and_charged(pool, purchase)
    await checkout.expire_due(pool, now=clock.now())

    async with pool.transaction() as db:
        await checkout.settle_many(db, [result], now=clock.now())

    shown = await checkout.show(
        pool, settings=settings, viewer=None, purchase_id=purchase.id, key=purchase.key
    )
    assert shown.status is PurchaseStatus.PAID
    await agrees(pool)


async def test_orders_that_nobody_paid_end_after_a_day_and_money_after_that_goes_back(
    pool: Pool, settings: Settings, wait: Wait
):
    _, [variant] = await on_sale(pool)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    await wait(TOO_LONG)
    result = await abandoned_and_charged(pool, purchase)
    await checkout.expire_due(pool, now=clock.now())
    assert await checkout.give_up_due(pool, now=clock.now()) == 0
    await wait(timedelta(hours=25))

    assert await checkout.give_up_due(pool, now=clock.now()) == 1
    assert await checkout.give_up_due(pool, now=clock.now()) == 0

    order_id = purchase.orders[0].id
    async with pool.transaction() as db:
        assert (await orders.orders_by_id(db, [order_id]))[order_id].status is OrderStatus.CANCELLED
        assert (await inventory.levels(db, [variant]))[variant].available == 10
        assert await value(db, "select body ->> 'was_paid' from kit.events") == "false"
    async with pool.transaction() as db:
        await checkout.settle_many(db, [result], now=clock.now())
        assert await payments.refunds_of(db, [order_id]) == {order_id: 239_00}
    await agrees(pool)


async def test_nobody_pays_for_somebody_else_by_mistake(client: Client, pool: Pool):
    _, [variant] = await on_sale(pool)
    body = wanting(variant, total_minor=239_00)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    await client.post(PLACES, json=body, headers=ana)

    for answer in (
        await pay(client, body["id"]),
        await pay(client, body["id"], headers=eva),
        await pay(client, str(new_id())),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "checkout.purchase_not_found")
    assert (await pay(client, body["id"], headers=ana)).json()["status"] == "paid"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"method": "cash", "card": "success"},
        {"method": "sandbox", "card": "4111111111111111"},
        {"method": "sandbox", "card": "success", "challenge_code": "1" * 21},
        {"method": "sandbox", "card": "success", "amount": 1},
    ],
)
async def test_a_malformed_payment_is_refused(client: Client, pool: Pool, body: dict[str, object]):
    _, [variant] = await on_sale(pool)
    purchase = wanting(variant, total_minor=239_00)
    await client.post(PLACES, json=purchase)

    answer = await client.post(f"{PLACES}/{purchase['id']}/payment", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")
    assert await charged(pool) == 0


async def test_the_sandbox_takes_no_orders_on_a_real_instance(pool: Pool, settings: Settings):
    _, [variant] = await on_sale(pool)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())

    with pytest.raises(MethodUnavailable):
        await paying(pool, replace(settings, is_demo=False), purchase, now=clock.now())


async def test_what_was_bought_leaves_the_cart(client: Client, pool: Pool):
    _, [bought_one, kept] = await on_sale(pool, prices_minor=[100_00, 200_00])
    cart_id = CartId(new_id())
    async with pool.transaction() as db:
        for variant in (bought_one, kept):
            await carts.set_line(db, cart_id, variant, wanted=SetLine(quantity=1), now=clock.now())

    await buy(client, wanting(bought_one, total_minor=150_00, cart_id=str(cart_id)))

    async with pool.transaction() as db:
        assert [line.variant_id for line in await carts.lines(db, cart_id)] == [kept]


async def test_a_signed_in_buyer_sees_the_refund_of_everything(
    client: Client, pool: Pool, settings: Settings
):
    _, [variant] = await on_sale(pool)
    async with pool.transaction() as db:
        ana = await load(db, ANA)
    paid = await bought(pool, settings, wanting(variant, total_minor=239_00), now=clock.now(), buyer=ana)
    async with pool.transaction() as db:
        await orders.cancel(
            db,
            order_id=paid.orders[0].id,
            access=Access(actor=ana),
            reason="too big",
            now=clock.now(),
        )

    shown = await client.get(f"{PLACES}/{paid.id}", headers=await sign_in(pool, ANA))

    assert shown.json()["status"] == "refunded"


async def test_paying_an_expired_purchase_is_refused_by_the_service(pool: Pool, settings: Settings):
    _, [variant] = await on_sale(pool)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())

    with pytest.raises(Expired):
        await paying(pool, settings, purchase, now=clock.now() + TOO_LONG)


async def test_a_decline_is_not_followed_by_an_attempt_when_the_time_is_over(pool: Pool, settings: Settings):
    _, [variant] = await on_sale(pool)
    now = clock.now()
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=now)
    await paying(pool, settings, purchase, Card.DECLINE, now=now)

    with pytest.raises(Expired):
        await paying(pool, settings, purchase, now=now + TOO_LONG)

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.payments") == 1
