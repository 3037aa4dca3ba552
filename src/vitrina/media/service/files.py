"""Stored files: pictures kept, shown and thrown away."""

import asyncio
import hashlib
import shutil
import sys
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from anyio import CapacityLimiter

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded, Refusal
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, images, sandbox, spool, store
from vitrina.media.errors import EncoderFailed, ImageNotFound, NotAPicture, PictureTooLarge
from vitrina.media.model import ClipView, FileId, FileKind, FileView, OwnerId, StoredFile, UploadId
from vitrina.media.service.clips import TAKE_OVER_TIME, new_work_folder
from vitrina.media.service.posters import poster_name
from vitrina.media.service.quota import require_room
from vitrina.media.storage import PUBLIC_PATH, storage_of

FILES_AT_ONCE = 100
TRASH_BATCH = 200
TRASH_BATCHES_MAX = 50
RETRY_AFTER_S = 5
PICTURE_CPU_S = 20
# A picture of 40 megapixels takes 160 MB and some seconds while it is remade.
_REMAKING = CapacityLimiter(2)


def public_url(settings: Settings, url: str) -> str:
    """Make a file's address absolute, for link previews and mails.

    url: as in FileView and ClipView, beginning with /media/.
    """
    if settings.media_base_url:
        return settings.media_base_url.rstrip("/") + url.removeprefix(PUBLIC_PATH)
    return settings.base_url + url


async def file_urls(db: Db, file_ids: Collection[FileId]) -> dict[FileId, FileView]:
    """Show many pictures; those that do not exist are left out. One statement."""
    found = await store.files(db, list(file_ids)) if file_ids else []
    return {each.id: _image_view(each) for each in found if each.kind is FileKind.IMAGE}


async def clip_urls(db: Db, file_ids: Collection[FileId]) -> dict[FileId, ClipView]:
    """Show many playable clips; those that do not exist are left out. One statement."""
    found = await store.files(db, list(file_ids)) if file_ids else []
    return {each.id: _clip_view(each) for each in found if each.kind is FileKind.CLIP}


async def own_image(db: Db, *, file_id: FileId, person_id: UUID) -> FileView:
    """Show a picture to the person who sent it, before she uses it. Raises ImageNotFound."""
    return (await own_images(db, file_ids=[file_id], person_id=person_id))[file_id]


async def own_images(db: Db, *, file_ids: Sequence[FileId], person_id: UUID) -> dict[FileId, FileView]:
    """Show pictures to the person who sent them; one that is not hers raises ImageNotFound. One statement."""
    found = await store.files(db, file_ids) if file_ids else []
    own = {f.id: _image_view(f) for f in found if f.kind is FileKind.IMAGE and f.owner_id == person_id}
    if not own.keys() >= set(file_ids):
        raise ImageNotFound
    return own


async def add_image(
    pool: Pool, settings: Settings, *, owner_id: OwnerId, raw: bytes, now: datetime
) -> FileView:
    """Re-encode and keep a picture; the same picture of the same person again is the same file.

    Raises NotAPicture, PictureTooLarge, QuotaFull.
    """
    if len(raw) > images.SIZE_MAX_BYTES:
        raise PictureTooLarge(size_max_bytes=images.SIZE_MAX_BYTES, pixels_max=images.PIXELS_MAX)
    source_digest = hashlib.sha256(raw).digest()
    async with pool.transaction() as db:
        if known := await store.find_by_digest(db, owner_id, source_digest):
            return _image_view(known)
    images.require_picture(raw)
    async with _REMAKING:
        picture = await _remade(settings, raw)
    file_id = FileId(new_id())
    file = StoredFile(
        id=file_id,
        owner_id=owner_id,
        kind=FileKind.IMAGE,
        key=f"images/{file_id.hex}",
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.large) + len(picture.small),
    )
    async with pool.transaction() as db:
        await require_room(db, settings, owner_id=owner_id, size_bytes=file.size_bytes)
        await store.announce(db, file.key, now + TAKE_OVER_TIME)
    storage = storage_of(settings)
    await storage.put(f"{file.key}/{images.LARGE}", picture.large)
    await storage.put(f"{file.key}/{images.SMALL}", picture.small)
    async with pool.transaction() as db:
        return await _keep_image(db, settings, file=file, source_digest=source_digest, now=now)


