"""Outside products: read from a page, edited, refreshed, shown, removed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import anyio
import msgspec
from msgspec import UNSET, Struct

from vitrina.external import child, rules
from vitrina.external.child import PageUnreadable
from vitrina.external.errors import (
    ExternalIdTaken,
    ExternalNotFound,
    LinkRefused,
    OwnLink,
    TooManyExternals,
)
from vitrina.external.model import (
    External,
    ExternalCard,
    ExternalChanges,
    ExternalId,
    ExternalView,
    Found,
    ImageState,
    NewExternal,
    Reading,
)
from vitrina.external.reading import Options
from vitrina.external.service import pictures
from vitrina.external.store import products as store
from vitrina.identity.model import Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.ids import short_code
from vitrina.kit.locales import say
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.net import Bounds, Fetcher, FetchFailed
from vitrina.kit.places import Language
from vitrina.kit.text import clean_line
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView

PAGE_BOUNDS = Bounds(size_max_bytes=2 * 1024**2, time_max_s=10.0)
AGENT = "Mozilla/5.0 (compatible; Vitrina; link preview)"
DAY_MAX = 60
COUNT_MAX = 1_000
PAGES_AT_ONCE = 4
RETRY_AFTER_S = 5
# Nobody makes us read other people's servers all day.
MINUTE_MAX = 10
AGAIN_AFTER = timedelta(seconds=10)
DAY = timedelta(days=1)
NOTHING_FOUND = "nothing_found"
UNREADABLE = "unreadable"
NOT_A_PAGE = "not_a_page"
CODE_PREFIX = "x"
_READING = anyio.CapacityLimiter(PAGES_AT_ONCE)


class _Read(Struct, frozen=True, kw_only=True):
    """What reading a page came to. failure: why there is nothing."""

    found: Found
    failure: str | None = None


async def add(pool: Pool, settings: Settings, *, actor: Person, new: NewExternal, now: datetime) -> External:
    """Add a product by its address, with what its page tells; who has it already gets that one.

    A page that tells nothing makes one that its person fills in herself.
    Raises LinkRefused, OwnLink, ExternalIdTaken, TooManyExternals, Overloaded.
    """
    address = rules.address(new.url)
    if address.host == urlsplit(settings.base_url).hostname:
        raise OwnLink
    if not Fetcher(settings).is_allowed(address.url):
        raise LinkRefused
    async with pool.transaction() as db:
        known = await store.find_known(db, actor.id, new.id, address.canonical)
        if known is None:
            await _require_room(db, actor.id, now)
    if known is None:
        read = await _read_page(settings, address.url)
        added = _made(address, read, actor=actor, id=new.id, now=now)
        async with pool.transaction() as db:
            known = await _keep(db, added, now=now)
    if known.person_id != actor.id or known.removed_at:
        raise ExternalIdTaken
    return known


async def add_told(db: Db, *, actor: Person, new: NewExternal, found: Found, now: datetime) -> External:
    """Add a product with what its page would have told, without a look at any; the same again is that one.

    Raises LinkRefused, ExternalIdTaken, TooManyExternals.
    """
    made = _made(rules.address(new.url), _Read(found=found), actor=actor, id=new.id, now=now)
    return await _keep(db, made, now=now)


async def _require_room(db: Db, person_id: PersonId, now: datetime) -> None:
    counts = await store.counts(db, person_id, since=now - DAY)
    if counts.of_day >= DAY_MAX or counts.kept >= COUNT_MAX:
        raise TooManyExternals(day_max=DAY_MAX, count_max=COUNT_MAX)


async def _read_page(settings: Settings, url: str) -> _Read:
    """Fetch the beginning of a page and read it in a child. Raises LinkRefused, Overloaded."""
    try:
        _READING.acquire_nowait()
    except anyio.WouldBlock as e:
        raise Overloaded(retry_after_s=RETRY_AFTER_S) from e
    try:
        beginning = await Fetcher(settings).beginning(url, bounds=PAGE_BOUNDS, agent=AGENT)
        media_type, _, rest = beginning.kind.partition(";")
        if media_type.strip().lower() not in {"text/html", "application/xhtml+xml", ""}:
            return _Read(found=Found(), failure=NOT_A_PAGE)
        charset = rest.lower().partition("charset=")[2].strip(" \"'")[:40]
        found = await child.read(beginning.raw, Options(url=beginning.url, charset=charset))
    except FetchFailed as e:
        if e.code == "address_refused":
            raise LinkRefused from e
        return _Read(found=Found(), failure=e.code)
    except PageUnreadable:
        return _Read(found=Found(), failure=UNREADABLE)
    finally:
        _READING.release()
    return _Read(found=found, failure=None if found.title else NOTHING_FOUND)


def _made(address: rules.Address, read: _Read, *, actor: Person, id: ExternalId, now: datetime) -> External:
    found = read.found
    return External(
        id=id,
        person_id=actor.id,
        code=short_code(CODE_PREFIX).lower(),
        url=address.url,
        canonical_url=_canonical(address, found.canonical_url),
        host=address.host,
        title=found.title,
        merchant_name=found.merchant_name or rules.site_of(address.host)[:80],
        price_minor=found.price_minor,
        currency=found.currency,
        price_seen_at=now if found.price_minor is not None else None,
        failure=read.failure,
        image_url=found.image_url or None,
        image_state=ImageState.WAITING if found.image_url else ImageState.NONE,
        image_file_id=None,
        removed_at=None,
        refreshed_at=now,
        created_at=now,
    )


def _canonical(address: rules.Address, said: str) -> str:
    """Believe a page about which page it is only within its own site."""
    try:
        own = rules.address(said) if said else address
    except LinkRefused:
        return address.canonical
    is_same = rules.site_of(own.host) == rules.site_of(address.host)
    # Many shops name their front page as the canonical one of everything.
    is_front = urlsplit(own.canonical).path in {"", "/"} and "?" not in own.canonical
    return own.canonical if is_same and not is_front else address.canonical


async def _keep(db: Db, added: External, *, now: datetime) -> External:
    """Store a product; who has its page already, or added it twice at once, gets the one that is there."""
    await store.line_up(db, added.person_id)
    if known := await store.find_known(db, added.person_id, added.id, added.canonical_url):
        return known
    await _require_room(db, added.person_id, now)
    if not await store.add(db, added):
        raise ExternalIdTaken
    await pictures.fetch_later(db, added)
    return added


async def refresh(
    pool: Pool, settings: Settings, *, actor: Person, external_id: ExternalId, now: datetime
) -> External:
    """Read the page again: price and picture of today; the words stay as their person left them.

    Raises ExternalNotFound, LinkRefused, Overloaded, TooManyExternals.
    """
    async with pool.transaction() as db:
        known = await get_own(db, external_id=external_id, actor=actor)
        if not await store.note_refresh(
            db, external_id, now=now, again_after=AGAIN_AFTER, count_max=MINUTE_MAX
        ):
            raise Overloaded(retry_after_s=AGAIN_AFTER.seconds)
    read = await _read_page(settings, known.url)
    async with pool.transaction() as db:
        # She may have changed it while its page was read.
        await store.lock(db, external_id)
        known = await get_own(db, external_id=external_id, actor=actor)
        found = read.found
        changed = msgspec.structs.replace(known, failure=read.failure, title=known.title or found.title)
        if found.price_minor is not None:
            changed = msgspec.structs.replace(
                changed, price_minor=found.price_minor, currency=found.currency, price_seen_at=now
            )
        if found.image_url and (found.image_url != known.image_url or known.image_state is ImageState.FAILED):
            changed = msgspec.structs.replace(
                changed, image_url=found.image_url, image_state=ImageState.WAITING, image_file_id=None
            )
        await store.change(db, changed)
        if changed.image_state is ImageState.WAITING:
            await pictures.fetch_later(db, changed)
    return changed


async def change(
    db: Db, *, actor: Person, external_id: ExternalId, changes: ExternalChanges, now: datetime
) -> External:
    """Change what is said about a product; a price that she typed was seen by her now.

    Raises ExternalNotFound, Malformed, ImageNotFound.
    """
    # Its picture may arrive in this moment.
    await store.lock(db, external_id)
    changed = await get_own(db, external_id=external_id, actor=actor)
    if changes.title is not UNSET:
        changed = msgspec.structs.replace(changed, title=_line(changes.title, "title"))
    if changes.merchant_name is not UNSET:
        name = _line(changes.merchant_name, "merchant_name")
        changed = msgspec.structs.replace(changed, merchant_name=name)
    if changes.price is not UNSET:
        changed = _priced(changed, changes.price, now)
    if changes.image_file_id is not UNSET:
        changed = await _pictured(db, changed, changes.image_file_id)
    await store.change(db, changed)
    return changed


def _line(text: str, field: str) -> str:
    line = clean_line(text)
    if not line:
        raise Malformed({field: "must not be empty"})
    return line


def _priced(known: External, price: Money | None, now: datetime) -> External:
    if price is None:
        return msgspec.structs.replace(known, price_minor=None, currency=None, price_seen_at=None)
    if not 0 < price.amount_minor <= AMOUNT_MAX:
        raise Malformed({"price": "above zero"})
    return msgspec.structs.replace(
        known, price_minor=price.amount_minor, currency=price.currency, price_seen_at=now
    )


async def _pictured(db: Db, known: External, file_id: FileId | None) -> External:
    if file_id is None:
        return msgspec.structs.replace(known, image_state=ImageState.NONE, image_file_id=None)
    await media.own_image(db, file_id=file_id, person_id=known.person_id)
    return msgspec.structs.replace(known, image_state=ImageState.HERE, image_file_id=file_id)


async def remove(db: Db, *, actor: Person, external_id: ExternalId, now: datetime) -> None:
    """Take a product away: clips show it no more, its link leads nowhere. Raises ExternalNotFound."""
    await get_own(db, external_id=external_id, actor=actor)
    await store.remove(db, external_id, now)


async def get_own(db: Db, *, external_id: ExternalId, actor: Person) -> External:
    """Read a product of its person. Raises ExternalNotFound."""
    found = (await externals_by_id(db, [external_id])).get(external_id)
    if found is None or found.person_id != actor.id:
        raise ExternalNotFound
    return found


async def list_own(
    db: Db, *, actor: Person, before: tuple[datetime, UUID] | None, limit: int
) -> list[External]:
    """List a person's products from elsewhere, the newest first."""
    return await store.of_person(db, actor.id, before=before, limit=limit)


