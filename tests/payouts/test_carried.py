"""Payouts that a provider carries: sent, arrived, refused and taken back, to the cent in both books."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.payments.providers.conftest import psp, stripe_settings
from tests.payouts.desk import HOLD, PASSWORD, RFC, SETTINGS, Desk
from vitrina.demo.fakepsp import BROKEN, LOST, FakePsp
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import CheckViolation, DatabaseError, Pool, run
from vitrina.kit.events import drain
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.payments import hints, statements, store, transfers
from vitrina.payments.errors import AccountMissing, AccountNotReady, AccountUnavailable, ProviderSilent
from vitrina.payments.model import Hint
from vitrina.payments.providers import registry
from vitrina.payments.statement_model import Reading
from vitrina.payments.transfer_model import AccountState, TransferId, TransferReversed
from vitrina.payouts import service
from vitrina.payouts.errors import NothingReady, PayoutCarried
from vitrina.payouts.model import (
    BankOutcome,
    DestinationKind,
    NewDestination,
    Payee,
    Payout,
    PayoutCase,
    PayoutState,
)
from vitrina.wiring import SUBSCRIBERS

__all__ = ["psp", "stripe_settings"]
NOW = clock.now()
LATER = NOW + timedelta(minutes=10)
LONG_AGO = NOW - timedelta(days=10)
SUM = 500_00
TO_ACCOUNT = NewDestination(currency=Currency.MXN, kind=DestinationKind.PROVIDER, proof=PASSWORD)
TOO_MUCH = TransferReversed(transfer_id=TransferId(new_id()), reference="tr_1 trr_1", amount_minor=SUM + 1)
HELD = ("psp_pending", "psp_available")
Lines = dict[str, dict[str, int]]


class Carried(Desk):
    """A desk whose provider is outside, and is played."""

    psp: FakePsp

    async def connect(self, payee: Payee) -> str:
        """Open an account, and tell there all that is asked. Answers the provider's name of it."""
        url = await service.open_account(self.pool, self.settings, payee=payee, now=NOW)
        account = url.rpartition("/")[2]
        self.psp.connect.complete(account)
        checked = await service.check_account(self.pool, self.settings, payee=payee, now=NOW)
        assert checked.state is AccountState.READY
        return account

    async def asked(self, payee: Payee, *, tax_id: str = "") -> tuple[str, Payout]:
        """A payout to an account that was named long ago. Answers the account, too."""
        account = await self.connect(payee)
        await self.goes_to(payee, replace(TO_ACCOUNT, tax_id=tax_id), now=LONG_AGO)
        await self.earn(payee, SUM, now=LONG_AGO)
        return account, await self.ask(payee, now=NOW)

    async def carry(self) -> None:
        """Do what jobs do, until nothing is left to do."""
        await service.set_off(self.pool, now=NOW)
        await self.sweep()

    async def sweep(self, after: timedelta = timedelta(minutes=10)) -> None:
        await transfers.carry_out_queued(self.pool, now=NOW + after)
        await drain(self.pool, SUBSCRIBERS)

    async def case(self) -> PayoutCase:
        [one] = await self.cases()
        return one

    async def lines(self, payout: Payout) -> Lines:
        """What the books say of a payout: its journals by kind, with their lines."""
        async with self.pool.transaction() as db:
            found = await ledger.entries_of(db, [service.source_of(payout.id)])
        journals: Lines = {}
        for each in found:
            name = each.account if each.owner != str(payout.id) else f"{each.account}:payout"
            journals.setdefault(each.kind, {})[name] = each.amount_minor
        return journals

    async def held(self) -> dict[str, int]:
        kinds = [Account(kind=kind, owner="stripe", currency=Currency.MXN) for kind in HELD]
        async with self.pool.transaction() as db:
            found = await ledger.balances(db, kinds)
        return {each.kind: found[each] for each in kinds if found[each]}

    async def read(self) -> None:
        """Read the provider's statement, and heed what it says of transfers."""
        begun = Reading(
            provider="stripe", read_until=LONG_AGO, reading_from=None, reading_until=None, page=None
        )
        async with self.pool.transaction() as db:
            await store.put_reading(db, begun)
        soon = clock.now() + timedelta(seconds=2)
        await statements.read_all(self.pool, now=soon)
        await transfers.follow_untold(self.pool, now=clock.now())
        await drain(self.pool, SUBSCRIBERS)
        await statements.book(self.pool, now=soon)

    async def unbooked(self) -> list[str]:
        async with self.pool.transaction() as db:
            return [each.reference for each in await store.differences(db, limit=10)]


