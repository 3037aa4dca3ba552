"""A payment moves once, forward, and is booked once."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.payments.attempts import NOW, again, opened, settle
from vitrina.kit.db import Pool, UniqueViolation, constraint, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.payments import service as payments
from vitrina.payments.model import (
    Card,
    ChargeOutcome,
    ChargeResult,
    DeclineReason,
    NewPayment,
    Payment,
    PaymentId,
    PaymentStatus,
    Settled,
)

PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)


async def pay(pool: Pool, payment: Payment, card: Card, code: str | None = None) -> list[Settled]:
    result = await payments.charge(pool, payment, card=card, challenge_code=code, now=NOW)
    async with pool.transaction() as db:
        return await settle(db, result)


def liability(order_id: object) -> Account:
    return Account(kind="order_liability", owner=str(order_id), currency=Currency.MXN)


async def test_a_captured_sum_is_owed_to_its_orders(pool: Pool):
    payment = await opened(pool, 1001, orders=3)

    [settled] = await pay(pool, payment, Card.SUCCESS)

    assert settled.was is PaymentStatus.OPEN
    assert settled.payment.status is PaymentStatus.CAPTURED
    async with pool.transaction() as db:
        owed = await ledger.balances(db, [PSP, *[liability(order_id) for order_id, _ in payment.parts]])
    assert owed == {PSP: 1001, **{liability(order_id): amount for order_id, amount in payment.parts}}


async def test_the_same_answer_twice_moves_nothing_more(pool: Pool):
    payment = await opened(pool)

    first, second = await pay(pool, payment, Card.SUCCESS), await pay(pool, payment, Card.SUCCESS)

    assert (len(first), len(second)) == (1, 0)
    async with pool.transaction() as db:
        assert (await ledger.balances(db, [PSP]))[PSP] == 1000


async def test_racing_taps_capture_once(pool: Pool):
    payment = await opened(pool)

    moved = await asyncio.gather(*[pay(pool, payment, Card.SUCCESS) for _ in range(6)])

    assert sum(map(len, moved)) == 1
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.sandbox_charges") == 1
        assert (await ledger.balances(db, [PSP]))[PSP] == 1000


async def test_racing_batches_in_opposite_orders_do_not_deadlock(pool: Pool):
    opened_payments = [await opened(pool) for _ in range(8)]
    results = [
        ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.CAPTURED) for payment in opened_payments
    ]

    async def settle_all(way: int) -> int:
        async with pool.transaction() as db:
            return len(await settle(db, *results[::way]))

    moved = await asyncio.gather(*[settle_all(way) for way in (1, -1) * 4])

    assert sorted(moved) == [0] * 7 + [8]


async def test_a_decline_opens_another_attempt_and_only_one(pool: Pool):
    payment = await opened(pool)

    [settled] = await pay(pool, payment, Card.DECLINE)

    assert settled.payment.decline_reason is DeclineReason.CARD_DECLINED

    async def open_next() -> None:
        async with pool.transaction() as db:
            await payments.open_next_attempts(db, [settled.payment], now=NOW)

    await asyncio.gather(*[open_next() for _ in range(4)])
    next_attempt = await again(pool, payment)
    assert (next_attempt.attempt, next_attempt.status) == (2, PaymentStatus.OPEN)
    assert len(await pay(pool, next_attempt, Card.SUCCESS)) == 1


async def test_the_last_decline_opens_nothing(pool: Pool):
    payment = await opened(pool)
    for _ in range(payments.ATTEMPTS_MAX):
        [settled] = await pay(pool, await again(pool, payment), Card.DECLINE)
        async with pool.transaction() as db:
            await payments.open_next_attempts(db, [settled.payment], now=NOW)

    last = await again(pool, payment)

    assert (last.attempt, last.status) == (payments.ATTEMPTS_MAX, PaymentStatus.DECLINED)


@pytest.mark.parametrize(
    ("code", "status"), [("123456", PaymentStatus.CAPTURED), ("000000", PaymentStatus.DECLINED)]
)
async def test_a_challenge_waits_for_its_code(pool: Pool, code: str, status: PaymentStatus):
    payment = await opened(pool)
    [settled] = await pay(pool, payment, Card.CHALLENGE)
    assert settled.payment.status is PaymentStatus.CHALLENGE
    assert settled.payment.challenge_hint
    assert await pay(pool, payment, Card.CHALLENGE) == []

    [answered] = await pay(pool, payment, Card.CHALLENGE, code)

    assert answered.payment.status is status


@pytest.mark.parametrize(
    ("amount_minor", "outcome"), [(1000, ChargeOutcome.CAPTURED), (1001, ChargeOutcome.DECLINED)]
)
async def test_a_time_out_is_pending_until_the_provider_tells(
    pool: Pool, amount_minor: int, outcome: ChargeOutcome
):
    payment = await opened(pool, amount_minor)
    [settled] = await pay(pool, payment, Card.TIME_OUT)
    assert settled.payment.status is PaymentStatus.PENDING
    assert await pay(pool, payment, Card.TIME_OUT) == []
    async with pool.transaction() as db:
        assert await payments.take_due_for_poll(db, now=NOW) == []
        [due] = await payments.take_due_for_poll(db, now=NOW + payments.POLL_AFTER)

    result = await payments.ask_again(pool, due, now=NOW)

    assert result.outcome is outcome
    async with pool.transaction() as db:
        [told] = await settle(db, result)
    assert told.was is PaymentStatus.PENDING


async def pending(pool: Pool) -> Payment:
    """A payment whose charge met silence."""
    payment = await opened(pool)
    async with pool.transaction() as db:
        [settled] = await settle(db, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING))
    return settled.payment


async def test_a_pending_payment_that_never_arrived_is_closed_there_and_declined(pool: Pool):
    payment = await pending(pool)

    result = await payments.ask_again(pool, payment, now=NOW)

    assert result.decline_reason is DeclineReason.NOT_COMPLETED
    slow = await payments.charge(pool, payment, card=Card.SUCCESS, challenge_code=None, now=NOW)
    assert slow.outcome is ChargeOutcome.ABANDONED


async def test_a_provider_is_asked_less_and_less_often_and_never_given_up(pool: Pool):
    await pending(pool)
    asked: list[timedelta] = []
    second = timedelta(seconds=1)
    waited = second

    while waited < timedelta(days=3):
        async with pool.transaction() as db:
            if await payments.take_due_for_poll(db, now=NOW + waited):
                asked.append(waited)
                assert await payments.take_due_for_poll(db, now=NOW + waited) == []
        waited += second if waited < 20 * second else timedelta(minutes=9)

    assert asked[:2] == [5 * second, 10 * second]
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert max(gaps[:2]) < timedelta(minutes=10)
    assert max(gaps) <= payments.POLL_WAIT_MAX + timedelta(minutes=9)
    assert asked[-1] > timedelta(days=2, hours=23)


@pytest.mark.parametrize(
    ("card", "amount_minor", "outcome"),
    [
        (Card.SUCCESS, 1000, ChargeOutcome.CAPTURED),
        (Card.DECLINE, 1000, ChargeOutcome.DECLINED),
        (Card.CHALLENGE, 1000, ChargeOutcome.ABANDONED),
        (Card.TIME_OUT, 1000, ChargeOutcome.CAPTURED),
        (Card.TIME_OUT, 1001, ChargeOutcome.DECLINED),
        (None, 1000, ChargeOutcome.ABANDONED),
    ],
)
async def test_a_closed_charge_has_a_last_word_that_no_repeat_changes(
    pool: Pool, card: Card | None, amount_minor: int, outcome: ChargeOutcome
):
    payment = await opened(pool, amount_minor)
    if card:
        await payments.charge(pool, payment, card=card, challenge_code=None, now=NOW)

    first = await payments.abandon(pool, payment, now=NOW)
    late = await payments.charge(pool, payment, card=Card.SUCCESS, challenge_code="123456", now=NOW)

    assert first.outcome is late.outcome is outcome
    assert await payments.abandon(pool, payment, now=NOW) == first


@pytest.mark.parametrize("word", [ChargeOutcome.CAPTURED, ChargeOutcome.PENDING])
async def test_what_came_nevertheless_wins_over_abandoned(pool: Pool, word: ChargeOutcome):
    payment = await opened(pool)
    async with pool.transaction() as db:
        await settle(db, ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.ABANDONED))

        [settled] = await settle(db, ChargeResult(payment_id=payment.id, outcome=word))

    assert settled.was is PaymentStatus.ABANDONED
    assert settled.payment.status == word.value


async def test_a_captured_payment_is_never_abandoned_or_declined(pool: Pool):
    payment = await opened(pool)
    await pay(pool, payment, Card.SUCCESS)

    async with pool.transaction() as db:
        for outcome in (ChargeOutcome.ABANDONED, ChargeOutcome.DECLINED, ChargeOutcome.PENDING):
            late = ChargeResult(
                payment_id=payment.id, outcome=outcome, decline_reason=DeclineReason.CARD_DECLINED
            )
            assert await settle(db, late) == []

    assert (await again(pool, payment)).status is PaymentStatus.CAPTURED


async def test_the_database_refuses_a_second_live_attempt(pool: Pool):
    payment = await opened(pool)

    with pytest.raises(UniqueViolation) as caught:
        async with pool.transaction() as db:
            await db.execute(
                """
                insert into payments.payments (
                           id, purchase_id, attempt, provider, amount_minor, currency,
                           order_ids, order_amounts, opened_at)
                select %s, purchase_id, 2, provider, amount_minor, currency,
                       order_ids, order_amounts, opened_at
                  from payments.payments
                """,
                (new_id(),),
            )

    assert constraint(caught.value) == "payments_live_key"
    assert (await again(pool, payment)).attempt == 1


async def test_parts_that_do_not_add_up_are_a_bug(pool: Pool):
    new = NewPayment(
        id=PaymentId(new_id()),
        purchase_id=(await opened(pool)).purchase_id,
        amount_minor=1000,
        currency=Currency.MXN,
        parts=[(uuid4(), 999)],
    )

    with pytest.raises(AssertionError):
        async with pool.transaction() as db:
            await payments.open_payments(db, [new], now=NOW)


async def test_a_question_that_was_asked_in_silence_is_asked_when_the_provider_tells(pool: Pool):
    payment = await opened(pool)
    async with pool.transaction() as db:
        silence = ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.PENDING)
        await settle(db, silence)
        question = ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.CHALLENGE, challenge_hint="code")

        [asked] = await settle(db, question)

        assert await settle(db, question) == []
    assert asked.payment.status is PaymentStatus.CHALLENGE
    async with pool.transaction() as db:
        assert await payments.take_due_for_poll(db, now=NOW + payments.POLL_AFTER) == []
