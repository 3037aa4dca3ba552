"""An import writes what its preview showed, twice is once, and what is owed stays owed."""

import pytest

from tests.imports.world import NOW, World
from tests.inventory.conftest import request
from vitrina.catalogue.model import Category, ProductStatus
from vitrina.imports import service
from vitrina.imports.errors import NotNow, TooMuchWouldVanish
from vitrina.imports.model import Confirmation, Mode, RunStatus, SourceChanges
from vitrina.imports.service import attempts, writing
from vitrina.inventory import service as inventory
from vitrina.kit.db import run
from vitrina.kit.ids import new_id
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop

SHOPIFY = """Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src
playera,Playera de lino,"<p>Lino <b>lavado</b>.</p><p>Hecha en Oaxaca</p>",Yo,Ropa,,true,Talla,CH,Color,Rojo,P-1,3,"1,299.50",1500.00,
playera,,,,,,,,G,,Rojo,P-2,0,1299.50,,
playera,,,,,,,,G,,Azul,P-3,-2,1299.50,,
taza,Taza,,Yo,Cocina,,true,Title,Default Title,,,T-1,7,189,,
"""  # noqa: E501


def shopify(*rows: str) -> str:
    return SHOPIFY.splitlines()[0] + "\n" + "\n".join(rows) + "\n"


def mug(handle: str, *, title: str = "Taza", quantity: int = 7, price: str = "189.00") -> str:
    return f"{handle},{title},,Yo,Cocina,,true,Title,Default Title,,,T,{quantity},{price},,"


async def test_a_preview_changes_nothing_and_applying_writes_it(world: World) -> None:
    preview = await world.read(SHOPIFY)

    assert preview.status is RunStatus.READY
    assert (preview.counts.row_count, preview.counts.new_count) == (4, 2)
    assert await world.products() == {}

    done = await world.apply(preview)

    products = await world.products()
    shirt, cup = products["Playera de lino"], products["Taza"]
    assert (done.status, done.done_count) == (RunStatus.DONE, 2)
    assert shirt.description == "Lino lavado.\n\nHecha en Oaxaca"
    assert [(option.name, option.values) for option in shirt.options] == [
        ("Talla", ["CH", "G"]),
        ("Color", ["Rojo", "Azul"]),
    ]
    assert [(v.values, v.price.amount_minor, v.sku) for v in shirt.variants] == [
        (["CH", "Rojo"], 1299_50, "P-1"),
        (["G", "Rojo"], 1299_50, "P-2"),
        (["G", "Azul"], 1299_50, "P-3"),
    ]
    # Nobody was ever asked for 1,500.00 here.
    assert shirt.variants[0].compare_at is None
    assert [problem.code for problem in await world.problems(done)] == ["never_charged"]
    assert await world.quantities(shirt) == [3, 0, 0]
    assert (cup.options, cup.category, cup.status) == ([], Category.KITCHEN, ProductStatus.ACTIVE)
    assert await world.quantities(cup) == [7]


async def test_the_same_file_twice_changes_nothing(world: World) -> None:
    await world.imported(SHOPIFY)
    before = await world.products()

    again = await world.read("\n" + SHOPIFY)

    assert (again.counts.unchanged_count, again.counts.changed_count) == (2, 0)
    assert (await world.apply(again)).done_count == 0
    assert await world.products() == before


async def test_a_changed_row_keeps_its_product_and_its_variants(world: World) -> None:
    await world.imported(SHOPIFY)
    before = (await world.products())["Playera de lino"]

    changed = await world.read(SHOPIFY.replace("P-2,0,1299.50", "P-2,5,999"))
    await world.apply(changed)

    after = (await world.products())["Playera de lino"]
    assert (changed.counts.changed_count, changed.counts.unchanged_count) == (1, 1)
    assert after.id == before.id
    assert [v.id for v in after.variants] == [v.id for v in before.variants]
    assert after.variants[1].price.amount_minor == 999_00
    assert await world.quantities(after) == [3, 5, 0]


