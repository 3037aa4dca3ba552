"""SQL of stored files and of what is thrown away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.media.model import FileId, OwnerId, StoredClip, StoredFile


class Trash(Struct, frozen=True, kw_only=True):
    """Bytes that must go. key: of a folder in storage, or the id of an upload."""

    key: str
    is_upload: bool


async def add_file(
    db: Db,
    file: StoredFile,
    *,
    source_digest: bytes | None = None,
    source: bytes | None = None,
    now: datetime,
) -> int:
    """Insert a stored file; 0 when its owner has the same picture already.

    source: of a clip, what was found in its file, as JSON.
    """
    return await run(
        db,
        """
        insert into media.files
               (id, owner_id, kind, key, width, height, size_bytes, source_digest, source, created_at)
        values (%(id)s, %(owner_id)s, %(kind)s, %(key)s, %(width)s, %(height)s, %(size_bytes)s,
                %(source_digest)s, %(source)s::jsonb, %(now)s)
        on conflict on constraint files_source_key do nothing
        """,
        id=file.id,
        owner_id=file.owner_id,
        kind=file.kind,
        key=file.key,
        width=file.width,
        height=file.height,
        size_bytes=file.size_bytes,
        source_digest=source_digest,
        source=source.decode() if source else None,
        now=now,
    )


async def find_by_digest(db: Db, owner_id: OwnerId, source_digest: bytes) -> StoredFile | None:
    """Find the picture that a person sent before, by the SHA-256 of what was sent."""
    return await one(
        db,
        StoredFile,
        """
        select f.id, f.owner_id, f.kind, f.key, f.width, f.height, f.size_bytes
          from media.files f
         where f.owner_id = %(owner_id)s
           and f.source_digest = %(source_digest)s
        """,
        owner_id=owner_id,
        source_digest=source_digest,
    )


async def files(db: Db, file_ids: Sequence[FileId]) -> list[StoredFile]:
    """Read many stored files."""
    return await many(
        db,
        StoredFile,
        """
        select f.id,
               f.owner_id,
               f.kind,
               f.key,
               f.width,
               f.height,
               f.size_bytes,
               f.poster_ms,
               f.playlist,
               f.av1_playlist,
               f.source is not null as has_preview
          from media.files f
         where f.id = any(%(file_ids)s)
        """,
        file_ids=list(file_ids),
    )


async def files_of(db: Db, owner_id: UUID, *, after: FileId | None, limit: int) -> list[StoredFile]:
    """List what a person keeps, page by page."""
    return await many(
        db,
        StoredFile,
        """
        select f.id, f.owner_id, f.kind, f.key, f.width, f.height, f.size_bytes
          from media.files f
         where f.owner_id = %(owner_id)s
           and (%(after)s::uuid is null or f.id > %(after)s)
         order by f.id
         limit %(limit)s
        """,
        owner_id=owner_id,
        after=after,
        limit=limit,
    )


async def set_poster(db: Db, file_id: FileId, poster_ms: int | None) -> int:
    """Note of which moment the poster of a clip is; None for the first one."""
    return await run(
        db,
        "update media.files set poster_ms = %(poster_ms)s where id = %(file_id)s",
        file_id=file_id,
        poster_ms=poster_ms,
    )


async def find_clip(db: Db, file_id: FileId) -> StoredClip | None:
    """Find a clip that may grow."""
    return await one(
        db,
        StoredClip,
        """
        select f.key, f.playlist, f.source
          from media.files f
         where f.id = %(file_id)s
           and f.kind = 'clip'
        """,
        file_id=file_id,
    )


async def grow_clip(db: Db, file_id: FileId, *, playlist: str, instead_of: str, size_bytes: int) -> int:
    """Show a longer ladder from now on; 0 when the clip is gone, or grew meanwhile."""
    return await run(
        db,
        """
        update media.files
           set playlist = %(playlist)s,
               size_bytes = size_bytes + %(size_bytes)s
         where id = %(file_id)s
           and playlist = %(instead_of)s
        """,
        file_id=file_id,
        playlist=playlist,
        instead_of=instead_of,
        size_bytes=size_bytes,
    )


async def show_av1(db: Db, file_id: FileId, *, playlist: str, size_bytes: int) -> int:
    """Show a clip in AV1 from now on; 0 when it is gone, or has it already."""
    return await run(
        db,
        """
        update media.files
           set av1_playlist = %(playlist)s,
               size_bytes = size_bytes + %(size_bytes)s
         where id = %(file_id)s
           and av1_playlist is null
        """,
        file_id=file_id,
        playlist=playlist,
        size_bytes=size_bytes,
    )


async def delete_files(db: Db, file_ids: Sequence[FileId], after: timedelta) -> int:
    """Throw away stored files, their bytes after a while."""
    return await run(
        db,
        """
        with gone as (
            delete from media.files
             where id = any(%(file_ids)s)
            returning key
        )
        insert into media.trash (key, due_at)
        select g.key, clock_timestamp() + %(after)s
          from gone g
        """,
        file_ids=list(file_ids),
        after=after,
    )


async def announce(db: Db, key: str, due_at: datetime) -> None:
    """Note that bytes will be written below a key, to be thrown away unless somebody takes them over."""
    await run(
        db,
        "insert into media.trash (key, due_at) values (%(key)s, %(due_at)s)",
        key=key,
        due_at=due_at,
    )


async def take_over(db: Db, key: str) -> int:
    """Keep what was written below a key; 0 when it was thrown away meanwhile."""
    return await run(db, "delete from media.trash where key = %(key)s", key=key)


async def due_trash(db: Db, limit: int) -> list[Trash]:
    """List what must go now, the oldest first."""
    return await many(
        db,
        Trash,
        """
        select t.key, t.is_upload
          from media.trash t
         where t.due_at <= clock_timestamp()
         order by t.due_at
         limit %(limit)s
        """,
        limit=limit,
    )


async def forget_trash(db: Db, keys: Sequence[str]) -> None:
    """Note that bytes are gone."""
    await run(db, "delete from media.trash where key = any(%(keys)s)", keys=list(keys))
