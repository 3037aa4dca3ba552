"""Tax is kept back once from each sale, of what was sold and not of what fees left of it."""

import csv
import io
from datetime import date, datetime, timedelta

import psycopg
import pytest

from tests.orders.world import World
from tests.payouts.desk import INES, PSP, RFC, SETTINGS, destination
from tests.people import CARLA, DAVI
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.kit.tables import MARK
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId, Shipment
from vitrina.orders.refund_model import NewRefund
from vitrina.payments.model import RefundId
from vitrina.payouts import service
from vitrina.payouts.errors import BelowMinimum
from vitrina.payouts.model import (
    BankFileId,
    BankOutcome,
    NewBankFile,
    NewBankOutcome,
    NewPayout,
    Payee,
    PayeeKind,
    Payout,
    PayoutId,
)
from vitrina.payouts.service import read
from vitrina.wiring import SUBSCRIBERS

SHIPMENT = Shipment(carrier="DHL", tracking_number="1")
# An order of 166.00: goods with 16 % IVA inside, and what the shipping carries of it.
MATURES_AFTER = timedelta(days=15)


@pytest.fixture
async def world(pool: Pool, settings: Settings) -> World:
    """A shop of Bruno's with ten units, and buyers."""
    world = World(pool, settings)
    await world.open()
    return world


async def report(till: "Till", month: date | None = None) -> str:
    month = month or till.now.date()
    return "".join([piece async for piece in service.withholdings_csv(till.pool, month=month)]).removeprefix(
        MARK
    )


