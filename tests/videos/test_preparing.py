"""From an upload to a clip that plays, whatever dies in between."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.media.sources import film, tone
from tests.people import ANA, CARLA, load
from vitrina.identity.model import NewPerson, PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.media import sandbox, spool
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed, UploadNotFinished, UploadNotFound, UploadTaken
from vitrina.media.model import OwnerId, UploadId
from vitrina.media.tus import Creation
from vitrina.videos import service
from vitrina.videos.errors import IdTaken, NotAVideo, TooManyVideos
from vitrina.videos.model import (
    Cue,
    NewCaptions,
    NewVideo,
    ReadyVideo,
    Sticker,
    StickerKind,
    Tag,
    Video,
    VideoId,
    VideoStatus,
)
from vitrina.videos.service import clips

PATIENCE_S = 60.0
Send = Callable[[Path], Awaitable[UploadId]]


@pytest.fixture
def send(pool: Pool, settings: Settings) -> Send:
    """Upload a file as Carla."""

    async def sent(source: Path) -> UploadId:
        return await upload(pool, settings, await asyncio.to_thread(source.read_bytes))

    return sent


async def upload(
    pool: Pool, settings: Settings, raw: bytes, *, by: NewPerson = CARLA, part: float = 1
) -> UploadId:
    now = clock.real_now()
    creation = Creation(length_bytes=len(raw), metadata=None)
    opened = await media.open_upload(pool, settings, owner_id=OwnerId(by.id), creation=creation, now=now)

    async def pieces():
        yield raw[: int(len(raw) * part)]

    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    await media.receive(pool, settings, upload=opened, headers=headers, pieces=pieces(), now=now)
    return opened.id


async def begin(
    pool: Pool,
    settings: Settings,
    upload_id: UploadId,
    *,
    video_id: VideoId | None = None,
    by: NewPerson = CARLA,
) -> Video:
    async with pool.transaction() as db:
        actor = await load(db, by)
    new = NewVideo(id=video_id or VideoId(new_id()), upload_id=upload_id, caption="Hola")
    return await service.begin(pool, settings, actor=actor, new=new, now=clock.now())


async def prepare(pool: Pool, settings: Settings, video_id: VideoId) -> Video:
    await service.prepare(pool, settings, video_id=video_id, now=clock.real_now())
    return await read(pool, video_id)


async def read(pool: Pool, video_id: VideoId) -> Video:
    async with pool.transaction() as db:
        return (await service.videos_by_id(db, [video_id]))[video_id]


async def queued(pool: Pool) -> int:
    async with pool.transaction() as db:
        return await value(db, "select count(*) from procrastinate_jobs where task_name = 'videos.transcode'")


async def test_an_upload_becomes_a_clip_that_plays(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    upload_id = await send(film(tmp_path / "a.mp4", size="720x1280", seconds=2))

    begun = await begin(pool, settings, upload_id)
    assert (begun.status, begun.language, begun.caption) == (VideoStatus.PROCESSING, Language.ES, "Hola")
    assert await queued(pool) == 1
    ready = await prepare(pool, settings, begun.id)

    assert (ready.status, ready.progress_percent) == (VideoStatus.READY, 100)
    assert ready.duration_ms == pytest.approx(2_000, abs=60)
    async with pool.transaction() as db:
        (view,) = await service.show(db, [ready], language=Language.PT)
    assert (view.width, view.height) == (540, 960)
    assert view.hls_url
    assert (settings.data_dir / view.hls_url.lstrip("/")).is_file()
    await media.empty_trash(pool, settings)
    assert list(spool.folder_of(settings).iterdir()), "the other rungs are made of it"
    assert (settings.data_dir / view.hls_url.lstrip("/")).is_file()
    assert not list((settings.data_dir / "work").iterdir())


def song(path: Path) -> Path:
    return tone(path)


def slow_film(path: Path) -> Path:
    return film(path, size="32x32", rate=5, seconds=200, sound=None)


def wide_film(path: Path) -> Path:
    return film(path, size="4100x32", seconds=0.2)


def half_a_film(path: Path) -> Path:
    raw = film(path, seconds=3).read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return path


@pytest.mark.parametrize(
    ("make", "failure"),
    [
        (song, "videos.no_picture"),
        (slow_film, "videos.too_long"),
        (wide_film, "videos.too_many_pixels"),
        (half_a_film, "videos.broken"),
    ],
)
async def test_a_file_that_cannot_become_a_clip_fails_with_its_reason(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path, make: Callable[[Path], Path], failure: str
) -> None:
    begun = await begin(pool, settings, await send(make(tmp_path / "a.mp4")))

    failed = await prepare(pool, settings, begun.id)

    assert (failed.status, failed.failure) == (VideoStatus.FAILED, failure)
    async with pool.transaction() as db:
        sentences = [
            (await service.show(db, [failed], language=language))[0].failure for language in Language
        ]
    assert all(sentence and sentence.code == failure for sentence in sentences)
    assert len({sentence.title for sentence in sentences if sentence}) == 3
    await media.empty_trash(pool, settings)
    assert not list(spool.folder_of(settings).iterdir())


@pytest.mark.parametrize(
    "raw",
    [
        b"a text renamed to clip.mp4",
        b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
        b"concat:/etc/passwd",
        b"\0",
        b"<svg/>",
    ],
)
async def test_what_is_no_video_is_refused_at_once(pool: Pool, settings: Settings, raw: bytes) -> None:
    upload_id = await upload(pool, settings, raw)

    with pytest.raises(NotAVideo):
        await begin(pool, settings, upload_id)

    assert await queued(pool) == 0


async def test_only_a_finished_upload_of_ones_own_becomes_a_clip(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    raw = film(tmp_path / "a.mp4", size="64x64", seconds=0.5).read_bytes()
    half, whole = await upload(pool, settings, raw, part=0.5), await upload(pool, settings, raw)

    with pytest.raises(UploadNotFinished):
        await begin(pool, settings, half)
    with pytest.raises(UploadNotFound):
        await begin(pool, settings, whole, by=ANA)
    with pytest.raises(UploadNotFound):
        await begin(pool, settings, UploadId(new_id()))
    begun = await begin(pool, settings, whole)
    with pytest.raises(UploadTaken):
        await begin(pool, settings, whole)
    assert (await begin(pool, settings, whole, video_id=begun.id)).id == begun.id
    with pytest.raises(IdTaken):
        await begin(pool, settings, whole, video_id=begun.id, by=ANA)


async def test_the_same_clip_asked_for_many_times_at_once_is_one(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    upload_id = await send(film(tmp_path / "a.mp4", size="64x64", seconds=0.5))
    video_id = VideoId(new_id())
    async with pool.transaction() as db:
        await load(db, CARLA)

    answers = await asyncio.gather(
        *(begin(pool, settings, upload_id, video_id=video_id) for _ in range(5)), return_exceptions=True
    )

    assert {each.id for each in answers if isinstance(each, Video)} == {video_id}
    assert all(isinstance(each, Video | UploadTaken) for each in answers)
    assert await queued(pool) == 1


async def test_one_upload_never_becomes_two_clips(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    upload_id = await send(film(tmp_path / "a.mp4", size="64x64", seconds=0.5))
    async with pool.transaction() as db:
        await load(db, CARLA)

    answers = await asyncio.gather(
        *(begin(pool, settings, upload_id) for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(each, Video) for each in answers) == 1
    assert sum(isinstance(each, UploadTaken) for each in answers) == 3


async def test_somebody_prepares_a_bounded_number_of_clips(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "PROCESSING_MAX", 1)
    source = film(tmp_path / "a.mp4", size="64x64", seconds=0.5)
    await begin(pool, settings, await send(source))

    with pytest.raises(TooManyVideos):
        await begin(pool, settings, await send(source))


async def test_two_workers_prepare_a_clip_once(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="320x240", seconds=1)))

    await asyncio.gather(*(prepare(pool, settings, begun.id) for _ in range(3)))
    await prepare(pool, settings, begun.id)

    assert (await read(pool, begun.id)).status is VideoStatus.READY
    assert len(list((settings.data_dir / "media" / "clips").iterdir())) == 1


async def test_a_worker_that_died_is_replaced(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="320x240", seconds=1)))
    dying = asyncio.create_task(prepare(pool, settings, begun.id))
    await until_claimed(pool)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)

    assert await service.resume_stalled(pool) == 0, "its lease still runs"
    assert (await prepare(pool, settings, begun.id)).status is VideoStatus.PROCESSING
    await end_leases(pool)
    assert await service.resume_stalled(pool) == 1
    assert await queued(pool) == 2
    assert (await prepare(pool, settings, begun.id)).status is VideoStatus.READY


async def until_claimed(pool: Pool) -> None:
    """Wait until a worker is at it."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with pool.transaction() as db:
                if await value(db, "select count(*) from videos.videos where lease_until is not null"):
                    return
            await asyncio.sleep(0.005)


