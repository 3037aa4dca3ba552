"""Posting: zero-sum, once per key, guarded balances. Most of the 21 checks of the design."""

import asyncio
from uuid import uuid4

import pytest

from tests.ledger.books import CREATOR, FEE, NOW, PAYOUT, PSP, PSP_USD, SELLER, journal, move, wrong
from vitrina.kit.db import DatabaseError, Db, Pool, value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.ledger.model import Account, Journal, Line


async def test_a_journal_moves_money_between_accounts(db: Db):
    await ledger.post(db, [journal("sale", (PSP, 100), (SELLER, -90), (FEE, -10))])

    found = await ledger.balances(db, [PSP, SELLER, FEE, CREATOR])

    assert found == {PSP: 100, SELLER: 90, FEE: 10, CREATOR: 0}
    assert await ledger.check(db) == []


async def test_many_journals_are_one_call_and_answer_their_ids_in_order(db: Db):
    batch = [move(f"sale-{n}", 10 + n, PSP, SELLER) for n in (3, 1, 2)]

    ids = await ledger.post(db, batch)

    stored = await value(
        db,
        "select array_agg(key order by id) from ledger.journals where id = any(%(ids)s)",
        ids=ids,
    )
    assert len(set(ids)) == 3
    assert sorted(stored) == ["sale-1", "sale-2", "sale-3"]
    for each, id in zip(batch, ids, strict=True):
        assert await value(db, "select key from ledger.journals where id = %(id)s", id=id) == each.key


async def test_it_refuses_a_journal_out_of_balance(db: Db):
    with wrong("LG002"):
        await ledger.post(db, [journal("k", (PSP, 100), (SELLER, -99))])


async def test_it_refuses_zero_that_is_only_zero_across_currencies(db: Db):
    with wrong("LG002"):
        await ledger.post(db, [journal("k", (PSP, 100), (PSP_USD, -100))])


async def test_two_currencies_may_meet_in_one_journal_when_each_is_zero(db: Db):
    position = Account(kind="fx_position", owner="", currency=Currency.MXN)
    position_usd = Account(kind="fx_position", owner="", currency=Currency.USD)

    await ledger.post(
        db, [journal("fx", (PSP_USD, 50), (position_usd, -50), (position, 925), (SELLER, -925))]
    )

    assert await ledger.check(db) == []


async def test_one_wrong_journal_of_a_batch_refuses_the_batch(pool: Pool):
    with wrong("LG002"):
        async with pool.transaction() as db:
            await ledger.post(db, [move("good", 5, PSP, SELLER), journal("bad", (PSP, 1), (SELLER, -2))])

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.journals") == 0


async def test_the_same_key_twice_is_posted_once(db: Db):
    first = await ledger.post(db, [move("k", 100, PSP, SELLER)])

    second = await ledger.post(db, [move("k", 100, PSP, SELLER)])

    assert second == first
    assert (await ledger.balances(db, [SELLER]))[SELLER] == 100


async def test_the_same_key_twice_in_one_call_is_posted_once(db: Db):
    first, other, second = await ledger.post(
        db, [move("k", 100, PSP, SELLER), move("other", 1, PSP, SELLER), move("k", 100, PSP, SELLER)]
    )

    assert first == second != other
    assert (await ledger.balances(db, [SELLER]))[SELLER] == 101


@pytest.mark.parametrize(
    "again",
    [
        move("k", 101, PSP, SELLER),
        move("k", 100, PSP, CREATOR),
        journal("k", (PSP, 100), (SELLER, -100), (PSP, 5), (SELLER, -5)),
        journal("k", (SELLER, -100), (PSP, 100)),
    ],
    ids=["other amount", "other account", "more lines", "other order"],
)
async def test_it_refuses_a_key_that_was_used_for_other_lines(db: Db, again: Journal):
    await ledger.post(db, [move("k", 100, PSP, SELLER)])

    with wrong("LG004"):
        await ledger.post(db, [again])


async def test_it_refuses_fewer_lines_under_a_used_key(db: Db):
    await ledger.post(db, [journal("k", (PSP, 100), (SELLER, -100), (PSP, 5), (SELLER, -5))])

    with wrong("LG004"):
        await ledger.post(db, [move("k", 100, PSP, SELLER)])


async def test_it_refuses_other_lines_under_one_key_in_one_call(db: Db):
    with wrong("LG004"):
        await ledger.post(db, [move("k", 100, PSP, SELLER), move("k", 99, PSP, SELLER)])


async def test_a_repeated_key_does_not_move_the_balance_beside_a_new_one(db: Db):
    await ledger.post(db, [move("old", 100, PSP, SELLER)])

    await ledger.post(db, [move("old", 100, PSP, SELLER), move("new", 7, PSP, SELLER)])

    assert (await ledger.balances(db, [SELLER]))[SELLER] == 107
    assert await ledger.check(db) == []


async def test_it_refuses_an_overdraft(db: Db):
    await ledger.post(db, [move("sale", 100, PSP, SELLER)])

    with pytest.raises(BalanceTooLow):
        await ledger.post(db, [move("payout", 101, SELLER, PAYOUT)])


async def test_a_forced_journal_may_go_below_the_floor_and_the_next_sale_pays_it_back(db: Db):
    await ledger.post(db, [move("refund", 50, SELLER, PSP, is_forced=True)])
    await ledger.post(db, [move("sale", 20, PSP, SELLER)])

    assert (await ledger.balances(db, [SELLER]))[SELLER] == -30
    assert await ledger.check(db) == []


