"""Feeds over HTTP: opened, fetched, asked again, renewed and closed."""

import gzip
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import image_of, new_product, product_of, shop_of
from tests.channels.field_rules import faults, read_csv, read_xml
from tests.people import BRUNO, CARLA, EVA, JOINED, load, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Product, ProductChanges
from vitrina.channels import routes, service, store
from vitrina.channels.model import Shape, Target
from vitrina.channels.service import feeds
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id
from vitrina.kit.ticker import advance_clock
from vitrina.shops import service as shops
from vitrina.shops.model import Shop

Client = AsyncTestClient[Litestar]


@pytest.fixture(autouse=True)
def nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_fetches", Limiter(per_minute=6, burst=30))


@pytest.fixture
def back_to_now() -> Iterator[None]:
    yield
    clock.set_offset(timedelta())


@pytest.fixture
async def shop(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db, BRUNO)


async def pictured(pool: Pool, shop: Shop, *, title: str = "Taza", quantity: int = 10) -> Product:
    async with pool.transaction() as db:
        product = await product_of(db, shop, new=new_product(189_00, title=title), quantity=quantity)
        await catalogue.set_images(db, {product.id: [await image_of(db)]}, now=JOINED)
        return product


async def opened(client: Client, pool: Pool, shop: Shop, target: str = "meta") -> dict[str, str]:
    answer = await client.put(f"/api/v1/shops/{shop.id}/feeds/{target}", headers=await sign_in(pool, BRUNO))
    assert answer.status_code == 200, answer.text
    return {name: path_of(url) for name, url in answer.json().items() if name.endswith("_url")}


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def count(pool: Pool, shop: Shop, product: Product, quantity: int) -> None:
    async with pool.transaction() as db:
        owner = await load(db, BRUNO)
        counts = [Count(variant_id=each.id, quantity=quantity) for each in product.variants]
        await inventory.count(db, shop_id=shop.id, actor=owner, counts=counts)


@pytest.mark.parametrize("target", [*Target])
async def test_a_platform_fetches_what_is_on_sale(
    client: Client, pool: Pool, shop: Shop, target: Target
) -> None:
    await pictured(pool, shop)
    await pictured(pool, shop, title="Jarro", quantity=0)
    urls = await opened(client, pool, shop, target)

    table = await client.get(urls["csv_url"])
    rss = await client.get(urls["xml_url"])

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = read_csv(table.content)
    assert [row["title"] for row in rows] == [["Jarro"], ["Taza"]]
    assert [row["availability"][0].replace("_", " ") for row in rows] == ["out of stock", "in stock"]
    assert read_xml(rss.content) == rows
    assert [fault for row in rows for fault in faults(row, target)] == []


async def test_a_flash_price_is_in_the_feed_while_it_runs(
    client: Client, pool: Pool, shop: Shop, back_to_now: None
) -> None:
    product = await pictured(pool, shop)
    url, bruno = (await opened(client, pool, shop))["csv_url"], await sign_in(pool, BRUNO)
    prices = [{"variant_id": str(each.id), "price": 99_00} for each in product.variants]
    now = clock.now()
    times = {
        "starts_at": (now + timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=2)).isoformat(),
    }
    body = {"id": str(new_id()), "product_id": str(product.id), "prices": prices, **times}
    planned = await client.post(f"/api/v1/shops/{shop.id}/flash-prices", json=body, headers=bruno)
    assert planned.status_code == 201, planned.text

    told: list[tuple[list[str] | None, ...]] = []
    for _ in range(3):
        async with pool.transaction() as db:
            await catalogue.tell_turned(db, now=clock.now())
        [row] = read_csv((await client.get(url)).content)
        told.append((row["price"], row.get("sale_price"), row.get("sale_price_effective_date")))
        await advance_clock(pool, 61 * 60)

    before, during, after = told
    assert before == after == (["189.00 MXN"], None, None)
    assert during[:2] == (["189.00 MXN"], ["99.00 MXN"])
    assert during[2] == [
        f"{now + timedelta(hours=1):%Y-%m-%dT%H:%MZ}/{now + timedelta(hours=2):%Y-%m-%dT%H:%MZ}"
    ]


