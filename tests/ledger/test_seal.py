"""The chain of seals."""

from tests.ledger.books import FEE, PAYOUT, PSP, SELLER, move
from vitrina.kit.db import Pool, value
from vitrina.ledger import service as ledger


async def test_seals_cover_each_journal_once_and_hold(pool: Pool):
    for run in range(3):
        async with pool.transaction() as db:
            await ledger.post(db, [move(f"k-{run}-{n}", 1 + n, PSP, SELLER) for n in range(4)])
        assert await ledger.seal(pool) == 4

    async with pool.transaction() as db:
        assert await value(db, "select array_agg(upto_journal_id order by number) from ledger.seals") == [
            4,
            8,
            12,
        ]
        assert await ledger.check(db) == []


async def test_nothing_new_is_not_sealed(pool: Pool):
    async with pool.transaction() as db:
        await ledger.post(db, [move("k", 1, PSP, SELLER)])

    assert [await ledger.seal(pool), await ledger.seal(pool)] == [1, 0]


async def test_a_posting_in_flight_is_not_skipped(pool: Pool):
    async with pool.transaction() as db:
        await ledger.post(db, [move("early", 1, PSP, SELLER)])
        async with pool.transaction() as other:
            await ledger.post(other, [move("late", 1, FEE, PAYOUT)])

        assert await ledger.seal(pool) == 0

    assert await ledger.seal(pool) == 2
