"""Finding: what answers, then what may have been meant, then what answers partly."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db, Pool, QueryCanceled
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.http import decode_cursor, encode_cursor
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.kit.text import clean_line
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView
from vitrina.search.model import (
    Facets,
    FacetValue,
    Filters,
    FoundClip,
    FoundClips,
    FoundHashtag,
    FoundProducts,
    FoundProfile,
    Match,
    ProfileKind,
    Sort,
    Wording,
)
from vitrina.search.rules import spelling
from vitrina.search.rules.queries import Question, corrected, prefix_query, understand
from vitrina.search.rules.words import as_hashtag
from vitrina.search.service.index import half_lives
from vitrina.search.store import find as store
from vitrina.search.store import words as word_store
from vitrina.search.store.find import ClipReader, Hit, HitAt
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId

SIMILAR_MAX = 12
SIMILAR_WORDS_MAX = 6
HASHTAGS_MAX = 20
RETRY_AFTER_S = 2
GUEST = ClipReader()

T = TypeVar("T")
Key = tuple[datetime, float, UUID, Match, str]
Look = Callable[[str], Awaitable[list[T]]]


@asynccontextmanager
async def bounded(pool: Pool) -> AsyncGenerator[Db, None]:
    """Open a transaction for finding. Raises Overloaded when an answer takes too long."""
    try:
        async with pool.transaction() as db:
            yield db
    except QueryCanceled as e:
        raise Overloaded(retry_after_s=RETRY_AFTER_S) from e


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody asks. text: None to look through everything.  is_literal: correct nothing.

    reader_id: who asks; she finds nobody from whom she keeps apart. None: a guest.
    is_minor: she is known to be younger than 18, and finds nothing for adults alone.
    """

    text: str | None
    language: Language
    is_literal: bool = False
    cursor: str | None = None
    limit: int
    now: datetime
    reader_id: UUID | None = None
    is_minor: bool = False


async def find_products(db: Db, asked: Asked, filters: Filters, sort: Sort) -> FoundProducts:
    """Find products. Raises Malformed for a forged cursor, and for prices without a currency."""
    _check_prices(filters, sort)
    await store.keep_bounds(db)
    key = decode_cursor(asked.cursor, Key)
    after = Hit(key=key[1], id=key[2]) if key else None
    at = key[0] if key else asked.now
    limit = asked.limit + 1

    async def look(query: str) -> list[Hit]:
        if sort is Sort.RELEVANCE:
            return await store.best_products(
                db, query, filters, half_lives=half_lives(at), after=after, limit=limit
            )
        return await store.sorted_products(db, sort, query, filters, after=after, limit=limit)

    question = understand(asked.text, asked.language) if asked.text else None
    if question is None or not question.groups:
        order = Sort.POPULAR if sort is Sort.RELEVANCE else sort
        hits = await store.sorted_products(db, order, None, filters, after=after, limit=limit)
        wording = _nothing_of(question)
        hits = [] if question else hits
    else:
        hits, wording = await _answer(db, question, asked, look=look, key=key)
    shown = hits[: asked.limit]
    cards = await cards_on_sale(db, [each.id for each in shown])
    return FoundProducts(items=cards, next_cursor=_next(hits, asked.limit, at, wording), wording=wording)


async def count_facets(db: Db, asked: Asked, filters: Filters) -> Facets:
    """Tell by what could be filtered. Sizes and colours are counted as if none was chosen."""
    await store.keep_bounds(db)
    question = understand(asked.text, asked.language) if asked.text else None
    query = question.every() if question and question.groups else None
    found = await store.facet_counts(db, query, filters)
    if question and question.groups and not found and not asked.is_literal:
        fixed = await _correct(db, question, asked.language)
        query = fixed.every() if fixed else question.most()
        found = await store.facet_counts(db, query, filters) if query else []
    names = await shops.shops_by_id(db, [ShopId(UUID(each.value)) for each in found if each.kind == "shop"])

    def of(kind: str, label: Callable[[str], str] = str) -> list[FacetValue]:
        return [
            FacetValue(value=each.value, label=label(each.value), count=each.count)
            for each in found
            if each.kind == kind
        ]

    return Facets(
        categories=of("category", lambda slug: say(asked.language, f"category.{slug}")),
        currencies=of("currency"),
        sizes=of("size", _size_name),
        colours=of("colour"),
        shops=of("shop", lambda id: names[ShopId(UUID(id))].name if ShopId(UUID(id)) in names else id),
    )