async def end_leases(pool: Pool) -> None:
    async with pool.transaction() as db:
        await run(db, "update videos.videos set lease_until = clock_timestamp() - interval '1 second'")


async def test_a_clip_whose_job_was_lost_is_deferred_again(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="64x64", seconds=0.5)))

    assert await service.resume_stalled(pool) == 0
    async with pool.transaction() as db:
        await run(db, "update videos.videos set queued_at = queued_at - interval '11 minutes'")
    assert await service.resume_stalled(pool) == 1
    assert await service.resume_stalled(pool) == 0


async def test_an_encoder_that_fails_is_tried_three_times(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "FILE_BYTES_MAX", 2_048)  # As on a disk without room.
    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="320x240", seconds=1)))

    for _ in range(2):
        with pytest.raises(EncoderFailed):
            await prepare(pool, settings, begun.id)
        assert (await read(pool, begun.id)).status is VideoStatus.PROCESSING
    failed = await prepare(pool, settings, begun.id)

    assert (failed.status, failed.failure) == (VideoStatus.FAILED, "videos.processing_failed")
    assert not list((settings.data_dir / "work").iterdir())


async def test_a_clip_that_kills_its_workers_fails_in_the_end(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="64x64", seconds=0.5)))
    async with pool.transaction() as db:
        await run(db, "update videos.videos set attempt_count = 3")

    failed = await prepare(pool, settings, begun.id)

    assert failed.failure == "videos.processing_failed"


