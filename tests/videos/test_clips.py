"""The studio's side of clips and likes, over HTTP."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, product_of, shop_of
from tests.media.sources import film
from tests.people import ANA, CARLA, EVA, JOINED, join, sign_in
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, many, run, value
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.videos import service
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import Like, VideoId
from vitrina.videos.store.processing import Stalled

Client = AsyncTestClient[Litestar]
Who = dict[str, str]


@pytest.fixture
async def carla(pool: Pool) -> Who:
    return await sign_in(pool, CARLA)


@pytest.fixture
async def ana(pool: Pool) -> Who:
    return await sign_in(pool, ANA)


@pytest.fixture
async def draft(pool: Pool) -> VideoId:
    async with pool.transaction() as db:
        return await clip_of(db, published_at=None)


@pytest.fixture
async def product_id(pool: Pool) -> ProductId:
    async with pool.transaction() as db:
        return (await product_of(db, await shop_of(db))).id


def url(video_id: UUID, rest: str = "") -> str:
    return f"/api/v1/videos/{video_id}{rest}"


def tag(product_id: UUID, from_ms: int = 0, to_ms: int = 8_000) -> Mapping[str, object]:
    return {"product_id": str(product_id), "from_ms": from_ms, "to_ms": to_ms}


async def events(pool: Pool, name: str) -> int:
    async with pool.transaction() as db:
        return await value(db, "select count(*) from kit.events where name = %(name)s", name=name)


async def test_a_phone_video_is_published_through_the_api_alone(
    client: Client, pool: Pool, settings: Settings, carla: Who, tmp_path: Path
) -> None:
    raw = film(tmp_path / "a.mp4", size="360x640", seconds=1).read_bytes()
    tus = carla | {"tus-resumable": "1.0.0"}
    opened = await client.post("/api/v1/uploads", headers=tus | {"upload-length": str(len(raw))})
    location = opened.headers["location"]
    await client.patch(
        location,
        headers=tus | {"upload-offset": "0", "content-type": "application/offset+octet-stream"},
        content=raw,
    )

    new = {"id": str(new_id()), "upload_id": location.rsplit("/", 1)[-1], "caption": "Hola", "language": "pt"}
    begun = await client.post("/api/v1/videos", headers=carla, json=new)
    early = await client.post(url(UUID(new["id"]), "/publication"), headers=carla)
    await service.prepare(pool, settings, video_id=VideoId(UUID(new["id"])), now=clock.real_now())
    published = await client.post(url(UUID(new["id"]), "/publication"), headers=carla)

    assert (begun.status_code, begun.json()["status"]) == (201, "processing")
    assert (early.status_code, early.json()["code"]) == (409, "videos.not_ready")
    shown = published.json()
    assert (published.status_code, shown["is_published"], shown["status"]) == (201, True, "ready")
    assert (shown["language"], shown["width"], shown["failure"]) == ("pt", 360, None)
    assert (await client.get(shown["hls_url"])).status_code == 200
    ended = await client.delete(location, headers=tus)
    assert (ended.status_code, ended.json()["code"]) == (409, "media.upload_taken"), "rungs are made of it"


async def test_what_is_no_video_is_answered_with_its_reason(client: Client, carla: Who) -> None:
    tus = carla | {"tus-resumable": "1.0.0"}
    opened = await client.post("/api/v1/uploads", headers=tus | {"upload-length": "4"})
    location = opened.headers["location"]
    await client.patch(
        location,
        headers=tus | {"upload-offset": "0", "content-type": "application/offset+octet-stream"},
        content=b"text",
    )

    new = {"id": str(new_id()), "upload_id": location.rsplit("/", 1)[-1]}
    answer = await client.post("/api/v1/videos", headers=carla | {"accept-language": "en"}, json=new)

    assert (answer.status_code, answer.json()["code"]) == (409, "videos.not_a_video")
    assert "MP4" in answer.json()["title"]


async def test_a_clip_is_published_once_and_taken_back(
    client: Client, pool: Pool, carla: Who, draft: VideoId
) -> None:
    first = await client.post(url(draft, "/publication"), headers=carla)
    again = await client.post(url(draft, "/publication"), headers=carla)
    back = await client.delete(url(draft, "/publication"), headers=carla)
    once_more = await client.delete(url(draft, "/publication"), headers=carla)

    assert first.json()["published_at"] == again.json()["published_at"]
    assert (back.status_code, back.json()["is_published"]) == (200, False)
    assert once_more.status_code == 200
    assert await events(pool, "VideoPublished") == await events(pool, "VideoUnpublished") == 1


async def test_products_are_shown_where_they_were_put(
    client: Client, carla: Who, draft: VideoId, product_id: ProductId
) -> None:
    tags = [tag(product_id, 1_000, 3_000), tag(product_id, 5_000, 8_000)]

    changed = await client.patch(url(draft), headers=carla, json={"tags": tags, "caption": "Mira  esto"})
    kept = await client.patch(url(draft), headers=carla, json={"language": "en"})
    cleared = await client.patch(url(draft), headers=carla, json={"tags": []})

    assert [each["from_ms"] for each in changed.json()["tags"]] == [1_000, 5_000]
    assert changed.json()["tags"][0]["product"]["price"] == {"amount": 189_00, "currency": "MXN"}
    assert changed.json()["caption"] == "Mira esto"
    assert (kept.json()["language"], len(kept.json()["tags"])) == ("en", 2)
    assert cleared.json()["tags"] == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"tags": [tag(uuid4())]}, 409, "videos.product_not_shown"),
        ({"tags": [tag(uuid4(), 5_000, 1_000)]}, 409, "videos.tag_outside"),
        ({"tags": [tag(uuid4(), 0, 9_000)]}, 409, "videos.tag_outside"),
        ({"tags": [tag(uuid4(), -1, 9_000)]}, 422, "kit.malformed"),
        ({"tags": [tag(uuid4())] * 31}, 422, "kit.malformed"),
        ({"caption": "x" * 2_201}, 422, "kit.malformed"),
        ({"caption": None}, 422, "kit.malformed"),
        ({"language": "fr"}, 422, "kit.malformed"),
        ({"status": "ready"}, 422, "kit.malformed"),
        ({"caption": "\0"}, 422, "kit.malformed"),
        ({"caption": "'; drop table videos.videos; -- <script>"}, 200, None),
    ],
)
async def test_a_change_is_checked(
    client: Client, carla: Who, draft: VideoId, change: Mapping[str, object], status: int, code: str | None
) -> None:
    answer = await client.patch(url(draft), headers=carla, json=change)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_a_draft_product_cannot_be_tagged_but_an_archived_tag_may_stay(
    client: Client, pool: Pool, carla: Who, draft: VideoId, product_id: ProductId
) -> None:
    from tests.people import BRUNO

    await client.patch(url(draft), headers=carla, json={"tags": [tag(product_id)]})
    async with pool.transaction() as db:
        seller = await identity.person_by_id(db, BRUNO.id)
        await catalogue.archive(db, product_id=product_id, actor=seller, now=JOINED)
        other = await clip_of(db, published_at=None)

    stays = await client.patch(url(draft), headers=carla, json={"tags": [tag(product_id, 0, 4_000)]})
    new = await client.patch(url(other), headers=carla, json={"tags": [tag(product_id)]})

    assert stays.status_code == 200
    assert stays.json()["tags"][0]["product"]["is_sold_out"]
    assert new.json()["code"] == "videos.product_not_shown"


async def test_nobody_else_touches_a_clip(client: Client, ana: Who, carla: Who, draft: VideoId) -> None:
    answers = [
        await client.get(url(draft), headers=ana),
        await client.patch(url(draft), headers=ana, json={"caption": "mine"}),
        await client.post(url(draft, "/publication"), headers=ana),
        await client.delete(url(draft, "/publication"), headers=ana),
        await client.delete(url(draft), headers=ana),
        await client.put(url(draft, "/like"), headers=ana),
        await client.get(url(uuid4()), headers=carla),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (404, "videos.video_not_found")
    ] * 7
    assert (await client.get(url(draft), headers=carla)).json()["caption"] == "Look at this"
    assert (await client.get(url(draft))).status_code == 401


async def test_a_deleted_clip_is_gone_with_its_files(
    client: Client, pool: Pool, settings: Settings, carla: Who, ana: Who
) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db)
        (file,) = (await service.videos_by_id(db, [video_id])).values()
    await client.put(url(video_id, "/like"), headers=ana)

    gone = await client.delete(url(video_id), headers=carla)

    assert gone.status_code == 204
    assert (await client.get(url(video_id), headers=carla)).status_code == 404
    assert (await client.delete(url(video_id), headers=carla)).status_code == 404
    assert await events(pool, "VideoDeleted") == 1
    assert file.file_id
    async with pool.transaction() as db:
        assert await media.clip_urls(db, [file.file_id]) == {}
        assert await value(db, "select count(*) from videos.likes") == 0
    assert await media.empty_trash(pool, settings) == 1


async def test_clips_are_listed_newest_first_page_by_page(client: Client, pool: Pool, carla: Who) -> None:
    async with pool.transaction() as db:
        ids = [await clip_of(db, published_at=JOINED + timedelta(hours=hour)) for hour in range(5)]
        await clip_of(db, EVA)

    first = (await client.get("/api/v1/me/videos?limit=2", headers=carla)).json()
    second = (
        await client.get(f"/api/v1/me/videos?limit=2&cursor={first['next_cursor']}", headers=carla)
    ).json()
    last = (
        await client.get(f"/api/v1/me/videos?limit=2&cursor={second['next_cursor']}", headers=carla)
    ).json()

    listed = [each["id"] for page in (first, second, last) for each in page["items"]]
    assert listed == [str(each) for each in reversed(ids)]
    assert last["next_cursor"] is None


async def test_a_forged_cursor_is_refused(client: Client, carla: Who) -> None:
    for cursor in ("x", "W10", "WyJhIl0", "%00"):
        answer = await client.get(f"/api/v1/me/videos?cursor={cursor}", headers=carla)
        assert answer.status_code == 422, cursor


async def test_a_like_counts_once_and_is_taken_back_once(client: Client, pool: Pool, ana: Who) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db)

    steps: list[Any] = []
    for method in ("PUT", "PUT", "DELETE", "DELETE", "PUT"):
        answer = await client.request(method, url(video_id, "/like"), headers=ana)
        steps.append((answer.json()["like_count"], answer.json()["is_liked"]))

    assert steps == [(1, True), (1, True), (0, False), (0, False), (1, True)]
    assert await events(pool, "VideoLiked") == 2


async def test_a_guest_likes_nothing(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        video_id = await clip_of(db)

    assert (await client.put(url(video_id, "/like"))).status_code == 401


async def test_likes_at_once_are_all_counted(pool: Pool) -> None:
    """Batches that overlap in opposite orders neither lose a like nor wait for each other in a circle."""
    async with pool.transaction() as db:
        ids = [await clip_of(db) for _ in range(6)]
    people = [identity_id() for _ in range(20)]

    async def batch(number: int) -> None:
        likes = [
            Like(video_id=video_id, person_id=person) for video_id in ids for person in people[number::2]
        ]
        if number % 2:
            likes.reverse()
        async with pool.transaction() as db:
            await service.add_likes(db, likes, JOINED)

    await asyncio.gather(*(batch(number) for number in (0, 1) * 4))

    async with pool.transaction() as db:
        found = await service.videos_by_id(db, ids)
        rows = await many(db, Stalled, "select person_id as id from videos.likes")
    assert [found[each].like_count for each in ids] == [20] * 6
    assert len(rows) == 120
    assert await events(pool, "VideoLiked") == 120


def identity_id() -> Any:
    return new_id()


async def test_likes_of_what_nobody_sees_are_left_out(pool: Pool) -> None:
    async with pool.transaction() as db:
        hidden, shown = await clip_of(db, published_at=None), await clip_of(db)
        person_id = identity_id()
        wanted = [Like(video_id=each, person_id=person_id) for each in (hidden, shown, VideoId(new_id()))]

        await service.add_likes(db, wanted, JOINED)

        assert await service.liked_among(db, person_id, [hidden, shown]) == {shown}
        assert await service.liked_among(db, person_id, []) == set()
        with pytest.raises(VideoNotFound):
            await service.like(db, video_id=hidden, person_id=person_id, now=JOINED)


async def test_two_changes_of_one_clip_do_not_mix(
    pool: Pool, client: Client, carla: Who, draft: VideoId
) -> None:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        products = [(await product_of(db, shop)).id for _ in range(2)]

    answers = await asyncio.gather(
        *(client.patch(url(draft), headers=carla, json={"tags": [tag(each)] * 5}) for each in products * 3)
    )

    assert {answer.status_code for answer in answers} == {200}
    tags = (await client.get(url(draft), headers=carla)).json()["tags"]
    assert len(tags) == 5
    assert len({each["product_id"] for each in tags}) == 1


async def test_a_published_clip_must_play(pool: Pool) -> None:
    """The database itself refuses what the service must never do."""
    import psycopg

    async with pool.transaction() as db:
        await join(db, CARLA)
        video_id = await clip_of(db)
    with pytest.raises(psycopg.errors.CheckViolation):
        async with pool.transaction() as db:
            await run(
                db, "update videos.videos set status = 'failed', failure = 'x' where id = %(id)s", id=video_id
            )
