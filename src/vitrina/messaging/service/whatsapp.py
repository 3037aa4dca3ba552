"""What comes from WhatsApp: kept at once, worked off by a job."""

import logging
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Protocol
from urllib.parse import quote
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, ProductStatus, VariantForSale, VariantId
from vitrina.identity import service as identity
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed, Refusal
from vitrina.kit.ids import new_id
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.kit.text import clean_line, clean_text
from vitrina.messaging.bridges import whatsapp as bridge
from vitrina.messaging.errors import NoWhatsApp, ProductNotOfShop, WebhookForged
from vitrina.messaging.model import (
    LINES_MAX,
    QUANTITY_MAX,
    TEXT_LENGTH_MAX,
    CartLineWanted,
    Conversation,
    ConversationId,
    Happening,
    MessageKind,
    Side,
)
from vitrina.messaging.service.posting import Draft, post
from vitrina.messaging.service.writing import add_cart
from vitrina.messaging.store import conversations
from vitrina.messaging.store import whatsapp as store
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

KEPT = timedelta(days=30)
# A touch lasts for seven days; a code is of use no longer than its touch.
CODE_KEPT = timedelta(days=8)
# Who writes over the bridge has no account to close: her words go a year after the last of them.
CONTACT_KEPT = timedelta(days=365)
FORGET_BATCH = 5_000
# Their messages and carts go with them.
FORGET_CONTACTS_BATCH = 100
FORGET_BATCHES_MAX = 1_000
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
NUMBER = re.compile(r"\D")

log = logging.getLogger(__name__)


