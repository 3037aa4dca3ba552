"""SQL of media."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import FileId, OwnerId, StoredClip, StoredFile, Upload, UploadId

EXPIRED_MAX = 500


class Trash(Struct, frozen=True, kw_only=True):
    """Bytes that must go. key: of a folder in storage, or the id of an upload."""

    key: str
    is_upload: bool


class Named(Struct, frozen=True, kw_only=True):
    """The one column of a row that is asked for by name."""

    name: str


async def lock_owner(db: Db, owner_id: OwnerId) -> None:
    """Let one transaction at a time count and add what a person keeps."""
    await run(
        db,
        "select pg_advisory_xact_lock(hashtextextended('media.owner:' || %(owner_id)s::text, 0))",
        owner_id=owner_id,
    )


async def kept_bytes(db: Db, owner_id: OwnerId) -> int:
    """Sum what a person keeps: stored files and uploads at their full length."""
    return await value(
        db,
        """
        select (coalesce((select sum(f.size_bytes) from media.files f where f.owner_id = %(owner_id)s), 0)
              + coalesce((select sum(u.length_bytes) from media.uploads u where u.owner_id = %(owner_id)s), 0)
               )::bigint
        """,
        owner_id=owner_id,
    )


async def open_uploads(db: Db, owner_id: OwnerId) -> int:
    """Count the uploads of a person that still expect bytes."""
    return await value(
        db,
        """
        select count(*)
          from media.uploads u
         where u.owner_id = %(owner_id)s
           and u.finished_at is null
        """,
        owner_id=owner_id,
    )


async def add_upload(db: Db, upload: Upload) -> None:
    """Insert a new upload."""
    await run(
        db,
        """
        insert into media.uploads
               (id, owner_id, length_bytes, is_length_deferred, metadata, expires_at, created_at)
        values (%(id)s, %(owner_id)s, %(length_bytes)s, %(is_length_deferred)s, %(metadata)s, %(expires_at)s,
                %(created_at)s)
        """,
        id=upload.id,
        owner_id=upload.owner_id,
        length_bytes=upload.length_bytes,
        is_length_deferred=upload.is_length_deferred,
        metadata=upload.metadata,
        expires_at=upload.expires_at,
        created_at=upload.created_at,
    )


async def find_upload(db: Db, upload_id: UploadId) -> Upload | None:
    """Find an upload."""
    return await one(
        db,
        Upload,
        """
        select u.id,
               u.owner_id,
               u.length_bytes,
               u.is_length_deferred,
               u.metadata,
               u.finished_at,
               u.is_claimed,
               u.expires_at,
               u.created_at
          from media.uploads u
         where u.id = %(upload_id)s
        """,
        upload_id=upload_id,
    )


async def set_length(db: Db, upload_id: UploadId, length_bytes: int) -> int:
    """Note the length that was left open; 0 when it is known already."""
    return await run(
        db,
        """
        update media.uploads
           set length_bytes = %(length_bytes)s,
               is_length_deferred = false
         where id = %(upload_id)s
           and is_length_deferred
        """,
        upload_id=upload_id,
        length_bytes=length_bytes,
    )


async def count_opening(db: Db, owner_id: OwnerId, *, day: date, count_max: int) -> int:
    """Count one more upload that a person begins on a day; 0 when those were count_max already."""
    return await run(
        db,
        """
        insert into media.upload_days as d (owner_id, day, opened_count)
        values (%(owner_id)s, %(day)s, 1)
            on conflict (owner_id) do update
           set opened_count = case when d.day = excluded.day then d.opened_count + 1 else 1 end,
               day = excluded.day
         where d.day <> excluded.day
            or d.opened_count < %(count_max)s
        """,
        owner_id=owner_id,
        day=day,
        count_max=count_max,
    )


async def forget_openings(db: Db, before: date) -> int:
    """Forget what was counted on days that are over; at most EXPIRED_MAX people."""
    return await run(
        db,
        """
        delete from media.upload_days
         where owner_id in (select d.owner_id
                              from media.upload_days d
                             where d.day < %(before)s
                             order by d.day
                             limit %(limit)s
                               for update skip locked)
        """,
        before=before,
        limit=EXPIRED_MAX,
    )


async def finish_upload(db: Db, upload_id: UploadId, now: datetime) -> int:
    """Note that the last byte is on disk."""
    return await run(
        db,
        """
        update media.uploads
           set finished_at = %(now)s
         where id = %(upload_id)s
           and finished_at is null
           and not is_length_deferred
        """,
        upload_id=upload_id,
        now=now,
    )


async def claim_upload(db: Db, upload_id: UploadId) -> int:
    """Take a finished upload for good; 0 when somebody was first."""
    return await run(
        db,
        """
        update media.uploads
           set is_claimed = true
         where id = %(upload_id)s
           and finished_at is not null
           and not is_claimed
        """,
        upload_id=upload_id,
    )


async def delete_upload(db: Db, upload_id: UploadId, owner_id: OwnerId) -> int:
    """Throw away an upload of its owner that nothing is made of yet."""
    return await run(
        db,
        """
        with gone as (
            delete from media.uploads
             where id = %(upload_id)s
               and owner_id = %(owner_id)s
               and not is_claimed
            returning id
        )
        insert into media.trash (key, is_upload, due_at)
        select g.id::text, true, clock_timestamp()
          from gone g
        """,
        upload_id=upload_id,
        owner_id=owner_id,
    )


async def release_uploads(db: Db, upload_ids: Sequence[UploadId]) -> int:
    """Throw away uploads, claimed or not."""
    return await run(
        db,
        """
        with gone as (
            delete from media.uploads
             where id = any(%(upload_ids)s)
            returning id
        )
        insert into media.trash (key, is_upload, due_at)
        select g.id::text, true, clock_timestamp()
          from gone g
        """,
        upload_ids=list(upload_ids),
    )


async def delete_expired(db: Db, now: datetime) -> int:
    """Throw away uploads past their time that no clip has claimed; at most EXPIRED_MAX."""
    return await run(
        db,
        """
        with gone as (
            delete from media.uploads
             where id in (select u.id
                            from media.uploads u
                           where u.expires_at < %(now)s
                             and not u.is_claimed
                           order by u.expires_at
                           limit %(limit)s
                             for update skip locked)
            returning id
        )
        insert into media.trash (key, is_upload, due_at)
        select g.id::text, true, clock_timestamp()
          from gone g
        """,
        now=now,
        limit=EXPIRED_MAX,
    )


async def known_uploads(db: Db, upload_ids: Sequence[UploadId]) -> set[UploadId]:
    """Tell which of these uploads exist."""
    rows = await many(
        db,
        Named,
        """
        select u.id::text as name
          from media.uploads u
         where u.id = any(%(upload_ids)s)
        """,
        upload_ids=list(upload_ids),
    )
    return {UploadId(UUID(row.name)) for row in rows}


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
               f.playlist,
               f.av1_playlist,
               f.source is not null as has_preview
          from media.files f
         where f.id = any(%(file_ids)s)
        """,
        file_ids=list(file_ids),
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


