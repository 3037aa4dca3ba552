"""Debts: seen by operators, netted by what is earned, and let go when two of them agree."""

import asyncio

import pytest

from tests.payouts.desk import MONDAY, Desk
from tests.people import ANA, load
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account
from vitrina.payouts import service
from vitrina.payouts.errors import (
    ApprovedAlready,
    DebtChanged,
    NoDebt,
    OwnPayout,
    PayeeNotFound,
    WriteOffDone,
    WriteOffNotFound,
    WriteOffUnderWay,
)
from vitrina.payouts.model import Debt, NewWriteOff, PayeeKind, WriteOffId, WriteOffView

LOSS = Account(kind="chargeback_loss", owner="", currency=Currency.MXN)


async def propose(
    desk: Desk, who: Person, *, write_off_id: WriteOffId | None = None, reason: str = "Closed its doors."
) -> WriteOffView:
    new = NewWriteOff(
        id=write_off_id or WriteOffId(new_id()),
        payee_kind=PayeeKind.SHOP,
        payee_id=desk.shop.id,
        currency=Currency.MXN,
        reason=reason,
    )
    async with desk.pool.transaction() as db:
        return await service.propose_write_off(db, operator=who, new=new, now=MONDAY)


async def agree(desk: Desk, write_off_id: WriteOffId, who: Person) -> WriteOffView:
    async with desk.pool.transaction() as db:
        return await service.approve_write_off(db, write_off_id=write_off_id, operator=who, now=MONDAY)


async def debts(desk: Desk, who: Person) -> list[Debt]:
    async with desk.pool.transaction() as db:
        return (await service.list_debts(db, operator=who, after=0, limit=10)).items


async def test_who_owes_is_listed_with_the_proposal(desk: Desk) -> None:
    await desk.earn(desk.bruno, -80_00)
    await desk.earn(desk.carla, 80_00)
    assert [(each.owes.amount_minor, each.can_approve) for each in await debts(desk, desk.davi)] == [
        (80_00, False)
    ]

    proposed = await propose(desk, desk.davi)

    assert (await debts(desk, desk.davi))[0].can_approve is False
    theirs = (await debts(desk, desk.ines))[0]
    assert (theirs.can_approve, theirs.write_off_id, theirs.payee_name) == (
        True,
        proposed.id,
        "Bruno's shop",
    )


async def test_a_debt_is_let_go_by_two(desk: Desk) -> None:
    await desk.earn(desk.bruno, -80_00)
    proposed = await propose(desk, desk.davi)
    assert (await propose(desk, desk.davi, write_off_id=proposed.id)) == proposed
    with pytest.raises(WriteOffUnderWay):
        await propose(desk, desk.ines)
    with pytest.raises(ApprovedAlready):
        await agree(desk, proposed.id, desk.davi)
    assert await desk.has(desk.bruno) == -80_00

    found = await asyncio.gather(
        *[agree(desk, proposed.id, desk.ines) for _ in range(3)], return_exceptions=True
    )

    assert sum(isinstance(each, WriteOffDone) for each in found) == 2
    assert await desk.has(desk.bruno) == 0
    assert await desk.balance(LOSS) == 80_00
    with pytest.raises(NoDebt):
        await propose(desk, desk.ines)
    await desk.check()


async def test_a_debt_that_became_smaller_is_not_let_go_twice(desk: Desk) -> None:
    await desk.earn(desk.bruno, -80_00)
    proposed = await propose(desk, desk.davi)
    await desk.earn(desk.bruno, 30_00)

    with pytest.raises(DebtChanged):
        await agree(desk, proposed.id, desk.ines)

    assert await desk.has(desk.bruno) == -50_00
    async with desk.pool.transaction() as db:
        await service.withdraw_write_off(db, write_off_id=proposed.id)
        await service.withdraw_write_off(db, write_off_id=proposed.id)
    again = await propose(desk, desk.davi)
    await agree(desk, again.id, desk.ines)
    assert await desk.has(desk.bruno) == 0
    async with desk.pool.transaction() as db:
        with pytest.raises(WriteOffDone):
            await service.withdraw_write_off(db, write_off_id=again.id)


async def test_nobody_lets_her_own_debt_go(desk: Desk) -> None:
    await desk.earn(desk.bruno, -80_00)
    async with desk.pool.transaction() as db:
        bruno = await identity.person_by_id(db, desk.bruno.person_id)
    with pytest.raises(OwnPayout):
        await propose(desk, bruno)
    proposed = await propose(desk, desk.davi)
    with pytest.raises(OwnPayout):
        await agree(desk, proposed.id, bruno)


async def test_what_is_not_there_is_not_let_go(desk: Desk) -> None:
    with pytest.raises(WriteOffNotFound):
        await agree(desk, WriteOffId(new_id()), desk.davi)
    with pytest.raises(Malformed):
        await propose(desk, desk.davi, reason=" \u200b")
    async with desk.pool.transaction() as db:
        await load(db, ANA)
        stranger = NewWriteOff(
            id=WriteOffId(new_id()),
            payee_kind=PayeeKind.SHOP,
            payee_id=new_id(),
            currency=Currency.MXN,
            reason="Nobody.",
        )
        with pytest.raises(PayeeNotFound):
            await service.propose_write_off(db, operator=desk.davi, new=stranger, now=MONDAY)
