"""Money is never lost by the clock: what its provider has not answered for good is asked until it has."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.checkout.buying import on_sale, paying, placed, wanting
from tests.checkout.conftest import Wait
from tests.checkout.test_pay import TOO_LONG, agrees, charged
from vitrina.checkout import service as checkout
from vitrina.checkout.model import PurchaseStatus, PurchaseView
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.errors import ProviderError
from vitrina.orders import service as orders
from vitrina.orders.model import OrderStatus
from vitrina.payments import service as payments
from vitrina.payments.model import Card, ChargeOutcome, ChargeResult, Payment, PaymentStatus
from vitrina.payments.providers.sandbox import Sandbox

LONG = timedelta(hours=1)
DAY = timedelta(hours=25)

Change = Callable[[], None]


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> Change:
    """Make the provider answer no question; the same monkeypatch undoes it."""

    async def silence(*_: object) -> ChargeResult:
        raise ProviderError("the line is dead", permanent=False)

    def deafen() -> None:
        for verb in ("fetch", "abandon"):
            monkeypatch.setattr(Sandbox, verb, silence)

    return deafen


async def waiting(pool: Pool, settings: Settings, *, quantity: int = 10) -> tuple[PurchaseView, Payment]:
    """A purchase of 239.00 that nobody has paid, and its attempt."""
    _, [variant] = await on_sale(pool, quantity=quantity)
    purchase = await placed(pool, settings, wanting(variant, total_minor=239_00), now=clock.now())
    return purchase, await attempt(pool, purchase)


async def attempt(pool: Pool, purchase: PurchaseView) -> Payment:
    async with pool.transaction() as db:
        return (await payments.latest_payments(db, [purchase.id]))[purchase.id]


async def charge(pool: Pool, payment: Payment, card: Card = Card.SUCCESS) -> ChargeResult:
    """Let the provider do it and nobody write it down."""
    return await payments.charge(pool, payment, card=card, challenge_code=None, now=clock.now())


async def settle(pool: Pool, result: ChargeResult) -> None:
    async with pool.transaction() as db:
        await checkout.settle_many(db, [result], now=clock.now())


async def status(pool: Pool, settings: Settings, purchase: PurchaseView) -> PurchaseStatus:
    shown = await checkout.show(
        pool, settings=settings, viewer=None, purchase_id=purchase.id, key=purchase.key
    )
    return shown.status


async def taken_outside(pool: Pool) -> int:
    """How much the provider's own book says that it took."""
    async with pool.transaction() as db:
        return await value(
            db,
            """
            select coalesce(sum(amount_minor), 0)::bigint
              from payments.sandbox_charges
             where outcome = 'captured'
            """,
        )


async def test_a_provider_that_is_down_at_expiry_is_asked_until_it_tells(
    pool: Pool, settings: Settings, wait: Wait, deaf: Change, monkeypatch: pytest.MonkeyPatch
):
    purchase, payment = await waiting(pool, settings)
    await charge(pool, payment)
    await wait(TOO_LONG)
    deaf()
    await checkout.expire_due(pool, now=clock.now())
    assert await status(pool, settings, purchase) is PurchaseStatus.PENDING
    await wait(DAY)
    assert await checkout.give_up_due(pool, now=clock.now()) == 0
    assert await checkout.poll_due(pool, now=clock.now()) == 0
    monkeypatch.undo()

    await wait(LONG)
    assert await checkout.poll_due(pool, now=clock.now()) == 1

    assert await status(pool, settings, purchase) is PurchaseStatus.PAID
    assert await charged(pool) == await taken_outside(pool) == 239_00
    await agrees(pool)


async def test_a_provider_that_does_not_know_yet_at_expiry_is_asked_again(
    pool: Pool, settings: Settings, wait: Wait, monkeypatch: pytest.MonkeyPatch
):
    purchase, payment = await waiting(pool, settings)
    await charge(pool, payment)
    await wait(TOO_LONG)

    async def thinking(*_: object) -> ChargeResult:
        return ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING)

    for verb in ("fetch", "abandon"):
        monkeypatch.setattr(Sandbox, verb, thinking)
    await checkout.expire_due(pool, now=clock.now())
    monkeypatch.undo()

    assert await status(pool, settings, purchase) is PurchaseStatus.PENDING
    await wait(LONG)
    await checkout.poll_due(pool, now=clock.now())
    assert await status(pool, settings, purchase) is PurchaseStatus.PAID
    await agrees(pool)


async def test_a_charge_that_arrives_after_the_expiry_takes_nothing(
    pool: Pool, settings: Settings, wait: Wait
):
    purchase, payment = await waiting(pool, settings)
    await wait(TOO_LONG)
    await checkout.expire_due(pool, now=clock.now())

    late = await charge(pool, payment)

    assert late.outcome is ChargeOutcome.ABANDONED
    await settle(pool, late)
    assert await status(pool, settings, purchase) is PurchaseStatus.EXPIRED
    assert await taken_outside(pool) == 0


