"""From an account to a bank: taken once, agreed to by two, and arrived once or back once."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.payouts.desk import (
    BANK,
    CLABE,
    HOLD,
    MONDAY,
    OTHER_CLABE,
    SET_AT,
    SETTINGS,
    Desk,
    destination,
)
from vitrina.identity import service as identity
from vitrina.kit import clock, events
from vitrina.kit.db import CheckViolation, DatabaseError, run, value
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payouts import service
from vitrina.payouts.errors import (
    ApprovedAlready,
    BelowMinimum,
    DestinationChangedOften,
    DestinationMissing,
    DestinationOnHold,
    FileNotFound,
    NothingReady,
    OwnPayout,
    PayeeNotFound,
    PayeeSuspended,
    PayoutIdTaken,
    PayoutMoved,
    PayoutNotFound,
)
from vitrina.payouts.model import (
    BankFileId,
    BankOutcome,
    Held,
    NewBankFile,
    PayeeKind,
    PayoutId,
    PayoutState,
)
from vitrina.wiring import SUBSCRIBERS

LARGE = 1_500_00  # above the threshold of 1,000.00


async def outcomes(*calls: Awaitable[object]) -> list[object]:
    """What calls at the same moment came to: the class of what they raised, or their answer."""
    found = await asyncio.gather(*calls, return_exceptions=True)
    return [type(each) if isinstance(each, Exception) else each for each in found]


async def test_a_payday_pays_out_all_that_stands_there(desk: Desk) -> None:
    await desk.ready_to_be_paid(500_00)

    assert await desk.payday() == 2

    assert [await desk.has(each) for each in (desk.bruno, desk.carla)] == [0, 0]
    cases = await desk.cases()
    assert {each.payout.amount.amount_minor for each in cases} == {500_00}
    assert {each.payout.state for each in cases} == {PayoutState.READY}
    assert {each.payout.payday for each in cases} == {date(2026, 11, 16)}
    await desk.check()


async def test_a_payday_is_made_once_however_often_it_is_run(desk: Desk) -> None:
    await desk.ready_to_be_paid()

    made = await asyncio.gather(*[desk.payday() for _ in range(4)])
    await desk.earn(desk.bruno, 900_00)

    assert sum(made) == 2
    assert await desk.payday(now=MONDAY + timedelta(days=6)) == 0
    assert await desk.payday(now=MONDAY + timedelta(days=7)) == 1
    assert await desk.payday(now=MONDAY + timedelta(days=7)) == 0
    await desk.check()


async def test_a_payday_that_broke_off_goes_on(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()
    async with desk.pool.transaction() as db:
        await run(db, "delete from payouts.paydays")
    await desk.earn(desk.bruno, 700_00)

    assert await desk.payday() == 0, "Bruno's shop has its payout of this day"


async def test_without_a_schedule_nothing_goes_by_itself(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    desk.settings = replace(SETTINGS, payout_schedule="none")

    assert await desk.payday() == 0
    assert (await desk.ask(desk.bruno)).state is PayoutState.READY


async def test_what_holds_a_balance_back_is_told(desk: Desk) -> None:
    async def held() -> Held | None:
        async with desk.pool.transaction() as db:
            shown = await service.look(db, SETTINGS, payee=desk.bruno, now=MONDAY)
        return next(each.held for each in shown.balances if each.currency is Currency.MXN)

    assert await held() is Held.DESTINATION_MISSING
    await desk.goes_to(desk.bruno, now=MONDAY - HOLD + timedelta(seconds=1))
    assert await held() is Held.DESTINATION_ON_HOLD
    await desk.goes_to(desk.bruno, destination(OTHER_CLABE), now=SET_AT)
    assert await held() is Held.BELOW_MINIMUM
    await desk.earn(desk.bruno, 100_00)
    assert await held() is None
    async with desk.pool.transaction() as db:
        await identity.suspend(db, desk.bruno.person_id, now=MONDAY)
    assert await held() is Held.SUSPENDED
    assert await desk.payday() == 0
    with pytest.raises(PayeeSuspended):
        await desk.ask(desk.bruno)
    async with desk.pool.transaction() as db:
        await identity.end_suspension(db, desk.bruno.person_id)
    await desk.earn(desk.bruno, -150_00)
    assert await held() is Held.OWES


async def test_who_asks_early_gets_all_of_it_once(desk: Desk) -> None:
    with pytest.raises(DestinationMissing):
        await desk.ask(desk.bruno)
    await desk.ready_to_be_paid(99_99)
    with pytest.raises(BelowMinimum) as caught:
        await desk.ask(desk.bruno)
    assert caught.value.fields == {"minimum": "$100.00 MXN"}
    await desk.earn(desk.bruno, 1)
    payout_id = PayoutId(new_id())

    first = await desk.ask(desk.bruno, payout_id=payout_id)

    assert first.amount_minor == 100_00
    assert (await desk.ask(desk.bruno, payout_id=payout_id)).id == first.id
    with pytest.raises(PayoutIdTaken):
        await desk.ask(desk.carla, payout_id=payout_id)
    with pytest.raises(BelowMinimum):
        await desk.ask(desk.bruno)
    await desk.check()


async def test_two_taps_and_a_payday_at_once_pay_out_once(desk: Desk) -> None:
    await desk.ready_to_be_paid(500_00)

    await outcomes(*[desk.ask(desk.bruno) for _ in range(4)], desk.payday(), desk.payday())

    assert await desk.has(desk.bruno) == 0
    async with desk.pool.transaction() as db:
        taken = await value(db, "select sum(amount_minor) from payouts.payouts where payee_kind = 'shop'")
    assert taken == 500_00
    await desk.check()


async def test_money_that_leaves_meanwhile_is_not_paid_out(desk: Desk) -> None:
    """The floor of the account refuses it, whatever was read before."""
    await desk.ready_to_be_paid(500_00)
    transit = Account(kind="payout_transit", owner=str(new_id()), currency=Currency.MXN)
    lines = [
        Line(account=desk.account(desk.bruno), amount_minor=500_01),
        Line(account=transit, amount_minor=-500_01),
    ]
    journal = Journal(key="test:too-much", kind="test", source="test", lines=lines, effective_at=MONDAY)

    with pytest.raises(BalanceTooLow):
        async with desk.pool.transaction() as db:
            await ledger.post(db, [journal])


async def test_nothing_goes_to_a_new_account_for_72_hours(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.goes_to(desk.bruno, destination(OTHER_CLABE), now=MONDAY - HOLD + timedelta(minutes=1))

    assert await desk.payday() == 1, "Carla alone"
    with pytest.raises(DestinationOnHold) as caught:
        await desk.ask(desk.bruno)
    assert caught.value.fields == {"usable_at": "2026-11-16 09:01 UTC"}
    assert (await desk.ask(desk.bruno, now=MONDAY + timedelta(minutes=1))).amount_minor == 500_00


async def test_the_same_account_again_waits_for_nothing(desk: Desk) -> None:
    await desk.ready_to_be_paid()

    shown = await desk.goes_to(desk.bruno, now=MONDAY)

    assert shown.is_usable
    assert shown.number == "•••• 7771"


async def test_what_was_made_goes_where_it_was_meant_to(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()
    await desk.goes_to(desk.bruno, destination(OTHER_CLABE), now=MONDAY)

    file = await desk.send()

    async with desk.pool.transaction() as db:
        _, table = await service.bank_file_csv(db, file_id=file.id, operator=desk.davi, now=clock.now())
    assert CLABE in table
    assert OTHER_CLABE not in table


async def test_who_takes_her_account_away_is_not_paid_by_itself(desk: Desk) -> None:
    await desk.ready_to_be_paid()

    for _ in range(2):
        async with desk.pool.transaction() as db:
            await service.remove_destination(db, payee=desk.bruno, currency=Currency.MXN, now=MONDAY)

    assert await desk.payday() == 1, "Carla alone"
    with pytest.raises(DestinationMissing):
        await desk.ask(desk.bruno)


async def test_an_account_is_changed_a_few_times_a_day(desk: Desk) -> None:
    for turn in range(5):
        await desk.goes_to(desk.bruno, destination(holder=f"Bruno {turn}"))
    with pytest.raises(DestinationChangedOften):
        await desk.goes_to(desk.bruno)
    assert (await desk.goes_to(desk.bruno, now=SET_AT + timedelta(days=1, seconds=1))).holder


async def test_a_change_is_told_by_mail_and_named_in_no_event(desk: Desk) -> None:
    await desk.goes_to(desk.bruno)

    await events.drain(desk.pool, [each for each in SUBSCRIBERS if "tell_payouts" in each.name])

    async with desk.pool.transaction() as db:
        facts = await value(db, "select facts::text from notifications.mails")
        body = await value(db, "select body::text from kit.events where name = 'DestinationChanged'")
    assert "destination_changed" in facts
    assert CLABE not in facts + body


async def test_above_the_threshold_two_operators_agree(desk: Desk) -> None:
    await desk.ready_to_be_paid(LARGE)
    payout = await desk.ask(desk.bruno)
    assert payout.state is PayoutState.WAITING
    with pytest.raises(NothingReady):
        await desk.send()

    first = await desk.approve(payout.id, desk.davi)

    assert (first.payout.state, first.approval_count, first.can_approve) == (PayoutState.WAITING, 1, False)
    with pytest.raises(ApprovedAlready):
        await desk.approve(payout.id, desk.davi)
    second = await desk.approve(payout.id, desk.ines)
    assert (second.payout.state, second.approval_count) == (PayoutState.READY, 2)
    with pytest.raises(PayoutMoved):
        await desk.approve(payout.id, desk.ines)
    assert [(move.step, move.by) for move in second.moves] == [
        ("created", "Bruno"),
        ("approved", "Davi"),
        ("approved", "Ines"),
        ("ready", "Ines"),
    ]
    assert (await desk.send()).payout_count == 1


async def test_two_who_agree_at_once_are_two(desk: Desk) -> None:
    await desk.ready_to_be_paid(LARGE)
    payout = await desk.ask(desk.bruno)

    found = await outcomes(
        *[desk.approve(payout.id, who) for who in (desk.davi, desk.davi, desk.ines, desk.davi)]
    )

    assert sum(isinstance(each, type) and issubclass(each, Refusal) for each in found) == 2
    assert (await desk.cases())[0].payout.state is PayoutState.READY


async def test_nobody_decides_about_her_own_money(desk: Desk) -> None:
    await desk.ready_to_be_paid(LARGE)
    payout = await desk.ask(desk.bruno)
    async with desk.pool.transaction() as db:
        bruno = await identity.person_by_id(db, desk.bruno.person_id)

    for deciding in (desk.approve(payout.id, bruno), desk.refuse(payout.id, bruno)):
        with pytest.raises(OwnPayout):
            await deciding

    await desk.approve(payout.id, desk.davi)
    await desk.approve(payout.id, desk.ines)
    await desk.send()
    with pytest.raises(OwnPayout):  # Else it could arrive and be hers again.
        await desk.says(payout.id, BankOutcome.FAILED, who=bruno)
    assert await desk.has(desk.bruno) == 0
    await desk.check()


async def test_the_database_lets_nothing_go_with_one_pair_of_eyes(desk: Desk) -> None:
    await desk.ready_to_be_paid(LARGE)
    payout = await desk.ask(desk.bruno)
    await desk.approve(payout.id, desk.davi)

    with pytest.raises(CheckViolation, match="payouts_four_eyes"):
        async with desk.pool.transaction() as db:
            await run(db, "update payouts.payouts set state = 'ready' where id = %(id)s", id=payout.id)


@pytest.mark.parametrize(
    "statement",
    [
        "update payouts.payouts set amount_minor = amount_minor + 1",
        "update payouts.payouts set destination_id = gen_random_uuid()",
        "update payouts.payouts set state = 'paid'",
        "update payouts.payouts set approvals_needed = 2, approval_count = 2",
        "delete from payouts.payouts",
        "update payouts.moves set actor_id = gen_random_uuid()",
        "delete from payouts.moves",
    ],
)
async def test_the_database_refuses_what_a_payout_never_does(desk: Desk, statement: str) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()

    with pytest.raises(DatabaseError) as caught:
        async with desk.pool.transaction() as db:
            await db.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]

    assert (caught.value.sqlstate or "").startswith("PY"), caught.value


async def test_a_payout_arrives_once(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    payout = await desk.ask(desk.bruno)
    with pytest.raises(PayoutMoved):
        await desk.says(payout.id, BankOutcome.PAID)
    await desk.send()

    await outcomes(*[desk.says(payout.id, BankOutcome.PAID, note="SPEI 123") for _ in range(3)])

    case = (await desk.cases())[0]
    assert (case.payout.state, case.payout.note) == (PayoutState.PAID, "SPEI 123")
    assert await desk.balance(BANK) == -500_00
    with pytest.raises(PayoutMoved):
        await desk.says(payout.id, BankOutcome.FAILED)
    assert await desk.has(desk.bruno) == 0
    await desk.check()


async def test_a_payout_that_comes_back_is_the_payees_again(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    payout = await desk.ask(desk.bruno)
    await desk.send()

    case = await desk.says(payout.id, BankOutcome.FAILED, note="account closed")

    assert (case.payout.state, case.payout.note) == (PayoutState.FAILED, "account closed")
    assert await desk.has(desk.bruno) == 500_00
    with pytest.raises(PayoutMoved):
        await desk.says(payout.id, BankOutcome.PAID)
    assert (await desk.ask(desk.bruno)).amount_minor == 500_00
    await desk.check()


async def test_arrived_and_came_back_at_once_is_one_of_them(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    payout = await desk.ask(desk.bruno)
    await desk.send()

    await outcomes(*[desk.says(payout.id, outcome) for outcome in (*BankOutcome, *BankOutcome, *BankOutcome)])

    arrived = -await desk.balance(BANK)
    assert arrived + await desk.has(desk.bruno) == 500_00
    assert arrived in {0, 500_00}
    await desk.check()


async def test_a_payout_that_is_refused_is_the_payees_again(desk: Desk) -> None:
    await desk.ready_to_be_paid(LARGE)
    payout = await desk.ask(desk.bruno)
    await desk.approve(payout.id, desk.davi)

    case = await desk.refuse(payout.id, desk.ines)

    assert case.payout.state is PayoutState.REFUSED
    assert await desk.has(desk.bruno) == LARGE
    with pytest.raises(PayoutMoved):
        await desk.refuse(payout.id, desk.ines)
    with pytest.raises(PayoutMoved):
        await desk.approve(payout.id, desk.ines)
    async with desk.pool.transaction() as db:
        with pytest.raises(Malformed):
            await service.refuse(db, payout_id=payout.id, operator=desk.davi, reason=" \u200b", now=MONDAY)
    await desk.check()


async def test_refused_and_sent_at_once_is_one_of_them(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    payout = await desk.ask(desk.bruno)

    await outcomes(desk.send(), desk.refuse(payout.id, desk.ines), desk.send())

    case = (await desk.cases())[0]
    assert case.payout.state in {PayoutState.SENT, PayoutState.REFUSED}
    assert await desk.has(desk.bruno) == (0 if case.payout.state is PayoutState.SENT else 500_00)
    await desk.check()


async def test_files_made_at_once_share_the_payouts_out(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()

    await outcomes(*[desk.send() for _ in range(4)])

    async with desk.pool.transaction() as db:
        files = (await service.list_files(db, before=None, limit=10)).items
    assert sum(file.payout_count for file in files) == 2
    assert all(file.payout_count for file in files)


async def test_a_file_asked_for_twice_is_one_file(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()
    new = NewBankFile(id=BankFileId(new_id()), currency=Currency.MXN)

    async with desk.pool.transaction() as db:
        first = await service.make_file(db, operator=desk.davi, new=new, now=MONDAY)
    async with desk.pool.transaction() as db:
        again = await service.make_file(db, operator=desk.ines, new=new, now=MONDAY)

    assert first == again
    assert (first.payout_count, first.sent_count) == (2, 2)


async def test_all_of_a_file_arrive_but_what_came_back(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()
    file = await desk.send()
    back = next(each.payout for each in await desk.cases() if each.payee_kind is PayeeKind.CREATOR)
    await desk.says(back.id, BankOutcome.FAILED)

    for _ in range(2):
        async with desk.pool.transaction() as db:
            shown = await service.say_paid(
                db, file_id=file.id, operator=desk.davi, note="batch 7", now=MONDAY
            )
        assert (shown.payout_count, shown.sent_count) == (2, 0)

    assert {each.payout.state for each in await desk.cases()} == {PayoutState.PAID, PayoutState.FAILED}
    await desk.check()


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    nobody = new_id()
    with pytest.raises(PayoutNotFound):
        await desk.approve(PayoutId(nobody), desk.davi)
    with pytest.raises(PayoutNotFound):
        await desk.says(PayoutId(nobody), BankOutcome.PAID)
    async with desk.pool.transaction() as db:
        with pytest.raises(FileNotFound):
            await service.bank_file_csv(db, file_id=BankFileId(nobody), operator=desk.davi, now=clock.now())
        for kind in PayeeKind:
            with pytest.raises(PayeeNotFound):
                await service.payee_for(db, desk.davi, kind, nobody)
        with pytest.raises(PayeeNotFound):
            await service.payee_for(db, desk.davi, PayeeKind.SHOP, desk.shop.id)


async def test_a_cell_that_a_spreadsheet_would_run_is_plain_text(desk: Desk) -> None:
    await desk.earn(desk.bruno, 500_00)
    await desk.goes_to(desk.bruno, destination(holder="=1+1"))
    await desk.payday()

    file = await desk.send()

    async with desk.pool.transaction() as db:
        _, table = await service.bank_file_csv(db, file_id=file.id, operator=desk.davi, now=clock.now())
    assert ",'=1+1," in table


async def test_a_payee_reads_her_payouts_and_nobody_elses(desk: Desk) -> None:
    await desk.ready_to_be_paid()
    await desk.payday()

    async with desk.pool.transaction() as db:
        page = await service.list_payouts(db, payee=desk.bruno, before=None, limit=10)

    assert [each.destination for each in page.items] == ["•••• 7771"]
    assert page.items[0].created_at == datetime(2026, 11, 16, 9, tzinfo=UTC)
