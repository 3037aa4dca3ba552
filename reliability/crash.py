"""`vitrina lab crash`: die at every commit and at every word with the provider, one after the other.

A day of a shop is played by the services as web and worker call them: a cart of two shops with a creator's
touch, a bank that gives no answer, a shipment, a cancellation, a refund, the days after which money becomes
somebody's own. One run counts the points at which a process could die: before and after each commit, before
and after each call to the provider. Then, for each point, a process plays the day on a fresh database and
dies there, as by kill -9, and another plays the same day from its beginning, as clients and workers ask
again. What the database holds in the end must be, table by table and account by account, what an
undisturbed day leaves.
"""

import argparse
import asyncio
import os
import random
import sys
import time
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from benchmarks import place
from msgspec import Struct
from msgspec.structs import replace
from psycopg import sql
from tests.affiliates.sales import World as Sales
from tests.affiliates.sales import touch_of
from tests.builders import product_of, shop_of
from tests.checkout.buying import ADDRESS, BUYER
from tests.databases import Reused
from tests.people import ANA, BRUNO, CARLA, join, load

from reliability.report import Report, tell
from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import PlanKind
from vitrina.catalogue.model import VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.model import Asked, LineWanted, NewCheckout, NewPaymentTry
from vitrina.inventory import service as inventory
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.days import is_business_day
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.errors import Refusal
from vitrina.kit.places import Country
from vitrina.kit.ticker import advance_clock, read_clock_offset
from vitrina.ledger import service as ledger
from vitrina.orders import service as orders
from vitrina.orders.model import Access, Shipment
from vitrina.payments import service as payments
from vitrina.payments.model import Card, Method, PurchaseId
from vitrina.payments.providers.sandbox import Sandbox
from vitrina.shipping.model import Destination
from vitrina.wiring import SUBSCRIBERS

SEED = 7
TEMPLATE = "lab_crash"
DEAD = 137
FEE_BPS = 800
DEFAULT_PLAN_BPS = 300
STOCK = 5
PURCHASES = [PurchaseId(UUID(f"01900000-0000-7000-9000-{n:012}")) for n in range(3)]
WAITS = (timedelta(seconds=10), timedelta(hours=25), timedelta(days=60))
SLOW_CARD, GOOD_CARD = Card.TIME_OUT, Card.SUCCESS
PROVIDER_VERBS = ("charge", "fetch", "abandon", "refund")
# Not what a day leaves, but how often somebody looked: jobs, places in the log, settled ranges, time.
APART = {"kit.cursors", "kit.clock", "kit.idempotency_keys", "ledger.seals"}

HAS_WRITTEN = "select pg_current_xact_id_if_assigned() is not null"

Point = Callable[[str], None]


class Goods(Struct, frozen=True, kw_only=True):
    """What is for sale, and a touch of Carla's on the first. Written into the template."""

    variant_ids: list[VariantId]
    touch_id: UUID


class Result(Struct, frozen=True, kw_only=True):
    """What a day left: rows of each table, sums of each kind of account, and how things stand."""

    facts: dict[str, str]
    breaches: list[str]


class Broken(Struct, frozen=True, kw_only=True):
    """A point of death after which the day came out otherwise."""

    number: int
    point: str
    differences: list[str]


async def _open_shops(url: str) -> Goods:
    """Open two shops with a product each, before the day."""
    async with Pool(url) as pool, pool.transaction() as db:
        await join(db, ANA, BRUNO, CARLA)
        variant_ids: list[VariantId] = []
        touch_id: UUID | None = None
        for price_minor in (189_00, 49_99):
            shop = await shop_of(db, BRUNO)
            product = await product_of(db, shop, prices_minor=[price_minor], quantity=STOCK)
            variant_ids.append(product.variants[0].id)
            sales = Sales(shop=shop, product=product)
            plan = (PlanKind.SHOP, 1_500)
            touch_id = touch_id or (await touch_of(db, sales, at=clock.now(), plan=plan)).id
        assert touch_id
    return Goods(variant_ids=variant_ids, touch_id=touch_id)