async def test_what_is_held_and_sold_stays_owed(world: World) -> None:
    await world.imported(shopify(mug("a", quantity=10)))
    variant = (await world.products())["Taza"].variants[0].id
    held, sold = new_id(), new_id()
    async with world.pool.transaction() as db:
        await inventory.hold(db, [request(held, (variant, 2)), request(sold, (variant, 3))])
        await inventory.sell(db, [sold])

    await world.imported(shopify(mug("a", quantity=4)))

    async with world.pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
    assert (level.available, level.held, level.sold_unshipped, level.is_short) == (0, 2, 3, True)
    assert level.quantity == 4


async def test_rows_of_one_product_may_stand_apart(world: World) -> None:
    rows = [
        "a,Uno,,Yo,Cocina,,true,Talla,CH,,,A-1,1,100,,",
        mug("b", title="Dos"),
        "a,,,,,,,Talla,G,,,A-2,2,120,,",
    ]

    preview = await world.read(shopify(*rows))
    await world.apply(preview)

    assert preview.counts.new_count == 2
    one = (await world.products())["Uno"]
    assert [v.values for v in one.variants] == [["CH"], ["G"]]
    assert await world.quantities(one) == [1, 2]


async def test_a_full_file_archives_what_it_leaves_out_and_brings_it_back(world: World) -> None:
    rows = [mug(str(i), title=f"Taza {i}") for i in range(10)]
    await world.imported(shopify(*rows))

    less = await world.read(shopify(*rows[1:]))
    assert (less.counts.vanishing_count, less.is_stopped) == (1, False)
    await world.apply(less)
    assert (await world.products())["Taza 0"].status is ProductStatus.ARCHIVED

    await world.imported(shopify(*rows))
    assert (await world.products())["Taza 0"].status is ProductStatus.ACTIVE


async def test_it_stops_when_much_would_vanish(world: World) -> None:
    rows = [mug(str(i), title=f"Taza {i}") for i in range(10)]
    await world.imported(shopify(*rows))

    stopped = await world.read(shopify(*rows[4:]))

    assert stopped.is_stopped
    with pytest.raises(TooMuchWouldVanish) as refused:
        await world.apply(stopped)
    assert refused.value.fields == {"vanishing_count": 4, "known_count": 10}
    await world.apply(stopped, is_vanishing_fine=True)
    archived = [p for p in (await world.products()).values() if p.status is ProductStatus.ARCHIVED]
    assert len(archived) == 4


async def test_a_wrong_row_neither_vanishes_nor_spoils_others(world: World) -> None:
    rows = [mug("a", title="Uno"), mug("b", title="Dos")]
    await world.imported(shopify(*rows))

    ended = await world.imported(shopify(mug("a", title="Uno", price="gratis"), mug("b", title="Tres")))

    assert (ended.counts.wrong_count, ended.counts.changed_count, ended.counts.vanishing_count) == (1, 1, 0)
    assert {"Uno", "Tres"} == set(await world.products())


async def test_a_delta_changes_only_what_it_names(world: World) -> None:
    await world.imported(SHOPIFY)
    before = await world.products()
    async with world.pool.transaction() as db:
        changes = SourceChanges(mode=Mode.DELTA)
        await service.change_source(
            db, world.settings, source_id=world.source.id, actor=world.owner, changes=changes, now=NOW
        )

    delta = (
        "Handle,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Inventory Qty,Variant Price\n"
        "playera,Talla,G,Color,Azul,9,1100\n"
    )
    ended = await world.imported(delta)

    after = await world.products()
    shirt = after["Playera de lino"]
    assert (ended.counts.changed_count, ended.counts.vanishing_count) == (1, 0)
    assert after["Taza"] == before["Taza"]
    assert shirt.description == before["Playera de lino"].description
    assert [v.price.amount_minor for v in shirt.variants] == [1299_50, 1299_50, 1100_00]
    assert await world.quantities(shirt) == [3, 0, 9]


