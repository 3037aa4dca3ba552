"""HTTP of the carts in conversations."""

from litestar import get, post, put

from vitrina.catalogue.errors import VariantNotSold
from vitrina.checkout.errors import MixedCurrencies, PurchaseIdTaken, TotalChanged
from vitrina.checkout.model import PurchaseView
from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.inventory.errors import NotEnoughStock
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded
from vitrina.kit.http import fails
from vitrina.messaging import service
from vitrina.messaging.errors import CartBeingPaid, CartMoved, CartNotFound, KeptApart
from vitrina.messaging.model import (
    CartDecline,
    CartEdit,
    ChatCartId,
    ChatCartView,
    Confirmation,
    NewCartCheckout,
)

TAGS = ["messaging"]
ANSWERS = fails(SignInNeeded, CartNotFound, CartMoved, CartBeingPaid, KeptApart, Suspended, Malformed)


@get(
    "/chat-carts/{cart:uuid}",
    operation_id="getChatCart",
    tags=TAGS,
    responses=fails(SignInNeeded, CartNotFound),
)
async def get_chat_cart(cart: ChatCartId, person: Person, pool: Pool) -> ChatCartView:
    """Show a cart of a conversation as it is now, to its two sides."""
    async with pool.transaction() as db:
        return await service.show_cart(db, cart_id=cart, actor=person, now=clock.now())


@put("/chat-carts/{cart:uuid}/confirmation", operation_id="confirmChatCart", tags=TAGS, responses=ANSWERS)
async def confirm_chat_cart(cart: ChatCartId, data: Confirmation, person: Person, pool: Pool) -> ChatCartView:
    """Agree to a cart: its buyer can pay it. Where prices changed it becomes a version that says so."""
    async with pool.transaction() as db:
        return await service.confirm(db, cart_id=cart, actor=person, wanted=data, now=clock.now())


@put("/chat-carts/{cart:uuid}/lines", operation_id="editChatCart", tags=TAGS, responses=ANSWERS)
async def edit_chat_cart(cart: ChatCartId, data: CartEdit, person: Person, pool: Pool) -> ChatCartView:
    """Offer other quantities, or without some lines, at the prices of the catalogue."""
    async with pool.transaction() as db:
        return await service.edit(db, cart_id=cart, actor=person, wanted=data, now=clock.now())


@put("/chat-carts/{cart:uuid}/refusal", operation_id="declineChatCart", tags=TAGS, responses=ANSWERS)
async def decline_chat_cart(cart: ChatCartId, data: CartDecline, person: Person, pool: Pool) -> ChatCartView:
    """Say no to a cart, and why."""
    async with pool.transaction() as db:
        return await service.decline(db, cart_id=cart, actor=person, wanted=data, now=clock.now())


@post(
    "/chat-carts/{cart:uuid}/checkouts",
    operation_id="checkoutChatCart",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        CartNotFound,
        CartMoved,
        CartBeingPaid,
        VariantNotSold,
        MixedCurrencies,
        TotalChanged,
        NotEnoughStock,
        PurchaseIdTaken,
        Malformed,
        Overloaded,
    ),
)
async def checkout_chat_cart(
    cart: ChatCartId, data: NewCartCheckout, person: Person, pool: Pool, settings: Settings
) -> PurchaseView:
    """Turn the version of a cart that one saw into a purchase that waits 10 minutes for its payment."""
    return await service.checkout_cart(
        pool, settings=settings, cart_id=cart, actor=person, wanted=data, now=clock.now()
    )


ROUTES = [get_chat_cart, confirm_chat_cart, edit_chat_cart, decline_chat_cart, checkout_chat_cart]