@pytest.fixture
async def desk(pool: Pool, stripe_settings: Settings, psp: FakePsp) -> Carried:
    ours = replace(
        stripe_settings,
        payout_minimums=SETTINGS.payout_minimums,
        payout_four_eyes_above=SETTINGS.payout_four_eyes_above,
    )
    registry.set_up(pool, ours)
    desk = Carried(pool, ours)
    desk.psp = psp
    await desk.open()
    return desk


async def test_a_payout_is_carried_and_both_books_say_the_same(desk: Carried):
    account, payout = await desk.asked(desk.bruno)
    with pytest.raises(NothingReady):
        await desk.send()  # No file for the bank has it.

    await desk.carry()
    await desk.carry()

    found = (await desk.case()).payout
    assert (found.state, found.provider, found.note[:3]) == (PayoutState.PAID, "stripe", "tr_")
    assert desk.psp.connect.carried() == {account: SUM}
    assert await desk.lines(payout) == {
        "payout_created": {"seller_available": SUM, "payout_transit:payout": -SUM},
        "payout_paid": {"payout_transit:payout": SUM, "psp_pending": -SUM},
    }
    await desk.check()

    await desk.read()
    assert (await desk.lines(payout))["provider_settled"] == {"psp_available": -SUM, "psp_pending": SUM}
    assert await desk.held() == {"psp_available": desk.psp.account.left()} == {"psp_available": -SUM}
    assert await desk.unbooked() == []
    await desk.check()


@pytest.mark.parametrize("fault", [LOST, BROKEN])
async def test_an_answer_that_was_lost_pays_nobody_twice(desk: Carried, fault: str):
    account, _ = await desk.asked(desk.bruno)
    desk.psp.faults += [fault] * 3

    await desk.carry()
    await desk.sweep(timedelta(minutes=20))

    assert (await desk.case()).payout.state is PayoutState.PAID
    assert desk.psp.connect.carried() == {account: SUM}
    await desk.check()


async def test_what_has_not_settled_waits_and_goes_later(desk: Carried):
    account, _ = await desk.asked(desk.bruno)
    desk.psp.connect.is_short = True
    for minutes in (0, 20, 40):
        await desk.carry()
        await desk.sweep(timedelta(minutes=minutes))
    assert (await desk.case()).payout.state is PayoutState.SENT

    desk.psp.connect.is_short = False
    await desk.sweep(timedelta(minutes=60))

    assert (await desk.case()).payout.state is PayoutState.PAID
    assert desk.psp.connect.carried() == {account: SUM}


async def test_what_the_provider_refuses_is_the_payees_again(desk: Carried):
    account, payout = await desk.asked(desk.bruno)
    desk.psp.connect.reject(account)

    await desk.carry()

    found = (await desk.case()).payout
    assert found.state is PayoutState.FAILED
    assert "insufficient_capabilities_for_transfer" in found.note
    assert await desk.has(desk.bruno) == SUM
    assert (await desk.lines(payout))["payout_returned"] == {
        "payout_transit:payout": SUM,
        "seller_available": -SUM,
    }
    await desk.check()


async def test_what_was_taken_back_is_the_payees_again(desk: Carried):
    _, payout = await desk.asked(desk.bruno)
    await desk.carry()
    [name] = desk.psp.connect.transfers
    desk.psp.reverse(name, 200_00)
    told = Hint(provider="stripe", event_id=desk.psp.news[-1]["id"], kind="transfer.reversed", object_id=name)

    for _ in range(2):
        async with desk.pool.transaction() as db:
            await store.add_hint(db, told, now=NOW)
            await hints.heed(db, told, now=NOW)
        await transfers.follow(desk.pool, provider="stripe", reference=name, now=NOW)
        await drain(desk.pool, SUBSCRIBERS)

    found = (await desk.case()).payout
    assert (found.state, found.came_back.amount_minor) == (PayoutState.PAID, 200_00)
    assert await desk.has(desk.bruno) == 200_00
    assert (await desk.lines(payout))["payout_came_back"] == {
        "psp_pending": 200_00,
        "seller_available": -200_00,
    }
    await desk.read()
    assert await desk.held() == {"psp_available": desk.psp.account.left()} == {"psp_available": 200_00 - SUM}
    await desk.check()


