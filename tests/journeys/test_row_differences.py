# pyright: basic
"""A statement says what the books do not: one operator proposes to believe it, another one agrees."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Instance, sign_in
from tests.journeys.test_loop_through_the_api import call
from tests.journeys.test_loop_through_the_api import test_the_books_balance_afterwards as books_balance
from tests.journeys.test_screens import axe, violations
from tests.journeys.walking import be_patient, button, field, mxn, says, words
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.postgres import Postgres
from vitrina.payments import statements
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.payments.statement_model import Movement, MovementKind, StatementPage

__all__ = ["axe"]
AMOUNT_MINOR, FEE_MINOR = 70_00, 2_52
REASON = "Lo cobró la caja del mercado."


class Straying(Sandbox):
    """A provider that took money we never heard of: its statement has that as well."""

    def __init__(self, pool: Pool, stray: Movement) -> None:
        super().__init__(pool)
        self.stray = stray

    async def statement(self, *, since: datetime, until: datetime, page: str | None) -> StatementPage:
        told = await super().statement(since=since, until=until, page=page)
        if page:
            return told
        return StatementPage(movements=[*told.movements, self.stray], next_page=told.next_page)


def read_statement(instance: Instance) -> str:
    """Read the statement as the worker does now and then, with a stray charge of yesterday. Its reference."""
    now = datetime.fromisoformat(call(instance.api(), "POST", "/demo/clock", json={"advance_s": 1})["now"])
    reference = f"sbx_ch_{new_id().hex}"
    stray = Movement(
        id=f"sbx_txn_{new_id().hex}",
        kind=MovementKind.CHARGE,
        reference=reference,
        amount_minor=AMOUNT_MINOR,
        fee_minor=FEE_MINOR,
        currency="MXN",
        at=now - timedelta(days=1),
        settles_at=now,
    )

    async def reading() -> None:
        async with Pool(Postgres(Path(instance.data)).url()) as pool:
            await statements.read(pool, Straying(pool, stray), now=now)
            await statements.book(pool, now=now)

    with ThreadPoolExecutor(1) as other:  # The browser has the loop of this thread.
        other.submit(asyncio.run, reading()).result()
    return reference


def case_of(operator: Page, reference: str) -> Locator:
    return operator.get_by_role("article", name=reference)


def test_what_one_operator_proposes_another_one_settles(
    desktop: Page, other_phone: Page, instance: Instance, axe: str
) -> None:
    proposing, agreeing = be_patient(desktop), be_patient(other_phone)
    reference = read_statement(instance)
    sign_in(proposing, instance, "davi")
    proposing.goto("/admin/statements")
    case = case_of(proposing, reference)
    expect(case).to_contain_text(words("differences.what_missing_here"))
    expect(case).to_contain_text(mxn(AMOUNT_MINOR))

    button(case, "differences.propose").click()
    field(case, "differences.reason").fill(REASON)
    button(case, "differences.propose").click()

    says(case, "differences.waits", reason=REASON)
    expect(button(case, "differences.withdraw")).to_be_visible()
    expect(button(case, "differences.agree")).to_have_count(0)
    assert violations(proposing, axe) == []
    told = call(instance.api("davi"), "GET", "/differences")["differences"]
    [proposed] = [each for each in told if each["difference"]["reference"] == reference]
    alone = instance.api("davi").post(f"/settlements/{proposed['settlement_id']}/approval")
    assert (alone.status_code, alone.json()["code"]) == (409, "payments.settlement_own")

    sign_in(agreeing, instance, "ines")
    agreeing.goto("/admin/statements")
    hers = case_of(agreeing, reference)
    says(hers, "differences.waits", reason=REASON)
    button(hers, "differences.agree").click()

    expect(hers).to_have_count(0)
    proposing.reload()
    expect(proposing.get_by_role("heading", name=words("differences.title")).first).to_be_visible()
    expect(case).to_have_count(0)
    source = {"search": f"difference:{proposed['settlement_id']}"}
    journals = call(instance.api("ines"), "GET", "/books/journals", params=source)["journals"]
    assert {each["kind"] for each in journals} == {"difference_settled", "provider_fee"}
    books_balance(instance)