async def test_nothing_new_is_told_without_the_feed(client: Client, pool: Pool, shop: Shop) -> None:
    product = await pictured(pool, shop)
    url = (await opened(client, pool, shop))["csv_url"]
    first = await client.get(url)

    async def again(etag: str) -> int:
        return (await client.get(url, headers={"if-none-match": etag})).status_code

    assert await again(first.headers["etag"]) == 304
    await count(pool, shop, product, 9)
    assert await again(first.headers["etag"]) == 200
    second = await client.get(url)
    async with pool.transaction() as db:
        await catalogue.edit(
            db,
            product_id=product.id,
            actor=await load(db, BRUNO),
            changes=ProductChanges(title="Taza grande"),
            now=JOINED,
        )
    assert await again(second.headers["etag"]) == 200
    assert first.headers["etag"] != second.headers["etag"]


async def test_a_feed_without_quantities_changes_when_the_last_one_is_sold(
    client: Client, pool: Pool, shop: Shop
) -> None:
    product = await pictured(pool, shop, quantity=10)
    url = (await opened(client, pool, shop, "google"))["csv_url"]
    etag = (await client.get(url)).headers["etag"]

    await count(pool, shop, product, 3)
    fewer = await client.get(url, headers={"if-none-match": etag})
    await count(pool, shop, product, 0)
    none = await client.get(url, headers={"if-none-match": etag})

    assert (fewer.status_code, none.status_code) == (304, 200)


