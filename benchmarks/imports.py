"""`vitrina bench imports`: a feed of 100,000 rows, from its file to products on sale.

Measures what the worker does with an uploaded feed: reading in the child, staging and judging, then writing
in batches, all in one process beside a PostgreSQL that makes its writes durable. Memory is the worker's own
and its child's, at their highest. While products are written, buyers hold and buy what is there already;
afterwards the books of the inventory are added up.
"""

import argparse
import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from benchmarks import place
from vitrina.catalogue.model import VariantId
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, NewPerson, Person, PersonId
from vitrina.imports import service
from vitrina.imports.model import Confirmation, NewRun, NewSource, Run, RunId, RunStatus, Source, SourceId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import HoldRequest
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.media import spool
from vitrina.media.model import UploadId
from vitrina.shops import service as shops
from vitrina.shops.model import NewShop, ShopId

ROW_COUNT = 100_000
PRODUCTS_PER_S_MIN = 2_000
PEAK_MB_MAX = 400
BUYER_COUNT = 4
HEAD = "id,title,description,availability,condition,price,link,image_link,brand,item_group_id,size,quantity\n"
WORDS = ("lino", "barro", "algodón", "madera", "cuero", "vidrio", "lana", "palma", "plata", "cobre")


OWNER = NewPerson(
    id=PersonId(new_id()),
    email="bruno@people.example",
    handle="bruno.bench",
    name="Bruno",
    birth_date=date(1990, 1, 1),
    language=Language.ES,
    country=Country.MX,
    capabilities=frozenset({Capability.SELL}),
)


def new_shop() -> NewShop:
    """A shop in Mexico."""
    return NewShop(
        id=ShopId(new_id()),
        handle="taller.bench",
        name="Taller",
        country=Country.MX,
        shipping=Money(50_00, Currency.MXN),
        return_days=15,
        transit_max_days=10,
    )


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Bench:
    """A shop with a source, and its worker."""

    def __init__(self, pool: Pool, settings: Settings, source: Source, owner: Person) -> None:
        self.pool, self.settings, self.source, self.owner = pool, settings, source, owner

    async def begin(self, feed: Path) -> RunId:
        """Hand a feed over as a finished upload."""
        upload_id, run_id = UploadId(new_id()), RunId(new_id())
        folder = spool.folder_of(self.settings)
        folder.mkdir(parents=True, exist_ok=True)
        os.link(feed, spool.path_of(folder, upload_id))
        async with self.pool.transaction() as db:
            await db.execute(
                """
                insert into media.uploads (id, owner_id, length_bytes, finished_at, expires_at, created_at)
                values (%s, %s, %s, now(), now() + interval '1 day', now())
                """,
                (upload_id, self.owner.id, 1),
            )
            await service.begin_run(
                db,
                source_id=self.source.id,
                actor=self.owner,
                new=NewRun(id=run_id, upload_id=upload_id),
                now=clock.now(),
            )
        return run_id

    async def read(self, run_id: RunId) -> float:
        """Seconds from the upload to the preview."""
        began_at = time.perf_counter()
        await service.read(self.pool, self.settings, run_id=run_id, now=clock.now())
        return time.perf_counter() - began_at

    async def apply(self, run_id: RunId) -> float:
        """Seconds from the yes to the last product."""
        async with self.pool.transaction() as db:
            yes = Confirmation(is_vanishing_fine=True)
            await service.confirm_run(db, run_id=run_id, actor=self.owner, confirmation=yes)
        began_at = time.perf_counter()
        await service.apply(self.pool, self.settings, run_id=run_id, now=clock.now())
        return time.perf_counter() - began_at

    async def run(self, run_id: RunId) -> Run:
        async with self.pool.transaction() as db:
            return await service.get_run(db, run_id=run_id, actor=self.owner)


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench imports", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rows", type=int, default=ROW_COUNT)
    asked = parser.parse_args()
    report = run(rows=asked.rows)
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report["bounds"].values()):
        sys.exit("a bound is not kept")


def run(*, rows: int = ROW_COUNT) -> dict[str, Any]:
    """Import on a fresh database; answers the report as plain data."""
    with place.database() as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, data_dir=Path(folder), secret_key="k" * 40, is_demo=True)
        report = uvloop.run(measure(settings, rows=rows))
        bounds = {**report.bounds, "the stock's books agree": books(url) == 0}
        report = replace(report, bounds=bounds)
    return msgspec.to_builtins(report)


