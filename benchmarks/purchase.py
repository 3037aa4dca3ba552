"""`vitrina bench purchase`: whole purchases through HTTP, beside the bound of the database alone.

32 buyers, each on one connection, buy as guests and pay with the sandbox: one call a purchase, of one web
process, with every check that a real purchase meets. In turn they buy one random product of 200 (20 shops),
and carts of three products of three shops. The bound of a round is what the same PostgreSQL does when one
statement writes a batch of as many purchases (stock, purchase, payment; an order, a line and a hold a shop;
a journal of the payment and one an order) into plain tables, without checks, on two connections. The worker
does not run: what reacts to a sale waits in the event log. At the end the reactions are run, with what they
cost a purchase; everything is counted in the database, and the books are checked.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any, LiteralString

import msgspec
import psycopg
import uvloop
from msgspec import Struct
from msgspec.structs import replace
from psycopg import AsyncConnection

from benchmarks import buyers, cpu, market, place
from vitrina.checkout import service as checkout
from vitrina.kit import events
from vitrina.kit.db import Pool
from vitrina.wiring import SUBSCRIBERS

BUYER_COUNT = 32
PRODUCT_COUNT = 200
SHOP_COUNT = 20
QUANTITY = 1_000_000
ROUNDS = 3
PART_S = 6.0
WARM_UP_S = 2.0
LANES = 2
CART_COUNT = 20_000
SEED = 7
SHOPS_A_CART = (1, 3)
PURCHASES_PER_S_MIN = {1: 700, 3: 500}
P99_MAX_MS = 150
CALLS_MAX = 3

PLAIN_TABLES: LiteralString = """
    create schema if not exists plain;
    create table plain.stock (id int primary key, available bigint not null) with (fillfactor = 70);
    create table plain.purchases (id uuid primary key, total bigint not null, status text not null);
    create table plain.orders (id uuid primary key, purchase_id uuid not null, shop_id int, total bigint);
    create index on plain.orders (purchase_id);
    create table plain.lines (id uuid primary key, order_id uuid not null, stock_id int, price bigint);
    create index on plain.lines (order_id);
    create table plain.payments (id uuid primary key, purchase_id uuid not null, amount bigint, status text);
    create index on plain.payments (purchase_id);
    create table plain.holds (id uuid primary key, stock_id int not null, state text not null);
    create table plain.journals (id bigint generated always as identity primary key, key text unique);
    create table plain.entries (journal_id bigint, line int, account text, amount bigint,
        primary key (journal_id, line));
    insert into plain.stock select n, 1000000000 from generate_series(1, 200) n;
    """
PLAIN_BATCH: LiteralString = """
    with parts as (
        select w.id, gen_random_uuid() as order_id, s.stock_id
          from (select gen_random_uuid() as id, n
                  from generate_series(1, cardinality(%(stock_ids)s::int[]) / %(shops)s) n) w
          join unnest(%(stock_ids)s::int[]) with ordinality as s (stock_id, turn)
            on (s.turn - 1) / %(shops)s = w.n - 1
    ), locked as (
        select id from plain.stock where id = any(%(stock_ids)s::int[]) order by id for update
    ), taken as (
        update plain.stock s
           set available = s.available - w.count
          from (select l.id, count(*) from locked l join parts on stock_id = l.id group by l.id) w
         where s.id = w.id
    ), purchases as (
        insert into plain.purchases select id, 23900 * count(*), 'paid' from parts group by id
    ), orders as (
        insert into plain.orders select order_id, id, stock_id %% 20, 23900 from parts
    ), lines as (
        insert into plain.lines select gen_random_uuid(), order_id, stock_id, 18900 from parts
    ), payments as (
        insert into plain.payments
        select gen_random_uuid(), id, 23900 * count(*), 'captured' from parts group by id
    ), holds as (
        insert into plain.holds select order_id, stock_id, 'sold' from parts
    ), journals as (
        insert into plain.journals (key)
        select 'c' || id from parts group by id
        union all
        select 'o' || order_id from parts
        returning id, key
    )
    insert into plain.entries
    select j.id, 0, 'psp', 23900 * count(*)
      from journals j
      join parts p on j.key = 'c' || p.id
     group by j.id
    union all
    select j.id, row_number() over (partition by j.id order by p.order_id), 'order', -23900
      from journals j
      join parts p on j.key = 'c' || p.id
    union all
    select j.id, l.line, l.account, l.amount
      from journals j
      join (values (1, 'order', 23900), (2, 'seller', -22596), (3, 'fee', -1304)) as l (line, account, amount)
        on j.key like 'o%%'
    """


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Round(Struct, frozen=True, kw_only=True):
    """One measurement of everything, minutes apart from no other. shops: in each cart."""

    shops: int
    bought: buyers.Bought
    plain_per_s: float
    web_cpu_s: float
    postgres_cpu_s: float


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench purchase", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=PART_S, help="of each round")
    parser.add_argument("--buyers", type=int, default=BUYER_COUNT)
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    asked = parser.parse_args()
    report = run(rounds=asked.rounds, seconds=asked.seconds, buyer_count=asked.buyers, workers=asked.workers)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run(
    *, rounds: int = ROUNDS, seconds: float = PART_S, buyer_count: int = BUYER_COUNT, workers: int = 1
) -> dict[str, Any]:
    """Measure so many rounds on a fresh database; answers the report as plain data."""
    with place.database() as url:
        wishes = market.open_market(url, shops=SHOP_COUNT, products=PRODUCT_COUNT, quantity=QUANTITY)
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(PLAIN_TABLES)
        before = cpu.children()
        with place.web(url, workers=workers) as port:
            web_pid = next(iter(cpu.children() - before), None)
            results = uvloop.run(
                measure(url, (port, web_pid), wishes, rounds=rounds, seconds=seconds, buyer_count=buyer_count)
            )
        reacted = uvloop.run(react(url))
        paid_count, sold_count, breach_count = counted(url)
    report = report_of(results, paid_count, sold_count, breach_count)
    bought_count = sum(len(each.bought.purchase_s) for each in results)
    names = ("reactions_cpu_ms", "reactions_postgres_cpu_ms")
    costs = {name: round(1_000 * cpu_s / bought_count, 3) for name, cpu_s in zip(names, reacted, strict=True)}
    return msgspec.to_builtins(replace(report, figures=report.figures | costs))


async def measure(
    url: str,
    web: tuple[int, int | None],
    wishes: Sequence[buyers.Wish],
    *,
    rounds: int,
    seconds: float,
    buyer_count: int,
) -> list[Round]:
    """Warm up, then measure the product and its bound in turn, because the machine is never equally quiet."""
    port, web_pid = web
    chance = random.Random(SEED)
    wanted = {shops: itertools.cycle(carts(wishes, chance, shops=shops)).__next__ for shops in SHOPS_A_CART}
    postmaster = cpu.postmaster_of(url)
    results: list[Round] = []
    for length, shops in itertools.product([WARM_UP_S, *[seconds] * rounds], SHOPS_A_CART):
        before = _cpu(web_pid), _cpu(postmaster)
        bought = await buyers.shop(port, wanted[shops], buyer_count=buyer_count, seconds=length)
        after = _cpu(web_pid), _cpu(postmaster)
        results.append(
            Round(
                shops=shops,
                bought=bought,
                plain_per_s=await plain(
                    url, chance, seconds=length / 2, buyer_count=buyer_count, shops=shops
                ),
                web_cpu_s=after[0] - before[0],
                postgres_cpu_s=after[1] - before[1],
            )
        )
        if len(results) == len(SHOPS_A_CART):
            await analyze(url)
    return results


def carts(wishes: Sequence[buyers.Wish], chance: random.Random, *, shops: int) -> list[buyers.Wish]:
    """Fill carts with a random product of so many shops each."""
    filled: list[buyers.Wish] = []
    of_shop: dict[str, list[buyers.Wish]] = {}
    for wish in wishes:
        of_shop.setdefault(wish.shop, []).append(wish)
    for _ in range(CART_COUNT):
        first, *others = [chance.choice(of_shop[each]) for each in chance.sample(sorted(of_shop), k=shops)]
        filled.append(
            buyers.Wish(
                variant_id=first.variant_id,
                shop=first.shop,
                others=[each.variant_id for each in others],
                total_minor=sum(each.total_minor for each in (first, *others)),
            )
        )
    return filled


async def analyze(url: str) -> None:
    """Give a database that was empty a moment ago the statistics that a working one has."""
    async with await AsyncConnection.connect(url, autocommit=True) as db:
        await db.execute("analyze")


def _cpu(pid: int | None) -> float:
    return cpu.of_tree(pid) if pid else 0.0


async def plain(url: str, chance: random.Random, *, seconds: float, buyer_count: int, shops: int) -> float:
    """Write batches with nothing around them; answers purchases per second."""
    until = time.perf_counter() + seconds
    size = max(1, buyer_count // LANES)

    async def lane() -> int:
        async with await AsyncConnection.connect(url, autocommit=True) as db:
            count = 0
            while time.perf_counter() < until:
                stock_ids = chance.choices(range(1, PRODUCT_COUNT + 1), k=size * shops)
                await db.execute(PLAIN_BATCH, {"stock_ids": stock_ids, "shops": shops})
                count += size
            return count

    began_at = time.perf_counter()
    counts = await asyncio.gather(*[lane() for _ in range(LANES)])
    return sum(counts) / (time.perf_counter() - began_at)


async def react(url: str) -> tuple[float, float]:
    """Run what reacts to all that was bought; answers seconds of CPU, here and of PostgreSQL."""
    postmaster = cpu.postmaster_of(url)
    before = time.process_time(), _cpu(postmaster)
    async with Pool(url) as pool:
        await events.drain(pool, SUBSCRIBERS)
    return time.process_time() - before[0], _cpu(postmaster) - before[1]


def counted(url: str) -> tuple[int, int, int]:
    """Count in the database: paid orders, units sold, breaches of the books."""

    async def breaches() -> int:
        async with Pool(url) as pool:
            return len(await checkout.audit_money(pool))

    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(
            """
            select (select count(*) from orders.orders where paid_at is not null),
                   (select coalesce(sum(quantity), 0) from inventory.holds where state = 'sold')
            """
        ).fetchone()
    assert row
    return row[0], int(row[1]), asyncio.run(breaches())


def report_of(results: Sequence[Round], paid_count: int, sold_count: int, breach_count: int) -> Report:
    """Take the median of the rounds after the warm-up, of each kind of cart."""
    parts = [_part([each for each in results if each.shops == shops], shops) for shops in SHOPS_A_CART]
    units_count = sum(each.shops * len(each.bought.purchase_s) for each in results)
    statuses = {status for each in results for status in each.bought.answered}
    figures: dict[str, float | str] = {
        "load_generator": "benchmarks/buyers.py, one process on uvloop",
        "buyers": BUYER_COUNT,
    }
    for part in parts:
        figures |= part.figures
    return Report(
        bench="purchase",
        figures=figures | {"paid_in_database": paid_count},
        bounds={
            **{promise: is_kept for part in parts for promise, is_kept in part.bounds.items()},
            "only 201, and paid": statuses == {201},
            "answered = paid = sold": units_count == paid_count == sold_count,
            "the books agree": breach_count == 0,
        },
        ratios={name: ratio for part in parts for name, ratio in part.ratios.items()},
    )


def _part(results: Sequence[Round], shops: int) -> Report:
    measured = results[1:]
    word, suffix = ("", "") if shops == 1 else (str(shops), f"_{shops}")
    rates = [len(each.bought.purchase_s) / each.bought.lasted_s for each in measured]
    per_s = statistics.median(rates)
    p50_ms, p99_ms = (
        statistics.median(_percentile(each.bought.purchase_s, percent) for each in measured)
        for percent in (50, 99)
    )
    bought_count = sum(len(each.bought.purchase_s) for each in measured)
    calls = sum(each.bought.call_count for each in measured) / bought_count
    return Report(
        bench="purchase",
        figures={
            f"purchases{word}_per_s": round(per_s),
            f"p50{suffix}_ms": round(p50_ms, 1),
            f"p99{suffix}_ms": round(p99_ms, 1),
            f"http_calls{suffix}": round(calls, 2),
            f"plain_sql{word}_per_s": round(statistics.median(each.plain_per_s for each in measured)),
            f"web_cpu{suffix}_ms": _each([each.web_cpu_s for each in measured], measured),
            f"postgres_cpu{suffix}_ms": _each([each.postgres_cpu_s for each in measured], measured),
            f"client_cpu{suffix}": round(statistics.median(each.bought.client_cpu for each in measured), 2),
        },
        bounds={
            f"purchases{word}_per_s >= {PURCHASES_PER_S_MIN[shops]}": per_s >= PURCHASES_PER_S_MIN[shops],
            f"p99{suffix}_ms < {P99_MAX_MS}": p99_ms < P99_MAX_MS,
            f"http_calls{suffix} <= {CALLS_MAX}": calls <= CALLS_MAX,
        },
        ratios={
            f"purchases{word}_to_plain_sql": round(
                statistics.median(
                    rate / each.plain_per_s for rate, each in zip(rates, measured, strict=True)
                ),
                3,
            )
        },
    )


def _each(seconds: Sequence[float], measured: Sequence[Round]) -> float:
    """Milliseconds a purchase."""
    return round(1_000 * sum(seconds) / sum(len(each.bought.purchase_s) for each in measured), 3)


def _percentile(ordered_s: Sequence[float], percent: int) -> float:
    return 1_000 * ordered_s[len(ordered_s) * percent // 100]


if __name__ == "__main__":
    main()