class Day:
    """A day of the shop. Whoever plays it a second time does what was not done."""

    def __init__(self, pool: Pool, goods: Goods) -> None:
        """Prepare to play it."""
        self._pool = pool
        self._goods = goods
        self._settings = Settings(
            is_demo=True,
            secret_key="k" * 40,
            platform_fee_bps=FEE_BPS,
            default_plan_bps=DEFAULT_PLAN_BPS,
        )

    async def play(self) -> None:
        """Play it to its end."""
        await read_clock_offset(self._pool)
        first, second = self._goods.variant_ids
        touched = LineWanted(variant_id=first, quantity=2, touch_id=self._goods.touch_id)
        await self._buy(PURCHASES[0], [touched, LineWanted(variant_id=second, quantity=1)], GOOD_CARD)
        await self._hear()
        await self._buy(PURCHASES[1], [LineWanted(variant_id=second, quantity=2)], SLOW_CARD)
        await self._buy(PURCHASES[2], [touched], None)
        await self._ship_and_cancel()
        for wait in WAITS:
            await advance_clock(self._pool, int(wait.total_seconds()))
            await self._work()
        await self._hear()

    async def _buy(self, purchase_id: PurchaseId, lines: Sequence[LineWanted], card: Card | None) -> None:
        """Place a purchase and pay it, unless its buyer leaves."""
        async with self._pool.transaction() as db:
            total = (await checkout.quote(db, lines, Destination(country=Country.MX), now=clock.now())).total
        request = msgspec.convert(
            {"id": purchase_id, "lines": lines, "buyer": BUYER, "address": ADDRESS, "expected_total": total},
            NewCheckout,
            from_attributes=True,
        )
        await checkout.buy(self._pool, settings=self._settings, viewer=None, request=request, now=clock.now())
        if card:
            asked = Asked(purchase_id=purchase_id, viewer_id=None, now=clock.now())
            wanted = NewPaymentTry(method=Method.SANDBOX, card=card)
            await checkout.pay(self._pool, settings=self._settings, asked=asked, wanted=wanted)

    async def _ship_and_cancel(self) -> None:
        """Let Bruno ship what the touch sold, and the buyer cancel the rest of her cart."""
        async with self._pool.transaction() as db:
            bruno = await load(db, BRUNO)
            [placed] = (await orders.placed_of(db, [PURCHASES[0]])).values()
            kept = await orders.orders_by_id(db, [each.id for each in placed])
        sold, other = sorted(kept.values(), key=lambda order: -order.total_minor)
        parcel, by_key, now = Shipment(carrier="DHL", tracking_number="7"), Access(has_key=True), clock.now()
        with suppress(Refusal):  # Each of the three may have been done the first time.
            async with self._pool.transaction() as db:
                await orders.cancel(db, order_id=other.id, access=by_key, reason="mind", now=now)
        with suppress(Refusal):
            async with self._pool.transaction() as db:
                await orders.ship(db, order_id=sold.id, actor=bruno, shipment=parcel, now=now)
        with suppress(Refusal):
            async with self._pool.transaction() as db:
                await orders.deliver(db, order_id=sold.id, access=Access(actor=bruno), now=now)

    async def _hear(self) -> None:
        await events.drain(self._pool, SUBSCRIBERS)

    async def _work(self) -> None:
        """Do what the worker does by the clock."""
        now = clock.now()
        await checkout.poll_due(self._pool, now=now)
        await inventory.expire_holds(self._pool)
        await checkout.expire_due(self._pool, now=now)
        await checkout.give_up_due(self._pool, now=now)
        await payments.refund_queued(self._pool, now=now)
        await self._hear()
        await orders.mature_due(self._pool, now=now)
        await affiliates.release_due(self._pool, now=now)
        await ledger.seal(self._pool)


