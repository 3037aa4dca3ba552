"""What readers see, page by page, while the world goes on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace
from psycopg import AsyncCursor

from tests.builders import clip_of, new_product, product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, join, load, sign_in
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.feed import jobs, service
from vitrina.feed.model import Clip, Reader, Tab, View, Why
from vitrina.feed.rankers import recent_popular
from vitrina.feed.service import Watching, kept
from vitrina.identity.model import HandleKind, HandleOwner, NewPerson
from vitrina.kit import clock
from vitrina.kit.db import APP_ROLE, Db, Pool, value
from vitrina.kit.errors import Malformed
from vitrina.kit.http import Page, encode_cursor
from vitrina.kit.ids import new_id
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import Like, VideoDeleted, VideoId, VideoLiked

Client = AsyncTestClient[Litestar]
GUEST = Reader(viewer=None, default_plan_bps=300)
NOW = JOINED + timedelta(days=1)


async def reader_of(db: Db, person: NewPerson) -> Reader:
    return Reader(viewer=await load(db, person), default_plan_bps=300)


async def read(
    db: Db,
    *,
    tab: Tab = Tab.FOR_YOU,
    reader: Reader = GUEST,
    cursor: str | None = None,
    limit: int = 20,
    now: datetime = NOW,
) -> Page[Clip]:
    return await service.read_feed(db, tab=tab, reader=reader, cursor=cursor, limit=limit, now=now)


async def follow_cursors(db: Db, *, limit: int, **options: Any) -> AsyncIterator[Page[Clip]]:
    page = await read(db, limit=limit, **options)
    yield page
    while page.next_cursor:
        page = await read(db, limit=limit, cursor=page.next_cursor, **options)
        yield page


async def some_clips(db: Db, count: int, *creators: NewPerson) -> list[VideoId]:
    """Published clips, the newest first, one hour apart."""
    people = creators or (CARLA, ANA, EVA)
    return [
        await clip_of(db, people[n % len(people)], published_at=NOW - timedelta(hours=n + 1), caption=f"{n}")
        for n in range(count)
    ]


async def like(db: Db, video_id: VideoId, times: int = 50) -> None:
    """So many people like a clip, and the feed has heard of it."""
    facts = [
        VideoLiked(video_id=video_id, creator_id=CARLA.id, person_id=_somebody(), at=NOW)
        for _ in range(times)
    ]
    await jobs.count_likes(db, facts, NOW)


def _somebody() -> Any:
    return new_id()


async def test_a_clip_carries_all_that_its_screen_shows(db: Db) -> None:
    product = await product_of(db, await shop_of(db))
    video_id = await clip_of(db, products=[product.id], caption="Lino", published_at=NOW)
    ana = await reader_of(db, ANA)
    assert ana.viewer
    await social.follow(db, person_id=ana.viewer.id, followee_id=CARLA.id, now=NOW)
    await videos.add_likes(db, [Like(video_id=video_id, person_id=ANA.id)], NOW)

    (clip,) = (await read(db, reader=ana)).items

    assert (clip.id, clip.caption, clip.width, clip.height, clip.duration_ms) == (
        video_id,
        "Lino",
        540,
        960,
        8_000,
    )
    assert (clip.creator.handle, clip.creator.is_following, clip.creator.is_self) == (
        "carla.test",
        True,
        False,
    )
    assert (clip.like_count, clip.is_liked, clip.why) == (1, True, Why.NEW)
    assert [(each.from_ms, each.to_ms, each.product.title) for each in clip.products] == [
        (0, 8_000, "Linen shirt")
    ]
    assert clip.disclosures == ["commission"], "Carla earns by the default plan"
    assert clip.hls_url.startswith("/media/clips/")
    (hers,) = (await read(db, reader=await reader_of(db, CARLA))).items
    assert (hers.creator.is_self, hers.is_liked) == (True, False)


async def test_the_clip_of_a_shops_owner_says_so(db: Db) -> None:
    product = await product_of(db, await shop_of(db, BRUNO))
    await clip_of(db, BRUNO, products=[product.id], published_at=NOW)

    (clip,) = (await read(db)).items

    assert clip.disclosures == ["own_brand"]


async def test_paging_repeats_and_skips_nothing_while_the_world_goes_on(db: Db) -> None:
    expected = set(await some_clips(db, 23))
    listed: list[VideoId] = []
    late = NOW

    async for page in follow_cursors(db, limit=5):
        listed += [clip.id for clip in page.items]
        late += timedelta(seconds=10)
        await clip_of(db, DAVI, published_at=late)  # Something new on top.
        await like(db, listed[-1])  # What was shown becomes popular.
        await like(db, sorted(expected - set(listed), key=str)[0] if expected - set(listed) else listed[0])
        await read(db, now=late)  # Somebody else makes a new order.

    assert len(listed) == len(set(listed))
    assert set(listed) == expected


async def test_a_new_clip_is_seen_at_once(db: Db) -> None:
    await some_clips(db, 3)
    await read(db)

    new = await clip_of(db, DAVI, published_at=NOW + timedelta(seconds=1))

    assert (await read(db, now=NOW + timedelta(seconds=1))).items[0].id == new


async def test_the_order_is_made_once_in_a_while(db: Db) -> None:
    await some_clips(db, 3)

    for seconds in (0, 1, 2, 4):
        await read(db, now=NOW + timedelta(seconds=seconds))
    assert await value(db, "select count(*) from feed.rankings") == 1
    await read(db, now=NOW + timedelta(seconds=6))

    assert await value(db, "select count(*) from feed.rankings") == 2


async def test_popular_clips_rise_and_say_why(db: Db) -> None:
    ids = await some_clips(db, 12)
    assert (await read(db)).items[0].id == ids[0]

    await like(db, ids[-1], times=400)
    first = (await read(db, now=NOW + timedelta(seconds=6))).items[0]

    assert (first.id, first.why) == (ids[-1], Why.POPULAR)


async def test_what_nobody_may_see_never_appears(db: Db) -> None:
    shown = await clip_of(db, published_at=NOW)
    await clip_of(db, published_at=None)
    await clip_of(db, published_at=NOW + timedelta(days=2))  # By a clock that runs ahead.

    assert [clip.id for clip in (await read(db)).items] == [shown]


async def test_a_clip_taken_back_disappears_from_pages_to_come(db: Db) -> None:
    ids = await some_clips(db, 6, CARLA, ANA)
    first = await read(db, limit=3)
    carla = await load(db, CARLA)
    gone = [clip_id for clip_id in ids if clip_id not in {clip.id for clip in first.items}]
    own = [each for each in (await videos.videos_by_id(db, gone)).values() if each.creator_id == carla.id]

    await videos.unpublish(db, video_id=own[0].id, actor=carla, now=NOW)
    second = await read(db, limit=3, cursor=first.next_cursor)

    assert own[0].id not in {clip.id for clip in second.items}
    assert {clip.id for clip in second.items} == set(gone) - {own[0].id}


async def test_an_empty_instance_has_an_empty_feed(db: Db) -> None:
    assert await read(db) == Page(items=[], next_cursor=None)


async def test_a_cursor_of_a_forgotten_order_begins_again(db: Db) -> None:
    await some_clips(db, 8)
    first = await read(db, limit=3)

    later = NOW + timedelta(hours=3)
    assert await recent_popular.forget_orders(db, later) == 1
    again = await read(db, limit=3, cursor=first.next_cursor, now=later)

    assert [clip.id for clip in again.items] == [clip.id for clip in first.items]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        encode_cursor("2026-01-01T00:00:00Z"),
        encode_cursor("2026-01-01T00:00:00Z", -1),
        encode_cursor("2026-01-01T00:00:00Z", 2**40),
        encode_cursor("2026-01-01T00:00:00", "a"),
        encode_cursor("not a date", 1),
    ],
)
async def test_a_forged_cursor_is_refused(db: Db, cursor: str) -> None:
    with pytest.raises(Malformed):
        await read(db, cursor=cursor)


class Counting(AsyncCursor[Any]):
    """Counts the statements of a test."""

    count = 0

    async def execute(self, *args: Any, **options: Any) -> Any:
        Counting.count += 1
        return await super().execute(*args, **options)


@pytest.mark.parametrize("tab", Tab)
async def test_a_page_costs_the_same_number_of_statements_however_long_it_is(
    shared_url: str, tab: Tab
) -> None:
    async with await psycopg.AsyncConnection.connect(shared_url, cursor_factory=Counting) as db:
        await db.execute(f"set role {APP_ROLE}".encode())
        shops = [await shop_of(db, BRUNO), await shop_of(db, CARLA)]
        products = [(await product_of(db, shop)).id for shop in shops for _ in range(2)]
        for number in range(12):
            creator = (CARLA, EVA, BRUNO)[number % 3]
            published_at = NOW - timedelta(hours=number + 1)
            await clip_of(db, creator, products=products, published_at=published_at)
        ana = await reader_of(db, ANA)
        for followee in (CARLA.id, EVA.id, shops[0].id):
            await social.follow(db, person_id=ANA.id, followee_id=followee, now=NOW)
        await read(db, tab=tab, reader=ana)

        costs: list[int] = []
        for limit in (1, 3, 12):
            Counting.count = 0
            page = await read(db, tab=tab, reader=ana, limit=limit)
            assert len(page.items) == limit
            costs.append(Counting.count)
        await db.rollback()

    assert len(set(costs)) == 1, costs
    assert costs[0] <= 22


async def test_following_lists_people_and_shops_newest_first(db: Db) -> None:
    shop = await shop_of(db, BRUNO)
    product = await product_of(db, shop)
    hers = await clip_of(db, CARLA, published_at=NOW - timedelta(hours=3))
    tagged = await clip_of(db, EVA, products=[product.id], published_at=NOW - timedelta(hours=2))
    both = await clip_of(db, CARLA, products=[product.id], published_at=NOW - timedelta(hours=1))
    await clip_of(db, DAVI, published_at=NOW)
    ana = await reader_of(db, ANA)
    for followee in (CARLA.id, shop.id):
        await social.follow(db, person_id=ANA.id, followee_id=followee, now=NOW)

    pages = [page async for page in follow_cursors(db, tab=Tab.FOLLOWING, reader=ana, limit=2)]

    assert [[clip.id for clip in page.items] for page in pages] == [[both, tagged], [hers]]
    assert {clip.why for page in pages for clip in page.items} == {Why.FOLLOWING}


async def test_following_is_empty_for_guests_and_for_who_follows_nobody(db: Db) -> None:
    await some_clips(db, 2)

    assert (await read(db, tab=Tab.FOLLOWING)).items == []
    assert (await read(db, tab=Tab.FOLLOWING, reader=await reader_of(db, ANA))).items == []


async def test_a_profile_lists_what_it_counts(db: Db) -> None:
    shop = await shop_of(db, BRUNO)
    product = await product_of(db, shop)
    ids = [
        await clip_of(db, CARLA, products=[product.id], published_at=NOW - timedelta(hours=n))
        for n in range(3)
    ]
    await clip_of(db, CARLA, published_at=None, products=[product.id])
    plain = await clip_of(db, CARLA, published_at=NOW - timedelta(hours=9))

    for owner, expected in (
        (HandleOwner(kind=HandleKind.PERSON, id=CARLA.id), [*ids, plain]),
        (HandleOwner(kind=HandleKind.SHOP, id=shop.id), ids),
        (HandleOwner(kind=HandleKind.PERSON, id=BRUNO.id), []),
    ):
        page = await service.clips_of(db, owner=owner, reader=GUEST, cursor=None, limit=10, now=NOW)
        assert [clip.id for clip in page.items] == expected
        assert await service.count_clips_of(db, owner) == len(expected)


# What was watched.


async def watch(db: Db, *views: tuple[VideoId, int, bool], by: NewPerson | None = None) -> None:
    told = [View(video_id=each[0], watched_ms=each[1], completed=each[2]) for each in views]
    watching = Watching(views=told, viewer_id=by.id if by else None, now=NOW)
    await service.add_views(db, [watching])


async def counted(db: Db, video_id: VideoId) -> tuple[int, int, int]:
    row = await (
        await db.execute(
            "select view_count, completed_count, watched_ms from feed.popularity where video_id = %s",
            (video_id,),
        )
    ).fetchone()
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


async def test_the_clips_of_a_product_are_those_that_show_it_and_are_published(db: Db) -> None:
    shop = await shop_of(db)
    product, other = await product_of(db, shop), await product_of(db, shop)
    older = await clip_of(db, products=[product.id], published_at=JOINED)
    newer = await clip_of(db, products=[other.id, product.id], published_at=JOINED + timedelta(hours=1))
    await clip_of(db, products=[other.id])
    await clip_of(db, products=[product.id], published_at=None)
    reader = Reader(viewer=None, default_plan_bps=0)

    async def page(cursor: str | None) -> Page[Clip]:
        return await service.clips_showing(
            db, product_id=product.id, reader=reader, cursor=cursor, limit=1, now=JOINED + timedelta(hours=2)
        )

    first = await page(None)
    second = await page(first.next_cursor)

    assert [each.id for each in (*first.items, *second.items)] == [newer, older]
    assert second.next_cursor is None
    with pytest.raises(ProductNotFound):
        await service.clips_showing(
            db, product_id=ProductId(new_id()), reader=reader, cursor=None, limit=1, now=JOINED
        )


async def test_views_are_counted_and_warm_a_clip(db: Db) -> None:
    skipped, watched = await clip_of(db, CARLA), await clip_of(db, EVA)

    await watch(db, (skipped, 300, False), (watched, 8_000, True), (watched, 4_000, False))
    await watch(db, (watched, 8_000, True), by=ANA)

    assert await counted(db, skipped) == (1, 0, 300)
    assert await counted(db, watched) == (3, 2, 20_000)
    order = [clip.id for clip in (await read(db)).items]
    assert order == [watched, skipped]


async def test_views_that_cannot_be_are_bounded(db: Db) -> None:
    video_id = await clip_of(db, published_at=NOW)
    hidden = await clip_of(db, published_at=None)

    await watch(db, (video_id, 3_600_000, True), (video_id, 0, True), (hidden, 8_000, True))
    await watch(db, (VideoId(new_id()), 8_000, True))
    await watch(db, (video_id, 8_000, True), by=CARLA)  # Her own.

    assert await counted(db, video_id) == (2, 2, 160_000)
    assert await counted(db, hidden) == (0, 0, 0)


async def test_points_given_long_ago_do_not_break_the_arithmetic(db: Db) -> None:
    video_id = await clip_of(db)
    for now in (NOW - timedelta(days=3_000), NOW, NOW - timedelta(days=3_000), NOW + timedelta(days=3_000)):
        view = View(video_id=video_id, watched_ms=0, completed=False)
        await service.add_views(db, [Watching(views=[view], viewer_id=None, now=now)])
        await service.add_likes(
            db, [VideoLiked(video_id=video_id, creator_id=CARLA.id, person_id=ANA.id, at=now)], now
        )

    assert (await counted(db, video_id))[0] == 4


async def test_a_creators_own_like_warms_nothing_and_a_deleted_clip_is_forgotten(db: Db) -> None:
    video_id = await clip_of(db)
    own = VideoLiked(video_id=video_id, creator_id=CARLA.id, person_id=CARLA.id, at=NOW)
    await jobs.count_likes(db, [own], NOW)
    assert await value(db, "select count(*) from feed.popularity") == 0
    await like(db, video_id, times=1)
    assert await value(db, "select count(*) from feed.popularity") == 1

    await jobs.forget_clips(db, [VideoDeleted(video_id=video_id, creator_id=CARLA.id, at=NOW)], NOW)

    assert await value(db, "select count(*) from feed.popularity") == 0


async def test_views_told_at_once_are_all_counted(pool: Pool) -> None:
    async with pool.transaction() as db:
        ids = [await clip_of(db) for _ in range(5)]

    async def tell(number: int) -> None:
        order = ids if number % 2 else list(reversed(ids))
        views = [View(video_id=each, watched_ms=1_000, completed=False) for each in order]
        await service.watch(pool, Watching(views=views, viewer_id=None, now=NOW))

    await asyncio.gather(*(tell(number) for number in range(60)))

    async with pool.transaction() as db:
        assert [await counted(db, each) for each in ids] == [(60, 0, 60_000)] * 5


async def test_one_order_is_made_when_many_ask_at_once(pool: Pool) -> None:
    async with pool.transaction() as db:
        await some_clips(db, 4)

    async def ask() -> list[VideoId]:
        async with pool.transaction() as db:
            return [clip.id for clip in (await read(db)).items]

    await ask()
    orders = await asyncio.gather(*(ask() for _ in range(10)))

    assert all(order == orders[0] for order in orders)


# Over HTTP.


async def test_the_feed_over_http(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db, CARLA, caption="<script>alert(1)</script>")
        await join(db, EVA)
    ana = await sign_in(pool, ANA)

    guest = await client.get("/api/v1/feed?limit=5")
    one = await client.get(f"/api/v1/clips/{video_id}")
    profile = await client.get("/api/v1/profiles/carla.test/clips")
    told = await client.post(
        "/api/v1/views",
        json={"views": [{"video_id": str(video_id), "watched_ms": 8_000, "completed": True}]},
    )
    liked = await client.put(f"/api/v1/videos/{video_id}/like", headers=ana)
    hers = await client.get("/api/v1/feed", headers=ana)

    assert guest.json()["items"][0]["id"] == str(video_id)
    assert guest.json()["items"][0]["caption"] == "<script>alert(1)</script>"
    assert one.json()["id"] == str(video_id)
    assert profile.json()["items"][0]["id"] == str(video_id)
    assert (told.status_code, told.content) == (204, b"")
    assert liked.json() == {"like_count": 1, "is_liked": True}
    assert (hers.json()["items"][0]["is_liked"], hers.json()["items"][0]["like_count"]) == (True, 1)


async def test_what_guests_see_is_kept_for_a_moment_and_what_others_see_is_not(
    client: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT_S", 600.0)
    async with pool.transaction() as db:
        first = await clip_of(db)
    ana = await sign_in(pool, ANA)

    async def seen(**headers: str) -> list[str]:
        return [clip["id"] for clip in (await client.get("/api/v1/feed", headers=headers)).json()["items"]]

    answers = await asyncio.gather(*(seen() for _ in range(5)))
    async with pool.transaction() as db:
        second = await clip_of(db, published_at=clock.now())

    assert answers == [[str(first)]] * 5
    assert await seen() == [str(first)]
    assert set(await seen(**ana)) == {str(first), str(second)}
    etag = (await client.get("/api/v1/feed")).headers["etag"]
    assert (await client.get("/api/v1/feed", headers={"if-none-match": etag})).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/feed?tab=best", 422, "kit.malformed"),
        ("/feed?limit=0", 422, "kit.malformed"),
        ("/feed?limit=101", 422, "kit.malformed"),
        ("/feed?cursor=x", 422, "kit.malformed"),
        ("/feed?tab=following&cursor=x", 422, "kit.malformed"),
        ("/clips/01900000-0000-7000-8000-00000000abcd", 404, "videos.video_not_found"),
        ("/clips/nothing", 404, "kit.not_found"),
        ("/profiles/nobody.here/clips", 404, "feed.profile_not_found"),
        ("/profiles/%00/clips", 404, "feed.profile_not_found"),
    ],
)
async def test_wrong_questions_are_answered(client: Client, path: str, status: int, code: str) -> None:
    answer = await client.get(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "views",
    [
        [],
        [{"video_id": "x", "watched_ms": 1, "completed": False}],
        [{"video_id": str(new_id()), "watched_ms": -1, "completed": False}],
        [{"video_id": str(new_id()), "watched_ms": 1, "completed": "yes"}],
        [{"video_id": str(new_id()), "watched_ms": 1, "completed": False}] * 51,
    ],
)
async def test_wrong_views_are_refused(client: Client, views: list[Any]) -> None:
    answer = await client.post("/api/v1/views", json={"views": views})

    assert (answer.status_code, answer.json()["code"]) == (422, "kit.malformed")


async def test_a_known_minor_sees_no_clip_of_what_is_for_adults(db: Db) -> None:
    shop = await shop_of(db)
    limited = await product_of(db, shop, new=replace(new_product(100_00, title="Mezcal"), age_limit=18))
    free = await product_of(db, shop)
    hidden = await clip_of(db, products=[limited.id, free.id], published_at=NOW - timedelta(hours=1))
    shown = await clip_of(db, products=[free.id], published_at=NOW - timedelta(hours=2))
    minor = replace(await reader_of(db, EVA), is_minor=True)
    await social.follow(db, person_id=EVA.id, followee_id=CARLA.id, now=NOW)

    for tab in Tab:
        assert [each.id for each in (await read(db, tab=tab, reader=minor)).items] == [shown]
    for_all = [each.id for each in (await read(db)).items]
    alone = await service.find_clip(db, video_id=hidden, reader=minor, now=NOW)

    assert for_all == [hidden, shown]
    assert alone
    assert [each.product.id for each in alone.products] == [free.id]