class NewLink(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a link to WhatsApp is about: a product, or the shop. touch_id: the tap that led to the product."""

    product_id: ProductId | None = None
    touch_id: UUID | None = None
    text: Annotated[str, Meta(max_length=300)] = ""


class Link(Struct, frozen=True, kw_only=True):
    """A link that opens WhatsApp with words."""

    url: str


class Heard(Struct, frozen=True, kw_only=True):
    """A message with the conversation that it belongs to."""

    incoming: bridge.Incoming
    conversation: Conversation
    shop: Shop
    language: Language
    now: datetime


async def receive(
    db: Db, settings: Settings, *, raw: bytes, signature: str | None, now: datetime
) -> list[str]:
    """Keep the messages of a delivery that came for the first time. Returns their ids.

    Raises WebhookForged, Malformed.
    """
    if not bridge.is_genuine(settings.whatsapp_app_secret, raw, signature):
        raise WebhookForged
    fresh: list[str] = []
    for each in bridge.read(raw):
        if each.phone_number_id == settings.whatsapp_phone_number_id and await store.keep(db, each, now=now):
            fresh.append(each.id)
    return fresh


async def work(pool: Pool, settings: Settings, *, message_id: str, now: datetime) -> None:
    """Bring a message into its conversation, once; an order becomes a cart at our prices."""
    async with pool.transaction() as db:
        shop = await find_shop(db, settings)
        if shop is None:
            log.warning("WhatsApp brought a message, but VITRINA_WHATSAPP_SHOP names no shop")
            return
        incoming = await store.take(db, message_id, now=now)
        if incoming is None:
            return
        conversation_id = await store.start(
            db, conversation_id=ConversationId(new_id()), shop_id=shop.id, incoming=_named(incoming), now=now
        )
        conversation = await conversations.lock(db, conversation_id)
        assert conversation, "it was just made"
        owner = (await identity.persons(db, [shop.owner_id])).get(shop.owner_id)
        heard = Heard(
            incoming=incoming,
            conversation=conversation,
            shop=shop,
            language=owner.language if owner else Language.ES,
            now=now,
        )
        await _hear(db, heard)


def _named(incoming: bridge.Incoming) -> bridge.Incoming:
    return bridge.Incoming(
        id=incoming.id,
        phone_number_id=incoming.phone_number_id,
        contact_id=incoming.contact_id,
        contact_name=clean_line(incoming.contact_name) or f"+{NUMBER.sub('', incoming.contact_id)}",
        body=incoming.body,
    )


async def _hear(db: Db, heard: Heard) -> None:
    if order := bridge.order_of(heard.incoming.body):
        await _order(db, heard, *order)
        return
    words = bridge.text_of(heard.incoming.body)
    if words is None:
        words = say(heard.language, "whatsapp.unsupported")
    words, code = bridge.split_code(words)
    if code and (found := await store.find_code(db, code, heard.shop.id)):
        await store.bind_touch(db, heard.conversation.id, found, now=heard.now)
    await _say(db, heard, words or say(heard.language, "whatsapp.hello"))


async def _say(db: Db, heard: Heard, words: str) -> None:
    draft = Draft(kind=MessageKind.TEXT, side=Side.BUYER, text=clean_text(words)[:TEXT_LENGTH_MAX])
    await post(db, heard.conversation, draft, heard.now)


async def _order(db: Db, heard: Heard, note: str, items: Sequence[bridge.Item]) -> None:
    """Make an order a cart: at the prices of the catalogue, beside those that the phone showed."""
    variants = await _variants(db, heard.shop.id, items)
    lines: dict[VariantId, CartLineWanted] = {}
    seen: dict[VariantId, int] = {}
    by_product = {each.product_id: each.touch_id for each in await store.touches(db, heard.conversation.id)}
    left_out = 0
    for item in items:
        variant = variants.get(item.retailer_id)
        known = lines.get(variant.variant_id) if variant else None
        if variant is None or not variant.is_active or (known is None and len(lines) >= LINES_MAX):
            left_out += 1
            continue
        lines[variant.variant_id] = CartLineWanted(
            variant_id=variant.variant_id,
            quantity=min(item.quantity + (known.quantity if known else 0), QUANTITY_MAX),
            touch_id=by_product.get(variant.product_id),
        )
        price_minor = bridge.price_minor(item, variant.currency)
        if price_minor is not None:
            seen[variant.variant_id] = price_minor
    words = [note] if note else []
    if left_out or not lines:
        words.append(say(heard.language, "whatsapp.left_out", count=left_out))
    try:
        if not lines:
            raise Malformed({"order": "nothing in it is on sale"})
        async with db.transaction():
            cart = await add_cart(
                db,
                heard.conversation.id,
                shop=heard.shop,
                wanted=list(lines.values()),
                now=heard.now,
                seen=seen,
            )
    except Refusal:
        await _say(db, heard, "\n".join([*words, say(heard.language, "whatsapp.no_order")]))
        return
    draft = Draft(
        kind=MessageKind.CART,
        side=Side.BUYER,
        text=clean_text("\n".join(words))[:TEXT_LENGTH_MAX],
        cart_id=cart.id,
        happening=Happening.SENT,
    )
    await post(db, heard.conversation, draft, heard.now)


async def _variants(db: Db, shop_id: ShopId, items: Sequence[bridge.Item]) -> dict[str, VariantForSale]:
    """Find what an order names, by SKU or by the id of the variant."""
    by_sku = await catalogue.variants_by_sku(db, [each.retailer_id for each in items], shop_id=shop_id)
    by_id = {each.retailer_id: VariantId(id) for each in items if (id := _uuid(each.retailer_id))}
    named = {**by_sku, **by_id}
    found = await catalogue.variants_for_sale(db, list(named.values())) if named else {}
    return {name: found[id] for name, id in named.items() if id in found and found[id].shop_id == shop_id}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def find_shop(db: Db, settings: Settings) -> Shop | None:
    """Find the shop that the number belongs to."""
    if not settings.whatsapp_shop:
        return None
    owner = await identity.find_by_handle(db, settings.whatsapp_shop)
    return (await shops.shops_by_id(db, [ShopId(owner.id)])).get(ShopId(owner.id)) if owner else None


async def link(db: Db, settings: Settings, *, shop_id: ShopId, new: NewLink, now: datetime) -> Link:
    """Make a link that opens WhatsApp; its code keeps the tap that led there.

    Raises NoWhatsApp, ProductNotOfShop.
    """
    shop = await find_shop(db, settings)
    number = NUMBER.sub("", settings.whatsapp_number)
    if shop is None or shop.id != shop_id or not number:
        raise NoWhatsApp
    words = clean_text(new.text)
    if new.product_id is not None:
        product = (await catalogue.summaries(db, [new.product_id])).get(new.product_id)
        if product is None or product.shop_id != shop_id or product.status is ProductStatus.DRAFT:
            raise ProductNotOfShop
        words = await _with_code(db, words or product.title, shop_id=shop_id, new=new, now=now)
    words = words or say(Language.PT if shop.country == "BR" else Language.ES, "whatsapp.hello")
    return Link(url=f"https://wa.me/{number}?text={quote(words)}")


async def _with_code(db: Db, words: str, *, shop_id: ShopId, new: NewLink, now: datetime) -> str:
    if new.touch_id is None or new.product_id is None:
        return words
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    await store.add_code(db, code, shop_id=shop_id, product_id=new.product_id, touch_id=new.touch_id, now=now)
    return f"{words} #V-{code}"


async def forget_old(pool: Pool, *, now: datetime) -> None:
    """Delete what came long ago, codes that nobody can earn by, and contacts who fell silent for a year."""
    await _forget(pool, store.forget_old, before=now - KEPT, limit=FORGET_BATCH)
    await _forget(pool, store.forget_old_codes, before=now - CODE_KEPT, limit=FORGET_BATCH)
    await _forget(pool, store.forget_contacts, before=now - CONTACT_KEPT, limit=FORGET_CONTACTS_BATCH)


class Forget(Protocol):
    """Deletes at most so many of what is older than a moment; tells how many."""

    async def __call__(self, db: Db, *, before: datetime, limit: int) -> int:
        """Delete them."""
        ...


async def _forget(pool: Pool, forget: Forget, *, before: datetime, limit: int) -> None:
    for _ in range(FORGET_BATCHES_MAX):
        async with pool.transaction() as db:
            if await forget(db, before=before, limit=limit) < limit:
                return
