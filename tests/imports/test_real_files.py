"""Files of real shops import without being touched. They lie beside the project and are not part of it."""

from pathlib import Path

import pytest

from tests.imports.world import World, world_of
from vitrina.imports import service
from vitrina.imports.model import Field, Format, RunStatus
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is not there")


@pytest.mark.parametrize(
    ("name", "product_count", "wrong_count"),
    [("apparel", 25, 1), ("bicycles", 284, 2), ("fashion", 997, 0), ("jewelry", 19, 0)],
)
async def test_shopify_exports(world: World, name: str, product_count: int, wrong_count: int) -> None:
    done = await world.imported(DATA / "shopify-samples" / "csv-files" / f"{name}.csv")

    counts = done.counts
    assert (done.format, done.status) == (Format.SHOPIFY_CSV, RunStatus.DONE)
    assert (counts.new_count, counts.wrong_count) == (product_count - wrong_count, wrong_count)
    assert done.done_count == product_count - wrong_count


async def test_a_json_list(world: World) -> None:
    done = await world.imported(DATA / "dummyjson" / "products.json")

    mascara = (await world.products())["Essence Mascara Lash Princess"]
    assert (done.counts.new_count, done.counts.problem_count) == (194, 0)
    assert mascara.variants[0].price.amount_minor == 9_99
    assert await world.quantities(mascara) == [99]


async def test_a_spanish_table_by_a_mapping_that_is_remembered(pool: Pool, settings: Settings) -> None:
    world = await world_of(pool, settings)
    file = DATA / "es-catalogs" / "aleahome_productos.csv"

    asked = await world.read(file)
    proposed = {column.name: column.field for column in asked.columns if column.field}
    mapped = await world.map(asked.id, proposed)
    done = await world.apply(mapped)

    assert asked.status is RunStatus.MAPPING
    assert proposed["Precio"] is Field.PRICE
    assert (asked.delimiter, asked.encoding) == (";", "utf-8")
    assert (done.counts.new_count, done.counts.wrong_count) == (316, 0)
    prices = [p.variants[0].price.amount_minor for p in (await world.products()).values()]
    assert 3_400_00 in prices
    async with pool.transaction() as db:
        source = await service.get_source(db, source_id=world.source.id, actor=world.owner)
    assert source.mapping == proposed
    assert (await world.read(file)).counts.unchanged_count == 316
