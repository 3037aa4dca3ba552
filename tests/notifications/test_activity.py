"""What people hear of each other: likes and followers grouped, comments by what concerns them most."""

from datetime import timedelta

from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, join, load, sign_in
from vitrina.identity.model import NewPerson
from vitrina.kit import events
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.notifications import service as notifications
from vitrina.notifications.model import Notice, NoticePreferences
from vitrina.social import service as social
from vitrina.social.model import Followed
from vitrina.videos import service as videos
from vitrina.videos.model import CommentAdded, CommentFilters, CommentId, NewComment, VideoId, VideoLiked
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
OURS = [each for each in SUBSCRIBERS if each.name == "notifications.tell_activity"]


def liked(clip: VideoId, by: NewPerson, *, of: NewPerson = CARLA, days: int = 0) -> VideoLiked:
    at = NOW + timedelta(days=days)
    return VideoLiked(video_id=clip, creator_id=of.id, person_id=by.id, at=at)


async def inbox(db: Db, whom: NewPerson, language: Language = Language.EN) -> list[Notice]:
    page = await notifications.list_notices(db, whom.id, language=language, cursor=None, limit=50)
    return page.items


async def titles(db: Db, whom: NewPerson) -> list[str]:
    return [notice.title for notice in await inbox(db, whom)]


async def say(db: Db, clip: VideoId, by: NewPerson, text: str, to: CommentId | None = None) -> CommentId:
    new = NewComment(id=CommentId(new_id()), text=text, parent_id=to)
    said = await videos.comment(db, video_id=clip, actor=await load(db, by), new=new, now=NOW)
    return said.id


async def added(db: Db, comment_id: CommentId, *, answered: NewPerson | None = None) -> CommentAdded:
    said = (await videos.comments_by_id(db, [comment_id]))[comment_id]
    return CommentAdded(
        comment_id=said.id,
        video_id=said.video_id,
        creator_id=said.creator_id,
        author_id=said.author_id,
        parent_id=said.parent_id,
        answered_id=answered.id if answered else None,
        mentioned_ids=[each.person_id for each in said.mentions],
        at=NOW,
    )


async def test_likes_of_a_clip_are_one_notice_a_day_and_each_fan_counts_once(db: Db) -> None:
    await join(db, ANA, BRUNO, EVA)
    clip = await clip_of(db)

    await notifications.tell_activity(db, [liked(clip, ANA), liked(clip, CARLA)], NOW)
    assert await titles(db, CARLA) == ["Ana likes your clip"]
    await notifications.tell_activity(db, [liked(clip, BRUNO), liked(clip, ANA), liked(clip, BRUNO)], NOW)
    assert await titles(db, CARLA) == ["Bruno and 1 more like your clip"]

    await notifications.tell_activity(db, [liked(clip, EVA, days=1)], NOW)
    assert await titles(db, CARLA) == ["Eva likes your clip", "Bruno and 1 more like your clip"]


async def test_a_notice_that_grows_is_new_again(db: Db) -> None:
    await join(db, ANA, BRUNO)
    clip = await clip_of(db)
    await notifications.tell_activity(db, [liked(clip, ANA)], NOW)
    [read] = await inbox(db, CARLA)
    await notifications.mark_read(db, CARLA.id, read.id)
    assert (await inbox(db, CARLA))[0].is_read

    await notifications.tell_activity(db, [liked(clip, BRUNO)], NOW)

    assert [notice.is_read for notice in await inbox(db, CARLA)] == [False]


async def test_each_hears_of_a_comment_once_by_what_concerns_her_most(db: Db) -> None:
    await join(db, ANA, BRUNO, CARLA, EVA)
    clip = await clip_of(db)
    first = await say(db, clip, ANA, "how much?")
    second = await say(db, clip, EVA, "ask @carla.test, @bruno.test or @ana.test", to=first)

    told = [await added(db, first), await added(db, second, answered=ANA)]
    await notifications.tell_activity(db, told, NOW)

    assert await titles(db, CARLA) == ["Eva mentioned you", "Ana commented on your clip"]
    assert await titles(db, ANA) == ["Eva replied to you"]
    assert await titles(db, BRUNO) == ["Eva mentioned you"]
    assert await titles(db, EVA) == []
    [notice] = await inbox(db, ANA)
    assert notice.body == "ask @carla.test, @bruno.test or @ana.test"
    assert notice.url == f"/v/{clip}?comment={second}"


async def test_a_deleted_comment_leaves_the_inbox(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, ANA, "oh no")
    await notifications.tell_activity(db, [await added(db, said)], NOW)
    assert len(await inbox(db, CARLA)) == 1

    await videos.delete_comment(db, comment_id=said, actor=await load(db, ANA), now=NOW)

    assert await inbox(db, CARLA) == []


async def test_nobody_hears_of_whom_she_muted_or_is_apart_from_before_or_after(db: Db) -> None:
    await join(db, ANA, BRUNO, DAVI, EVA)
    clip = await clip_of(db)
    await social.mute(db, person_id=CARLA.id, other_id=ANA.id, now=NOW)
    await social.block(db, person_id=BRUNO.id, other_id=CARLA.id, now=NOW)
    fans = [liked(clip, each) for each in (ANA, BRUNO, EVA)]
    follows = [Followed(follower_id=each.id, followee_id=CARLA.id, at=NOW) for each in (ANA, DAVI)]

    await notifications.tell_activity(db, [*fans, *follows], NOW)

    assert await titles(db, CARLA) == ["Davi started following you", "Eva likes your clip"]
    await social.mute(db, person_id=CARLA.id, other_id=EVA.id, now=NOW)
    assert await titles(db, CARLA) == ["Davi started following you"]


async def test_what_is_silenced_does_not_come(db: Db) -> None:
    await join(db, ANA)
    clip = await clip_of(db)
    wanted = NoticePreferences(likes=False, comments=True, mentions=True, follows=True)
    await notifications.set_notice_preferences(db, CARLA.id, wanted)
    follow = Followed(follower_id=ANA.id, followee_id=CARLA.id, at=NOW)

    await notifications.tell_activity(db, [liked(clip, ANA), follow], NOW)

    assert await titles(db, CARLA) == ["Ana started following you"]
    assert await notifications.notice_preferences(db, CARLA.id) == wanted


async def test_through_the_log_each_thing_is_told_once(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        await videos.set_comment_filters(db, CARLA.id, CommentFilters(words=["estafa"]))
    ana, carla = await sign_in(pool, ANA), await sign_in(pool, CARLA)
    await client.put(f"/api/v1/videos/{clip}/like", headers=ana)
    await client.put(f"/api/v1/follows/{CARLA.id}", headers=ana)
    for text in ("linda", "estafa"):
        body = {"id": str(new_id()), "text": text}
        assert (await client.post(f"/api/v1/videos/{clip}/comments", json=body, headers=ana)).is_success
    await client.put(
        "/api/v1/me/notice-preferences",
        json={"likes": True, "comments": True, "mentions": True, "follows": False},
        headers=carla,
    )

    for _ in range(2):
        await events.drain(pool, OURS)

    listed = (await client.get("/api/v1/me/notices", headers=carla | {"accept-language": "es"})).json()
    assert sorted(notice["title"] for notice in listed["items"]) == [
        "A Ana le gusta tu clip",
        "Ana comentó en tu clip",
        "Un comentario de Ana espera tu visto bueno",
    ]
    chosen = (await client.get("/api/v1/me/notice-preferences", headers=carla)).json()
    assert chosen["follows"] is False
