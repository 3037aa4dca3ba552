"""The door of shops: open, change, show, and who runs which."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET
from msgspec.structs import replace

from vitrina.identity import service as identity
from vitrina.identity.model import Capability, HandleKind, Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line, clean_text
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.shops import rules, store
from vitrina.shops.errors import CountryFixed, NotYourShop, ShopIdTaken, ShopNotFound, TooManyShops
from vitrina.shops.model import ChangeShop, NewShop, Shop, ShopId, ShopPublic

SHOPS_MAX = 10


async def shops_by_id(db: Db, ids: Sequence[ShopId]) -> dict[ShopId, Shop]:
    """Find shops by id. What does not exist is left out."""
    return {shop.id: shop for shop in await store.shops(db, ids)} if ids else {}


async def shops_of(db: Db, person_id: PersonId) -> list[Shop]:
    """List the shops that a person runs, the first opened first, at most 10."""
    return await store.shops_of(db, person_id, SHOPS_MAX)


async def get_shop(db: Db, shop_id: ShopId) -> Shop:
    """Load a shop. Raises ShopNotFound."""
    found = await shops_by_id(db, [shop_id])
    if shop_id not in found:
        raise ShopNotFound
    return found[shop_id]


async def require_member(db: Db, *, shop_id: ShopId, person: Person) -> Shop:
    """Load a shop for somebody who runs it. Raises ShopNotFound, NotYourShop."""
    shop = await get_shop(db, shop_id)
    if not shop.is_run_by(person.id):
        raise NotYourShop
    return shop


async def open_shop(db: Db, person: Person, new: NewShop, *, now: datetime) -> Shop:
    """Open a shop; its owner may sell from now on. The same id twice is one shop.

    Raises BirthDateMissing, TooYoung, HandleTaken, ShopIdTaken, TooManyShops, Malformed, ImageNotFound.
    """
    identity.require_adult(person, now)
    currency = new.country.currency
    rules.check_shipping(new.shipping, currency)
    await store.line_up(db, person.id)
    if existing := (await shops_by_id(db, [new.id])).get(new.id):
        if existing.is_run_by(person.id):
            return existing
        raise ShopIdTaken
    if len(await shops_of(db, person.id)) >= SHOPS_MAX:
        raise TooManyShops(count_max=SHOPS_MAX)
    if new.avatar_file_id is not None:
        await media.own_image(db, file_id=new.avatar_file_id, person_id=person.id)
    await _write(db, person, new, now=now)
    await identity.give_capability(db, person_id=person.id, capability=Capability.SELL)
    return await get_shop(db, new.id)


async def _write(db: Db, person: Person, new: NewShop, *, now: datetime) -> None:
    handle = await identity.claim_handle(db, handle=new.handle, kind=HandleKind.SHOP, owner_id=new.id)
    cleaned = replace(new, handle=handle, name=_clean_name(new.name), description=clean_text(new.description))
    await store.add_shop(db, cleaned, owner_id=person.id, currency=new.country.currency, now=now)


async def change_shop(db: Db, person: Person, shop_id: ShopId, change: ChangeShop) -> Shop:
    """Change what its owner asked to change, all or nothing.

    Raises ShopNotFound, NotYourShop, CountryFixed, HandleTaken, Malformed, ImageNotFound.
    """
    await store.lock_shop(db, shop_id)
    shop = await require_member(db, shop_id=shop_id, person=person)
    if change.country not in (UNSET, shop.country):
        raise CountryFixed(currency=shop.currency.value)
    changed = _with_terms(shop, change)
    if change.handle is not UNSET:
        handle = await identity.claim_handle(db, handle=change.handle, kind=HandleKind.SHOP, owner_id=shop.id)
        changed = replace(changed, handle=handle)
    if change.avatar_file_id is not UNSET:
        if change.avatar_file_id is not None and change.avatar_file_id != shop.avatar_file_id:
            await media.own_image(db, file_id=change.avatar_file_id, person_id=person.id)
        changed = replace(changed, avatar_file_id=change.avatar_file_id)
    await store.change_shop(db, changed)
    # A badge comes and goes with the name.
    return await get_shop(db, shop_id)


async def set_exempt(db: Db, shop_id: ShopId, *, has_exempt_buyers: bool) -> None:
    """Note whether a shop has buyers who pay no tax, for modules that keep who they are."""
    await store.set_exempt(db, shop_id, has_exempt_buyers=has_exempt_buyers)


def _with_terms(shop: Shop, change: ChangeShop) -> Shop:
    shipping_minor = shop.shipping_minor
    if change.shipping is not UNSET:
        rules.check_shipping(change.shipping, shop.currency)
        shipping_minor = change.shipping.amount_minor
    return replace(
        shop,
        name=shop.name if change.name is UNSET else _clean_name(change.name),
        description=shop.description if change.description is UNSET else clean_text(change.description),
        shipping_minor=shipping_minor,
        return_days=shop.return_days if change.return_days is UNSET else change.return_days,
        transit_max_days=(
            shop.transit_max_days if change.transit_max_days is UNSET else change.transit_max_days
        ),
        prices_include_tax=(
            shop.prices_include_tax if change.prices_include_tax is UNSET else change.prices_include_tax
        ),
        default_weight_g=(
            shop.default_weight_g if change.default_weight_g is UNSET else change.default_weight_g
        ),
    )


def _clean_name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Malformed({"name": "must not be empty"})
    return name


async def show_shops(db: Db, shops: Sequence[Shop], viewer: Person | None) -> list[ShopPublic]:
    """Show shops as a viewer sees them, in their order. One statement."""
    file_ids: list[FileId] = [shop.avatar_file_id for shop in shops if shop.avatar_file_id]
    pictures = await media.file_urls(db, file_ids)
    urls = {file_id: picture.url for file_id, picture in pictures.items()}
    return [
        ShopPublic(
            id=shop.id,
            handle=shop.handle,
            name=shop.name,
            description=shop.description,
            country=shop.country,
            currency=shop.currency,
            shipping=Money(shop.shipping_minor, shop.currency),
            return_days=shop.return_days,
            transit_max_days=shop.transit_max_days,
            avatar_url=urls.get(shop.avatar_file_id) if shop.avatar_file_id else None,
            is_member=viewer is not None and shop.is_run_by(viewer.id),
            is_verified=shop.is_verified,
            prices_include_tax=shop.prices_include_tax,
            default_weight_g=shop.default_weight_g,
        )
        for shop in shops
    ]


async def get_open_shop(db: Db, shop_id: ShopId, viewer: Person | None) -> Shop:
    """Load a shop that the viewer may see: closed ones only who runs them. Raises ShopNotFound."""
    shop = await get_shop(db, shop_id)
    if not (viewer and shop.is_run_by(viewer.id)) and await store.closed_among(db, [shop_id]):
        raise ShopNotFound
    return shop


async def close_shop(db: Db, shop_id: ShopId, *, now: datetime) -> None:
    """Let nobody see a shop; its orders go on. Twice is once. What it sells is hidden by catalogue."""
    await store.close_shop(db, shop_id, now)


async def reopen_shop(db: Db, shop_id: ShopId) -> None:
    """Let everybody see a shop again."""
    await store.reopen_shop(db, shop_id)


async def give_badge(db: Db, shop_id: ShopId, *, name: str, now: datetime) -> None:
    """Let everybody see that a shop is verified, for as long as it has this name."""
    await store.give_badge(db, shop_id, name=name, now=now)


async def withdraw_badge(db: Db, shop_id: ShopId) -> None:
    """Let nobody see a badge any more. Twice is once."""
    await store.withdraw_badge(db, shop_id)


async def closed_among(db: Db, ids: Sequence[ShopId]) -> set[ShopId]:
    """Tell which of some shops are closed. One statement."""
    return set(await store.closed_among(db, ids)) if ids else set()