async def test_it_is_packed_for_who_takes_gzip(client: Client, pool: Pool, shop: Shop) -> None:
    await pictured(pool, shop)
    url = (await opened(client, pool, shop))["xml_url"]

    plain = await client.get(url, headers={"accept-encoding": "identity"})
    async with client.stream("GET", url, headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join([piece async for piece in answer.aiter_raw()])

    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content


async def test_a_feed_longer_than_what_is_read_at_once_has_every_product_once(
    client: Client, pool: Pool, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = {(await pictured(pool, shop, title=f"Taza {number}")).title for number in range(7)}
    monkeypatch.setattr(feeds, "READ_SIZE", 2)
    monkeypatch.setattr(feeds, "PIECE_LENGTH", 100)
    url = (await opened(client, pool, shop))["csv_url"]

    found = [row["title"][0] for row in read_csv((await client.get(url)).content)]

    assert (len(found), set(found)) == (7, titles)


async def test_a_slow_reader_holds_no_transaction(pool: Pool, settings: Settings, shop: Shop) -> None:
    """A feed may take minutes to be fetched: between two pieces nothing of the database is held."""
    await pictured(pool, shop)
    async with pool.transaction() as db:
        address = await service.open_feed(
            db, settings, shop_id=shop.id, target=Target.META, actor=await load(db, BRUNO), now=JOINED
        )
        reading = await service.start_reading(
            db,
            settings,
            shop_id=shop.id,
            target=Target.META,
            shape=Shape.CSV,
            token=address.csv_url.partition("token=")[2],
            now=JOINED,
        )
    pieces: AsyncIterator[bytes] = service.pieces(pool, settings, reading, is_zipped=False)

    await anext(pieces)

    async with pool.transaction() as db:
        open_count = await value(
            db,
            """
            select count(*)
              from pg_stat_activity
             where datname = current_database()
               and state like 'idle in%%'
            """,
        )
    assert open_count == 0


async def test_a_new_address_ends_the_old_one_and_a_closed_feed_is_gone(
    client: Client, pool: Pool, shop: Shop
) -> None:
    headers = await sign_in(pool, BRUNO)
    old = (await opened(client, pool, shop))["csv_url"]
    new = (await opened(client, pool, shop))["csv_url"]

    answers = [(await client.get(url)).status_code for url in (old, new, old.replace("meta", "google"))]
    closed = await client.delete(f"/api/v1/shops/{shop.id}/feeds/meta", headers=headers)
    again = await client.delete(f"/api/v1/shops/{shop.id}/feeds/meta", headers=headers)

    assert answers == [404, 200, 404]
    assert (closed.status_code, again.status_code) == (204, 404)
    assert (await client.get(new)).json()["code"] == "channels.feed_not_found"


async def test_only_a_digest_of_the_secret_is_kept(client: Client, pool: Pool, shop: Shop) -> None:
    url = (await opened(client, pool, shop))["csv_url"]
    token = url.partition("token=")[2]

    async with pool.transaction() as db:
        row = await value(db, "select f::text from channels.feeds f")

    assert token.startswith("vf_")
    assert token not in row


async def test_a_closed_shop_has_no_feeds(client: Client, pool: Pool, shop: Shop) -> None:
    url = (await opened(client, pool, shop))["csv_url"]
    async with pool.transaction() as db:
        await shops.close_shop(db, shop.id, now=JOINED)

    assert (await client.get(url)).status_code == 404


async def test_drafts_and_hidden_products_stay_out(client: Client, pool: Pool, shop: Shop) -> None:
    hidden, archived = await pictured(pool, shop), await pictured(pool, shop)
    url = (await opened(client, pool, shop))["csv_url"]
    async with pool.transaction() as db:
        await catalogue.hide(db, hidden.id)
        await catalogue.archive(db, product_id=archived.id, actor=await load(db, BRUNO), now=JOINED)

    assert read_csv((await client.get(url)).content) == []


async def test_the_shop_sees_who_fetched_and_what_was_left_out(
    client: Client, pool: Pool, shop: Shop
) -> None:
    headers = await sign_in(pool, BRUNO)
    await pictured(pool, shop)
    async with pool.transaction() as db:
        bare = await product_of(db, shop, new=new_product(189_00, title="Sin foto"))
    before = (await client.get(f"/api/v1/shops/{shop.id}/feeds", headers=headers)).json()["items"]
    url = (await opened(client, pool, shop))["csv_url"]
    await client.get(url)

    after = (await client.get(f"/api/v1/shops/{shop.id}/feeds", headers=headers)).json()["items"]
    flaws = await client.get(
        f"/api/v1/shops/{shop.id}/feeds/meta/flaws", headers=headers | {"accept-language": "en"}
    )

    assert [(each["target"], each["made_at"]) for each in before] == [
        (t, None) for t in ("meta", "google", "tiktok")
    ]
    assert (after[0]["row_count"], after[0]["left_out_count"]) == (1, 1)
    assert after[0]["fetched_at"] > after[0]["made_at"]
    [flaw] = flaws.json()["items"]
    assert (flaw["product_id"], flaw["flaw"], flaw["is_left_out"]) == (str(bare.id), "picture_missing", True)
    assert (flaw["text"], flaws.json()["next_cursor"]) == ("It has no picture.", None)


async def test_flaws_are_looked_for_a_bounded_part_at_a_time(
    client: Client, pool: Pool, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await sign_in(pool, BRUNO)
    monkeypatch.setattr(feeds, "READ_SIZE", 2)
    monkeypatch.setattr(feeds, "LOOKED_MAX", 4)
    async with pool.transaction() as db:
        bare = await product_of(db, shop, new=new_product(189_00, title="Sin foto"))
    for number in range(5):
        await pictured(pool, shop, title=f"Taza {number}")
    place = f"/api/v1/shops/{shop.id}/feeds/meta/flaws"

    first = (await client.get(place, headers=headers)).json()
    rest = (await client.get(place, headers=headers, params={"cursor": first["next_cursor"]})).json()

    assert first["items"] == []
    assert [each["product_id"] for each in rest["items"]] == [str(bare.id)]
    wrong = await client.get(place, headers=headers, params={"cursor": "x"})
    assert wrong.json()["code"] == "kit.malformed"


async def test_who_asks_too_often_waits(
    client: Client, pool: Pool, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_fetches", Limiter(per_minute=1, burst=2))
    url = (await opened(client, pool, shop))["csv_url"]

    answers: list[Any] = [await client.get(url) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_nobody_opens_feeds_of_another_shop(client: Client, pool: Pool, shop: Shop) -> None:
    for person in (CARLA, EVA):
        headers = await sign_in(pool, person)
        answers = [
            await client.request(method, f"/api/v1/shops/{shop.id}/feeds{path}", headers=headers)
            for method, path in (("GET", ""), ("PUT", "/meta"), ("DELETE", "/meta"), ("GET", "/meta/flaws"))
        ]
        assert [each.status_code for each in answers] == [403] * 4


async def test_a_person_takes_along_which_feeds_are_open(client: Client, pool: Pool, shop: Shop) -> None:
    await opened(client, pool, shop)
    async with pool.transaction() as db:
        records = [each async for each in store.export_feeds(db, shop.id)]
        await store.erase_feeds(db, shop.id)
        left = await store.feeds(db, shop.id)

    assert [(each.collection, each.fields["target"]) for each in records] == [("product_feeds", "meta")]
    assert left == []
