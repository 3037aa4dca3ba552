"""Addresses that carry lines: made by people, read by everybody, changing nothing."""

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantId
from vitrina.channels import store
from vitrina.channels.errors import CartLinkNotFound, TooManyCartLinks
from vitrina.channels.model import (
    CartLink,
    CartLinkView,
    IncomingCart,
    IncomingLine,
    LinkedLine,
    NewCartLink,
)
from vitrina.channels.rules.links import Named, Said, fate, parse_products, products_text
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, Person
from vitrina.inventory import service as inventory
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.http import API_BASE
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line
from vitrina.shops.model import ShopId
from vitrina.storefront import service as storefront

LINKS_MAX = 500
COUPON_LENGTH_MAX = 40


async def make_link(
    db: Db, settings: Settings, *, new: NewCartLink, actor: Person, now: datetime
) -> CartLinkView:
    """Make an address that carries lines; the same lines of the same person again are the same address.

    Nothing is checked of the lines: what cannot be bought is told to whoever follows the address.
    Raises TooManyCartLinks.
    """
    wanted: dict[VariantId, int] = {}
    for line in new.lines:
        wanted[line.variant_id] = max(wanted.get(line.variant_id, 0), line.quantity)
    lines = [LinkedLine(variant_id=each.variant_id, quantity=wanted[each.variant_id]) for each in new.lines]
    lines = list({each.variant_id: each for each in lines}.values())
    link = CartLink(code=_code(actor, lines, new.video_id), lines=lines, video_id=new.video_id, made_at=now)
    await store.line_up(db, actor.id)
    if await store.count_links(db, actor.id, but=link.code) >= LINKS_MAX:
        raise TooManyCartLinks(count_max=LINKS_MAX)
    await store.add_link(db, link, person_id=actor.id)
    return _view(link, settings)


async def list_links(
    db: Db, settings: Settings, *, actor: Person, before: tuple[datetime, str] | None, limit: int
) -> list[CartLinkView]:
    """List a person's addresses, the last made first."""
    return [_view(each, settings) for each in await store.links_of(db, actor.id, before=before, limit=limit)]


async def delete_link(db: Db, *, code: str, actor: Person) -> None:
    """End an address. Raises CartLinkNotFound for what is not the person's own."""
    if not await store.delete_link(db, code=code, person_id=actor.id):
        raise CartLinkNotFound


async def look_at_code(db: Db, code: str) -> IncomingCart:
    """Tell what an address of ours means now. Raises CartLinkNotFound."""
    link = await store.find_link(db, code)
    if link is None:
        raise CartLinkNotFound
    named = [Named(name=str(each.variant_id), quantity=each.quantity) for each in link.lines]
    said = Said(named=named, unreadable=[], is_cut=False)
    return await _incoming(db, said, shop_id=None, coupon="", video_id=link.video_id)


async def look_at_products(
    db: Db, products: str, *, shop: str | None, coupon: str, video_id: UUID | None
) -> IncomingCart:
    """Tell what an address in Meta's form means now. shop: the handle of the only shop that SKUs are of."""
    said = parse_products(products)
    shop_id = None
    if shop:
        owner = await identity.find_by_handle(db, shop)
        if owner is None or owner.kind is not HandleKind.SHOP:
            unknown = [*said.unreadable, *(each.name for each in said.named)]
            said = Said(named=[], unreadable=unknown, is_cut=said.is_cut)
        else:
            shop_id = ShopId(owner.id)
    return await _incoming(db, said, shop_id=shop_id, coupon=coupon, video_id=video_id)


async def _incoming(
    db: Db, said: Said, *, shop_id: ShopId | None, coupon: str, video_id: UUID | None
) -> IncomingCart:
    """Find what is named, with the prices and the stock of now. Seven statements at most."""
    skus = [each.name for each in said.named if each.variant_id is None]
    by_sku = await catalogue.variants_by_sku(db, skus, shop_id=shop_id) if skus else {}
    wanted: dict[VariantId, int] = {}
    names: dict[VariantId, str] = {}
    unknown = list(said.unreadable)
    for each in said.named:
        variant_id = each.variant_id or by_sku.get(each.name)
        if variant_id is None:
            unknown.append(each.name)
        else:
            wanted[variant_id] = wanted.get(variant_id, 0) + each.quantity
            names.setdefault(variant_id, each.name)
    lines = await _lines(db, wanted)
    found = {each.variant_id for each in lines}
    unknown += [name for variant_id, name in names.items() if variant_id not in found]
    return IncomingCart(
        lines=lines,
        unknown=unknown,
        is_cut=said.is_cut,
        coupon=clean_line(coupon)[:COUPON_LENGTH_MAX] or None,
        video_id=video_id,
    )


async def _lines(db: Db, wanted: dict[VariantId, int]) -> list[IncomingLine]:
    variants = await catalogue.variants_for_sale(db, list(wanted)) if wanted else {}
    available = await inventory.available(db, list(variants)) if variants else {}
    cards = await storefront.product_cards(db, {each.product_id for each in variants.values()})
    lines: list[IncomingLine] = []
    for variant_id, count in wanted.items():
        variant = variants.get(variant_id)
        card = cards.get(variant.product_id) if variant else None
        if variant is None or card is None:
            continue
        what, quantity = fate(
            wanted=count, available=available.get(variant.variant_id, 0), is_active=variant.is_active
        )
        lines.append(
            IncomingLine(
                variant_id=variant.variant_id,
                product=card,
                variant_values=variant.values,
                wanted=count,
                quantity=quantity,
                price=Money(variant.price_minor, variant.currency),
                fate=what,
            )
        )
    return lines


def _code(actor: Person, lines: Sequence[LinkedLine], video_id: UUID | None) -> str:
    """Name a link by what is in it: 80 bits, in letters that are hard to mistake for each other."""
    told = msgspec.json.encode([actor.id, lines, video_id])
    return b32encode(hashlib.blake2b(told, digest_size=10).digest()).decode().lower()


def _view(link: CartLink, settings: Settings) -> CartLinkView:
    clip = f"&clip={link.video_id}" if link.video_id else ""
    return CartLinkView(
        code=link.code,
        url=f"{settings.base_url}/c/{link.code}",
        checkout_url=f"{settings.base_url}/checkout?products={products_text(link.lines)}{clip}",
        qr_url=f"{API_BASE}/incoming-carts/qr.svg?code={link.code}",
        lines=link.lines,
        made_at=link.made_at,
    )