async def test_a_run_is_stopped_between_two_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_SIZE", 2)
    preview = await world.read(shopify(*[mug(str(i), title=f"Taza {i}") for i in range(6)]))
    async with world.pool.transaction() as db:
        await service.confirm_run(db, run_id=preview.id, actor=world.owner, confirmation=Confirmation())
    attempt = await attempts.claim(world.pool, preview.id, RunStatus.APPLYING)
    assert attempt
    async with world.pool.transaction() as db:
        assert await writing.apply_some(db, attempt, now=NOW)
    async with world.pool.transaction() as db:
        await service.cancel_run(db, run_id=preview.id, actor=world.owner, now=NOW)

    with pytest.raises(attempts.Lost):
        async with world.pool.transaction() as db:
            await attempt.keep(db)
    await service.apply(world.pool, world.settings, run_id=preview.id, now=NOW)

    stopped = await world.run(preview.id)
    assert (stopped.status, stopped.done_count) == (RunStatus.CANCELLED, 2)
    assert set(await world.products()) == {"Taza 0", "Taza 1"}
    with pytest.raises(NotNow):
        await world.apply(preview)
    await world.undone(stopped)
    assert {p.status for p in (await world.products()).values()} == {ProductStatus.ARCHIVED}


async def test_a_dead_workers_run_goes_on_where_it_stood(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_SIZE", 2)
    preview = await world.read(shopify(*[mug(str(i), title=f"Taza {i}") for i in range(5)]))
    async with world.pool.transaction() as db:
        await service.confirm_run(db, run_id=preview.id, actor=world.owner, confirmation=Confirmation())
    dead = await attempts.claim(world.pool, preview.id, RunStatus.APPLYING)
    assert dead
    async with world.pool.transaction() as db:
        await writing.apply_some(db, dead, now=NOW)
    async with world.pool.transaction() as db:
        await run(db, "update imports.runs set lease_until = now() - interval '1 s'")

    assert await service.resume_stalled(world.pool) == 1
    await service.apply(world.pool, world.settings, run_id=preview.id, now=NOW)

    done = await world.run(preview.id)
    assert (done.status, done.done_count) == (RunStatus.DONE, 5)
    assert len(await world.products()) == 5


async def test_a_run_that_breaks_off_again_and_again_fails(world: World) -> None:
    run_id = await world.begin(SHOPIFY.encode())
    for _ in range(3):
        assert await attempts.claim(world.pool, run_id, RunStatus.READING)
        async with world.pool.transaction() as db:
            await run(db, "update imports.runs set lease_until = now() - interval '1 s'")

    await service.read(world.pool, world.settings, run_id=run_id, now=NOW)

    failed = await world.run(run_id)
    assert (failed.status, failed.failure) == (RunStatus.FAILED, "broken_off")


WITH_GRAMS = "Handle,Title,Option1 Name,Option1 Value,Variant Grams,Variant Price\n"


async def test_a_file_of_a_shop_that_writes_prices_without_tax_is_read_so(world: World) -> None:
    async with world.pool.transaction() as db:
        changes = ChangeShop(prices_include_tax=False)
        world.shop = await shops.change_shop(db, world.owner, world.shop.id, changes)
    await world.imported(WITH_GRAMS + "taza,Taza,Title,Default Title,350,100.00\n")
    before = (await world.products())["Taza"]

    # The file does not tell the price any more: it stays, and nothing is added twice.
    await world.imported(WITH_GRAMS + "taza,Taza grande,Title,Default Title,,\n")
    after = (await world.products())["Taza grande"]

    for product in (before, after):
        [variant] = product.variants
        assert (variant.price.amount_minor, variant.shown_price.amount_minor) == (100_00, 116_00)
        assert variant.weight_g == 350
