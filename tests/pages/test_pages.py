"""The pages over HTTP."""

import base64
import gzip
import hashlib
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import clip_of, image_of, new_product, product_of, room_of, shop_of
from tests.pages.conftest import SCRIPT
from tests.pages.reading import Document
from tests.people import ANA, BRUNO, CARLA, JOINED, load, sign_in
from tests.search.shelf import keep_up
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import (
    CollectionChanges,
    CollectionId,
    NewCollection,
    Product,
    ProductChanges,
    ProductRating,
    ProductStatus,
)
from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.search.store import find
from vitrina.shops import service as shops

NOBODYS = "01900000-0000-7000-8000-00000000dead"

Client = AsyncTestClient[Litestar]
pytestmark = pytest.mark.usefixtures("web")


async def a_product(pool: Pool, *prices_minor: int, title: str = "Linen shirt", quantity: int = 3) -> Product:
    """A product with a picture in a shop with handle shop.test."""
    async with pool.transaction() as db:
        shop = await shop_of(db, handle="shop.test")
        new = replace(new_product(*prices_minor, title=title), images=[await image_of(db)])
        return await product_of(db, shop, new=new, quantity=quantity)


async def test_a_product_page_carries_its_head_its_story_and_its_data(
    client: Client, pool: Pool, settings: Settings
) -> None:
    product = await a_product(pool, 189_00)

    answer = await client.get(f"/p/{product.id}", headers={"accept-language": "en"})
    document = Document(answer.text)
    offer = document.linked("Product")["offers"]

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache, private"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert ("html", {"lang": "en"}) in document.tags
    assert document.title == "Linen shirt · Vitrina"
    assert document.link("canonical") == f"{settings.base_url}/p/{product.id}"
    assert (document.meta("og:image") or "").startswith(f"{settings.base_url}/media/images/")
    assert (offer["@type"], offer["price"], offer["priceCurrency"]) == ("Offer", "189.00", "MXN")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["hasMerchantReturnPolicy"]["merchantReturnDays"] == 15
    assert "$189.00 MXN" in document.text
    assert document.boot["product"]["id"] == str(product.id)
    assert document.boot["product"] == (await client.get(f"/api/v1/products/{product.id}")).json()
    assert (document.boot["is_signed_in"], document.boot["is_demo"]) == (False, True)
    assert "aggregateRating" not in document.linked("Product"), "nobody rated it"


async def test_a_rating_is_told_to_search_engines_as_people_read_it(client: Client, pool: Pool) -> None:
    product = await a_product(pool, 189_00)
    async with pool.transaction() as db:
        rating = ProductRating(product_id=product.id, rating_count=12, stars_sum=51)
        await catalogue.rate(db, [rating])

    document = Document((await client.get(f"/p/{product.id}")).text)

    assert document.linked("Product")["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.3",
        "reviewCount": 12,
        "bestRating": 5,
        "worstRating": 1,
    }


async def test_prices_and_stock_of_several_variants_are_told_as_a_range(client: Client, pool: Pool) -> None:
    product = await a_product(pool, 100_00, 250_00, quantity=0)

    document = Document((await client.get(f"/p/{product.id}", headers={"accept-language": "pt-BR"})).text)
    offer = document.linked("Product")["offers"]

    assert (offer["@type"], offer["lowPrice"], offer["highPrice"]) == ("AggregateOffer", "100.00", "250.00")
    assert offer["availability"] == "https://schema.org/OutOfStock"
    assert document.meta("product:availability") == "out of stock"
    assert "$100,00 MXN · Esgotado" in document.text


async def test_a_hostile_title_stays_text(client: Client, pool: Pool) -> None:
    title = "</script><script>alert('1')</script><!--"
    product = await a_product(pool, 100, title=title)

    document = Document((await client.get(f"/p/{product.id}")).text)

    assert document.title == f"{title} · Vitrina"
    assert document.linked("Product")["name"] == document.boot["product"]["title"] == title
    assert [source for each, source in document.scripts if not each] == [SCRIPT]
    assert document.comments == []


