"""Every change of stock has its cause, which the shop reads as a list and as a table."""

import csv
import io

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import new_product, product_of, shop_of
from tests.inventory.conftest import request
from tests.people import BRUNO, EVA, load, sign_in
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count, ShelfId, StockCause
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]


async def test_a_shop_reads_what_moved_its_stock_and_why(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        first, second = (await product_of(db, shop, prices_minor=(1, 2), quantity=5)).variants
        bruno = await load(db, BRUNO)
        kept, sold, shelf = new_id(), new_id(), ShelfId(new_id())
        await inventory.count_many(
            db, [Count(variant_id=first.id, quantity=8)], person_id=bruno.id, cause=StockCause.PARTNER
        )
        await inventory.hold(db, [request(kept, (first.id, 2)), request(sold, (second.id, 1))])
        await inventory.sell(db, [sold])
        await inventory.release(db, [kept])
        await inventory.set_aside(db, shelf_id=shelf, variant_id=second.id, unit_count=3)
        await inventory.clear(db, [shelf])
    headers = await sign_in(pool, BRUNO)
    target = f"/api/v1/shops/{shop.id}/stock/movements"

    page = (await client.get(f"{target}?limit=4", headers=headers)).json()
    rest = (await client.get(f"{target}?cursor={page['next_cursor']}", headers=headers)).json()
    held = (await client.get(f"{target}?cause=hold", headers=headers)).json()["items"]
    of_first = (await client.get(f"{target}?variant={first.id}", headers=headers)).json()["items"]
    table = await client.get(f"{target}.csv?variant={second.id}", headers=headers)

    moved = [(each["cause"], each["change"]) for each in [*page["items"], *rest["items"]]]
    assert sorted(moved) == sorted(
        [
            ("count", 5),
            ("count", 5),
            ("partner", 3),
            ("hold", -2),
            ("hold", -1),
            ("release", 2),
            ("set_aside", -3),
            ("set_aside", 3),
            ("cleared", -3),
            ("cleared", 3),
        ]
    )
    assert {(each["variant_id"], each["hold_state"]) for each in held} == {
        (str(first.id), "released"),
        (str(second.id), "sold"),
    }
    assert [each["cause"] for each in of_first] == ["release", "hold", "partner", "count"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert table.headers["content-type"].startswith("text/csv")
    assert sum(int(row["change"]) for row in rows if not row["drop"]) == 4
    assert {row["drop"] for row in rows} == {"", str(shelf)}


async def test_no_cell_of_the_table_is_a_formula(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        await product_of(db, shop, new=new_product(5, title="=1+1"))
    headers = await sign_in(pool, BRUNO)

    table = await client.get(f"/api/v1/shops/{shop.id}/stock/movements.csv", headers=headers)

    [row] = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert row["product"] == "'=1+1"


async def test_nobody_else_reads_it(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        [theirs] = (await product_of(db, await shop_of(db, EVA))).variants
    bruno, eva = await sign_in(pool, BRUNO), await sign_in(pool, EVA)
    target = f"/api/v1/shops/{shop.id}/stock/movements"

    answers = [
        await client.get(target),
        await client.get(target, headers=eva),
        await client.get(f"{target}.csv", headers=eva),
        await client.get(f"{target}?variant={theirs.id}", headers=bruno),
        await client.get(f"{target}?cause=magic", headers=bruno),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 404, 422]
