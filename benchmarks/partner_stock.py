"""`vitrina bench partner-stock`: a retailer pushes stock and prices, and everybody reads them.

Pushes of 1,000 rows go over HTTP to an instance of one web process beside a PostgreSQL that makes its writes
durable, a few at once, as a retailer's program sends them. `updates_per_s` counts rows with a stock that
changes; `priced_updates_per_s` rows with a stock and a price that change. Then, one push at a time, a reader
asks the public product read until it shows the price that was pushed last: that is `visible_s`, from the
moment the push was sent.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import uvloop
from msgspec.structs import replace

from benchmarks import place
from benchmarks.imports import OWNER, Report, books, new_shop
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, NewProduct, NewVariant, ProductId, ProductStatus, VariantId
from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.config import Settings, to_environ
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.partners import service
from vitrina.partners.model import NewPartnerKey, Scope
from vitrina.shops import service as shops

SKU_COUNT = 20_000
ROWS = 1_000
AT_ONCE = 4
TURNS = 2
UPDATES_PER_S_MIN = 5_000
VISIBLE_S_MAX = 2.0
VISIBLE_COUNT = 20
START_S = 60.0
WRITE_SIZE = 500


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench partner-stock", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--skus", type=int, default=SKU_COUNT)
    asked = parser.parse_args()
    report = run(skus=asked.skus)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run(*, skus: int = SKU_COUNT) -> dict[str, Any]:
    """Push on a fresh database; answers the report as plain data."""
    with place.database() as url, tempfile.TemporaryDirectory() as folder:
        port = place.free_port()
        settings = Settings(
            database_url=url,
            data_dir=Path(folder),
            secret_key="k" * 40,
            is_demo=True,
            port=port,
            base_url=f"http://localhost:{port}",
            rate_limit_per_minute=1_000_000,
        )
        key, product_ids = uvloop.run(_prepare(settings, skus))
        with _web(settings), httpx.Client(base_url=f"http://localhost:{port}/api/v1", timeout=60) as client:
            client.headers["authorization"] = f"Bearer {key}"
            report = _measure(client, product_ids)
        bounds = {
            **report.bounds,
            "the stock's books agree": books(url) == 0,
            "every price that was pushed is the newest": _stale_prices(url) == 0,
        }
        report = replace(report, bounds=bounds)
    return msgspec.to_builtins(report)


async def _prepare(settings: Settings, skus: int) -> tuple[str, list[ProductId]]:
    """Write products of one variant each, and make a key."""
    product_ids: list[ProductId] = []
    async with Pool(settings.database_url) as pool:
        async with pool.transaction() as db:
            owner = await identity.create_person(db, OWNER, now=clock.now())
            shop = await shops.open_shop(db, owner, new_shop(), now=clock.now())
            new = NewPartnerKey(name="Bench", scopes=[Scope.STOCK])
            made = await service.make_key(db, shop_id=shop.id, actor=owner, new=new, now=clock.now())
        for first in range(0, skus, WRITE_SIZE):
            products = [_product(number) for number in range(first, min(first + WRITE_SIZE, skus))]
            product_ids += [each.id for each in products]
            async with pool.transaction() as db:
                await catalogue.write_many(db, shop=shop, products=products, now=clock.now())
    return made.secret, product_ids


def _product(number: int) -> NewProduct:
    variant = NewVariant(id=VariantId(new_id()), sku=f"SKU-{number}", values=[], price_minor=100_00)
    return NewProduct(
        id=ProductId(new_id()),
        title=f"Taza {number}",
        description="De barro.",
        category=Category.HOME,
        variants=[variant],
        status=ProductStatus.ACTIVE,
    )


def _measure(client: httpx.Client, product_ids: list[ProductId]) -> Report:
    at, stock = datetime.now(UTC) - timedelta(hours=1), 1
    _push(client, range(ROWS), at=at, stock=stock)  # Warm.
    durations: list[float] = []

    def push(first: int, *, at: datetime, stock: int, is_priced: bool) -> int:
        push_began_at = time.perf_counter()
        numbers = range(first, min(first + ROWS, len(product_ids)))
        count = _push(client, numbers, at=at, stock=stock, is_priced=is_priced)
        durations.append(time.perf_counter() - push_began_at)
        return count

    pushed_count, rates = 0, dict[bool, float]()
    for is_priced in (False, True):
        began_at, turn_count = time.perf_counter(), 0
        for _ in range(TURNS):
            at, stock = at + timedelta(seconds=1), stock + 1
            firsts = range(0, len(product_ids), ROWS)
            one = partial(push, at=at, stock=stock, is_priced=is_priced)
            with ThreadPoolExecutor(AT_ONCE) as threads:
                turn_count += sum(threads.map(one, firsts))
        rates[is_priced] = turn_count / (time.perf_counter() - began_at)
        pushed_count += turn_count
    visible: list[float] = []
    for number in range(VISIBLE_COUNT):
        at, stock = at + timedelta(seconds=1), stock + 1
        visible.append(_visible(client, product_ids, number=number * ROWS, at=at, stock=stock))
    updates_per_s, visible_s = rates[False], max(visible)
    return Report(
        bench="partner-stock",
        figures={
            "skus": len(product_ids),
            "rows_a_push": ROWS,
            "updates_per_s": round(updates_per_s),
            "priced_updates_per_s": round(rates[True]),
            "pushes_at_once": AT_ONCE,
            "slowest_push_ms": round(max(durations) * 1000),
            "visible_s": round(visible_s, 2),
            "visible_median_s": round(sorted(visible)[len(visible) // 2], 2),
        },
        bounds={
            f"updates_per_s >= {UPDATES_PER_S_MIN}": updates_per_s >= UPDATES_PER_S_MIN,
            f"visible_s < {VISIBLE_S_MAX:g}": visible_s < VISIBLE_S_MAX,
            "every row was accepted": pushed_count == 2 * TURNS * len(product_ids),
        },
        ratios={},
    )


def _push(client: httpx.Client, numbers: range, *, at: datetime, stock: int, is_priced: bool = True) -> int:
    """Push a stock and perhaps a price of each; answers how many rows were accepted."""
    price = {"price": {"amount": 100_00 + stock, "currency": "MXN"}} if is_priced else {}
    rows: list[dict[str, Any]] = [{"sku": f"SKU-{number}", "stock": stock, **price} for number in numbers]
    answer = client.post("/partner/stock", json={"at": at.isoformat(), "rows": rows})
    answer.raise_for_status()
    return answer.json()["accepted_count"]


def _visible(
    client: httpx.Client, product_ids: list[ProductId], *, number: int, at: datetime, stock: int
) -> float:
    """Seconds from sending a push until the public read of its last product shows it."""
    first = number % len(product_ids)
    numbers = range(first, min(first + ROWS, len(product_ids)))
    path = f"/products/{product_ids[numbers[-1]]}"
    client.get(path).raise_for_status()  # Somebody has it in memory.
    began_at = time.perf_counter()
    _push(client, numbers, at=at, stock=stock)
    while client.get(path).json()["variants"][0]["price"]["amount"] != 100_00 + stock:
        time.sleep(0.01)
    return time.perf_counter() - began_at


@contextmanager
def _web(settings: Settings) -> Generator[None]:
    """Run one web process until it is not needed any more."""
    environ = {**os.environ, **to_environ(settings)}
    process = subprocess.Popen([sys.executable, "-m", "vitrina.cli.web"], env=environ, stdout=sys.stderr)
    try:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{settings.base_url}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _stale_prices(url: str) -> int:
    """Count variants whose price is not the newest of its versions."""
    with psycopg.connect(url) as db:
        row = db.execute(
            """
            select count(*)
              from catalogue.variants v
              left join catalogue.prices p on p.variant_id = v.id and p.version = v.price_version
             where p.price_minor is distinct from v.price_minor
            """
        ).fetchone()
    assert row
    return int(row[0])


if __name__ == "__main__":
    main()
