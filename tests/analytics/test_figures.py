"""From what is watched to what a creator, a shop and an advertiser may know of it."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from tests.builders import clip_of, product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, load
from vitrina.analytics import personal, service
from vitrina.analytics.errors import FiguresNotFound
from vitrina.analytics.model import Figures, FiguresKind, Watched
from vitrina.feed import service as feed
from vitrina.feed.model import View
from vitrina.identity import service as identity
from vitrina.identity.model import NewPerson, PersonId
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.kit.places import Country, Language
from vitrina.videos.model import VideoDeleted, VideoId

NOW = JOINED + timedelta(days=30)
TOMORROW = NOW + timedelta(days=1)
YOUNG = date(2005, 6, 1)


async def crowd(db: Db, count: int, born: date | None = YOUNG) -> list[PersonId]:
    people: list[PersonId] = []
    for _ in range(count):
        person_id = PersonId(new_id())
        new = NewPerson(
            id=person_id,
            email=f"{person_id}@crowd.example",
            handle=f"c.{person_id.hex[-20:]}",
            name="Somebody",
            birth_date=born,
            language=Language.ES,
            country=Country.MX,
            capabilities=frozenset(),
        )
        await identity.create_person(db, new, now=JOINED)
        people.append(person_id)
    return people


async def watch(db: Db, video_id: VideoId, people: list[PersonId], now: datetime = NOW) -> None:
    watched = [
        Watched(video_id=video_id, viewer_id=each, watched_ms=4_000, completed=n % 2 == 0)
        for n, each in enumerate(people)
    ]
    await service.note_watched(db, watched, now)


async def look(
    db: Db,
    video_id: VideoId,
    person: NewPerson = CARLA,
    days: int = 28,
    kind: FiguresKind = FiguresKind.VIDEO,
) -> Figures:
    return await service.look(db, kind=kind, subject_id=video_id, days=days, actor=await load(db, person))


def ages(figures: Figures) -> dict[str, int]:
    return {each.name: each.people_at_least for each in figures.audience.ages}


async def test_a_band_of_twenty_is_shown_and_of_nineteen_is_not(db: Db) -> None:
    shown, hidden = [await clip_of(db, CARLA, published_at=JOINED) for _ in range(2)]
    people = await crowd(db, 20)
    await watch(db, shown, people)
    await watch(db, hidden, people[:19])

    await service.sum_up(db, TOMORROW)

    assert ages(await look(db, shown)) == {"18-24": 20}
    assert ages(await look(db, hidden)) == {}
    assert (await look(db, hidden)).audience.viewer_count == 19


async def test_minors_are_in_no_band(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    await watch(db, video_id, await crowd(db, 25, date(2012, 1, 1)))
    await watch(db, video_id, await crowd(db, 25, None))
    await watch(db, video_id, await crowd(db, 25))

    await service.sum_up(db, TOMORROW)

    assert ages(await look(db, video_id)) == {"18-24": 20, "not_told": 50}


async def test_a_person_counts_once_however_often_she_watches(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    people = await crowd(db, 3)
    for day in range(3):
        await watch(db, video_id, people, NOW - timedelta(days=day))

    await service.sum_up(db, TOMORROW)
    figures = await look(db, video_id)

    assert figures.audience.viewer_count == 3
    assert figures.watched.view_count == 9
    assert figures.watched.finished_count == 6
    assert figures.watched.watched_ms == 36_000


async def test_windows_end_with_the_day_that_is_over_and_begin_where_they_say(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    [one, two, three] = await crowd(db, 3)
    await watch(db, video_id, [one], TOMORROW)
    await watch(db, video_id, [two], NOW - timedelta(days=6))
    await watch(db, video_id, [three], NOW - timedelta(days=7))

    await service.sum_up(db, TOMORROW)

    assert (await look(db, video_id, days=7)).watched.view_count == 1
    assert (await look(db, video_id, days=28)).watched.view_count == 2
    assert (await look(db, video_id)).through == NOW.date()


async def test_sums_are_made_once_a_day(db: Db) -> None:
    assert await service.sum_up(db, TOMORROW)
    assert not await service.sum_up(db, TOMORROW + timedelta(hours=3))
    assert await service.sum_up(db, TOMORROW + timedelta(days=1))


async def test_a_creator_sees_her_clips_and_a_shop_those_that_show_it(db: Db) -> None:
    shop = await shop_of(db, BRUNO)
    product = await product_of(db, shop)
    tagged = await clip_of(db, CARLA, published_at=JOINED, products=[product.id])
    other = await clip_of(db, CARLA, published_at=JOINED)
    people = await crowd(db, 2)
    await watch(db, tagged, people)
    await watch(db, other, people[:1])
    await service.sum_up(db, TOMORROW)
    carla, bruno = await load(db, CARLA), await load(db, BRUNO)

    own = await service.look(db, kind=FiguresKind.CREATOR, subject_id=CARLA.id, days=28, actor=carla)
    of_shop = await service.look(db, kind=FiguresKind.SHOP, subject_id=shop.id, days=28, actor=bruno)

    assert own.watched.view_count == 3
    assert own.audience.viewer_count == 2
    assert [each.id for each in own.clips] == [tagged, other]
    assert [each.id for each in of_shop.clips] == [tagged]


@pytest.mark.parametrize("kind", list(FiguresKind))
async def test_nobody_sees_the_figures_of_others(db: Db, kind: FiguresKind) -> None:
    shop = await shop_of(db, BRUNO)
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    eva = await load(db, EVA)

    for subject_id in (shop.id, video_id, CARLA.id, new_id()):
        with pytest.raises(FiguresNotFound):
            await service.look(db, kind=kind, subject_id=subject_id, days=7, actor=eva)


async def test_own_views_and_drafts_do_not_count(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    draft = await clip_of(db, CARLA, published_at=None)
    await watch(db, video_id, [CARLA.id])
    await watch(db, draft, [ANA.id])

    assert await value(db, "select count(*) from analytics.days") == 0
    assert await value(db, "select count(*) from analytics.viewings") == 0


async def test_who_watched_is_forgotten_after_the_longest_window(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    await watch(db, video_id, [ANA.id], NOW - timedelta(days=28))
    await watch(db, video_id, [EVA.id], NOW - timedelta(days=27))

    await service.sum_up(db, TOMORROW)

    assert await value(db, "select array_agg(viewer_id) from analytics.viewings") == [EVA.id]


async def test_an_erased_person_is_in_no_row_and_the_sums_stay(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    people = await crowd(db, 20)
    await watch(db, video_id, people)
    await service.sum_up(db, TOMORROW)
    subject = Subject(person_id=people[0], email="x@crowd.example")
    told = [record.fields async for record in personal.export(db, subject)]

    await personal.erase(db, subject, TOMORROW)

    assert told == [{"video_id": video_id, "day": NOW.date()}]
    assert await value(db, "select count(*) from analytics.viewings") == 19
    assert ages(await look(db, video_id)) == {"18-24": 20}

    await service.sum_up(db, TOMORROW + timedelta(days=1))

    assert ages(await look(db, video_id)) == {}


async def test_a_deleted_clip_leaves_no_trace_of_who_watched_it(db: Db) -> None:
    video_id = await clip_of(db, CARLA, published_at=JOINED)
    await watch(db, video_id, [ANA.id])

    await service.forget_clips(db, [VideoDeleted(video_id=video_id, creator_id=CARLA.id, at=NOW)])

    assert await value(db, "select count(*) from analytics.viewings") == 0


async def test_views_told_at_the_same_time_all_count(pool: Pool) -> None:
    async with pool.transaction() as db:
        clips = [await clip_of(db, CARLA, published_at=JOINED) for _ in range(4)]
        people = await crowd(db, 8)

    async def tell(n: int) -> None:
        order = clips if n % 2 else clips[::-1]
        views = [View(video_id=each, watched_ms=1_000, completed=True) for each in order]
        async with pool.transaction() as db:
            await feed.add_views(db, [feed.Watching(views=views, viewer_id=people[n], now=NOW)])

    await asyncio.gather(*(tell(n) for n in range(8)))

    async with pool.transaction() as db:
        assert await value(db, "select array_agg(view_count) from analytics.days") == [8] * 4
        assert await value(db, "select count(*) from analytics.viewings") == 32


async def test_two_who_sum_up_at_once_sum_up_once(pool: Pool) -> None:
    async def sum_up() -> bool:
        async with pool.transaction() as db:
            return await service.sum_up(db, TOMORROW)

    assert sorted(await asyncio.gather(sum_up(), sum_up())) == [False, True]
