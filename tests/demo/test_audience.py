"""The audience of a creator of the demo world: seeded once, and large enough to be shown in bands."""

from datetime import timedelta

from msgspec.structs import replace
from tests.builders import clip_of
from tests.people import CARLA

from vitrina.analytics import service as analytics
from vitrina.analytics.model import FiguresKind
from vitrina.demo.audience import AGES, CREATOR, seed_audience
from vitrina.demo.world import demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit import clock
from vitrina.kit.db import Pool, run


async def test_seeding_twice_shows_two_bands_and_hides_the_small_ones(pool: Pool) -> None:
    now = clock.now()
    carla = replace(CARLA, id=PersonId(demo_id("person", CREATOR)))
    clips = [clip for clip in world().clips if clip.creator == CREATOR]
    async with pool.transaction() as db:
        for clip in clips:
            made = await clip_of(db, carla, published_at=now - timedelta(days=clip.age_days))
            await run(
                db,
                "update videos.videos set id = %(id)s where id = %(made)s",
                id=demo_id("clip", clip.key),
                made=made,
            )

    for _ in range(2):
        await seed_audience(pool, now)

    async with pool.transaction() as db:
        actor = await identity.person_by_id(db, carla.id)
        figures = await analytics.look(
            db, kind=FiguresKind.CREATOR, subject_id=carla.id, days=28, actor=actor
        )
    people = sum(AGES.values())
    assert figures.audience.viewer_count == people
    assert figures.watched.view_count == people * len(clips)
    assert {each.name: each.people_at_least for each in figures.audience.ages} == {"18-24": 30, "25-34": 20}
    assert [each.name for each in figures.audience.countries] == ["MX", "US"]
