"""Cutting a clip and choosing its cover: it plays meanwhile, and what it shows stays with its pictures."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, product_of, shop_of
from tests.media.sources import film
from tests.people import ANA, CARLA, load, sign_in
from tests.videos.test_preparing import begin, prepare, read, upload
from vitrina.catalogue.model import ProductId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.ids import new_id
from vitrina.media import sandbox
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import Edit, UploadId
from vitrina.videos import rules, service
from vitrina.videos.model import Cue, NewVideo, Video, VideoId

Client = AsyncTestClient[Litestar]
Who = dict[str, str]
Fulfil = Callable[[], Awaitable[None]]
WHOLE = {"start_ms": 0, "end_ms": None, "cover_ms": None}


@pytest.fixture
async def carla(pool: Pool) -> Who:
    return await sign_in(pool, CARLA)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return film(tmp_path / "a.mp4", size="180x320", seconds=4)


@pytest.fixture
async def clip(pool: Pool, settings: Settings, source: Path) -> VideoId:
    """A draft of 4 seconds that plays, and whose source is kept."""
    raw = await asyncio.to_thread(source.read_bytes)
    begun = await begin(pool, settings, await upload(pool, settings, raw))
    await prepare(pool, settings, begun.id)
    await keep_source(pool, begun.id, await upload(pool, settings, raw))
    return begun.id


async def keep_source(pool: Pool, video_id: VideoId, upload_id: UploadId) -> None:
    async with pool.transaction() as db:
        await run(
            db,
            "update videos.videos set upload_id = %(upload_id)s where id = %(id)s",
            upload_id=upload_id,
            id=video_id,
        )


@pytest.fixture
def fulfil(pool: Pool, settings: Settings) -> Fulfil:
    """Run the job of the one wish there is."""

    async def run_it() -> None:
        async with pool.transaction() as db:
            wish_id: UUID = await value(db, "select id from videos.remakes")
        await service.fulfil(pool, settings, wish_id=wish_id, now=clock.real_now())

    return run_it


@pytest.fixture
async def product_id(pool: Pool) -> ProductId:
    async with pool.transaction() as db:
        return (await product_of(db, await shop_of(db))).id


def url(video_id: UUID, rest: str = "/edit") -> str:
    return f"/api/v1/videos/{video_id}{rest}"


async def jobs(pool: Pool, name: str) -> int:
    async with pool.transaction() as db:
        return await value(
            db, "select count(*) from procrastinate_jobs where task_name = %(name)s", name=name
        )


async def events(pool: Pool, name: str) -> int:
    async with pool.transaction() as db:
        return await value(db, "select count(*) from kit.events where name = %(name)s", name=name)


async def test_a_clip_is_cut_before_it_is_made(pool: Pool, settings: Settings, source: Path) -> None:
    raw = await asyncio.to_thread(source.read_bytes)
    async with pool.transaction() as db:
        actor = await load(db, CARLA)
    edit = Edit(start_ms=1_000, end_ms=2_500, cover_ms=700)
    new = NewVideo(id=VideoId(new_id()), upload_id=await upload(pool, settings, raw), edit=edit)

    begun = await service.begin(pool, settings, actor=actor, new=new, now=clock.now())
    ready = await prepare(pool, settings, begun.id)

    assert begun.edit == ready.edit == edit
    assert ready.duration_ms == pytest.approx(1_500, abs=60)


async def test_a_clip_plays_as_it_is_until_its_new_cut_is_there(
    client: Client, pool: Pool, settings: Settings, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    before = (await client.post(url(clip, "/publication"), headers=carla)).json()
    wish = {"start_ms": 500, "end_ms": 3_000, "cover_ms": 100}

    wished = await client.put(url(clip), headers=carla, json=wish)
    again = await client.put(url(clip), headers=carla, json=wish)
    meanwhile = await client.get(f"/api/v1/clips/{clip}")
    await fulfil()
    after = (await client.get(url(clip, ""), headers=carla)).json()

    assert (before["edit"], before["can_cut"], before["remake"]) == (WHOLE, True, None)
    assert wished.json()["remake"] == {
        "edit": wish,
        "is_cut": True,
        "progress_percent": 0,
        "failure": None,
    }
    assert again.json() == wished.json()
    assert await jobs(pool, "videos.recut") == 1
    assert meanwhile.json()["hls_url"] == before["hls_url"]
    assert (after["edit"], after["remake"], after["is_published"]) == (wish, None, True)
    assert after["duration_ms"] == pytest.approx(2_500, abs=60)
    assert after["hls_url"] != before["hls_url"]
    for address in (after["hls_url"], after["poster_url"], before["hls_url"]):
        assert (await client.get(address)).status_code == 200, "who watches the old cut sees its end"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from videos.remakes") == 0


async def test_what_a_clip_shows_stays_with_its_pictures(
    client: Client, pool: Pool, carla: Who, clip: VideoId, product_id: ProductId, fulfil: Fulfil
) -> None:
    async with pool.transaction() as db:
        gone_id = (await product_of(db, await shop_of(db))).id
    price = {"kind": "price", "product_id": str(gone_id), "x": 0.5, "y": 0.5, "from_ms": 0, "to_ms": 3_900}
    text = {"kind": "text", "text": "Hola", "x": 0.5, "y": 0.5, "from_ms": 1_500, "to_ms": 3_900}
    changes = {
        "tags": [
            {"product_id": str(product_id), "from_ms": 0, "to_ms": 3_900},
            {"product_id": str(gone_id), "from_ms": 0, "to_ms": 900},
        ],
        "stickers": [price, text],
    }
    changed = await client.patch(url(clip, ""), headers=carla, json=changes)
    assert changed.status_code == 200, changed.text
    cues = [
        {"from_ms": 0, "to_ms": 900, "text": "fuera"},
        {"from_ms": 900, "to_ms": 2_000, "text": "dentro"},
    ]
    await client.put(url(clip, "/captions/es"), headers=carla, json={"cues": cues})
    await client.put(url(clip, "/captions/en"), headers=carla, json={"cues": cues[:1]})
    await client.post(url(clip, "/publication"), headers=carla)

    await client.put(url(clip), headers=carla, json={"start_ms": 1_000, "end_ms": 3_000})
    await fulfil()

    after = (await client.get(url(clip, ""), headers=carla)).json()
    end_ms = after["duration_ms"]
    assert [(each["from_ms"], each["to_ms"]) for each in after["tags"]] == [(0, end_ms)]
    assert [(each["text"], each["from_ms"], each["to_ms"]) for each in after["stickers"]] == [
        ("Hola", 500, end_ms)
    ]
    assert [each["language"] for each in after["captions"]] == ["es"]
    captions = await client.get(url(clip, "/captions/es"), headers=carla)
    assert captions.json()["cues"] == [{"from_ms": 0, "to_ms": 1_000, "text": "dentro"}]
    assert await events(pool, "VideoUntagged") == 1

    await client.put(url(clip), headers=carla, json={"start_ms": 0, "end_ms": 3_500})
    await fulfil()

    back = (await client.get(url(clip, ""), headers=carla)).json()
    assert back["tags"][0]["from_ms"] == 1_000, "what was cut off does not come back by itself"
    assert back["stickers"][0]["from_ms"] == 1_500


@pytest.mark.parametrize(
    ("by_ms", "end_ms", "expected"),
    [
        (0, 8_000, (1_000, 3_000)),
        (-500, 8_000, (500, 2_500)),
        (-2_000, 8_000, (0, 1_000)),
        (-3_000, 8_000, None),
        (500, 8_000, (1_500, 3_500)),
        (0, 2_000, (1_000, 2_000)),
        (0, 1_000, None),
        (-2_500, 200, (0, 200)),
    ],
)
def test_what_is_shown_moves_with_the_cut(by_ms: int, end_ms: int, expected: tuple[int, int] | None) -> None:
    moved = rules.moved([Cue(from_ms=1_000, to_ms=3_000, text="x")], by_ms=by_ms, end_ms=end_ms)

    assert [(each.from_ms, each.to_ms) for each in moved] == ([expected] if expected else [])


async def test_another_cover_only_makes_another_poster(
    client: Client, pool: Pool, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    before = (await client.get(url(clip, ""), headers=carla)).json()
    await keep_none(pool)

    wished = await client.put(url(clip), headers=carla, json={"cover_ms": 3_000})
    await fulfil()
    after = (await client.get(url(clip, ""), headers=carla)).json()
    first = await client.get(before["poster_url"])
    poster = await client.get(after["poster_url"])

    assert (wished.json()["remake"]["is_cut"], before["can_cut"]) == (False, True)
    assert await jobs(pool, "videos.recut") == 0
    assert await jobs(pool, "videos.change_cover") == 1
    assert after["hls_url"] == before["hls_url"]
    assert after["poster_url"] != before["poster_url"]
    assert after["edit"] == WHOLE | {"cover_ms": 3_000}
    assert (first.status_code, poster.status_code) == (200, 200)
    assert poster.headers["content-type"] == "image/webp"
    assert first.content != poster.content
    await client.put(url(clip), headers=carla, json={})
    await fulfil()
    again = (await client.get(url(clip, ""), headers=carla)).json()
    assert again["poster_url"] == before["poster_url"]


async def keep_none(pool: Pool) -> None:
    """Forget the sources of all clips."""
    async with pool.transaction() as db:
        await run(db, "update videos.videos set upload_id = null")


async def test_what_is_not_kept_is_not_cut_again(
    client: Client, pool: Pool, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    await keep_none(pool)

    await fulfil()
    failed = (await client.get(url(clip, ""), headers=carla)).json()
    refused = await client.put(url(clip), headers=carla, json={"start_ms": 2_000})

    assert failed["remake"]["failure"]["code"] == "videos.source_gone"
    assert (failed["can_cut"], failed["edit"]) == (False, WHOLE)
    assert (refused.status_code, refused.json()["code"]) == (409, "videos.source_gone")
    cleared = await client.put(url(clip), headers=carla, json=WHOLE)
    assert cleared.json()["remake"] is None, "as it is: nothing is wished"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"start_ms": 2_000, "end_ms": 1_000}, 422, "kit.malformed"),
        ({"start_ms": -1}, 422, "kit.malformed"),
        ({"start_ms": 0, "end_ms": 1_000, "cover_ms": 1_000}, 422, "kit.malformed"),
        ({"cover_ms": 4_500}, 409, "videos.cover_outside"),
        ({"start": 1}, 422, "kit.malformed"),
    ],
)
async def test_an_edit_that_cannot_be_is_refused(
    client: Client, carla: Who, clip: VideoId, body: dict[str, Any], status: int, code: str
) -> None:
    refused = await client.put(url(clip), headers=carla, json=body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_only_its_creator_cuts_a_clip_and_only_one_that_plays(
    client: Client, pool: Pool, settings: Settings, carla: Who, clip: VideoId, source: Path
) -> None:
    ana = await sign_in(pool, ANA)
    raw = await asyncio.to_thread(source.read_bytes)
    begun = await begin(pool, settings, await upload(pool, settings, raw))

    assert (await client.put(url(clip), headers=ana, json={"cover_ms": 1})).status_code == 404
    early = await client.put(url(begun.id), headers=carla, json={"cover_ms": 1})
    assert early.json()["code"] == "videos.not_ready"


async def test_nobody_sees_what_is_just_being_cut_out(
    client: Client, pool: Pool, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    now = clock.now()
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    await client.put(
        url(clip, "/schedule"),
        headers=carla,
        json={"publish_at": (now + timedelta(hours=1)).isoformat()},
    )

    early = await client.post(url(clip, "/publication"), headers=carla)
    waiting = await service.publish_due(pool, now=now + timedelta(hours=2))
    await fulfil()
    late = await service.publish_due(pool, now=now + timedelta(hours=2))

    assert (early.json()["code"], waiting, late) == ("videos.not_ready", 0, 1)
    assert (await client.get(url(clip, ""), headers=carla)).json()["is_published"] is True


async def test_a_scheduled_clip_that_could_not_be_cut_stays_a_draft(
    client: Client, pool: Pool, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    now = clock.now()
    await client.put(url(clip), headers=carla, json={"start_ms": 9_000})
    moment = {"publish_at": (now + timedelta(hours=1)).isoformat()}
    await client.put(url(clip, "/schedule"), headers=carla, json=moment)

    await fulfil()
    assert await service.publish_due(pool, now=now + timedelta(hours=2)) == 1

    after = (await client.get(url(clip, ""), headers=carla)).json()
    assert (after["is_published"], after["scheduled_for"]) == (False, None)
    assert after["remake"]["failure"]["code"] == "videos.nothing_left"


async def test_another_wish_takes_the_place_of_the_one_before(
    client: Client, pool: Pool, settings: Settings, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    async with pool.transaction() as db:
        first: UUID = await value(db, "select id from videos.remakes")
    await client.put(url(clip), headers=carla, json={"start_ms": 2_000})

    await service.fulfil(pool, settings, wish_id=first, now=clock.real_now())
    untouched = await read(pool, clip)
    await fulfil()

    assert untouched.edit == Edit()
    made: Video = await read(pool, clip)
    assert (made.edit, made.duration_ms) == (Edit(start_ms=2_000), pytest.approx(2_000, abs=60))


async def test_an_encoder_that_fails_is_tried_three_times_and_the_clip_plays_on(
    client: Client,
    pool: Pool,
    carla: Who,
    clip: VideoId,
    fulfil: Fulfil,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    monkeypatch.setattr(sandbox, "FILE_BYTES_MAX", 2_048)  # As on a disk without room.

    for _ in range(2):
        with pytest.raises(EncoderFailed):
            await fulfil()
    await fulfil()

    after = await read(pool, clip)
    assert after.remake
    assert after.remake.failure == "videos.processing_failed"
    assert after.edit == Edit()


async def test_a_worker_that_died_over_a_cut_is_replaced(
    client: Client, pool: Pool, carla: Who, clip: VideoId, fulfil: Fulfil
) -> None:
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    async with pool.transaction() as db:
        await run(db, "update videos.remakes set lease_until = clock_timestamp() + interval '1 hour'")
    await fulfil()
    assert (await read(pool, clip)).remake, "somebody else is at it"
    assert await service.resume_remakes(pool) == 0

    async with pool.transaction() as db:
        await run(db, "update videos.remakes set lease_until = clock_timestamp() - interval '1 second'")

    assert await service.resume_remakes(pool) == 1
    assert await jobs(pool, "videos.recut") == 2
    await fulfil()
    assert (await read(pool, clip)).remake is None


async def test_a_clip_deleted_while_it_is_cut_leaves_nothing(
    client: Client, pool: Pool, settings: Settings, carla: Who, clip: VideoId
) -> None:
    await client.put(url(clip), headers=carla, json={"start_ms": 1_000})
    async with pool.transaction() as db:
        wish_id: UUID = await value(db, "select id from videos.remakes")
    await client.delete(url(clip, ""), headers=carla)

    await service.fulfil(pool, settings, wish_id=wish_id, now=clock.real_now())

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from videos.remakes") == 0


async def test_a_clip_of_our_own_has_no_source_but_may_get_a_cover(
    client: Client, pool: Pool, carla: Who
) -> None:
    async with pool.transaction() as db:
        bare = await clip_of(db, published_at=None)

    refused = await client.put(url(bare), headers=carla, json={"end_ms": 4_000})
    wished = await client.put(url(bare), headers=carla, json={"cover_ms": 4_000})

    assert refused.json()["code"] == "videos.source_gone"
    assert wished.json()["remake"]["edit"]["cover_ms"] == 4_000