async def measure(settings: Settings, *, rows: int) -> Report:
    """Import a feed, then the same again, then with a tenth changed while buyers buy."""
    feed = settings.data_dir / "feed.csv"
    write_feed(feed, rows, changed_share=0.0)
    changed = settings.data_dir / "changed.csv"
    write_feed(changed, rows, changed_share=0.1)
    async with Pool(settings.database_url) as pool:
        async with pool.transaction() as db:
            owner = await identity.create_person(db, OWNER, now=clock.now())
            shop = await shops.open_shop(db, owner, new_shop(), now=clock.now())
            new = NewSource(id=SourceId(new_id()), name="Feed")
            source = await service.add_source(
                db, settings, shop_id=shop.id, actor=owner, new=new, now=clock.now()
            )
        bench = Bench(pool, settings, source, owner)
        first = await bench.begin(feed)
        read_s, write_s = await bench.read(first), await bench.apply(first)
        again = await bench.begin(feed)
        again_s = await bench.read(again)
        unchanged_count = (await bench.run(again)).counts.unchanged_count
        third = await bench.begin(changed)
        await bench.read(third)
        bought_count = await buy_while(bench, third)
        done, last = await bench.run(first), await bench.run(third)
    peak_mb = max(peak_of(resource.RUSAGE_SELF), peak_of(resource.RUSAGE_CHILDREN))
    product_count = done.done_count
    products_per_s = product_count / (read_s + write_s)
    return Report(
        bench="imports",
        figures={
            "rows": rows,
            "products": product_count,
            "feed_mb": round(feed.stat().st_size / 1e6, 1),
            "read_s": round(read_s, 2),
            "write_s": round(write_s, 2),
            "products_per_s": round(products_per_s),
            "rows_per_s": round(rows / (read_s + write_s)),
            "unchanged_rows_per_s": round(rows / again_s),
            "peak_mb": round(peak_of(resource.RUSAGE_SELF), 1),
            "child_peak_mb": round(peak_of(resource.RUSAGE_CHILDREN), 1),
            "bought_meanwhile": bought_count,
        },
        bounds={
            f"products_per_s >= {PRODUCTS_PER_S_MIN}": products_per_s >= PRODUCTS_PER_S_MIN,
            f"peak_mb < {PEAK_MB_MAX}": peak_mb < PEAK_MB_MAX,
            "every row was read": done.counts.row_count == rows and done.status is RunStatus.DONE,
            "the same file changes nothing": unchanged_count == product_count,
            "a tenth was changed": 0 < last.done_count < product_count // 5,
            "buyers bought meanwhile": bought_count > 0,
        },
        ratios={"peak_to_feed": round(peak_mb / max(feed.stat().st_size / 1e6, 0.1), 2)},
    )


def peak_of(who: int) -> float:
    """Highest resident memory in MB; Linux counts it in kilobytes."""
    return resource.getrusage(who).ru_maxrss / 1024


async def buy_while(bench: Bench, run_id: RunId) -> int:
    """Write a run while buyers hold and buy; answers how many purchases were sold."""
    async with bench.pool.transaction() as db:
        rows = await (
            await db.execute("select variant_id from inventory.stock where available > 0 limit 2000")
        ).fetchall()
    variants = [VariantId(each[0]) for each in rows]
    writing = asyncio.create_task(bench.apply(run_id))
    counts = await asyncio.gather(*[_buy(bench.pool, variants, writing) for _ in range(BUYER_COUNT)])
    await writing
    return sum(counts)


async def _buy(pool: Pool, variants: Sequence[VariantId], writing: "asyncio.Task[float]") -> int:
    sold_count = 0
    while not writing.done():
        purchase_id = new_id()
        lines = [(random.choice(variants), 1)]
        async with pool.transaction() as db:
            await inventory.hold(db, [HoldRequest(purchase_id=purchase_id, lines=lines, until=clock.now())])
            sold_count += len(await inventory.sell(db, [purchase_id]))
        await asyncio.sleep(0)
    return sold_count


def books(url: str) -> int:
    """Count variants whose movements do not add up to what is free."""
    with psycopg.connect(url) as db:
        row = db.execute(
            """
            select count(*)
              from inventory.stock s
              left join (select variant_id, sum(change) as change
                           from inventory.movements
                          group by variant_id) m on m.variant_id = s.variant_id
             where s.available - s.short_by <> coalesce(m.change, 0)
            """
        ).fetchone()
    assert row
    return int(row[0])


def write_feed(path: Path, rows: int, *, changed_share: float) -> None:
    """Write a feed of products, one in five of which has three sizes; the same numbers make the same feed."""
    chance = random.Random(7)
    other = random.Random(8)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        written = number = 0
        while written < rows:
            number += 1
            sizes = ("CH", "M", "G") if number % 5 == 0 else ("",)
            words = " ".join(chance.choices(WORDS, k=3))
            text = " ".join(chance.choices(WORDS, k=40))
            price = chance.randint(50, 5_000)
            price += other.random() < changed_share
            for size in sizes[: rows - written]:
                written += 1
                file.write(
                    f"SKU-{number}-{size},Pieza de {words} {number},{text},in stock,new,{price}.00 MXN,"
                    f"https://a.example/{number},https://a.example/{number}.jpg,Taller,"
                    f"G-{number},{size},{chance.randint(1, 50)}\n"
                )


if __name__ == "__main__":
    main()
