"""SQL of products sold elsewhere and of clicks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.external.model import Click, ClickId, External, ExternalId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.media.model import FileId


class Counts(Struct, frozen=True, kw_only=True):
    """How many products a person has. of_day: added lately, also those that are removed."""

    of_day: int
    kept: int


async def line_up(db: Db, person_id: PersonId) -> None:
    """Let the changes of one person's products come one after the other, until the commit."""
    await run(
        db,
        "select pg_advisory_xact_lock(hashtextextended('external:' || %(person_id)s::text, 0))",
        person_id=person_id,
    )


async def lock(db: Db, external_id: ExternalId) -> None:
    """Let nobody else write a product until the commit, so that what is read now is what is changed."""
    await run(db, "select id from external.products where id = %(id)s for update", id=external_id)


async def products(db: Db, ids: Sequence[ExternalId]) -> list[External]:
    """Read many products that are not removed."""
    return await many(
        db,
        External,
        """
        select id, person_id, code, url, canonical_url, host, title, merchant_name, price_minor, currency,
               price_seen_at, failure, image_url, image_state, image_file_id, removed_at, refreshed_at,
               created_at
          from external.products
         where id = any(%(ids)s)
           and removed_at is null
        """,
        ids=list(ids),
    )


async def find_known(
    db: Db, person_id: PersonId, external_id: ExternalId, canonical_url: str
) -> External | None:
    """Find the product of an id, removed or not and whosever; else a person's product of a page."""
    return await one(
        db,
        External,
        """
        select id, person_id, code, url, canonical_url, host, title, merchant_name, price_minor, currency,
               price_seen_at, failure, image_url, image_state, image_file_id, removed_at, refreshed_at,
               created_at
          from external.products
         where id = %(id)s
            or (person_id = %(person_id)s
                and md5(canonical_url) = md5(%(canonical_url)s)
                and canonical_url = %(canonical_url)s
                and removed_at is null)
         order by id = %(id)s desc
         limit 1
        """,
        id=external_id,
        person_id=person_id,
        canonical_url=canonical_url,
    )


async def find_by_code(db: Db, code: str) -> External | None:
    """Find the product that a link leads to."""
    return await one(
        db,
        External,
        """
        select id, person_id, code, url, canonical_url, host, title, merchant_name, price_minor, currency,
               price_seen_at, failure, image_url, image_state, image_file_id, removed_at, refreshed_at,
               created_at
          from external.products
         where code = %(code)s
           and removed_at is null
        """,
        code=code,
    )