def _watch(point: Point) -> None:
    """Call `point` before and after each commit and each word with the provider. For a process that dies."""
    open_transaction = Pool.transaction

    @asynccontextmanager
    async def transaction(pool: Pool) -> AsyncGenerator[Db]:
        async with open_transaction(pool) as db:
            yield db
            has_written = await value(db, HAS_WRITTEN)
            if has_written:
                point("before a commit")
        if has_written:
            point("after a commit")

    Pool.transaction = transaction  # pyright: ignore[reportAttributeAccessIssue]
    for verb in PROVIDER_VERBS:
        setattr(Sandbox, verb, _watched(point, verb, getattr(Sandbox, verb)))


def _watched(
    point: Point, verb: str, ask: Callable[[Sandbox, Any], Awaitable[Any]]
) -> Callable[[Sandbox, Any], Awaitable[Any]]:
    async def asking(sandbox: Sandbox, request: Any) -> Any:
        point(f"before the provider's {verb}")
        try:
            return await ask(sandbox, request)
        finally:
            point(f"after the provider's {verb}")

    return asking


def _played(url: str, goods: Goods, *, points: Path | None = None, die_at: int = 0) -> int:
    """Play the day in a process of its own; answers its status. points: file that gets a line a point."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        count = 0

        def point(name: str) -> None:
            nonlocal count
            count += 1
            if points:
                with points.open("a") as file:
                    file.write(f"{name}\n")
            if count == die_at:
                os._exit(DEAD)

        async def play() -> None:
            async with Pool(url) as pool:
                await Day(pool, goods).play()

        _watch(point)
        asyncio.run(play())
        status = 0
    except Exception:  # noqa: BLE001  Told here, for this process never returns.
        traceback.print_exc()
    finally:
        os._exit(status)


async def _left(url: str) -> Result:
    """Read what a day left."""
    async with Pool(url) as pool:
        breaches = await checkout.audit_money(pool)
    return Result(facts=_facts(url), breaches=[f"{each.rule}: {each.detail}" for each in breaches])


def _facts(url: str) -> dict[str, str]:
    with psycopg.connect(url) as db:
        tables = db.execute(
            """
            select schemaname || '.' || tablename
              from pg_tables
             where schemaname not in ('pg_catalog', 'information_schema', 'public', 'queue')
             order by 1
            """
        ).fetchall()
        facts = {name: str(_count(db, name)) for (name,) in tables if name not in APART}
        for what, question in STANDING.items():
            facts |= {f"{what} {row[0]}": str(row[1:]) for row in db.execute(question).fetchall()}
    return facts


STANDING: Mapping[str, Any] = {
    "account": """
        select a.kind || ' ' || case when a.kind in ('order_liability', 'refund_payable') then ''
                                     else a.owner end,
               count(*), sum(e.amount_minor)
          from ledger.entries e
          join ledger.accounts a on a.id = e.account_id
         group by 1
        """,
    "journal": "select kind, count(*) from ledger.journals group by 1",
    "order": "select status, count(*), sum(total_minor) from orders.orders group by 1",
    "purchase": "select id, status from checkout.purchases",
    "payment": "select status, count(*), sum(amount_minor) from payments.payments group by 1",
    "refund": "select status, count(*), sum(amount_minor) from payments.refunds group by 1",
    "charge": "select outcome, count(*), sum(amount_minor) from payments.sandbox_charges group by 1",
    "hold": "select state, count(*), sum(quantity) from inventory.holds group by 1",
    "stock": "select variant_id, available from inventory.stock",
    "commission": "select state, count(*), sum(amount_minor) from affiliates.commissions group by 1",
    "mail": "select facts ->> 'type', count(*) from notifications.mails group by 1",
    "notice": "select facts ->> 'type', count(*) from notifications.notices group by 1",
}


def _count(db: psycopg.Connection[Any], table: str) -> int:
    row = db.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(*table.split(".")))).fetchone()
    assert row
    return row[0]


def run(*, seed: int = SEED, sample: int | None = None) -> Report:
    """Die at every point, or at so many that the seed chooses."""
    # Processes load this for a second when a return's last day is asked for: once, before they are forked.
    is_business_day(clock.now().date(), Country.MX)
    began_at = time.monotonic()
    with place.server(is_durable=False) as server_url, TemporaryDirectory() as folder:
        goods = asyncio.run(_open_shops(place.template(server_url, TEMPLATE)))
        points = Path(folder) / "points"
        databases = Reused(server_url, TEMPLATE)
        with databases.lend() as url:
            assert _played(url, goods, points=points) == 0
            expected = asyncio.run(_left(url))
        names = points.read_text().splitlines()
        numbers = list(range(1, len(names) + 1))
        chosen = sorted(random.Random(seed).sample(numbers, k=sample)) if sample else numbers
        broken: list[Broken] = []
        for number in chosen:
            died_at, differences = _after_death(databases, goods, number, expected, points=points)
            if differences:
                broken.append(Broken(number=died_at, point=names[died_at - 1], differences=differences))
                print(f"  OTHERWISE after {died_at}: {differences}", file=sys.stderr, flush=True)
        databases.close()
    report = report_of(names, chosen, broken, expected, seed=seed)
    seconds = round(time.monotonic() - began_at)
    return replace(report, figures={**report.figures, "seconds": seconds})


def _after_death(
    databases: Reused, goods: Goods, number: int, expected: Result, *, points: Path
) -> tuple[int, list[str]]:
    """Die at a point, and play the day once more; answers where it died, and in what its end differs.

    Where reactions met in one commit, a day has fewer points: the next one dies at the last that it had.
    """
    points.write_text("")
    with databases.lend() as url:
        status = _played(url, goods, points=points, die_at=number)
        if status == DEAD:
            return number, _differences(url, goods, expected)
    assert status == 0, f"the day ended with {status} instead of dying at {number}"
    return _after_death(databases, goods, len(points.read_text().splitlines()), expected, points=points)


def _differences(url: str, goods: Goods, expected: Result) -> list[str]:
    """Play the day once more after a death; answers in what its end differs."""
    if status := _played(url, goods):
        return [f"the second time ended with status {status}"]
    left = asyncio.run(_left(url))
    facts = {**expected.facts, **left.facts}
    return left.breaches + [
        f"{name}: {left.facts.get(name)} instead of {expected.facts.get(name)}"
        for name in facts
        if left.facts.get(name) != expected.facts.get(name)
    ]


def report_of(
    names: Sequence[str], chosen: Sequence[int], broken: Sequence[Broken], expected: Result, *, seed: int
) -> Report:
    """Tell at how many points a day died, and after which it came out otherwise."""
    first = {
        f"point_{each.number}": f"{each.point}: {'; '.join(each.differences[:6])}" for each in broken[:8]
    }
    return Report(
        lab="crash",
        seed=seed,
        figures={
            "points": len(names),
            "deaths": len(chosen),
            "facts_compared": len(expected.facts),
            "otherwise": len(broken),
            **first,
        },
        bounds={
            "the undisturbed day balances": not expected.breaches,
            "the day has sales, a refund, a commission": {"order_paid", "refund_done", "commission_accrued"}
            <= {name.split()[1] for name in expected.facts if name.startswith("journal ")},
            "every day comes out the same": not broken,
        },
    )


def main() -> None:
    """Die, and print what it changed."""
    parser = argparse.ArgumentParser(prog="vitrina lab crash", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--sample", type=int, help="so many points, chosen by the seed (default: all)")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    tell(run(seed=asked.seed, sample=asked.sample), as_json=asked.json)


if __name__ == "__main__":
    main()