async def _remade(settings: Settings, raw: bytes) -> images.Picture:
    """Let a child read the picture: what crashes it, or never ends, is no picture."""
    folder = await asyncio.to_thread(new_work_folder, settings)
    source = folder / "source"
    command = [sys.executable, "-I", "-m", "vitrina.media.images", str(source)]
    try:
        await asyncio.to_thread(source.write_bytes, raw)
        answer = await sandbox.run(command, reads=[source], folder=folder, cpu_s=PICTURE_CPU_S)
        if answer.code != 0:
            raise NotAPicture
        made = msgspec.json.decode(answer.output, type=images.Made)
        if made.code:
            raise _refusal_of(made)
        large, small = [
            await asyncio.to_thread((folder / n).read_bytes) for n in (images.LARGE, images.SMALL)
        ]
    except EncoderFailed as e:
        raise NotAPicture from e
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)
    return images.Picture(large=large, small=small, width=made.width, height=made.height)


def _refusal_of(made: images.Made) -> Refusal:
    if made.code == PictureTooLarge.code:
        return PictureTooLarge(size_max_bytes=images.SIZE_MAX_BYTES, pixels_max=images.PIXELS_MAX)
    return NotAPicture()


async def _keep_image(
    db: Db, settings: Settings, *, file: StoredFile, source_digest: bytes, now: datetime
) -> FileView:
    await store.lock_owner(db, file.owner_id)
    await require_room(db, settings, owner_id=file.owner_id, size_bytes=file.size_bytes)
    if await store.add_file(db, file, source_digest=source_digest, now=now):
        if not await store.take_over(db, file.key):
            raise Overloaded(retry_after_s=RETRY_AFTER_S)
        return _image_view(file)
    # Sent twice at once: the other one was first, our bytes stay in the trash.
    known = await store.find_by_digest(db, file.owner_id, source_digest)
    assert known, "the row that is in the way exists"
    return _image_view(known)


async def delete_files(db: Db, file_ids: Sequence[FileId], *, after: timedelta = timedelta(0)) -> None:
    """Throw away pictures and clips; their bytes go within a minute after the commit. One statement.

    after: how long the bytes stay for those who look at them now.
    """
    if file_ids:
        await store.delete_files(db, file_ids, after)


async def files_of(
    db: Db, owner_id: UUID, *, after: FileId | None = None, limit: int = FILES_AT_ONCE
) -> list[StoredFile]:
    """List what a person keeps, page by page, in the order of the ids."""
    return await store.files_of(db, owner_id, after=after, limit=limit)


async def read_file(settings: Settings, file: StoredFile) -> AsyncIterator[tuple[str, bytes]]:
    """Read the parts of a stored file, piece by piece: the name of each part, then its bytes.

    A part that is gone meanwhile is left out.
    """
    storage = storage_of(settings)
    for name in await storage.names(file.key):
        try:
            found = await storage.get(name, None)
        except FileNotFoundError:
            continue
        async for piece in found.stream():
            yield name, bytes(piece)


async def empty_trash(pool: Pool, settings: Settings) -> int:
    """Delete the bytes that nobody needs any more. Returns how many files and folders went."""
    gone_count = 0
    for _ in range(TRASH_BATCHES_MAX):
        async with pool.transaction() as db:
            batch = await store.due_trash(db, TRASH_BATCH)
        for each in batch:
            await _delete_bytes(settings, each)
        async with pool.transaction() as db:
            await store.forget_trash(db, [each.key for each in batch])
        gone_count += len(batch)
        if len(batch) < TRASH_BATCH:
            break
    return gone_count


async def _delete_bytes(settings: Settings, trash: store.Trash) -> None:
    if trash.is_upload:
        folder = spool.folder_of(settings)
        await asyncio.to_thread(spool.remove, folder, UploadId(UUID(trash.key)))
    else:
        await storage_of(settings).delete_folder(trash.key)


def _image_view(file: StoredFile) -> FileView:
    return FileView(
        file_id=file.id,
        url=f"{PUBLIC_PATH}/{file.key}/{images.LARGE}",
        thumbnail_url=f"{PUBLIC_PATH}/{file.key}/{images.SMALL}",
        width=file.width,
        height=file.height,
    )


def _clip_view(file: StoredFile) -> ClipView:
    return ClipView(
        file_id=file.id,
        hls_url=f"{PUBLIC_PATH}/{file.key}/{file.playlist}",
        poster_url=f"{PUBLIC_PATH}/{file.key}/{poster_name(file.poster_ms)}",
        av1_url=f"{PUBLIC_PATH}/{file.key}/{file.av1_playlist}" if file.av1_playlist else None,
        preview_url=f"{PUBLIC_PATH}/{file.key}/{ffmpeg.PREVIEW}" if file.has_preview else None,
        width=file.width,
        height=file.height,
    )
