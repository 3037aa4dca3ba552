"""`vitrina bench drop-smoke`: 500 buyers press Buy at the same moment for 200 units, through HTTP.

Each buyer has a connection of one's own to one of two web processes, and makes the calls of a whole
purchase: checkout, then payment. What was sold is counted in the database, where it means paid and
booked. Of a round the slowest answer counts; rounds are drops of one product after the other.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
from collections.abc import Sequence
from typing import Any

import msgspec
import psycopg
import uvloop
from msgspec import Struct

from benchmarks import buyers, market, place
from vitrina.checkout import service as checkout
from vitrina.kit.db import Pool

BUYER_COUNT = 500
UNIT_COUNT = 200
ROUNDS = 3
WORKERS = 2
WARM_UP_S = 1.5
WARM_UP_BUYERS = 64
WARM_UP_PRODUCTS = 50
PLENTY = 1_000_000
ANSWERED_MAX_S = 1.0


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Drop(Struct, frozen=True, kw_only=True):
    """One product, and what happened to it."""

    bought: buyers.Bought
    sold: int
    available: int


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench drop-smoke", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    report = run(rounds=asked.rounds)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run(*, rounds: int = ROUNDS) -> dict[str, Any]:
    """Hold so many drops on a fresh database; answers the report as plain data."""
    with place.database() as url:
        wishes = market.open_market(url, shops=5, products=WARM_UP_PRODUCTS + rounds, quantity=PLENTY)
        limited = wishes[:rounds]
        limit(url, limited)
        with place.web(url, workers=WORKERS) as port:
            crowds = uvloop.run(measure(port, limited, wishes[rounds:]))
        drops = [counted(url, wish, bought) for wish, bought in zip(limited, crowds, strict=True)]
        breach_count = uvloop.run(breaches(url))
    return msgspec.to_builtins(report_of(drops, breach_count))


def limit(url: str, wishes: Sequence[buyers.Wish]) -> None:
    """Leave so many units of each product, as a shop that counts them."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "select inventory.count(%(ids)s::uuid[], %(quantities)s::integer[], gen_random_uuid())",
            {"ids": [wish.variant_id for wish in wishes], "quantities": [UNIT_COUNT] * len(wishes)},
        )


async def measure(
    port: int, limited: Sequence[buyers.Wish], others: Sequence[buyers.Wish]
) -> list[buyers.Bought]:
    """Warm up with other products, then hold one drop after the other."""
    crowd: list[buyers.Bought] = []
    next_other = itertools.cycle(others).__next__
    await buyers.shop(port, next_other, buyer_count=WARM_UP_BUYERS, seconds=WARM_UP_S)
    for wish in limited:
        await asyncio.sleep(0.2)
        next_wish = itertools.repeat(wish).__next__
        crowd.append(await buyers.shop(port, next_wish, buyer_count=BUYER_COUNT, seconds=None))
    return crowd


def counted(url: str, wish: buyers.Wish, bought: buyers.Bought) -> Drop:
    """Count in the database: units of paid orders, and what is left."""
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(
            """
            select (select coalesce(sum(l.quantity), 0)
                      from orders.lines l
                      join orders.orders o on o.id = l.order_id
                     where l.variant_id = %(id)s
                       and o.paid_at is not null),
                   (select available from inventory.stock where variant_id = %(id)s)
            """,
            {"id": wish.variant_id},
        ).fetchone()
    assert row
    return Drop(bought=bought, sold=int(row[0]), available=row[1])


async def breaches(url: str) -> int:
    """Count what the books and the modules disagree about."""
    async with Pool(url) as pool:
        return len(await checkout.audit_money(pool))


def report_of(drops: Sequence[Drop], breach_count: int) -> Report:
    """The worst round decides about selling, the median about time."""
    answered_s = [drop.bought.answered_s[-1] for drop in drops]
    statuses: dict[int, int] = {}
    for drop in drops:
        for status, count in itertools.chain(drop.bought.placed.items(), drop.bought.paid.items()):
            statuses[status] = statuses.get(status, 0) + count
    oversold = max(drop.sold - UNIT_COUNT for drop in drops)
    answer_count = sum(len(drop.bought.answered_s) for drop in drops)
    return Report(
        bench="drop-smoke",
        figures={
            "load_generator": "benchmarks/buyers.py, one process on uvloop",
            "buyers": BUYER_COUNT,
            "units": UNIT_COUNT,
            "web_workers": WORKERS,
            "rounds": len(drops),
            "sold": min((drop.sold for drop in drops), key=lambda sold: -abs(sold - UNIT_COUNT)),
            "oversold": max(oversold, 0),
            "refused": round(statistics.median(drop.bought.placed.get(409, 0) for drop in drops)),
            "server_errors": sum(count for status, count in statuses.items() if status >= 500),
            "all_answered_s": round(statistics.median(answered_s), 3),
            "all_answered_worst_s": round(max(answered_s), 3),
            "p99_ms": round(
                1_000
                * statistics.median(
                    drop.bought.answered_s[len(drop.bought.answered_s) * 99 // 100] for drop in drops
                ),
                1,
            ),
            "client_cpu": round(statistics.median(drop.bought.client_cpu for drop in drops), 2),
        },
        bounds={
            f"sold = {UNIT_COUNT}": all(drop.sold == UNIT_COUNT for drop in drops),
            "oversold = 0": oversold <= 0 and all(drop.available >= 0 for drop in drops),
            "only 200, 201 and 409": statuses.keys() <= {200, 201, 409},
            "everybody answered": answer_count == BUYER_COUNT * len(drops),
            f"all_answered_s < {ANSWERED_MAX_S}": statistics.median(answered_s) < ANSWERED_MAX_S,
            "the books agree": breach_count == 0,
        },
        ratios={"buyers_to_units": BUYER_COUNT / UNIT_COUNT},
    )


if __name__ == "__main__":
    main()