async def test_all_that_was_taken_back_is_found_on_the_statement_with_its_tax(desk: Carried):
    async with desk.pool.transaction() as db:
        await run(db, "update identity.persons set country = 'MX' where id = %(id)s", id=desk.carla.id)
    await desk.open()
    _, payout = await desk.asked(desk.carla, tax_id=RFC)
    tax = payout.withheld_minor
    assert tax
    await desk.carry()
    [name] = desk.psp.connect.transfers
    desk.psp.reverse(name, 100_00)
    desk.psp.reverse(name, SUM - tax - 100_00)
    desk.psp.news.clear()  # No news came: the statement alone tells.

    await desk.read()

    found = await desk.case()
    assert found.payout.state is PayoutState.FAILED
    assert await desk.has(desk.carla) == SUM
    assert [move.step for move in found.moves][-2:] == ["came_back", "failed"]
    assert await desk.held() == {}
    assert await desk.unbooked() == []
    async with desk.pool.transaction() as db:
        owed = Account(kind="tax_payable", owner="MX:ISR", currency=Currency.MXN)
        assert (await ledger.balances(db, [owed]))[owed] == 0
    await desk.check()


async def test_what_never_arrived_does_not_come_back(desk: Carried):
    _, payout = await desk.asked(desk.bruno)
    fact = TransferReversed(transfer_id=TransferId(payout.id), reference="tr_1 trr_1", amount_minor=1)

    async with desk.pool.transaction() as db:
        await service.follow_transfer(db, fact, now=NOW)

    assert await desk.has(desk.bruno) == 0
    await desk.check()


async def test_the_database_refuses_that_more_comes_back_than_arrived(desk: Carried):
    _, payout = await desk.asked(desk.bruno)
    await desk.carry()

    with pytest.raises(CheckViolation):
        async with desk.pool.transaction() as db:
            fact = TransferReversed(
                transfer_id=TransferId(payout.id), reference="tr_1 trr_1", amount_minor=SUM + 1
            )
            await service.follow_transfer(db, fact, now=NOW)
    with pytest.raises(DatabaseError):
        async with desk.pool.transaction() as db:
            await run(db, "update payouts.payouts set provider = 'another' where id = %(id)s", id=payout.id)
    await desk.check()


async def test_nobody_says_what_became_of_what_a_provider_carries(desk: Carried):
    _, payout = await desk.asked(desk.bruno)

    with pytest.raises(PayoutCarried):
        await desk.says(payout.id, BankOutcome.PAID)


async def test_an_account_is_shown_and_named_only_when_it_is_paid_out_to(desk: Carried):
    async def look() -> AccountState | None:
        async with desk.pool.transaction() as db:
            found = await service.look(db, desk.settings, payee=desk.bruno, now=NOW)
        assert DestinationKind.PROVIDER in found.kinds[Currency.MXN]
        return found.account.state if found.account else None

    assert await look() is None
    with pytest.raises(AccountMissing):
        await service.check_account(desk.pool, desk.settings, payee=desk.bruno, now=NOW)
    with pytest.raises(AccountNotReady):
        await desk.goes_to(desk.bruno, TO_ACCOUNT)

    first = await service.open_account(desk.pool, desk.settings, payee=desk.bruno, now=NOW)
    again = await service.open_account(desk.pool, desk.settings, payee=desk.bruno, now=NOW)
    assert first == again
    assert await look() is AccountState.MISSING
    with pytest.raises(AccountNotReady):
        await desk.goes_to(desk.bruno, TO_ACCOUNT)

    account = await desk.connect(desk.bruno)
    shown = await desk.goes_to(desk.bruno, replace(TO_ACCOUNT, number="acct_of_somebody"), now=NOW)
    assert await look() is AccountState.READY
    assert shown.number == f"•••• {account[-4:]}"
    assert (shown.institution, shown.usable_at) == ("stripe", NOW + HOLD)


async def test_who_has_no_such_provider_is_sent_to_a_bank(desk: Carried):
    ours = replace(desk.settings, stripe_secret_key="", is_demo=False, is_development=False)

    with pytest.raises(AccountUnavailable):
        await service.open_account(desk.pool, ours, payee=desk.bruno, now=NOW)
    async with desk.pool.transaction() as db:
        found = await service.look(db, ours, payee=desk.bruno, now=NOW)
    assert all(DestinationKind.PROVIDER not in kinds for kinds in found.kinds.values())


@pytest.mark.parametrize("country", [Country.AR, None])
async def test_who_lives_where_no_accounts_are_is_told_so(desk: Carried, country: Country | None):
    with pytest.raises(AccountUnavailable):
        await service.open_account(
            desk.pool, desk.settings, payee=replace(desk.carla, country=country), now=NOW
        )


async def test_a_provider_that_is_down_is_said_to_be(desk: Carried):
    await desk.connect(desk.bruno)
    desk.psp.is_down = True

    with pytest.raises(ProviderSilent):
        await service.open_account(desk.pool, desk.settings, payee=desk.bruno, now=NOW)
    with pytest.raises(ProviderSilent):
        await service.check_account(desk.pool, desk.settings, payee=desk.bruno, now=NOW)
