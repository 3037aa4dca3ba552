"""Shops over HTTP: opened by adults, changed by their owner, seen by everybody."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.people import ANA, BRUNO, EVA, JOINED, load, sign_in
from vitrina.identity import service as identity
from vitrina.identity.errors import HandleTaken
from vitrina.identity.model import Capability
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import NewShop, ShopId

Client = AsyncTestClient[Litestar]
HTML = "<script>alert(1)</script>"
SQL = "'); drop table shops.shops; --"


def body(**changes: Any) -> dict[str, Any]:
    """A request to open a shop."""
    return {
        "id": str(new_id()),
        "handle": "Molino.Nube",
        "name": " Molino  Nube ",
        "description": "Café\r\nde altura",
        "country": "MX",
        "shipping": {"amount": 9900, "currency": "MXN"},
        "return_days": 15,
        "transit_max_days": 10,
        **changes,
    }


def new_shop(handle: str) -> NewShop:
    return NewShop(
        id=ShopId(new_id()),
        handle=handle,
        name=handle,
        country=Country.BR,
        shipping=Money(1990, Currency.BRL),
        return_days=7,
        transit_max_days=20,
    )


async def test_opening_a_shop_shows_it_to_everybody_and_gives_the_right_to_sell(
    client: Client, pool: Pool
) -> None:
    headers = await sign_in(pool, ANA)
    asked = body()

    answer = await client.post("/api/v1/shops", json=asked, headers=headers)

    assert answer.status_code == 201, answer.text
    shop = {
        "id": asked["id"],
        "handle": "molino.nube",
        "name": "Molino Nube",
        "description": "Café\nde altura",
        "country": "MX",
        "currency": "MXN",
        "shipping": {"amount": 9900, "currency": "MXN"},
        "return_days": 15,
        "transit_max_days": 10,
        "avatar_url": None,
        "is_verified": False,
        "is_member": True,
        "prices_include_tax": True,
        "default_weight_g": 500,
    }
    assert answer.json() == shop
    assert (await client.get("/api/v1/me/shops", headers=headers)).json() == {
        "items": [shop],
        "next_cursor": None,
    }
    assert (await client.get(f"/api/v1/shops/{shop['id']}")).json() == shop | {"is_member": False}
    assert (await client.get("/api/v1/me", headers=headers)).json()["capabilities"] == ["sell"]


async def test_opening_twice_with_one_id_is_one_shop(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    asked = body()

    first = await client.post("/api/v1/shops", json=asked, headers=headers)
    second = await client.post("/api/v1/shops", json=asked, headers=headers)

    assert (second.status_code, second.json()) == (201, first.json())


async def test_a_double_tap_opens_one_shop(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    asked = body()

    answers = await asyncio.gather(
        *(client.post("/api/v1/shops", json=asked, headers=headers) for _ in range(4))
    )

    assert [answer.status_code for answer in answers] == [201] * 4
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from shops.shops") == 1


async def test_an_id_of_somebody_elses_shop_is_taken(client: Client, pool: Pool) -> None:
    asked = body()
    await client.post("/api/v1/shops", json=asked, headers=await sign_in(pool, ANA))

    answer = await client.post(
        "/api/v1/shops", json=asked | {"handle": "otra"}, headers=await sign_in(pool, EVA)
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "shops.shop_id_taken")


async def test_a_taken_handle_opens_nothing_and_gives_no_right(client: Client, pool: Pool) -> None:
    await sign_in(pool, BRUNO)
    headers = await sign_in(pool, ANA)

    answer = await client.post("/api/v1/shops", json=body(handle="bruno.test"), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "identity.handle_taken")
    assert (await client.get("/api/v1/me", headers=headers)).json()["capabilities"] == []
    assert (await client.get("/api/v1/me/shops", headers=headers)).json()["items"] == []


async def test_minors_and_people_without_birth_date_open_no_shop(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, replace(EVA, birth_date=None))

    missing = await client.post("/api/v1/shops", json=body(), headers=headers)
    await client.patch("/api/v1/me", json={"birth_date": "2014-01-01"}, headers=headers)
    too_young = await client.post("/api/v1/shops", json=body(), headers=headers)

    assert (missing.status_code, missing.json()["code"]) == (409, "identity.birth_date_missing")
    assert (too_young.status_code, too_young.json()["code"]) == (409, "identity.too_young")


async def test_a_guest_opens_and_changes_nothing(client: Client) -> None:
    opened = await client.post("/api/v1/shops", json=body())
    changed = await client.patch(f"/api/v1/shops/{new_id()}", json={"name": "x"})
    mine = await client.get("/api/v1/me/shops")

    assert [answer.status_code for answer in (opened, changed, mine)] == [401, 401, 401]


async def test_the_owner_changes_profile_and_terms(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    shop = (await client.post("/api/v1/shops", json=body(), headers=headers)).json()

    answer = await client.patch(
        f"/api/v1/shops/{shop['id']}",
        json={
            "handle": "nube",
            "name": "Nube",
            "description": "",
            "country": "MX",
            "shipping": {"amount": 0, "currency": "MXN"},
            "return_days": 0,
            "transit_max_days": 60,
        },
        headers=headers,
    )

    expected = shop | {
        "handle": "nube",
        "name": "Nube",
        "description": "",
        "shipping": {"amount": 0, "currency": "MXN"},
        "return_days": 0,
        "transit_max_days": 60,
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    async with pool.transaction() as db:
        owner = await identity.find_by_handle(db, "nube")
        assert owner
        assert owner.id == UUID(shop["id"])
        assert await identity.find_by_handle(db, "molino.nube") is None


async def test_nobody_else_changes_a_shop(client: Client, pool: Pool) -> None:
    shop = (await client.post("/api/v1/shops", json=body(), headers=await sign_in(pool, ANA))).json()
    path = f"/api/v1/shops/{shop['id']}"

    for other in (BRUNO, EVA):
        answer = await client.patch(path, json={"name": "Mine"}, headers=await sign_in(pool, other))
        assert (answer.status_code, answer.json()["code"]) == (403, "shops.not_your_shop")

    assert (await client.get(path)).json()["name"] == "Molino Nube"


async def test_what_is_no_shop_is_not_found(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for shop_id in (str(new_id()), "nothing", "1 or 1=1", "%00"):
        read = await client.get(f"/api/v1/shops/{shop_id}")
        changed = await client.patch(f"/api/v1/shops/{shop_id}", json={"name": "x"}, headers=headers)
        assert (read.status_code, changed.status_code) == (404, 404), shop_id


async def test_a_shop_stays_in_its_country(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    shop = (await client.post("/api/v1/shops", json=body(), headers=headers)).json()

    answer = await client.patch(f"/api/v1/shops/{shop['id']}", json={"country": "BR"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "shops.country_fixed")


async def test_a_picture_must_be_the_owners(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    stranger = {"avatar_file_id": str(new_id())}

    opened = await client.post("/api/v1/shops", json=body(**stranger), headers=headers)
    shop = (await client.post("/api/v1/shops", json=body(), headers=headers)).json()
    changed = await client.patch(f"/api/v1/shops/{shop['id']}", json=stranger, headers=headers)

    for answer in (opened, changed):
        assert (answer.status_code, answer.json()["code"]) == (404, "media.image_not_found")


WRONG: list[dict[str, Any]] = [
    {"id": "one"},
    {"id": None},
    {"handle": "a b"},
    {"handle": HTML},
    {"handle": SQL},
    {"handle": "x" * 10_000},
    {"name": ""},
    {"name": "\0"},
    {"name": "x" * 61},
    {"description": "x" * 1_001},
    {"country": "DE"},
    {"country": None},
    {"shipping": {"amount": -1, "currency": "MXN"}},
    {"shipping": {"amount": 10**12 + 1, "currency": "MXN"}},
    {"shipping": {"amount": 10**30, "currency": "MXN"}},
    {"shipping": {"amount": 1.5, "currency": "MXN"}},
    {"shipping": {"amount": 100, "currency": "USD"}},
    {"shipping": 100},
    {"return_days": -1},
    {"return_days": 91},
    {"transit_max_days": 0},
    {"transit_max_days": 61},
    {"owner_id": str(new_id())},
]


async def test_wrong_input_is_malformed_and_nothing_is_written(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for wrong in WRONG:
        answer = await client.post("/api/v1/shops", json=body(**wrong), headers=headers)
        assert answer.status_code == 422, (wrong, answer.text)
        assert answer.json()["fields"], wrong

    assert (await client.get("/api/v1/me/shops", headers=headers)).json()["items"] == []
    shop = (await client.post("/api/v1/shops", json=body(), headers=headers)).json()
    for wrong in WRONG:
        answer = await client.patch(f"/api/v1/shops/{shop['id']}", json=wrong, headers=headers)
        assert answer.status_code == 422, (wrong, answer.text)
    assert (await client.get(f"/api/v1/shops/{shop['id']}")).json() == shop | {"is_member": False}


async def test_odd_text_is_kept_as_plain_text(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.post("/api/v1/shops", json=body(name=HTML, description=SQL), headers=headers)

    assert (answer.json()["name"], answer.json()["description"]) == (HTML, SQL)


async def test_the_eleventh_shop_is_refused(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        for number in range(10):
            await shops.open_shop(db, bruno, new_shop(f"shop.{number}"), now=JOINED)

    answer = await client.post("/api/v1/shops", json=body(), headers=await sign_in(pool, BRUNO))

    assert (answer.status_code, answer.json()["code"]) == (409, "shops.too_many_shops")


async def test_opening_at_once_does_not_pass_the_limit(pool: Pool) -> None:
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        for number in range(8):
            await shops.open_shop(db, bruno, new_shop(f"shop.{number}"), now=JOINED)

    async def open_one(number: int) -> None:
        async with pool.transaction() as db:
            await shops.open_shop(db, bruno, new_shop(f"more.{number}"), now=JOINED)

    await asyncio.gather(*(open_one(number) for number in range(5)), return_exceptions=True)

    async with pool.transaction() as db:
        assert len(await shops.shops_of(db, BRUNO.id)) == 10
        assert await value(db, "select count(*) from identity.handles where kind = 'shop'") == 10


async def test_two_who_want_one_handle_at_once_open_one_shop(pool: Pool) -> None:
    async with pool.transaction() as db:
        people = [await load(db, ANA), await load(db, BRUNO)]

    async def open_one(number: int) -> None:
        async with pool.transaction() as db:
            await shops.open_shop(db, people[number], new_shop("flores"), now=JOINED)

    results = await asyncio.gather(open_one(0), open_one(1), return_exceptions=True)

    assert sum(isinstance(result, HandleTaken) for result in results) == 1
    assert results.count(None) == 1


async def test_members_pass_and_others_do_not(db: Db) -> None:
    bruno, eva = await load(db, BRUNO), await load(db, EVA)
    shop = await shops.open_shop(db, bruno, new_shop("flores"), now=JOINED)

    assert await shops.require_member(db, shop_id=shop.id, person=bruno) == shop
    with pytest.raises(NotYourShop):
        await shops.require_member(db, shop_id=shop.id, person=eva)
    with pytest.raises(ShopNotFound):
        await shops.require_member(db, shop_id=ShopId(new_id()), person=bruno)


async def test_many_shops_are_found_at_once_and_strangers_left_out(db: Db) -> None:
    bruno = await load(db, BRUNO)
    one = await shops.open_shop(db, bruno, new_shop("uno"), now=JOINED)
    two = await shops.open_shop(db, bruno, new_shop("dos"), now=JOINED)

    assert await shops.shops_by_id(db, [one.id, two.id, ShopId(new_id())]) == {one.id: one, two.id: two}
    assert await shops.shops_by_id(db, []) == {}
    assert [shop.id for shop in await shops.shops_of(db, BRUNO.id)] == [one.id, two.id]
    assert Capability.SELL in (await identity.person_by_id(db, BRUNO.id)).capabilities


@pytest.mark.parametrize("country", list(Country))
async def test_each_country_sells_in_its_currency(db: Db, country: Country) -> None:
    new = replace(new_shop("tienda"), country=country, shipping=Money(500, country.currency))

    shop = await shops.open_shop(db, await load(db, BRUNO), new, now=JOINED)

    assert (shop.country, shop.currency, shop.shipping_minor) == (country, country.currency, 500)
