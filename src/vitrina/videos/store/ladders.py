"""SQL of adding rungs to clips that play: what is still to be made, who works on it, which files are kept."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import FileId, Step, UploadId
from vitrina.videos.model import VideoId

STALLED_MAX = 100
RELEASED_MAX = 200


class Claim(Struct, frozen=True, kw_only=True):
    """The right to add rungs to a clip for a while."""

    video_id: VideoId
    file_id: FileId
    upload_id: UploadId
    step: Step
    attempt_count: int


class Row(Struct, frozen=True, kw_only=True):
    """A row by its id."""

    id: UUID


async def start(db: Db, video_id: VideoId, file_id: FileId) -> None:
    """Note that a clip lacks rungs; whatever was being made of an older file of it is forgotten."""
    await run(
        db,
        """
        insert into videos.ladders (video_id, file_id, step, queued_at)
        values (%(video_id)s, %(file_id)s, 'rungs', clock_timestamp())
        on conflict (video_id) do update
           set file_id = excluded.file_id,
               step = 'rungs',
               attempt_count = 0,
               lease_until = null,
               queued_at = excluded.queued_at
        """,
        video_id=video_id,
        file_id=file_id,
    )


async def claim(db: Db, video_id: VideoId, lease: timedelta) -> Claim | None:
    """Take a clip to add its rungs; None when it needs none or somebody else is at it."""
    return await one(
        db,
        Claim,
        """
        update videos.ladders l
           set lease_until = clock_timestamp() + %(lease)s,
               attempt_count = l.attempt_count + 1
          from videos.videos v
         where l.video_id = %(video_id)s
           and v.id = l.video_id
           and v.file_id = l.file_id
           and v.upload_id is not null
           and l.step = 'rungs'
           and (l.lease_until is null or l.lease_until < clock_timestamp())
        returning l.video_id, l.file_id, v.upload_id, l.step, l.attempt_count
        """,
        video_id=video_id,
        lease=lease,
    )


async def claim_idle(db: Db, lease: timedelta) -> Claim | None:
    """Take the oldest clip that lacks AV1; None when there is none."""
    return await one(
        db,
        Claim,
        """
        with oldest as (
            select l.video_id, v.upload_id
              from videos.ladders l
              join videos.videos v on v.id = l.video_id and v.file_id = l.file_id
             where l.step = 'av1'
               and v.upload_id is not null
               and (l.lease_until is null or l.lease_until < clock_timestamp())
             order by l.queued_at
             limit 1
               for update of l skip locked
        )
        update videos.ladders l
           set lease_until = clock_timestamp() + %(lease)s,
               attempt_count = l.attempt_count + 1
          from oldest o
         where l.video_id = o.video_id
        returning l.video_id, l.file_id, o.upload_id, l.step, l.attempt_count
        """,
        lease=lease,
    )


async def is_busy(db: Db) -> bool:
    """Tell whether anybody waits for an encoder."""
    return await value(
        db,
        """
        select exists (select 1 from videos.videos where status = 'processing')
            or exists (select 1 from videos.remakes where failure is null)
            or exists (select 1 from videos.ladders where step = 'rungs')
        """,
    )


async def keep(db: Db, claimed: Claim, lease: timedelta) -> int:
    """Stay its owner; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.ladders
           set lease_until = clock_timestamp() + %(lease)s
         where video_id = %(video_id)s
           and file_id = %(file_id)s
           and attempt_count = %(attempt_count)s
        """,
        video_id=claimed.video_id,
        file_id=claimed.file_id,
        attempt_count=claimed.attempt_count,
        lease=lease,
    )


async def give_back(db: Db, claimed: Claim, *, is_counted: bool) -> int:
    """Let somebody else go on. is_counted: whether this was a try."""
    return await run(
        db,
        """
        update videos.ladders
           set lease_until = null,
               attempt_count = attempt_count - %(uncounted)s,
               queued_at = clock_timestamp()
         where video_id = %(video_id)s
           and file_id = %(file_id)s
           and attempt_count = %(attempt_count)s
        """,
        video_id=claimed.video_id,
        file_id=claimed.file_id,
        attempt_count=claimed.attempt_count,
        uncounted=0 if is_counted else 1,
    )


async def go_on(db: Db, claimed: Claim, step: Step) -> int:
    """Note what comes next; 0 when it is no longer ours."""
    return await run(
        db,
        """
        update videos.ladders
           set step = %(step)s,
               lease_until = null,
               attempt_count = 0,
               queued_at = clock_timestamp()
         where video_id = %(video_id)s
           and file_id = %(file_id)s
           and attempt_count = %(attempt_count)s
        """,
        video_id=claimed.video_id,
        file_id=claimed.file_id,
        attempt_count=claimed.attempt_count,
        step=step,
    )


async def end(db: Db, claimed: Claim) -> int:
    """Note that nothing more is made of a clip; 0 when it is no longer ours."""
    return await run(
        db,
        """
        delete from videos.ladders
         where video_id = %(video_id)s
           and file_id = %(file_id)s
           and attempt_count = %(attempt_count)s
        """,
        video_id=claimed.video_id,
        file_id=claimed.file_id,
        attempt_count=claimed.attempt_count,
    )


async def take_stalled(db: Db, waiting: timedelta) -> list[VideoId]:
    """Take the clips whose worker died, or that have waited for one too long; at most STALLED_MAX."""
    rows = await many(
        db,
        Row,
        """
        update videos.ladders
           set queued_at = clock_timestamp()
         where video_id in (select l.video_id
                              from videos.ladders l
                             where l.step = 'rungs'
                               and (l.lease_until < clock_timestamp()
                                    or (l.lease_until is null
                                        and l.queued_at < clock_timestamp() - %(waiting)s))
                             order by l.queued_at
                             limit %(limit)s
                               for update skip locked)
        returning video_id as id
        """,
        waiting=waiting,
        limit=STALLED_MAX,
    )
    return [VideoId(row.id) for row in rows]


async def release_sources(db: Db, before: datetime) -> list[UploadId]:
    """Let go of the files that nothing more is made of; at most RELEASED_MAX.

    Those of published clips with all rungs, and those of clips begun before a moment, which then go without
    AV1; none that is cut anew, and none whose rungs were neither made nor given up.
    """
    rows = await many(
        db,
        Row,
        """
        with due as (
            select v.id, v.upload_id
              from videos.videos v
             where v.status = 'ready'
               and v.upload_id is not null
               and not exists (select 1 from videos.remakes r where r.video_id = v.id and r.failure is null)
               and not exists (select 1 from videos.ladders l where l.video_id = v.id and l.step = 'rungs')
               and (v.created_at < %(before)s
                    or (v.published_at is not null
                        and not exists (select 1 from videos.ladders l where l.video_id = v.id)))
             order by v.created_at
             limit %(limit)s
               for update skip locked
        ), given_up as (
            delete from videos.ladders l
             using due d
             where l.video_id = d.id
        ), let_go as (
            update videos.videos v
               set upload_id = null
              from due d
             where v.id = d.id
        )
        select d.upload_id as id
          from due d
        """,
        before=before,
        limit=RELEASED_MAX,
    )
    return [UploadId(row.id) for row in rows]
