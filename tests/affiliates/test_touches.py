"""A tap on a product in a clip, over HTTP: who it is for, what it promises, what it refuses."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, load, sign_in
from vitrina.affiliates.errors import NotTagged, TouchTaken
from vitrina.affiliates.model import TouchId
from vitrina.affiliates.store import touches as store
from vitrina.catalogue.model import Product
from vitrina.kit.db import Db, Pool, run
from vitrina.kit.ids import new_id
from vitrina.videos.model import VideoId

PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)


async def clip_of(db: Db, product: Product) -> VideoId:
    """A published clip of Carla's that shows a product; nothing of it is played here."""
    await load(db, CARLA)
    video_id = VideoId(new_id())
    await run(
        db,
        """
        insert into videos.videos
               (id, creator_id, status, caption, language, file_id, duration_ms, progress_percent,
                published_at, created_at)
        values (%(id)s, %(creator_id)s, 'ready', '', 'es', %(file_id)s, 9000, 100, %(at)s, %(at)s)
        """,
        id=video_id,
        creator_id=CARLA.id,
        file_id=new_id(),
        at=PUBLISHED,
    )
    await run(
        db,
        """
        insert into videos.tags (video_id, product_id, from_ms, to_ms, position)
        values (%(video_id)s, %(product_id)s, 0, 9000, 0)
        """,
        video_id=video_id,
        product_id=product.id,
    )
    return video_id


@pytest.fixture
async def shown(pool: Pool) -> tuple[VideoId, Product, Product]:
    """A clip, the product that it shows, and one that it does not."""
    async with pool.transaction() as db:
        shop = await shop_of(db, BRUNO)
        product, other = await product_of(db, shop), await product_of(db, shop)
        return await clip_of(db, product), product, other


async def test_a_tap_promises_its_creator_seven_days(
    client: AsyncTestClient[Litestar], pool: Pool, shown: tuple[VideoId, Product, Product]
) -> None:
    video_id, product, _ = shown
    tap = {"id": str(new_id()), "video_id": str(video_id), "product_id": str(product.id)}

    first = await client.post("/api/v1/touches", json=tap)
    again = await client.post("/api/v1/touches", json=tap, headers=await sign_in(pool, ANA))

    assert first.status_code == 201, first.text
    assert first.json()["creator_id"] == str(CARLA.id)
    assert again.json() == first.json()
    assert "vitrina_visitor=" in first.headers["set-cookie"]
    async with pool.transaction() as db:
        [stored] = await store.touches(db, [TouchId(UUID(tap["id"]))])
    assert (stored.expires_at - stored.at).days == 7
    assert (stored.is_earning, stored.rate_bps) == (True, None)


async def test_a_clip_earns_only_for_what_it_shows(
    client: AsyncTestClient[Litestar], shown: tuple[VideoId, Product, Product]
) -> None:
    video_id, product, other = shown
    touch_id = str(new_id())
    tap = {"id": touch_id, "video_id": str(video_id), "product_id": str(other.id)}

    answer = await client.post("/api/v1/touches", json=tap)
    unknown = await client.post("/api/v1/touches", json={**tap, "video_id": str(new_id())})
    await client.post("/api/v1/touches", json={**tap, "product_id": str(product.id)})

    assert (answer.status_code, answer.json()["code"]) == (409, NotTagged.code)
    assert unknown.status_code == 404


async def test_an_id_belongs_to_one_tap(
    client: AsyncTestClient[Litestar], pool: Pool, shown: tuple[VideoId, Product, Product]
) -> None:
    video_id, product, _ = shown
    async with pool.transaction() as db:
        other_video_id = await clip_of(db, product)
    tap = {"id": str(new_id()), "video_id": str(video_id), "product_id": str(product.id)}
    await client.post("/api/v1/touches", json=tap)

    answer = await client.post("/api/v1/touches", json={**tap, "video_id": str(other_video_id)})

    assert (answer.status_code, answer.json()["code"]) == (409, TouchTaken.code)
