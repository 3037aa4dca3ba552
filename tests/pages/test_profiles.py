"""Profiles, by API and by page."""

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, image_of, product_of, shop_of
from tests.pages.reading import Document
from tests.people import ANA, BRUNO, CARLA, join, load, sign_in
from vitrina.identity import service as identity
from vitrina.identity.model import ChangeMe
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

Client = AsyncTestClient[Litestar]


async def a_carla_with_a_picture(pool: Pool) -> None:
    async with pool.transaction() as db:
        carla = await load(db, CARLA)
        change = ChangeMe(bio="I film <linen>.", avatar_file_id=await image_of(db, CARLA))
        await identity.change_me(db, carla, change, now=clock.now())


async def test_a_person_is_shown_to_guests(client: Client, pool: Pool) -> None:
    await a_carla_with_a_picture(pool)

    answer = await client.get("/api/v1/profiles/carla.test")
    profile = answer.json()

    assert answer.status_code == 200
    assert profile.pop("avatar_url").startswith("/media/images/")
    assert profile == {
        "kind": "person",
        "id": str(CARLA.id),
        "handle": "carla.test",
        "name": "Carla",
        "bio": "I film <linen>.",
        "follower_count": 0,
        "following_count": 0,
        "clip_count": 0,
        "is_following": False,
        "is_self": False,
        "is_muted": False,
    }
    assert "people.example" not in answer.text


async def test_followers_are_counted_and_know_it(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        await clip_of(db)
        await clip_of(db, published_at=None)
    ana, carla = await sign_in(pool, ANA), await sign_in(pool, CARLA)
    await client.put(f"/api/v1/follows/{CARLA.id}", headers=ana)

    seen_by_ana = (await client.get("/api/v1/profiles/@Carla.Test", headers=ana)).json()
    own = (await client.get("/api/v1/profiles/carla.test", headers=carla)).json()
    anas = (await client.get("/api/v1/profiles/ana.test")).json()

    assert (seen_by_ana["is_following"], seen_by_ana["is_self"]) == (True, False)
    assert (own["is_following"], own["is_self"], own["follower_count"]) == (False, True, 1)
    assert (own["clip_count"], anas["clip_count"], anas["following_count"]) == (1, 0, 1)


async def test_a_shop_is_shown_with_its_terms(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db, handle="shop.test")
        product = await product_of(db, shop)
        await clip_of(db, products=[product.id])
    bruno = await sign_in(pool, BRUNO)

    profile = (await client.get("/api/v1/profiles/shop.test")).json()
    own = (await client.get("/api/v1/profiles/shop.test", headers=bruno)).json()

    assert (profile["kind"], profile["id"], profile["bio"]) == ("shop", str(shop.id), shop.description)
    assert profile["shop"]["shipping"] == {"amount": 50_00, "currency": "MXN"}
    assert (profile["shop"]["is_member"], own["shop"]["is_member"]) == (False, True)
    assert (profile["is_self"], profile["clip_count"]) == (False, 1)


@pytest.mark.parametrize("handle", ["nobody.here", "@", "a'b", "%00", "x" * 200, "..%2f.."])
async def test_nobody_is_404(client: Client, handle: str) -> None:
    answer = await client.get(f"/api/v1/profiles/{handle}")

    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    if answer.status_code == 404:
        assert answer.json()["code"] in {"feed.profile_not_found", "kit.not_found"}


@pytest.mark.usefixtures("web")
async def test_the_page_of_a_person_and_of_a_shop(client: Client, pool: Pool, settings: Settings) -> None:
    await a_carla_with_a_picture(pool)
    async with pool.transaction() as db:
        await join(db, BRUNO)
        await shop_of(db, handle="shop.test")

    person = Document((await client.get("/@Carla.Test")).text)
    shop = Document((await client.get("/@shop.test")).text)
    about = person.linked("ProfilePage")["mainEntity"]

    assert person.title == "Carla (@carla.test) · Vitrina"
    assert person.link("canonical") == f"{settings.base_url}/@carla.test"
    assert person.meta("description") == "I film <linen>."
    assert (about["@type"], about["image"]) == ("Person", person.meta("og:image"))
    assert about["image"].startswith(settings.base_url)
    assert shop.linked("ProfilePage")["mainEntity"]["@type"] == "Organization"
    assert shop.meta("og:type") == "profile"
