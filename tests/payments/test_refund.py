"""Money on its way back."""

from datetime import timedelta

import pytest

from tests.payments.attempts import NOW, opened, settle
from vitrina.kit.db import CheckViolation, Db, Pool, value
from vitrina.kit.errors import ProviderError
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments import by_hand, jobs, store
from vitrina.payments import service as payments
from vitrina.payments.errors import RefundNotFound
from vitrina.payments.model import (
    Card,
    NewRefund,
    Payment,
    RefundId,
    RefundQueued,
    RefundRequest,
)
from vitrina.payments.providers.sandbox import Sandbox

PSP = Account(kind="psp_pending", owner="sandbox", currency=Currency.MXN)


async def paid(pool: Pool, amount_minor: int = 1000, *, orders: int = 2) -> Payment:
    payment = await opened(pool, amount_minor, orders=orders)
    result = await payments.charge(pool, payment, card=Card.SUCCESS, challenge_code=None, now=NOW)
    async with pool.transaction() as db:
        [settled] = await settle(db, result)
    return settled.payment


async def owe_back(db: Db, payment: Payment, part: int, *, amount_minor: int | None = None) -> NewRefund:
    """Turn what is owed to an order into what is owed to its buyer, and queue it."""
    order_id, owed_minor = payment.parts[part]
    refund = NewRefund(
        id=RefundId(new_id()),
        purchase_id=payment.purchase_id,
        order_id=order_id,
        amount_minor=owed_minor if amount_minor is None else amount_minor,
    )
    liability = Account(kind="order_liability", owner=str(order_id), currency=Currency.MXN)
    payable = Account(kind="refund_payable", owner=str(refund.id), currency=Currency.MXN)
    lines = [
        Line(account=liability, amount_minor=refund.amount_minor),
        Line(account=payable, amount_minor=-refund.amount_minor),
    ]
    await ledger.post(
        db, [Journal(key=f"r:{refund.id}", kind="t", source="t", lines=lines, effective_at=NOW)]
    )
    await payments.request_refunds(db, [refund], now=NOW)
    return refund


async def test_a_refund_goes_back_once(pool: Pool):
    payment = await paid(pool)
    async with pool.transaction() as db:
        wanted = await owe_back(db, payment, 0)

    first = await payments.refund(pool, wanted.id, now=NOW)
    second = await payments.refund(pool, wanted.id, now=NOW)

    assert first is not None
    assert second is None
    payable = Account(kind="refund_payable", owner=str(wanted.id), currency=Currency.MXN)
    async with pool.transaction() as db:
        assert await ledger.balances(db, [PSP, payable]) == {PSP: 500, payable: 0}
        assert await value(db, "select count(*) from payments.sandbox_refunds") == 1
        assert await payments.refunds_of(db, [payment.parts[0][0]]) == {payment.parts[0][0]: 500}
        assert await ledger.check(db) == []


async def test_a_crash_between_the_provider_and_our_books_loses_nothing(pool: Pool):
    payment = await paid(pool)
    async with pool.transaction() as db:
        wanted = await owe_back(db, payment, 0)
        found = await payments.store.find_refund(db, wanted.id)
    assert found is not None
    request = payments.RefundRequest(
        refund_id=found.id, payment_id=found.payment_id, amount_minor=500, currency=Currency.MXN, at=NOW
    )
    await payments.provider_of(pool, "sandbox").refund(request)

    await payments.refund(pool, wanted.id, now=NOW)

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from payments.sandbox_refunds") == 1
        assert (await ledger.balances(db, [PSP]))[PSP] == 500


async def test_an_order_is_refunded_in_parts_and_never_beyond_its_payment(pool: Pool):
    payment = await paid(pool, orders=1)
    for amount_minor in (400, 600):
        async with pool.transaction() as db:
            wanted = await owe_back(db, payment, 0, amount_minor=amount_minor)
        await payments.refund(pool, wanted.id, now=NOW)

    order_id = payment.parts[0][0]
    more = NewRefund(
        id=RefundId(new_id()), purchase_id=payment.purchase_id, order_id=order_id, amount_minor=1
    )
    with pytest.raises(CheckViolation):
        async with pool.transaction() as db:
            await payments.request_refunds(db, [more], now=NOW)

    async with pool.transaction() as db:
        assert await payments.refunds_of(db, [order_id]) == {order_id: 1000}


async def test_what_was_not_paid_cannot_be_refunded(pool: Pool):
    payment = await opened(pool)
    refund = NewRefund(
        id=RefundId(new_id()),
        purchase_id=payment.purchase_id,
        order_id=payment.parts[0][0],
        amount_minor=1000,
    )

    with pytest.raises(AssertionError):
        async with pool.transaction() as db:
            await payments.request_refunds(db, [refund], now=NOW)


