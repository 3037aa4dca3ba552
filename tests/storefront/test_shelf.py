"""What is kept is never older than the last look, and a crowd costs one reading."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from tests.builders import new_product, product_of, shop_of
from tests.people import BRUNO, JOINED, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import NewVariant, Product, ProductChanges, ProductStatus
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.answers import Answer
from vitrina.kit.db import Pool
from vitrina.kit.http import Page
from vitrina.kit.places import Currency
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard, ProductView
from vitrina.storefront.service import shelf as shelves

PATIENCE_S = 60
LIST = storefront.Wanted(shop=None, category=None, cursor=None, limit=20)


class Time:
    """A clock that only goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(shelves, "time", time)
    return time


async def stock(pool: Pool, *titles: str) -> list[Product]:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        return [await product_of(db, shop, new=new_product(100, title=title)) for title in titles]


async def set_price(pool: Pool, product: Product, price_minor: int) -> None:
    variants = [NewVariant(id=product.variants[0].id, values=[], price_minor=price_minor)]
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=ProductChanges(variants=variants), now=JOINED
        )


async def titles_and_prices(pool: Pool) -> list[tuple[str, int]]:
    body = await body_of(await storefront.list_products(pool, "/products", LIST))
    page = msgspec.json.decode(body, type=Page[ProductCard])
    return [(card.title, card.price.amount_minor) for card in page.items]


async def body_of(answer: Answer, *headers: tuple[bytes, bytes]) -> bytes:
    return (await sent(answer, *headers))[1]


async def sent(answer: Answer, *headers: tuple[bytes, bytes]) -> tuple[int, bytes, dict[bytes, bytes]]:
    messages: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    await answer({"headers": headers}, None, send)
    start, body = messages
    return start["status"], body["body"], dict(start["headers"])  # type: ignore[return-value,call-overload]


async def test_a_changed_price_is_seen_at_the_next_look(pool: Pool, clock: Time) -> None:
    [product] = await stock(pool, "Shirt")
    before = await titles_and_prices(pool)
    await set_price(pool, product, 90)

    kept = await titles_and_prices(pool)
    clock.now += shelves.LOOK_AGE_MAX_S + 0.01
    after = await titles_and_prices(pool)

    assert (before, kept, after) == ([("Shirt", 100)], [("Shirt", 100)], [("Shirt", 90)])


async def test_a_sold_out_product_is_seen_at_the_next_look(pool: Pool, clock: Time) -> None:
    [product] = await stock(pool, "Shirt")
    target = f"/products/{product.id}"
    before = msgspec.json.decode(
        await body_of(await storefront.show_product(pool, target, product.id)), type=ProductView
    )
    async with pool.transaction() as db:
        counts = [Count(variant_id=product.variants[0].id, quantity=0)]
        await inventory.count(db, shop_id=product.shop_id, actor=await load(db, BRUNO), counts=counts)
    clock.now += shelves.LOOK_AGE_MAX_S + 0.01

    after = msgspec.json.decode(
        await body_of(await storefront.show_product(pool, target, product.id)), type=ProductView
    )

    assert (before.variants[0].available, after.variants[0].available) == (10, 0)


async def test_what_comes_and_goes_is_seen_at_the_next_look(pool: Pool, clock: Time) -> None:
    [old] = await stock(pool, "Old")
    seen = [await titles_and_prices(pool)]
    await stock(pool, "New")
    clock.now += 1
    seen.append(await titles_and_prices(pool))
    async with pool.transaction() as db:
        await catalogue.archive(db, product_id=old.id, actor=await load(db, BRUNO), now=JOINED)
    clock.now += 1
    seen.append(await titles_and_prices(pool))

    assert seen == [[("Old", 100)], [("New", 100), ("Old", 100)], [("New", 100)]]


async def test_a_look_comes_early_but_nobody_waits_for_it(pool: Pool, clock: Time) -> None:
    [product] = await stock(pool, "Shirt")
    await titles_and_prices(pool)
    await set_price(pool, product, 90)
    clock.now += shelves.LOOK_EVERY_S + 0.01

    first = await titles_and_prices(pool)
    shelf = shelves.shelf_of(pool)
    assert shelf._looking  # type: ignore[reportPrivateUsage]
    await shelf._looking  # type: ignore[reportPrivateUsage]
    second = await titles_and_prices(pool)

    assert (first, second) == ([("Shirt", 100)], [("Shirt", 90)])