async def of_person(
    db: Db, person_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[External]:
    """List a person's products, the newest first."""
    return await many(
        db,
        External,
        """
        select id, person_id, code, url, canonical_url, host, title, merchant_name, price_minor, currency,
               price_seen_at, failure, image_url, image_state, image_file_id, removed_at, refreshed_at,
               created_at
          from external.products
         where person_id = %(person_id)s
           and removed_at is null
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        person_id=person_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def counts(db: Db, person_id: PersonId, *, since: datetime) -> Counts:
    """Count a person's products."""
    found = await one(
        db,
        Counts,
        """
        select count(*) filter (where created_at > %(since)s) as of_day,
               count(*) filter (where removed_at is null) as kept
          from external.products
         where person_id = %(person_id)s
        """,
        person_id=person_id,
        since=since,
    )
    assert found
    return found


async def add(db: Db, product: External) -> int:
    """Insert a product; 0 when its id, its link or its page is taken."""
    return await run(
        db,
        """
        insert into external.products
               (id, person_id, code, url, canonical_url, host, title, merchant_name, price_minor, currency,
                price_seen_at, failure, image_url, image_state, image_file_id, refreshed_at, created_at)
        values (%(id)s, %(person_id)s, %(code)s, %(url)s, %(canonical_url)s, %(host)s, %(title)s,
                %(merchant_name)s, %(price_minor)s, %(currency)s, %(price_seen_at)s, %(failure)s,
                %(image_url)s, %(image_state)s, %(image_file_id)s, %(refreshed_at)s, %(created_at)s)
            on conflict do nothing
        """,
        **msgspec.structs.asdict(product),
    )


async def change(db: Db, product: External) -> int:
    """Write what is said about a product."""
    return await run(
        db,
        """
        update external.products
           set title = %(title)s,
               merchant_name = %(merchant_name)s,
               price_minor = %(price_minor)s,
               currency = %(currency)s,
               price_seen_at = %(price_seen_at)s,
               failure = %(failure)s,
               image_url = %(image_url)s,
               image_state = %(image_state)s,
               image_file_id = %(image_file_id)s
         where id = %(id)s
           and removed_at is null
        """,
        **msgspec.structs.asdict(product),
    )


async def note_refresh(
    db: Db, external_id: ExternalId, *, now: datetime, again_after: timedelta, count_max: int
) -> int:
    """Note that a page is read again; 0 when it just was, or count_max of its person's within a minute."""
    return await run(
        db,
        """
        update external.products p
           set refreshed_at = %(now)s
         where id = %(id)s
           and removed_at is null
           and refreshed_at < %(now)s - %(again_after)s
           and (select count(*)
                  from external.products o
                 where o.person_id = p.person_id
                   and o.refreshed_at > %(now)s - interval '1 minute') < %(count_max)s
        """,
        id=external_id,
        now=now,
        again_after=again_after,
        count_max=count_max,
    )


async def set_picture(db: Db, external_id: ExternalId, *, image_url: str, file_id: FileId | None) -> int:
    """Show the picture of an address, or note that there is none; 0 when another one is wanted by now."""
    return await run(
        db,
        """
        update external.products
           set image_state = case when %(file_id)s::uuid is null then 'failed' else 'here' end,
               image_file_id = %(file_id)s
         where id = %(id)s
           and image_state = 'waiting'
           and image_url = %(image_url)s
        """,
        id=external_id,
        image_url=image_url,
        file_id=file_id,
    )


async def remove(db: Db, external_id: ExternalId, now: datetime) -> int:
    """Take a product away."""
    return await run(
        db,
        "update external.products set removed_at = %(now)s where id = %(id)s and removed_at is null",
        id=external_id,
        now=now,
    )


async def add_click(db: Db, click: Click) -> int:
    """Store a click."""
    return await run(
        db,
        """
        insert into external.clicks
               (id, product_id, creator_id, merchant_id, video_id, visitor_id, person_id, share_bps, at)
        values (%(id)s, %(product_id)s, %(creator_id)s, %(merchant_id)s, %(video_id)s, %(visitor_id)s,
                %(person_id)s, %(share_bps)s, %(at)s)
        """,
        **msgspec.structs.asdict(click),
    )


class NamedClick(Struct, frozen=True, kw_only=True):
    """A click with the title of its product; empty when the product is gone."""

    click: Click
    title: str


async def find_click(db: Db, click_id: ClickId) -> NamedClick | None:
    """Find a click with the title of its product."""
    return await one(
        db,
        NamedClick,
        """
        select jsonb_build_object('id', c.id,
                                  'product_id', c.product_id,
                                  'creator_id', c.creator_id,
                                  'merchant_id', c.merchant_id,
                                  'video_id', c.video_id,
                                  'visitor_id', c.visitor_id,
                                  'person_id', c.person_id,
                                  'share_bps', c.share_bps,
                                  'at', c.at) as click,
               coalesce(p.title, '') as title
          from external.clicks c
          left join external.products p on p.id = c.product_id
         where c.id = %(id)s
        """,
        id=click_id,
    )


async def clicks(db: Db, ids: Sequence[ClickId]) -> list[Click]:
    """Read many clicks."""
    return await many(
        db,
        Click,
        """
        select id, product_id, creator_id, merchant_id, video_id, visitor_id, person_id, share_bps, at
          from external.clicks
         where id = any(%(ids)s)
         limit 1000
        """,
        ids=list(ids),
    )
