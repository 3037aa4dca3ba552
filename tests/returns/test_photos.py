"""A guest sends pictures with what she gives back, by the order's key; the shop sees them."""

import io
from datetime import timedelta
from typing import Any

from httpx import Response
from PIL import Image

from tests.checkout.buying import Client
from tests.people import BRUNO, sign_in
from tests.returns.world import World
from vitrina.kit import clock
from vitrina.kit.db import value
from vitrina.kit.ids import new_id
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId
from vitrina.returns import service as returns
from vitrina.returns.service.ask import UNUSED_PHOTOS_MAX


def picture(shade: int = 0) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 120, 120)).save(target, "PNG")
    return target.getvalue()


async def sent_photo(client: Client, world: World, order_id: OrderId, body: bytes, **query: Any) -> Response:
    path = f"/api/v1/orders/{order_id}/return-photos"
    headers = {"content-type": "image/png"}
    return await client.post(path, content=body, headers=headers, params=query)


def key_of(world: World, order_id: OrderId) -> str:
    return orders.order_key(world.settings, order_id)


async def asked(client: Client, world: World, order_id: OrderId, photos: list[str]) -> Response:
    [line] = await world.lines(order_id, 1)
    body = {
        "id": str(new_id()),
        "lines": [{"line_id": str(line.line_id), "quantity": 1}],
        "reason": "damaged",
        "photos": photos,
    }
    path = f"/api/v1/orders/{order_id}/returns"
    return await client.post(path, json=body, params={"key": key_of(world, order_id)})


async def test_the_shop_sees_the_pictures_of_a_guest(client: Client, world: World):
    order_id = await world.received()

    photo = await sent_photo(client, world, order_id, picture(), key=key_of(world, order_id))
    given = await asked(client, world, order_id, [photo.json()["file_id"]])

    assert (photo.status_code, given.status_code) == (201, 201), given.text
    path = f"/api/v1/returns/{given.json()['id']}"
    shown = (await client.get(path, headers=await sign_in(world.pool, BRUNO))).json()
    assert shown["photo_urls"] == [photo.json()["url"]]
    await returns.forget_photos(world.pool, now=clock.now() + timedelta(days=2))
    assert (await client.get(path, headers=await sign_in(world.pool, BRUNO))).json() == shown


async def test_without_the_key_there_is_no_order(client: Client, world: World):
    order_id, other_id = await world.received(), await world.received()

    answers = [
        await sent_photo(client, world, order_id, picture()),
        await sent_photo(client, world, order_id, picture(), key=key_of(world, other_id)),
    ]
    photo = await sent_photo(client, world, other_id, picture(), key=key_of(world, other_id))
    anothers = await asked(client, world, order_id, [photo.json()["file_id"]])

    assert [each.status_code for each in answers] == [404, 404]
    assert (anothers.status_code, anothers.json()["code"]) == (404, "media.image_not_found")


async def test_what_is_no_picture_is_refused(client: Client, world: World):
    order_id = await world.received()

    answer = await sent_photo(client, world, order_id, b"words", key=key_of(world, order_id))

    assert answer.json()["code"] == "media.not_a_picture"


async def test_so_many_pictures_and_no_more_and_unused_ones_go(client: Client, world: World):
    order_id = await world.received()
    key = key_of(world, order_id)
    for shade in range(UNUSED_PHOTOS_MAX):
        assert (await sent_photo(client, world, order_id, picture(shade), key=key)).status_code == 201

    many = await sent_photo(client, world, order_id, picture(99), key=key)
    early = await returns.forget_photos(world.pool, now=clock.now() + timedelta(hours=23))
    late = await returns.forget_photos(world.pool, now=clock.now() + timedelta(hours=25))

    assert (many.status_code, many.json()["code"]) == (409, "returns.too_many_photos")
    assert (early, late) == (0, UNUSED_PHOTOS_MAX)
    async with world.pool.transaction() as db:
        assert await value(db, "select count(*) from media.files where owner_id = %(id)s", id=order_id) == 0
