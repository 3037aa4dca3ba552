"""SQL of clips that are cut anew, or get another cover."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.media.model import Edit, FileId, UploadId
from vitrina.videos.model import VideoId

STALLED_MAX = 100


class Remake(Struct, frozen=True, kw_only=True):
    """The right to make something else of a clip for a while. file_id: what plays now."""

    id: UUID
    video_id: VideoId
    creator_id: PersonId
    upload_id: UploadId | None
    file_id: FileId
    is_cut: bool
    start_ms: int
    end_ms: int | None
    cover_ms: int | None
    attempt_count: int

    @property
    def edit(self) -> Edit:
        """What is wished."""
        return Edit(start_ms=self.start_ms, end_ms=self.end_ms, cover_ms=self.cover_ms)


class Stalled(Struct, frozen=True, kw_only=True):
    """A wish that nobody works on."""

    id: UUID
    is_cut: bool


async def wish(db: Db, video_id: VideoId, wish_id: UUID, *, edit: Edit, is_cut: bool) -> int:
    """Ask for another cut or cover, in place of what was asked before."""
    return await run(
        db,
        """
        insert into videos.remakes (video_id, id, is_cut, start_ms, end_ms, cover_ms, queued_at)
        values (%(video_id)s, %(id)s, %(is_cut)s, %(start_ms)s, %(end_ms)s, %(cover_ms)s, clock_timestamp())
        on conflict (video_id) do update
           set id = excluded.id,
               is_cut = excluded.is_cut,
               start_ms = excluded.start_ms,
               end_ms = excluded.end_ms,
               cover_ms = excluded.cover_ms,
               progress_percent = 0,
               failure = null,
               attempt_count = 0,
               lease_until = null,
               queued_at = excluded.queued_at
        """,
        video_id=video_id,
        id=wish_id,
        is_cut=is_cut,
        start_ms=edit.start_ms,
        end_ms=edit.end_ms,
        cover_ms=edit.cover_ms,
    )


async def drop(db: Db, video_id: VideoId) -> int:
    """Let a clip stay as it is."""
    return await run(db, "delete from videos.remakes where video_id = %(video_id)s", video_id=video_id)


async def claim(db: Db, wish_id: UUID, lease: timedelta) -> Remake | None:
    """Take a wish to fulfil it; None when it is done, another took its place, or somebody else is at it."""
    return await one(
        db,
        Remake,
        """
        update videos.remakes r
           set lease_until = clock_timestamp() + %(lease)s,
               attempt_count = r.attempt_count + 1
          from videos.videos v
         where r.id = %(id)s
           and r.failure is null
           and (r.lease_until is null or r.lease_until < clock_timestamp())
           and v.id = r.video_id
        returning r.id, r.video_id, v.creator_id, v.upload_id, v.file_id, r.is_cut, r.start_ms, r.end_ms,
                  r.cover_ms, r.attempt_count
        """,
        id=wish_id,
        lease=lease,
    )


async def keep(db: Db, wish_id: UUID, *, attempt_count: int, progress_percent: int, lease: timedelta) -> int:
    """Note how far the work is and stay its owner; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.remakes
           set progress_percent = greatest(progress_percent, %(progress_percent)s),
               lease_until = clock_timestamp() + %(lease)s
         where id = %(id)s
           and failure is null
           and attempt_count = %(attempt_count)s
        """,
        id=wish_id,
        attempt_count=attempt_count,
        progress_percent=progress_percent,
        lease=lease,
    )


async def give_back(db: Db, wish_id: UUID, attempt_count: int) -> int:
    """Let somebody else try."""
    return await run(
        db,
        """
        update videos.remakes
           set lease_until = null,
               queued_at = clock_timestamp()
         where id = %(id)s
           and attempt_count = %(attempt_count)s
        """,
        id=wish_id,
        attempt_count=attempt_count,
    )


async def set_failed(db: Db, wish_id: UUID, attempt_count: int, failure: str) -> int:
    """Note why a wish cannot be fulfilled; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.remakes
           set failure = %(failure)s,
               lease_until = null
         where id = %(id)s
           and attempt_count = %(attempt_count)s
        """,
        id=wish_id,
        attempt_count=attempt_count,
        failure=failure,
    )


async def end(db: Db, wish_id: UUID, attempt_count: int) -> int:
    """Forget a wish that is fulfilled; 0 when it is no longer ours."""
    return await run(
        db,
        "delete from videos.remakes where id = %(id)s and attempt_count = %(attempt_count)s",
        id=wish_id,
        attempt_count=attempt_count,
    )


async def set_made(db: Db, remake: Remake, *, file_id: FileId, duration_ms: int) -> int:
    """Let a clip show its new cut."""
    return await run(
        db,
        """
        update videos.videos
           set file_id = %(file_id)s,
               duration_ms = %(duration_ms)s,
               start_ms = %(start_ms)s,
               end_ms = %(end_ms)s,
               cover_ms = %(cover_ms)s
         where id = %(video_id)s
        """,
        video_id=remake.video_id,
        file_id=file_id,
        duration_ms=duration_ms,
        start_ms=remake.start_ms,
        end_ms=remake.end_ms,
        cover_ms=remake.cover_ms,
    )


async def set_cover(db: Db, remake: Remake) -> int:
    """Note of which moment the cover of a clip is."""
    return await run(
        db,
        "update videos.videos set cover_ms = %(cover_ms)s where id = %(video_id)s",
        video_id=remake.video_id,
        cover_ms=remake.cover_ms,
    )


async def take_stalled(db: Db, waiting: timedelta) -> list[Stalled]:
    """Take the wishes whose worker died, or that have waited for one too long; at most STALLED_MAX."""
    return await many(
        db,
        Stalled,
        """
        update videos.remakes
           set queued_at = clock_timestamp()
         where video_id in (select r.video_id
                              from videos.remakes r
                             where r.failure is null
                               and (r.lease_until < clock_timestamp()
                                    or (r.lease_until is null
                                        and r.queued_at < clock_timestamp() - %(waiting)s))
                             order by r.queued_at
                             limit %(limit)s
                               for update skip locked)
        returning id, is_cut
        """,
        waiting=waiting,
        limit=STALLED_MAX,
    )
