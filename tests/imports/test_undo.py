"""Undoing an import puts products back, takes back what it counted, and leaves sales alone."""

import pytest

from tests.imports.test_apply import SHOPIFY, mug, shopify
from tests.imports.world import World
from tests.inventory.conftest import books_are_right, request
from vitrina.catalogue.model import ProductStatus
from vitrina.imports import service
from vitrina.imports.errors import NotUndoable, SourceBusy
from vitrina.imports.model import Confirmation, NewRun, RunId, RunStatus
from vitrina.inventory import service as inventory
from vitrina.kit.ids import new_id


async def test_created_products_are_archived_and_changed_ones_put_back(world: World) -> None:
    await world.imported(SHOPIFY)
    before = await world.products()
    second = await world.imported(
        SHOPIFY.replace("Playera de lino", "Otra").replace("P-2,0,1299.50", "P-2,5,999")
        + mug("nueva", title="Nueva")
    )

    undone = await world.undone(second)

    after = await world.products()
    assert undone.status is RunStatus.UNDONE
    assert {title: after[title] for title in before} == before
    assert after["Nueva"].status is ProductStatus.ARCHIVED
    assert await world.quantities(after["Playera de lino"]) == [3, 0, 0]


async def test_what_vanished_comes_back(world: World) -> None:
    await world.imported(SHOPIFY)
    before = await world.products()
    second = await world.imported(shopify(mug("taza", title="Taza", quantity=7, price="189")))

    await world.undone(second)

    assert await world.products() == before


async def test_what_was_sold_since_stays_sold(world: World) -> None:
    await world.imported(shopify(mug("a", quantity=10)))
    second = await world.imported(shopify(mug("a", quantity=25)))
    variant = (await world.products())["Taza"].variants[0].id
    held, sent = new_id(), new_id()
    async with world.pool.transaction() as db:
        await inventory.hold(db, [request(held, (variant, 2)), request(sent, (variant, 3))])
        await inventory.sell(db, [sent])
        await inventory.send(db, sent, [(variant, 3)])

    await world.undone(second)

    async with world.pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        assert await books_are_right(db)
    assert (level.quantity, level.held, level.available) == (7, 2, 5)


async def test_only_the_last_import_can_be_undone_and_once(world: World) -> None:
    first = await world.imported(SHOPIFY)
    second = await world.imported(SHOPIFY.replace("189", "199"))

    with pytest.raises(NotUndoable):
        await world.undone(first)
    await world.undone(second)
    async with world.pool.transaction() as db:
        again = await service.undo_run(db, run_id=second.id, actor=world.owner)
    assert again.status is RunStatus.UNDONE
    with pytest.raises(NotUndoable):
        await world.undone(first)


async def test_an_undone_file_can_be_imported_again(world: World) -> None:
    first = await world.imported(SHOPIFY)
    await world.undone(first)

    again = await world.imported(SHOPIFY)

    assert again.counts.changed_count == 2
    assert {p.status for p in (await world.products()).values()} == {ProductStatus.ACTIVE}


async def test_one_thing_at_a_time_happens_to_a_source(world: World) -> None:
    first = await world.imported(SHOPIFY)
    await world.begin(SHOPIFY.encode())

    with pytest.raises(SourceBusy):
        async with world.pool.transaction() as db:
            await service.undo_run(db, run_id=first.id, actor=world.owner)
    with pytest.raises(SourceBusy):
        await world.begin(SHOPIFY.encode())


async def test_a_new_run_ends_the_preview_that_nobody_wanted(world: World) -> None:
    preview = await world.read(SHOPIFY)
    upload = await world.upload(SHOPIFY.encode())

    async with world.pool.transaction() as db:
        new = NewRun(id=RunId(new_id()), upload_id=upload)
        begun = await service.begin_run(
            db, source_id=world.source.id, actor=world.owner, new=new, now=preview.created_at
        )
        again = await service.begin_run(
            db, source_id=world.source.id, actor=world.owner, new=new, now=preview.created_at
        )

    assert begun == again
    assert (await world.run(preview.id)).status is RunStatus.CANCELLED
    assert Confirmation().is_vanishing_fine is False
