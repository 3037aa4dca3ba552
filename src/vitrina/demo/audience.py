"""People of the demo who only watch: enough of them that a creator's figures show an audience in groups."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from vitrina.analytics import service as analytics
from vitrina.analytics.model import Watched
from vitrina.demo.world import demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import NewPerson, PersonId
from vitrina.kit.db import Pool
from vitrina.kit.places import Country, Language
from vitrina.videos.model import VideoId

CREATOR = "carla"
# How many there are of each age. The two oldest bands are too small to be shown, and nothing gives them away.
AGES = {21: 34, 29: 26, 39: 12, 52: 9}
# So many of them, of all ages, live in another country and read its language.
ABROAD_EVERY = 3
PARTS = 5


async def seed_audience(pool: Pool, now: datetime) -> None:
    """Let them watch the clips of a creator on days that are over, and sum it up, once."""
    ages = [age for age, count in AGES.items() for _ in range(count)]
    seen: dict[datetime, list[Watched]] = defaultdict(list)
    for number in range(len(ages)):
        for clip in world().clips:
            if clip.creator == CREATOR:
                at = now - timedelta(days=1 + number % clip.age_days)
                watched = Watched(
                    video_id=VideoId(demo_id("clip", clip.key)),
                    viewer_id=_id(number),
                    watched_ms=clip.duration_ms * (1 + number % PARTS) // PARTS,
                    completed=number % PARTS == PARTS - 1,
                )
                seen[at].append(watched)
    async with pool.transaction() as db:
        if await identity.persons(db, [_id(0)]):
            return
        for number, age in enumerate(ages):
            await identity.create_person(db, _person(number, age, now), now=now)
        for at, watched_then in seen.items():
            await analytics.note_watched(db, watched_then, at)
        await analytics.sum_up(db, now)


def _id(number: int) -> PersonId:
    return PersonId(demo_id("viewer", str(number)))


def _person(number: int, age: int, now: datetime) -> NewPerson:
    is_abroad = number % ABROAD_EVERY == 0
    return NewPerson(
        id=_id(number),
        email=f"publico.{number}@demo.vitrina.example",
        handle=f"publico.demo.{number}",
        name=f"Público de la demo {number}",
        birth_date=date(now.year - age, 1, 1),
        language=Language.EN if is_abroad else Language.ES,
        country=Country.US if is_abroad else Country.MX,
    )
