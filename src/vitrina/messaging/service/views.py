"""Conversations, messages and carts as their two sides see them. A constant number of statements each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantForSale, VariantId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.messaging import rules
from vitrina.messaging.model import (
    BuyerSide,
    CartStatus,
    ChatCart,
    ChatCartId,
    ChatCartView,
    ChatLine,
    ChatLineView,
    Conversation,
    ConversationView,
    Message,
    MessageView,
    ShopSide,
    Side,
)
from vitrina.messaging.service.access import Seat, may_write
from vitrina.messaging.store import carts, messages
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId
from vitrina.storefront import service as storefront
from vitrina.storefront.model import ProductCard


async def message_view(db: Db, message: Message, side: Side) -> MessageView:
    """Show one message to a side."""
    return (await message_views(db, [message], side))[0]


async def message_views(db: Db, found: Sequence[Message], side: Side) -> list[MessageView]:
    """Show messages to a side, in this order; of what was taken down only that there was something."""
    found = [_emptied(each) if each.is_hidden else each for each in found]
    pictures = await media.file_urls(db, {each.file_id for each in found if each.file_id})
    cards = await storefront.product_cards(db, {each.product_id for each in found if each.product_id})
    shown: list[MessageView] = []
    for each in found:
        picture = pictures.get(each.file_id) if each.file_id else None
        shown.append(
            MessageView(
                id=each.id,
                seq=each.seq,
                side=each.side,
                is_own=each.side is side,
                kind=each.kind,
                text=each.text,
                image_url=picture.url if picture else None,
                product=cards.get(each.product_id) if each.product_id else None,
                cart_id=each.cart_id,
                order_id=each.order_id,
                happening=each.happening,
                is_hidden=each.is_hidden,
                at=each.at,
            )
        )
    return shown


def _emptied(message: Message) -> Message:
    return replace(message, text="", file_id=None, product_id=None)


async def conversation_view(db: Db, seat: Seat) -> ConversationView:
    """Show one conversation to one side."""
    can_write = await may_write(db, seat.conversation, seat.shop)
    return (await conversation_views(db, [seat.conversation], seat.side, can_write=can_write))[0]


async def conversation_views(
    db: Db, found: Sequence[Conversation], side: Side, *, can_write: bool = True
) -> list[ConversationView]:
    """Show conversations to a side, in this order; can_write is looked up for a single one alone."""
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in found}))
    buyers = await identity.persons(db, list({each.buyer_id for each in found if each.buyer_id}))
    last = {
        each.conversation_id: each
        for each in await messages.last_of(db, [(each.id, each.last_seq) for each in found])
    }
    views = dict(zip(last, await message_views(db, list(last.values()), side), strict=True))
    avatars = await _avatars(db, sellers, buyers)
    return [
        ConversationView(
            id=each.id,
            side=side,
            channel=each.channel,
            shop=_shop_side(sellers[each.shop_id], avatars),
            buyer=_buyer_side(each, buyers, avatars),
            last=views.get(each.id),
            last_seq=each.last_seq,
            unread_count=each.unread_of(side),
            can_write=can_write,
        )
        for each in found
        if each.shop_id in sellers
    ]


async def _avatars(
    db: Db, sellers: Mapping[ShopId, Shop], buyers: Mapping[PersonId, Person]
) -> dict[FileId, str]:
    ids = {each.avatar_file_id for each in (*sellers.values(), *buyers.values()) if each.avatar_file_id}
    return {file_id: picture.thumbnail_url for file_id, picture in (await media.file_urls(db, ids)).items()}


def _shop_side(shop: Shop, avatars: Mapping[FileId, str]) -> ShopSide:
    url = avatars.get(shop.avatar_file_id) if shop.avatar_file_id else None
    return ShopSide(id=shop.id, handle=shop.handle, name=shop.name, avatar_url=url)


def _buyer_side(
    conversation: Conversation, buyers: Mapping[PersonId, Person], avatars: Mapping[FileId, str]
) -> BuyerSide:
    person = buyers.get(conversation.buyer_id) if conversation.buyer_id else None
    if person is None:
        return BuyerSide(id=None, handle=None, name=conversation.contact_name, avatar_url=None)
    url = avatars.get(person.avatar_file_id) if person.avatar_file_id else None
    return BuyerSide(id=person.id, handle=person.handle, name=person.name, avatar_url=url)


async def cart_views(db: Db, cart_ids: Sequence[ChatCartId], side: Side, now: datetime) -> list[ChatCartView]:
    """Show carts to a side as they are now."""
    found = await carts.by_id(db, cart_ids) if cart_ids else []
    if not found:
        return []
    lines = await carts.lines(db, [each.id for each in found])
    variant_ids = list({line.variant_id for line in lines})
    variants = await catalogue.variants_for_sale(db, variant_ids)
    free = await inventory.available(db, variant_ids)
    cards = await storefront.product_cards(db, {line.product_id for line in lines})
    by_cart: dict[ChatCartId, list[ChatLineView]] = {each.id: [] for each in found}
    currencies = {each.id: each.currency for each in found}
    for line in lines:
        variant = variants.get(line.variant_id)
        is_sold = variant is not None and variant.is_active
        available = free.get(line.variant_id, 0) if is_sold else 0
        by_cart[line.cart_id].append(
            _line_view(line, variant, cards.get(line.product_id), (available, currencies[line.cart_id]))
        )
    return [_cart_view(each, by_cart[each.id], side, now) for each in found]


def _line_view(
    line: ChatLine, variant: VariantForSale | None, card: ProductCard | None, stock: tuple[int, Currency]
) -> ChatLineView:
    available, currency = stock
    price = Money(line.price_minor, currency)
    return ChatLineView(
        variant_id=VariantId(line.variant_id),
        product_id=line.product_id,
        title=variant.title if variant else "",
        variant_values=variant.values if variant else [],
        product=card,
        quantity=line.quantity,
        price=price,
        asked_quantity=line.asked_quantity,
        asked_price=Money(line.asked_price_minor, currency),
        total=Money(line.price_minor * line.quantity, currency),
        available=available,
        touch_id=line.touch_id,
    )


def _cart_view(cart: ChatCart, lines: list[ChatLineView], side: Side, now: datetime) -> ChatCartView:
    return ChatCartView(
        id=cart.id,
        conversation_id=cart.conversation_id,
        status=CartStatus(cart.status),
        version=cart.version,
        note=cart.note,
        lines=lines,
        subtotal=Money(sum(line.total.amount_minor for line in lines), cart.currency),
        is_paying=rules.is_paying(cart, now),
        order_id=cart.order_id,
        expires_at=cart.expires_at,
        can=rules.can(cart, side=side, now=now),
    )
