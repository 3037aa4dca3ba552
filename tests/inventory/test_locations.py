"""Places of a shop add up to what there is, whatever is counted, carried, sold, sent, opened or closed."""

import random
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.inventory.depots import adds_up, depot
from tests.people import ANA, BRUNO, load, sign_in
from vitrina.inventory import service as inventory
from vitrina.inventory.errors import (
    CountedElsewhere,
    LocationClosed,
    LocationNotFound,
    NotThere,
    TooManyLocations,
)
from vitrina.inventory.locations import service as places
from vitrina.inventory.locations.model import (
    LOCATIONS_MAX,
    LocationId,
    Units,
)
from vitrina.inventory.model import Count, Recount, StockCause
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.ids import new_id

Client = AsyncTestClient[Litestar]
API = "/api/v1"


async def test_a_shop_that_wrote_none_has_its_own_place_with_everything(pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        await product_of(db, shop, quantity=5)
        bruno = await load(db, BRUNO)
        [own] = await places.locations(db, shop_id=shop.id, actor=bruno)
        [level] = await places.located_levels(db, shop_id=shop.id, actor=bruno, after=None, limit=10)

    assert (own.id, own.name, own.is_own, own.is_active) == (shop.id, shop.name, True, True)
    assert [(each.location_id, each.quantity) for each in level.places] == [(shop.id, 5)]


async def test_what_is_counted_somewhere_is_for_sale_and_carrying_sells_nothing(pool: Pool) -> None:
    made = await depot(pool, 10)

    async with pool.transaction() as db:
        await made.count(db, made.north, 4)
        counted = (await inventory.available(db, made.variants[:1]))[made.variants[0]]
        await made.move(db, made.own, made.south, 3)
        await made.move(db, made.north, made.own, 1)
        carried = (await inventory.available(db, made.variants[:1]))[made.variants[0]]
        there = await made.there(db)

    assert (counted, carried) == (14, 14)
    assert there == {"own": 8, "north": 3, "south": 3}
    await adds_up(pool, made)


async def test_the_same_move_again_is_the_same_move(pool: Pool) -> None:
    made = await depot(pool, 10)
    move_id = new_id()

    for _ in range(2):
        async with pool.transaction() as db:
            await made.move(db, made.own, made.north, 4, move_id=move_id)

    async with pool.transaction() as db:
        assert await made.there(db) == {"own": 6, "north": 4, "south": 0}


async def test_nobody_carries_what_is_not_there_or_to_where_it_is_closed(pool: Pool) -> None:
    made = await depot(pool, 2, 10)

    with pytest.raises(NotThere) as caught:
        async with pool.transaction() as db:
            await made.move(db, made.own, made.north, 3, 5)
    async with pool.transaction() as db:
        await made.open(db, made.south, is_active=False)
    with pytest.raises(LocationClosed):
        async with pool.transaction() as db:
            await made.move(db, made.own, made.south, 1)
    with pytest.raises(Malformed):
        async with pool.transaction() as db:
            await made.move(db, made.own, made.own, 1)

    assert (caught.value.fields["wanted"], caught.value.fields["available"]) == (3, 2)
    async with pool.transaction() as db:
        assert await made.there(db, 1) == {"own": 10, "north": 0, "south": 0}


async def test_a_closed_place_sells_nothing_and_an_opened_one_does_again(pool: Pool) -> None:
    made = await depot(pool, 1)
    async with pool.transaction() as db:
        await made.count(db, made.north, 4)
        await made.sell(db, 3)

    async with pool.transaction() as db:
        await made.open(db, made.north, is_active=False)
        closed = (await inventory.levels(db, made.variants))[made.variants[0]]
    await adds_up(pool, made)
    async with pool.transaction() as db:
        await made.open(db, made.north)
        opened = (await inventory.levels(db, made.variants))[made.variants[0]]
    await adds_up(pool, made)

    # Three are sold of which one is there.
    assert (closed.quantity, closed.available, closed.is_short) == (1, 0, True)
    assert (opened.quantity, opened.available, opened.is_short) == (5, 2, False)


@pytest.mark.parametrize(
    ("own", "north", "south", "quantity", "left"),
    [
        (9, 9, 9, 5, {"own": 4, "north": 9, "south": 9}),
        (1, 9, 9, 5, {"own": 1, "north": 4, "south": 9}),
        (1, 1, 9, 5, {"own": 1, "north": 1, "south": 4}),
        (3, 3, 3, 8, {"own": 0, "north": 0, "south": 1}),
    ],
)
async def test_goods_leave_from_the_first_place_that_has_enough(
    pool: Pool, own: int, north: int, south: int, quantity: int, left: dict[str, int]
) -> None:
    made = await depot(pool, own)
    async with pool.transaction() as db:
        await made.open(db, made.own, priority=0)
        await made.count(db, made.north, north)
        await made.count(db, made.south, south)
        purchase_id = await made.sell(db, quantity)
        await made.send(db, purchase_id, quantity)

        assert await made.there(db) == left
    await adds_up(pool, made)


async def test_goods_leave_from_the_place_that_is_named_or_not_at_all(pool: Pool) -> None:
    made = await depot(pool, 9)
    async with pool.transaction() as db:
        await made.count(db, made.south, 2)
        purchase_id = await made.sell(db, 2)
        other_id = await made.sell(db, 2)
        await made.send(db, purchase_id, 2, place=made.south)
        there = await made.there(db)
    with pytest.raises(NotThere):
        async with pool.transaction() as db:
            await made.send(db, other_id, 2, place=made.south)
    async with pool.transaction() as db:
        await made.open(db, made.south, is_active=False)
    with pytest.raises(LocationClosed):
        async with pool.transaction() as db:
            await made.send(db, other_id, 2, place=made.south)

    assert there == {"own": 9, "north": 0, "south": 0}
    await adds_up(pool, made)


async def test_what_is_sent_together_leaves_from_the_first_place_that_has_all_of_it(pool: Pool) -> None:
    made = await depot(pool, 9, 3)
    async with pool.transaction() as db:
        await made.count(db, made.north, 9, 1)
        await made.count(db, made.south, 2, 4)
        purchase_id = await made.sell(db, 2, 4)
        units = [
            Units(variant_id=made.variants[0], quantity=2),
            Units(variant_id=made.variants[1], quantity=4),
        ]
        suggested = await places.suggest(db, shop_id=made.shop_id, actor=made.bruno, units=units)
        await made.send(db, purchase_id, 2, 4)

        assert suggested.suggested_id == made.south
        assert await made.there(db, 0) == {"own": 9, "north": 9, "south": 0}
        assert await made.there(db, 1) == {"own": 3, "north": 1, "south": 0}
    await adds_up(pool, made)


async def test_a_part_leaves_once_and_no_more_than_is_sold_leaves(pool: Pool) -> None:
    made = await depot(pool, 9)
    async with pool.transaction() as db:
        await made.count(db, made.north, 9)
        purchase_id = await made.sell(db, 3)
        await made.send(db, purchase_id, 1, place=made.north)
        await made.send(db, purchase_id, 8, place=made.north)
        await made.send(db, purchase_id, 1, place=made.north)

        assert await made.there(db) == {"own": 9, "north": 6, "south": 0}
    await adds_up(pool, made)


async def test_what_nobody_else_has_leaves_a_closed_place(pool: Pool) -> None:
    made = await depot(pool, 1)
    async with pool.transaction() as db:
        await made.count(db, made.north, 4)
        purchase_id = await made.sell(db, 3)
        await made.open(db, made.north, is_active=False)

    async with pool.transaction() as db:
        await made.send(db, purchase_id, 3)
        there = await made.there(db)
        level = (await inventory.levels(db, made.variants))[made.variants[0]]

    assert there == {"own": 0, "north": 2, "south": 0}
    assert (level.quantity, level.available, level.is_short) == (0, 0, False)
    await adds_up(pool, made)


async def test_files_and_other_systems_count_at_the_shops_own_place(pool: Pool) -> None:
    made = await depot(pool, 5)
    variant = made.variants[0]
    async with pool.transaction() as db:
        await made.count(db, made.north, 4)
        counts = [Count(variant_id=variant, quantity=7)]
        for cause in (StockCause.IMPORT, StockCause.PARTNER):
            await inventory.count_many(db, counts, person_id=made.bruno.id, cause=cause)
        pushed = await made.there(db)
        await inventory.recount_many(db, [Recount(variant_id=variant, change=-50)], person_id=made.bruno.id)
        undone = await made.there(db)

    assert pushed == {"own": 7, "north": 4, "south": 0}
    assert undone == {"own": 0, "north": 4, "south": 0}
    await adds_up(pool, made)


async def test_a_count_of_everything_is_no_less_than_what_was_counted_elsewhere(pool: Pool) -> None:
    made = await depot(pool, 5)
    variant = made.variants[0]

    async def count(quantity: int) -> None:
        async with pool.transaction() as db:
            counts = [Count(variant_id=variant, quantity=quantity)]
            await inventory.count(db, shop_id=made.shop_id, actor=made.bruno, counts=counts)

    async with pool.transaction() as db:
        await made.count(db, made.north, 4)
    await count(6)
    with pytest.raises(CountedElsewhere):
        await count(3)

    async with pool.transaction() as db:
        assert await made.there(db) == {"own": 2, "north": 4, "south": 0}


async def test_whatever_happens_in_whatever_order_the_places_add_up(pool: Pool) -> None:
    made = await depot(pool, 20, 20, 20)
    dice = random.Random(69)
    spots = [made.own, made.north, made.south]
    sold: list[tuple[UUID, list[int]]] = []

    async def step(db: Db) -> None:
        some = [dice.randrange(0, 9) for _ in range(3)]
        match dice.randrange(8):
            case 0:
                await made.count(db, dice.choice(spots), *some)
            case 1:
                start, end = dice.sample(spots, 2)
                await made.move(db, start, end, dice.randrange(1, 6))
            case 2 | 3:
                wanted = [dice.randrange(1, 4)]
                sold.append((await made.sell(db, *wanted), wanted))
            case 4 if sold:
                purchase_id, units = sold.pop(dice.randrange(len(sold)))
                place = dice.choice([None, None, *spots])
                await made.send(db, purchase_id, *units, place=place)
            case 5 if sold:
                purchase_id, units = sold.pop(dice.randrange(len(sold)))
                await inventory.give_back(db, purchase_id, made.variants[:1])
            case 6:
                await made.open(db, dice.choice(spots[1:]), is_active=dice.random() < 0.6)
            case _:
                counts = [Count(variant_id=made.variants[0], quantity=dice.randrange(30))]
                await inventory.count_many(db, counts, person_id=made.bruno.id)

    refused_count = 0
    for _ in range(150):
        try:
            async with pool.transaction() as db:
                await step(db)
        except Refusal:
            refused_count += 1
        await adds_up(pool, made)
    assert refused_count < 100


async def test_a_shop_has_only_so_many_places(pool: Pool) -> None:
    made = await depot(pool, 1)

    with pytest.raises(TooManyLocations):
        async with pool.transaction() as db:
            for _ in range(LOCATIONS_MAX):
                await made.open(db, LocationId(new_id()))


async def test_places_over_http_are_their_shops_alone(client: Client, pool: Pool) -> None:
    made = await depot(pool, 5)
    bruno = await sign_in(pool, BRUNO)
    shop = f"{API}/shops/{made.shop_id}"
    variant = str(made.variants[0])
    address = {
        "country": "MX",
        "name": "Bruno",
        "line1": "Orizaba 42",
        "neighbourhood": "Roma Norte",
        "city": "Cuauhtémoc",
        "state": "Ciudad de México",
        "postal_code": "06700",
    }

    saved = await client.put(
        f"{shop}/locations/{made.north}",
        json={"name": "=Norte", "address": address, "priority": 3},
        headers=bruno,
    )
    counted = await client.put(
        f"{shop}/locations/{made.north}/stock",
        json={"levels": [{"variant_id": variant, "quantity": 4}]},
        headers=bruno,
    )
    move: dict[str, Any] = {"id": str(new_id()), "from_id": str(made.north), "to_id": str(made.own)}
    lines = [{"variant_id": variant, "quantity": 1}]
    moved = await client.post(f"{shop}/stock/moves", json={**move, "lines": lines}, headers=bruno)
    suggested = await client.post(f"{shop}/stock/suggestions", json={"lines": lines}, headers=bruno)
    listed = await client.get(f"{shop}/stock/locations", params={"limit": 2}, headers=bruno)
    told = await client.get(f"{shop}/stock/location-movements", params={"limit": 2}, headers=bruno)
    table = await client.get(f"{shop}/stock/locations.csv", headers=bruno)
    foreign = f"{API}/shops/{made.shop_id}/locations/{new_id()}/stock"
    refused = [
        await client.put(
            f"{shop}/locations/{made.own}", json={"name": "Tienda", "is_active": False}, headers=bruno
        ),
        await client.put(f"{shop}/locations/{new_id()}", json={"name": " "}, headers=bruno),
        await client.put(foreign, json={"levels": [{"variant_id": variant, "quantity": 1}]}, headers=bruno),
        await client.post(f"{shop}/stock/moves", json={**move, "lines": lines * 2}, headers=bruno),
        await client.get(f"{shop}/locations", headers=await sign_in(pool, ANA)),
    ]

    assert saved.json()["address"]["postal_code"] == "06700"
    assert [each["quantity"] for each in counted.json()["items"][0]["places"]] == [5, 4, 0]
    assert [each["quantity"] for each in moved.json()["items"][0]["places"]] == [6, 3, 0]
    assert suggested.json()["suggested_id"] == str(made.own)
    assert (len(listed.json()["items"]), listed.json()["next_cursor"] is None) == (2, False)
    assert [each["cause"] for each in told.json()["items"]] == ["move", "move"]
    rows = table.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "variant_id,sku,product,variant,location,quantity"
    assert len(rows) == 1 + 3 * 3
    assert any("'=Norte,3" in row for row in rows)
    assert [each.status_code for each in refused] == [422, 422, 404, 422, 403]


async def test_a_place_of_another_shop_is_not_there(pool: Pool) -> None:
    made = await depot(pool, 5)

    with pytest.raises(LocationNotFound):
        async with pool.transaction() as db:
            await made.count(db, LocationId(new_id()), 1)
