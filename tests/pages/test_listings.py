"""robots.txt and the sitemap."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import clip_of, new_product, product_of, shop_of
from tests.people import JOINED
from vitrina.catalogue.model import ProductId, ProductStatus
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.pages import service
from vitrina.pages.model import Listing
from vitrina.pages.rules import listings

Client = AsyncTestClient[Litestar]


def addresses(xml: str) -> list[str]:
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    return [each.text or "" for each in ElementTree.fromstring(xml).iter(name)]


async def test_robots_may_read_public_pages_and_find_the_sitemap(client: Client, settings: Settings) -> None:
    answer = await client.get("/robots.txt")
    lines = answer.text.splitlines()

    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /api/" in lines and "Disallow: /orders" in lines and "Allow: /" in lines
    assert not any(line.startswith("Disallow: /media") or line == "Disallow: /" for line in lines)
    assert f"Sitemap: {settings.base_url}/sitemap.xml" in lines


async def test_the_sitemap_names_what_everybody_may_see(
    client: Client, pool: Pool, settings: Settings
) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        active = await product_of(db, shop)
        draft = replace(new_product(100), status=ProductStatus.DRAFT)
        await product_of(db, shop, new=draft)
        video_id = await clip_of(db)
        await clip_of(db, published_at=None)

    answer = await client.get("/sitemap.xml")

    assert answer.headers["content-type"].startswith("application/xml")
    assert addresses(answer.text) == [
        f"{settings.base_url}/",
        f"{settings.base_url}/shop",
        f"{settings.base_url}/live",
        f"{settings.base_url}/v/{video_id}",
        f"{settings.base_url}/p/{active.id}",
    ]


async def test_the_sitemap_is_bounded(db: Db) -> None:
    shop = await shop_of(db)
    made = [await product_of(db, shop) for _ in range(3)]

    clips = [await clip_of(db, published_at=JOINED + timedelta(days=day)) for day in range(3)]

    found = await service.listing(db, clips_max=1, products_max=2)

    assert [video_id for video_id, _ in found.clips] == [clips[2]]
    assert [product_id for product_id, _ in found.products] == [made[2].id, made[1].id]


@pytest.mark.parametrize("base_url", ["https://a.example/?x=1&y=<"])
def test_addresses_are_escaped(base_url: str) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    listing = Listing(clips=[], products=[(ProductId(UUID(int=1)), at)])

    xml = listings.sitemap(listing, Settings(base_url=base_url))

    assert addresses(xml)[-1] == f"{base_url}/p/{UUID(int=1)}"
    assert "<lastmod>2026-03-01</lastmod>" in xml
