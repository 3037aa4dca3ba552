"""Blocks and mutes, respected wherever people meet: feed, clips, profiles, comments, follows, likes."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, join, load, sign_in
from vitrina.feed import service as feed
from vitrina.feed.model import Reader, Tab
from vitrina.identity.model import NewPerson
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.social import service as social
from vitrina.social.errors import CannotBlockYourself, NobodyThere, TooManyBlocks
from vitrina.social.service import blocks
from vitrina.videos import service as videos
from vitrina.videos.errors import CommentNotFound, VideoNotFound
from vitrina.videos.model import CommentId, CommentOrder, NewComment, VideoId

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=1)


async def fed(db: Db, tab: Tab, by: NewPerson, *, limit: int = 20) -> list[VideoId]:
    reader = Reader(viewer=await load(db, by), default_plan_bps=0)
    found: list[VideoId] = []
    cursor = None
    while True:
        page = await feed.read_feed(db, tab=tab, reader=reader, cursor=cursor, limit=limit, now=NOW)
        assert len(page.items) == limit or page.next_cursor is None, "no page comes short"
        found += [clip.id for clip in page.items]
        if not (cursor := page.next_cursor):
            return found


async def block(db: Db, one: NewPerson, other: NewPerson) -> None:
    await join(db, one, other)
    await social.block(db, person_id=one.id, other_id=other.id, now=NOW)


async def mute(db: Db, one: NewPerson, other: NewPerson) -> None:
    await join(db, one, other)
    await social.mute(db, person_id=one.id, other_id=other.id, now=NOW)


async def say(db: Db, clip: VideoId, by: NewPerson, text: str, to: CommentId | None = None) -> CommentId:
    new = NewComment(id=CommentId(new_id()), text=text, parent_id=to)
    return (await videos.comment(db, video_id=clip, actor=await load(db, by), new=new, now=NOW)).id


async def said_to(db: Db, clip: VideoId, by: NewPerson) -> list[str]:
    page = await videos.list_comments(
        db, video_id=clip, order=CommentOrder.NEWEST, reader=await load(db, by), cursor=None, limit=50
    )
    return sorted(each.text for each in page.items)


@pytest.mark.parametrize("turn", [False, True])
async def test_who_are_apart_do_not_meet_in_feeds_whoever_blocked(db: Db, turn: bool) -> None:
    carlas = [await clip_of(db, CARLA) for _ in range(3)]
    evas = [await clip_of(db, EVA) for _ in range(3)]
    await join(db, ANA)
    for followee in (CARLA, EVA):
        await social.follow(db, person_id=ANA.id, followee_id=followee.id, now=NOW)
    assert set(await fed(db, Tab.FOR_YOU, ANA)) == {*carlas, *evas}

    await block(db, *((CARLA, ANA) if turn else (ANA, CARLA)))

    for limit in (1, 2, 20):
        assert set(await fed(db, Tab.FOR_YOU, ANA, limit=limit)) == set(evas)
    assert set(await fed(db, Tab.FOLLOWING, ANA)) == set(evas)
    assert set(await fed(db, Tab.FOR_YOU, BRUNO)) == {*carlas, *evas}


async def test_a_muted_person_leaves_the_feed_and_stays_at_her_own_place(db: Db) -> None:
    clip, other = await clip_of(db, CARLA), await clip_of(db, EVA)
    await join(db, ANA)
    for followee in (CARLA, EVA):
        await social.follow(db, person_id=ANA.id, followee_id=followee.id, now=NOW)

    await mute(db, ANA, CARLA)

    assert await fed(db, Tab.FOR_YOU, ANA) == await fed(db, Tab.FOLLOWING, ANA) == [other]
    reader = Reader(viewer=await load(db, ANA), default_plan_bps=0)
    assert (await feed.get_clip(db, video_id=clip, reader=reader, now=NOW)).creator.is_following
    assert set(await fed(db, Tab.FOR_YOU, CARLA)) == {clip, other}


async def test_a_shops_clips_come_without_whom_the_reader_does_not_see(db: Db) -> None:
    await join(db, BRUNO)
    shop = await shop_of(db)
    product = await product_of(db, shop)
    await clip_of(db, CARLA, products=[product.id])
    shown = await clip_of(db, EVA, products=[product.id])
    await join(db, ANA)
    await social.follow(db, person_id=ANA.id, followee_id=shop.id, now=NOW)

    await block(db, CARLA, ANA)

    assert await fed(db, Tab.FOLLOWING, ANA) == [shown]


async def test_a_block_ends_the_follows_of_both_ways_and_lets_none_begin(db: Db) -> None:
    await join(db, ANA, CARLA)
    for one, other in ((ANA, CARLA), (CARLA, ANA)):
        await social.follow(db, person_id=one.id, followee_id=other.id, now=NOW)

    await block(db, ANA, CARLA)

    counts = await social.follow_counts(db, [ANA.id, CARLA.id])
    assert {(each.follower_count, each.following_count) for each in counts.values()} == {(0, 0)}
    for one, other in ((ANA, CARLA), (CARLA, ANA)):
        with pytest.raises(NobodyThere):
            await social.follow(db, person_id=one.id, followee_id=other.id, now=NOW)
    await social.unblock(db, person_id=ANA.id, other_id=CARLA.id)
    await social.follow(db, person_id=CARLA.id, followee_id=ANA.id, now=NOW)


async def test_who_are_apart_neither_read_nor_answer_nor_name_nor_like_each_other(db: Db) -> None:
    evas, carlas = await clip_of(db, EVA), await clip_of(db, CARLA)
    said = await say(db, evas, CARLA, "carla says")
    await say(db, evas, ANA, "ana says")
    await block(db, CARLA, ANA)

    assert await said_to(db, evas, ANA) == ["ana says"]
    assert await said_to(db, evas, CARLA) == ["carla says"]
    assert await said_to(db, evas, EVA) == ["ana says", "carla says"]
    with pytest.raises(CommentNotFound):
        await say(db, evas, ANA, "answer", to=said)
    with pytest.raises(CommentNotFound):
        await videos.like_comment(db, comment_id=said, actor=await load(db, ANA), now=NOW)
    with pytest.raises(VideoNotFound):
        await say(db, carlas, ANA, "hello")
    with pytest.raises(VideoNotFound):
        await videos.like(db, video_id=carlas, person_id=ANA.id, now=NOW)
    assert (await videos.videos_by_id(db, [carlas]))[carlas].like_count == 0
    with pytest.raises(VideoNotFound):
        await videos.save(db, video_id=carlas, actor=await load(db, ANA), now=NOW)
    named = await say(db, evas, ANA, "@carla.test @bruno.test")
    await join(db, BRUNO)
    again = await say(db, evas, ANA, "now @carla.test @bruno.test")
    found = await videos.comments_by_id(db, [named, again])
    assert [each.handle for each in found[named].mentions] == []
    assert [each.handle for each in found[again].mentions] == ["bruno.test"]


async def test_a_muted_person_talks_to_all_but_who_muted_her(db: Db) -> None:
    evas = await clip_of(db, EVA)
    await say(db, evas, CARLA, "carla says")
    await mute(db, ANA, CARLA)

    assert await said_to(db, evas, ANA) == []
    assert await said_to(db, evas, EVA) == ["carla says"]
    await social.unmute(db, person_id=ANA.id, other_id=CARLA.id)
    assert await said_to(db, evas, ANA) == ["carla says"]


async def test_nobody_blocks_oneself_or_a_shop_or_what_is_not_there(db: Db) -> None:
    await join(db, ANA, BRUNO)
    shop = await shop_of(db)
    for verb in (social.block, social.mute):
        with pytest.raises(CannotBlockYourself):
            await verb(db, person_id=ANA.id, other_id=ANA.id, now=NOW)
        for nobody in (shop.id, new_id()):
            with pytest.raises(NobodyThere):
                await verb(db, person_id=ANA.id, other_id=nobody, now=NOW)  # type: ignore[arg-type]


async def test_blocks_have_a_limit_and_twice_is_once(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCKS_MAX", 1)
    for verb in (block, mute):
        for _ in range(2):
            await verb(db, ANA, CARLA)
        with pytest.raises(TooManyBlocks):
            await verb(db, ANA, EVA)


async def test_over_http_profiles_clips_and_lists_are_closed_to_who_is_apart(
    client: Client, pool: Pool
) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db, CARLA)
        await join(db, DAVI)
    ana, carla, davi = [await sign_in(pool, each) for each in (ANA, CARLA, DAVI)]
    for headers in (ana, davi):
        await client.put(f"/api/v1/follows/{CARLA.id}", headers=headers)
    paths = [
        "/api/v1/profiles/carla.test",
        "/api/v1/profiles/carla.test/clips",
        "/api/v1/profiles/carla.test/followers",
        "/api/v1/profiles/carla.test/followees",
        f"/api/v1/clips/{clip}",
        f"/api/v1/videos/{clip}/comments",
    ]

    async def statuses(**options: Any) -> set[int]:
        return {(await client.get(path, **options)).status_code for path in paths}

    assert await statuses(headers=ana) == {200}
    assert (await client.put(f"/api/v1/blocks/{ANA.id}", headers=carla)).status_code == 204
    assert await statuses(headers=ana) == {404}
    assert await statuses(headers=davi) == await statuses() == {200}
    profile = (await client.get("/api/v1/profiles/ana.test", headers=carla)).status_code
    listed = (await client.get("/api/v1/me/blocks", headers=carla)).json()["items"]
    assert (profile, [each["handle"] for each in listed]) == (404, ["ana.test"])

    assert (await client.delete(f"/api/v1/blocks/{ANA.id}", headers=carla)).status_code == 204
    assert await statuses(headers=ana) == {200}
    followers = (await client.get("/api/v1/profiles/carla.test/followers")).json()["items"]
    assert [each["handle"] for each in followers] == ["davi.test"]

    assert (await client.put(f"/api/v1/mutes/{CARLA.id}", headers=ana)).status_code == 204
    assert (await client.get("/api/v1/profiles/carla.test", headers=ana)).json()["is_muted"] is True
    muted = (await client.get("/api/v1/me/mutes", headers=ana)).json()["items"]
    assert [each["handle"] for each in muted] == ["carla.test"]


async def test_followers_come_in_pages_with_people_and_shops(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA, BRUNO, CARLA, DAVI, EVA)
        shop = await shop_of(db, handle="the.shop")
        for n, followee in enumerate((CARLA.id, shop.id, EVA.id)):
            await social.follow(db, person_id=ANA.id, followee_id=followee, now=NOW + timedelta(hours=n))
    path = "/api/v1/profiles/ana.test/followees"

    first = (await client.get(path, params={"limit": 2})).json()
    second = (await client.get(path, params={"limit": 2, "cursor": first["next_cursor"]})).json()

    shown = [(each["kind"], each["handle"]) for each in [*first["items"], *second["items"]]]
    assert shown == [("person", "eva.test"), ("shop", "the.shop"), ("person", "carla.test")]
    assert second["next_cursor"] is None
