"""The index keeps up with what changes, whoever works on it, and counts its words right."""

import asyncio

from tests.builders import shop_of
from tests.people import BRUNO, JOINED, load
from tests.search.shelf import add, find, keep_up, stock, titles
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductChanges
from vitrina.kit.db import Pool, run, value
from vitrina.search import service


async def word_counts(pool: Pool) -> dict[str, int]:
    async with pool.transaction() as db:
        rows = await (
            await db.execute("select word, use_count from search.words where use_count > 0")
        ).fetchall()
    return {str(word): int(count) for word, count in rows}


async def test_words_are_counted_as_often_as_titles_have_them(pool: Pool) -> None:
    made = await stock(pool, "Vela roja", "Vela azul", "Taza azul")
    assert await word_counts(pool) == {"vela": 2, "roja": 1, "azul": 2, "taza": 1}

    async with pool.transaction() as db:
        owner = await load(db, BRUNO)
        changes = ProductChanges(title="Vela verde")
        await catalogue.edit(db, product_id=made["Vela roja"], actor=owner, changes=changes, now=JOINED)
        await catalogue.archive(db, product_id=made["Taza azul"], actor=owner, now=JOINED)
    await keep_up(pool)
    await keep_up(pool)

    assert await word_counts(pool) == {"vela": 2, "verde": 1, "azul": 1}


async def test_several_workers_index_everything_once(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        for i in range(30):
            await add(db, shop, f"Taza {i}")

    await asyncio.gather(*[keep_up(pool) for _ in range(4)])
    await keep_up(pool)

    assert (await word_counts(pool))["taza"] == 30


async def test_a_fact_of_a_slow_transaction_is_not_passed_over(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop, other = await shop_of(db), await shop_of(db)
    async with pool.transaction() as slow:
        await add(slow, shop, "Taza lenta")
        async with pool.transaction() as db:
            await add(db, other, "Taza pronta")
        await service.keep_up(pool)
    await keep_up(pool)

    assert sorted(titles(await find(pool, "taza"))) == ["Taza lenta", "Taza pronta"]


async def test_a_database_from_another_server_is_followed_from_the_start(pool: Pool) -> None:
    await stock(pool, "Taza vieja")
    async with pool.transaction() as db:
        await run(db, "update search.places set tx = tx + 1000000")
    async with pool.transaction() as db:
        await add(db, await shop_of(db), "Taza nueva")
    await keep_up(pool)

    assert sorted(titles(await find(pool, "taza"))) == ["Taza nueva", "Taza vieja"]


async def test_an_index_that_was_emptied_fills_itself_again(pool: Pool) -> None:
    await stock(pool, "Taza vieja")
    async with pool.transaction() as db:
        await run(db, "delete from search.products")
        await run(db, "delete from search.words")
        await run(db, "update search.places set tx = 0")
    await keep_up(pool)

    assert titles(await find(pool, "taza")) == ["Taza vieja"]
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from search.products") == 1
