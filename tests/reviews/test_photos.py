"""Who received a product shows it as it came: pictures of her own, beside her words."""

import io
from typing import Any
from uuid import UUID

import psycopg
import pytest
from PIL import Image

from tests.people import ANA, DAVI, EVA, sign_in
from tests.reviews.buying import product_on_sale, received
from tests.reviews.test_reviews import Client, decide, put
from vitrina.catalogue.model import ProductId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run
from vitrina.kit.ids import new_id
from vitrina.moderation.model import Action, ThingKind
from vitrina.reviews.model import PHOTOS_MAX

API = "/api/v1"


@pytest.fixture
async def product(pool: Pool, settings: Settings) -> ProductId:
    """A product that Ana and Eva received."""
    product_id = await product_on_sale(pool)
    await received(pool, settings, product_id, ANA, EVA)
    return product_id


async def photo(client: Client, headers: dict[str, str], shade: int = 0) -> Any:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 120)).save(target, "PNG")
    sent = await client.post(
        f"{API}/images", content=target.getvalue(), headers={**headers, "content-type": "image/png"}
    )
    assert sent.status_code == 201, sent.text
    return sent.json()


async def shown(client: Client, product: ProductId) -> list[Any]:
    return (await client.get(f"{API}/products/{product}/reviews")).json()["items"]


async def test_everybody_sees_the_pictures_of_a_review_in_their_order(
    client: Client, pool: Pool, product: ProductId
) -> None:
    ana = await sign_in(pool, ANA)
    first, second = await photo(client, ana, 10), await photo(client, ana, 20)

    written = await put(client, ana, product, stars=4, photos=[second["file_id"], first["file_id"]])

    assert written.status_code == 200, written.text
    [review] = await shown(client, product)
    assert review["photos"] == written.json()["photos"] == [second, first]


async def test_pictures_change_with_the_review_and_alone(
    client: Client, pool: Pool, product: ProductId
) -> None:
    ana = await sign_in(pool, ANA)
    first, second = await photo(client, ana, 10), await photo(client, ana, 20)
    await put(client, ana, product, stars=4, photos=[first["file_id"]])

    other = await put(client, ana, product, stars=4, photos=[second["file_id"]])
    none = await put(client, ana, product, stars=4)

    assert [each["file_id"] for each in other.json()["photos"]] == [second["file_id"]]
    assert other.json()["is_edited"]
    assert none.json()["photos"] == []


async def test_pictures_are_ones_own_and_so_many_at_most(
    client: Client, pool: Pool, product: ProductId
) -> None:
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    hers = await photo(client, eva)
    mine = [(await photo(client, ana, shade))["file_id"] for shade in range(PHOTOS_MAX + 1)]

    taken = await put(client, ana, product, stars=4, photos=[hers["file_id"]])
    many = await put(client, ana, product, stars=4, photos=mine)
    twice = await put(client, ana, product, stars=4, photos=[mine[0], mine[0]])

    assert (taken.status_code, taken.json()["code"]) == (404, "media.image_not_found")
    assert many.status_code == 422
    assert [each["file_id"] for each in twice.json()["photos"]] == [mine[0]]


async def test_the_database_refuses_more_pictures(pool: Pool, client: Client, product: ProductId) -> None:
    await put(client, await sign_in(pool, ANA), product, stars=4)

    with pytest.raises(psycopg.errors.CheckViolation):
        async with pool.transaction() as db:
            await run(
                db,
                "update reviews.reviews set photo_file_ids = array_fill(gen_random_uuid(), array[%(count)s])",
                count=PHOTOS_MAX + 1,
            )


async def test_operators_see_the_pictures_of_what_was_reported(
    client: Client, pool: Pool, product: ProductId
) -> None:
    ana, davi = await sign_in(pool, ANA), await sign_in(pool, DAVI)
    pictures = [await photo(client, ana, shade) for shade in (10, 20)]
    written = await put(client, ana, product, stars=1, photos=[each["file_id"] for each in pictures])
    report = {"id": str(new_id()), "kind": "review", "thing_id": written.json()["id"], "reason": "nudity"}
    reported = await client.post(f"{API}/reports", json=report, headers=await sign_in(pool, EVA))
    assert reported.status_code < 300, reported.text

    [case] = (await client.get(f"{API}/moderation/cases", headers=davi)).json()["items"]
    await decide(pool, ThingKind.REVIEW, UUID(written.json()["id"]), Action.TAKE_DOWN)

    assert case["thing"]["image_urls"] == [each["url"] for each in pictures]
    assert await shown(client, product) == []
