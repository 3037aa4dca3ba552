"""Verbs of who writes: open a conversation, say something, send a cart."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from vitrina.carts import service as baskets
from vitrina.carts.model import CartId, SetLine
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductStatus, VariantId
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.kit.text import clean_text
from vitrina.media import service as media
from vitrina.messaging import rules
from vitrina.messaging.errors import (
    KeptApart,
    MessageIdTaken,
    OnlyBuyersSendCarts,
    OwnShop,
    ProductNotOfShop,
    TooManyOpenCarts,
)
from vitrina.messaging.model import (
    CartLineWanted,
    CartStatus,
    ChatCart,
    ChatCartId,
    ConversationId,
    ConversationView,
    Happening,
    MessageKind,
    MessageView,
    NewMessage,
    Side,
)
from vitrina.messaging.service import views
from vitrina.messaging.service.access import Seat, may_write, take_seat, take_seat_to_write
from vitrina.messaging.service.posting import Draft, post
from vitrina.messaging.store import carts, conversations, messages
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId

# More is no talk.
BURST = (timedelta(minutes=1), 30)
DAILY = (timedelta(days=1), 1_000)
CARTS_OPEN_MAX = 5
NOTHING_SEEN: Mapping[VariantId, int] = MappingProxyType({})


async def start(db: Db, *, shop_id: ShopId, actor: Person, now: datetime) -> ConversationView:
    """Find the conversation of a person and a shop, or make it; it is in no list before somebody writes.

    Raises ShopNotFound, OwnShop, KeptApart, Suspended.
    """
    await identity.require_good_standing(db, actor.id)
    shop = await shops.get_open_shop(db, shop_id, actor)
    if shop.is_run_by(actor.id):
        raise OwnShop
    conversation_id = await conversations.start(
        db, conversation_id=ConversationId(new_id()), shop_id=shop.id, buyer_id=actor.id, now=now
    )
    seat = await take_seat(db, conversation_id, actor)
    if not await may_write(db, seat.conversation, shop):
        raise KeptApart
    return await views.conversation_view(db, seat)


async def send(
    db: Db, *, conversation_id: ConversationId, actor: Person, new: NewMessage, now: datetime
) -> MessageView:
    """Say something in a conversation; the same id twice is said once.

    A cart is priced from the catalogue as it is now. Raises ConversationNotFound, KeptApart, Suspended,
    Malformed, MessageIdTaken, TooManyRequests, ImageNotFound, ProductNotOfShop, OnlyBuyersSendCarts,
    TooManyOpenCarts, VariantNotSold, CartFull.
    """
    kind, text = rules.kind_of(new), clean_text(new.text)
    await messages.line_up(db, actor.id)
    seat = await take_seat_to_write(db, conversation_id, actor)
    known = await messages.find(db, new.id)
    if known is not None:
        if (known.conversation_id, known.author_id) != (conversation_id, actor.id):
            raise MessageIdTaken
        return await views.message_view(db, known, seat.side)
    await _check_pace(db, actor.id, now)
    if new.file_id is not None:
        await media.own_image(db, file_id=new.file_id, person_id=actor.id)
    if new.product_id is not None:
        found = (await catalogue.summaries(db, [new.product_id])).get(new.product_id)
        if found is None or found.shop_id != seat.shop.id or found.status is ProductStatus.DRAFT:
            raise ProductNotOfShop
    cart_id = None
    if kind is MessageKind.CART and new.cart is not None:
        cart_id = (await _send_cart(db, seat, new.cart, now)).id
    message = await post(
        db,
        seat.conversation,
        Draft(
            id=new.id,
            kind=kind,
            side=seat.side,
            author_id=actor.id,
            text=text,
            file_id=new.file_id,
            product_id=new.product_id,
            cart_id=cart_id,
            happening=Happening.SENT if cart_id else None,
        ),
        now,
    )
    return await views.message_view(db, message, seat.side)


async def _send_cart(db: Db, seat: Seat, wanted: list[CartLineWanted], now: datetime) -> ChatCart:
    if seat.side is not Side.BUYER:
        raise OnlyBuyersSendCarts
    return await add_cart(db, seat.conversation.id, shop=seat.shop, wanted=wanted, now=now)


async def add_cart(
    db: Db,
    conversation_id: ConversationId,
    *,
    shop: Shop,
    wanted: list[CartLineWanted],
    now: datetime,
    seen: Mapping[VariantId, int] = NOTHING_SEEN,
) -> ChatCart:
    """Write a cart that a buyer asks for. Raises TooManyOpenCarts, VariantNotSold, Malformed.

    Its lines with a touch are put into a basket under the same id, so that the touch is kept from now on as
    in every cart; the basket is emptied when it is paid.
    """
    if await carts.count_open(db, conversation_id) >= CARTS_OPEN_MAX:
        raise TooManyOpenCarts(count_max=CARTS_OPEN_MAX)
    cart = ChatCart(
        id=ChatCartId(new_id()),
        conversation_id=conversation_id,
        status=CartStatus.SENT,
        version=1,
        currency=shop.currency,
        note="",
        purchase_id=None,
        order_id=None,
        paying_until=None,
        expires_at=now + rules.CART_KEPT,
    )
    variants = await catalogue.variants_for_sale(db, [line.variant_id for line in wanted])
    lines = rules.lines_of(cart.id, wanted, variants, shop_id=shop.id, seen=seen)
    await carts.add(db, cart, lines, now=now)
    for line in lines:
        if line.touch_id is not None:
            kept = SetLine(quantity=line.quantity, touch_id=line.touch_id)
            await baskets.set_line(db, CartId(cart.id), line.variant_id, wanted=kept, now=now)
    return cart


async def _check_pace(db: Db, author_id: PersonId, now: datetime) -> None:
    for window, count_max in (BURST, DAILY):
        if await messages.count_since(db, author_id, now - window, limit=count_max) >= count_max:
            raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)
