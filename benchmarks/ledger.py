"""`vitrina bench ledger`: journals a second, and how long an audit of a million lines takes.

Writers post journals of one sale of two shops, eight lines each, one journal a transaction: as `orders` and
`payments` do, through `ledger.post`, with guarded balances of shops and orders. The bound of a round is
what the same PostgreSQL does when the same lines go into plain tables, by one statement a transaction and
without any check, from as many connections. A second figure posts batches, as the hot path does. Then the
books are filled to so many entries, sealed, and audited by everything that `doctor --money` asks of the
ledger.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString

import msgspec
import psycopg
import uvloop
from msgspec import Struct

from benchmarks import place
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line

WRITERS = 16
ROUNDS = 3
PART_S = 4.0
BATCH = 64
SHOPS = 500
ENTRIES = 1_000_000
FILL_BATCH = 500
AUDIT_MAX_S = 5.0
RATIO_MIN = 0.2
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)

PLAIN_TABLES: LiteralString = """
    create schema plain;
    create table plain.journals (id bigint generated always as identity primary key, key text unique,
                                 kind text, source text, effective_at timestamptz);
    create index on plain.journals (source);
    create table plain.entries (journal_id bigint, line int, account text, amount bigint,
                                primary key (journal_id, line));
    create index on plain.entries (account, journal_id);
    """
PLAIN: LiteralString = """
    with journal as (
        insert into plain.journals (key, kind, source, effective_at)
        values (%(key)s, 'sale', %(source)s, now())
        returning id
    )
    insert into plain.entries
    select journal.id, l.line, l.account, l.amount
      from journal, unnest(%(accounts)s::text[], %(amounts)s::bigint[]) with ordinality
           as l (account, amount, line)
    """


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench ledger", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=PART_S, help="of each part of a round")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="to be audited")
    asked = parser.parse_args()
    with place.database() as url:
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(PLAIN_TABLES)
        report = uvloop.run(measure(url, rounds=asked.rounds, seconds=asked.seconds, entries=asked.entries))
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report.bounds.values()):
        sys.exit("a bound is not kept")


def sale(number: int) -> Journal:
    """A captured and accrued sale of two shops: eight lines, zero in sum."""
    order_id = new_id()
    shops = (number % SHOPS, (number + 1) % SHOPS)

    def account(kind: str, owner: str = "") -> Account:
        return Account(kind=kind, owner=owner, currency=Currency.MXN)

    lines = [Line(account=account("psp_pending", "sandbox"), amount_minor=1_000_00)]
    for part, shop in enumerate(shops):
        amount_minor = (650_00, 350_00)[part]
        order = account("order_liability", f"{order_id}:{part}")
        fee_minor = amount_minor // 10
        lines += [
            Line(account=order, amount_minor=-amount_minor),
            Line(account=order, amount_minor=amount_minor),
            Line(account=account("seller_pending", f"shop-{shop}"), amount_minor=fee_minor - amount_minor),
        ]
    lines.append(Line(account=account("fee_pending"), amount_minor=-100_00))
    return Journal(
        key=f"order:{order_id}:paid", kind="sale", source=f"order:{order_id}", lines=lines, effective_at=NOW
    )


async def measure(url: str, *, rounds: int, seconds: float, entries: int) -> Report:
    """Measure so many rounds on a fresh database, then fill the books and audit them."""
    async with Pool(url, size_max=WRITERS) as pool:
        one, batched, plain = list[float](), list[float](), list[float]()
        for _ in range(rounds):
            one.append(await rate(lambda n: _post(pool, [sale(n)]), seconds=seconds, each=1))
            batched.append(
                await rate(lambda n: _post(pool, _batch(n)), seconds=seconds, each=BATCH, writers=2)
            )
            plain.append(await rate(lambda n: _plain(pool, sale(n)), seconds=seconds, each=1))
        filled = await fill(pool, entries)
        audit_s, breach_count = await audit(pool)
    posted, bound = statistics.median(one), statistics.median(plain)
    return Report(
        bench="ledger",
        figures={
            "journals_per_s": round(posted, 1),
            "batched_journals_per_s": round(statistics.median(batched), 1),
            "plain_journals_per_s": round(bound, 1),
            "audited_entries": filled,
            "audit_s": round(audit_s, 2),
            "breaches": breach_count,
            "journal": "8 lines, 1 a transaction; batched: 64 a transaction, 2 writers",
            "writers": WRITERS,
        },
        bounds={
            f"audit under {AUDIT_MAX_S:g} s": audit_s * ENTRIES / max(filled, ENTRIES) < AUDIT_MAX_S,
            "the books balance": breach_count == 0,
            f"at least {RATIO_MIN:.0%} of plain tables without a check": posted >= RATIO_MIN * bound,
        },
        ratios={
            "to_plain": round(posted / bound, 2),
            "batched_to_plain": round(statistics.median(batched) / bound, 2),
        },
    )


def _batch(number: int) -> Sequence[Journal]:
    return [sale(number * BATCH + place) for place in range(BATCH)]


async def rate(
    work: Callable[[int], Awaitable[None]], *, seconds: float, each: int, writers: int = WRITERS
) -> float:
    """Let writers work for so long; answers journals a second. each: journals of one call."""
    done_count, began = 0, time.monotonic()

    async def write(writer: int) -> None:
        nonlocal done_count
        turn = 0
        while time.monotonic() - began < seconds:
            await work(writer + turn * writers)
            turn += 1
            done_count += 1

    await asyncio.gather(*[write(writer) for writer in range(writers)])
    return done_count * each / (time.monotonic() - began)


async def _post(pool: Pool, journals: Sequence[Journal]) -> None:
    async with pool.transaction() as db:
        await ledger.post(db, journals)


async def _plain(pool: Pool, journal: Journal) -> None:
    parameters: dict[str, Any] = {
        "key": journal.key,
        "source": journal.source,
        "accounts": [f"{line.account.kind}:{line.account.owner}" for line in journal.lines],
        "amounts": [line.amount_minor for line in journal.lines],
    }
    async with pool.connection() as db:
        await db.execute("reset role")
        await db.execute(PLAIN, parameters)


async def fill(pool: Pool, entries: int) -> int:
    """Post until the books have so many entries, and seal them. Returns how many there are."""
    number = 0
    while True:
        async with pool.transaction() as db:
            row = await (await db.execute("select count(*) from ledger.entries")).fetchone()
        found = int(row[0]) if row else 0
        missing = (entries - found + 7) // 8
        if missing <= 0:
            break
        for _ in range(min(-(-missing // FILL_BATCH), 20)):
            await _post(pool, [sale(number + place) for place in range(min(FILL_BATCH, missing))])
            number += FILL_BATCH
    while await ledger.seal(pool):
        pass
    return found


async def audit(pool: Pool) -> tuple[float, int]:
    """Hold the ledger against its promises. Returns the seconds that it took, and how many are broken."""
    began = time.monotonic()
    async with pool.transaction() as db:
        breaches = await ledger.check(db)
    return time.monotonic() - began, len(breaches)


if __name__ == "__main__":
    main()