async def test_a_question_of_the_bank_is_withdrawn_when_the_time_is_over(
    pool: Pool, settings: Settings, wait: Wait
):
    purchase, payment = await waiting(pool, settings)
    await paying(pool, settings, purchase, Card.CHALLENGE, now=clock.now())
    await wait(TOO_LONG)
    await checkout.expire_due(pool, now=clock.now())

    late = await payments.charge(pool, payment, card=Card.CHALLENGE, challenge_code="123456", now=clock.now())

    assert late.outcome is ChargeOutcome.ABANDONED
    assert (await attempt(pool, purchase)).status is PaymentStatus.ABANDONED
    assert await taken_outside(pool) == 0


async def test_silence_about_an_attempt_that_expired_meanwhile_is_followed_up(
    pool: Pool, settings: Settings, wait: Wait, monkeypatch: pytest.MonkeyPatch
):
    """A provider that forgets what it was told to abandon: the money is found, and not kept for nothing."""
    purchase, payment = await waiting(pool, settings)
    await wait(TOO_LONG)

    async def promise(*_: object) -> ChargeResult:
        return ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.ABANDONED)

    monkeypatch.setattr(Sandbox, "abandon", promise)
    await checkout.expire_due(pool, now=clock.now())
    monkeypatch.undo()
    await charge(pool, payment)
    await settle(pool, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING))

    assert await status(pool, settings, purchase) is PurchaseStatus.PENDING
    await wait(LONG)
    await checkout.poll_due(pool, now=clock.now())
    assert await status(pool, settings, purchase) is PurchaseStatus.PAID
    await agrees(pool)


async def test_an_attempt_of_which_the_provider_never_heard_is_closed_there_before_the_next(
    pool: Pool, settings: Settings
):
    purchase, payment = await waiting(pool, settings)
    await settle(pool, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING))
    soon = clock.now() + timedelta(seconds=10)
    await checkout.poll_due(pool, now=soon)
    assert (await attempt(pool, purchase)).status is PaymentStatus.DECLINED

    slow = await charge(pool, payment)
    paid = await paying(pool, settings, purchase, now=soon)

    assert slow.outcome is ChargeOutcome.ABANDONED
    assert paid.status is PurchaseStatus.PAID
    assert await charged(pool) == await taken_outside(pool) == 239_00


async def test_no_new_attempt_while_the_provider_has_not_closed_the_old_one(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    purchase, payment = await waiting(pool, settings)

    async def lost(*_: object) -> ChargeResult:
        raise ProviderError("the line is dead", permanent=False)

    for verb in ("charge", "abandon"):
        monkeypatch.setattr(Sandbox, verb, lost)
    await paying(pool, settings, purchase, now=clock.now())
    soon = clock.now() + timedelta(seconds=10)
    assert await checkout.poll_due(pool, now=soon) == 0

    again = await paying(pool, settings, purchase, now=soon)

    assert again.status is PurchaseStatus.PENDING
    assert (await attempt(pool, purchase)).id == payment.id
    assert await taken_outside(pool) == 0


async def test_money_after_the_orders_were_given_up_goes_back_though_there_is_stock(
    pool: Pool, settings: Settings, wait: Wait
):
    purchase, payment = await waiting(pool, settings)
    captured = await charge(pool, payment)
    async with pool.transaction() as db:  # As if the provider had said that nothing would be taken.
        abandoned = ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.ABANDONED)
        await checkout.settle_many(db, [abandoned], now=clock.now())
    await wait(TOO_LONG)
    assert await inventory.expire_holds(pool) == 1
    await wait(DAY)
    assert await checkout.give_up_due(pool, now=clock.now()) == 1

    await settle(pool, captured)

    order_id = purchase.orders[0].id
    assert await status(pool, settings, purchase) is PurchaseStatus.REFUNDED
    async with pool.transaction() as db:
        assert (await orders.orders_by_id(db, [order_id]))[order_id].status is OrderStatus.CANCELLED
        assert await payments.refunds_of(db, [order_id]) == {order_id: 239_00}
        assert await value(db, "select min(available) from inventory.stock") == 10
    await agrees(pool)


async def test_silence_after_the_orders_were_given_up_is_followed_up_too(
    pool: Pool, settings: Settings, wait: Wait
):
    purchase, payment = await waiting(pool, settings)
    await charge(pool, payment)
    await settle(pool, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.ABANDONED))
    await wait(DAY)
    await checkout.give_up_due(pool, now=clock.now())

    await settle(pool, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING))

    assert await status(pool, settings, purchase) is PurchaseStatus.EXPIRED
    await wait(LONG)
    await checkout.poll_due(pool, now=clock.now())
    assert await status(pool, settings, purchase) is PurchaseStatus.REFUNDED
    await agrees(pool)
