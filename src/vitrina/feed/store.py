"""SQL of the feed; it reads the schemas below."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.analytics.model import Watched
from vitrina.catalogue.model import ProductId
from vitrina.feed.model import Candidate, Chosen, Reader, Why
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

NEWEST_MAX = 250
HOTTEST_MAX = 250
LOOPS_MAX = 20
COMPLETE_SHARE = 0.8
Key = tuple[datetime, UUID]


class Head(Struct, frozen=True, kw_only=True):
    """How current the ranking is. at: of the last one; published_at: of the newest clip."""

    at: datetime | None
    published_at: datetime | None


class Slice(Struct, frozen=True, kw_only=True):
    """A part of a stored order. until: the place of its last clip, from 1."""

    video_ids: list[VideoId]
    whys: list[Why]
    until: int
    has_more: bool


class Published(Struct, frozen=True, kw_only=True):
    """A clip in a list by date."""

    id: VideoId
    published_at: datetime


async def head(db: Db, now: datetime) -> Head:
    """Tell when the last ranking was made and the newest clip published."""
    found = await one(
        db,
        Head,
        """
        select (select max(r.at)
                  from feed.rankings r
                 where r.at <= %(now)s) as at,
               (select max(v.published_at)
                  from videos.videos v
                 where v.published_at <= %(now)s) as published_at
        """,
        now=now,
    )
    assert found, "a statement without a table answers one row"
    return found


async def try_to_rank(db: Db) -> bool:
    """Be the only one who makes a ranking until the commit; False when somebody else is at it."""
    return await value(db, "select pg_try_advisory_xact_lock(hashtextextended('feed.rankings', 0))")


async def candidates(db: Db, at: datetime) -> list[Candidate]:
    """Choose what may be ranked: the newest clips and the hottest, at most 500."""
    return await many(
        db,
        Candidate,
        """
        with chosen as (
            (select v.id
               from videos.videos v
              where v.published_at <= %(at)s
              order by v.published_at desc, v.id desc
              limit %(newest)s)
            union
            (select p.video_id
               from feed.popularity p
              order by p.hot desc
              limit %(hottest)s)
        )
        select v.id as video_id,
               v.creator_id,
               v.published_at,
               p.hot,
               coalesce(p.view_count, 0) as view_count
          from chosen c
          join videos.videos v on v.id = c.id
          left join feed.popularity p on p.video_id = v.id
         where v.published_at <= %(at)s
        """,
        at=at,
        newest=NEWEST_MAX,
        hottest=HOTTEST_MAX,
    )


async def add_ranking(db: Db, at: datetime, chosen: Sequence[Chosen]) -> None:
    """Store an order, so that later pages continue it."""
    await run(
        db,
        """
        insert into feed.rankings (at, video_ids, whys)
        values (%(at)s, %(video_ids)s::uuid[], %(whys)s::text[])
        on conflict (at) do nothing
        """,
        at=at,
        video_ids=[each.video_id for each in chosen],
        whys=[each.why.value for each in chosen],
    )


async def slice_of(db: Db, at: datetime, *, reader: Reader, after: int, limit: int) -> Slice | None:
    """Read a part of an order; None when it is forgotten.

    The reader does not see whom she mutes or is apart from, nor a clip that she does not want, and a known
    minor nothing for adults alone: they are passed over, and the page is as long as another's. A guest's
    part needs no look at the clips.
    """
    return await one(
        db,
        Slice,
        """
        select coalesce(array_agg(part.video_id order by part.nth)
                            filter (where part.nth is not null), '{}') as video_ids,
               coalesce(array_agg(part.why order by part.nth)
                            filter (where part.nth is not null), '{}') as whys,
               %(after)s + coalesce(max(part.nth), 0) as until,
               count(part.nth) = %(limit)s
                   and %(after)s + max(part.nth) < cardinality(r.video_ids) as has_more
          from feed.rankings r
          left join lateral (
                   select e.video_id, e.why, e.nth
                     from unnest(r.video_ids[%(first)s:], r.whys[%(first)s:])
                          with ordinality as e (video_id, why, nth)
                    where (%(reader_id)s::uuid is null
                           or not exists (select 1
                                            from videos.videos v
                                           where v.id = e.video_id
                                             and (social.is_unseen(%(reader_id)s, v.creator_id)
                                                  or exists (select 1
                                                               from videos.disinterests d
                                                              where d.person_id = %(reader_id)s
                                                                and d.video_id = v.id))))
                      and (not %(is_minor)s or not videos.is_limited(e.video_id))
                    order by e.nth
                    limit %(limit)s
               ) part on true
         where r.at = %(at)s
         group by r.at, r.video_ids
        """,
        at=at,
        reader_id=reader.viewer and reader.viewer.id,
        is_minor=reader.is_minor,
        first=after + 1,
        after=after,
        limit=limit,
    )


async def forget_rankings(db: Db, before: datetime) -> int:
    """Delete orders that nobody pages through any more."""
    return await run(db, "delete from feed.rankings where at < %(before)s", before=before)


async def followed(
    db: Db, followed_ids: Sequence[UUID], *, reader: Reader, before: Key | None, limit: int
) -> list[Published]:
    """List clips of followed people, and clips that show something of followed shops, newest first.

    The reader does not see whom she mutes or is apart from, and a known minor nothing for adults alone.
    """
    return await many(
        db,
        Published,
        """
        with shown as materialized (  -- A shop shows in few clips: never look through all clips for it.
            select distinct t.video_id
              from catalogue.products p
              join videos.tags t on t.product_id = p.id
             where p.shop_id = any(%(followed_ids)s)
               and p.status <> 'draft'
        ),
        of_people as (
            select v.id, v.published_at
              from (select id
                      from unnest(%(followed_ids)s::uuid[]) as all_of (id)
                     where not social.is_unseen(%(reader_id)s, all_of.id)) f
             cross join lateral (select v.id, v.published_at
                                   from videos.videos v
                                  where v.creator_id = f.id
                                    and v.published_at is not null
                                    and (not %(is_minor)s or not videos.is_limited(v.id))
                                    and (%(at)s::timestamptz is null
                                         or (v.published_at, v.id) < (%(at)s, %(id)s::uuid))
                                  order by v.published_at desc, v.id desc
                                  limit %(limit)s) v
        ),
        of_shops as (
            select v.id, v.published_at
              from shown s
              join videos.videos v on v.id = s.video_id
             where v.published_at is not null
               and (not %(is_minor)s or not videos.is_limited(v.id))
               and (%(at)s::timestamptz is null or (v.published_at, v.id) < (%(at)s, %(id)s::uuid))
               and not social.is_unseen(%(reader_id)s, v.creator_id)
             order by v.published_at desc, v.id desc
             limit %(limit)s
        )
        select id, published_at from of_people
        union
        select id, published_at from of_shops
         order by published_at desc, id desc
         limit %(limit)s
        """,
        followed_ids=list(followed_ids),
        reader_id=reader.viewer and reader.viewer.id,
        is_minor=reader.is_minor,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def clips_of_product(
    db: Db, product_id: ProductId, *, reader_id: PersonId | None, before: Key | None, limit: int
) -> list[Published]:
    """List the published clips that show a product, newest first, without those hidden from the reader."""
    return await many(
        db,
        Published,
        """
        select v.id, v.published_at
          from (select distinct t.video_id
                  from videos.tags t
                 where t.product_id = %(product_id)s) s
          join videos.videos v on v.id = s.video_id
         where v.published_at is not null
           and (%(at)s::timestamptz is null or (v.published_at, v.id) < (%(at)s, %(id)s::uuid))
           and not social.is_unseen(%(reader_id)s, v.creator_id)
         order by v.published_at desc, v.id desc
         limit %(limit)s
        """,
        product_id=product_id,
        reader_id=reader_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def count_of_person(db: Db, creator_id: PersonId) -> int:
    """Count the published clips of a person."""
    return await value(
        db,
        """
        select count(*)
          from videos.videos v
         where v.creator_id = %(creator_id)s
           and v.published_at is not null
        """,
        creator_id=creator_id,
    )


async def count_of_shop(db: Db, shop_id: ShopId) -> int:
    """Count the published clips that show something of a shop."""
    return await value(
        db,
        """
        select count(distinct t.video_id)
          from catalogue.products p
          join videos.tags t on t.product_id = p.id
          join videos.videos v on v.id = t.video_id
         where p.shop_id = %(shop_id)s
           and p.status <> 'draft'
           and v.published_at is not null
        """,
        shop_id=shop_id,
    )


async def add_views(db: Db, views: Sequence[Watched], *, half_lives: float) -> int:
    """Count views of published clips, except a creator's own, and warm the clips by what was watched.

    A view gives a point for the share that was watched and another for the end. Rows are written in the order
    of their ids, so that batches never wait for each other in a circle.
    """
    return await run(
        db,
        """
        with seen as (
            select v.id as video_id,
                   count(*) as view_count,
                   count(*) filter (where w.is_completed) as completed_count,
                   sum(least(w.watched_ms, v.duration_ms * %(loops)s)) as watched_ms,
                   sum(least(w.watched_ms, v.duration_ms)::float8 / v.duration_ms
                       + (w.is_completed and w.watched_ms >= v.duration_ms * %(complete)s)::int) as points
              from unnest(%(video_ids)s::uuid[], %(viewer_ids)s::uuid[], %(watched_ms)s::bigint[],
                          %(completed)s::boolean[]) as w (video_id, viewer_id, watched_ms, is_completed)
              join videos.videos v
                on v.id = w.video_id
               and v.published_at is not null
               and v.creator_id is distinct from w.viewer_id
             group by v.id
        )
        insert into feed.popularity as p (video_id, hot, view_count, completed_count, watched_ms)
        select s.video_id,
               ln(greatest(s.points, 1e-9)) / ln(2.0::float8) + %(half_lives)s,
               s.view_count,
               s.completed_count,
               s.watched_ms
          from seen s
         order by s.video_id
        on conflict (video_id) do update
           set hot = greatest(p.hot, excluded.hot)
                     + ln(1 + power(2.0::float8, -least(abs(p.hot - excluded.hot), 900))) / ln(2.0::float8),
               view_count = p.view_count + excluded.view_count,
               completed_count = p.completed_count + excluded.completed_count,
               watched_ms = p.watched_ms + excluded.watched_ms
        """,
        video_ids=[view.video_id for view in views],
        viewer_ids=[view.viewer_id for view in views],
        watched_ms=[view.watched_ms for view in views],
        completed=[view.completed for view in views],
        half_lives=half_lives,
        loops=LOOPS_MAX,
        complete=COMPLETE_SHARE,
    )


async def add_points(db: Db, video_ids: Sequence[VideoId], *, points: float, half_lives: float) -> int:
    """Warm clips by so many points for each time that they are named."""
    return await run(
        db,
        """
        with given as (
            select g.video_id, count(*) * %(points)s::float8 as points
              from unnest(%(video_ids)s::uuid[]) as g (video_id)
              join videos.videos v on v.id = g.video_id
             group by g.video_id
        )
        insert into feed.popularity as p (video_id, hot)
        select g.video_id, ln(g.points) / ln(2.0::float8) + %(half_lives)s
          from given g
         order by g.video_id
        on conflict (video_id) do update
           set hot = greatest(p.hot, excluded.hot)
                     + ln(1 + power(2.0::float8, -least(abs(p.hot - excluded.hot), 900))) / ln(2.0::float8)
        """,
        video_ids=list(video_ids),
        points=points,
        half_lives=half_lives,
    )


async def popularity_of(db: Db, video_ids: Sequence[VideoId]) -> list[Candidate]:
    """Read what is known of published clips to rank them."""
    return await many(
        db,
        Candidate,
        """
        select v.id as video_id,
               v.creator_id,
               v.published_at,
               p.hot,
               coalesce(p.view_count, 0) as view_count
          from videos.videos v
          left join feed.popularity p on p.video_id = v.id
         where v.id = any(%(video_ids)s)
           and v.published_at is not null
        """,
        video_ids=list(video_ids),
    )


async def forget_clips(db: Db, video_ids: Sequence[VideoId]) -> int:
    """Delete what is known of clips that are gone."""
    return await run(
        db, "delete from feed.popularity where video_id = any(%(video_ids)s)", video_ids=list(video_ids)
    )


async def clips_of_person(db: Db, creator_id: PersonId, *, before: Key | None, limit: int) -> list[Published]:
    """List the published clips of a person, newest first."""
    return await many(
        db,
        Published,
        """
        select v.id, v.published_at
          from videos.videos v
         where v.creator_id = %(creator_id)s
           and v.published_at is not null
           and (%(at)s::timestamptz is null or (v.published_at, v.id) < (%(at)s, %(id)s::uuid))
         order by v.published_at desc, v.id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )
