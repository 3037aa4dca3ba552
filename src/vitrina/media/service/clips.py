"""Clips: made of a video file, put in storage, taken over."""

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import UNCUT, Edit, FileId, FileKind, MadeClip, OwnerId, StoredFile
from vitrina.media.storage import storage_of
from vitrina.media.store import files as store

# How long bytes may lie in storage before the transaction that takes them over.
TAKE_OVER_TIME = timedelta(hours=2)


async def make_clip(
    pool: Pool,
    settings: Settings,
    *,
    source: Path,
    edit: Edit = UNCUT,
    on_progress: ffmpeg.Progress,
    now: datetime,
) -> MadeClip:
    """Make a playable clip of a video file and put it in storage; `add_clip` must take it over in 2 hours.

    Raises SourceWrong when the file cannot become a clip, EncoderFailed when
    another try may help.
    """
    file_id = FileId(new_id())
    key = f"clips/{file_id.hex}"
    folder = await asyncio.to_thread(new_work_folder, settings)
    try:
        encoded = await ffmpeg.make_clip(source, folder, edit=edit, on_progress=on_progress)
        async with pool.transaction() as db:
            await store.announce(db, key, now + TAKE_OVER_TIME)
        size_bytes = await storage_of(settings).put_folder(key, folder)
    except OSError as e:
        raise EncoderFailed(str(e)) from e
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)
    return MadeClip(
        file_id=file_id,
        key=key,
        width=encoded.width,
        height=encoded.height,
        duration_ms=encoded.duration_ms,
        size_bytes=size_bytes,
        source=msgspec.structs.replace(encoded.source, path=""),
    )


async def add_clip(db: Db, made: MadeClip, *, person_id: UUID, now: datetime) -> None:
    """Take over a clip that was made. Raises EncoderFailed when that was too long ago."""
    if not await store.take_over(db, made.key):
        raise EncoderFailed("the clip was made too long ago")
    file = StoredFile(
        id=made.file_id,
        owner_id=OwnerId(person_id),
        kind=FileKind.CLIP,
        key=made.key,
        width=made.width,
        height=made.height,
        size_bytes=made.size_bytes,
    )
    await store.add_file(db, file, source=msgspec.json.encode(made.source), now=now)


def new_work_folder(settings: Settings) -> Path:
    """Make an empty folder to work in."""
    root = work_folder(settings)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(dir=root))


def work_folder(settings: Settings) -> Path:
    """Name the folder of clips that are being made."""
    return settings.data_dir.resolve() / "work"
