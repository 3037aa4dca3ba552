"""The chain of seals."""

import psycopg
from msgspec.structs import replace

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


NASTY = 'a "b" \\ \t \n \x01 \x7f é 漢 😀 \u2028 </x> %'


async def test_a_digest_is_what_it_was_in_the_first_release(pool: Pool):
    """Books that were sealed then hold for ever: the text that is digested never changes."""
    strange = replace(SELLER, owner=NASTY)
    async with pool.transaction() as db:
        await ledger.post(db, [replace(move("k-1", 1, PSP, strange), source=NASTY, kind=NASTY)])
        await ledger.post(db, [replace(move("k-2", 2, strange, PSP, is_forced=True), reverses="k-1")])
        new = await value(db, "select ledger.digest('abc'::bytea, 0, 2)")
        first = await value(
            db,
            """
            select sha256('abc'::bytea || convert_to(string_agg(t.body, chr(10) order by t.id), 'UTF8'))
              from (select j.id,
                           jsonb_build_array(
                               j.id, j.key, j.kind, j.source, j.line_count, j.is_forced, j.reverses_id,
                               (extract(epoch from j.effective_at) * 1000000)::bigint,
                               (extract(epoch from j.posted_at) * 1000000)::bigint,
                               jsonb_agg(jsonb_build_array(e.line, a.kind, a.owner, e.currency,
                                                           e.amount_minor)
                                         order by e.line)
                           )::text as body
                      from ledger.journals j
                      join ledger.entries e on e.journal_id = j.id
                      join ledger.accounts a on a.id = e.account_id
                     group by j.id) t
            """,
        )

    assert new == first


async def test_a_changed_journal_breaks_its_own_seal(pool: Pool, database_url: str):
    for run in range(4):
        async with pool.transaction() as db:
            await ledger.post(db, [move(f"k-{run}-{n}", 1 + n, PSP, SELLER) for n in range(3)])
        await ledger.seal(pool)
    with psycopg.connect(database_url, autocommit=True) as db:
        db.execute("set session_replication_role = replica")
        db.execute("update ledger.journals set source = 'somebody' where id = 5")

    async with pool.transaction() as db:
        assert [each.subject for each in await ledger.check_seals(db)] == ["journals 4 to 6"]