async def test_a_draft_is_not_there_and_shows_nothing(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        new = replace(new_product(100, title="Secret plan"), status=ProductStatus.DRAFT)
        product = await product_of(db, shop, new=new)
        owner = await identity.person_by_id(db, shop.owner_id)

    hidden = await client.get(f"/p/{product.id}")
    async with pool.transaction() as db:
        active = ProductChanges(status=ProductStatus.ACTIVE)
        await catalogue.edit(db, product_id=product.id, actor=owner, changes=active, now=clock.now())
    shown = await client.get(f"/p/{product.id}")
    async with pool.transaction() as db:
        await catalogue.archive(db, product_id=product.id, actor=owner, now=clock.now())
    archived = await client.get(f"/p/{product.id}")

    assert (hidden.status_code, shown.status_code, archived.status_code) == (404, 200, 200)
    assert "Secret plan" not in hidden.text and "Secret plan" in shown.text
    assert Document(shown.text).meta("robots") is None
    assert Document(archived.text).meta("robots") == "noindex"


async def test_a_page_brings_the_first_words_in_the_language_of_who_asks(client: Client) -> None:
    english = await client.get("/search", headers={"accept-language": "en"})
    spanish = await client.get("/search", headers={"accept-language": "es"})

    assert Document(english.text).boot["words"] == {"nav.home": "Home"}
    assert Document(spanish.text).boot["words"] == {"nav.home": "Inicio"}


@pytest.mark.parametrize("path", [f"/p/{NOBODYS}", f"/v/{NOBODYS}", "/@nobody.here", "/@%3Cb%3E"])
async def test_what_is_not_there_is_404_in_the_clothes_of_the_app(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"accept-language": "en"})
    document = Document(answer.text)

    assert answer.status_code == 404
    assert document.title == "There is nothing here · Vitrina"
    assert document.meta("robots") == "noindex"
    assert document.boot["locale"] == "en"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "path", ["/nowhere", "/a/b/c", "/p/1", "/v/%3Cscript%3E", "/200.html", "/@" + "a" * 60]
)
async def test_an_address_that_is_not_of_the_app_starts_no_app(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"accept-language": "pt"})
    document = Document(answer.text)

    assert answer.status_code == 404
    assert document.title == "Não há nada aqui · Vitrina"
    assert document.scripts == []
    assert ("a", {"href": "/"}) in document.tags
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


async def test_what_is_not_in_the_api_is_a_problem(client: Client) -> None:
    answers = [await client.get(path) for path in ("/api/v1/nothing", "/api/v1/a/b", "/api/v2/products")]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert {each.headers["content-type"] for each in answers} == {"application/problem+json"}


async def test_the_policy_names_the_hash_of_the_script_that_is_in_the_page(client: Client) -> None:
    answer = await client.get("/cart")
    [inline] = [source for each, source in Document(answer.text).scripts if not each]
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()

    assert f"script-src 'self' 'sha256-{digest}';" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_says_whether_somebody_is_signed_in(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    signed_in = Document((await client.get("/settings", headers=headers)).text)
    guest = Document((await client.get("/settings", headers={"cookie": "__Host-vitrina=stale"})).text)

    assert (signed_in.boot["is_signed_in"], guest.boot["is_signed_in"]) == (True, False)


async def test_the_page_that_a_device_keeps_tells_nothing_of_who_asked(client: Client, pool: Pool) -> None:
    hers = await client.get("/app-shell", headers=await sign_in(pool, ANA))
    guests = await client.get("/app-shell")

    assert hers.text == guests.text
    assert Document(hers.text).boot["is_signed_in"] is None
    assert Document(hers.text).meta("robots") == "noindex"


async def test_html_is_packed_as_the_reader_takes_it(client: Client) -> None:
    async with client.stream("GET", "/", headers={"accept-encoding": "gzip, br"}) as answer:
        packed = b"".join([piece async for piece in answer.aiter_raw()])
    async with client.stream("GET", "/", headers={"accept-encoding": "gzip"}) as second:
        zipped = b"".join([piece async for piece in second.aiter_raw()])
    plain = await client.get("/", headers={"accept-encoding": "identity"})
    head = await client.head("/", headers={"accept-encoding": "identity"})

    assert (answer.headers["content-encoding"], second.headers["content-encoding"]) == ("br", "gzip")
    unpacked: bytes = brotli.decompress(packed)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    assert unpacked == gzip.decompress(zipped) == plain.content
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(plain.content))
    assert "accept-language" in plain.headers["vary"]


