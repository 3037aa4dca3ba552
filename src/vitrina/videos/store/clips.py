"""SQL of clips and their tags."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.media.model import FileId, UploadId
from vitrina.videos.model import ExternalTag, NewVideo, ReadyVideo, Tag, Video, VideoId


class Named(Struct, frozen=True, kw_only=True):
    """The one column of a row that is asked for by name."""

    id: UUID


async def videos(db: Db, video_ids: Sequence[VideoId]) -> list[Video]:
    """Read many clips with their tags."""
    return await many(
        db,
        Video,
        """
        select v.id,
               v.creator_id,
               v.status,
               v.failure,
               v.caption,
               v.language,
               v.file_id,
               v.upload_id,
               v.duration_ms,
               jsonb_build_object('start_ms', v.start_ms, 'end_ms', v.end_ms, 'cover_ms', v.cover_ms) as edit,
               case when r.id is not null
                    then jsonb_build_object(
                             'edit', jsonb_build_object('start_ms', r.start_ms,
                                                        'end_ms', r.end_ms,
                                                        'cover_ms', r.cover_ms),
                             'is_cut', r.is_cut,
                             'progress_percent', r.progress_percent,
                             'failure', r.failure)
                end as remake,
               v.progress_percent,
               coalesce(t.tags, '[]') as tags,
               coalesce(x.external_tags, '[]') as external_tags,
               coalesce(s.stickers, '[]') as stickers,
               coalesce(w.captions, '[]') as captions,
               coalesce(c.like_count, 0) as like_count,
               coalesce(k.comment_count, 0) as comment_count,
               coalesce(k.save_count, 0) as save_count,
               v.published_at,
               v.scheduled_for,
               v.hidden_for is not null as is_hidden,
               v.created_at
          from videos.videos v
          left join videos.like_counts c on c.video_id = v.id
          left join videos.talk_counts k on k.video_id = v.id
          left join videos.remakes r on r.video_id = v.id
          left join lateral (select jsonb_agg(jsonb_build_object('product_id', t.product_id,
                                                                 'from_ms', t.from_ms,
                                                                 'to_ms', t.to_ms)
                                              order by t.position) as tags
                               from videos.tags t
                              where t.video_id = v.id) t on true
          left join lateral (select jsonb_agg(jsonb_build_object('external_id', x.external_id,
                                                                 'from_ms', x.from_ms,
                                                                 'to_ms', x.to_ms)
                                              order by x.position) as external_tags
                               from videos.external_tags x
                              where x.video_id = v.id) x on true
          left join lateral (select jsonb_agg(jsonb_build_object('kind', s.kind,
                                                                 'text', s.text,
                                                                 'product_id', s.product_id,
                                                                 'style', s.style,
                                                                 'x', s.x,
                                                                 'y', s.y,
                                                                 'from_ms', s.from_ms,
                                                                 'to_ms', s.to_ms)
                                              order by s.position) as stickers
                               from videos.stickers s
                              where s.video_id = v.id) s on true
          left join lateral (select jsonb_agg(jsonb_build_object(
                                        'language', w.language,
                                        'version', (extract(epoch from w.changed_at) * 1000)::bigint)
                                              order by w.language) as captions
                               from videos.captions w
                              where w.video_id = v.id) w on true
         where v.id = any(%(video_ids)s)
        """,
        video_ids=list(video_ids),
    )


async def videos_of(
    db: Db, creator_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[VideoId]:
    """List the clips of a creator, newest first."""
    rows = await many(
        db,
        Named,
        """
        select v.id
          from videos.videos v
         where v.creator_id = %(creator_id)s
           and (%(at)s::timestamptz is null or (v.created_at, v.id) < (%(at)s, %(id)s::uuid))
         order by v.created_at desc, v.id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )
    return [VideoId(row.id) for row in rows]


async def count_processing(db: Db, creator_id: PersonId) -> int:
    """Count the clips of a creator that are being prepared."""
    return await value(
        db,
        """
        select count(*)
          from videos.videos v
         where v.creator_id = %(creator_id)s
           and v.status = 'processing'
        """,
        creator_id=creator_id,
    )


async def add_video(db: Db, video: NewVideo, *, creator_id: PersonId, now: datetime) -> int:
    """Insert a clip that waits for its encoder; 0 when the id or the upload is taken."""
    return await run(
        db,
        """
        insert into videos.videos
               (id, creator_id, status, caption, language, upload_id, start_ms, end_ms, cover_ms, queued_at,
                created_at)
        values (%(id)s, %(creator_id)s, 'processing', %(caption)s, %(language)s, %(upload_id)s,
                %(start_ms)s, %(end_ms)s, %(cover_ms)s, clock_timestamp(), %(now)s)
        on conflict do nothing
        """,
        id=video.id,
        creator_id=creator_id,
        caption=video.caption,
        language=video.language,
        upload_id=video.upload_id,
        start_ms=video.edit.start_ms,
        end_ms=video.edit.end_ms,
        cover_ms=video.edit.cover_ms,
        now=now,
    )