async def similar_products(db: Db, product_id: ProductId, *, is_minor: bool = False) -> list[ProductCard]:
    """List products like one, at most 12. Raises ProductNotFound."""
    await store.keep_bounds(db)
    like = await store.likeness(db, product_id)
    if like is None:
        if not await cards_on_sale(db, [product_id]):
            raise ProductNotFound
        return []
    question = understand(" ".join(like.words[:SIMILAR_WORDS_MAX]), Language.ES)
    query = question.any() or question.every()
    hits = await store.similar_products(
        db, product_id, like, query=query or "''", is_minor=is_minor, limit=SIMILAR_MAX
    )
    return await cards_on_sale(db, [each.id for each in hits])


async def find_clips(db: Db, asked: Asked) -> FoundClips:
    """Find clips by words. Raises Malformed for a forged cursor."""
    await store.keep_bounds(db)
    key = decode_cursor(asked.cursor, Key)
    after = Hit(key=key[1], id=key[2]) if key else None
    at = key[0] if key else asked.now
    question = understand(asked.text or "", asked.language)
    if not question.groups:
        return FoundClips(items=[], next_cursor=None, wording=_nothing_of(question))

    reader = ClipReader(id=asked.reader_id, is_minor=asked.is_minor)

    async def look(query: str) -> list[Hit]:
        return await store.best_clips(db, query, reader=reader, at=at, after=after, limit=asked.limit + 1)

    hits, wording = await _answer(db, question, asked, look=look, key=key)
    items = await _clips(db, [VideoId(each.id) for each in hits[: asked.limit]])
    return FoundClips(items=items, next_cursor=_next(hits, asked.limit, at, wording), wording=wording)


async def clips_with(
    db: Db, *, hashtag: str, cursor: str | None, limit: int, reader: ClipReader = GUEST
) -> FoundClips:
    """List the clips with a hashtag, the newest first. Raises Malformed for a forged cursor."""
    await store.keep_bounds(db)
    key = decode_cursor(cursor, tuple[datetime, UUID])
    before = HitAt(at=key[0], id=key[1]) if key else None
    hits = await store.clips_with(db, as_hashtag(hashtag), reader=reader, before=before, limit=limit + 1)
    items = await _clips(db, [VideoId(each.id) for each in hits[:limit]])
    last = hits[limit - 1] if len(hits) > limit else None
    return FoundClips(
        items=items, next_cursor=encode_cursor(last.at, last.id) if last else None, wording=None
    )


async def find_profiles(
    db: Db, *, text: str, cursor: str | None, limit: int, reader_id: UUID | None = None
) -> tuple[list[FoundProfile], str | None]:
    """Find people and shops by name or handle. Raises Malformed for a forged cursor."""
    await store.keep_bounds(db)
    query = prefix_query(text.replace("@", " "))
    if query is None:
        return [], None
    handle = clean_line(text).removeprefix("@").casefold()
    after = decode_cursor(cursor, tuple[float, UUID])
    hits = await word_store.profiles_like(
        db, query, reader_id=reader_id, handle=handle, after=after, limit=limit + 1
    )
    last = hits[limit - 1] if len(hits) > limit else None
    shown = hits[:limit]
    return await profiles(db, [(each.id, each.kind) for each in shown]), (
        encode_cursor(last.key, last.id) if last else None
    )


async def find_hashtags(db: Db, text: str) -> list[FoundHashtag]:
    """List the hashtags that begin like this, those of most clips first, at most 20."""
    await store.keep_bounds(db)
    prefix = as_hashtag(text)
    return await word_store.hashtags_like(db, prefix, limit=HASHTAGS_MAX) if prefix else []


async def profiles(db: Db, found: Sequence[tuple[UUID, str]]) -> list[FoundProfile]:
    """Show people and shops in this order; who is gone is left out. Three statements."""
    people = await identity.persons(db, [PersonId(each) for each, kind in found if kind == "person"])
    sellers = await shops.shops_by_id(db, [ShopId(each) for each, kind in found if kind == "shop"])
    owners: dict[UUID, Person | Shop] = {**people, **sellers}
    files = await media.file_urls(
        db, {each.avatar_file_id for each in owners.values() if each.avatar_file_id}
    )
    return [
        FoundProfile(
            id=each,
            kind=ProfileKind(kind),
            handle=owner.handle,
            name=owner.name,
            avatar_url=_thumbnail(files, owner.avatar_file_id),
        )
        for each, kind in found
        if (owner := owners.get(each))
    ]


