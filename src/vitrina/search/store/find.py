"""SQL of finding."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.search.model import Filters, Sort
from vitrina.search.rules.facets import COLOUR, SIZE, facet

CANDIDATES_MAX = 400
FACET_SAMPLE = 1_000
FACET_VALUES_MAX = 20
STATEMENT_TIMEOUT_MS = "2000"

_MATCHES: LiteralString = """
           and (%(category)s::text is null or p.category = %(category)s)
           and (%(shop_id)s::uuid is null or p.shop_id = %(shop_id)s)
           and (%(currency)s::text is null or p.currency = %(currency)s)
           and (%(price_min)s::bigint is null or p.price_minor >= %(price_min)s)
           and (%(price_max)s::bigint is null or p.price_minor <= %(price_max)s)
           and (%(rating_tenths)s::smallint is null or p.rating_tenths >= %(rating_tenths)s::smallint)
           and (not %(in_stock)s or p.is_in_stock)
           and (not %(free_shipping)s or p.ships_free)
           and (not %(discounted)s or p.discount_bps > 0)
           and (not %(is_minor)s or not catalogue.is_limited(p.id))
           and (%(sizes)s::text[] is null
                or case when %(in_stock)s then p.stocked_facets else p.facets end && %(sizes)s::text[])
           and (%(colours)s::text[] is null
                or case when %(in_stock)s then p.stocked_facets else p.facets end && %(colours)s::text[])
"""
_WORDS: LiteralString = """
         where (%(query)s::tsquery is null or p.terms @@ %(query)s::tsquery)