ERASED_AT_ONCE = 500
FILES_OF: LiteralString = """
    select id, kind, key, width, height, size_bytes, created_at
      from media.files
     where owner_id = %(person_id)s
     order by id
    """
UPLOADS_OF: LiteralString = """
    select id, length_bytes, metadata, finished_at, created_at
      from media.uploads
     where owner_id = %(person_id)s
     order by id
    """


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


async def erase_of(db: Db, owner_id: UUID) -> int:
    """Throw away files and uploads of a person, so many at once. Returns how many."""
    return await value(
        db,
        """
        with files as (
            delete from media.files
             where id in (select id from media.files where owner_id = %(owner_id)s limit %(limit)s)
            returning key
        ), uploads as (
            delete from media.uploads
             where id in (select id from media.uploads where owner_id = %(owner_id)s limit %(limit)s)
            returning id
        ), days as (
            delete from media.upload_days where owner_id = %(owner_id)s
        ), thrown as (
            insert into media.trash (key, is_upload, due_at)
            select key, false, clock_timestamp() from files
            union all
            select id::text, true, clock_timestamp() from uploads
            on conflict do nothing
            returning 1
        )
        select (select count(*) from files) + (select count(*) from uploads)
        """,
        owner_id=owner_id,
        limit=ERASED_AT_ONCE,
    )