async def test_a_clip_deleted_while_it_is_prepared_leaves_nothing(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="1280x720", seconds=6)))
    preparing = asyncio.create_task(
        service.prepare(pool, settings, video_id=begun.id, now=clock.real_now() - timedelta(hours=3))
    )
    await until_claimed(pool)

    async with pool.transaction() as db:
        await service.delete(db, video_id=begun.id, actor=await load(db, CARLA), now=clock.now())
    await preparing
    await media.empty_trash(pool, settings)

    async with pool.transaction() as db:
        assert not await service.videos_by_id(db, [begun.id])
    assert not list(spool.folder_of(settings).iterdir())
    assert not [path for path in (settings.data_dir / "media").rglob("*") if path.is_file()]


async def test_progress_is_told_while_it_works(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    source = film(tmp_path / "a.mp4", size="1920x1080", rate=30, seconds=12)
    begun = await begin(pool, settings, await send(source))
    preparing = asyncio.create_task(prepare(pool, settings, begun.id))
    seen: set[int] = set()

    while not preparing.done():
        seen.add((await read(pool, begun.id)).progress_percent)
        await asyncio.sleep(0.1)

    assert (await preparing).status is VideoStatus.READY
    assert seen - {0, 100}, "never told anything between nothing and all"


async def test_tags_set_before_the_length_was_known_end_with_the_clip(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    from tests.builders import product_of, shop_of

    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="64x64", seconds=1)))
    async with pool.transaction() as db:
        product_id = (await product_of(db, await shop_of(db))).id
        await service.edit(
            db,
            video_id=begun.id,
            actor=await load(db, CARLA),
            changes=clips.VideoChanges(
                tags=[
                    Tag(product_id=product_id, from_ms=0, to_ms=180_000),
                    Tag(product_id=product_id, from_ms=100, to_ms=500),
                    Tag(product_id=product_id, from_ms=2_000, to_ms=3_000),
                ]
            ),
        )

    ready = await prepare(pool, settings, begun.id)

    assert [(tag.from_ms, tag.to_ms) for tag in ready.tags] == [(0, ready.duration_ms), (100, 500)]