"""


class Hit(Struct, frozen=True, kw_only=True):
    """What was found, with its place in the order."""

    id: UUID
    key: float


class HitAt(Struct, frozen=True, kw_only=True):
    """What was found, with its date."""

    id: UUID
    at: datetime


class ClipReader(Struct, frozen=True, kw_only=True):
    """Who looks for clips. id: None for a guest.  is_minor: known to be younger than 18."""

    id: UUID | None = None
    is_minor: bool = False


class FacetCount(Struct, frozen=True, kw_only=True):
    """How many have a value."""

    kind: str
    value: str
    count: int


async def keep_bounds(db: Db) -> None:
    """Let the statements of this transaction end soon, and plan each for what it asks.

    A plan for any question would walk an index that fits another one.
    """
    await run(
        db,
        """
        select set_config('statement_timeout', %(timeout)s, true),
               set_config('plan_cache_mode', 'force_custom_plan', true)
        """,
        timeout=STATEMENT_TIMEOUT_MS,
    )


def _parameters(filters: Filters, query: str | None) -> dict[str, object]:
    return {
        "query": query,
        "category": filters.category,
        "shop_id": filters.shop_id,
        "currency": filters.currency,
        "price_min": filters.price_min_minor,
        "price_max": filters.price_max_minor,
        "rating_tenths": filters.rating_min and filters.rating_min * 10,
        "in_stock": filters.in_stock,
        "free_shipping": filters.free_shipping,
        "discounted": filters.discounted,
        "is_minor": filters.is_minor,
        "sizes": [facet(SIZE, each) for each in filters.sizes] or None,
        "colours": [facet(COLOUR, each) for each in filters.colours] or None,
    }


async def best_products(
    db: Db, query: str, filters: Filters, *, half_lives: float, after: Hit | None, limit: int
) -> list[Hit]:
    """List the products that answer best, of the 400 most popular that answer."""
    statement: LiteralString = (
        """
        with found as materialized (
            select p.id, p.terms, p.hot, p.is_in_stock
              from search.products p
        """  # noqa: S608  Literals alone.
        + _WORDS
        + _MATCHES
        + """
             order by p.hot desc, p.id desc
             limit %(candidates)s
        ),
        scored as (
            select f.id,
                   (ts_rank_cd('{0.05, 0.2, 0.6, 1.0}', f.terms, %(query)s::tsquery)
                    * (1 + 0.25 * log(1 + power(2.0::float8,
                                                least(greatest(f.hot - %(half_lives)s, -60), 40))))
                    * case when f.is_in_stock then 1 else 0.5 end)::float8 as key
              from found f
        )
        select s.id, s.key
          from scored s
         where (%(after_id)s::uuid is null or (s.key, s.id) < (%(after_key)s::float8, %(after_id)s))
         order by s.key desc, s.id desc
         limit %(limit)s
        """
    )
    return await many(
        db,
        Hit,
        statement,
        **_parameters(filters, query),
        half_lives=half_lives,
        after_key=after and after.key,
        after_id=after and after.id,
        candidates=CANDIDATES_MAX,
        limit=limit,
    )


async def sorted_products(
    db: Db, sort: Sort, query: str | None, filters: Filters, *, after: Hit | None, limit: int
) -> list[Hit]:
    """List products in an order that an index has."""
    heads: dict[Sort, LiteralString] = {
        Sort.POPULAR: "select p.id, p.hot as key from search.products p",
        Sort.NEWEST: "select p.id, extract(epoch from p.published_at)::float8 as key from search.products p",
        Sort.PRICE_UP: "select p.id, p.price_minor::float8 as key from search.products p",
        Sort.PRICE_DOWN: "select p.id, p.price_minor::float8 as key from search.products p",
        Sort.RATING: "select p.id, p.rating_score as key from search.products p",
        Sort.DISCOUNT: "select p.id, p.discount_bps::float8 as key from search.products p",
    }
    tails: dict[Sort, LiteralString] = {
        Sort.POPULAR: """
           and (%(id)s::uuid is null or (p.hot, p.id) < (%(key)s::float8, %(id)s))
         order by p.hot desc, p.id desc
         limit %(limit)s
        """,
        Sort.NEWEST: """
           and (%(id)s::uuid is null
                or (p.published_at, p.id) < (to_timestamp(%(key)s::float8), %(id)s))
         order by p.published_at desc, p.id desc
         limit %(limit)s
        """,
        Sort.PRICE_UP: """
           and (%(id)s::uuid is null or (p.price_minor, p.id) > (%(key)s::float8::bigint, %(id)s))
         order by p.price_minor, p.id
         limit %(limit)s
        """,
        Sort.PRICE_DOWN: """
           and (%(id)s::uuid is null or (p.price_minor, p.id) < (%(key)s::float8::bigint, %(id)s))
         order by p.price_minor desc, p.id desc
         limit %(limit)s
        """,
        Sort.RATING: """
           and (%(id)s::uuid is null or (p.rating_score, p.id) < (%(key)s::float8, %(id)s))
         order by p.rating_score desc, p.id desc
         limit %(limit)s
        """,
        Sort.DISCOUNT: """
           and p.discount_bps > 0
           and (%(id)s::uuid is null or (p.discount_bps, p.id) < (%(key)s::float8::int, %(id)s))
         order by p.discount_bps desc, p.id desc
         limit %(limit)s
        """,
    }
    return await many(
        db,
        Hit,
        heads[sort] + _WORDS + _MATCHES + tails[sort],
        **_parameters(filters, query),
        key=after and after.key,
        id=after and after.id,
        limit=limit,
    )


async def facet_counts(db: Db, query: str | None, filters: Filters) -> list[FacetCount]:
    """Count the values of the thousand most popular products that match, at most 20 of a kind."""
    statement: LiteralString = (
        """
        with sample as materialized (
            select p.category, p.currency, p.shop_id,
                   case when %(in_stock)s then p.stocked_facets else p.facets end as facets
              from search.products p
        """  # noqa: S608  Literals alone.
        + _WORDS
        + _MATCHES
        + """
             order by p.hot desc, p.id desc
             limit %(sample)s
        ),
        pairs as (
            select 'category' as kind, s.category as value from sample s
            union all
            select 'currency', s.currency::text from sample s
            union all
            select 'shop', s.shop_id::text from sample s
            union all
            select split_part(f.facet, ':', 1), substr(f.facet, strpos(f.facet, ':') + 1)
              from sample s
             cross join unnest(s.facets) as f (facet)
        ),
        counted as (
            select p.kind, p.value, count(*) as count,
                   row_number() over (partition by p.kind order by count(*) desc, p.value) as place
              from pairs p
             group by p.kind, p.value
        )
        select c.kind, c.value, c.count
          from counted c
         where c.place <= %(values)s
         order by c.kind, c.place
        """
    )
    return await many(
        db,
        FacetCount,
        statement,
        **_parameters(filters, query),
        sample=FACET_SAMPLE,
        values=FACET_VALUES_MAX,
    )


async def on_sale(db: Db, ids: Sequence[UUID]) -> list[Hit]:
    """Tell which of these products are still on sale."""
    return await many(
        db,
        Hit,
        """
        select p.id, 0::float8 as key
          from catalogue.products p
         where p.id = any(%(ids)s::uuid[])
           and p.status = 'active'
        """,
        ids=list(ids),
    )


class Likeness(Struct, frozen=True, kw_only=True):
    """By what a product's like is found."""

    category: str
    currency: str
    price_minor: int
    words: list[str]


