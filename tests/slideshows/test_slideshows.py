"""Clips made of a shop's photos: one after the other, each a clip like any other, stopped at any time."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace
from PIL import Image, ImageDraw

from tests.builders import new_product, product_of, shop_of
from tests.followers import nothing_is_hidden
from tests.people import ANA, BRUNO, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Product
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.kit.places import Country, Language
from vitrina.media import rules
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.shops.model import Shop
from vitrina.slideshows import rules as slideshow_rules
from vitrina.slideshows import service
from vitrina.slideshows.model import SlideshowRunId
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId, VideoStatus
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"
PATIENCE_S = 30
COLOURS = ("#e4007c", "#0a7d4f", "#ffb000")


def photo(colour: str, size: tuple[int, int]) -> bytes:
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), "white")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


@pytest.fixture
async def shop(pool: Pool) -> Shop:
    async with pool.transaction() as db:
        return await shop_of(db, BRUNO)


@pytest.fixture
async def bruno(pool: Pool) -> dict[str, str]:
    return await sign_in(pool, BRUNO)


async def shown(pool: Pool, settings: Settings, shop: Shop, title: str, *sizes: tuple[int, int]) -> Product:
    """A product on sale with a photo of each of these sizes."""
    files = [
        await media.add_image(
            pool, settings, owner_id=OwnerId(BRUNO.id), raw=photo(COLOURS[i], size), now=clock.real_now()
        )
        for i, size in enumerate(sizes)
    ]
    async with pool.transaction() as db:
        new = replace(new_product(189_00, title=title), images=[each.file_id for each in files])
        return await product_of(db, shop, new=new)


def body(*products: Product, **changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "product_ids": [str(each.id) for each in products], **changes}


async def step(pool: Pool, settings: Settings, sent: dict[str, Any]) -> None:
    """What the job does once."""
    run_id = SlideshowRunId(sent["id"])
    await service.make_next(pool, settings, run_id=run_id, now=clock.real_now())


def states(view: dict[str, Any]) -> Sequence[str]:
    return [each["state"] for each in view["clips"]]


async def test_a_product_becomes_a_draft_that_plays_and_shows_it_from_end_to_end(
    client: Client, pool: Pool, settings: Settings, shop: Shop, bruno: dict[str, str]
) -> None:
    mug = await shown(pool, settings, shop, "Taza de barro", (900, 1200), (1200, 800))
    bare = await shown(pool, settings, shop, "Sin foto")
    sent = body(bare, mug)
    target = f"{API}/slideshow-runs/{sent['id']}"

    begun = await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=sent, headers=bruno)
    again = await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=sent, headers=bruno)
    await step(pool, settings, sent)
    await step(pool, settings, sent)
    made = (await client.get(target, headers=bruno)).json()
    video_id = VideoId(made["clips"][1]["video_id"])
    await videos.prepare(pool, settings, video_id=video_id, now=clock.real_now())
    await step(pool, settings, sent)
    over = (await client.get(target, headers=bruno)).json()
    async with pool.transaction() as db:
        video = next(iter((await videos.videos_by_id(db, [video_id])).values()))
    listed = (await client.get(f"{API}/shops/{shop.id}/slideshow-runs", headers=bruno)).json()["items"]

    assert (begun.status_code, states(begun.json()), again.json()) == (201, ["waiting"] * 2, begun.json())
    assert (states(made), made["is_over"]) == (["failed", "preparing"], False)
    assert made["clips"][0]["failure"] == "no_picture"
    assert (states(over), over["is_over"]) == (["failed", "ready"], True)
    assert listed == [over]
    assert (video.status, video.published_at) == (VideoStatus.READY, None)
    assert video.duration_ms
    assert abs(video.duration_ms - rules.slideshow_ms(2)) < 100
    assert [(tag.product_id, tag.from_ms, tag.to_ms) for tag in video.tags] == [
        (mug.id, 0, video.duration_ms)
    ]
    assert video.caption == f"Taza de barro · {shop.name}\nWashed linen, cut in Oaxaca.\n#ropa"
    assert video.language is Language.ES


async def test_only_what_is_on_sale_and_has_pictures_is_offered_however_much_has_none(
    client: Client, pool: Pool, settings: Settings, shop: Shop, bruno: dict[str, str]
) -> None:
    old = await shown(pool, settings, shop, "Taza", (600, 600))
    older = await shown(pool, settings, shop, "Plato", (600, 601))
    gone = await shown(pool, settings, shop, "Jarra", (600, 602))
    await client.delete(f"{API}/products/{gone.id}", headers=bruno)
    async with pool.transaction() as db:
        for number in range(3):
            await product_of(db, shop, new=new_product(100_00, title=f"Sin foto {number}"))
    path = f"{API}/shops/{shop.id}/slideshow-products"

    first = (await client.get(path, params={"limit": 1}, headers=bruno)).json()
    cursor = first["next_cursor"]
    second = (await client.get(path, params={"limit": 1, "cursor": cursor}, headers=bruno)).json()

    newest, oldest = sorted((old, older), key=lambda each: each.id, reverse=True)
    assert [each["title"] for each in first["items"]] == [newest.title]
    assert [each["id"] for each in second["items"]] == [str(oldest.id)]
    assert second["next_cursor"] is None
    assert all(each["image_url"] for each in first["items"] + second["items"])


async def test_a_run_that_says_so_publishes_and_one_that_is_stopped_makes_nothing_more(
    client: Client, pool: Pool, settings: Settings, shop: Shop, bruno: dict[str, str]
) -> None:
    first = await shown(pool, settings, shop, "p1", (600, 600))
    second = await shown(pool, settings, shop, "p2", (600, 601))
    sent = body(first, second, is_publishing=True)
    target = f"{API}/slideshow-runs/{sent['id']}"
    await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=sent, headers=bruno)

    twice = await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=body(first), headers=bruno)
    await step(pool, settings, sent)
    making = asyncio.create_task(step(pool, settings, sent))
    deadline = time.monotonic() + PATIENCE_S
    while states((await client.get(target, headers=bruno)).json())[1] != "making":
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    stopped = (await client.post(f"{target}/cancellation", headers=bruno)).json()
    await making
    await step(pool, settings, sent)
    video_id = VideoId(stopped["clips"][0]["video_id"])
    await videos.prepare(pool, settings, video_id=video_id, now=clock.real_now())
    await nothing_is_hidden(pool)
    await events.drain(pool, SUBSCRIBERS)
    over = (await client.get(target, headers=bruno)).json()
    anew = await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=body(second), headers=bruno)

    assert (twice.status_code, twice.json()["code"]) == (409, "slideshows.running")
    assert (states(stopped), stopped["is_cancelled"]) == (["preparing", "cancelled"], True)
    assert (states(over), over["is_over"]) == (["published", "cancelled"], True)
    assert over["clips"][1]["video_id"] is None
    assert anew.status_code == 201
    async with pool.transaction() as db:
        left = await run(
            db,
            """
            select 1
              from media.uploads u
             where not exists (select 1 from videos.videos v where v.upload_id = u.id)
            """,
        )
    assert left == 0, "a film that nobody wants any more is thrown away"


async def test_a_run_goes_on_where_its_worker_died(
    client: Client, pool: Pool, settings: Settings, shop: Shop, bruno: dict[str, str]
) -> None:
    product = await shown(pool, settings, shop, "p1")
    sent = body(product)
    await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=sent, headers=bruno)
    async with pool.transaction() as db:
        await run(
            db,
            """
            update slideshows.slideshows
               set state = 'making', attempt_count = 1, lease_until = clock_timestamp() - %(ago)s
            """,
            ago=timedelta(seconds=1),
        )

    resumed = await service.resume_runs(pool)
    await step(pool, settings, sent)
    over = (await client.get(f"{API}/slideshow-runs/{sent['id']}", headers=bruno)).json()

    assert (resumed, states(over)) == (1, ["failed"])
    assert await service.resume_runs(pool) == 0


async def test_nobody_makes_clips_of_what_is_not_hers(
    client: Client, pool: Pool, settings: Settings, shop: Shop, bruno: dict[str, str]
) -> None:
    ana = await sign_in(pool, ANA)
    async with pool.transaction() as db:
        other = await shop_of(db, ANA)
    product = await shown(pool, settings, shop, "p1")
    sent = body(product)
    await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=sent, headers=bruno)

    answers = [
        await client.post(f"{API}/shops/{other.id}/slideshow-runs", json=body(product), headers=ana),
        await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=body(product), headers=ana),
        await client.get(f"{API}/slideshow-runs/{sent['id']}", headers=ana),
        await client.post(f"{API}/slideshow-runs/{sent['id']}/cancellation", headers=ana),
        await client.get(f"{API}/slideshow-runs/{new_id()}", headers=ana),
        await client.post(f"{API}/shops/{other.id}/slideshow-runs", json=sent, headers=ana),
    ]
    wrong = [
        await client.post(f"{API}/shops/{shop.id}/slideshow-runs", json=each, headers=bruno)
        for each in (body(), body(product, product), body(*[product] * 11), body(product, price=1))
    ]

    assert [each.status_code for each in answers] == [404, 403, 403, 403, 404, 404]
    assert answers[4].json()["code"] == "slideshows.run_not_found"
    assert [each.status_code for each in wrong] == [422] * 4


@pytest.mark.parametrize(("picture_count", "scene_count"), [(1, 3), (2, 3), (3, 3), (4, 4), (5, 5)])
def test_every_picture_is_seen_and_few_are_seen_from_near(picture_count: int, scene_count: int) -> None:
    scenes = rules.scenes_of(picture_count)

    assert len(scenes) == scene_count
    assert {number for number, point in scenes if point is None} == set(range(picture_count))
    assert rules.slideshow_ms(picture_count) == scene_count * rules.SCENE_MS


async def test_a_caption_has_no_price_and_no_novel(pool: Pool, shop: Shop) -> None:
    async with pool.transaction() as db:
        long = replace(new_product(189_00), description="Muy largo " * 60)
        product = await product_of(db, shop, new=long)
        found = (await catalogue.products_by_id(db, [product.id]))[product.id]

    said = {
        language: slideshow_rules.slideshow_caption(found, shop_name="Nube", language=language)
        for language in Language
    }

    assert said[Language.PT] == "Linen shirt · Nube\n#roupas"
    assert not any(sign in text for text in said.values() for sign in ("189", "$"))
    assert [slideshow_rules.language_of(each) for each in (Country.MX, Country.BR, Country.US)] == [
        Language.ES,
        Language.PT,
        Language.EN,
    ]