async def test_a_page_is_sent_again_only_when_it_changed(client: Client, pool: Pool) -> None:
    product = await a_product(pool, 100)
    path = f"/p/{product.id}"
    first = await client.get(path)
    known = {"if-none-match": first.headers["etag"]}

    again = await client.get(path, headers=known)
    packed = await client.get(path, headers=known | {"accept-encoding": "br"})
    other_reader = await client.get(path, headers=known | {"accept-language": "pt"})
    async with pool.transaction() as db:
        await catalogue.archive(db, product_id=product.id, actor=await load(db, BRUNO), now=JOINED)
    changed = await client.get(path, headers=known)

    assert [each.status_code for each in (first, again, packed, other_reader, changed)] == [
        *(200, 304, 304, 200, 200)
    ]
    assert (again.content, again.headers["etag"]) == (b"", first.headers["etag"])
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert "etag" not in (await client.get(f"/p/{new_id()}")).headers


async def test_files_of_the_web_app_are_served(client: Client) -> None:
    hashed = await client.get("/_app/immutable/start.abc.js")
    version = await client.get("/_app/version.json")
    style = await client.get("/shell.css")
    again = await client.get("/shell.css", headers={"if-none-match": style.headers["etag"]})
    missing = await client.get("/_app/immutable/gone.js")

    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["content-type"].startswith("text/javascript")
    for each in (version, style):
        assert each.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert (again.status_code, missing.status_code, missing.content) == (304, 404, b"")


async def test_a_collection_has_a_link_preview_of_its_own(
    client: Client, pool: Pool, settings: Settings
) -> None:
    product = await a_product(pool, 189_00)
    new = NewCollection(id=CollectionId(new_id()), name="Para la <playa>", product_ids=[product.id])
    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        await catalogue.add_collection(db, shop_id=product.shop_id, actor=bruno, new=new, now=clock.now())
        [shop] = (await shops.shops_by_id(db, [product.shop_id])).values()

    answer = await client.get(f"/shop?collection={new.id}", headers={"accept-language": "en"})
    document = Document(answer.text)
    async with pool.transaction() as db:
        changes = CollectionChanges(is_hidden=True)
        await catalogue.edit_collection(db, collection_id=new.id, actor=bruno, changes=changes)
    hidden = await client.get(f"/shop?collection={new.id}")

    assert answer.status_code == 200
    assert document.title == f"Para la <playa> · {shop.name} · Vitrina"
    assert document.link("canonical") == f"{settings.base_url}/shop?collection={new.id}"
    assert document.meta("og:title") == f"Para la <playa> · {shop.name}"
    assert (document.meta("og:image") or "").startswith(f"{settings.base_url}/media/images/")
    assert shop.name in (document.meta("og:description") or "")
    assert "<playa>" not in answer.text
    assert (hidden.status_code, "playa" in hidden.text) == (404, False)


@pytest.mark.parametrize("name", ["nothing", NOBODYS, "1' or 1=1"])
async def test_a_collection_that_is_not_there_is_a_page_that_says_so(client: Client, name: str) -> None:
    answer = await client.get("/shop", params={"collection": name})

    assert answer.status_code == 404
    assert Document(answer.text).meta("robots") == "noindex"


async def test_the_bare_template_and_hidden_files_are_not_served(client: Client) -> None:
    template = await client.get("/200.html")
    stamp = await client.get("/.stamp")

    assert (template.status_code, stamp.status_code) == (404, 404)
    assert "<!--vitrina" not in template.text and "secret" not in stamp.text


async def test_without_the_web_app_a_page_says_how_to_build_it(client: Client, web: Path) -> None:
    (web / "200.html").unlink()

    answer = await client.get("/shop", headers={"accept-language": "en"})

    assert answer.status_code == 503
    assert "./vitrina demo" in answer.text and "hatch_build.py" in answer.text
    assert (await client.get("/api/v1/products")).status_code == 200
    assert (await client.get("/healthz")).status_code == 200


async def test_the_shows_are_a_page_that_is_found(client: Client, settings: Settings) -> None:
    document = Document((await client.get("/live", headers={"accept-language": "pt"})).text)

    assert document.title == "Ao vivo · Vitrina"
    assert document.link("canonical") == f"{settings.base_url}/live"
    assert document.meta("robots") is None


