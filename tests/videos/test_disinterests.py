"""Clips that somebody does not want to see again: they leave her feed, and hers alone."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.people import ANA, CARLA, EVA, JOINED, load, sign_in
from vitrina.feed import service as feed
from vitrina.feed.model import Reader, Tab
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.videos import service
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import VideoId
from vitrina.videos.service import disinterests

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)


async def shown(db: Db, by: NewPerson | None) -> set[VideoId]:
    """What a feed shows to its end."""
    reader = Reader(viewer=await load(db, by) if by else None, default_plan_bps=0)
    found: set[VideoId] = set()
    cursor = None
    while True:
        page = await feed.read_feed(db, tab=Tab.FOR_YOU, reader=reader, cursor=cursor, limit=2, now=NOW)
        found |= {clip.id for clip in page.items}
        if not (cursor := page.next_cursor):
            return found


async def test_a_clip_leaves_the_feed_of_who_does_not_want_it_and_comes_back(db: Db) -> None:
    clips = {await clip_of(db) for _ in range(5)}
    unwanted, ana = next(iter(clips)), await load(db, ANA)

    for _ in "ab":
        await service.lose_interest(db, video_id=unwanted, actor=ana, now=NOW)

    assert await shown(db, ANA) & clips == clips - {unwanted}
    assert await shown(db, EVA) & clips == clips
    assert await shown(db, None) & clips == clips
    # Who goes to it finds it.
    reader = Reader(viewer=ana, default_plan_bps=0)
    assert await feed.find_clip(db, video_id=unwanted, reader=reader, now=NOW)
    for _ in "ab":
        await service.regain_interest(db, video_id=unwanted, actor=ana)
    assert await shown(db, ANA) & clips == clips


async def test_a_clip_that_nobody_sees_cannot_be_unwanted(db: Db) -> None:
    clip, ana = await clip_of(db), await load(db, ANA)
    await service.unpublish(db, video_id=clip, actor=await load(db, CARLA), now=NOW)

    for video_id in (clip, VideoId(new_id())):
        with pytest.raises(VideoNotFound):
            await service.lose_interest(db, video_id=video_id, actor=ana, now=NOW)


async def test_the_oldest_are_forgotten_beyond_the_limit(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disinterests, "DISINTERESTS_MAX", 2)
    clips = [await clip_of(db) for _ in range(3)]
    ana = await load(db, ANA)

    for n, clip in enumerate(clips):
        await service.lose_interest(db, video_id=clip, actor=ana, now=NOW + timedelta(minutes=n))

    assert await shown(db, ANA) & {*clips} == {clips[0]}


async def test_what_is_not_wanted_goes_with_the_clip(db: Db) -> None:
    clip = await clip_of(db)
    await service.lose_interest(db, video_id=clip, actor=await load(db, ANA), now=NOW)

    await service.delete(db, video_id=clip, actor=await load(db, CARLA), now=NOW)

    assert await value(db, "select count(*) from videos.disinterests where video_id = %(id)s", id=clip) == 0


async def test_it_is_said_through_the_api(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
    ana, path = await sign_in(pool, ANA), f"/api/v1/videos/{clip}/disinterest"

    assert (await client.put(path, headers=ana)).status_code == 204
    feed_now = (await client.get("/api/v1/feed", headers=ana)).json()["items"]
    assert str(clip) not in {each["id"] for each in feed_now}
    assert (await client.delete(path, headers=ana)).status_code == 204
    unknown = await client.put(f"/api/v1/videos/{new_id()}/disinterest", headers=ana)
    assert unknown.json()["code"] == VideoNotFound.code