def _size_name(size: str) -> str:
    """Write letters large, and measures as they are: XL, but 180 g."""
    return size if any(each.isdigit() for each in size) else size.upper()


def _thumbnail(files: Mapping[FileId, FileView], file_id: FileId | None) -> str | None:
    file = files.get(file_id) if file_id else None
    return file.thumbnail_url if file else None


async def cards_on_sale(db: Db, ids: Sequence[UUID]) -> list[ProductCard]:
    """Show products in this order; what is not on sale any more is left out."""
    if not ids:
        return []
    kept = {each.id for each in await store.on_sale(db, ids)}
    cards = await storefront.product_cards(db, kept)
    return [cards[ProductId(each)] for each in ids if ProductId(each) in cards]


async def _answer(
    db: Db, question: Question, asked: Asked, *, look: Look[Hit], key: Key | None
) -> tuple[list[Hit], Wording]:
    """Look for every word; failing that, for what was meant; failing that, for most of the words, or any.

    A later page goes on with what the first one found.
    """
    if key:
        return await _go_on(question, asked, look, key)
    wording = Wording(asked=question.text, used=question.text, match=Match.EXACT)
    hits = await look(question.every())
    if hits or asked.is_literal:
        return hits, wording
    fixed = await _correct(db, question, asked.language)
    if fixed:
        hits = await look(fixed.every())
        if hits:
            return hits, Wording(asked=question.text, used=fixed.text, match=Match.CORRECTED)
    for query in ((fixed or question).most(), (fixed or question).any()):
        hits = await look(query) if query else []
        if hits:
            used = (fixed or question).text
            return hits, Wording(asked=question.text, used=used, match=Match.RELAXED)
    return [], wording


async def _go_on(question: Question, asked: Asked, look: Look[Hit], key: Key) -> tuple[list[Hit], Wording]:
    match, used = key[3], understand(key[4], asked.language)
    query = used.every()
    if match is Match.RELAXED:
        query = used.most() or query
    return await look(query), Wording(asked=question.text, used=used.text, match=match)


async def _correct(db: Db, question: Question, language: Language) -> Question | None:
    """Understand a question anew with its unknown words replaced by near ones; None: nothing to replace."""
    asked = [each.folded for each in question.words if len(each.folded) >= spelling.LENGTH_MIN - 1]
    known = {each.word for each in await word_store.known_words(db, asked)}
    unknown = [each for each in asked if each not in known]
    pairs = [(key, each) for each in unknown for key in spelling.keys(each)]
    if not pairs:
        return None
    candidates = await word_store.spelling_candidates(db, pairs)
    right = {each: found.shown for each in unknown if (found := spelling.best(each, candidates))}
    return understand(corrected(question.text, right), language) if right else None


def _nothing_of(question: Question | None) -> Wording | None:
    return question and Wording(asked=question.text, used=question.text, match=Match.EXACT)


def _next(hits: Sequence[Hit], limit: int, at: datetime, wording: Wording | None) -> str | None:
    if len(hits) <= limit:
        return None
    last = hits[limit - 1]
    match, used = (wording.match, wording.used) if wording else (Match.EXACT, "")
    return encode_cursor(at, last.key, last.id, match, used)


async def _clips(db: Db, ids: Sequence[VideoId]) -> list[FoundClip]:
    """Show clips in this order; what was taken back meanwhile is left out. Five statements."""
    found = await videos.videos_by_id(db, ids)
    files = await media.clip_urls(db, {each.file_id for each in found.values() if each.file_id})
    creators = await profiles(db, [(each, "person") for each in {each.creator_id for each in found.values()}])
    by_id = {each.id: each for each in creators}
    return [
        FoundClip(
            id=each,
            caption=video.caption,
            poster_url=file.poster_url,
            preview_url=file.preview_url,
            duration_ms=video.duration_ms,
            like_count=video.like_count,
            creator=by_id[video.creator_id],
            published_at=video.published_at,
        )
        for each in ids
        if (video := found.get(each))
        and video.published_at
        and video.duration_ms
        and video.file_id
        and (file := files.get(video.file_id))
        and video.creator_id in by_id
    ]


def _check_prices(filters: Filters, sort: Sort) -> None:
    has_prices = filters.price_min_minor is not None or filters.price_max_minor is not None
    if (has_prices or sort in {Sort.PRICE_UP, Sort.PRICE_DOWN}) and filters.currency is None:
        raise Malformed({"currency": "prices of different currencies cannot be compared: name one"})
