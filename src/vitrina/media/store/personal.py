"""SQL of what media knows of a person."""

from typing import LiteralString
from uuid import UUID

from vitrina.kit.db import Db, value

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
