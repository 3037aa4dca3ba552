"""Products sold elsewhere: read from their page, never from our own network, edited, shown, removed."""

import asyncio
import gzip
from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace
from PIL import Image

from tests.builders import clip_of
from tests.external.world import PAGE, PHONE, World
from tests.imports.server import Answer, Server
from tests.people import BRUNO, CARLA, sign_in
from vitrina.app import state_of
from vitrina.external import service
from vitrina.external.errors import LinkNotFound
from vitrina.external.service import pictures
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id
from vitrina.kit.locales import catalogue
from vitrina.kit.places import Language

Client = AsyncTestClient[Litestar]
HTML = {"content-type": "text/html; charset=utf-8"}
PATH = "/api/v1/me/external-products"


@pytest.fixture
def loopback(settings: Settings, server: Server, routes: Litestar, client: Client) -> Settings:
    """Settings with which pages of the server may be fetched."""
    allowed = replace(settings, fetch_networks="127.0.0.0/8", fetch_ports=str(server.port))
    routes.state.update(state_of(allowed))
    return allowed


async def add(client: Client, headers: dict[str, str], url: str, **fields: str) -> Any:
    return await client.post(PATH, headers=headers, json={"id": str(new_id()), "url": url} | fields)


async def test_pasting_an_address_tells_title_price_and_merchant(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE)
    picture = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(picture, "PNG")
    server.answers["/taza.png"] = Answer(body=picture.getvalue())

    answer = await add(client, carla, server.url("/taza"))

    assert answer.status_code == 201, answer.text
    added = answer.json()
    card = added["card"]
    assert (card["title"], card["merchant_name"], card["price"]) == (
        "Taza azul",
        "La Tienda",
        {"amount": 349_90, "currency": "MXN"},
    )
    assert (added["image_state"], added["failure"]) == ("waiting", None)
    assert card["link"].startswith("/r/x-")
    await service.fetch_picture(pool, loopback, external_id=added["id"], now=clock.now())
    shown = (await client.get(f"/api/v1/external-products/{added['id']}", headers=carla)).json()
    assert (shown["image_state"], shown["card"]["image_url"][-5:]) == ("here", ".webp")


async def test_the_same_page_is_one_product_however_it_is_pasted(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla, bruno = await sign_in(pool, CARLA), await sign_in(pool, BRUNO)
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE)
    server.answers["/taza?utm_source=mail"] = Answer(headers=HTML, body=PAGE)

    first = (await add(client, carla, server.url("/taza"))).json()
    answers = await asyncio.gather(
        *[add(client, carla, server.url("/taza?utm_source=mail")) for _ in range(3)]
    )
    other = (await add(client, bruno, server.url("/taza"))).json()
    taken = await add(client, bruno, server.url("/taza"), id=first["id"])

    assert {each.json()["id"] for each in answers} == {first["id"]}
    assert other["id"] != first["id"]
    assert taken.json()["code"] == "external.id_taken"


async def test_two_pastes_at_once_are_one_product(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE)

    answers = await asyncio.gather(*[add(client, carla, server.url("/taza")) for _ in range(3)])

    assert len({each.json()["id"] for each in answers}) == 1


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(headers=HTML, body=b"<p>Hello"), "nothing_found"),
        (Answer(headers={"content-type": "application/pdf"}, body=b"%PDF"), "not_a_page"),
        (Answer(status=404), "answered_4xx"),
        (Answer(status=503), "answered_5xx"),
        (Answer(headers=HTML | {"content-encoding": "zstd"}, body=b"x"), "unreadable"),
        (Answer(headers=HTML | {"content-encoding": "gzip"}, body=b"not gzip"), "unreadable"),
    ],
)
async def test_a_page_that_tells_nothing_makes_one_that_she_fills_in(
    client: Client, pool: Pool, server: Server, loopback: Settings, answer: Answer, failure: str
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/x"] = answer

    added = (await add(client, carla, server.url("/x"))).json()
    path = f"/api/v1/external-products/{added['id']}"
    price = {"amount": 99_00, "currency": "USD"}
    changed = await client.patch(
        path, headers=carla, json={"title": "Mug", "merchant_name": "Shop", "price": price}
    )

    assert added["failure"]["code"] == failure
    assert added["failure"]["title"]
    assert changed.status_code == 200, changed.text
    assert changed.json()["card"]["title"] == "Mug"
    assert changed.json()["card"]["price"] == price


async def test_a_packed_page_is_read_as_far_as_the_bound(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla = await sign_in(pool, CARLA)
    bomb = gzip.compress(PAGE + b" " * 60 * 1024**2)
    server.answers["/taza"] = Answer(headers=HTML | {"content-encoding": "gzip"}, body=bomb)

    added = await add(client, carla, server.url("/taza"))

    assert added.json()["card"]["title"] == "Taza azul"


async def test_of_a_page_without_end_the_beginning_is_read(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/taza"] = Answer(
        headers=HTML | {"content-length": str(50 * 1024**2)}, body=PAGE, is_endless=True
    )

    added = await add(client, carla, server.url("/taza"))

    assert added.json()["card"]["title"] == "Taza azul"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://10.0.0.1/", "http://127.0.0.1:1/"]
)
async def test_a_redirect_into_a_private_network_is_refused(
    client: Client, pool: Pool, server: Server, loopback: Settings, target: str
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/x"] = Answer(status=302, headers={"location": target})

    answer = await add(client, carla, server.url("/x"))

    assert answer.json()["code"] == "external.link_refused"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from external.products") == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://2130706433/",
        "http://[::1]/",
        "http://169.254.169.254/",
        "http://10.1.2.3/",
    ],
)
async def test_a_private_address_is_refused(client: Client, pool: Pool, url: str) -> None:
    answer = await add(client, await sign_in(pool, CARLA), url)

    assert answer.json()["code"] == "external.link_refused"


