"""The product of another shop in the demo world: what its creator and the operator find of it."""

from msgspec.structs import replace
from tests.builders import clip_of
from tests.people import CARLA, DAVI, join

from vitrina.books import service as books
from vitrina.demo.outside import CLIP, seed_outside
from vitrina.demo.world import demo_id
from vitrina.external import service as external
from vitrina.external.model import Trust
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId


async def test_seeding_twice_shows_one_product_with_a_reported_and_a_paid_sale(
    pool: Pool, settings: Settings
) -> None:
    carla = replace(CARLA, id=PersonId(demo_id("person", "carla")))
    davi = replace(DAVI, id=PersonId(demo_id("person", "davi")))
    video_id = VideoId(demo_id("clip", CLIP))
    async with pool.transaction() as db:
        await join(db, davi)
        made = await clip_of(db, carla)
        await run(db, "update videos.videos set id = %(id)s where id = %(made)s", id=video_id, made=made)

    for _ in range(2):
        await seed_outside(pool, settings, clock.now())

    async with pool.transaction() as db:
        creator = await identity.person_by_id(db, carla.id)
        sales = await external.conversions_of(db, creator, before=None, limit=10)
        video = await videos.get_own(db, video_id=video_id, actor=creator)
        cards = await external.cards(db, [each.external_id for each in video.external_tags])
        assert await value(db, "select count(*) from external.clicks") == len(sales.items)
    assert [(each.trust, each.available.amount_minor) for each in sales.items] == [
        (Trust.REPORTED, 0),
        (Trust.AVAILABLE, 52_43),
    ]
    assert all("demo" in each.merchant_name for each in [*sales.items, *cards.values()])
    assert all(each.image_url for each in cards.values())
    assert len(cards) == 1
    for found in await books.look_over(pool):
        assert not found.breaches, found.code
