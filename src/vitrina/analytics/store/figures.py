"""SQL of analytics; it reads the schemas below."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from vitrina.analytics.model import CLIPS_SHOWN_MAX, ClipFigures, FiguresKind, GroupCount, Watched
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.kit.places import Currency
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

GROUPS_MAX = 100


class TotalRow(Struct, frozen=True, kw_only=True):
    """Sums of what was watched."""

    view_count: int
    completed_count: int
    watched_ms: int
    tap_count: int


class SaleRow(Struct, frozen=True, kw_only=True):
    """Sums of what was sold, in one currency."""

    currency: Currency
    order_count: int
    sold_minor: int
    earned_minor: int


class DayRow(Struct, frozen=True, kw_only=True):
    """What was watched and tapped on a day."""

    day: date
    view_count: int
    tap_count: int


class DaySaleRow(Struct, frozen=True, kw_only=True):
    """What was sold on a day, in one currency."""

    day: date
    currency: Currency
    order_count: int
    sold_minor: int
    earned_minor: int


async def note_watched(db: Db, watched: Sequence[Watched], day: date, *, loops_max: int) -> None:
    """Count views of published clips on their day, except a creator's own, and who had them.

    Rows are written in the order of their ids, so that batches never wait for each other in a circle.
    """
    await run(
        db,
        """
        with seen as materialized (
            select v.id,
                   w.viewer_id,
                   w.is_completed,
                   least(w.watched_ms, v.duration_ms * %(loops)s) as watched_ms
              from unnest(%(video_ids)s::uuid[], %(viewer_ids)s::uuid[], %(watched_ms)s::bigint[],
                          %(completed)s::boolean[]) as w (video_id, viewer_id, watched_ms, is_completed)
              join videos.videos v
                on v.id = w.video_id
               and v.published_at is not null
               and v.creator_id is distinct from w.viewer_id
        ),
        counted as (
            insert into analytics.days as d (video_id, day, view_count, completed_count, watched_ms)
            select id, %(day)s, count(*), count(*) filter (where is_completed), sum(watched_ms)
              from seen
             group by id
             order by id
            on conflict (video_id, day) do update
               set view_count = d.view_count + excluded.view_count,
                   completed_count = d.completed_count + excluded.completed_count,
                   watched_ms = d.watched_ms + excluded.watched_ms
        )
        insert into analytics.viewings (day, video_id, viewer_id)
        select distinct %(day)s::date, id, viewer_id
          from seen
         where viewer_id is not null
         order by 2, 3
        on conflict do nothing
        """,
        video_ids=[each.video_id for each in watched],
        viewer_ids=[each.viewer_id for each in watched],
        watched_ms=[each.watched_ms for each in watched],
        completed=[each.completed for each in watched],
        loops=loops_max,
        day=day,
    )


async def begin_sums(db: Db, through: date) -> bool:
    """Be the one who sums up to a day; False when that was done."""
    return bool(
        await run(
            db,
            """
            insert into analytics.summed as s (through)
            values (%(through)s)
            on conflict (is_only) do update
               set through = excluded.through
             where s.through < excluded.through
            """,
            through=through,
        )
    )


async def find_through(db: Db) -> date | None:
    """Tell the last day in the sums."""
    return await value(db, "select through from analytics.summed")


async def drop_sums(db: Db) -> None:
    """Delete the sums of the day before; new ones follow in the same transaction."""
    await run(db, "delete from analytics.daily")
    await run(db, "delete from analytics.daily_sales")
    await run(db, "delete from analytics.market_days")
    await run(db, "delete from analytics.totals")
    await run(db, "delete from analytics.sales")
    await run(db, "delete from analytics.audiences")


async def forget(db: Db, before: date) -> None:
    """Forget who watched, and the counts, of days that no window needs."""
    await run(db, "delete from analytics.viewings where day < %(before)s", before=before)
    await run(db, "delete from analytics.days where day < %(before)s", before=before)


async def sum_days(db: Db, *, since: date, through: date) -> None:
    """Sum what was watched and tapped on each day, of each subject."""
    await run(
        db,
        """
        with watched as (
            select s.kind, s.subject_id, d.day,
                   sum(d.view_count) as view_count,
                   sum(d.completed_count) as completed_count,
                   sum(d.watched_ms) as watched_ms
              from analytics.days d
              join analytics.subjects() s on s.video_id = d.video_id
             where d.day between %(since)s and %(through)s
             group by s.kind, s.subject_id, d.day
        ),
        tapped as (
            select s.kind, s.subject_id, (t.at at time zone 'UTC')::date as day, count(*) as tap_count
              from affiliates.touches t
              join analytics.subjects() s
                on s.video_id = t.video_id
               and (s.shop_id is null or s.shop_id = t.shop_id)
             where t.at >= %(since)s::date::timestamp at time zone 'UTC'
               and t.at < (%(through)s::date + 1)::timestamp at time zone 'UTC'
             group by s.kind, s.subject_id, 3
        )
        insert into analytics.daily
               (kind, subject_id, day, view_count, completed_count, watched_ms, tap_count)
        select kind,
               subject_id,
               day,
               coalesce(w.view_count, 0),
               coalesce(w.completed_count, 0),
               coalesce(w.watched_ms, 0),
               coalesce(t.tap_count, 0)
          from watched w
          full join tapped t using (kind, subject_id, day)
        """,
        since=since,
        through=through,
    )


async def sum_totals(db: Db, *, window_days: int, since: date, through: date) -> None:
    """Sum the days of a window, of each subject."""
    await run(
        db,
        """
        insert into analytics.totals
               (kind, subject_id, window_days, view_count, completed_count, watched_ms, tap_count)
        select kind,
               subject_id,
               %(window_days)s,
               sum(view_count),
               sum(completed_count),
               sum(watched_ms),
               sum(tap_count)
          from analytics.daily
         where day between %(since)s and %(through)s
         group by kind, subject_id
        """,
        window_days=window_days,
        since=since,
        through=through,
    )


async def sum_day_sales(db: Db, *, since: date, through: date) -> None:
    """Sum the orders that paid a commission on each day, of each subject."""
    await run(
        db,
        """
        insert into analytics.daily_sales
               (kind, subject_id, day, currency, order_count, sold_minor, earned_minor)
        select s.kind,
               s.subject_id,
               (c.created_at at time zone 'UTC')::date,
               c.currency,
               count(distinct c.order_id),
               sum(c.price_paid_minor),
               sum(c.amount_minor - c.reversed_minor)
          from affiliates.commissions c
          join analytics.subjects() s
            on s.video_id = c.video_id
           and (s.shop_id is null or s.shop_id = c.shop_id)
         where c.created_at >= %(since)s::date::timestamp at time zone 'UTC'
           and c.created_at < (%(through)s::date + 1)::timestamp at time zone 'UTC'
           and c.state <> 'void'
         group by s.kind, s.subject_id, 3, c.currency
        """,
        since=since,
        through=through,
    )


async def sum_sales(db: Db, *, window_days: int, since: date, through: date) -> None:
    """Sum the sales of a window, of each subject. An order has all its commissions of one moment."""
    await run(
        db,
        """
        insert into analytics.sales
               (kind, subject_id, window_days, currency, order_count, sold_minor, earned_minor)
        select kind,
               subject_id,
               %(window_days)s,
               currency,
               sum(order_count),
               sum(sold_minor),
               sum(earned_minor)
          from analytics.daily_sales
         where day between %(since)s and %(through)s
         group by kind, subject_id, currency
        """,
        window_days=window_days,
        since=since,
        through=through,
    )


async def sum_audiences(db: Db, *, window_days: int, since: date, through: date) -> None:
    """Count the people of a window, each once a subject, by what they told; of minors no age."""
    await run(
        db,
        """
        with people as (
            select s.kind, s.subject_id, w.viewer_id
              from analytics.viewings w
              join analytics.subjects() s on s.video_id = w.video_id
             where w.day between %(since)s and %(through)s
            union
            select 'ad', c.campaign_id, c.viewer_id
              from ads.charges c
             where c.kind = 'impression'
               and c.charged_at >= %(since)s::date::timestamp at time zone 'UTC'
               and c.charged_at < (%(through)s::date + 1)::timestamp at time zone 'UTC'
        )
        insert into analytics.audiences (kind, subject_id, window_days, dimension, name, people_count)
        select e.kind, e.subject_id, %(window_days)s, told.dimension, told.name, count(*)
          from people e
          join identity.persons p on p.id = e.viewer_id
         cross join lateral (
                   select extract(year from age(%(through)s::date, p.birth_date)) as years
               ) lived
         cross join lateral (values
                   ('all', ''),
                   ('age', case when lived.years >= 45 then '45+'
                                when lived.years >= 35 then '35-44'
                                when lived.years >= 25 then '25-34'
                                when lived.years >= 18 then '18-24'
                                else 'not_told'
                           end),
                   ('language', p.language),
                   ('country', coalesce(p.country, 'not_told'))
               ) as told (dimension, name)
         group by e.kind, e.subject_id, told.dimension, told.name
        """,
        window_days=window_days,
        since=since,
        through=through,
    )


async def find_total(db: Db, kind: FiguresKind, subject_id: UUID, window_days: int) -> TotalRow | None:
    """Find what was watched of a subject."""
    return await one(
        db,
        TotalRow,
        """
        select view_count, completed_count, watched_ms, tap_count
          from analytics.totals
         where kind = %(kind)s
           and subject_id = %(subject_id)s
           and window_days = %(window_days)s
        """,
        kind=kind,
        subject_id=subject_id,
        window_days=window_days,
    )


async def sales_of(db: Db, kind: FiguresKind, subject_id: UUID, window_days: int) -> list[SaleRow]:
    """List what a subject sold, by currency."""
    return await many(
        db,
        SaleRow,
        """
        select currency, order_count, sold_minor, earned_minor
          from analytics.sales
         where kind = %(kind)s
           and subject_id = %(subject_id)s
           and window_days = %(window_days)s
         order by currency
         limit %(limit)s
        """,
        kind=kind,
        subject_id=subject_id,
        window_days=window_days,
        limit=GROUPS_MAX,
    )


async def days_of(db: Db, kind: FiguresKind, subject_id: UUID, since: date) -> list[DayRow]:
    """List the days of a subject on which something was watched or tapped."""
    return await many(
        db,
        DayRow,
        """
        select day, view_count, tap_count
          from analytics.daily
         where kind = %(kind)s
           and subject_id = %(subject_id)s
           and day >= %(since)s
         order by day
        """,
        kind=kind,
        subject_id=subject_id,
        since=since,
    )


async def day_sales_of(db: Db, kind: FiguresKind, subject_id: UUID, since: date) -> list[DaySaleRow]:
    """List the days of a subject on which something was sold, by currency."""
    return await many(
        db,
        DaySaleRow,
        """
        select day, currency, order_count, sold_minor, earned_minor
          from analytics.daily_sales
         where kind = %(kind)s
           and subject_id = %(subject_id)s
           and day >= %(since)s
         order by day, currency
        """,
        kind=kind,
        subject_id=subject_id,
        since=since,
    )


async def groups_of(db: Db, kind: FiguresKind, subject_id: UUID, window_days: int) -> list[GroupCount]:
    """List the groups of a subject's audience, exactly."""
    return await many(
        db,
        GroupCount,
        """
        select dimension, name, people_count
          from analytics.audiences
         where kind = %(kind)s
           and subject_id = %(subject_id)s
           and window_days = %(window_days)s
         limit %(limit)s
        """,
        kind=kind,
        subject_id=subject_id,
        window_days=window_days,
        limit=GROUPS_MAX,
    )


