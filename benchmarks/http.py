"""`vitrina bench http`: public reads while prices and stock change, beside an empty endpoint.

10,000 products of 100 shops; pages of 20 and products are asked with Zipf frequency, over 32 connections, of
one web process. For 95 reads a writer changes 5 products drawn the same way, price or stock in turn, and a
shopper who has just changed a price asks until the answer shows it: that is the staleness. Then, without
writes, the first page of a guest's feed of 500 clips. The parts of a round follow each other, because the
machine is never equally quiet.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import time
import urllib.request
from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg
import uvloop
from msgspec import Struct
from psycopg import AsyncConnection

from benchmarks import load, place

PRODUCT_COUNT = 10_000
SHOP_COUNT = 100
CREATOR_COUNT = 50
CLIP_COUNT = 500
PAGE_SIZE = 20
FEED_PAGE_SIZE = 10
ZIPF_EXPONENT = 1.0
WRITES_PER_READ = 5 / 95
WRITE_EVERY_S = 0.05
STALENESS_EVERY_S = 0.2
CONNECTIONS = 32
ROUNDS = 3
PART_S = 2.0
STALENESS_MAX_MS = 1_000
DRAWS = 200_000
SEED = 7

SEEDS: Sequence[LiteralString] = (
    """
    insert into shops.shops (
           id, owner_id, handle, name, country, currency, shipping_minor, return_days, transit_max_days,
           opened_at)
    select gen_random_uuid(), gen_random_uuid(), 'shop.' || s, 'Shop ' || s, 'MX', 'MXN', 5000, 15, 10, now()
      from generate_series(1, %(shops)s) s
    """,
    """
    insert into media.files (id, owner_id, kind, key, width, height, size_bytes, created_at)
    select gen_random_uuid(), gen_random_uuid(), 'image', 'images/' || i, 600, 800, 1000, now()
      from generate_series(1, %(products)s) i
    """,
    """
    insert into catalogue.products (
           id, shop_id, title, description, category, currency, status, options, image_file_ids, published_at,
           created_at, updated_at)
    select gen_random_uuid(),
           s.id,
           'Taza de barro negro, modelo ' || p.n,
           repeat('Hecha a mano en Oaxaca. ', 12),
           'kitchen',
           'MXN',
           'active',
           '[{"name": "Color", "values": ["Negro", "Rojo"]}]',
           array[f.id],
           now() - p.n * interval '1 minute',
           now(),
           now()
      from generate_series(1, %(products)s) as p (n)
      join (select id, row_number() over () as n from shops.shops) s on s.n = 1 + p.n %% %(shops)s
      join (select id, row_number() over () as n from media.files) f on f.n = p.n
    """,
    """
    insert into catalogue.variants (id, product_id, position, sku, option_values, price_minor)
    select gen_random_uuid(), p.id, v.n, 'T-' || v.n, array[v.colour], 10000 + v.n * 1000
      from catalogue.products p, (values (0, 'Negro'), (1, 'Rojo')) as v (n, colour)
    """,
    """
    insert into catalogue.prices (variant_id, version, price_minor, currency, valid_from)
    select id, 1, price_minor, 'MXN', now() from catalogue.variants
    """,
    "insert into inventory.stock (variant_id, available) select id, 100 from catalogue.variants",
    """
    insert into identity.persons (id, email, name, language, capabilities, created_at)
    select gen_random_uuid(), 'creator.' || c || '@bench.example', 'Creator ' || c, 'es', '{earn}', now()
      from generate_series(1, %(creators)s) c
    """,
    """
    insert into identity.handles (handle, kind, owner_id)
    select split_part(email, '@', 1), 'person', id from identity.persons
    """,
    """
    insert into media.files (id, owner_id, kind, key, width, height, size_bytes, created_at)
    select gen_random_uuid(), gen_random_uuid(), 'clip', 'clips/' || i, 540, 960, 1000000, now()
      from generate_series(1, %(clips)s) i
    """,
    """
    insert into videos.videos (
           id, creator_id, status, caption, language, file_id, duration_ms, published_at, created_at)
    select gen_random_uuid(),
           c.id,
           'ready',
           'Barro negro de San Bartolo',
           'es',
           f.id,
           9000,
           now() - f.n * interval '1 hour',
           now()
      from (select id, row_number() over () as n from media.files where kind = 'clip') f
      join (select id, row_number() over () as n from identity.persons) c on c.n = 1 + f.n %% %(creators)s
    """,
    """
    insert into videos.tags (video_id, position, product_id, from_ms, to_ms)
    select v.id, t.position, p.id, t.position * 3000, 9000
      from (select id, row_number() over () as n from videos.videos) v
     cross join generate_series(0, 1) as t (position)
      join (select id, row_number() over (order by published_at desc) as n from catalogue.products) p
        on p.n = 2 * v.n + t.position
    """,
    "analyze",
)

# As the catalogue writes it: a price is a new version, and the product says in which transaction it changed.
SET_PRICES: LiteralString = """
      with changed as (
               update catalogue.variants v
                  set price_minor = v.price_minor + 1,
                      price_version = v.price_version + 1
                where v.product_id = any(%(ids)s)
                  and v.position = 0
               returning v.id, v.product_id, v.price_version, v.price_minor
           ),
           priced as (
               insert into catalogue.prices (variant_id, version, price_minor, currency, valid_from)
               select id, price_version, price_minor, 'MXN', now() from changed
           )
    update catalogue.products p
       set updated_at = now(), changed_tx = pg_current_xact_id()::text::bigint
      from changed c
     where p.id = c.product_id
    returning p.id, c.price_minor
    """
SET_STOCK: LiteralString = """
    select inventory.count(array_agg(id), array_agg((random() * 3)::integer), gen_random_uuid())
      from (select id from catalogue.variants where product_id = any(%(ids)s) order by id) v
    """


class Card(Struct, frozen=True):
    """What the bench reads of a product card."""

    id: UUID


class Page(Struct, frozen=True):
    """What the bench reads of a page of products."""

    items: list[Card]
    next_cursor: str | None


class Price(Struct, frozen=True):
    """An amount."""

    amount: int


class Variant(Struct, frozen=True):
    """What the bench reads of a variant."""

    price: Price


class Product(Struct, frozen=True):
    """What the bench reads of a product."""

    variants: list[Variant]


class Report(Struct, frozen=True, kw_only=True):
    """What is printed."""

    bench: str
    figures: dict[str, float | str]
    bounds: dict[str, bool]
    ratios: dict[str, float]


class Traffic:
    """Reads in the order drawn, how many there were, and the writes that belong to them."""

    def __init__(self, url: str, port: int, ids: Sequence[str], ranks: Sequence[int]) -> None:
        self.read_count = 0
        self.write_count = 0
        self.stale_ms: list[float] = []
        self._url = url
        self._port = port
        self._ids = ids
        self._ranks = itertools.cycle(ranks)

    async def measure(self, requests: Sequence[bytes], *, seconds: float, is_writing: bool) -> load.Measured:
        """Read for so long, with writes going on or without."""
        drawn = itertools.cycle(requests)

        def next_request() -> bytes:
            self.read_count += is_writing
            return next(drawn)

        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._shop())] if is_writing else []
        measured = await load.run(self._port, next_request, connections=CONNECTIONS, seconds=seconds)
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
        return measured

    def _products(self, count: int) -> list[str]:
        """Draw products to write to, in one order, so that two transactions cannot cross."""
        return sorted({self._ids[rank] for rank in itertools.islice(self._ranks, count)})

    async def _write(self) -> None:
        async with await AsyncConnection.connect(self._url, autocommit=True) as db:
            while True:
                await asyncio.sleep(WRITE_EVERY_S)
                due_count = int(self.read_count * WRITES_PER_READ) - self.write_count
                prices, stock = self._products(due_count // 2), self._products(due_count - due_count // 2)
                await db.execute(SET_PRICES, {"ids": prices})
                await db.execute(SET_STOCK, {"ids": stock})
                self.write_count += due_count

    async def _shop(self) -> None:
        """Change a price and ask until it is shown."""
        async with (
            await AsyncConnection.connect(self._url, autocommit=True) as db,
            load.asking(self._port) as ask,
        ):
            while True:
                await asyncio.sleep(STALENESS_EVERY_S)
                [product_id] = self._products(1)
                cursor = await db.execute(SET_PRICES, {"ids": [product_id]})
                changed_at = time.perf_counter()
                row = await cursor.fetchone()
                assert row
                await self._wait_for(ask, product_id, price_minor=row[1])
                self.stale_ms.append(1_000 * (time.perf_counter() - changed_at))

    async def _wait_for(self, ask: load.Ask, product_id: str, *, price_minor: int) -> None:
        while True:
            product = msgspec.json.decode(await ask(f"/api/v1/products/{product_id}"), type=Product)
            # The writer may have changed the same product meanwhile: prices only go up.
            if product.variants[0].price.amount >= price_minor:
                return
            await asyncio.sleep(0.005)


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench http", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=PART_S, help="of each part of a round")
    asked = parser.parse_args()
    with place.database() as url:
        seed(url)
        with place.web(url) as port:
            report = uvloop.run(measure(url, port, rounds=asked.rounds, seconds=asked.seconds))
    text = msgspec.json.encode(report)
    print((text if asked.json else msgspec.json.format(text, indent=2)).decode())
    if not all(report.bounds.values()):
        sys.exit("a bound is not kept")


def seed(url: str) -> None:
    """Fill the shop window and the feed."""
    counts = {
        "products": PRODUCT_COUNT,
        "shops": SHOP_COUNT,
        "creators": CREATOR_COUNT,
        "clips": CLIP_COUNT,
    }
    with psycopg.connect(url, autocommit=True) as db:
        for statement in SEEDS:
            db.execute(statement, counts)


async def measure(url: str, port: int, *, rounds: int, seconds: float) -> Report:
    """Run the rounds and put the figures together."""
    targets, ids = await asyncio.to_thread(walk, port)
    ranks = zipf(random.Random(SEED))
    traffic = Traffic(url, port, ids, ranks)
    parts = {
        "empty": [load.get("/healthz")],
        "product_list": [load.get(targets[rank // PAGE_SIZE]) for rank in ranks],
        "product_detail": [load.get(f"/api/v1/products/{ids[rank]}") for rank in ranks],
        "feed_page": [load.get(f"/api/v1/feed?limit={FEED_PAGE_SIZE}")],
    }
    results: dict[str, list[load.Measured]] = {name: [] for name in parts}
    for _, (name, requests) in itertools.product(range(rounds), parts.items()):
        is_writing = name in {"product_list", "product_detail"}
        results[name].append(await traffic.measure(requests, seconds=seconds, is_writing=is_writing))
    return report_of(results, traffic)


def walk(port: int) -> tuple[list[str], list[str]]:
    """Go through the whole list once: the address of each page, and the products in its order."""
    targets: list[str] = []
    ids: list[str] = []
    target = f"/api/v1/products?limit={PAGE_SIZE}"
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{target}", timeout=10) as answer:
            page = msgspec.json.decode(answer.read(), type=Page)
        targets.append(target)
        ids += [str(card.id) for card in page.items]
        if page.next_cursor is None:
            return targets, ids
        target = f"/api/v1/products?limit={PAGE_SIZE}&cursor={page.next_cursor}"


def zipf(chance: random.Random) -> list[int]:
    """Draw ranks 0.. of products, the first the most often."""
    weights = [1 / (rank + 1) ** ZIPF_EXPONENT for rank in range(PRODUCT_COUNT)]
    return chance.choices(range(PRODUCT_COUNT), weights, k=DRAWS)


def report_of(results: dict[str, list[load.Measured]], traffic: Traffic) -> Report:
    """Take the median of the rounds; ratios are of neighbours in the same round."""
    figures: dict[str, float | str] = {"load_generator": "benchmarks/load.py, one process on uvloop"}
    for name, measured in results.items():
        figures[f"{name}_rps"] = round(statistics.median(each.requests_per_s for each in measured))
        figures[f"{name}_p99_ms"] = round(statistics.median(each.p99_ms for each in measured), 2)
        figures[f"{name}_client_cpu"] = round(statistics.median(each.client_cpu for each in measured), 2)
    stale_max_ms = max(traffic.stale_ms)
    figures |= {
        "writes_per_read": round(traffic.write_count / traffic.read_count, 4),
        "staleness_max_ms": round(stale_max_ms),
        "staleness_checks": len(traffic.stale_ms),
    }
    ratios = {
        f"{name}_to_empty": round(
            statistics.median(
                each.requests_per_s / empty.requests_per_s
                for each, empty in zip(results[name], results["empty"], strict=True)
            ),
            3,
        )
        for name in ("product_list", "product_detail", "feed_page")
    }
    statuses = {status for measured in results.values() for each in measured for status in each.statuses}
    return Report(
        bench="http",
        figures=figures,
        bounds={
            "product_list >= 0.3 empty": ratios["product_list_to_empty"] >= 0.3,
            "product_detail >= 0.3 empty": ratios["product_detail_to_empty"] >= 0.3,
            "staleness < 1 s": stale_max_ms < STALENESS_MAX_MS,
            "only 200": statuses == {200},
        },
        ratios=ratios,
    )


if __name__ == "__main__":
    main()
