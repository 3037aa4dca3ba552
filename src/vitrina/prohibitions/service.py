"""The door of prohibitions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId, ProductText
from vitrina.identity.model import Person
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.events import emit
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.kit.places import Country
from vitrina.kit.text import clean_text
from vitrina.prohibitions import rules, store
from vitrina.prohibitions.errors import (
    AskedForPermit,
    CannotRuleOwn,
    NotHeld,
    PermitRequestNotFound,
    RuledMeanwhile,
)
from vitrina.prohibitions.model import (
    NewPermitRequest,
    NewRuling,
    Permit,
    PermitCase,
    PermitRequest,
    PermitRequestId,
    PermitRow,
    PermitRuled,
    PermitState,
    ProductHold,
    ProhibitedGoods,
    ShopHold,
    WhichPermits,
)
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

REQUESTS_A_DAY = 50
DAY = timedelta(days=1)


def listed() -> ProhibitedGoods:
    """Read the list of what may not be sold where."""
    return ProhibitedGoods(goods=rules.listed())


def read_before(day: date) -> list[str]:
    """Name the laws on the list that were last read before a day, with their countries."""
    sources = [source for each in rules.listed() for source in each.sources]
    return [f"{each.law} ({each.country})" for each in sources if each.read_on < day]


async def prohibited(db: Db, wanted: Collection[tuple[ProductId, Country]]) -> set[tuple[ProductId, Country]]:
    """Find which products may not go to which countries, by their words of now.

    One statement, and one more when something is held, however many there are. Refuses nothing.
    """
    texts = await catalogue.texts(db, list({product_id for product_id, _ in wanted}))
    looks = {each.id: rules.look_at(rules.texts_of(each)) for each in texts.values()}
    found = {
        (product_id, country)
        for product_id, country in wanted
        if product_id in looks and rules.is_prohibited(looks[product_id][1], country, ())
    }
    if not found:
        return found
    permits = await _permits(db, {product_id: looks[product_id][0] for product_id, _ in found})
    return {
        (product_id, country)
        for product_id, country in found
        if rules.is_prohibited(looks[product_id][1], country, permits[product_id])
    }


async def _permits(db: Db, digests: Mapping[ProductId, bytes]) -> dict[ProductId, list[Permit]]:
    permits: dict[ProductId, list[Permit]] = {product_id: [] for product_id in digests}
    for each in await store.permits(db, list(digests.items())):
        permits[each.product_id].append(each)
    return permits


async def hold_of(db: Db, *, product_id: ProductId, actor: Person) -> ProductHold:
    """Say what is held of a product of the actor's shop, and why. Raises ProductNotFound, NotYourShop."""
    product = await _own(db, product_id, actor)
    return await _hold(db, product)


async def _own(db: Db, product_id: ProductId, actor: Person) -> ProductText:
    product = (await catalogue.texts(db, [product_id])).get(product_id)
    if product is None:
        raise ProductNotFound
    await shops.require_member(db, shop_id=product.shop_id, person=actor)
    return product


async def _hold(db: Db, product: ProductText) -> ProductHold:
    digest, matches = rules.look_at(rules.texts_of(product))
    if not matches:
        return ProductHold(product_id=product.id, held=[], request=None)
    permits = await _permits(db, {product.id: digest})
    row = await store.find_about(db, product.id, digest)
    return ProductHold(
        product_id=product.id,
        held=rules.held(matches, permits[product.id]),
        request=row.shown() if row else None,
    )