async def test_what_is_sold_here_is_chosen_from_the_products(
    client: Client, pool: Pool, settings: Settings, routes: Litestar
) -> None:
    routes.state.update(state_of(replace(settings, base_url="https://vitrina.example")))

    answer = await add(client, await sign_in(pool, CARLA), "https://vitrina.example/p/x")

    assert answer.json()["code"] == "external.own_link"


async def test_there_is_a_bound_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vitrina.external.service.products.DAY_MAX", 1)

    answer = await add(world.client, world.carla, "https://otra.example/x")

    assert answer.json()["code"] == "external.too_many"


async def test_a_refresh_brings_the_price_and_leaves_her_words(
    client: Client, pool: Pool, server: Server, loopback: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE)
    added = (await add(client, carla, server.url("/taza"))).json()
    path = f"/api/v1/external-products/{added['id']}"
    await client.patch(path, headers=carla, json={"title": "Mi taza"})
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE.replace(b"349.90", b"299.00"))

    too_soon = await client.post(f"{path}/refresh", headers=carla)
    async with pool.transaction() as db:
        await db.execute("update external.products set refreshed_at = refreshed_at - interval '1 minute'")
    refreshed = await client.post(f"{path}/refresh", headers=carla)

    assert too_soon.status_code == 503
    card = refreshed.json()["card"]
    assert (card["title"], card["price"]["amount"]) == ("Mi taza", 299_00)


async def test_nobody_has_pages_read_without_end(
    world: World, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrina.external.service.products.MINUTE_MAX", 1)
    path = f"/api/v1/external-products/{world.product['id']}/refresh"
    async with pool.transaction() as db:
        await run(db, "update external.products set refreshed_at = refreshed_at - interval '1 hour'")
    assert (await add(world.client, world.carla, "https://otra.example/x")).status_code == 201

    too_many = await world.client.post(path, headers=world.carla)
    async with pool.transaction() as db:
        await run(db, "update external.products set refreshed_at = refreshed_at - interval '1 hour'")
    later = await world.client.post(path, headers=world.carla)

    assert (too_many.status_code, later.status_code) == (503, 201)


async def test_a_picture_that_cannot_be_had_is_given_up(
    client: Client, pool: Pool, server: Server, loopback: Settings
) -> None:
    carla = await sign_in(pool, CARLA)
    server.answers["/taza"] = Answer(headers=HTML, body=PAGE)
    added = (await add(client, carla, server.url("/taza"))).json()
    server.answers["/taza.png"] = Answer(status=503)

    with pytest.raises(pictures.PictureLater):
        await service.fetch_picture(pool, loopback, external_id=added["id"], now=clock.now())
    later = clock.now() + pictures.GIVEN_UP_AFTER
    await service.fetch_picture(pool, loopback, external_id=added["id"], now=later)

    shown = (await client.get(f"/api/v1/external-products/{added['id']}", headers=carla)).json()
    assert shown["image_state"] == "failed"


async def test_only_its_person_sees_edits_and_shows_it(world: World, pool: Pool) -> None:
    bruno = await sign_in(pool, BRUNO)
    path = f"/api/v1/external-products/{world.product['id']}"

    for answer in (
        await world.client.get(path, headers=bruno),
        await world.client.patch(path, headers=bruno, json={"title": "x"}),
        await world.client.post(f"{path}/refresh", headers=bruno),
        await world.client.delete(path, headers=bruno),
    ):
        assert answer.json()["code"] == "external.product_not_found"
    async with pool.transaction() as db:
        his = await clip_of(db, BRUNO)
    tags = {"external_tags": [{"external_id": world.product["id"], "from_ms": 0, "to_ms": 1_000}]}
    shown = await world.client.patch(f"/api/v1/videos/{his}", headers=bruno, json=tags)
    assert shown.json()["code"] == "videos.product_not_shown"


async def test_a_clip_shows_it_with_its_label_and_link(world: World, pool: Pool) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db, CARLA)
    tags = {"external_tags": [{"external_id": world.product["id"], "from_ms": 0, "to_ms": 8_000}]}
    outside = {"external_tags": [{"external_id": world.product["id"], "from_ms": 0, "to_ms": 9_000}]}

    edited = await world.client.patch(f"/api/v1/videos/{video_id}", headers=world.carla, json=tags)
    wrong = await world.client.patch(f"/api/v1/videos/{video_id}", headers=world.carla, json=outside)
    clip = (await world.client.get(f"/api/v1/clips/{video_id}")).json()

    assert edited.status_code == 200, edited.text
    assert edited.json()["external_tags"][0]["product"]["title"] == "Taza azul"
    assert wrong.json()["code"] == "videos.tag_outside"
    assert clip["external_products"][0]["product"]["link"] == world.product["card"]["link"]
    assert clip["disclosures"] == ["commission"]
    await world.client.delete(f"/api/v1/external-products/{world.product['id']}", headers=world.carla)
    clip = (await world.client.get(f"/api/v1/clips/{video_id}")).json()
    assert (clip["external_products"], clip["disclosures"]) == ([], [])


