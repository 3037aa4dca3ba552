"""SQL of making clips playable: who works on one, how far it is, how it ended."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.media.model import Edit, FileId, UploadId
from vitrina.videos.model import VideoId

STALLED_MAX = 100


class Claim(Struct, frozen=True, kw_only=True):
    """The right to prepare a clip for a while."""

    id: VideoId
    creator_id: PersonId
    upload_id: UploadId
    edit: Edit
    attempt_count: int


class Stalled(Struct, frozen=True, kw_only=True):
    """A clip that nobody works on."""

    id: UUID


async def claim(db: Db, video_id: VideoId, lease: timedelta) -> Claim | None:
    """Take a clip to prepare it; None when it needs no preparing or somebody else is at it."""
    return await one(
        db,
        Claim,
        """
        update videos.videos
           set lease_until = clock_timestamp() + %(lease)s,
               attempt_count = attempt_count + 1
         where id = %(video_id)s
           and status = 'processing'
           and (lease_until is null or lease_until < clock_timestamp())
        returning id,
                  creator_id,
                  upload_id,
                  jsonb_build_object('start_ms', start_ms, 'end_ms', end_ms, 'cover_ms', cover_ms) as edit,
                  attempt_count
        """,
        video_id=video_id,
        lease=lease,
    )


async def keep(db: Db, claimed: Claim, *, progress_percent: int, lease: timedelta) -> int:
    """Note how far the work is and stay its owner; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.videos
           set progress_percent = greatest(progress_percent, %(progress_percent)s),
               lease_until = clock_timestamp() + %(lease)s
         where id = %(id)s
           and status = 'processing'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
        progress_percent=progress_percent,
        lease=lease,
    )


async def give_back(db: Db, claimed: Claim) -> int:
    """Let somebody else try."""
    return await run(
        db,
        """
        update videos.videos
           set lease_until = null,
               queued_at = clock_timestamp()
         where id = %(id)s
           and status = 'processing'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
    )


async def set_ready(db: Db, claimed: Claim, *, file_id: FileId, duration_ms: int) -> int:
    """Note that a clip plays, and keep its file for the other rungs; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.videos
           set status = 'ready',
               file_id = %(file_id)s,
               duration_ms = %(duration_ms)s,
               progress_percent = 100,
               lease_until = null
         where id = %(id)s
           and status = 'processing'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
        file_id=file_id,
        duration_ms=duration_ms,
    )


async def set_failed(db: Db, claimed: Claim, failure: str) -> int:
    """Note why a clip will never play; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.videos
           set status = 'failed',
               failure = %(failure)s,
               upload_id = null,
               lease_until = null
         where id = %(id)s
           and status = 'processing'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
        failure=failure,
    )


async def take_stalled(db: Db, waiting: timedelta) -> list[VideoId]:
    """Take the clips whose worker died, or that have waited for one too long; at most STALLED_MAX."""
    rows = await many(
        db,
        Stalled,
        """
        update videos.videos
           set queued_at = clock_timestamp()
         where id in (select v.id
                        from videos.videos v
                       where v.status = 'processing'
                         and (v.lease_until < clock_timestamp()
                              or (v.lease_until is null and v.queued_at < clock_timestamp() - %(waiting)s))
                       order by v.queued_at
                       limit %(limit)s
                         for update skip locked)
        returning id
        """,
        waiting=waiting,
        limit=STALLED_MAX,
    )
    return [VideoId(row.id) for row in rows]
