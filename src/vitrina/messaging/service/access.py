"""Who may read and write in a conversation."""

from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.messaging.errors import CartNotFound, ConversationNotFound, KeptApart
from vitrina.messaging.model import ChatCart, ChatCartId, Conversation, ConversationId, Side
from vitrina.messaging.store import carts as cart_store
from vitrina.messaging.store import conversations as store
from vitrina.shops import service as shops
from vitrina.shops.model import Shop
from vitrina.social import service as social


class Seat(Struct, frozen=True, kw_only=True):
    """Somebody in a conversation. side: whom she speaks for."""

    conversation: Conversation
    shop: Shop
    person: Person
    side: Side


async def take_seat(db: Db, conversation_id: ConversationId, person: Person) -> Seat:
    """Let one of the two sides in. Raises ConversationNotFound, for strangers as well."""
    found = await store.by_id(db, [conversation_id])
    return await _seat(db, found[0] if found else None, person)


async def take_seat_to_write(db: Db, conversation_id: ConversationId, person: Person) -> Seat:
    """Let one of the two sides in to write: the conversation is hers until we commit.

    Raises ConversationNotFound, KeptApart, Suspended.
    """
    await identity.require_good_standing(db, person.id)
    seat = await _seat(db, await store.lock(db, conversation_id), person)
    if not await may_write(db, seat.conversation, seat.shop):
        raise KeptApart
    return seat


async def _seat(db: Db, conversation: Conversation | None, person: Person) -> Seat:
    if conversation is None:
        raise ConversationNotFound
    found = await shops.shops_by_id(db, [conversation.shop_id])
    shop = found.get(conversation.shop_id)
    if shop is None:
        raise ConversationNotFound
    if conversation.buyer_id == person.id:
        return Seat(conversation=conversation, shop=shop, person=person, side=Side.BUYER)
    if shop.is_run_by(person.id):
        return Seat(conversation=conversation, shop=shop, person=person, side=Side.SHOP)
    raise ConversationNotFound


async def may_write(db: Db, conversation: Conversation, shop: Shop) -> bool:
    """Tell whether the two sides may write to each other: neither keeps away, and the shop is open."""
    if await shops.closed_among(db, [shop.id]):
        return False
    buyer_id = conversation.buyer_id
    return buyer_id is None or not await social.is_apart(db, buyer_id, shop.owner_id)


class Asks(Struct, frozen=True, kw_only=True):
    """Who asks for a cart. has_key: holds the cart's own key."""

    actor: Person | None
    has_key: bool = False


class Opened(Struct, frozen=True, kw_only=True):
    """A cart, and for whom who looks at it speaks."""

    cart: ChatCart
    side: Side


async def open_cart(db: Db, cart_id: ChatCartId, asks: Asks) -> Opened:
    """Open a cart to one of its sides, or to the buyer without an account who holds its key.

    Raises CartNotFound.
    """
    if asks.has_key:
        return Opened(cart=await cart_by_key(db, cart_id), side=Side.BUYER)
    if asks.actor is None:
        raise CartNotFound
    cart, seat = await cart_seat(db, cart_id, asks.actor)
    return Opened(cart=cart, side=seat.side)


async def cart_by_key(db: Db, cart_id: ChatCartId) -> ChatCart:
    """Find a cart of a buyer without an account, for who holds its key. Raises CartNotFound."""
    cart = await cart_store.find(db, cart_id)
    found = await store.by_id(db, [cart.conversation_id]) if cart else []
    if cart is None or not found or found[0].buyer_id is not None:
        raise CartNotFound
    return cart


async def cart_seat(db: Db, cart_id: ChatCartId, person: Person) -> tuple[ChatCart, Seat]:
    """Find a cart with the seat of who looks at it. Raises CartNotFound, for strangers as well."""
    cart = await cart_store.find(db, cart_id)
    if cart is None:
        raise CartNotFound
    try:
        return cart, await take_seat(db, cart.conversation_id, person)
    except ConversationNotFound as e:
        raise CartNotFound from e
