"""One contract for whoever carries payouts: made once, found again, and taken back in the open."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from vitrina.demo.fakepsp import BROKEN, LOST, FakePsp
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import ProviderError
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Currency
from vitrina.payments.providers.carrier import Carrier
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.payments.providers.stripe import Stripe
from vitrina.payments.statement_model import Movement, MovementKind
from vitrina.payments.transfer_model import (
    AccountPage,
    AccountRequest,
    AccountState,
    ProviderAccountId,
    TransferId,
    TransferOutcome,
    TransferRequest,
)

NOW = datetime.now(UTC)


class Side:
    """A provider that carries payouts. psp: its counterpart, where it is outside."""

    def __init__(self, carrier: Sandbox | Stripe, psp: FakePsp | None) -> None:
        self.carrier: Carrier = carrier
        self.provider = carrier
        self.psp = psp

    async def open(self) -> str:
        """An account that is paid out to."""
        page = await self.carrier.connect(opening())
        if self.psp:
            self.psp.connect.complete(page.reference)
        return page.reference

    async def movements(self) -> list[Movement]:
        told = await self.provider.statement(
            since=NOW - timedelta(days=1), until=NOW + timedelta(days=1), page=None
        )
        return [each for each in told.movements if each.kind is MovementKind.TRANSFER]


def opening(**changes: object) -> AccountRequest:
    request = AccountRequest(
        account_id=ProviderAccountId(new_id()),
        country=Country.MX,
        reference=None,
        return_path="/back",
        again_path="/again",
        at=NOW,
    )
    return replace(request, **changes)


def asking(account: str) -> TransferRequest:
    return TransferRequest(
        transfer_id=TransferId(new_id()),
        account=account,
        amount_minor=450_00,
        currency=Currency.MXN,
        turn=0,
        reference=None,
        at=NOW,
    )


@pytest.fixture(params=["sandbox", "stripe"])
def side(request: pytest.FixtureRequest, pool: Pool, stripe_settings: Settings, psp: FakePsp) -> Side:
    return Side(Sandbox(pool), None) if request.param == "sandbox" else Side(Stripe(stripe_settings), psp)


@pytest.fixture
def outside(stripe_settings: Settings, psp: FakePsp) -> Side:
    return Side(Stripe(stripe_settings), psp)


async def test_an_account_is_opened_once_and_its_page_as_often_as_it_is_wanted(side: Side):
    request = opening()

    first = await side.carrier.connect(request)
    again = await side.carrier.connect(request)
    later = await side.carrier.connect(replace(request, reference=first.reference))

    assert first.reference == again.reference == later.reference
    assert first.url
    assert side.provider.capabilities.can_transfer_later


async def test_an_account_is_paid_out_to_when_its_owner_said_who_she_is(outside: Side):
    page: AccountPage = await outside.carrier.connect(opening())
    assert await outside.carrier.fetch_account(page.reference) is AccountState.MISSING
    assert outside.psp

    outside.psp.connect.complete(page.reference)
    assert await outside.carrier.fetch_account(page.reference) is AccountState.READY

    outside.psp.connect.reject(page.reference)
    assert await outside.carrier.fetch_account(page.reference) is AccountState.CLOSED


async def test_an_account_that_is_nobodys_here_is_closed(side: Side):
    assert await side.carrier.fetch_account("acct_of_nobody") is AccountState.CLOSED


async def test_who_lives_where_no_accounts_are_is_refused(outside: Side):
    with pytest.raises(ProviderError) as refused:
        await outside.carrier.connect(opening(country=Country.AR))

    assert refused.value.permanent


async def test_a_sum_is_carried_once_however_often_it_is_asked_for(side: Side):
    request = asking(await side.open())
    assert await side.carrier.fetch_transfer(request) is None

    first = await side.carrier.transfer(request)
    again = await side.carrier.transfer(request)
    found = await side.carrier.fetch_transfer(replace(request, reference=first.reference))

    assert first == again == found
    assert first.outcome is TransferOutcome.DONE
    [moved] = await side.movements()
    assert (moved.reference, moved.amount_minor, moved.fee_minor) == (first.reference, -450_00, 0)


@pytest.mark.parametrize("fault", [LOST, BROKEN])
@pytest.mark.parametrize("count", [1, 3])
async def test_a_transfer_whose_answer_was_lost_is_made_once(outside: Side, fault: str, count: int):
    request = asking(await outside.open())
    assert outside.psp
    # Of what is asked for, the library tries twice more by itself.
    outside.psp.faults += [fault] * count

    for _ in range(3):
        try:
            result = await outside.carrier.transfer(request)
        except ProviderError as error:
            assert not error.permanent
    outside.psp.faults.clear()
    result = await outside.carrier.transfer(request)

    assert result.outcome is TransferOutcome.DONE
    assert outside.psp.connect.carried() == {request.account: 450_00}
    assert len(outside.psp.connect.transfers) == 1


async def test_what_has_not_settled_is_carried_in_a_later_turn(outside: Side):
    request = asking(await outside.open())
    assert outside.psp
    outside.psp.connect.is_short = True
    assert (await outside.carrier.transfer(request)).outcome is TransferOutcome.SHORT

    outside.psp.connect.is_short = False
    same = await outside.carrier.transfer(request)
    later = await outside.carrier.transfer(replace(request, turn=1))

    assert same.outcome is TransferOutcome.SHORT  # A key is answered as it was.
    assert later.outcome is TransferOutcome.DONE
    assert outside.psp.connect.carried() == {request.account: 450_00}


async def test_what_a_provider_refuses_moved_nothing(outside: Side):
    request = asking(await outside.open())
    assert outside.psp
    outside.psp.connect.reject(request.account)

    for wrong in (request, asking("acct_of_nobody")):
        told = await outside.carrier.transfer(wrong)
        assert told.outcome is TransferOutcome.REFUSED
        assert told.reason

    assert outside.psp.connect.carried() == {}


async def test_what_came_back_is_told_each_time_by_its_own_name(outside: Side):
    request = asking(await outside.open())
    made = await outside.carrier.transfer(request)
    assert made.reference
    assert outside.psp
    outside.psp.reverse(made.reference, 50_00)
    outside.psp.reverse(made.reference, 400_00)

    told = await outside.carrier.fetch_transfer(replace(request, reference=made.reference))

    assert told
    assert sorted(each.amount_minor for each in told.reversals) == [50_00, 400_00]
    back = {each.reference: each.amount_minor for each in told.reversals}
    assert {each.reference: each.amount_minor for each in await outside.movements()} == back | {
        made.reference: -450_00
    }
    assert all(name.startswith(f"{made.reference} ") for name in back)


async def test_a_transfer_of_another_sum_is_not_believed(outside: Side):
    request = asking(await outside.open())
    await outside.carrier.transfer(request)

    with pytest.raises(ProviderError) as refused:
        await outside.carrier.transfer(replace(request, amount_minor=1))

    assert not refused.value.permanent


async def test_a_provider_that_is_down_leaves_everything_in_doubt(outside: Side):
    request = asking(await outside.open())
    assert outside.psp
    outside.psp.is_down = True

    for silent in (
        outside.carrier.connect(opening()),
        outside.carrier.fetch_account(request.account),
        outside.carrier.transfer(request),
    ):
        with pytest.raises(ProviderError) as refused:
            await silent
        assert not refused.value.permanent