async def clips_of(db: Db, kind: FiguresKind, subject_id: UUID, window_days: int) -> list[ClipFigures]:
    """List the clips of a creator or a shop, the most watched first, with taps for the creator alone."""
    return await many(
        db,
        ClipFigures,
        """
        select v.id, v.caption, t.view_count, case when s.kind = 'creator' then t.tap_count end as tap_count
          from analytics.subjects() s
          join videos.videos v on v.id = s.video_id
          join analytics.totals t
            on t.kind = 'video'
           and t.subject_id = v.id
           and t.window_days = %(window_days)s
         where s.kind = %(kind)s
           and s.subject_id = %(subject_id)s
           and v.published_at is not null
         order by t.view_count desc, v.id desc
         limit %(limit)s
        """,
        kind=kind,
        subject_id=subject_id,
        window_days=window_days,
        limit=CLIPS_SHOWN_MAX,
    )


async def find_advertiser(db: Db, campaign_id: UUID) -> ShopId | None:
    """Find the shop of an advertising campaign."""
    return await value(
        db, "select shop_id from ads.campaigns where id = %(campaign_id)s", campaign_id=campaign_id
    )


def export_viewings(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read what a person watched in the last 28 days."""
    return records(
        db,
        "watched",
        """
        select video_id, day
          from analytics.viewings
         where viewer_id = %(person_id)s
         order by day, video_id
        """,
        person_id=person_id,
    )


async def erase(db: Db, person_id: UUID) -> None:
    """Forget what a person watched, and her own figures. The sums of others name nobody and stay."""
    await run(db, "delete from analytics.viewings where viewer_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from analytics.daily where subject_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from analytics.daily_sales where subject_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from analytics.totals where subject_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from analytics.sales where subject_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from analytics.audiences where subject_id = %(person_id)s", person_id=person_id)


async def forget_clips(db: Db, video_ids: Sequence[VideoId]) -> None:
    """Forget the days of deleted clips, and who watched them."""
    await run(
        db, "delete from analytics.viewings where video_id = any(%(video_ids)s)", video_ids=list(video_ids)
    )
    await run(db, "delete from analytics.days where video_id = any(%(video_ids)s)", video_ids=list(video_ids))