async def add_ready_video(
    db: Db, video: ReadyVideo, *, file_id: FileId, upload_id: UploadId | None = None, duration_ms: int
) -> int:
    """Insert a clip that plays already; 0 when the id is taken. upload_id: of the file it was made of."""
    return await run(
        db,
        """
        insert into videos.videos
               (id, creator_id, status, caption, language, file_id, upload_id, duration_ms,
                progress_percent, published_at, created_at)
        values (%(id)s, %(creator_id)s, 'ready', %(caption)s, %(language)s, %(file_id)s, %(upload_id)s,
                %(duration_ms)s, 100, %(published_at)s, %(created_at)s)
        on conflict (id) do nothing
        """,
        id=video.id,
        creator_id=video.creator_id,
        caption=video.caption,
        language=video.language,
        file_id=file_id,
        upload_id=upload_id,
        duration_ms=duration_ms,
        published_at=video.published_at,
        created_at=video.created_at,
    )


async def edit_video(db: Db, video_id: VideoId, *, caption: str | None, language: str | None) -> int:
    """Change what is said about a clip; None leaves it."""
    return await run(
        db,
        """
        update videos.videos
           set caption = coalesce(%(caption)s, caption),
               language = coalesce(%(language)s, language)
         where id = %(video_id)s
        """,
        video_id=video_id,
        caption=caption,
        language=language,
    )


async def lock_own(db: Db, video_id: VideoId, creator_id: PersonId) -> int:
    """Lock a clip of its creator; 0 when there is no such clip."""
    return await run(
        db,
        """
        select 1
          from videos.videos v
         where v.id = %(video_id)s
           and v.creator_id = %(creator_id)s
           for update
        """,
        video_id=video_id,
        creator_id=creator_id,
    )


async def lock(db: Db, video_id: VideoId) -> int:
    """Lock a clip; 0 when there is no such clip."""
    return await run(db, "select 1 from videos.videos where id = %(video_id)s for update", video_id=video_id)


async def delete_tags(db: Db, video_id: VideoId) -> int:
    """Take every product off a clip."""
    return await run(db, "delete from videos.tags where video_id = %(video_id)s", video_id=video_id)


async def add_tags(db: Db, video_id: VideoId, tags: Sequence[Tag]) -> int:
    """Put products on a clip that has none, in this order."""
    return await run(
        db,
        """
        insert into videos.tags (video_id, position, product_id, from_ms, to_ms)
        select %(video_id)s, tag.position - 1, tag.product_id, tag.from_ms, tag.to_ms
          from unnest(%(product_ids)s::uuid[], %(from_ms)s::int[], %(to_ms)s::int[])
               with ordinality as tag (product_id, from_ms, to_ms, position)
        """,
        video_id=video_id,
        product_ids=[tag.product_id for tag in tags],
        from_ms=[tag.from_ms for tag in tags],
        to_ms=[tag.to_ms for tag in tags],
    )


async def delete_external_tags(db: Db, video_id: VideoId) -> int:
    """Take every product from elsewhere off a clip."""
    return await run(db, "delete from videos.external_tags where video_id = %(video_id)s", video_id=video_id)


async def add_external_tags(db: Db, video_id: VideoId, tags: Sequence[ExternalTag]) -> int:
    """Put products from elsewhere on a clip that has none, in this order."""
    return await run(
        db,
        """
        insert into videos.external_tags (video_id, position, external_id, from_ms, to_ms)
        select %(video_id)s, tag.position - 1, tag.external_id, tag.from_ms, tag.to_ms
          from unnest(%(external_ids)s::uuid[], %(from_ms)s::int[], %(to_ms)s::int[])
               with ordinality as tag (external_id, from_ms, to_ms, position)
        """,
        video_id=video_id,
        external_ids=[tag.external_id for tag in tags],
        from_ms=[tag.from_ms for tag in tags],
        to_ms=[tag.to_ms for tag in tags],
    )


async def publish(db: Db, video_id: VideoId, now: datetime) -> int:
    """Show a ready clip to everybody; 0 when it is not ready or everybody sees it already.

    Nobody sees what its creator is just cutting out of it.
    """
    return await run(
        db,
        """
        update videos.videos
           set published_at = %(now)s,
               scheduled_for = null
         where id = %(video_id)s
           and status = 'ready'
           and published_at is null
           and hidden_for is null
           and not exists (select 1
                             from videos.remakes r
                            where r.video_id = videos.id
                              and r.is_cut
                              and r.failure is null)
        """,
        video_id=video_id,
        now=now,
    )


async def unpublish(db: Db, video_id: VideoId) -> int:
    """Take a clip back; 0 when nobody else sees it anyway."""
    return await run(
        db,
        """
        update videos.videos
           set published_at = null,
               published_before = null
         where id = %(video_id)s
           and (published_at is not null or published_before is not null)
        """,
        video_id=video_id,
    )


async def delete_video(db: Db, video_id: VideoId) -> int:
    """Delete a clip with its tags and likes."""
    return await run(db, "delete from videos.videos where id = %(video_id)s", video_id=video_id)
