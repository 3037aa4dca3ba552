"""Slideshows: films of a person's pictures, laid into the spool as if they had been uploaded."""

import asyncio
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import rules, slideshow, spool
from vitrina.media.errors import EncoderFailed
from vitrina.media.model import FileId, FileKind, OwnerId, Upload, UploadId
from vitrina.media.service.clips import new_work_folder
from vitrina.media.service.files import sizes_of
from vitrina.media.service.quota import require_room
from vitrina.media.storage import storage_of
from vitrina.media.store import files, owners, uploads

UNUSED_LIFE = timedelta(hours=2)


async def make_slideshow(
    pool: Pool, settings: Settings, *, file_ids: Sequence[FileId], owner_id: OwnerId, now: datetime
) -> tuple[UploadId, int]:
    """Make a film of pictures, in this order; answers a finished upload of it and how many ms it plays.

    file_ids: at least one picture; at most rules.SLIDES_MAX of them are used.
    Raises EncoderFailed, QuotaFull.
    """
    folder = await asyncio.to_thread(new_work_folder, settings)
    upload_id = UploadId(new_id())
    try:
        pictures = await _pictures(pool, settings, file_ids[: rules.SLIDES_MAX])
        made = await slideshow.make_slideshow(pictures, folder)
        size_bytes = await asyncio.to_thread(_to_spool, made, settings, upload_id)
    except OSError as e:
        raise EncoderFailed(str(e)) from e
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)
    upload = Upload(
        id=upload_id,
        owner_id=owner_id,
        length_bytes=size_bytes,
        is_length_deferred=False,
        metadata=None,
        finished_at=None,
        is_claimed=False,
        expires_at=now + UNUSED_LIFE,
        created_at=now,
    )
    async with pool.transaction() as db:
        await owners.lock_owner(db, owner_id)
        await require_room(db, settings, owner_id=owner_id, size_bytes=size_bytes)
        await uploads.add_upload(db, upload)
        await uploads.finish_upload(db, upload_id, now)
    return upload_id, rules.slideshow_ms(len(pictures))


async def _pictures(pool: Pool, settings: Settings, file_ids: Sequence[FileId]) -> list[bytes]:
    async with pool.transaction() as db:
        found = {each.id: each for each in await files.files(db, file_ids) if each.kind is FileKind.IMAGE}
    storage = storage_of(settings)
    kept = [found[each] for each in file_ids if each in found]
    if not kept:
        raise EncoderFailed("none of the pictures is there")
    names = [f"{each.key}/{sizes_of(each)[0]}" for each in kept]
    return [bytes(await (await storage.get(name, None)).bytes_async()) for name in names]


def _to_spool(made: Path, settings: Settings, upload_id: UploadId) -> int:
    """Move a film to where uploads lie. What no row knows is removed from there after a day."""
    folder = spool.folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    size_bytes = made.stat().st_size
    shutil.move(made, spool.path_of(folder, upload_id))
    return size_bytes