async def test_the_sweep_finds_refunds_that_no_job_brought_to_an_end(pool: Pool):
    payment = await paid(pool)
    async with pool.transaction() as db:
        await owe_back(db, payment, 0)
        await owe_back(db, payment, 1)

    assert await payments.refund_queued(pool, now=NOW + timedelta(minutes=1)) == 0
    assert await payments.refund_queued(pool, now=NOW + timedelta(minutes=3)) == 2
    assert await payments.refund_queued(pool, now=NOW + timedelta(minutes=4)) == 0

    async with pool.transaction() as db:
        assert (await ledger.balances(db, [PSP]))[PSP] == 0


async def test_a_refund_that_fails_holds_up_no_other(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    payment = await paid(pool, orders=3)
    async with pool.transaction() as db:
        refunds = [await owe_back(db, payment, part) for part in range(3)]
    give_back = Sandbox.refund

    async def mostly(sandbox: Sandbox, request: RefundRequest) -> str:
        if request.refund_id == refunds[0].id:
            raise ProviderError("not now", permanent=False)
        return await give_back(sandbox, request)

    monkeypatch.setattr(Sandbox, "refund", mostly)
    monkeypatch.setattr(payments, "REFUNDS_MAX", 1)
    minute = timedelta(minutes=1)

    ended = [await payments.refund_queued(pool, now=NOW + n * minute) for n in (3, 3, 3, 4)]

    assert ended == [0, 1, 1, 0]
    monkeypatch.undo()
    assert await payments.refund_queued(pool, now=NOW + 6 * minute) == 1
    async with pool.transaction() as db:
        assert (await ledger.balances(db, [PSP]))[PSP] == 0


async def test_what_a_provider_refused_is_asked_for_again_by_a_person(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
):
    payment = await paid(pool, orders=1)
    async with pool.transaction() as db:
        wanted = await owe_back(db, payment, 0)
    give_back, asked = Sandbox.refund, list[int]()

    async def empty_at_first(sandbox: Sandbox, request: RefundRequest) -> str:
        asked.append(request.turn)
        if request.turn == 0:
            raise ProviderError("insufficient balance", permanent=True)
        return await give_back(sandbox, request)

    monkeypatch.setattr(Sandbox, "refund", empty_at_first)
    await payments.refund(pool, wanted.id, now=NOW)
    assert await payments.refund_queued(pool, now=NOW + timedelta(hours=1)) == 0
    async with pool.transaction() as db:
        [waiting] = await by_hand.awaited_refunds(db, after=None, limit=10)
        assert (waiting.refund_id, waiting.is_refused) == (wanted.id, True)
        assert waiting.reason == "insufficient balance"
        assert len(await payments.check(db)) == 1

        await by_hand.ask_again(db, refund_id=wanted.id)
        with pytest.raises(RefundNotFound):
            await by_hand.ask_again(db, refund_id=wanted.id)
    await payments.refund(pool, wanted.id, now=NOW)

    assert asked == [0, 1]
    async with pool.transaction() as db:
        assert await by_hand.awaited_refunds(db, after=None, limit=10) == []
        assert await payments.check(db) == []
        assert (await ledger.balances(db, [PSP]))[PSP] == 0
        with pytest.raises(RefundNotFound):
            await by_hand.ask_again(db, refund_id=wanted.id)


async def test_a_late_refusal_of_an_earlier_turn_says_nothing_about_the_next(pool: Pool):
    payment = await paid(pool, orders=1)
    async with pool.transaction() as db:
        wanted = await owe_back(db, payment, 0)
        assert await store.refuse_refund(db, wanted.id, turn=0, reason="no") == 1
        await by_hand.ask_again(db, refund_id=wanted.id)

        assert await store.refuse_refund(db, wanted.id, turn=0, reason="no") == 0


async def test_a_queued_refund_becomes_a_job(pool: Pool):
    payment = await paid(pool)
    async with pool.transaction() as db:
        wanted = await owe_back(db, payment, 0)
        assert await value(
            db,
            "select body ->> 'refund_id' from kit.events where name = 'RefundQueued'",
        ) == str(wanted.id)

        await jobs.start_refunds(db, [RefundQueued(refund_id=wanted.id, order_id=wanted.order_id)], NOW)

        assert await value(db, "select args ->> 'refund_id' from procrastinate_jobs") == str(wanted.id)
    await jobs.refund.run(pool, str(wanted.id))
    async with pool.transaction() as db:
        assert (await ledger.balances(db, [PSP]))[PSP] == 500
