"""What a provider keeps, settles and pays out is booked once, from its own statement."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests.payments.attempts import NOW, opened, settle
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.errors import ProviderError
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments import rules as paying
from vitrina.payments import service as payments
from vitrina.payments import statement_rules as rules
from vitrina.payments import statements, store
from vitrina.payments.model import Card, NewRefund, Payment, RefundId
from vitrina.payments.providers import registry
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.payments.statement_model import FittedMovement, Movement, MovementKind, StatementPage

LATER = NOW + timedelta(days=2, minutes=1)
KINDS = {"psp_pending": "sandbox", "psp_available": "sandbox", "psp_fee": "", "bank": "", "dispute_fee": ""}


def movement(kind: MovementKind, amount_minor: int, fee_minor: int = 0) -> FittedMovement:
    return FittedMovement(
        provider="psp",
        id="1",
        kind=kind,
        reference="x",
        amount_minor=amount_minor,
        fee_minor=fee_minor,
        currency="MXN",
        at=NOW,
        settles_at=NOW,
        source="purchase:1",
    )


FEES: Sequence[tuple[FittedMovement, dict[str, int], dict[str, int]]] = (
    # Source: money.md 2.4, provider fee.
    (
        movement(MovementKind.CHARGE, 1_000_00, 39_00),
        {"psp_fee": 39_00, "psp_pending:psp": -39_00},
        {"psp_available:psp": 961_00, "psp_pending:psp": -961_00},
    ),
    # The fee of a charge stays lost when it is refunded.
    (movement(MovementKind.REFUND, -200_00), {}, {"psp_available:psp": -200_00, "psp_pending:psp": 200_00}),
    # What a dispute costs is booked with it.
    (
        movement(MovementKind.DISPUTE, -650_00, 15_00),
        {},
        {"psp_available:psp": -665_00, "psp_pending:psp": 665_00},
    ),
    (
        movement(MovementKind.DISPUTE, 650_00, -15_00),
        {"dispute_fee": -15_00, "psp_pending:psp": 15_00},
        {"psp_available:psp": 665_00, "psp_pending:psp": -665_00},
    ),
    (
        movement(MovementKind.FEE, -5_00),
        {"psp_fee": 5_00, "psp_pending:psp": -5_00},
        {"psp_available:psp": -5_00, "psp_pending:psp": 5_00},
    ),
    (movement(MovementKind.PAYOUT, -961_00), {}, {"bank": 961_00, "psp_available:psp": -961_00}),
    (
        movement(MovementKind.PAYOUT, -961_00, 2_00),
        {},
        {"bank": 961_00, "psp_fee": 2_00, "psp_available:psp": -963_00},
    ),
    (movement(MovementKind.PAYOUT, 961_00), {}, {"bank": -961_00, "psp_available:psp": 961_00}),
    (movement(MovementKind.CHARGE, 39_00, 39_00), {"psp_fee": 39_00, "psp_pending:psp": -39_00}, {}),
)


def lines_of(journal: Journal | None) -> dict[str, int]:
    return {
        f"{line.account.kind}:{line.account.owner}".rstrip(":"): line.amount_minor
        for line in (journal.lines if journal else [])
    }


@pytest.mark.parametrize(("moved", "fee", "settled"), FEES)
def test_each_movement_of_a_statement_writes_its_lines(
    moved: FittedMovement, fee: dict[str, int], settled: dict[str, int]
):
    assert lines_of(rules.fee(moved, now=NOW)) == fee
    assert lines_of(rules.settled(moved, now=NOW)) == settled


async def standing(pool: Pool) -> dict[str, int]:
    named = {kind: Account(kind=kind, owner=owner, currency=Currency.MXN) for kind, owner in KINDS.items()}
    async with pool.transaction() as db:
        found = await ledger.balances(db, list(named.values()))
    return {kind: found[account] for kind, account in named.items() if found[account]}


async def captured(pool: Pool, amount_minor: int = 1_000_00) -> Payment:
    payment = await opened(pool, amount_minor)
    result = await payments.charge(pool, payment, card=Card.SUCCESS, now=NOW)
    async with pool.transaction() as db:
        await settle(db, result)
    return payment


async def give_back(pool: Pool, payment: Payment, amount_minor: int) -> None:
    refund = NewRefund(
        id=RefundId(new_id()),
        purchase_id=payment.purchase_id,
        order_id=payment.order_ids[0],
        amount_minor=amount_minor,
    )
    async with pool.transaction() as db:
        await payments.request_refunds(db, [refund], now=NOW)
        await owe(db, payment, refund)
    await payments.refund(pool, refund.id, now=NOW)


async def owe(db: Db, payment: Payment, refund: NewRefund) -> None:
    found = await store.find_refund(db, refund.id)
    assert found
    lines = [
        (Account(kind="order_liability", owner=str(refund.order_id), currency=Currency.MXN), 1),
        (paying.payable(found), -1),
    ]
    journal = Journal(
        key=f"test:{refund.id}",
        kind="test",
        source=f"order:{refund.order_id}",
        lines=[Line(account=account, amount_minor=sign * refund.amount_minor) for account, sign in lines],
        effective_at=NOW,
    )
    await ledger.post(db, [journal])


async def test_a_fee_is_booked_and_what_is_left_settles_and_is_paid_out(pool: Pool):
    await captured(pool)

    assert await statements.read_all(pool, now=NOW + timedelta(minutes=1)) == 1
    assert await standing(pool) == {"psp_pending": 964_00, "psp_fee": 36_00}

    assert await statements.read_all(pool, now=LATER) == 0
    assert await standing(pool) == {"psp_available": 964_00, "psp_fee": 36_00}
    # What it paid out just now stands on the next reading.
    assert await statements.read_all(pool, now=LATER + timedelta(minutes=10)) == 1
    assert await standing(pool) == {"psp_fee": 36_00, "bank": 964_00}
    async with pool.transaction() as db:
        assert await payments.check(db) == []
        assert await value(db, "select count(*) from ledger.journals where kind like 'provider%%'") == 3


async def test_what_is_read_again_and_again_is_booked_once(pool: Pool):
    payment = await captured(pool)
    await give_back(pool, payment, 100_00)

    for minutes in (0, 10, 20):
        now = LATER + timedelta(minutes=minutes)
        await asyncio.gather(*[statements.read_all(pool, now=now) for _ in range(3)])

    assert await standing(pool) == {"psp_fee": 36_00, "bank": 864_00}
    async with pool.transaction() as db:
        assert await payments.check(db) == []


class Telling(Sandbox):
    """A provider whose statement is in the hands of the test, in pages of one."""

    def __init__(self, pool: Pool, movements: Sequence[Movement]) -> None:
        super().__init__(pool)
        self.movements = list(movements)
        self.is_down = False

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        """Tell one movement a page."""
        if self.is_down:
            raise ProviderError("down", permanent=False)
        at = int(page or 0)
        told = self.movements[at : at + 1]
        return StatementPage(movements=told, next_page=str(at + 1) if at + 1 < len(self.movements) else None)


def charge_of(payment: Payment, id: str = "t1", **changes: object) -> Movement:
    told = Movement(
        id=id,
        kind=MovementKind.CHARGE,
        reference=f"sbx_ch_{payment.id.hex}",
        amount_minor=payment.amount_minor,
        fee_minor=36_00,
        currency="MXN",
        at=NOW,
        settles_at=NOW,
    )
    return replace(told, **changes)


async def read(pool: Pool, provider: Telling, now: datetime = LATER) -> None:
    await statements.read(pool, provider, now=now)
    await statements.book(pool, now=now)


async def test_news_that_come_before_our_own_wait_for_it(pool: Pool):
    await captured(pool, 5_00)
    payment = await opened(pool, 1_000_00)
    telling = Telling(pool, [charge_of(payment)])

    await read(pool, telling)
    assert await standing(pool) == {"psp_pending": 5_00}

    result = await payments.charge(pool, payment, card=Card.SUCCESS, now=NOW)
    async with pool.transaction() as db:
        await settle(db, result)
    await read(pool, telling)

    assert await standing(pool) == {"psp_pending": 5_00, "psp_available": 964_00, "psp_fee": 36_00}


async def test_what_does_not_fit_to_the_cent_books_nothing(pool: Pool):
    payment = await captured(pool)
    stranger = replace(charge_of(payment, "t3"), reference=f"sbx_ch_{uuid4().hex}")
    foreign = charge_of(payment, "t2", currency="EUR")
    other = charge_of(payment, "t4", amount_minor=1_001_00)
    unknown = charge_of(payment, "t5", kind=MovementKind.OTHER)

    await read(pool, Telling(pool, [foreign, stranger, other, unknown]))

    assert await standing(pool) == {"psp_pending": 1_000_00}


async def test_two_movements_of_one_charge_count_once(pool: Pool):
    payment = await captured(pool)
    twice = Telling(pool, [charge_of(payment), charge_of(payment, "t2")])

    await read(pool, twice)
    await read(pool, twice)

    assert await standing(pool) == {"psp_available": 964_00, "psp_fee": 36_00}


async def test_a_reading_that_was_cut_short_goes_on_where_it_was(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    some = [await captured(pool) for _ in range(3)]
    telling = Telling(pool, [charge_of(each, f"t{n}") for n, each in enumerate(some)])
    monkeypatch.setattr(statements, "PAGES_MAX", 2)

    assert await statements.read(pool, telling, now=LATER) == 2
    assert await statements.read(pool, telling, now=LATER) == 1
    async with pool.transaction() as db:
        reading = await store.reading(db, telling.name)
    assert reading
    assert (reading.read_until, reading.page) == (LATER, None)


async def test_a_provider_that_does_not_answer_is_read_later(pool: Pool, monkeypatch: pytest.MonkeyPatch):
    payment = await captured(pool)
    telling = Telling(pool, [charge_of(payment)])
    telling.is_down = True

    def telling_alone(_: Pool) -> list[Telling]:
        return [telling]

    monkeypatch.setattr(registry, "with_statements", telling_alone)

    assert await statements.read_all(pool, now=LATER) == 0
    telling.is_down = False
    assert await statements.read_all(pool, now=LATER) == 1

    assert (await standing(pool))["psp_fee"] == 36_00
