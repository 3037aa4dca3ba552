"""Other posters of clips that are in storage."""

import asyncio
import shutil
from pathlib import Path

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.media import ffmpeg
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import FileId
from vitrina.media.service.clips import new_work_folder
from vitrina.media.storage import Storage, storage_of
from vitrina.media.store import files as store


async def remake_poster(pool: Pool, settings: Settings, *, file_id: FileId, at_ms: int) -> bool:
    """Draw another poster of a clip in storage; `set_poster` must show it. False when the clip is gone.

    The same moment again is the same file.  Raises EncoderFailed when another try may help.
    """
    async with pool.transaction() as db:
        found = await store.files(db, [file_id])
    if not found:
        return False
    storage, key = storage_of(settings), found[0].key
    try:
        poster = await _drawn(settings, storage, key, at_ms)
        await storage.put(f"{key}/{poster_name(at_ms)}", poster)
    except OSError as e:
        raise EncoderFailed(str(e)) from e
    return True


async def _drawn(settings: Settings, storage: Storage, key: str, at_ms: int) -> bytes:
    if storage.folder:
        return await ffmpeg.poster_at(storage.folder / key, at_ms)
    folder = await asyncio.to_thread(new_work_folder, settings)
    try:
        await storage.fetch_folder(key, folder)
        return await ffmpeg.poster_at(folder, at_ms)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def set_poster(db: Db, *, file_id: FileId, at_ms: int | None) -> None:
    """Show the poster of a moment that was made, or the first one. One statement."""
    await store.set_poster(db, file_id, at_ms)


def poster_name(at_ms: int | None) -> str:
    """Name the poster of a moment; None for the first one."""
    if at_ms is None:
        return ffmpeg.POSTER
    first = Path(ffmpeg.POSTER)
    return f"{first.stem}-{at_ms}{first.suffix}"