async def likeness(db: Db, product_id: UUID) -> Likeness | None:
    """Find by what a product's like is found; None when it is not in the index."""
    return await one(
        db,
        Likeness,
        """
        select p.category, p.currency, p.price_minor, p.words
          from search.products p
         where p.id = %(id)s
        """,
        id=product_id,
    )


async def similar_products(
    db: Db, product_id: UUID, like: Likeness, *, query: str | None, is_minor: bool, limit: int
) -> list[Hit]:
    """List what is in stock on the same shelf: first by shared words, then by how near the price is."""
    return await many(
        db,
        Hit,
        """
        with found as materialized (
            (select p.id, p.terms, p.price_minor, p.currency
               from search.products p
              where p.category = %(category)s
                and p.is_in_stock
                and (not %(is_minor)s or not catalogue.is_limited(p.id))
                and p.terms @@ %(query)s::tsquery
              order by p.hot desc, p.id desc
              limit %(candidates)s)
            union all
            (select p.id, ''::tsvector, p.price_minor, p.currency
               from search.products p
              where p.category = %(category)s
                and p.is_in_stock
                and (not %(is_minor)s or not catalogue.is_limited(p.id))
              order by p.hot desc, p.id desc
              limit %(limit)s)
        )
        select f.id,
               max(coalesce(ts_rank(f.terms, %(query)s::tsquery), 0)
                   + case when f.currency = %(currency)s
                          then 0.1 / (1 + abs(ln(f.price_minor::float8 / %(price)s)))
                          else 0
                      end)::float8 as key
          from found f
         where f.id <> %(id)s
         group by f.id
         order by key desc, f.id desc
         limit %(limit)s
        """,
        id=product_id,
        category=like.category,
        currency=like.currency,
        price=like.price_minor,
        query=query,
        is_minor=is_minor,
        candidates=CANDIDATES_MAX,
        limit=limit,
    )


async def best_clips(
    db: Db, query: str, *, reader: ClipReader, at: datetime, after: Hit | None, limit: int
) -> list[Hit]:
    """List the clips that answer best, of the 400 newest that answer; the young and the liked go first."""
    return await many(
        db,
        Hit,
        """
        with found as materialized (
            select c.id, c.terms, c.published_at
              from search.clips c
             where c.terms @@ %(query)s::tsquery
             order by c.published_at desc, c.id desc
             limit %(candidates)s
        ),
        scored as (
            select f.id,
                   (ts_rank_cd('{0.05, 0.3, 0.6, 1.0}', f.terms, %(query)s::tsquery)
                    * (1 + 0.25 * log(1 + coalesce(l.like_count, 0))
                         + power(0.5::float8, least(greatest(
                               extract(epoch from %(at)s::timestamptz - f.published_at) / 2592000, 0), 60)))
                   )::float8 as key
              from found f
              join videos.videos v on v.id = f.id and v.published_at is not null
                   and not social.is_unseen(%(reader_id)s, v.creator_id)
                   and (not %(is_minor)s or not videos.is_limited(v.id))
              left join videos.like_counts l on l.video_id = f.id
        )
        select s.id, s.key
          from scored s
         where (%(after_id)s::uuid is null or (s.key, s.id) < (%(after_key)s::float8, %(after_id)s))
         order by s.key desc, s.id desc
         limit %(limit)s
        """,
        query=query,
        reader_id=reader.id,
        is_minor=reader.is_minor,
        at=at,
        after_key=after and after.key,
        after_id=after and after.id,
        candidates=CANDIDATES_MAX,
        limit=limit,
    )


async def clips_with(
    db: Db, hashtag: str, *, reader: ClipReader, before: HitAt | None, limit: int
) -> list[HitAt]:
    """List the clips with a hashtag, the newest first."""
    return await many(
        db,
        HitAt,
        """
        select c.id, c.published_at as at
          from search.clips c
          join videos.videos v on v.id = c.id and v.published_at is not null
         where c.hashtags @> array[%(hashtag)s]
           and not social.is_unseen(%(reader_id)s, v.creator_id)
           and (not %(is_minor)s or not videos.is_limited(v.id))
           and (%(id)s::uuid is null or (c.published_at, c.id) < (%(at)s::timestamptz, %(id)s))
         order by c.published_at desc, c.id desc
         limit %(limit)s
        """,
        hashtag=hashtag,
        reader_id=reader.id,
        is_minor=reader.is_minor,
        at=before and before.at,
        id=before and before.id,
        limit=limit,
    )
