"""SQL of what videos knows of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import Record, records
from vitrina.media.model import FileId, UploadId
from vitrina.videos.model import VideoId

CLIPS_AT_ONCE = 20
COMMENTS_AT_ONCE = 200
MARKS_AT_ONCE = 1_000


class GoneClip(Struct, frozen=True, kw_only=True):
    """A clip that was deleted, with what must go with it."""

    id: VideoId
    file_id: FileId | None
    upload_id: UploadId | None


async def delete_clips(db: Db, person_id: UUID) -> list[GoneClip]:
    """Delete some clips of a person."""
    return await many(
        db,
        GoneClip,
        """
        delete from videos.videos
         where id in (select id from videos.videos where creator_id = %(person_id)s limit %(limit)s)
        returning id, file_id, upload_id
        """,
        person_id=person_id,
        limit=CLIPS_AT_ONCE,
    )


async def delete_comments(db: Db, person_id: UUID) -> int:
    """Delete some comments of a person, with their answers."""
    return await run(
        db,
        """
        delete from videos.comments
         where id in (select id from videos.comments where author_id = %(person_id)s limit %(limit)s)
        """,
        person_id=person_id,
        limit=COMMENTS_AT_ONCE,
    )


async def delete_marks(db: Db, person_id: UUID) -> int:
    """Delete some likes and saves, counting them; with the last ones the rest. Returns how many."""
    gone = await _take_back(db, person_id)
    if not gone:
        await run(db, "delete from videos.lists where person_id = %(id)s", id=person_id)
        await run(db, "delete from videos.comment_filters where person_id = %(id)s", id=person_id)
        await run(db, "delete from videos.disinterests where person_id = %(id)s", id=person_id)
    return gone


async def _take_back(db: Db, person_id: UUID) -> int:
    """Delete some marks of each sort, locking their counts in the order of ids."""
    return await value(
        db,
        """
        with unliked as (
            delete from videos.likes
             where person_id = %(person_id)s
               and video_id in (select video_id from videos.likes
                                 where person_id = %(person_id)s limit %(limit)s)
            returning video_id
        ), unliked_comments as (
            delete from videos.comment_likes
             where person_id = %(person_id)s
               and comment_id in (select comment_id from videos.comment_likes
                                   where person_id = %(person_id)s limit %(limit)s)
            returning comment_id
        ), unsaved as (
            delete from videos.saves
             where person_id = %(person_id)s
               and video_id in (select video_id from videos.saves
                                 where person_id = %(person_id)s limit %(limit)s)
            returning video_id
        ), likes_counted as (
            update videos.like_counts c
               set like_count = c.like_count - 1
              from (select video_id from videos.like_counts
                     where video_id in (select video_id from unliked) order by video_id for update) l
             where c.video_id = l.video_id
        ), comment_likes_counted as (
            update videos.comments c
               set like_count = c.like_count - 1
              from (select id from videos.comments
                     where id in (select comment_id from unliked_comments) order by id for update) l
             where c.id = l.id
        ), saves_counted as (
            update videos.talk_counts c
               set save_count = c.save_count - 1
              from (select video_id from videos.talk_counts
                     where video_id in (select video_id from unsaved) order by video_id for update) l
             where c.video_id = l.video_id
        )
        select (select count(*) from unliked)
               + (select count(*) from unliked_comments)
               + (select count(*) from unsaved)
        """,
        person_id=person_id,
        limit=MARKS_AT_ONCE,
    )


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's clips, comments, likes, saves, lists, filters and what she does not want to see."""
    async for record in _shown(db, person_id):
        yield record
    async for record in _marked(db, person_id):
        yield record


async def _shown(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    async for record in records(
        db,
        "clips",
        """
        select v.id, v.caption, v.language, v.status, v.file_id, v.duration_ms, v.created_at, v.published_at,
               v.hidden_for is not null as is_taken_down,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'product_id', t.product_id, 'from_ms', t.from_ms, 'to_ms', t.to_ms)
                       order by t.position), '[]')
                  from videos.tags t
                 where t.video_id = v.id) as tags,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'external_id', x.external_id, 'from_ms', x.from_ms, 'to_ms', x.to_ms)
                       order by x.position), '[]')
                  from videos.external_tags x
                 where x.video_id = v.id) as external_tags,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'kind', s.kind, 'text', s.text, 'from_ms', s.from_ms, 'to_ms', s.to_ms)
                       order by s.position), '[]')
                  from videos.stickers s
                 where s.video_id = v.id) as stickers,
               (select coalesce(jsonb_object_agg(c.language, c.cues), '{}')
                  from videos.captions c
                 where c.video_id = v.id) as captions
          from videos.videos v
         where v.creator_id = %(person_id)s
         order by v.id
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "comments",
        """
        select id, video_id, parent_id, text, mentions, held_because, deleted_at,
               hidden_for is not null as is_taken_down, created_at
          from videos.comments
         where author_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    ):
        yield record


async def _marked(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    async for record in records(
        db,
        "likes",
        "select video_id, at from videos.likes where person_id = %(person_id)s order by at",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "comment_likes",
        "select comment_id, at from videos.comment_likes where person_id = %(person_id)s order by at",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "saves",
        """
        select s.video_id, s.saved_at,
               (select coalesce(jsonb_agg(l.name order by l.name), '[]')
                  from videos.listed i
                  join videos.lists l on l.id = i.list_id
                 where i.person_id = s.person_id
                   and i.video_id = s.video_id) as lists
          from videos.saves s
         where s.person_id = %(person_id)s
         order by s.saved_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "lists",
        "select id, name, created_at from videos.lists where person_id = %(person_id)s order by id",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "disinterests",
        "select video_id, at from videos.disinterests where person_id = %(person_id)s order by at",
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "comment_filters",
        "select words from videos.comment_filters where person_id = %(person_id)s",
        person_id=person_id,
    ):
        yield record
