"""Fees, settlements and payouts of a provider outside, until its book and ours say the same."""

from datetime import timedelta

from tests.checkout.buying import Client
from tests.checkout.conftest import Wait, wait
from tests.payments.providers.test_disputes import Sold, heed, shop, sold
from vitrina.books import service as books
from vitrina.checkout import service as checkout
from vitrina.demo.fakepsp import DISPUTE_FEE, FakePsp
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.payments import statements, store
from vitrina.payments.providers.stripe import Stripe
from vitrina.payments.providers.stripe_statement import PAGE_SIZE
from vitrina.payments.statement_model import DifferenceKind

__all__ = ["shop", "wait"]
FEE = 8_60 + 3_00
TOTAL = 239_00


async def standing(pool: Pool) -> dict[str, int]:
    owners = {
        "psp_pending": "stripe",
        "psp_available": "stripe",
        "psp_fee": "",
        "bank": "",
        "dispute_fee": "",
    }
    named = {kind: Account(kind=kind, owner=owner, currency=Currency.MXN) for kind, owner in owners.items()}
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
        found = await ledger.balances(db, list(named.values()))
    return {kind: found[account] for kind, account in named.items() if found[account]}


async def read(pool: Pool) -> int:
    return await statements.read_all(pool, now=clock.now())


async def test_what_a_sale_brought_comes_to_the_bank_less_the_fee(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    await sold(shop, pool, psp)

    assert await read(pool) == 1
    assert await standing(pool) == {"psp_pending": TOTAL - FEE, "psp_fee": FEE}

    await wait(timedelta(days=3))
    assert psp.account.pay_out(at=clock.now().timestamp()) == TOTAL - FEE
    assert await read(pool) == 1
    assert await standing(pool) == {"bank": TOTAL - FEE, "psp_fee": FEE}
    assert psp.account.left() == 0


async def test_a_dispute_costs_its_fee_once_and_both_books_agree(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    order: Sold = await sold(shop, pool, psp)
    await wait(timedelta(days=3))
    await read(pool)
    dispute = psp.dispute(order.intent)
    await read(pool)  # The movement is there before we heard of the dispute.
    await heed(pool, dispute)
    await read(pool)
    taken = {"psp_available": -FEE - DISPUTE_FEE, "psp_fee": FEE, "dispute_fee": DISPUTE_FEE}
    assert await standing(pool) == taken
    assert psp.account.left() == -FEE - DISPUTE_FEE

    psp.decide(dispute, is_won=True)
    await heed(pool, dispute)
    await read(pool)

    assert await standing(pool) == taken | {"psp_available": TOTAL - FEE - DISPUTE_FEE}
    assert psp.account.left() == TOTAL - FEE - DISPUTE_FEE


async def test_a_statement_of_many_pages_is_read_whole(
    shop: Client, pool: Pool, psp: FakePsp, stripe_settings: object
):
    await sold(shop, pool, psp)
    for _ in range(PAGE_SIZE + 20):
        psp.account.move("fee", -1, {"id": new_id().hex, "currency": "mxn"})

    assert await read(pool) == PAGE_SIZE + 21
    assert (await standing(pool))["psp_fee"] == FEE + PAGE_SIZE + 20
    assert Stripe.capabilities.has_statement


async def test_a_charge_that_nobody_asked_for_and_another_sum_are_found(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    order = await sold(shop, pool, psp)
    psp.account.transactions[0]["amount"] -= 1_00
    stranger = {"id": "pi_stranger", "amount_received": 50_00, "currency": "mxn"}
    psp.account.charge(stranger)
    await wait(timedelta(days=1, hours=1))
    await read(pool)

    async with pool.transaction() as db:
        found = {each.reference: each for each in await store.differences(db, limit=10)}
        [broken] = [each for each in await books.check(db) if each.code == "I7"]
    assert (found[order.intent].what, found[order.intent].change_minor) == (DifferenceKind.DIFFERS, -1_00)
    assert (found["pi_stranger"].what, found["pi_stranger"].change_minor) == (
        DifferenceKind.MISSING_HERE,
        50_00,
    )
    assert len(broken.breaches) == 2
