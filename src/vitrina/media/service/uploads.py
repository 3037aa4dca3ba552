"""Uploads: begin, continue, claim, expire."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from msgspec.structs import replace

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, rules, spool, tus
from vitrina.media.errors import (
    TooManyUploads,
    TooManyUploadsToday,
    UploadBusy,
    UploadNotFinished,
    UploadNotFound,
    UploadTaken,
)
from vitrina.media.model import OwnerId, Upload, UploadId
from vitrina.media.service.clips import work_folder
from vitrina.media.service.quota import require_room
from vitrina.media.store import owners
from vitrina.media.store import uploads as store

OPEN_UPLOADS_MAX = 5
UPLOAD_LIFE = timedelta(hours=24)
LEFT_WORK_AGE = timedelta(hours=24)
RECEIVING_MAX = 64
RETRY_AFTER_S = 5


async def open_upload(
    pool: Pool, settings: Settings, *, owner_id: OwnerId, creation: tus.Creation, now: datetime
) -> Upload:
    """Begin an upload. Raises TooManyUploads, TooManyUploadsToday, QuotaFull."""
    upload = Upload(
        id=UploadId(new_id()),
        owner_id=owner_id,
        length_bytes=creation.length_bytes,
        is_length_deferred=creation.is_length_deferred,
        metadata=creation.metadata,
        finished_at=None,
        is_claimed=False,
        expires_at=now + UPLOAD_LIFE,
        created_at=now,
    )
    async with pool.transaction() as db:
        await owners.lock_owner(db, owner_id)
        if await store.open_uploads(db, owner_id) >= OPEN_UPLOADS_MAX:
            raise TooManyUploads(count_max=OPEN_UPLOADS_MAX)
        await require_room(db, settings, owner_id=owner_id, size_bytes=creation.length_bytes)
        await _count_opening(db, settings, owner_id=owner_id, now=now)
        await store.add_upload(db, upload)
    await asyncio.to_thread(spool.create, spool.folder_of(settings), upload.id)
    return upload


async def _count_opening(db: Db, settings: Settings, *, owner_id: OwnerId, now: datetime) -> None:
    day, count_max = now.astimezone(UTC).date(), settings.uploads_per_day_max
    if not await store.count_opening(db, owner_id, day=day, count_max=count_max):
        tomorrow = datetime.combine(day + timedelta(days=1), time(), UTC)
        raise TooManyUploadsToday(
            count_max=count_max, retry_after_s=int((tomorrow - now).total_seconds()) + 1
        )


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
    is_whole = offset_bytes == upload.length_bytes and not upload.is_length_deferred
    if is_whole and upload.finished_at is None:
        # The process that wrote the last byte died before it could say so, or is about to say it.
        with contextlib.suppress(UploadBusy), spool.opened(spool.folder_of(settings), upload.id) as file:
            offset_bytes = file.offset_bytes
            if offset_bytes == upload.length_bytes:
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
    """Append what a PATCH brings. Returns the new offset.

    Whatever came is kept, unless it has a checksum that is wrong.  Raises UploadTypeWrong, Malformed,
    OffsetWrong, UploadBusy, UploadTooLarge, ChecksumUnknown, ChecksumWrong, DiskFull, UploadNotFound,
    UploadTaken, Overloaded.
    """
    if upload.is_claimed:
        raise UploadTaken
    if _Receiving.count >= RECEIVING_MAX:
        raise Overloaded(retry_after_s=RETRY_AFTER_S)
    _Receiving.count += 1
    try:
        with spool.opened(spool.folder_of(settings), upload.id) as file:
            current = upload
            if upload.is_length_deferred:  # Read again under the lock: who wrote before us may have told it.
                current = await get_upload(pool, upload_id=upload.id, owner_id=upload.owner_id, now=now)
            piece = tus.read_piece(headers, current, offset_bytes=file.offset_bytes)
            if piece.length_bytes is not None:
                current = await _with_length(pool, current, piece.length_bytes)
            offset_bytes = await _append(file, pieces, length_bytes=current.length_bytes, piece=piece)
            if offset_bytes == current.length_bytes and not current.is_length_deferred:
                await file.sync()
                await _finish(pool, upload.id, now)
            return offset_bytes
    finally:
        _Receiving.count -= 1


async def receive_first(
    pool: Pool,
    settings: Settings,
    *,
    upload: Upload,
    headers: Mapping[str, str],
    pieces: AsyncIterator[bytes],
    now: datetime,
) -> int:
    """Append what came with the wish to upload. Returns the offset; raises as `receive` does.

    Without an answer nobody would know the upload's address: whatever goes wrong ends it.
    """
    first = {**headers, "upload-offset": "0"}
    # The length was told just now, or will be later.
    first.pop("upload-length", None)
    try:
        offset_bytes = await receive(pool, settings, upload=upload, headers=first, pieces=pieces, now=now)
        if offset_bytes < int(first.get("content-length", 0)):
            raise UploadNotFound  # The sender went away.
        return offset_bytes
    except BaseException:
        await asyncio.shield(end_upload(pool, upload_id=upload.id, owner_id=upload.owner_id))
        raise


class _Receiving:
    """How many requests of this process are writing to uploads."""

    count = 0


async def _with_length(pool: Pool, upload: Upload, length_bytes: int) -> Upload:
    async with pool.transaction() as db:
        if not await store.set_length(db, upload.id, length_bytes):
            raise UploadNotFound
    return replace(upload, length_bytes=length_bytes, is_length_deferred=False)


async def _append(
    file: spool.Spool, pieces: AsyncIterator[bytes], *, length_bytes: int, piece: tus.Piece
) -> int:
    if piece.checksum:
        return await file.append_checked(pieces, length_bytes=length_bytes, checksum=piece.checksum)
    return await file.append(pieces, length_bytes=length_bytes)


async def _finish(pool: Pool, upload_id: UploadId, now: datetime) -> None:
    async with pool.transaction() as db:
        if not await store.finish_upload(db, upload_id, now) and not await store.find_upload(db, upload_id):
            raise UploadNotFound  # Ended by another request while the last bytes came.


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


async def keep_source(
    pool: Pool, settings: Settings, *, source: Path, person_id: UUID, now: datetime
) -> UploadId:
    """Keep a file of our own as if it had been uploaded and claimed; it stays until it is released."""
    upload_id = UploadId(new_id())
    folder = spool.folder_of(settings)
    await asyncio.to_thread(spool.create, folder, upload_id)
    await asyncio.to_thread(shutil.copyfile, source, spool.path_of(folder, upload_id))
    upload = Upload(
        id=upload_id,
        owner_id=OwnerId(person_id),
        length_bytes=await asyncio.to_thread(spool.offset_bytes, folder, upload_id),
        is_length_deferred=False,
        metadata=None,
        finished_at=now,
        is_claimed=True,
        expires_at=now + UPLOAD_LIFE,
        created_at=now,
    )
    async with pool.transaction() as db:
        await store.add_upload(db, upload)
        await store.finish_upload(db, upload_id, now)
        await store.claim_upload(db, upload_id)
    return upload_id


async def expire_uploads(pool: Pool, settings: Settings, *, now: datetime) -> int:
    """Throw away what was uploaded and never used, and what crashes left behind. Returns how many uploads."""
    async with pool.transaction() as db:
        expired_count = await store.delete_expired(db, now)
        await store.forget_openings(db, now.astimezone(UTC).date())
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
