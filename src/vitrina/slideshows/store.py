"""SQL of clips that are made of photos."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Language
from vitrina.shops.model import ShopId
from vitrina.slideshows.model import NewSlideshowRun, Slideshow, SlideshowFailure, SlideshowRun
from vitrina.slideshows.model import SlideshowRunId as RunId
from vitrina.videos.model import VideoId


class Claim(Struct, frozen=True, kw_only=True):
    """The right to make the film of one product for a while."""

    run_id: RunId
    position: int
    shop_id: ShopId
    person_id: PersonId
    language: Language
    product_id: ProductId
    video_id: VideoId
    attempt_count: int


async def add_run(
    db: Db, new: NewSlideshowRun, *, shop_id: ShopId, person_id: PersonId, language: Language, now: datetime
) -> int:
    """Insert a run; 0 when the id is known, or a run of the shop is under way."""
    return await run(
        db,
        """
        insert into slideshows.runs (id, shop_id, person_id, language, is_publishing, created_at)
        select %(id)s, %(shop_id)s, %(person_id)s, %(language)s, %(is_publishing)s, %(now)s
         where not exists (
                   select 1
                     from slideshows.runs r
                     join slideshows.slideshows s on s.run_id = r.id
                    where r.shop_id = %(shop_id)s
                      and r.cancelled_at is null
                      and s.state in ('waiting', 'making'))
        on conflict (id) do nothing
        """,
        id=new.id,
        shop_id=shop_id,
        person_id=person_id,
        language=language,
        is_publishing=new.is_publishing,
        now=now,
    )


async def add_slideshows(
    db: Db, run_id: RunId, product_ids: Sequence[ProductId], video_ids: Sequence[VideoId]
) -> None:
    """Insert the clips that a run shall make, in this order."""
    await run(
        db,
        """
        insert into slideshows.slideshows (run_id, position, product_id, video_id)
        select %(run_id)s, w.place - 1, w.product_id, w.video_id
          from unnest(%(product_ids)s::uuid[], %(video_ids)s::uuid[]) with ordinality
               as w (product_id, video_id, place)
        """,
        run_id=run_id,
        product_ids=list(product_ids),
        video_ids=list(video_ids),
    )


async def find_run(db: Db, run_id: RunId) -> SlideshowRun | None:
    """Read a run."""
    return await one(
        db,
        SlideshowRun,
        """
        select r.id,
               r.shop_id,
               r.person_id,
               r.is_publishing,
               r.cancelled_at is not null as is_cancelled,
               r.created_at
          from slideshows.runs r
         where r.id = %(run_id)s
        """,
        run_id=run_id,
    )


async def runs(db: Db, shop_id: ShopId, *, limit: int) -> list[SlideshowRun]:
    """List the last runs of a shop, the newest first."""
    return await many(
        db,
        SlideshowRun,
        """
        select r.id,
               r.shop_id,
               r.person_id,
               r.is_publishing,
               r.cancelled_at is not null as is_cancelled,
               r.created_at
          from slideshows.runs r
         where r.shop_id = %(shop_id)s
         order by r.created_at desc, r.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def slideshows(db: Db, run_ids: Sequence[RunId]) -> list[Slideshow]:
    """Read the clips of runs as far as runs know them, in their order."""
    return await many(
        db,
        Slideshow,
        """
        select s.run_id,
               s.product_id,
               s.video_id,
               nullif(s.state, 'made') as state,
               s.failure
          from slideshows.slideshows s
         where s.run_id = any(%(run_ids)s)
         order by s.run_id, s.position
        """,
        run_ids=list(run_ids),
    )


async def claim_next(db: Db, run_id: RunId, lease: timedelta) -> Claim | None:
    """Take the next product of a run; None when none is left, or the run was stopped."""
    return await one(
        db,
        Claim,
        """
        update slideshows.slideshows s
           set state = 'making',
               attempt_count = s.attempt_count + 1,
               lease_until = clock_timestamp() + %(lease)s
          from slideshows.runs r
         where r.id = s.run_id
           and r.cancelled_at is null
           and (s.run_id, s.position) = (
                   select n.run_id, n.position
                     from slideshows.slideshows n
                    where n.run_id = %(run_id)s
                      and (n.state = 'waiting' or (n.state = 'making' and n.lease_until < clock_timestamp()))
                    order by n.position
                    limit 1
                      for update skip locked)
        returning s.run_id,
                  s.position,
                  r.shop_id,
                  r.person_id,
                  r.language,
                  s.product_id,
                  s.video_id,
                  s.attempt_count
        """,
        run_id=run_id,
        lease=lease,
    )


async def end_slideshow(
    db: Db, claimed: Claim, *, state: str, failure: SlideshowFailure | None = None
) -> int:
    """Note how a film ended; 0 when it is no longer ours, or the run was stopped meanwhile."""
    return await run(
        db,
        """
        update slideshows.slideshows s
           set state = %(state)s,
               failure = %(failure)s,
               lease_until = null
          from slideshows.runs r
         where r.id = s.run_id
           and r.cancelled_at is null
           and s.run_id = %(run_id)s
           and s.position = %(position)s
           and s.state = 'making'
           and s.attempt_count = %(attempt_count)s
        """,
        run_id=claimed.run_id,
        position=claimed.position,
        attempt_count=claimed.attempt_count,
        state=state,
        failure=failure,
    )


async def cancel_run(db: Db, run_id: RunId, *, now: datetime) -> None:
    """Stop a run: what has not become a clip will not."""
    await run(
        db,
        """
        with stopped as (
            update slideshows.runs
               set cancelled_at = %(now)s
             where id = %(run_id)s
               and cancelled_at is null
            returning id
        )
        update slideshows.slideshows s
           set state = 'cancelled',
               lease_until = null
          from stopped t
         where s.run_id = t.id
           and s.state in ('waiting', 'making')
        """,
        run_id=run_id,
        now=now,
    )


async def stalled_runs(db: Db, *, limit: int) -> list[RunId]:
    """List runs whose worker died in the middle of a film, at most `limit`."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(distinct l.run_id), '{}')
          from (select s.run_id
                  from slideshows.slideshows s
                 where s.state = 'making'
                   and s.lease_until < clock_timestamp()
                 limit %(limit)s) l
        """,
        limit=limit,
    )
    return [RunId(each) for each in found]


class Wanted(Struct, frozen=True, kw_only=True):
    """A clip that shall be published, and for whom."""

    video_id: VideoId
    person_id: PersonId


async def wanted_among(db: Db, video_ids: Sequence[VideoId]) -> list[Wanted]:
    """Tell which of these clips shall be published as soon as they play."""
    return await many(
        db,
        Wanted,
        """
        select s.video_id, r.person_id
          from slideshows.slideshows s
          join slideshows.runs r on r.id = s.run_id
         where s.video_id = any(%(video_ids)s::uuid[])
           and s.state = 'made'
           and r.is_publishing
        """,
        video_ids=list(video_ids),
    )