async def externals_by_id(db: Db, ids: Collection[ExternalId]) -> dict[ExternalId, External]:
    """Read many products from elsewhere; removed ones are left out. One statement."""
    return {each.id: each for each in await store.products(db, list(ids))} if ids else {}


async def shown_ids(db: Db, ids: Collection[ExternalId], *, person_id: PersonId) -> set[ExternalId]:
    """Tell which of some products a person may show: her own that have a title. One statement."""
    found = await externals_by_id(db, ids)
    return {each.id for each in found.values() if each.person_id == person_id and each.title}


async def cards(db: Db, ids: Collection[ExternalId]) -> dict[ExternalId, ExternalCard]:
    """Show products from elsewhere to everybody; removed and nameless ones are left out. Two statements."""
    found = [each for each in (await externals_by_id(db, ids)).values() if each.title]
    return {each.id: card for each, card in zip(found, await _cards(db, found), strict=True)}


async def _cards(db: Db, found: Sequence[External]) -> list[ExternalCard]:
    images = await media.file_urls(db, {each.image_file_id for each in found if each.image_file_id})
    return [
        ExternalCard(
            id=each.id,
            title=each.title,
            image_url=_image(each, images),
            price=_price(each),
            price_seen_at=each.price_seen_at,
            merchant_name=each.merchant_name,
            link=f"/r/{each.code}",
        )
        for each in found
    ]


def _image(product: External, images: Mapping[FileId, FileView]) -> str | None:
    found = images.get(product.image_file_id) if product.image_file_id else None
    return found.url if found else None


def _price(product: External) -> Money | None:
    if product.price_minor is None or product.currency is None:
        return None
    return Money(product.price_minor, product.currency)


async def show(db: Db, found: Sequence[External], *, language: Language) -> list[ExternalView]:
    """Show products to their person, in the same order. A constant number of statements."""
    return [
        ExternalView(
            id=each.id,
            url=each.url,
            card=card,
            image_state=each.image_state,
            failure=_failure(each.failure, language),
            refreshed_at=each.refreshed_at,
            created_at=each.created_at,
        )
        for each, card in zip(found, await _cards(db, found), strict=True)
    ]


def _failure(code: str | None, language: Language) -> Reading | None:
    return Reading(code=code, title=say(language, f"page_failure.{code}")) if code else None
