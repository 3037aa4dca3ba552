"""SQL of writing the index."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.kit.db import Db, many, run, value


class Counted(Struct, frozen=True, kw_only=True):
    """What a row adds to the dictionary and to the hashtags."""

    id: UUID
    words: list[str]
    hashtags: list[str]


class _Word(Struct, frozen=True, kw_only=True):
    word: str


def _json(rows: Sequence[Struct]) -> str:
    return msgspec.json.encode(rows).decode()


async def counted_products(db: Db, ids: Sequence[UUID]) -> list[Counted]:
    """Read the words that indexed products use."""
    return await many(
        db,
        Counted,
        """
        select p.id, p.words, '{}'::text[] as hashtags
          from search.products p
         where p.id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )


async def counted_clips(db: Db, ids: Sequence[UUID]) -> list[Counted]:
    """Read the words and hashtags that indexed clips use."""
    return await many(
        db,
        Counted,
        "select c.id, c.words, c.hashtags from search.clips c where c.id = any(%(ids)s::uuid[])",
        ids=list(ids),
    )


async def save_products(db: Db, rows: Sequence[Struct]) -> int:
    """Write products into the index; their popularity stays."""
    return await run(
        db,
        """
        insert into search.products (
               id, shop_id, category, currency, price_minor, discount_bps, is_in_stock, ships_free, facets,
               stocked_facets, rating_tenths, rating_score, published_at, words, terms)
        select r.id, r.shop_id, r.category, r.currency, r.price_minor, r.discount_bps, r.is_in_stock,
               r.ships_free, r.facets, r.stocked_facets, r.rating_tenths, r.rating_score, r.published_at,
               r.words, r.terms::tsvector
          from jsonb_to_recordset(%(rows)s::jsonb) as r (
               id uuid, shop_id uuid, category text, currency text, price_minor bigint, discount_bps int,
               is_in_stock boolean, ships_free boolean, facets text[], stocked_facets text[],
               rating_tenths smallint, rating_score double precision, published_at timestamptz, words text[],
               terms text)
         order by r.id
        on conflict (id) do update
           set category = excluded.category,
               price_minor = excluded.price_minor,
               discount_bps = excluded.discount_bps,
               is_in_stock = excluded.is_in_stock,
               ships_free = excluded.ships_free,
               facets = excluded.facets,
               stocked_facets = excluded.stocked_facets,
               rating_tenths = excluded.rating_tenths,
               rating_score = excluded.rating_score,
               published_at = excluded.published_at,
               words = excluded.words,
               terms = excluded.terms
        """,
        rows=_json(rows),
    )


async def save_stock(db: Db, rows: Sequence[Struct]) -> int:
    """Write what is there of products; most movements change nothing of it."""
    return await run(
        db,
        """
        update search.products p
           set is_in_stock = r.is_in_stock,
               stocked_facets = r.stocked_facets
          from jsonb_to_recordset(%(rows)s::jsonb) as r (id uuid, is_in_stock boolean, stocked_facets text[])
         where p.id = r.id
           and (p.is_in_stock, p.stocked_facets) is distinct from (r.is_in_stock, r.stocked_facets)
        """,
        rows=_json(rows),
    )


async def save_shipping(db: Db, shop_ids: Sequence[UUID]) -> int:
    """Write whether shops send without a charge."""
    return await run(
        db,
        """
        update search.products p
           set ships_free = (s.shipping_minor = 0)
          from shops.shops s
         where s.id = any(%(ids)s::uuid[])
           and p.shop_id = s.id
           and p.ships_free <> (s.shipping_minor = 0)
        """,
        ids=list(shop_ids),
    )


async def forget_products(db: Db, ids: Sequence[UUID]) -> int:
    """Take products out of the index."""
    return await run(db, "delete from search.products where id = any(%(ids)s::uuid[])", ids=list(ids))


async def save_clips(db: Db, rows: Sequence[Struct]) -> int:
    """Write clips into the index."""
    return await run(
        db,
        """
        insert into search.clips (id, published_at, hashtags, words, terms)
        select r.id, r.published_at, r.hashtags, r.words, r.terms::tsvector
          from jsonb_to_recordset(%(rows)s::jsonb) as r (
               id uuid, published_at timestamptz, hashtags text[], words text[], terms text)
         order by r.id
        on conflict (id) do update
           set published_at = excluded.published_at,
               hashtags = excluded.hashtags,
               words = excluded.words,
               terms = excluded.terms
        """,
        rows=_json(rows),
    )


async def forget_clips(db: Db, ids: Sequence[UUID]) -> int:
    """Take clips out of the index."""
    return await run(db, "delete from search.clips where id = any(%(ids)s::uuid[])", ids=list(ids))


