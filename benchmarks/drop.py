"""`vitrina bench drop`: 500 people claim 200 units in the same moment, and 2,000 claim 500, through HTTP.

Each has a connection and a ticket of her own, as a guest, at one of two web processes; who holds a unit
checks out and pays with the sandbox. What was sold is counted in the database: paid and booked.
Then the service alone, in one process: holds a second of the batched claim, beside a transaction with a
conditional UPDATE per request on the same database.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import uvloop
from msgspec import Struct

from benchmarks import buyers, claimants, market, place
from benchmarks.claimants import Crowd, Offer
from vitrina.checkout import service as checkout
from vitrina.drops import service as drops
from vitrina.drops.model import ClaimId, ClaimWanted, DropId, HolderId
from vitrina.kit import clock
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id

CASES = {"500/200": (500, 200), "2000/500": (2_000, 500)}
ROUNDS = 3
WORKERS = 2
WARM_UP_S = 1.5
WARM_UP_BUYERS = 64
WARM_UP_PRODUCTS = 50
PLENTY = 1_000_000
PRICE_MINOR = 99_00
HOLDS = 2_000
ANSWERED_MAX_S = 1.0
GAP_MAX_MS = 50.0
RATIO_MIN = 5.0


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Round(Struct, frozen=True, kw_only=True):
    """One drop, and what the database says became of it."""

    case: str
    crowd: Crowd
    sold: int
    doubled: int

    @property
    def wanted(self) -> int:
        """How many units had to be sold."""
        return min(CASES[self.case])


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench drop", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    report = measured(rounds=asked.rounds)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def measured(*, rounds: int = ROUNDS) -> dict[str, Any]:
    """Hold so many drops of each case on a fresh database; answers the report as plain data."""
    with place.database() as url:
        count = rounds * len(CASES)
        wishes = market.open_market(url, shops=5, products=WARM_UP_PRODUCTS + count + 2, quantity=PLENTY)
        offers = [
            (case, planned(url, wish, units=units))
            for wish, (case, (_, units)) in zip(wishes, [*CASES.items()] * rounds, strict=False)
        ]
        with place.web(url, workers=WORKERS) as port:
            held = [
                counted(url, case, offer, crowd) for case, offer, crowd in hold(port, offers, wishes[count:])
            ]
        plain, batched = uvloop.run(service_alone(url, wishes[-2:]))
        breach_count = uvloop.run(breaches(url))
    return msgspec.to_builtins(report_of(held, plain=plain, batched=batched, breach_count=breach_count))


def planned(url: str, wish: buyers.Wish, *, units: int) -> Offer:
    """Plan a drop that is open, as a shop would."""
    drop_id = str(new_id())
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            """
            insert into drops.drops (id, shop_id, product_id, variant_id, place, price_minor, currency,
                                     unit_count, buyer_max, needs_account, opens_at, closes_at, created_at)
            select %(id)s, p.shop_id, p.id, v.id, 'product', %(price)s, 'MXN', %(units)s, 1, false, now(),
                   now() + interval '1 day', now()
              from catalogue.variants v
              join catalogue.products p on p.id = v.product_id
             where v.id = %(variant)s
            """,
            {"id": drop_id, "variant": wish.variant_id, "units": units, "price": PRICE_MINOR},
        )
        db.execute("select inventory.set_aside(%s, %s, %s)", (drop_id, wish.variant_id, units))
    total_minor = PRICE_MINOR + market.SHIPPING_MINOR
    return Offer(drop_id=drop_id, variant_id=wish.variant_id, total_minor=total_minor)


def hold(
    port: int, offers: Sequence[tuple[str, Offer]], others: Sequence[buyers.Wish]
) -> list[tuple[str, Offer, Crowd]]:
    """Warm up with other products, then hold one drop after the other."""

    async def all_of_them() -> list[tuple[str, Offer, Crowd]]:
        next_other = itertools.cycle(others).__next__
        await buyers.shop(port, next_other, buyer_count=WARM_UP_BUYERS, seconds=WARM_UP_S)
        answers: list[tuple[str, Offer, Crowd]] = []
        for case, offer in offers:
            await asyncio.sleep(0.3)
            answers.append((case, offer, await claimants.claim(port, offer, count=CASES[case][0])))
        return answers

    return uvloop.run(all_of_them())


def counted(url: str, case: str, offer: Offer, crowd: Crowd) -> Round:
    """Count in the database: units of paid orders, and who has more than she may or was charged twice."""
    with psycopg.connect(url, autocommit=True) as db:
        row = db.execute(
            """
              with bought as (
                       select c.id, c.holder_id, c.quantity
                         from drops.claims c
                        where c.drop_id = %(drop)s
                          and c.state = 'bought'
                   )
            select (select coalesce(sum(l.quantity), 0)
                      from orders.lines l
                      join orders.orders o on o.id = l.order_id
                      join bought b on b.id = o.purchase_id
                     where o.paid_at is not null),
                   (select count(*)
                      from (select holder_id from bought group by holder_id having sum(quantity) > 1) h)
                   + (select count(*)
                        from (select p.purchase_id
                                from payments.payments p
                                join bought b on b.id = p.purchase_id
                               where p.status = 'captured'
                               group by p.purchase_id
                              having count(*) > 1) d)
            """,
            {"drop": offer.drop_id},
        ).fetchone()
    assert row
    return Round(case=case, crowd=crowd, sold=int(row[0]), doubled=int(row[1]))


async def service_alone(url: str, wishes: Sequence[buyers.Wish]) -> tuple[float, float]:
    """Holds a second of one process: (a conditional UPDATE per request, the batched claim)."""
    offer = planned(url, wishes[0], units=HOLDS * (ROUNDS + 1))
    variant_id = UUID(wishes[1].variant_id)
    async with Pool(url) as pool:

        async def plain() -> None:
            async with pool.transaction() as db:
                taken = await run(
                    db,
                    "update inventory.stock set available = available - 1"
                    " where variant_id = %(id)s and available >= 1",
                    id=variant_id,
                )
                assert taken
                await run(
                    db,
                    "insert into inventory.holds (purchase_id, variant_id, quantity, state, until)"
                    " values (%(purchase)s, %(id)s, 1, 'active', now() + interval '3 minutes')",
                    purchase=new_id(),
                    id=variant_id,
                )

        async def batched() -> None:
            await drops.claim(
                pool,
                ClaimWanted(
                    id=ClaimId(new_id()),
                    drop_id=DropId(UUID(offer.drop_id)),
                    holder_id=HolderId(new_id()),
                    person_id=None,
                    quantity=1,
                    now=clock.now(),
                ),
            )

        await per_second(batched)
        return (
            statistics.median([await per_second(plain) for _ in range(ROUNDS)]),
            statistics.median([await per_second(batched) for _ in range(ROUNDS)]),
        )


async def per_second(hold_one: Callable[[], Awaitable[None]]) -> float:
    """Let HOLDS of them happen at once; answers how many a second."""
    began_at = time.perf_counter()
    await asyncio.gather(*[hold_one() for _ in range(HOLDS)])
    return HOLDS / (time.perf_counter() - began_at)


async def breaches(url: str) -> int:
    """Count what the books and the modules disagree about."""
    async with Pool(url) as pool:
        return len(await checkout.audit_money(pool))


def report_of(rounds: Sequence[Round], *, plain: float, batched: float, breach_count: int) -> Report:
    """The worst round decides about selling, the median about time."""
    figures: dict[str, float | str] = {
        "load_generator": "benchmarks/claimants.py, one process on uvloop",
        "web_workers": WORKERS,
        "rounds": len(rounds) // len(CASES),
        "sold": sum(each.sold for each in rounds),
        "oversold": sum(max(0, each.sold - CASES[each.case][1]) for each in rounds),
        "lost": sum(max(0, each.wanted - each.sold) for each in rounds),
        "doubled": sum(each.doubled for each in rounds),
        "server_errors": sum(each.crowd.server_errors for each in rounds),
        "holds_per_s": round(batched),
        "plain_holds_per_s": round(plain),
    }
    for case in CASES:
        of_case = [each.crowd for each in rounds if each.case == case]
        name = case.replace("/", "_for_")
        figures |= {
            f"all_answered_s_{name}": _median([crowd.answered_s[-1] for crowd in of_case]),
            f"p99_ms_{name}": _median(
                [1_000 * crowd.answered_s[len(crowd.answered_s) * 99 // 100] for crowd in of_case]
            ),
            f"all_bought_s_{name}": _median([crowd.bought_s[-1] for crowd in of_case]),
            f"worst_gap_ms_{name}": round(max(crowd.gap_ms for crowd in of_case), 1),
            f"client_cpu_{name}": _median([crowd.client_cpu for crowd in of_case]),
        }
    answered_s = figures["all_answered_s_500_for_200"]
    told = [sum(each.crowd.told.get(word, 0) for word in ("held", "waiting", "sold_out")) for each in rounds]
    return Report(
        bench="drop",
        figures=figures
        | {
            "all_answered_s": answered_s,
            "p99_ms": figures["p99_ms_500_for_200"],
            "worst_gap_ms": max(each.crowd.gap_ms for each in rounds),
        },
        bounds={
            "sold = min(units, demand)": all(each.sold == each.wanted for each in rounds),
            "oversold, lost, doubled = 0": not any(figures[each] for each in ("oversold", "lost", "doubled")),
            "no 5xx": figures["server_errors"] == 0,
            "everybody answered": told == [CASES[each.case][0] for each in rounds],
            f"all_answered_s <= {ANSWERED_MAX_S} for 500/200": float(answered_s) <= ANSWERED_MAX_S,
            f"worst_gap_ms <= {GAP_MAX_MS}": max(each.crowd.gap_ms for each in rounds) <= GAP_MAX_MS,
            f"holds_per_s >= {RATIO_MIN} x plain": batched >= RATIO_MIN * plain,
            "the books agree": breach_count == 0,
        },
        ratios={"holds_to_plain": round(batched / plain, 2)},
    )


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3)


if __name__ == "__main__":
    main()
