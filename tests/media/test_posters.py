"""Another poster of a clip in storage, wherever the storage is."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace
from PIL import Image

from tests.media.sources import film
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import FileId
from vitrina.media.storage import storage_of

OWNER = UUID(int=3)


@pytest.mark.parametrize("where", ["", "memory:///{}"])
async def test_a_clip_gets_the_poster_of_another_moment(
    pool: Pool, settings: Settings, tmp_path: Path, where: str
) -> None:
    there = replace(settings, storage_url=where.format(new_id().hex))
    source = film(tmp_path / "a.mp4", size="180x320", seconds=3)
    made = await media.make_clip(pool, there, source=source, on_progress=lambda _: None, now=clock.real_now())
    async with pool.transaction() as db:
        await media.add_clip(db, made, person_id=OWNER, now=clock.real_now())
        before = (await media.clip_urls(db, [made.file_id]))[made.file_id].poster_url

    for _ in range(2):
        assert await media.remake_poster(pool, there, file_id=made.file_id, at_ms=2_000)
    async with pool.transaction() as db:
        await media.set_poster(db, file_id=made.file_id, at_ms=2_000)
        after = (await media.clip_urls(db, [made.file_id]))[made.file_id].poster_url

    assert after != before
    first, second = [await read(there, url) for url in (before, after)]
    assert Image.open(BytesIO(second)).format == "WEBP"
    assert first != second
    assert not list((settings.data_dir / "work").iterdir()), "nothing is left over"


async def read(settings: Settings, url: str) -> bytes:
    found = await storage_of(settings).get(url.removeprefix("/media/"), None)
    return bytes(await found.bytes_async())


async def test_a_clip_that_is_gone_gets_none(pool: Pool, settings: Settings) -> None:
    assert not await media.remake_poster(pool, settings, file_id=FileId(new_id()), at_ms=0)


async def test_a_clip_without_its_files_may_be_tried_again(
    pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    source = film(tmp_path / "a.mp4", size="64x64", seconds=1)
    made = await media.make_clip(
        pool, settings, source=source, on_progress=lambda _: None, now=clock.real_now()
    )
    async with pool.transaction() as db:
        await media.add_clip(db, made, person_id=OWNER, now=clock.real_now())
    await storage_of(settings).delete_folder(made.key)

    with pytest.raises(EncoderFailed):
        await media.remake_poster(pool, settings, file_id=made.file_id, at_ms=500)
