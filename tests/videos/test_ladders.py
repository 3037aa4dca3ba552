"""From a clip that plays to all of its rungs, whatever happens in between."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import av
import pytest

from tests.media.sources import film
from tests.people import CARLA, load
from tests.videos.test_preparing import begin, prepare, read, upload
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language
from vitrina.media import ffmpeg, ladder, spool
from vitrina.media import service as media
from vitrina.videos import service
from vitrina.videos.model import ReadyVideo, Video, VideoId
from vitrina.videos.service import ladders


async def clip_of(pool: Pool, settings: Settings, source: Path) -> Video:
    raw = await asyncio.to_thread(source.read_bytes)
    begun = await begin(pool, settings, await upload(pool, settings, raw))
    return await prepare(pool, settings, begun.id)


async def add(pool: Pool, settings: Settings, video: Video) -> None:
    await service.add_rungs(pool, settings, video_id=video.id, now=clock.real_now())


async def shown(pool: Pool, settings: Settings, video: Video) -> Path:
    """Name the file of the playlist that viewers are told now."""
    async with pool.transaction() as db:
        (view,) = await service.show(db, [await read(pool, video.id)], language=Language.EN)
    assert view.hls_url
    return settings.data_dir / view.hls_url.lstrip("/")


async def in_av1(pool: Pool, settings: Settings, video: Video) -> Path:
    file_id = (await read(pool, video.id)).file_id
    assert file_id
    async with pool.transaction() as db:
        view = (await media.clip_urls(db, [file_id]))[file_id]
    assert view.av1_url
    return settings.data_dir / view.av1_url.lstrip("/")


async def has_av1(pool: Pool) -> bool:
    async with pool.transaction() as db:
        return await value(db, "select exists (select 1 from media.files where av1_playlist is not null)")


def heights(master: Path) -> list[int]:
    with av.open(str(master)) as opened:
        return [stream.height for stream in opened.streams.video]


async def steps(pool: Pool) -> list[str]:
    async with pool.transaction() as db:
        cursor = await db.execute("select step from videos.ladders order by queued_at")
        return [row[0] for row in await cursor.fetchall()]


async def test_a_clip_is_published_with_its_first_rung_and_grows_without_breaking_who_plays_it(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=3))
    first = await shown(pool, settings, video)
    async with pool.transaction() as db:
        await service.publish(db, video_id=video.id, actor=await load(db, CARLA), now=clock.now())
    before = {path: path.read_bytes() for path in first.parent.iterdir()}
    assert heights(first) == [640]

    await add(pool, settings, video)

    grown = await shown(pool, settings, video)
    assert grown != first
    assert heights(grown) == [640, 480, 320]
    assert {path: path.read_bytes() for path in before} == before, "what somebody plays never changes"
    assert await steps(pool) == []
    async with pool.transaction() as db:
        size_bytes = await value(db, "select size_bytes from media.files where kind = 'clip'")
    assert size_bytes == sum(path.stat().st_size for path in first.parent.rglob("*") if path.is_file())


async def test_a_clip_that_is_small_already_gets_no_other_rung(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="240x320", seconds=1))
    first = await shown(pool, settings, video)

    await add(pool, settings, video)

    assert await shown(pool, settings, video) == first
    assert await steps(pool) == []


async def test_two_workers_add_rungs_once(pool: Pool, settings: Settings, tmp_path: Path) -> None:
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=1))

    await asyncio.gather(*(add(pool, settings, video) for _ in range(3)))
    await add(pool, settings, video)

    grown = await shown(pool, settings, video)
    assert len([path for path in grown.parent.parent.iterdir() if path.is_dir()]) == 1


async def test_a_worker_that_died_is_replaced(pool: Pool, settings: Settings, tmp_path: Path) -> None:
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=2))
    dying = asyncio.create_task(add(pool, settings, video))
    await until_claimed(pool)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)

    assert await service.resume_ladders(pool) == 0, "its lease still runs"
    async with pool.transaction() as db:
        await run(db, "update videos.ladders set lease_until = clock_timestamp() - interval '1 second'")
    assert await service.resume_ladders(pool) == 1
    await add(pool, settings, video)

    assert heights(await shown(pool, settings, video)) == [640, 480, 320]


async def until_claimed(pool: Pool) -> None:
    async with asyncio.timeout(30):
        while True:
            async with pool.transaction() as db:
                if await value(db, "select count(*) from videos.ladders where lease_until is not null"):
                    return
            await asyncio.sleep(0.01)


async def test_a_clip_whose_rungs_cannot_be_made_stays_as_it_is(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=1))
    first = await shown(pool, settings, video)
    for path in spool.folder_of(settings).iterdir():
        path.write_bytes(b"the disk forgot it")

    for _ in range(4):
        await add(pool, settings, video)

    assert await steps(pool) == []
    assert heights(await shown(pool, settings, video)) == [640]
    assert await shown(pool, settings, video) == first
    assert not list((settings.data_dir / "work").iterdir())


async def test_a_clip_deleted_while_it_grows_leaves_nothing(
    pool: Pool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladders, "BEAT_S", 0.05)
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="720x1280", rate=30, seconds=6))
    adding = asyncio.create_task(
        service.add_rungs(pool, settings, video_id=video.id, now=clock.real_now() - timedelta(hours=3))
    )
    await until_claimed(pool)

    async with pool.transaction() as db:
        await service.delete(db, video_id=video.id, actor=await load(db, CARLA), now=clock.now())
    await adding
    await media.empty_trash(pool, settings)

    assert not list(spool.folder_of(settings).iterdir())
    assert not [path for path in (settings.data_dir / "media").rglob("*") if path.is_file()]


async def test_the_file_of_a_draft_is_kept_until_it_is_published_or_a_week_old(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    draft = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="240x320", seconds=1))
    published = await clip_of(pool, settings, film(tmp_path / "b.mp4", size="240x320", seconds=1.2))
    async with pool.transaction() as db:
        await service.publish(db, video_id=published.id, actor=await load(db, CARLA), now=clock.now())

    assert await service.release_sources(pool, now=clock.real_now()) == 0, "rungs are still to be made"
    await add(pool, settings, draft)
    await add(pool, settings, published)
    assert await service.release_sources(pool, now=clock.real_now()) == 1
    assert (await read(pool, published.id)).upload_id is None
    assert (await read(pool, draft.id)).upload_id is not None
    assert await service.release_sources(pool, now=clock.real_now() + timedelta(days=8)) == 1

    await media.empty_trash(pool, settings)
    assert not list(spool.folder_of(settings).iterdir())
    assert heights(await shown(pool, settings, draft))


async def make_it_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small pictures be worth AV1, so that a test need not wait for large ones."""
    if not await ffmpeg.has_av1():
        pytest.skip("this ffmpeg has no SVT-AV1")
    monkeypatch.setattr(ladder, "AV1_SIDE_MIN", 240)