async def test_it_refuses_a_payout_while_the_balance_is_negative(db: Db):
    await ledger.post(db, [move("refund", 50, SELLER, PSP, is_forced=True), move("sale", 60, PSP, SELLER)])
    await ledger.post(db, [move("chargeback", 40, SELLER, PSP, is_forced=True)])

    with pytest.raises(BalanceTooLow):
        await ledger.post(db, [move("payout", 1, SELLER, PAYOUT)])


async def test_a_forced_journal_does_not_open_the_floor_for_others_in_its_batch(db: Db):
    with pytest.raises(BalanceTooLow):
        await ledger.post(
            db,
            [move("refund", 50, SELLER, PSP, is_forced=True), move("payout", 1, SELLER, PAYOUT)],
        )


async def test_it_refuses_a_line_of_zero(db: Db):
    with pytest.raises(DatabaseError) as caught:
        await ledger.post(db, [journal("k", (PSP, 100), (SELLER, -100), (FEE, 0))])
    assert caught.value.sqlstate == "23514"


async def test_it_refuses_an_amount_that_nobody_has(db: Db):
    with pytest.raises(DatabaseError) as caught:
        await ledger.post(db, [move("k", 10**15, PSP, SELLER)])
    assert caught.value.sqlstate == "23514"


async def test_it_refuses_a_journal_of_one_line(db: Db):
    with pytest.raises(DatabaseError) as caught:
        await ledger.post(db, [journal("k", (PSP, 100))])
    assert caught.value.sqlstate in {"23514", "LG002"}


async def test_it_refuses_a_kind_of_account_that_is_not_in_the_chart(db: Db):
    unknown = Account(kind="slush_fund", owner="", currency=Currency.MXN)

    with wrong("LG006"):
        await ledger.post(db, [move("k", 1, PSP, unknown)])


async def test_a_correction_names_the_journal_that_it_reverses(db: Db):
    [original] = await ledger.post(db, [move("sale", 100, PSP, SELLER)])
    correction = Journal(
        key="sale:reversed",
        kind="test",
        source="test:1",
        lines=[Line(account=SELLER, amount_minor=100), Line(account=PSP, amount_minor=-100)],
        effective_at=NOW,
        reverses="sale",
    )

    [id] = await ledger.post(db, [correction])

    assert await value(db, "select reverses_id from ledger.journals where id = %(id)s", id=id) == original


async def test_it_refuses_to_reverse_what_was_never_posted(db: Db):
    lines = [Line(account=PSP, amount_minor=1), Line(account=SELLER, amount_minor=-1)]

    with wrong("LG007"):
        await ledger.post(
            db, [Journal(key="k", kind="t", source="t", lines=lines, effective_at=NOW, reverses="nothing")]
        )


async def test_sums_by_source_tell_what_is_left_of_one_order(db: Db):
    pending = Account(kind="seller_pending", owner="shop-a", currency=Currency.MXN)
    await ledger.post(
        db,
        [
            journal("paid:1", (PSP, 100), (pending, -90), (FEE, -10), source="order:1"),
            journal("paid:2", (PSP, 50), (pending, -45), (FEE, -5), source="order:2"),
            journal("commission:1", (pending, 20), (CREATOR, -20), source="order:1"),
        ],
    )

    found = await ledger.sums_by_source(
        db, ["order:1", "order:2", "order:3"], ["seller_pending", "fee_pending"]
    )

    assert found == {
        ("order:1", "seller_pending"): 70,
        ("order:1", "fee_pending"): 10,
        ("order:2", "seller_pending"): 45,
        ("order:2", "fee_pending"): 5,
    }


async def test_racing_overdrafts_never_take_more_than_there_is(pool: Pool):
    async with pool.transaction() as db:
        await ledger.post(db, [move("sale", 100, PSP, SELLER)])

    async def take(n: int) -> bool:
        try:
            async with pool.transaction() as db:
                await ledger.post(db, [move(f"payout-{n}", 30, SELLER, PAYOUT)])
        except BalanceTooLow:
            return False
        return True

    taken = await asyncio.gather(*[take(n) for n in range(8)])

    async with pool.transaction() as db:
        assert sum(taken) == 3
        assert (await ledger.balances(db, [SELLER]))[SELLER] == 10
        assert await ledger.check(db) == []


async def test_racing_posts_of_one_key_are_one_journal(pool: Pool):
    async def post() -> list[int]:
        async with pool.transaction() as db:
            return await ledger.post(db, [move("k", 100, PSP, SELLER)])

    ids = await asyncio.gather(*[post() for _ in range(8)])

    async with pool.transaction() as db:
        assert len({id for [id] in ids}) == 1
        assert (await ledger.balances(db, [SELLER]))[SELLER] == 100


async def test_racing_batches_in_opposite_orders_do_not_deadlock(pool: Pool):
    sellers = [Account(kind="seller_available", owner=f"shop-{n}", currency=Currency.MXN) for n in range(6)]

    async def post(accounts: list[Account]) -> None:
        for _ in range(10):
            async with pool.transaction() as db:
                await ledger.post(db, [move(f"k-{uuid4()}", 1, PSP, account) for account in accounts])

    await asyncio.gather(*[post(sellers[::way]) for way in (1, -1) * 4])

    async with pool.transaction() as db:
        assert set((await ledger.balances(db, sellers)).values()) == {80}
        assert await ledger.check(db) == []