async def test_the_shows_come_with_their_page(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        room = await room_of(db, is_live=True)

    document = Document((await client.get("/live")).text)
    shows = document.boot["shows"]

    assert [each["id"] for each in shows["live"]["items"]] == [str(room)]
    for when in ("live", "coming", "replays"):
        assert shows[when] == (await client.get(f"/api/v1/live-rooms?when={when}&limit=24")).json()
    channel = (await client.get("/api/v1/live-channel")).json()
    assert {**shows["channel"], "now_ms": 0} == {**channel, "now_ms": 0}
    assert f"/live/{room}" in [attributes.get("href") for _, attributes in document.tags]


async def test_the_shelves_come_with_their_page_and_their_first_pictures(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        new = [replace(new_product(189_00), images=[await image_of(db)]) for _ in range(3)]
        products = [await product_of(db, shop, new=each) for each in new]
    await keep_up(pool)

    plain = Document((await client.get("/shop")).text)
    filtered = Document((await client.get("/shop?sort=newest")).text)
    api = (await client.get("/api/v1/search/products?limit=12")).json()
    pictures = [each["src"] for tag, each in plain.tags if tag == "img"]

    assert plain.boot["shelves"] == api
    assert {each["id"] for each in api["items"]} == {str(each.id) for each in products}
    assert pictures == [each["image_url"] for each in api["items"]]
    assert filtered.boot["shelves"] is None


async def test_shelves_that_take_too_long_come_after_their_page(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "STATEMENT_TIMEOUT_MS", "100")
    async with pool.transaction() as db:
        await db.execute("reset role")
        await db.execute("lock table search.products in access exclusive mode")
        answer = await client.get("/shop")

    assert answer.status_code == 200
    assert Document(answer.text).boot["shelves"] is None


async def test_the_front_page_brings_the_first_clips(client: Client, pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        older = await clip_of(db, caption="Older", published_at=JOINED)
        newer = await clip_of(db, caption="Newer", published_at=JOINED + timedelta(days=1))
        await clip_of(db, caption="Draft of a clip", published_at=None)

    answer = await client.get("/")
    document = Document(answer.text)
    api = (await client.get("/api/v1/feed?limit=10")).json()
    shown = document.boot["feed"]
    poster = shown["items"][0]["poster_url"]

    assert answer.status_code == 200
    assert shown["items"] == api["items"]
    assert {clip["id"] for clip in shown["items"]} == {str(newer), str(older)}
    assert document.link("canonical") == f"{settings.base_url}/"
    assert document.link("preload") == poster
    assert document.meta("og:image") == settings.base_url + poster
    assert [each["src"] for tag, each in document.tags if tag == "img"] == [poster]
    assert "Draft of a clip" not in answer.text


async def test_a_clip_page_is_of_that_clip(client: Client, pool: Pool, settings: Settings) -> None:
    product = await a_product(pool, 189_00, title="Linen <b>shirt</b>")
    caption = 'Look </script><!-- "linen" -->'
    async with pool.transaction() as db:
        video_id = await clip_of(db, products=[product.id], caption=caption)

    answer = await client.get(f"/v/{video_id}", headers={"accept-language": "en"})
    document = Document(answer.text)

    assert answer.status_code == 200
    assert document.title == f"{caption} · Vitrina"
    assert document.link("canonical") == f"{settings.base_url}/v/{video_id}"
    assert document.linked("VideoObject")["creator"]["name"] == "Carla"
    assert "Linen <b>shirt</b> — $189.00 MXN" in document.text
    assert document.boot["clip"] == (await client.get(f"/api/v1/clips/{video_id}")).json()
    assert [source for each, source in document.scripts if not each] == [SCRIPT]


async def test_a_clip_page_knows_its_viewer(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db)
    headers = await sign_in(pool, ANA)
    await client.put(f"/api/v1/videos/{video_id}/like", headers=headers)
    await client.put(f"/api/v1/follows/{CARLA.id}", headers=headers)

    clip = Document((await client.get(f"/v/{video_id}", headers=headers)).text).boot["clip"]
    guests = Document((await client.get(f"/v/{video_id}")).text).boot["clip"]

    assert (clip["is_liked"], clip["creator"]["is_following"]) == (True, True)
    assert (guests["is_liked"], guests["creator"]["is_following"]) == (False, False)


async def test_a_draft_clip_is_not_there_even_for_its_creator(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db, caption="Not yet", published_at=None)

    for headers in ({}, await sign_in(pool, CARLA)):
        answer = await client.get(f"/v/{video_id}", headers=headers)

        assert answer.status_code == 404
        assert "Not yet" not in answer.text
        assert Document(answer.text).boot["clip"] is None
