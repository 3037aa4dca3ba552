"""SQL of the dictionary, of hashtags and of people: what is typed, and what may be meant."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many
from vitrina.search.model import FoundHashtag, NamedProduct
from vitrina.search.rules.spelling import Candidate

CANDIDATES_MAX = 500
POOL_MAX = 200


class Shown(Struct, frozen=True, kw_only=True):
    """A word as it is shown."""

    word: str
    shown: str


async def known_words(db: Db, words: Sequence[str]) -> list[Shown]:
    """Tell which words are used somewhere."""
    return await many(
        db,
        Shown,
        """
        select w.word, w.shown
          from search.words w
         where w.word = any(%(words)s::text[])
           and w.use_count > 0
        """,
        words=list(words),
    )


async def spelling_candidates(db: Db, pairs: Sequence[tuple[str, str]]) -> list[Candidate]:
    """List known words that share a spelling; pairs: (spelling, word that was asked for)."""
    return await many(
        db,
        Candidate,
        """
        select distinct a.asked, w.word, w.shown, w.use_count
          from unnest(%(keys)s::text[], %(asked)s::text[]) as a (key, asked)
          join search.spellings s on s.key = a.key
          join search.words w on w.word = s.word and w.use_count > 0
         order by w.use_count desc, w.word, a.asked
         limit %(limit)s
        """,
        keys=[key for key, _ in pairs],
        asked=[asked for _, asked in pairs],
        limit=CANDIDATES_MAX,
    )


async def completions(db: Db, prefix: str, *, limit: int) -> list[Shown]:
    """List the most used words that begin like this."""
    statements: dict[int, LiteralString] = {
        1: """
            select w.word, w.shown
              from search.words w
             where left(w.word, 1) = %(prefix)s
               and w.use_count > 0
             order by w.use_count desc
             limit %(limit)s
            """,
        2: """
            select w.word, w.shown
              from search.words w
             where left(w.word, 2) = %(prefix)s
               and w.use_count > 0
             order by w.use_count desc
             limit %(limit)s
            """,
        3: """
            select w.word, w.shown
              from search.words w
             where left(w.word, 3) = left(%(prefix)s, 3)
               and starts_with(w.word, %(prefix)s)
               and w.use_count > 0
             order by w.use_count desc
             limit %(limit)s
            """,
    }
    return await many(db, Shown, statements[min(len(prefix), 3)], prefix=prefix, limit=limit)


async def completions_after(db: Db, query: str, prefix: str, *, limit: int) -> list[Shown]:
    """List words that begin like this in the 200 most popular products that have what was typed before."""
    return await many(
        db,
        Shown,
        """
        with pool as materialized (
            select p.words
              from search.products p
             where p.terms @@ %(query)s::tsquery
             order by p.hot desc, p.id desc
             limit %(pool)s
        )
        select u.word, w.shown
          from pool
         cross join unnest(pool.words) as u (word)
          join search.words w on w.word = u.word
         where starts_with(u.word, %(prefix)s)
         group by u.word, w.shown
         order by count(*) desc, u.word
         limit %(limit)s
        """,
        query=query,
        prefix=prefix,
        pool=POOL_MAX,
        limit=limit,
    )


async def hashtags_like(db: Db, prefix: str, *, limit: int) -> list[FoundHashtag]:
    """List the hashtags that begin like this, those of most clips first."""
    statements: dict[int, LiteralString] = {
        1: """
            select h.hashtag, h.shown, h.clip_count
              from search.hashtags h
             where left(h.hashtag, 1) = %(prefix)s
               and h.clip_count > 0
             order by h.clip_count desc
             limit %(limit)s
            """,
        2: """
            select h.hashtag, h.shown, h.clip_count
              from search.hashtags h
             where left(h.hashtag, 2) = %(prefix)s
               and h.clip_count > 0
             order by h.clip_count desc
             limit %(limit)s
            """,
        3: """
            select h.hashtag, h.shown, h.clip_count
              from search.hashtags h
             where left(h.hashtag, 3) = left(%(prefix)s, 3)
               and starts_with(h.hashtag, %(prefix)s)
               and h.clip_count > 0
             order by h.clip_count desc
             limit %(limit)s
            """,
    }
    return await many(db, FoundHashtag, statements[min(len(prefix), 3)], prefix=prefix, limit=limit)


class FoundId(Struct, frozen=True, kw_only=True):
    """Whom was found, and with what score."""

    id: UUID
    kind: str
    key: float


async def profiles_like(
    db: Db,
    query: str,
    *,
    reader_id: UUID | None,
    handle: str,
    after: tuple[float, UUID] | None,
    limit: int,
) -> list[FoundId]:
    """List people and shops whose name or handle has these words, the last of them only begun."""
    return await many(
        db,
        FoundId,
        """
        with found as materialized (
            select p.id, p.kind, p.handle, p.terms
              from search.profiles p
             where p.terms @@ %(query)s::tsquery
               and not social.is_apart(%(reader_id)s, p.id)
               and not identity.is_hidden(p.id)
               and not shops.is_closed(p.id)
             limit %(candidates)s
        ),
        scored as (
            select f.id, f.kind,
                   (ts_rank('{0.05, 0.2, 0.6, 1.0}', f.terms, %(query)s::tsquery)
                    + case when f.handle = %(handle)s then 10 else 0 end)::float8 as key
              from found f
        )
        select s.id, s.kind, s.key
          from scored s
         where (%(after_id)s::uuid is null or (s.key, s.id) < (%(after_key)s::float8, %(after_id)s))
         order by s.key desc, s.id desc
         limit %(limit)s
        """,
        query=query,
        reader_id=reader_id,
        handle=handle,
        after_key=after and after[0],
        after_id=after and after[1],
        candidates=CANDIDATES_MAX,
        limit=limit,
    )


async def products_like(db: Db, query: str, *, limit: int) -> list[NamedProduct]:
    """List the most popular products on sale that have these words, the last of them only begun."""
    return await many(
        db,
        NamedProduct,
        """
        with found as materialized (
            select p.id, p.hot
              from search.products p
             where p.terms @@ %(query)s::tsquery
             order by p.hot desc, p.id desc
             limit %(limit)s
        )
        select c.id, c.title
          from found f
          join catalogue.products c on c.id = f.id and c.status = 'active'
         order by f.hot desc, f.id desc
        """,
        query=query,
        limit=limit,
    )
