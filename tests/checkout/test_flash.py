"""A price for a time: it begins and ends by the clock, everywhere at once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.errors import ExclusionViolation

from tests.builders import product_of, shop_of
from tests.checkout.buying import Client, buy, wanting
from tests.checkout.conftest import Wait
from tests.people import ANA, BRUNO, load, sign_in
from tests.races import one_waits
from tests.search.shelf import keep_up
from vitrina.catalogue import service as catalogue
from vitrina.catalogue import store as catalogue_store
from vitrina.catalogue.flash_model import FlashId
from vitrina.catalogue.model import Product
from vitrina.catalogue.service import flash as flash_service
from vitrina.catalogue.store import flash as flash_store
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.shops.model import Shop
from vitrina.storefront.service import shelf

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let memory look whether something changed before each answer, and not some times a second."""
    monkeypatch.setattr(shelf, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(shelf, "LOOK_AGE_MAX_S", 0.0)


async def on_shelf(pool: Pool, *prices_minor: int) -> tuple[Shop, Product]:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        return shop, await product_of(db, shop, prices_minor=prices_minor or (200_00,))


async def plan(client: Client, pool: Pool, shop: Shop, product: Product, *prices: int, **more: Any) -> Any:
    now = clock.now()
    body = {
        "id": str(uuid4()),
        "product_id": str(product.id),
        "prices": [
            {"variant_id": str(variant.id), "price": price}
            for variant, price in zip(product.variants, prices, strict=False)
        ],
        "ends_at": (now + HOUR).isoformat(),
        **more,
    }
    path = f"/api/v1/shops/{shop.id}/flash-prices"
    return await client.post(path, json=body, headers=await sign_in(pool, BRUNO))


async def shown(client: Client, product: Product) -> dict[str, Any]:
    """What the product costs where people see it."""
    variant_id = product.variants[0].id
    page = (await client.get(f"/api/v1/products/{product.id}")).json()["variants"][0]
    cards = (await client.get("/api/v1/products")).json()["items"]
    [card] = [each for each in cards if each["id"] == str(product.id)]
    lines = [{"variant_id": str(variant_id), "quantity": 1}]
    quote = (await client.post("/api/v1/quotes", json={"lines": lines, "country": "MX"})).json()
    cart = await client.put(f"/api/v1/carts/{uuid4()}/lines/{variant_id}", json={"quantity": 1})
    prices = {
        page["price"]["amount"],
        card["price"]["amount"],
        quote["orders"][0]["lines"][0]["unit_price"]["amount"],
        cart.json()["lines"][0]["price"]["amount"],
    }
    assert len(prices) == 1, prices
    assert page["flash_ends_at"] == card["flash_ends_at"]
    return page


async def test_it_begins_and_ends_by_the_clock_at_every_place(client: Client, pool: Pool, wait: Wait):
    shop, product = await on_shelf(pool)
    starts_at = clock.now() + HOUR
    await plan(
        client,
        pool,
        shop,
        product,
        150_00,
        starts_at=starts_at.isoformat(),
        ends_at=(starts_at + HOUR).isoformat(),
    )

    before = await shown(client, product)
    await wait(HOUR + SECOND)
    during = await shown(client, product)
    await wait(HOUR)
    after = await shown(client, product)

    assert [each["price"]["amount"] for each in (before, during, after)] == [200_00, 150_00, 200_00]
    assert [each["flash_ends_at"] is None for each in (before, during, after)] == [True, False, True]


async def test_it_is_charged_until_it_ends_and_not_a_second_longer(client: Client, pool: Pool, wait: Wait):
    shop, product = await on_shelf(pool)
    await plan(client, pool, shop, product, 150_00)
    variant_id = product.variants[0].id

    bought = await buy(client, wanting(variant_id, total_minor=200_00))
    await wait(HOUR + SECOND)
    late = await client.post("/api/v1/checkouts", json=wanting(variant_id, total_minor=200_00))

    assert bought["total"]["amount"] == 200_00
    assert late.json()["code"] == "checkout.total_changed"
    assert late.json()["facts"]["quote"]["total"]["amount"] == 250_00


async def test_its_shop_ends_it_at_any_time(client: Client, pool: Pool):
    shop, product = await on_shelf(pool)
    planned = (await plan(client, pool, shop, product, 150_00)).json()
    assert (await shown(client, product))["price"]["amount"] == 150_00
    path = f"/api/v1/shops/{shop.id}/flash-prices"
    headers = await sign_in(pool, BRUNO)

    ended = await client.post(f"{path}/{planned['id']}/cancellation", headers=headers)
    again = await client.post(f"{path}/{planned['id']}/cancellation", headers=headers)

    assert (ended.status_code, again.status_code) == (204, 204)
    assert (await shown(client, product))["price"]["amount"] == 200_00
    [over] = (await client.get(path, headers=headers)).json()["items"]
    assert over["state"] == "over"
    # Its price was asked for: it stays in the history.
    async with pool.transaction() as db:
        [pieces] = (await catalogue.stretches_of(db, [product.variants[0].id])).values()
    assert 150_00 in [each.price_minor for each in pieces]


async def test_one_that_has_not_begun_is_forgotten(client: Client, pool: Pool):
    shop, product = await on_shelf(pool)
    starts_at = clock.now() + HOUR
    planned = await plan(
        client,
        pool,
        shop,
        product,
        150_00,
        starts_at=starts_at.isoformat(),
        ends_at=(starts_at + HOUR).isoformat(),
    )
    path = f"/api/v1/shops/{shop.id}/flash-prices"
    headers = await sign_in(pool, BRUNO)

    gone = await client.post(f"{path}/{planned.json()['id']}/cancellation", headers=headers)
    unknown = await client.post(f"{path}/{planned.json()['id']}/cancellation", headers=headers)

    assert (planned.json()["state"], gone.status_code) == ("scheduled", 204)
    assert (await client.get(path, headers=headers)).json() == {"items": []}
    assert unknown.json()["code"] == "catalogue.flash_not_found"


async def test_the_price_before_is_one_that_was_really_charged(client: Client, pool: Pool):
    # The builders put things on sale in January; a product of today was never charged for long.
    shop, old = await on_shelf(pool)
    async with pool.transaction() as db:
        young = await product_of(db, shop)
        await db.execute("update catalogue.products set published_at = kit.now() where id = %s", [young.id])

    told = (await plan(client, pool, shop, old, 150_00)).json()
    untold = (await plan(client, pool, shop, young, 100_00)).json()

    assert told["prices"][0]["before"]["amount"] == 200_00
    assert untold["prices"][0]["before"] is None
    page = await shown(client, old)
    assert (page["compare_at"]["amount"], page["low_before"]["amount"]) == (200_00, 200_00)
    assert (await shown(client, young))["compare_at"] is None


async def test_the_lowest_of_thirty_days_knows_flash_prices(client: Client, pool: Pool, wait: Wait):
    shop, product = await on_shelf(pool)
    await plan(client, pool, shop, product, 120_00)
    await wait(2 * HOUR)

    await plan(client, pool, shop, product, 150_00)

    page = await shown(client, product)
    assert (page["price"]["amount"], page["low_before"]["amount"]) == (150_00, 120_00)


async def test_a_variant_has_one_price_at_a_time(client: Client, pool: Pool):
    shop, product = await on_shelf(pool, 200_00, 300_00)
    first = await plan(client, pool, shop, product, 150_00)

    overlap = await plan(client, pool, shop, product, 140_00)
    later = await plan(
        client,
        pool,
        shop,
        product,
        140_00,
        starts_at=first.json()["ends_at"],
        ends_at=(clock.now() + 3 * HOUR).isoformat(),
    )
    same = await plan(client, pool, shop, product, 150_00, id=first.json()["id"])
    with pytest.raises(ExclusionViolation):
        async with pool.transaction() as db:
            await db.execute("update catalogue.flash_prices set starts_at = kit.now() - interval '1 hour'")

    assert overlap.json()["code"] == "catalogue.flash_overlaps"
    assert later.status_code == 201
    assert same.json() == first.json()


@pytest.mark.parametrize(
    ("prices", "more", "field"),
    [
        ([200_00], {}, "prices[0].price"),
        ([100_00], {"ends_at": "2020-01-01T00:00:00Z"}, "ends_at"),
        ([100_00], {"ends_at": (clock.real_now() + timedelta(days=15)).isoformat()}, "ends_at"),
        ([100_00], {"starts_at": "2099-01-01T00:00:00Z"}, "starts_at"),
        ([100_00], {"ends_at": "2026-12-24T12:00:00"}, "ends_at"),
        ([], {"prices": [{"variant_id": str(UUID(int=7)), "price": 1}]}, "prices[0].variant_id"),
    ],
)
async def test_what_is_wrong_with_a_plan_is_named(
    client: Client, pool: Pool, prices: list[int], more: dict[str, Any], field: str
):
    shop, product = await on_shelf(pool)

    answer = await plan(client, pool, shop, product, *prices, **more)

    assert answer.status_code == 422
    assert field in answer.json()["fields"]


async def test_only_its_people_plan_for_a_shop_and_for_its_own_products(client: Client, pool: Pool):
    shop, product = await on_shelf(pool)
    async with pool.transaction() as db:
        theirs = await product_of(db, await shop_of(db, ANA))
    path = f"/api/v1/shops/{shop.id}/flash-prices"
    headers = await sign_in(pool, ANA)

    answers = [
        await client.get(path, headers=headers),
        await client.post(f"{path}/{uuid4()}/cancellation", headers=headers),
    ]
    strange = await plan(client, pool, shop, theirs, 1_00)
    taken = await plan(client, pool, shop, product, 1_00)
    other_product = await on_shelf(pool)
    reused = await plan(client, pool, *other_product, 1_00, id=taken.json()["id"])

    assert [each.status_code for each in answers] == [403, 403]
    assert strange.json()["code"] == "catalogue.product_not_found"
    assert reused.json()["code"] == "catalogue.id_taken"


async def test_a_product_has_so_many_to_come(client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch):
    shop, product = await on_shelf(pool, 200_00, 300_00)
    monkeypatch.setattr(flash_service, "TO_COME_MAX", 1)
    await plan(client, pool, shop, product, 150_00)

    answer = await plan(client, pool, shop, product, 150_00)

    assert answer.json()["code"] == "catalogue.too_many_flash_prices"


async def test_an_own_price_that_falls_below_it_holds(client: Client, pool: Pool):
    shop, product = await on_shelf(pool)
    await plan(client, pool, shop, product, 150_00)
    changes: dict[str, Any] = {
        "variants": [{"id": str(product.variants[0].id), "values": [], "price": 100_00}]
    }

    own = await client.patch(
        f"/api/v1/products/{product.id}", json=changes, headers=await sign_in(pool, BRUNO)
    )

    assert own.json()["variants"][0]["price"]["amount"] == 100_00
    assert (await shown(client, product))["price"]["amount"] == 100_00


async def test_an_edit_meanwhile_keeps_the_own_price(client: Client, pool: Pool):
    shop, product = await on_shelf(pool)
    await plan(client, pool, shop, product, 150_00)

    edited = await client.patch(
        f"/api/v1/products/{product.id}", json={"title": "New name"}, headers=await sign_in(pool, BRUNO)
    )

    assert edited.json()["variants"][0]["price"]["amount"] == 200_00
    async with pool.transaction() as db:
        kept = await value(
            db, "select price_minor from catalogue.variants where id = %(id)s", id=product.variants[0].id
        )
    assert kept == 200_00


async def test_the_index_of_the_search_is_told_when_it_turns(client: Client, pool: Pool, wait: Wait):
    shop, product = await on_shelf(pool)
    await plan(client, pool, shop, product, 150_00)

    async def indexed() -> int:
        async with pool.transaction() as db:
            await catalogue.tell_turned(db, now=clock.now())
        await keep_up(pool)
        async with pool.transaction() as db:
            return await value(db, "select price_minor from search.products where id = %(id)s", id=product.id)

    during = await indexed()
    await wait(HOUR + SECOND)
    after = await indexed()
    async with pool.transaction() as db:
        again = await catalogue.tell_turned(db, now=clock.now())

    assert (during, after, again) == (150_00, 200_00, 0)


async def test_who_cancels_and_who_tells_that_it_turned_do_not_wait_for_each_other(
    client: Client, pool: Pool
):
    shop, product = await on_shelf(pool)
    begun = (await plan(client, pool, shop, product, 150_00)).json()

    async def cancel() -> None:
        async with pool.transaction() as db:
            await catalogue.cancel_flash(
                db,
                shop_id=shop.id,
                actor=await load(db, BRUNO),
                flash_id=FlashId(UUID(begun["id"])),
                now=clock.now(),
            )

    async with pool.transaction() as db:
        [turned] = await flash_store.take_turned(db, now=clock.now(), limit=10)
        cancelling = asyncio.create_task(cancel())
        await one_waits(pool)

        await catalogue_store.lock_products(db, [turned])
        await flash_store.touch_products(db, [turned])

    await cancelling
    assert (await shown(client, product))["price"]["amount"] == 200_00


async def test_everybody_is_told_the_time_by_which_it_ends(client: Client, wait: Wait):
    before = datetime.fromisoformat((await client.get("/api/v1/clock")).json()["now"])
    await wait(HOUR)
    after = datetime.fromisoformat((await client.get("/api/v1/clock")).json()["now"])

    assert HOUR <= after - before < 2 * HOUR
