"""Verbs of media."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.media import store
from vitrina.media.errors import ImageNotFound
from vitrina.media.model import ClipView, FileId, FileKind, FileView, StoredFile
from vitrina.media.storage import PUBLIC_PATH

LARGE = "large.webp"
SMALL = "small.webp"
PLAYLIST = "index.m3u8"
POSTER = "poster.webp"


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


async def clips(db: Db, file_ids: Collection[FileId]) -> dict[FileId, ClipView]:
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


def _image_view(file: StoredFile) -> FileView:
    return FileView(
        file_id=file.id,
        url=f"{PUBLIC_PATH}/{file.key}/{LARGE}",
        thumbnail_url=f"{PUBLIC_PATH}/{file.key}/{SMALL}",
        width=file.width,
        height=file.height,
    )


def _clip_view(file: StoredFile) -> ClipView:
    return ClipView(
        file_id=file.id,
        hls_url=f"{PUBLIC_PATH}/{file.key}/{PLAYLIST}",
        poster_url=f"{PUBLIC_PATH}/{file.key}/{POSTER}",
        width=file.width,
        height=file.height,
    )
