"""Where a provider's statement and our books differ is found, and settled by two operators."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from tests.apps import Apps
from tests.checkout.buying import Client
from tests.payments.attempts import NOW
from tests.payments.test_statements import Telling, captured, charge_of, give_back, read, standing
from tests.people import BRUNO, DAVI, EVA, load, sign_in
from vitrina.books.store import statements as checks
from vitrina.identity.model import Capability, Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.payments import differences, statements
from vitrina.payments.errors import (
    DifferenceChanged,
    DifferenceEmpty,
    DifferenceForeign,
    DifferenceNotFound,
    SettlementDone,
    SettlementNotFound,
    SettlementOwn,
    SettlementUnderWay,
)
from vitrina.payments.statement_model import (
    Difference,
    DifferenceKind,
    MovementKind,
    NewSettlement,
    Settlement,
    SettlementId,
)

TOMORROW = NOW + timedelta(days=1)
OPERATOR = replace(EVA, capabilities=frozenset({Capability.OPERATE}))
DIFFERENCE = Account(kind="statement_difference", owner="", currency=Currency.MXN)


async def operators(pool: Pool) -> tuple[Person, Person]:
    await sign_in(pool, DAVI)
    await sign_in(pool, OPERATOR)
    async with pool.transaction() as db:
        return await load(db, DAVI), await load(db, OPERATOR)


async def found(pool: Pool, operator: Person) -> list[Difference]:
    async with pool.transaction() as db:
        return [each.difference for each in (await differences.desk(db, operator=operator)).differences]


async def propose(
    pool: Pool, who: Person, subject: str, *, reason: str = "Paid at the counter.", id: object = None
) -> Settlement:
    new = NewSettlement(
        id=SettlementId(id or new_id()),  # pyright: ignore[reportArgumentType]
        provider="sandbox",
        subject=subject,
        reason=reason,
    )
    async with pool.transaction() as db:
        return await differences.propose(db, operator=who, new=new, now=NOW)


async def agree(pool: Pool, who: Person, proposed: Settlement) -> Settlement:
    async with pool.transaction() as db:
        return await differences.approve(db, settlement_id=proposed.id, operator=who, now=NOW)


async def holds(pool: Pool) -> None:
    """The statement, our rows and the books are of one mind."""
    async with pool.transaction() as db:
        assert await checks.held(db) == []
        assert await checks.differences(db) == []


async def lost(pool: Pool) -> int:
    async with pool.transaction() as db:
        return (await ledger.balances(db, [DIFFERENCE]))[DIFFERENCE]


async def test_a_charge_that_we_never_heard_of_is_found_and_settled(pool: Pool):
    davi, eva = await operators(pool)
    payment = await captured(pool)
    stranger = charge_of(payment, "t9", reference="sbx_ch_nobody", amount_minor=70_00, fee_minor=2_52)
    await read(pool, Telling(pool, [charge_of(payment), stranger]), TOMORROW)

    [difference] = await found(pool, davi)
    assert difference.what is DifferenceKind.MISSING_HERE
    assert (difference.subject, difference.our_amount_minor, difference.amount_minor) == (
        "movement:t9",
        None,
        70_00,
    )
    async with pool.transaction() as db:
        assert [each.rule for each in await checks.differences(db)] == [
            "the statement of a provider and ours say the same"
        ]
        assert await checks.held(db) == []

    proposed = await propose(pool, davi, difference.subject)
    assert (await agree(pool, eva, proposed)).approved_by == eva.id
    await statements.book(pool, now=TOMORROW)

    assert await found(pool, davi) == []
    assert await standing(pool) == {"psp_available": 964_00 + 67_48, "psp_fee": 36_00 + 2_52}
    assert await lost(pool) == -70_00
    await holds(pool)


async def test_another_sum_is_found_and_the_statement_is_believed(pool: Pool):
    davi, eva = await operators(pool)
    payment = await captured(pool)
    await read(pool, Telling(pool, [charge_of(payment, amount_minor=990_00)]), TOMORROW)

    [difference] = await found(pool, davi)
    assert (difference.what, difference.our_amount_minor, difference.amount_minor, difference.source) == (
        DifferenceKind.DIFFERS,
        1_000_00,
        990_00,
        f"purchase:{payment.purchase_id}",
    )
    await agree(pool, eva, await propose(pool, davi, difference.subject))
    await statements.book(pool, now=TOMORROW)

    assert await standing(pool) == {"psp_available": 954_00, "psp_fee": 36_00}
    assert await lost(pool) == 10_00
    await holds(pool)


async def test_what_the_statement_lacks_is_found_and_given_up(pool: Pool):
    davi, eva = await operators(pool)
    payment = await captured(pool)
    await give_back(pool, payment, 100_00)
    await read(pool, Telling(pool, []), TOMORROW)

    charge, refund = sorted(await found(pool, davi), key=lambda each: each.kind)
    assert {charge.what, refund.what} == {DifferenceKind.MISSING_THERE}
    assert (charge.our_amount_minor, refund.our_amount_minor) == (1_000_00, -100_00)
    for each in (charge, refund):
        await agree(pool, eva, await propose(pool, davi, each.subject))

    assert await standing(pool) == {}
    assert await lost(pool) == 900_00
    await holds(pool)

    # It comes after all: nobody books it by itself, for it was given up.
    await read(pool, Telling(pool, [charge_of(payment)]), TOMORROW)
    [late] = await found(pool, davi)
    assert late.what is DifferenceKind.MISSING_HERE
    await agree(pool, eva, await propose(pool, davi, late.subject))
    await statements.book(pool, now=TOMORROW)
    assert await lost(pool) == -100_00
    await holds(pool)


async def test_the_second_movement_of_one_charge_is_a_difference(pool: Pool):
    davi, _ = await operators(pool)
    payment = await captured(pool)
    await read(pool, Telling(pool, [charge_of(payment), charge_of(payment, "t2")]), TOMORROW)

    [difference] = await found(pool, davi)
    assert (difference.subject, difference.what) == ("movement:t2", DifferenceKind.MISSING_HERE)


async def test_a_day_that_is_not_over_is_not_compared(pool: Pool):
    davi, _ = await operators(pool)
    payment = await captured(pool)
    stranger = charge_of(payment, "t9", reference="sbx_ch_nobody")
    await read(pool, Telling(pool, [stranger]), NOW + timedelta(hours=3))

    assert await found(pool, davi) == []

    await read(pool, Telling(pool, [stranger]), TOMORROW)
    assert {each.what for each in await found(pool, davi)} == {
        DifferenceKind.MISSING_HERE,
        DifferenceKind.MISSING_THERE,
    }


async def test_the_sandbox_and_the_books_are_of_one_mind(pool: Pool):
    davi, _ = await operators(pool)
    payment = await captured(pool)
    await give_back(pool, payment, 100_00)
    for hours in (1, 30, 60, 61):
        await statements.read_all(pool, now=NOW + timedelta(hours=hours))
        await holds(pool)
    assert await found(pool, davi) == []
    assert await standing(pool) == {"psp_fee": 36_00, "bank": 864_00}


async def test_what_does_not_stand_in_the_books_is_found(pool: Pool):
    payment = await captured(pool)
    await read(pool, Telling(pool, [charge_of(payment)]), TOMORROW)
    await holds(pool)
    async with pool.transaction() as db:
        await db.execute("update payments.movements set fee_minor = fee_minor + 1")
        assert {each.rule for each in await checks.held(db)} == {"what a provider holds stands in the books"}


async def test_nobody_settles_alone_twice_or_for_nothing(pool: Pool):
    davi, eva = await operators(pool)
    payment = await captured(pool)
    foreign = charge_of(payment, "t8", kind=MovementKind.OTHER, reference="x", currency="EUR")
    stranger = charge_of(payment, "t9", reference="sbx_ch_nobody")
    await read(pool, Telling(pool, [charge_of(payment), foreign, stranger]), TOMORROW)

    with pytest.raises(DifferenceNotFound):
        await propose(pool, davi, "movement:t1")
    with pytest.raises(DifferenceForeign):
        await propose(pool, davi, "movement:t8")
    with pytest.raises(Malformed):
        await propose(pool, davi, "movement:t9", reason="   ")
    proposed = await propose(pool, davi, "movement:t9")
    assert await propose(pool, davi, "movement:t9", id=proposed.id) == proposed
    with pytest.raises(SettlementUnderWay):
        await propose(pool, eva, "movement:t9")
    with pytest.raises(SettlementUnderWay):
        await propose(pool, eva, "movement:t8", id=proposed.id)
    with pytest.raises(SettlementOwn):
        await agree(pool, davi, proposed)
    with pytest.raises(SettlementNotFound):
        await agree(pool, eva, replace(proposed, id=SettlementId(new_id())))
    await agree(pool, eva, proposed)
    with pytest.raises(SettlementDone):
        await agree(pool, eva, proposed)
    async with pool.transaction() as db:
        with pytest.raises(SettlementDone):
            await differences.withdraw(db, settlement_id=proposed.id)
        await differences.withdraw(db, settlement_id=SettlementId(new_id()))
        assert await value(db, "select count(*) from ledger.journals where kind = 'difference_settled'") == 1


async def test_where_no_sum_differs_there_is_nothing_to_settle(pool: Pool):
    davi, _ = await operators(pool)
    payment = await captured(pool)
    empty = charge_of(payment, "t9", kind=MovementKind.OTHER, reference="x", amount_minor=0, fee_minor=0)
    await read(pool, Telling(pool, [charge_of(payment), empty]), TOMORROW)

    [difference] = await found(pool, davi)
    with pytest.raises(DifferenceEmpty):
        await propose(pool, davi, difference.subject)


async def test_what_cleared_up_meanwhile_is_not_settled_again(pool: Pool):
    davi, eva = await operators(pool)
    payment = await captured(pool)
    await read(pool, Telling(pool, []), TOMORROW)
    [difference] = await found(pool, davi)
    proposed = await propose(pool, davi, difference.subject)
    await read(pool, Telling(pool, [charge_of(payment)]), TOMORROW)

    with pytest.raises(DifferenceChanged):
        await agree(pool, eva, proposed)
    async with pool.transaction() as db:
        await differences.withdraw(db, settlement_id=proposed.id)
    assert await lost(pool) == 0
    await holds(pool)


@pytest.fixture
async def http(settings: Settings, apps: Apps) -> AsyncIterator[Client]:
    async with apps.serve(settings) as opened:
        yield opened


async def test_operators_settle_through_the_api(http: Client, pool: Pool):
    davi, eva = await sign_in(pool, DAVI), await sign_in(pool, OPERATOR)
    payment = await captured(pool)
    await read(pool, Telling(pool, [charge_of(payment, "t9", amount_minor=1)]), TOMORROW)

    desk: dict[str, Any] = (await http.get("/api/v1/differences", headers=davi)).json()
    [case] = desk["differences"]
    assert [each["provider"] for each in desk["statements"]] == ["sandbox"]
    body = {
        "id": str(uuid4()),
        "provider": "sandbox",
        "subject": case["difference"]["subject"],
        "reason": "The till was closed.",
    }
    assert (await http.post("/api/v1/settlements", json=body, headers=davi)).status_code == 201
    path = f"/api/v1/settlements/{body['id']}"
    assert (await http.post(f"{path}/approval", headers=davi)).status_code == 409
    assert (await http.delete(path, headers=davi)).status_code == 204
    assert (await http.post(f"{path}/approval", headers=eva)).status_code == 404
    assert (await http.post("/api/v1/settlements", json=body, headers=davi)).status_code == 201
    [case] = (await http.get("/api/v1/differences", headers=eva)).json()["differences"]
    assert (case["can_approve"], case["reason"]) == (True, "The till was closed.")
    assert (await http.post(f"{path}/approval", headers=eva)).status_code == 200
    assert (await http.get("/api/v1/differences", headers=eva)).json()["differences"] == []
    assert (await http.get("/api/v1/differences", headers=await sign_in(pool, BRUNO))).status_code == 403