async def save_profiles(db: Db, rows: Sequence[Struct]) -> int:
    """Write people and shops into the index."""
    return await run(
        db,
        """
        insert into search.profiles (id, kind, handle, terms)
        select r.id, r.kind, r.handle, r.terms::tsvector
          from jsonb_to_recordset(%(rows)s::jsonb) as r (id uuid, kind text, handle text, terms text)
         order by r.id
        on conflict (id) do update
           set handle = excluded.handle,
               terms = excluded.terms
        """,
        rows=_json(rows),
    )


async def count_words(db: Db, changes: Mapping[str, int], shown: Mapping[str, str]) -> list[str]:
    """Add to how often words are used. Returns those that are new; the form with accents is shown."""
    words = sorted(each for each, change in changes.items() if change)
    rows = await many(
        db,
        _Word,
        """
          with counted as (
                   insert into search.words as w (word, shown, use_count)
                   select c.word, c.shown, c.change
                     from unnest(%(words)s::text[], %(shown)s::text[], %(changes)s::int[])
                          as c (word, shown, change)
                    order by c.word
                   on conflict (word) do update
                      set use_count = greatest(w.use_count + excluded.use_count, 0),
                          shown = case when w.shown = w.word then excluded.shown else w.shown end
                   returning w.word, (xmax = 0) as is_new
               )
        select word from counted where is_new
        """,
        words=words,
        shown=[shown.get(each, each) for each in words],
        changes=[changes[each] for each in words],
    )
    return [row.word for row in rows]


async def add_spellings(db: Db, pairs: Sequence[tuple[str, str]]) -> int:
    """Write the spellings of new words, as (key, word)."""
    return await run(
        db,
        """
        insert into search.spellings (key, word)
        select s.key, s.word
          from unnest(%(keys)s::text[], %(words)s::text[]) as s (key, word)
         order by s.key, s.word
        on conflict do nothing
        """,
        keys=[key for key, _ in pairs],
        words=[word for _, word in pairs],
    )


async def count_hashtags(db: Db, changes: Mapping[str, int], shown: Mapping[str, str]) -> int:
    """Add to how many clips have hashtags."""
    names = sorted(each for each, change in changes.items() if change)
    return await run(
        db,
        """
        insert into search.hashtags as h (hashtag, shown, clip_count)
        select c.hashtag, c.shown, c.change
          from unnest(%(names)s::text[], %(shown)s::text[], %(changes)s::int[]) as c (hashtag, shown, change)
         order by c.hashtag
        on conflict (hashtag) do update
           set clip_count = greatest(h.clip_count + excluded.clip_count, 0)
        """,
        names=names,
        shown=[shown.get(each, each) for each in names],
        changes=[changes[each] for each in names],
    )


async def add_heat(db: Db, points: Mapping[ProductId, float], *, half_lives: float) -> int:
    """Warm products by points; as the feed does with clips."""
    ids = sorted(points)
    return await run(
        db,
        """
        insert into search.heat as h (product_id, hot)
        select g.id, ln(g.points) / ln(2.0::float8) + %(half_lives)s
          from unnest(%(ids)s::uuid[], %(points)s::float8[]) as g (id, points)
         order by g.id
        on conflict (product_id) do update
           set hot = greatest(h.hot, excluded.hot)
                     + ln(1 + power(2.0::float8, -least(abs(h.hot - excluded.hot), 900))) / ln(2.0::float8),
               is_new = true
        """,
        ids=ids,
        points=[points[each] for each in ids],
        half_lives=half_lives,
    )


async def tell_heat(db: Db, *, limit: int) -> int:
    """Write into the index how popular products are that were bought since the last time."""
    return await value(
        db,
        """
          with told as (
                   update search.heat h
                      set is_new = false
                    where h.product_id in (
                              select n.product_id
                                from search.heat n
                               where n.is_new
                               order by n.product_id
                               limit %(limit)s
                                 for update skip locked)
                   returning h.product_id, h.hot
               ),
               written as (
                   update search.products p
                      set hot = t.hot
                     from told t
                    where p.id = t.product_id
               )
        select count(*) from told
        """,
        limit=limit,
    )


async def forget_profiles(db: Db, ids: Sequence[UUID]) -> int:
    """Take people out of the index."""
    return await run(db, "delete from search.profiles where id = any(%(ids)s::uuid[])", ids=list(ids))


async def forget_unused(db: Db) -> int:
    """Forget words and hashtags that nothing has any more, and how words are mistyped. Returns how many."""
    return await value(
        db,
        """
        with words as (
            delete from search.words where use_count = 0 returning word
        ), spellings as (
            delete from search.spellings s using words w where s.word = w.word
        ), hashtags as (
            delete from search.hashtags where clip_count = 0 returning 1
        )
        select (select count(*) from words) + (select count(*) from hashtags)
        """,
    )