async def test_a_crowd_costs_one_reading(pool: Pool, clock: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    products = await stock(pool, "Shirt", "Shoes")
    readings: list[int] = []
    summaries = catalogue.summaries

    async def counted(db: object, ids: Sequence[object]) -> object:
        readings.append(len(ids))
        return await summaries(db, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogue, "summaries", counted)

    answers = await asyncio.gather(*[storefront.list_products(pool, "/products", LIST) for _ in range(200)])

    assert readings == [len(products)]
    assert len({id(answer) for answer in answers}) == 1


async def test_only_what_changed_is_read_again(
    pool: Pool, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    products = await stock(pool, *[f"p{i}" for i in range(10)])
    readings: list[set[object]] = []
    summaries = catalogue.summaries

    async def counted(db: object, ids: Sequence[object]) -> object:
        readings.append(set(ids))
        return await summaries(db, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogue, "summaries", counted)
    # A look tells of a change again while any older transaction runs anywhere on the server.
    await titles_and_prices(pool)
    async with asyncio.timeout(PATIENCE_S):
        while readings:
            readings.clear()
            clock.now += 1
            await titles_and_prices(pool)
    await set_price(pool, products[3], 90)
    clock.now += 1

    assert ("p3", 90) in await titles_and_prices(pool)

    assert readings == [{products[3].id}]


async def test_what_changes_while_it_is_read_is_not_kept(
    pool: Pool, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    [product] = await stock(pool, "Shirt")
    shelf = shelves.shelf_of(pool)
    await shelf.find(("warm",))
    summaries = catalogue.summaries

    async def slow(db: object, ids: Sequence[object]) -> object:
        found = await summaries(db, ids)  # type: ignore[arg-type]
        monkeypatch.setattr(catalogue, "summaries", summaries)
        await set_price(pool, product, 90)
        clock.now += 1
        await shelf.find(("anything",))
        return found

    monkeypatch.setattr(catalogue, "summaries", slow)

    assert await titles_and_prices(pool) == [("Shirt", 100)]
    assert await titles_and_prices(pool) == [("Shirt", 90)]


async def test_a_refusal_is_told_to_everybody_and_not_kept(pool: Pool, clock: Time) -> None:
    [product] = await stock(pool, "Shirt")
    unknown = new_product(1).id

    async def ask() -> object:
        try:
            return await storefront.show_product(pool, f"/products/{unknown}", unknown)
        except ProductNotFound as refusal:
            return refusal

    answers = await asyncio.gather(*[ask() for _ in range(20)])

    assert all(isinstance(answer, ProductNotFound) for answer in answers)
    assert await storefront.find_kept(pool, f"/products/{unknown}") is None
    assert product.status is ProductStatus.ACTIVE


async def test_nothing_is_kept_for_ever(pool: Pool, clock: Time) -> None:
    await stock(pool, "Shirt")
    await titles_and_prices(pool)
    kept = [await storefront.find_kept(pool, "/products")]

    clock.now += 2 * shelves.KEPT_S
    kept.append(await storefront.find_kept(pool, "/products"))

    assert [each is not None for each in kept] == [True, False]


async def test_the_memory_is_bounded(pool: Pool, clock: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    await stock(pool, "Shirt")
    monkeypatch.setattr(shelves, "ANSWERS_BYTES_MAX", 3_000)

    for i in range(50):
        await storefront.list_products(pool, f"/products?{i}", LIST)

    shelf = shelves.shelf_of(pool)
    assert 0 < len(shelf._answers) < 15  # type: ignore[reportPrivateUsage]
    assert await storefront.find_kept(pool, "/products?49")
    assert await storefront.find_kept(pool, "/products?0") is None


async def test_too_many_changes_forget_everything(
    pool: Pool, clock: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    products = await stock(pool, "Shirt", "Shoes", "Hat")
    await titles_and_prices(pool)
    monkeypatch.setattr(shelves, "CHANGES_MAX", 2)
    for product in products:
        await set_price(pool, product, 90)
    clock.now += 1

    assert {price for _, price in await titles_and_prices(pool)} == {90}


async def test_an_answer_is_sent_again_only_when_it_changed(pool: Pool, clock: Time) -> None:
    await stock(pool, *[f"p{i}" for i in range(10)])
    answer = await storefront.list_products(pool, "/products", LIST)

    status, body, headers = await sent(answer)
    zipped_status, zipped, zipped_headers = await sent(answer, (b"accept-encoding", b"br, gzip"))
    known_status, nothing, _ = await sent(answer, (b"if-none-match", headers[b"etag"]))

    assert (status, zipped_status, known_status, nothing) == (200, 200, 304, b"")
    assert zipped_headers[b"content-encoding"] == b"gzip"
    assert int(zipped_headers[b"content-length"]) == len(zipped) < len(body)
    assert str(Currency.MXN).encode() in body
    assert (await sent(answer, (b"if-none-match", b'W/"other"')))[0] == 200