async def clicks(pool: Pool) -> int:
    async with pool.transaction() as db:
        return await value(db, "select count(*) from external.clicks")


async def test_a_link_leads_to_its_page_and_keeps_the_click_first(world: World, pool: Pool) -> None:
    link, video_id = world.product["card"]["link"], new_id()

    answer = await world.client.get(f"{link}?v={video_id}", headers=PHONE, follow_redirects=False)

    assert answer.status_code == 302
    async with pool.transaction() as db:
        click = await value(db, "select replace(id::text, '-', '') from external.clicks")
        assert await value(db, "select video_id from external.clicks") == video_id
    assert answer.headers["location"] == f"https://tienda.example/p/taza?clickref={click}"
    assert "vitrina_visitor" in answer.headers["set-cookie"]
    assert answer.headers["cache-control"] == "no-store"


async def test_what_no_person_opened_is_sent_on_and_not_counted(world: World, pool: Pool) -> None:
    link = world.product["card"]["link"]

    for headers in (
        {"user-agent": "Googlebot/2.1"},
        PHONE | {"sec-purpose": "prefetch;prerender"},
        PHONE | {"sec-fetch-dest": "image", "sec-fetch-site": "cross-site"},
        PHONE | {"sec-fetch-dest": "iframe"},
    ):
        answer = await world.client.get(link, headers=headers, follow_redirects=False)
        assert answer.headers["location"] == "https://tienda.example/p/taza"
    assert await clicks(pool) == 0


async def test_who_follows_too_many_is_sent_on_and_not_counted(
    world: World, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrina.external.routes.outside.CLICKS", Limiter(per_minute=1, burst=2))
    link = world.product["card"]["link"]

    for _ in range(20):
        answer = await world.client.get(link, headers=PHONE, follow_redirects=False)
        assert answer.status_code == 302

    assert 2 <= await clicks(pool) < 20


async def test_a_link_leads_nowhere_else(world: World) -> None:
    link = world.product["card"]["link"]

    told = await world.client.get(f"{link}?url=https://evil.example", headers=PHONE, follow_redirects=False)
    lost = await world.client.get("/r/x-nobody", headers=PHONE, follow_redirects=False)
    await world.client.delete(f"/api/v1/external-products/{world.product['id']}", headers=world.carla)
    removed = await world.client.get(link, headers=PHONE, follow_redirects=False)

    assert "evil" not in told.headers["location"]
    said = catalogue(Language.ES)[f"error.{LinkNotFound.code}"]
    assert (lost.status_code, removed.status_code) == (404, 404)
    assert (lost.text, removed.text) == (said, said)
    assert "location" not in removed.headers


async def test_a_page_of_ones_own_lists_the_newest_first(world: World) -> None:
    second = (await add(world.client, world.carla, "https://otra.example/y")).json()

    listed = (await world.client.get(f"{PATH}?limit=1", headers=world.carla)).json()
    rest = (await world.client.get(f"{PATH}?cursor={listed['next_cursor']}", headers=world.carla)).json()

    assert [each["id"] for each in listed["items"]] == [second["id"]]
    assert [each["id"] for each in rest["items"]] == [world.product["id"]]
