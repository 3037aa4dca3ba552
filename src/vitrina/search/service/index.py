"""Keeping the index at the head of what changes below.

Each step follows one thing from its place on, in batches; effect and place commit together, and only one
process at a time follows a thing.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.carts.model import CartLineAdded
from vitrina.catalogue.model import ProductId, average_tenths
from vitrina.kit.db import Db, Pool
from vitrina.kit.locales import say
from vitrina.kit.places import Country, Language
from vitrina.orders.model import OrderPaid
from vitrina.search.rules import spelling
from vitrina.search.rules.facets import facets
from vitrina.search.rules.terms import Terms, clip_terms, counted_words, profile_terms
from vitrina.search.rules.words import hashtags
from vitrina.search.store import follow
from vitrina.search.store import index as store
from vitrina.search.store.follow import ClipRow, Place, ProductRow

BATCH_SIZE = 500
MOVEMENTS_MAX = 2_000
BATCHES_MAX = 50
HEAT_MAX = 1_000
HALF_LIFE = timedelta(days=3)
SALE_POINTS, CART_POINTS = 5.0, 1.0
TOP_BPS = 10_000
# One review of five stars is not better than a hundred of 4.9.
PRIOR_COUNT, PRIOR_STARS = 5, 3.0

React = Callable[[Db, Sequence[UUID]], Awaitable[None]]


class _Variant(Struct, frozen=True, kw_only=True):
    values: list[str]
    price_minor: int
    before_minor: int | None
    is_there: bool


class IndexedProduct(Struct, frozen=True, kw_only=True):
    """A product as it stands in the index."""

    id: ProductId
    shop_id: UUID
    category: str
    currency: str
    price_minor: int
    discount_bps: int
    is_in_stock: bool
    ships_free: bool
    facets: list[str]
    stocked_facets: list[str]
    rating_tenths: int
    rating_score: float
    published_at: datetime
    words: list[str]
    terms: str


class _Clip(Struct, frozen=True, kw_only=True):
    id: UUID
    published_at: datetime
    hashtags: list[str]
    words: list[str]
    terms: str


class _Profile(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    handle: str
    terms: str


async def keep_up(pool: Pool) -> int:
    """Index what changed since the last time. Returns how many rows were looked at."""
    steps: dict[str, React] = {
        "products": index_products,
        "videos": index_clips,
        "shops": index_shops,
        "persons": index_profiles,
    }
    count = 0
    for name, react in steps.items():
        count += await _to_the_end(lambda name=name, react=react: _follow(pool, name, react), BATCH_SIZE)
    count += await _to_the_end(lambda: _follow_renamed(pool), BATCH_SIZE)
    return count + await _to_the_end(lambda: _follow_stock(pool), MOVEMENTS_MAX)


async def _to_the_end(step: Callable[[], Awaitable[int]], full: int) -> int:
    count = 0
    for _ in range(BATCHES_MAX):
        done = await step()
        count += done
        if done < full:
            break
    return count


async def _follow(pool: Pool, name: str, react: React) -> int:
    async with pool.transaction() as db:
        place = await follow.take_place(db, name)
        if place is None:
            return 0
        changed = await follow.changed(db, name, place, limit=BATCH_SIZE)
        if changed:
            await react(db, [each.id for each in changed])
            last = changed[-1]
            await follow.leave_place(db, name, Place(tx=last.tx, id=last.id, number=0))
        return len(changed)


async def _follow_renamed(pool: Pool) -> int:
    """Read clips anew whose product has another title now, some at a time."""
    async with pool.transaction() as db:
        # Words are counted: only who follows the clips may index them.
        if await follow.take_place(db, "videos") is None:
            return 0
        renamed = await follow.next_renamed(db)
        if renamed is None:
            return 0
        ids = [each.id for each in await follow.clips_showing(db, renamed, limit=BATCH_SIZE)]
        if ids:
            await index_clips(db, ids)
        is_last = len(ids) < BATCH_SIZE
        await follow.leave_renamed(db, renamed.product_id, after_id=None if is_last else ids[-1])
        # As if full: another product may wait.
        return BATCH_SIZE


async def _follow_stock(pool: Pool) -> int:
    async with pool.transaction() as db:
        place = await follow.take_place(db, "movements")
        if place is None:
            return 0
        moved = await follow.moved(db, place, limit=MOVEMENTS_MAX)
        if moved:
            ids = await follow.products_of(db, list({each.variant_id for each in moved}))
            await store.save_stock(db, [_product(row) for row in await follow.product_rows(db, ids)])
            last = moved[-1]
            await follow.leave_place(db, "movements", Place(tx=last.tx, id=place.id, number=last.number))
        return len(moved)


async def index_products(db: Db, ids: Sequence[UUID]) -> None:
    """Write these products into the index; what is not on sale is taken out of it."""
    rows = await follow.product_rows(db, ids)
    shown = {row.id: counted_words(row.title) for row in rows}
    before = await store.counted_products(db, ids)
    await _count(db, before=[each.words for each in before], now=list(shown.values()))
    was = {each.id: set(each.words) for each in before}
    renamed = [each for each in ids if was.get(each, set()) != set(shown.get(ProductId(each), ()))]
    if renamed:
        await follow.note_renamed(db, renamed)
    await store.save_products(db, [_product(row) for row in rows])
    await store.forget_products(db, list(set(ids) - {row.id for row in rows}))


async def index_clips(db: Db, ids: Sequence[UUID]) -> None:
    """Write these clips into the index; what is not published is taken out of it."""
    rows = await follow.clip_rows(db, ids)
    tags = {row.id: hashtags(row.caption) for row in rows}
    shown = {row.id: counted_words(row.caption) for row in rows}
    before = await store.counted_clips(db, ids)
    await _count(db, before=[each.words for each in before], now=list(shown.values()))
    changes = _changes([each.hashtags for each in before], list(tags.values()))
    written = {name: text for each in tags.values() for name, text in each.items()}
    if any(changes.values()):
        await store.count_hashtags(db, changes, written)
    clips = [
        _Clip(
            id=row.id,
            published_at=row.published_at,
            hashtags=list(tags[row.id]),
            words=list(shown[row.id]),
            terms=clip_terms(row.caption, row.titles, row.creator, said=_said(row)),
        )
        for row in rows
    ]
    await store.save_clips(db, clips)
    await store.forget_clips(db, list(set(ids) - {row.id for row in rows}))


async def index_shops(db: Db, ids: Sequence[UUID]) -> None:
    """Write these shops into the index, and whether what they sell is sent free."""
    await index_profiles(db, ids)
    await store.save_shipping(db, ids)


async def index_profiles(db: Db, ids: Sequence[UUID]) -> None:
    """Write these people or shops into the index."""
    profiles = [
        _Profile(
            id=row.id,
            kind=row.kind,
            handle=row.handle,
            terms=profile_terms(row.name, row.handle, row.about),
        )
        for row in await follow.profile_rows(db, ids)
    ]
    await store.save_profiles(db, profiles)


async def forget_clips(db: Db, ids: Sequence[UUID]) -> None:
    """Take deleted clips out of the index."""
    before = await store.counted_clips(db, ids)
    await _count(db, before=[each.words for each in before], now=[])
    changes = _changes([each.hashtags for each in before], [])
    if changes:
        await store.count_hashtags(db, changes, {})
    await store.forget_clips(db, ids)


async def add_heat(db: Db, facts: Sequence[OrderPaid | CartLineAdded], now: datetime) -> None:
    """Let what people buy, and what they put into carts, be popular."""
    points: dict[ProductId, float] = {}
    for fact in facts:
        if isinstance(fact, CartLineAdded):
            points[fact.product_id] = points.get(fact.product_id, 0) + CART_POINTS
            continue
        for line in fact.lines:
            points[line.product_id] = points.get(line.product_id, 0) + SALE_POINTS * line.quantity
    await store.add_heat(db, points, half_lives=half_lives(now))


async def tell_heat(pool: Pool) -> None:
    """Write into the index how popular products have become."""
    async with pool.transaction() as db:
        await store.tell_heat(db, limit=HEAT_MAX)


async def forget_people(db: Db, ids: Sequence[UUID]) -> None:
    """Take people out of the index who are gone."""
    await store.forget_profiles(db, ids)


async def forget_unused(pool: Pool) -> int:
    """Forget words and hashtags that nothing has any more. Returns how many."""
    async with pool.transaction() as db:
        return await store.forget_unused(db)


def half_lives(at: datetime) -> float:
    """Count the half-lives of popularity since 1970."""
    return at.timestamp() / HALF_LIFE.total_seconds()


async def _count(db: Db, *, before: Sequence[Sequence[str]], now: Sequence[Mapping[str, str]]) -> None:
    changes = _changes(before, now)
    if not any(changes.values()):
        return
    shown: dict[str, str] = {}
    for each in now:
        for word, written in each.items():
            if shown.get(word, word) == word:
                shown[word] = written
    new = await store.count_words(db, changes, shown)
    pairs = [(key, word) for word in new if len(word) >= spelling.LENGTH_MIN for key in spelling.keys(word)]
    if pairs:
        await store.add_spellings(db, pairs)


def _changes(before: Sequence[Sequence[str]], now: Sequence[Mapping[str, str]]) -> Counter[str]:
    changes: Counter[str] = Counter()
    for each in now:
        changes.update(each.keys())
    for each in before:
        changes.subtract(each)
    return changes


def _said(row: ClipRow) -> list[tuple[Language, str]]:
    captions = msgspec.json.decode(row.said, type=dict[Language, list[str]])
    return [(language, " ".join(texts)) for language, texts in captions.items()]


def _product(row: ProductRow) -> IndexedProduct:
    variants = msgspec.json.decode(row.variants, type=list[_Variant])
    cheapest = min(variants, key=lambda each: each.price_minor)
    before = cheapest.before_minor or 0
    found = facets(row.options, [each.values for each in variants])
    return IndexedProduct(
        id=row.id,
        shop_id=row.shop_id,
        category=row.category,
        currency=row.currency,
        price_minor=cheapest.price_minor,
        discount_bps=max(before - cheapest.price_minor, 0) * TOP_BPS // before if before else 0,
        is_in_stock=any(each.is_there for each in variants),
        ships_free=row.shipping_minor == 0,
        facets=found,
        stocked_facets=facets(row.options, [each.values for each in variants if each.is_there]),
        rating_tenths=average_tenths(row.stars_sum, row.rating_count) if row.rating_count else 0,
        rating_score=rating_score(row.stars_sum, row.rating_count),
        published_at=row.published_at,
        words=list(counted_words(row.title)),
        terms=_product_terms(row, variants),
    )


def _product_terms(row: ProductRow, variants: Sequence[_Variant]) -> str:
    terms = Terms()
    terms.add_title(row.title)
    terms.add_kind([say(each, f"category.{row.category}") for each in Language])
    terms.add_kind([" ".join(sorted({value for each in variants for value in each.values}))])
    terms.add_description(row.description, language_of(row.country))
    return terms.text()


def rating_score(stars_sum: int, count: int) -> float:
    """Order ratings: the average as if there were some more reviews of the middle; 0 without any."""
    return count and (stars_sum + PRIOR_COUNT * PRIOR_STARS) / (count + PRIOR_COUNT)


def language_of(country: Country) -> Language:
    """Tell in which language a country's shops describe what they sell."""
    return {Country.BR: Language.PT, Country.US: Language.EN}.get(country, Language.ES)