async def holds_of(
    db: Db, *, shop_id: ShopId, actor: Person, product_ids: Sequence[ProductId]
) -> list[ShopHold]:
    """Say which of some products of the actor's shop are sold to which countries not.

    Three statements, however many. Raises ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    texts = await catalogue.texts(db, product_ids)
    own = {each.id: each for each in texts.values() if each.shop_id == shop_id}
    looks = {each.id: rules.look_at(rules.texts_of(each)) for each in own.values()}
    named = {product_id: look for product_id, look in looks.items() if look[1]}
    permits = await _permits(db, {product_id: digest for product_id, (digest, _) in named.items()})
    closed = {product_id: rules.closed(look[1], permits[product_id]) for product_id, look in named.items()}
    return [ShopHold(product_id=each, countries=countries) for each, countries in closed.items() if countries]


async def ask(
    db: Db, *, product_id: ProductId, actor: Person, new: NewPermitRequest, now: datetime
) -> PermitRequest:
    """Ask operators to permit a product with the words that it has now. The same id twice is one request.

    A request that waits about other words is closed. Raises ProductNotFound, NotYourShop, Malformed, NotHeld,
    AskedForPermit, TooManyRequests.
    """
    product = await _own(db, product_id, actor)
    words = clean_text(new.words)
    if not words:
        raise Malformed({"words": "must not be empty"})
    digest, matches = rules.look_at(rules.texts_of(product))
    if not matches:
        raise NotHeld
    await store.line_up(db, actor.id)
    if await store.count_since(db, actor.id, now - DAY) >= REQUESTS_A_DAY:
        raise TooManyRequests(retry_after_s=int(DAY.total_seconds()) // REQUESTS_A_DAY)
    wanted = PermitRow(
        id=new.id,
        product_id=product_id,
        shop_id=product.shop_id,
        digest=digest,
        title=product.title,
        goods=list(matches),
        countries=rules.countries_of(matches),
        words=words,
        asked_by=actor.id,
        asked_at=now,
        state=PermitState.ASKED,
        permitted=[],
        answer="",
        ruled_at=None,
        version=1,
    )
    try:
        async with db.transaction():
            await store.replace_asked(db, product_id, digest)
            await store.add(db, wanted)
    except UniqueViolation as e:  # permit_requests_digest_key, permit_requests_asked_key, or another's id
        known = await store.find_about(db, product_id, digest)
        if known is None or known.id != new.id:
            raise AskedForPermit from e
        return known.shown()
    return wanted.shown()


async def rule(
    db: Db, *, operator: Person, request_id: PermitRequestId, new: NewRuling, now: datetime
) -> PermitRequest:
    """Permit a product with the words that were asked about for some countries, or uphold its hold.

    Compares and sets: whoever looked at an older version is told to look again. A decision may be changed.
    Raises PermitRequestNotFound, CannotRuleOwn, Malformed, RuledMeanwhile.
    """
    known = await _get(db, request_id)
    shop = (await shops.shops_by_id(db, [known.shop_id])).get(known.shop_id)
    if shop is not None and shop.is_run_by(operator.id):
        raise CannotRuleOwn
    if not set(new.permitted) <= set(known.countries):
        raise Malformed({"permitted": "must be countries that were asked for"})
    permitted = [each for each in Country if each in new.permitted]
    ruling = NewRuling(version=new.version, permitted=permitted, words=clean_text(new.words))
    state = PermitState.PERMITTED if permitted else PermitState.UPHELD
    if not await store.rule(db, request_id, ruling, state=state, operator_id=operator.id, now=now):
        raise RuledMeanwhile
    await emit(
        db,
        PermitRuled(
            request_id=request_id,
            product_id=known.product_id,
            shop_id=known.shop_id,
            title=known.title,
            permitted=permitted,
            words=ruling.words,
            at=now,
        ),
    )
    return (await _get(db, request_id)).shown()


async def _get(db: Db, request_id: PermitRequestId) -> PermitRow:
    found = await store.find(db, request_id)
    if found is None:
        raise PermitRequestNotFound
    return found


async def list_requests(
    db: Db, which: WhichPermits, *, operator: Person, cursor: str | None, limit: int
) -> Page[PermitCase]:
    """List requests that wait, the longest waiting first, or the last decided ones. Raises Malformed."""
    key = decode_cursor(cursor, tuple[datetime, UUID])
    if which is WhichPermits.WAITING:
        found = await store.waiting(db, after=key, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.asked_at, each.id))
    else:
        found = await store.ruled(db, before=key, limit=limit + 1)
        page = page_of(found, limit, lambda each: (each.ruled_at, each.id))
    return Page(items=await _cases(db, page.items, operator), next_cursor=page.next_cursor)


async def _cases(db: Db, found: Sequence[PermitRow], operator: Person) -> list[PermitCase]:
    """Show requests with their products of now. Three statements, however many."""
    texts = await catalogue.texts(db, [each.product_id for each in found])
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in found}))
    looks = {each.id: rules.look_at(rules.texts_of(each)) for each in texts.values()}
    permits = await _permits(db, {product_id: digest for product_id, (digest, _) in looks.items()})
    return [
        _case(
            row,
            product=texts.get(row.product_id),
            permits=permits.get(row.product_id, []),
            shop=sellers.get(row.shop_id),
            operator=operator,
        )
        for row in found
    ]


def _case(
    row: PermitRow,
    *,
    product: ProductText | None,
    permits: Sequence[Permit],
    shop: Shop | None,
    operator: Person,
) -> PermitCase:
    digest, matches = rules.look_at(rules.texts_of(product) if product else "")
    return PermitCase(
        request=row.shown(),
        title=row.title,
        description=product.description if product else "",
        shop=shop.handle if shop else None,
        held=rules.held(matches, permits),
        is_current=digest == row.digest,
        is_own=shop is not None and shop.is_run_by(operator.id),
    )