async def test_av1_is_added_when_nobody_waits_for_an_encoder(
    pool: Pool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_it_matter(monkeypatch)
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=1))
    assert await service.use_idle_time(pool, settings, now=clock.real_now()) is False, "its rungs come first"
    await add(pool, settings, video)
    assert await steps(pool) == ["av1"]

    assert await service.use_idle_time(pool, settings, now=clock.real_now()) is True

    text = (await in_av1(pool, settings, video)).read_text()
    assert re.findall('CODECS="(....)', text) == ["av01", "av01"]
    assert heights(await in_av1(pool, settings, video)) == [640, 480]
    assert "av01" not in (await shown(pool, settings, video)).read_text(), "others never hear of it"
    assert await steps(pool) == []
    assert await service.use_idle_time(pool, settings, now=clock.real_now()) is False


async def test_a_week_is_enough_to_wait_for_av1(
    pool: Pool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_it_matter(monkeypatch)
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=1))
    later = clock.real_now() + timedelta(days=8)
    assert await service.release_sources(pool, now=later) == 0, "rungs are still to be made"
    await add(pool, settings, video)
    assert await steps(pool) == ["av1"]

    assert await service.release_sources(pool, now=later) == 1

    assert await steps(pool) == []
    assert heights(await shown(pool, settings, video)) == [640, 480, 320]


async def test_av1_gives_way_as_soon_as_somebody_waits_and_is_made_afterwards(
    pool: Pool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_it_matter(monkeypatch)
    monkeypatch.setattr(ladders, "BEAT_S", 0.05)
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", rate=30, seconds=12))
    await add(pool, settings, video)
    raw = film(tmp_path / "b.mp4", size="64x64", seconds=0.5).read_bytes()
    idle = asyncio.create_task(service.use_idle_time(pool, settings, now=clock.real_now()))
    await until_claimed(pool)

    waiting = await begin(pool, settings, await upload(pool, settings, raw))
    await idle

    assert not await has_av1(pool)
    async with pool.transaction() as db:
        assert await value(db, "select attempt_count from videos.ladders") == 0, "it was no try"
    assert await service.use_idle_time(pool, settings, now=clock.real_now()) is False
    await add(pool, settings, await prepare(pool, settings, waiting.id))
    for _ in range(3):
        await service.use_idle_time(pool, settings, now=clock.real_now())
    assert await has_av1(pool)


async def test_without_the_encoder_there_is_no_av1(
    pool: Pool, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "AV1_SIDE_MIN", 240)
    monkeypatch.setattr(ffmpeg, "AV1_ENCODER", b" of_another_build ")
    video = await clip_of(pool, settings, film(tmp_path / "a.mp4", size="480x640", seconds=1))

    await add(pool, settings, video)

    assert await steps(pool) == []


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=30)])
async def test_a_file_of_our_own_grows_too_however_old_it_says_it_is(
    pool: Pool, settings: Settings, tmp_path: Path, age: timedelta
) -> None:
    async with pool.transaction() as db:
        await load(db, CARLA)
    source = film(
        tmp_path / "demo.mp4", size="540x960", rate=30, seconds=2, options=("-b:v", "900k", "-g", "60")
    )
    wanted = ReadyVideo(
        id=VideoId(new_id()),
        creator_id=CARLA.id,
        caption="Demo",
        language=Language.ES,
        tags=[],
        published_at=clock.now() - age,
        created_at=clock.now() - age,
    )
    video = await service.add_ready(pool, settings, video=wanted, source=source, now=clock.real_now())
    assert await service.release_sources(pool, now=clock.real_now()) == 0, "rungs are still to be made"

    await add(pool, settings, video)
    assert await service.release_sources(pool, now=clock.real_now()) == 1
    await media.empty_trash(pool, settings)

    assert heights(await shown(pool, settings, video)) == [960, 640, 426]
    assert not list(spool.folder_of(settings).iterdir())