class Till:
    """What stands for Bruno's shop, and its payouts."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.pool, self.now = world, world.pool, now

    async def payee(self) -> Payee:
        async with self.pool.transaction() as db:
            return await service.payee_for(db, self.world.bruno, PayeeKind.SHOP, self.world.shop.id)

    async def goes_to(self, tax_id: str) -> None:
        new = destination(tax_id=tax_id)
        async with self.pool.transaction() as db:
            at = self.now - timedelta(days=30)
            await service.set_destination(db, SETTINGS, payee=await self.payee(), new=new, now=at)

    async def sell(self) -> OrderId:
        """An order that has become the shop's own."""
        at = self.now - MATURES_AFTER
        order_id = await self.world.paid(now=at)
        async with self.pool.transaction() as db:
            await orders.ship(db, order_id=order_id, actor=self.world.bruno, shipment=SHIPMENT, now=at)
        await events.drain(self.pool, SUBSCRIBERS)
        async with self.pool.transaction() as db:
            await orders.deliver(db, order_id=order_id, access=Access(actor=self.world.bruno), now=at)
        assert await orders.mature_due(self.pool, now=self.now) == 1
        return order_id

    async def ask(self) -> Payout:
        new = NewPayout(id=PayoutId(new_id()), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            return await service.request(db, SETTINGS, payee=await self.payee(), new=new, now=self.now)

    async def comes_back(self, payout: Payout) -> None:
        davi = await self.world.person(DAVI)
        new = NewBankFile(id=BankFileId(new_id()), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            await service.make_file(db, operator=davi, new=new, now=self.now)
            await service.say_outcome(
                db,
                payout_id=payout.id,
                operator=davi,
                said=NewBankOutcome(outcome=BankOutcome.FAILED),
                now=self.now,
            )

    async def arrives(self) -> None:
        davi = await self.world.person(DAVI)
        new = NewBankFile(id=BankFileId(new_id()), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            file = await service.make_file(db, operator=davi, new=new, now=self.now)
            await service.say_paid(db, file_id=file.id, operator=davi, note="", now=self.now)

    async def give_back(self, order_id: OrderId, *, amount: int, shipping: int = 0) -> None:
        wanted = NewRefund(id=RefundId(new_id()), reason="a scratch", amount=amount, shipping=shipping)
        async with self.pool.transaction() as db:
            await orders.refund(db, order_id=order_id, actor=self.world.bruno, wanted=wanted, now=self.now)
        await events.drain(self.pool, SUBSCRIBERS)

    async def available(self) -> int:
        account = Account(kind="seller_available", owner=str(self.world.shop.id), currency=Currency.MXN)
        async with self.pool.transaction() as db:
            return (await ledger.balances(db, [account]))[account]

    async def owed_to_the_state(self) -> dict[str, int]:
        accounts = [
            Account(kind="tax_payable", owner=tax, currency=Currency.MXN) for tax in ("MX:ISR", "MX:IVA")
        ]
        async with self.pool.transaction() as db:
            found = await ledger.balances(db, accounts)
            assert await service.check(db) == []
        return {account.owner: amount_minor for account, amount_minor in found.items()}


@pytest.fixture
def till(world: World) -> Till:
    """The till of Bruno's shop."""
    return Till(world, clock.now())


async def taxes_of(till: Till, count: int, *, income_bps: int, iva_bps: int) -> dict[str, int]:
    """What is to be kept back of so many orders."""
    order_id = await till.sell()
    for _ in range(count - 1):
        await till.sell()
    order = await till.world.order(order_id)
    income_minor = (order.total_minor - order.tax_minor) * count
    assert order.tax_minor > 0
    return {
        "MX:ISR": (income_minor * income_bps + 5_000) // 10_000,
        "MX:IVA": (order.tax_minor * count * iva_bps + 5_000) // 10_000,
    }


@pytest.mark.parametrize(("tax_id", "income_bps", "iva_bps"), [(RFC, 250, 5_000), ("", 2_000, 10_000)])
async def test_tax_is_kept_back_of_what_was_sold(
    till: Till, tax_id: str, income_bps: int, iva_bps: int
) -> None:
    await till.goes_to(tax_id)
    expected = await taxes_of(till, 2, income_bps=income_bps, iva_bps=iva_bps)

    payout = await till.ask()

    assert payout.withheld_minor == sum(expected.values())
    assert await till.owed_to_the_state() == expected


async def test_each_sale_is_taxed_by_one_payout(till: Till) -> None:
    await till.goes_to(RFC)
    first = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    await till.ask()
    second = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)

    payout = await till.ask()

    assert payout.withheld_minor == sum(second.values())
    assert await till.owed_to_the_state() == {tax: first[tax] + second[tax] for tax in first}


async def test_what_came_back_is_taxed_by_the_next_payout(till: Till) -> None:
    await till.goes_to(RFC)
    expected = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    await till.comes_back(await till.ask())
    assert await till.owed_to_the_state() == {"MX:ISR": 0, "MX:IVA": 0}

    again = await till.ask()

    assert again.withheld_minor == sum(expected.values())
    assert await till.owed_to_the_state() == expected


async def test_what_is_no_sale_is_not_taxed(till: Till) -> None:
    await till.goes_to(RFC)
    lines = [
        Line(account=PSP, amount_minor=300_00),
        Line(
            account=Account(kind="seller_available", owner=str(till.world.shop.id), currency=Currency.MXN),
            amount_minor=-300_00,
        ),
    ]
    journal = Journal(key="test:1", kind="test", source="test:1", lines=lines, effective_at=till.now)
    async with till.pool.transaction() as db:
        await ledger.post(db, [journal])

    assert (await till.ask()).withheld_minor == 0


async def test_nothing_is_made_that_tax_would_leave_nothing_of(till: Till) -> None:
    """All but the tax was spent: the payout waits until there is more."""
    await till.goes_to("")
    expected = sum((await taxes_of(till, 4, income_bps=2_000, iva_bps=10_000)).values())
    payee = await till.payee()
    account = Account(kind="seller_available", owner=str(payee.id), currency=Currency.MXN)
    async with till.pool.transaction() as db:
        there = (await ledger.balances(db, [account]))[account]
        lines = [
            Line(account=account, amount_minor=there - expected),
            Line(account=PSP, amount_minor=expected - there),
        ]
        spent = Journal(key="test:2", kind="test", source="test:2", lines=lines, effective_at=till.now)
        await ledger.post(db, [spent])
    with pytest.raises(BelowMinimum):
        await till.ask()


async def test_the_report_of_a_month_names_what_was_kept_back_of_whom(till: Till) -> None:
    await till.goes_to(RFC)
    expected = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    await till.comes_back(await till.ask())
    payout = await till.ask()

    table = await report(till)
    empty = await report(till, date(2020, 12, 31))

    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["tax"]: int(row["withheld_minor"]) for row in rows} == expected
    assert {(row["payout"], row["tax_id"], row["payee"]) for row in rows} == {
        (payout.code, RFC, "Bruno's shop")
    }
    assert list(csv.DictReader(io.StringIO(empty))) == []


async def test_a_report_of_any_length_is_whole(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    await till.goes_to(RFC)
    await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    payout = await till.ask()
    async with till.pool.transaction() as db:
        await run(
            db,
            """
            insert into payouts.withholdings (payout_id, tax, base_minor, rate_bps, amount_minor)
            select w.payout_id, 'MX:T' || n, w.base_minor, w.rate_bps, w.amount_minor
              from payouts.withholdings w, generate_series(1, 1300) n
             where w.payout_id = %(id)s and w.tax = 'MX:ISR'
            """,
            id=payout.id,
        )
    monkeypatch.setattr(read, "REPORT_PIECE", 7)

    rows = list(csv.DictReader(io.StringIO(await report(till))))

    assert len(rows) == 1302
    assert len({row["tax"] for row in rows}) == 1302


async def test_a_slow_reader_of_the_report_keeps_no_transaction_open(
    till: Till, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await till.goes_to(RFC)
    await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    await till.ask()
    whole = await report(till)
    monkeypatch.setattr(read, "REPORT_READ", 50, raising=False)
    monkeypatch.setattr(read, "REPORT_IN_MEMORY", 60, raising=False)

    pieces = service.withholdings_csv(till.pool, month=till.now.date())
    begun = await anext(pieces) + await anext(pieces)
    with psycopg.connect(database_url) as db:  # As the owner: the application does not see what others do.
        counted = db.execute(
            """
            select count(*)
              from pg_stat_activity
             where datname = current_database()
               and pid <> pg_backend_pid()
               and backend_type = 'client backend'
               and state like 'idle in transaction%'
            """
        ).fetchone()
    rest = [piece async for piece in pieces]

    assert counted == (0,)
    assert "".join([begun, *rest]) == MARK + whole


async def test_a_creator_of_another_country_is_not_taxed(till: Till) -> None:
    carla = await till.world.person(CARLA)
    async with till.pool.transaction() as db:
        await run(db, "update identity.persons set country = 'BR' where id = %(id)s", id=carla.id)
    carla = await till.world.person(CARLA)
    await till.world.person(INES)
    async with till.pool.transaction() as db:
        payee = await service.payee_for(db, carla, PayeeKind.CREATOR, carla.id)
        account = Account(kind="creator_available", owner=str(carla.id), currency=Currency.MXN)
        lines = [Line(account=PSP, amount_minor=200_00), Line(account=account, amount_minor=-200_00)]
        earned = Journal(key="test:3", kind="test", source="test:3", lines=lines, effective_at=till.now)
        await ledger.post(db, [earned])
        await service.set_destination(
            db, SETTINGS, payee=payee, new=destination(), now=till.now - timedelta(days=30)
        )
        new = NewPayout(id=PayoutId(new_id()), currency=Currency.MXN)
        payout = await service.request(db, SETTINGS, payee=payee, new=new, now=till.now)

    assert payout.withheld_minor == 0


async def test_the_tax_of_what_goes_back_later_is_given_back_in_parts_that_add_up(till: Till) -> None:
    await till.goes_to(RFC)
    expected = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    order_id = await till.sell()
    await till.ask()
    await till.arrives()
    both = {tax: 2 * amount for tax, amount in expected.items()}
    assert await till.owed_to_the_state() == both

    await till.give_back(order_id, amount=33_33)
    await till.give_back(order_id, amount=33_33)
    before = await till.available()
    assert await service.return_taxes(till.pool, now=till.now) == 1
    assert await service.return_taxes(till.pool, now=till.now) == 0
    part = await till.owed_to_the_state()
    assert all(expected[tax] < part[tax] < both[tax] for tax in both)
    assert await till.available() - before == sum(both.values()) - sum(part.values())

    await till.give_back(order_id, amount=116_00 - 66_66, shipping=50_00)
    assert await service.return_taxes(till.pool, now=till.now) == 1
    assert await till.owed_to_the_state() == expected


async def test_tax_given_back_has_its_line_and_is_netted_in_the_report(till: Till) -> None:
    await till.goes_to(RFC)
    expected = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    order_id = await till.sell()
    payout = await till.ask()
    await till.arrives()
    await till.give_back(order_id, amount=116_00, shipping=50_00)
    await service.return_taxes(till.pool, now=till.now)

    async with till.pool.transaction() as db:
        shown = await service.statement(
            db, payee=await till.payee(), currency=Currency.MXN, month=till.now.date()
        )
    table = await report(till)

    [line] = [line for line in shown.lines if line.kind == "tax_returned"]
    assert line.amount_minor == sum(expected.values())
    net: dict[str, int] = {}
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        assert row["payout"] == payout.code
        net[row["tax"]] = net.get(row["tax"], 0) + int(row["withheld_minor"])
    assert net == expected
    assert sum(int(row["withheld_minor"]) < 0 for row in rows) == 2


async def test_a_payout_that_has_not_arrived_gives_no_tax_back(till: Till) -> None:
    await till.goes_to(RFC)
    expected = await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    order_id = await till.sell()
    await till.ask()
    await till.give_back(order_id, amount=116_00, shipping=50_00)
    assert await service.return_taxes(till.pool, now=till.now) == 0

    await till.arrives()

    assert await service.return_taxes(till.pool, now=till.now) == 1
    assert await till.owed_to_the_state() == expected


async def test_what_went_back_before_the_payout_gives_nothing_back(till: Till) -> None:
    await till.goes_to(RFC)
    await taxes_of(till, 1, income_bps=250, iva_bps=5_000)
    order_id = await till.sell()
    await till.give_back(order_id, amount=58_00)
    await till.ask()
    await till.arrives()
    owed = await till.owed_to_the_state()

    await service.return_taxes(till.pool, now=till.now)

    assert await till.owed_to_the_state() == owed
