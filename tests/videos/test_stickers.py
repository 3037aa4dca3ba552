"""Stickers over a clip: placed, bounded, and never with a price of their own."""

from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, product_of, shop_of
from tests.people import BRUNO, CARLA, sign_in
from vitrina.catalogue.model import Product
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.videos.model import STICKER_LENGTH_MAX, STICKERS_MAX, VideoId

Client = AsyncTestClient[Litestar]
Who = dict[str, str]


@pytest.fixture
async def carla(pool: Pool) -> Who:
    return await sign_in(pool, CARLA)


@pytest.fixture
async def product(pool: Pool) -> Product:
    async with pool.transaction() as db:
        return await product_of(db, await shop_of(db))


@pytest.fixture
async def clip(pool: Pool, product: Product) -> VideoId:
    async with pool.transaction() as db:
        return await clip_of(db, products=[product.id])


def url(video_id: UUID) -> str:
    return f"/api/v1/videos/{video_id}"


def words(text: str = "¡Oferta!", **others: Any) -> dict[str, Any]:
    return {"kind": "text", "text": text, "x": 0.5, "y": 0.25, "from_ms": 0, "to_ms": 3_000} | others


def price(product_id: UUID, **others: Any) -> dict[str, Any]:
    moment = {"from_ms": 0, "to_ms": 8_000}
    return {"kind": "price", "product_id": str(product_id), "x": 0.3, "y": 0.7} | moment | others


async def test_stickers_are_kept_in_order_and_shown_to_viewers(
    client: Client, carla: Who, clip: VideoId, product: Product
) -> None:
    stickers = [words(" ¡Oferta!\n de hoy ", style="rosa", x=0.123456), price(product.id, style="paper")]

    changed = await client.patch(url(clip), headers=carla, json={"stickers": stickers})
    again = await client.patch(url(clip), headers=carla, json={"caption": "Otra"})
    seen = await client.get(f"/api/v1/clips/{clip}")

    assert changed.status_code == 200
    first, second = changed.json()["stickers"]
    assert (first["text"], first["style"], first["x"], first["y"]) == (
        "¡Oferta! de hoy",
        "rosa",
        0.1235,
        0.25,
    )
    assert (second["kind"], second["product_id"], second["text"]) == ("price", str(product.id), "")
    assert again.json()["stickers"] == seen.json()["stickers"] == changed.json()["stickers"]
    assert "amount" not in str(seen.json()["stickers"]), "the price is the product's, not the sticker's"


async def test_a_price_sticker_goes_with_its_product(
    client: Client, carla: Who, clip: VideoId, product: Product
) -> None:
    await client.patch(url(clip), headers=carla, json={"stickers": [price(product.id), words()]})

    untagged = await client.patch(url(clip), headers=carla, json={"tags": []})

    assert [each["kind"] for each in untagged.json()["stickers"]] == ["text"]


async def test_tags_and_price_stickers_are_changed_in_one_go(
    client: Client, pool: Pool, carla: Who, product: Product
) -> None:
    async with pool.transaction() as db:
        bare = await clip_of(db, published_at=None)
    tags = [{"product_id": str(product.id), "from_ms": 0, "to_ms": 8_000}]

    refused = await client.patch(url(bare), headers=carla, json={"stickers": [price(product.id)]})
    changed = await client.patch(
        url(bare), headers=carla, json={"tags": tags, "stickers": [price(product.id)]}
    )

    assert refused.json()["code"] == "videos.sticker_without_product"
    assert [each["kind"] for each in changed.json()["stickers"]] == ["price"]


@pytest.mark.parametrize(
    ("sticker", "status", "code"),
    [
        (words(to_ms=8_001), 409, "videos.sticker_outside"),
        (words(from_ms=3_000), 409, "videos.sticker_outside"),
        (words(" \u200b "), 422, "kit.malformed"),
        (words("a" * (STICKER_LENGTH_MAX + 1)), 422, "kit.malformed"),
        (words(x=1.01), 422, "kit.malformed"),
        (words(y=-0.01), 422, "kit.malformed"),
        (words(style="blinking"), 422, "kit.malformed"),
        (words(kind="html"), 422, "kit.malformed"),
        (words(product_id=str(new_id())), 422, "kit.malformed"),
        (price(new_id()), 409, "videos.sticker_without_product"),
        (price(new_id(), text="$1"), 422, "kit.malformed"),
        (price(new_id()) | {"product_id": None}, 409, "videos.sticker_without_product"),
    ],
)
async def test_a_sticker_that_cannot_be_is_refused(
    client: Client, carla: Who, clip: VideoId, sticker: dict[str, Any], status: int, code: str
) -> None:
    refused = await client.patch(url(clip), headers=carla, json={"stickers": [words(), sticker]})

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (await client.get(url(clip), headers=carla)).json()["stickers"] == []


async def test_a_clip_bears_a_bounded_number_of_stickers(client: Client, carla: Who, clip: VideoId) -> None:
    full = await client.patch(url(clip), headers=carla, json={"stickers": [words()] * STICKERS_MAX})
    more = await client.patch(url(clip), headers=carla, json={"stickers": [words()] * (STICKERS_MAX + 1)})

    assert (full.status_code, more.status_code) == (200, 422)


async def test_a_price_sticker_of_a_hidden_product_is_not_shown(
    client: Client, pool: Pool, carla: Who, clip: VideoId, product: Product
) -> None:
    await client.patch(url(clip), headers=carla, json={"stickers": [price(product.id), words()]})
    bruno = await sign_in(pool, BRUNO)

    await client.patch(f"/api/v1/products/{product.id}", headers=bruno, json={"status": "draft"})

    seen = (await client.get(f"/api/v1/clips/{clip}")).json()
    shown = {each["product"]["id"] for each in seen["products"]}
    assert {each["product_id"] for each in seen["stickers"]} - {None} <= shown