async def test_what_was_laid_over_before_the_length_was_known_ends_with_the_clip(
    pool: Pool, settings: Settings, send: Send, tmp_path: Path
) -> None:
    from tests.builders import product_of, shop_of

    begun = await begin(pool, settings, await send(film(tmp_path / "a.mp4", size="64x64", seconds=1)))
    async with pool.transaction() as db:
        late = (await product_of(db, await shop_of(db))).id
        carla = await load(db, CARLA)
        stickers = [
            sticker(text="Todo", from_ms=0, to_ms=180_000),
            sticker(text="Nunca", from_ms=2_000, to_ms=3_000),
            sticker(kind=StickerKind.PRICE, product_id=late, from_ms=0, to_ms=500),
        ]
        tags = [Tag(product_id=late, from_ms=2_000, to_ms=3_000)]
        changes = clips.VideoChanges(tags=tags, stickers=stickers)
        await service.edit(db, video_id=begun.id, actor=carla, changes=changes)
        for language, from_ms in ((Language.ES, 500), (Language.PT, 2_000)):
            cues = [Cue(from_ms=from_ms, to_ms=9_000, text="Hola"), Cue(from_ms=9_000, to_ms=9_500, text="Y")]
            await service.put_captions(
                db,
                video_id=begun.id,
                language=language,
                actor=carla,
                new=NewCaptions(cues=cues),
                now=clock.now(),
            )

    ready = await prepare(pool, settings, begun.id)

    assert [(each.text, each.from_ms, each.to_ms) for each in ready.stickers] == [
        ("Todo", 0, ready.duration_ms)
    ], "and a price goes with its product"
    assert [track.language for track in ready.captions] == [Language.ES]
    async with pool.transaction() as db:
        said = await service.get_captions(db, video_id=begun.id, language=Language.ES, actor=carla)
    assert said.cues == [Cue(from_ms=500, to_ms=ready.duration_ms or 0, text="Hola")]


def sticker(**options: Any) -> Sticker:
    placed: dict[str, Any] = {"kind": StickerKind.TEXT, "x": 0.5, "y": 0.5}
    return Sticker(**placed | options)


async def test_a_ready_file_of_our_own_is_added_at_once(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    async with pool.transaction() as db:
        await load(db, CARLA)
    source = film(
        tmp_path / "demo.mp4", size="540x960", rate=30, seconds=2, options=("-b:v", "900k", "-g", "60")
    )
    wanted = ReadyVideo(
        id=VideoId(new_id()),
        creator_id=PersonId(CARLA.id),
        caption="Demo",
        language=Language.ES,
        tags=[],
        published_at=clock.now(),
        created_at=clock.now(),
    )

    added = await service.add_ready(pool, settings, video=wanted, source=source, now=clock.real_now())
    again = await service.add_ready(
        pool, settings, video=wanted, source=Path(os.devnull), now=clock.real_now()
    )

    assert added.status is VideoStatus.READY
    assert added.published_at == wanted.published_at
    assert again == added
    async with pool.transaction() as db:
        emitted = await value(db, "select count(*) from kit.events where name = 'VideoPublished'")
    assert emitted == 1
