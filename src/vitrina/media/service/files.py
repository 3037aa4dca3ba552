"""Stored files: pictures kept, shown and thrown away."""

import asyncio
import hashlib
import shutil
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from anyio import CapacityLimiter

from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Overloaded
from vitrina.kit.ids import new_id
from vitrina.media import ffmpeg, images, sandbox, spool
from vitrina.media.errors import EncoderFailed, ImageNotFound, NotAPicture, PictureTooLarge
from vitrina.media.model import ClipView, FileId, FileKind, FileView, OwnerId, StoredFile, UploadId
from vitrina.media.service.clips import TAKE_OVER_TIME, new_work_folder
from vitrina.media.service.posters import poster_name
from vitrina.media.service.quota import require_room
from vitrina.media.storage import PUBLIC_PATH, storage_of
from vitrina.media.store import files as store
from vitrina.media.store import owners

FILES_AT_ONCE = 100
TRASH_BATCH = 200
TRASH_BATCHES_MAX = 50
RETRY_AFTER_S = 5
PICTURES = "pictures"
MADE = "made"
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


def srcset(url: str) -> str:
    """Name every AVIF of a picture with its width, as HTML does; empty where it has one file.

    url: as in FileView.
    """
    folder, _, name = url.rpartition("/")
    width = name.removesuffix(".webp")
    if f"/{PICTURES}/" not in folder or width == name or not width.isdecimal():
        return ""
    return ", ".join(f"{folder}/{each}.avif {each}w" for each in images.widths_of(int(width)))


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
    async with _work_folder(settings) as folder:
        async with _REMAKING:
            made = await _remade(folder, raw)
        file = await _stored(pool, settings, made=made, folder=folder / MADE, owner_id=owner_id, now=now)
    async with pool.transaction() as db:
        return await _keep_image(db, settings, file=file, source_digest=source_digest, now=now)


async def remake_picture(settings: Settings, raw: bytes) -> bytes:
    """Re-encode a picture as WebP without keeping it, for who keeps it out of the open storage.

    Raises NotAPicture, PictureTooLarge.
    """
    if len(raw) > images.SIZE_MAX_BYTES:
        raise PictureTooLarge(size_max_bytes=images.SIZE_MAX_BYTES, pixels_max=images.PIXELS_MAX)
    images.require_picture(raw)
    async with _work_folder(settings) as folder:
        async with _REMAKING:
            made = await _remade(folder, raw)
        return await asyncio.to_thread((folder / MADE / f"{made.width}.webp").read_bytes)


async def _stored(
    pool: Pool, settings: Settings, *, made: images.Made, folder: Path, owner_id: OwnerId, now: datetime
) -> StoredFile:
    # Only what we expect: what read the picture of a stranger may have left anything.
    paths = [folder / name for name in images.names_of(made.width)]
    file_id = FileId(new_id())
    file = StoredFile(
        id=file_id,
        owner_id=owner_id,
        kind=FileKind.IMAGE,
        key=f"{PICTURES}/{file_id.hex}",
        width=made.width,
        height=made.height,
        size_bytes=await asyncio.to_thread(lambda: sum(path.stat().st_size for path in paths)),
    )
    async with pool.transaction() as db:
        await require_room(db, settings, owner_id=owner_id, size_bytes=file.size_bytes)
        await store.announce(db, file.key, now + TAKE_OVER_TIME)
    storage = storage_of(settings)
    for path in paths:
        await storage.put(f"{file.key}/{path.name}", path)
    return file


@asynccontextmanager
async def _work_folder(settings: Settings) -> AsyncGenerator[Path]:
    folder = await asyncio.to_thread(new_work_folder, settings)
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)


async def _remade(folder: Path, raw: bytes) -> images.Made:
    """Let a child read the picture and write MADE: what crashes it, or never ends, is no picture."""
    source = folder / "source"
    await asyncio.to_thread(source.write_bytes, raw)
    await asyncio.to_thread((folder / MADE).mkdir)
    command = [sys.executable, "-I", "-m", "vitrina.media.images", str(source)]
    try:
        answer = await sandbox.run(command, reads=[source], folder=folder / MADE, cpu_s=PICTURE_CPU_S)
    except EncoderFailed as e:
        raise NotAPicture from e
    if answer.code != 0:
        raise NotAPicture
    made = msgspec.json.decode(answer.output, type=images.Made)
    if made.code == PictureTooLarge.code:
        raise PictureTooLarge(size_max_bytes=images.SIZE_MAX_BYTES, pixels_max=images.PIXELS_MAX)
    if made.code or not 1 <= made.width <= images.SIDE_MAX:
        raise NotAPicture
    return made


async def _keep_image(
    db: Db, settings: Settings, *, file: StoredFile, source_digest: bytes, now: datetime
) -> FileView:
    await owners.lock_owner(db, file.owner_id)
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


def sizes_of(picture: StoredFile) -> tuple[str, str]:
    """Name the largest file of a picture and the one for a thumbnail, as WebP."""
    if not picture.key.startswith(f"{PICTURES}/"):  # Kept by a version that made two sizes of each.
        return "large.webp", "small.webp"
    return f"{picture.width}.webp", f"{min(picture.width, images.THUMBNAIL_WIDTH)}.webp"


def _image_view(file: StoredFile) -> FileView:
    large, small = sizes_of(file)
    return FileView(
        file_id=file.id,
        url=f"{PUBLIC_PATH}/{file.key}/{large}",
        thumbnail_url=f"{PUBLIC_PATH}/{file.key}/{small}",
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
