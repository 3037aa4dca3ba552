"""SQL of uploads."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import OwnerId, Upload, UploadId

EXPIRED_MAX = 500


class Named(Struct, frozen=True, kw_only=True):
    """The one column of a row that is asked for by name."""

    name: str


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
