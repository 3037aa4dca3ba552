"""Saves and lists: each counts once, and only who saved sees them."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.people import ANA, CARLA, EVA, JOINED, load, sign_in
from vitrina.feed import service as feed
from vitrina.feed.model import Reader
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.videos import service
from vitrina.videos.errors import ListIdTaken, ListNotFound, TooManyLists, TooManySaves, VideoNotFound
from vitrina.videos.model import ListId, NewSaveList, VideoId
from vitrina.videos.service import saves

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)


async def saved(db: Db, by: NewPerson, *, in_list: ListId | None = None, limit: int = 20) -> list[VideoId]:
    reader = Reader(viewer=await load(db, by), default_plan_bps=0)
    found: list[VideoId] = []
    cursor = None
    while True:
        page = await feed.saved_clips(db, list_id=in_list, reader=reader, cursor=cursor, limit=limit)
        found += [clip.id for clip in page.items]
        if not (cursor := page.next_cursor):
            return found


async def list_of(db: Db, by: NewPerson, name: str = "Regalos") -> ListId:
    new = NewSaveList(id=ListId(new_id()), name=name)
    return (await service.add_list(db, actor=await load(db, by), new=new, now=NOW)).id


async def test_a_save_counts_once_and_the_last_saved_comes_first(db: Db) -> None:
    clips = [await clip_of(db) for _ in range(5)]
    ana = await load(db, ANA)
    for n, clip in enumerate(clips):
        counts = [
            (await service.save(db, video_id=clip, actor=ana, now=NOW + timedelta(minutes=n))).save_count
            for _ in "ab"
        ]
        assert counts == [1, 1]

    assert await saved(db, ANA, limit=2) == clips[::-1]
    assert await saved(db, EVA) == []

    counts = [(await service.unsave(db, video_id=clips[0], actor=ana)).save_count for _ in "ab"]
    assert counts == [0, 0]
    assert await saved(db, ANA) == clips[:0:-1]


async def test_what_is_not_shown_any_more_is_not_among_the_saved(db: Db) -> None:
    clip, gone = await clip_of(db), await clip_of(db)
    ana, carla = await load(db, ANA), await load(db, CARLA)
    for each in (clip, gone):
        await service.save(db, video_id=each, actor=ana, now=NOW)

    await service.unpublish(db, video_id=clip, actor=carla, now=NOW)
    await service.delete(db, video_id=gone, actor=carla, now=NOW)

    assert await saved(db, ANA) == []
    with pytest.raises(VideoNotFound):
        await service.save(db, video_id=clip, actor=ana, now=NOW)
    await service.publish(db, video_id=clip, actor=carla, now=NOW)
    assert await saved(db, ANA) == [clip]


async def test_a_list_holds_what_is_saved(db: Db) -> None:
    clip, other = await clip_of(db), await clip_of(db)
    ana = await load(db, ANA)
    gifts = await list_of(db, ANA)
    await service.save(db, video_id=other, actor=ana, now=NOW)

    for _ in range(2):
        put = await service.put_into_list(db, list_id=gifts, video_id=clip, actor=ana, now=NOW)
        assert (put.video_count, put.has_video) == (1, True)

    assert await saved(db, ANA, in_list=gifts) == [clip]
    assert set(await saved(db, ANA)) == {clip, other}
    [shown] = await service.lists_of(db, actor=ana, video_id=other)
    assert (shown.name, shown.video_count, shown.has_video) == ("Regalos", 1, False)
    await service.unsave(db, video_id=clip, actor=ana)
    assert await saved(db, ANA, in_list=gifts) == []


async def test_a_deleted_list_leaves_its_clips_saved(db: Db) -> None:
    clip = await clip_of(db)
    ana = await load(db, ANA)
    gifts = await list_of(db, ANA)
    await service.put_into_list(db, list_id=gifts, video_id=clip, actor=ana, now=NOW)

    await service.delete_list(db, list_id=gifts, actor=ana)

    assert await saved(db, ANA) == [clip]
    assert await service.lists_of(db, actor=ana, video_id=None) == []


async def test_a_list_is_its_owners_alone(db: Db) -> None:
    clip = await clip_of(db)
    eva = await load(db, EVA)
    gifts = await list_of(db, ANA)

    with pytest.raises(ListNotFound):
        await saved(db, EVA, in_list=gifts)
    with pytest.raises(ListNotFound):
        await service.put_into_list(db, list_id=gifts, video_id=clip, actor=eva, now=NOW)
    with pytest.raises(ListNotFound):
        await service.take_from_list(db, list_id=gifts, video_id=clip, actor=eva)
    with pytest.raises(ListNotFound):
        await service.delete_list(db, list_id=gifts, actor=eva)
    with pytest.raises(ListIdTaken):
        await service.add_list(db, actor=eva, new=NewSaveList(id=gifts, name="mine"), now=NOW)
    with pytest.raises(Malformed):
        await list_of(db, ANA, name=" \u200b ")


async def test_lists_and_saves_have_a_limit(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saves, "LISTS_MAX", 2)
    monkeypatch.setattr(saves, "SAVES_MAX", 1)
    ana = await load(db, ANA)
    for n in range(2):
        await list_of(db, ANA, name=f"n. {n}")

    with pytest.raises(TooManyLists):
        await list_of(db, ANA)
    clip = await clip_of(db)
    for _ in range(2):
        await service.save(db, video_id=clip, actor=ana, now=NOW)
    with pytest.raises(TooManySaves):
        await service.save(db, video_id=await clip_of(db), actor=ana, now=NOW)


async def test_over_http_a_clip_says_whether_it_is_saved(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
    ana = await sign_in(pool, ANA)
    made = await client.post("/api/v1/save-lists", json={"id": str(new_id()), "name": "Casa"}, headers=ana)
    gifts = made.json()["id"]

    put = await client.put(f"/api/v1/save-lists/{gifts}/videos/{clip}", headers=ana)
    renamed = await client.patch(f"/api/v1/save-lists/{gifts}", json={"name": "Hogar"}, headers=ana)
    lists = await client.get("/api/v1/me/save-lists", params={"video": str(clip)}, headers=ana)
    listed = await client.get("/api/v1/me/saves", params={"list": gifts}, headers=ana)
    guest = (await client.get(f"/api/v1/clips/{clip}")).json()

    assert (made.status_code, put.status_code, renamed.json()["name"]) == (201, 200, "Hogar")
    assert [(each["name"], each["has_video"]) for each in lists.json()["items"]] == [("Hogar", True)]
    [shown] = listed.json()["items"]
    assert (shown["id"], shown["is_saved"], shown["why"]) == (str(clip), True, "saved")
    assert (guest["is_saved"], guest["save_count"]) == (False, 1)
    taken = await client.delete(f"/api/v1/save-lists/{gifts}/videos/{clip}", headers=ana)
    gone = await client.delete(f"/api/v1/videos/{clip}/save", headers=ana)
    assert (taken.json()["video_count"], gone.json()) == (0, {"save_count": 0, "is_saved": False})
