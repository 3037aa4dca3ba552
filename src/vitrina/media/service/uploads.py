"""Uploads: begin, continue, claim, expire."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, rules, spool, store, tus
from vitrina.media.errors import TooManyUploads, UploadNotFinished, UploadNotFound, UploadTaken
from vitrina.media.model import OwnerId, Upload, UploadId
from vitrina.media.service.clips import work_folder
from vitrina.media.service.quota import require_room

OPEN_UPLOADS_MAX = 5
UPLOAD_LIFE = timedelta(hours=24)
LEFT_WORK_AGE = timedelta(hours=24)
RECEIVING_MAX = 64
RETRY_AFTER_S = 5


async def open_upload(
    pool: Pool, settings: Settings, *, owner_id: OwnerId, creation: tus.Creation, now: datetime
) -> Upload:
    """Begin an upload. Raises TooManyUploads, QuotaFull."""
    upload = Upload(
        id=UploadId(new_id()),
        owner_id=owner_id,
        length_bytes=creation.length_bytes,
        metadata=creation.metadata,
        finished_at=None,
        is_claimed=False,
        expires_at=now + UPLOAD_LIFE,
        created_at=now,
    )
    async with pool.transaction() as db:
        await store.lock_owner(db, owner_id)
        if await store.open_uploads(db, owner_id) >= OPEN_UPLOADS_MAX:
            raise TooManyUploads(count_max=OPEN_UPLOADS_MAX)
        await require_room(db, settings, owner_id=owner_id, size_bytes=creation.length_bytes)
        await store.add_upload(db, upload)
    await asyncio.to_thread(spool.create, spool.folder_of(settings), upload.id)
    return upload


async def get_upload(pool: Pool, *, upload_id: UploadId, owner_id: OwnerId, now: datetime) -> Upload:
    """Read an upload of its owner. Raises UploadNotFound."""
    async with pool.transaction() as db:
        upload = await store.find_upload(db, upload_id)
    if upload is None or upload.owner_id != owner_id:
        raise UploadNotFound
    if upload.expires_at <= now and not upload.is_claimed:
        raise UploadNotFound
    return upload


async def offset_of(pool: Pool, settings: Settings, *, upload: Upload, now: datetime) -> int:
    """Tell how many bytes of an upload are here. Raises UploadNotFound."""
    if upload.is_claimed:
        return upload.length_bytes
    offset_bytes = await asyncio.to_thread(spool.offset_bytes, spool.folder_of(settings), upload.id)
    if offset_bytes == upload.length_bytes and upload.finished_at is None:
        # The process that wrote the last byte died before it could say so.
        await _finish(pool, upload.id, now)
    return offset_bytes


async def receive(
    pool: Pool,
    settings: Settings,
    *,
    upload: Upload,
    headers: Mapping[str, str],
    pieces: AsyncIterator[bytes],
    now: datetime,
) -> int:
    """Append what a PATCH brings. Returns the new offset; whatever came is kept.

    Raises UploadTypeWrong, Malformed, OffsetWrong, UploadBusy, UploadTooLarge, DiskFull, UploadNotFound,
    UploadTaken, Overloaded.
    """
    if upload.is_claimed:
        raise UploadTaken
    if _Receiving.count >= RECEIVING_MAX:
        raise Overloaded(retry_after_s=RETRY_AFTER_S)
    _Receiving.count += 1
    try:
        with spool.opened(spool.folder_of(settings), upload.id) as file:
            tus.require_piece(headers, upload, offset_bytes=file.offset_bytes)
            offset_bytes = await file.append(pieces, length_bytes=upload.length_bytes)
            if offset_bytes == upload.length_bytes:
                await file.sync()
                await _finish(pool, upload.id, now)
            return offset_bytes
    finally:
        _Receiving.count -= 1


class _Receiving:
    """How many requests of this process are writing to uploads."""

    count = 0


async def _finish(pool: Pool, upload_id: UploadId, now: datetime) -> None:
    async with pool.transaction() as db:
        await store.finish_upload(db, upload_id, now)


async def end_upload(pool: Pool, *, upload_id: UploadId, owner_id: OwnerId) -> None:
    """Throw away an upload that nothing is made of. Raises UploadNotFound, UploadTaken."""
    async with pool.transaction() as db:
        upload = await store.find_upload(db, upload_id)
        if upload is None or upload.owner_id != owner_id:
            raise UploadNotFound
        if not await store.delete_upload(db, upload_id, owner_id):
            raise UploadTaken


async def claim_upload(db: Db, *, upload_id: UploadId, person_id: UUID) -> None:
    """Take a finished upload to make something of it; it stays until it is released.

    Raises UploadNotFound, UploadNotFinished, UploadTaken.
    """
    _require_usable(await store.find_upload(db, upload_id), person_id)
    if not await store.claim_upload(db, upload_id):
        raise UploadTaken


async def release_uploads(db: Db, upload_ids: Sequence[UploadId]) -> None:
    """Throw away uploads that are needed no more. One statement."""
    if upload_ids:
        await store.release_uploads(db, upload_ids)


async def require_video(pool: Pool, settings: Settings, *, upload_id: UploadId, person_id: UUID) -> None:
    """Refuse at once what cannot become a clip, the file by its first bytes.

    Raises SourceWrong, UploadNotFound, UploadNotFinished, UploadTaken.
    """
    async with pool.transaction() as db:
        upload = await store.find_upload(db, upload_id)
    _require_usable(upload, person_id)
    try:
        head = await asyncio.to_thread(ffmpeg.head_of, source_of(settings, upload_id))
    except FileNotFoundError as e:
        raise UploadNotFound from e
    rules.container_of(head)


def _require_usable(upload: Upload | None, person_id: UUID) -> None:
    if upload is None or upload.owner_id != person_id:
        raise UploadNotFound
    if upload.finished_at is None:
        raise UploadNotFinished
    if upload.is_claimed:
        raise UploadTaken


def source_of(settings: Settings, upload_id: UploadId) -> Path:
    """Name the file of an upload, for make_clip."""
    return spool.path_of(spool.folder_of(settings), upload_id)


async def expire_uploads(pool: Pool, settings: Settings, *, now: datetime) -> int:
    """Throw away what was uploaded and never used, and what crashes left behind. Returns how many uploads."""
    async with pool.transaction() as db:
        expired_count = await store.delete_expired(db, now)
    folder = spool.folder_of(settings)
    old = await asyncio.to_thread(spool.waiting, folder, older_than=(now - LEFT_WORK_AGE).timestamp())
    async with pool.transaction() as db:
        known = await store.known_uploads(db, old)
    for upload_id in set(old) - known:
        await asyncio.to_thread(spool.remove, folder, upload_id)
    await asyncio.to_thread(_remove_left_work, settings, (now - LEFT_WORK_AGE).timestamp())
    return expired_count


def _remove_left_work(settings: Settings, older_than: float) -> None:
    root = work_folder(settings)
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.stat().st_mtime < older_than:
            shutil.rmtree(folder, ignore_errors=True)
