"""Lists and summaries of what is on sale."""

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from tests.builders import image_of, new_product, product_of, shop_of
from tests.people import ANA, BRUNO, JOINED, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, Changes, Listed, ProductChanges, ProductId, ProductStatus
from vitrina.kit.db import Db, Pool, run
from vitrina.kit.ids import new_id

PATIENCE_S = 60


async def test_variants_are_sold_at_the_price_of_now(db: Db) -> None:
    shop = await shop_of(db)
    picture = await image_of(db)
    new = replace(new_product(100, 200), images=[picture])
    product = await product_of(db, shop, new=new)

    sold = await catalogue.variants_for_sale(db, [*(each.id for each in product.variants), new_id()])

    assert set(sold) == {each.id for each in product.variants}
    small = sold[product.variants[0].id]
    assert (small.product_id, small.shop_id, small.title) == (product.id, shop.id, "Linen shirt")
    assert (small.price_minor, small.currency, small.values) == (100, shop.currency, ["size 1"])
    assert (small.image_file_id, small.is_active) == (picture, True)


async def test_a_summary_shows_the_cheapest_variant(db: Db) -> None:
    new = new_product(300, 100, 200)
    cheapest = replace(new.variants[1], compare_at_minor=150)
    full = replace(cheapest, price_minor=150, compare_at_minor=None)
    product = await product_of(
        db, await shop_of(db), new=replace(new, variants=[new.variants[0], full, new.variants[2]])
    )
    changes = ProductChanges(variants=[new.variants[0], cheapest, new.variants[2]])
    await catalogue.edit(
        db,
        product_id=product.id,
        actor=await load(db, BRUNO),
        changes=changes,
        now=JOINED + timedelta(days=7),
    )

    summary = (await catalogue.summaries(db, [product.id]))[product.id]

    assert (summary.price_minor, summary.compare_at_minor, summary.price_max_minor) == (100, 150, 300)
    assert set(summary.variant_ids) == {each.id for each in product.variants}


async def test_the_public_list_is_pageable_and_shows_only_what_is_on_sale(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    other = await shop_of(db, ANA)
    products = [await product_of(db, shop, new=new_product(100, title=f"p{i}")) for i in range(4)]
    for i, product in enumerate(products):
        draft, active = ProductChanges(status=ProductStatus.DRAFT), ProductChanges(category=Category.HOME)
        changes = draft if i == 1 else active
        await catalogue.edit(
            db, product_id=product.id, actor=bruno, changes=changes, now=JOINED + timedelta(days=i)
        )
    theirs = await product_of(db, other)

    first = await catalogue.active_products(db, shop_id=shop.id, category=None, before=None, limit=2)
    rest = await catalogue.active_products(db, shop_id=shop.id, category=None, before=first[-1], limit=2)
    at_home = await catalogue.active_products(
        db, shop_id=None, category=Category.HOME, before=None, limit=100
    )

    assert [each.id for each in first + rest] == [products[3].id, products[2].id, products[0].id]
    assert theirs.id not in [each.id for each in at_home]
    assert len(at_home) == 3
    assert isinstance(first[0], Listed)


async def test_a_shop_lists_all_its_products(db: Db) -> None:
    bruno, shop = await load(db, BRUNO), await shop_of(db)
    products = [await product_of(db, shop, new=new_product(100, title=f"p{i}")) for i in range(3)]
    await catalogue.archive(db, product_id=products[1].id, actor=bruno, now=JOINED)
    theirs = await product_of(db, await shop_of(db, ANA))

    first = await catalogue.own_products(db, shop, status=None, page=(None, 2), now=JOINED)
    rest = await catalogue.own_products(db, shop, status=None, page=(first[-1].id, 2), now=JOINED)
    gone = await catalogue.own_products(db, shop, status=ProductStatus.ARCHIVED, page=(None, 9), now=JOINED)

    assert [each.title for each in first + rest] == ["p2", "p1", "p0"]
    assert [each.title for each in gone] == ["p1"]
    assert theirs.id not in {each.id for each in first + rest}


async def test_a_shop_finds_a_product_among_more_than_a_page(db: Db) -> None:
    shop = await shop_of(db)
    titles = ["Sartén de hierro", *[f"Taza {i}" for i in range(100)], "Taza 100 %"]
    made = {title: await product_of(db, shop, new=new_product(100, title=title)) for title in titles}

    async def found(search: str) -> list[str]:
        page = (None, 100)
        own = await catalogue.own_products(db, shop, status=None, page=page, now=JOINED, search=search)
        return [each.title for each in own]

    assert "Sartén de hierro" not in await found("")
    assert await found("SARTEN") == ["Sartén de hierro"]
    assert await found("hierro sart") == ["Sartén de hierro"]
    assert await found("taza 99") == ["Taza 99"]
    assert await found("taza 100 %") == ["Taza 100 %"]
    assert await found("taza hierro") == []
    await run(
        db,
        "update catalogue.variants set sku = 'HIE-7' where product_id = %(id)s",
        id=made["Sartén de hierro"].id,
    )
    assert await found("hie-7") == ["Sartén de hierro"]


async def test_a_shop_lists_its_variants_by_id(db: Db) -> None:
    shop = await shop_of(db)
    product = await product_of(db, shop, prices_minor=(100, 200, 300))
    expected = sorted(each.id for each in product.variants)

    first = await catalogue.shop_variant_ids(db, shop_id=shop.id, after=None, limit=2)
    rest = await catalogue.shop_variant_ids(db, shop_id=shop.id, after=first[-1], limit=2)

    assert first + rest == expected
    assert await catalogue.products_of(db, expected) == [product.id]


async def test_changes_are_told_once_they_are_committed(pool: Pool) -> None:
    async with pool.transaction() as db:
        bruno, shop = await load(db, BRUNO), await shop_of(db)
        product, other = await product_of(db, shop), await product_of(db, shop)
    start = await untold(pool, since=2**62)

    async def change(db: Db, product_id: ProductId) -> None:
        changes = ProductChanges(status=ProductStatus.DRAFT)
        await catalogue.edit(db, product_id=product_id, actor=bruno, changes=changes, now=JOINED)

    async with pool.transaction() as late:
        await change(late, product.id)
        async with pool.transaction() as early:
            await change(early, other.id)
        async with pool.transaction() as db:
            during = await catalogue.changes(db, since=start.mark, limit=10)
    async with pool.transaction() as db:
        after = await catalogue.changes(db, since=during.mark, limit=10)

    assert (during.product_ids, during.is_list_changed) == ([other.id], True)
    assert (product.id in after.product_ids, after.is_list_changed) == (True, True)
    assert not (await untold(pool, since=after.mark)).is_list_changed


async def untold(pool: Pool, *, since: int) -> Changes:
    """Ask until nothing is told: an older transaction, anywhere on the server, has things told again."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with pool.transaction() as db:
                told = await catalogue.changes(db, since=since, limit=10)
                more = await catalogue.changes(db, since=told.mark, limit=10)
            if not more.product_ids:
                return more
            await asyncio.sleep(0.01)
