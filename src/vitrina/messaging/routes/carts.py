"""HTTP of the carts in conversations."""

from typing import Annotated, Any

from litestar import Request, get, post, put
from litestar.params import QueryParameter

from vitrina.catalogue.errors import VariantNotSold
from vitrina.checkout.errors import MixedCurrencies, PurchaseIdTaken, TotalChanged
from vitrina.checkout.model import PurchaseView
from vitrina.identity import guards
from vitrina.identity.errors import BirthDateMissing, SignInNeeded, Suspended, TooYoung
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
from vitrina.messaging.service.access import Asks
from vitrina.messaging.service.keys import key_fits
from vitrina.prohibitions.errors import ProhibitedThere

TAGS = ["messaging"]
Key = Annotated[
    str | None,
    QueryParameter(name="key", max_length=64, description="The cart's key, for a buyer without an account"),
]
ANSWERS = fails(SignInNeeded, CartNotFound, CartMoved, CartBeingPaid, KeptApart, Suspended, Malformed)


@get(
    "/chat-carts/{cart:uuid}",
    operation_id="getChatCart",
    tags=TAGS,
    responses=fails(CartNotFound, Malformed),
)
async def get_chat_cart(
    cart: ChatCartId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> ChatCartView:
    """Show a cart of a conversation as it is now, to its two sides, or to who holds its key."""
    asks = Asks(actor=viewer, has_key=key_fits(settings, cart, key))
    async with pool.transaction() as db:
        return await service.show_cart(db, cart_id=cart, asks=asks, now=clock.now())


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
        BirthDateMissing,
        TooYoung,
        ProhibitedThere,
        Malformed,
        Overloaded,
    ),
)
async def checkout_chat_cart(
    request: Request[Any, Any, Any], cart: ChatCartId, data: NewCartCheckout, key: Key = None
) -> PurchaseView:
    """Turn the version of a cart that one saw into a purchase that waits 15 minutes for its payment."""
    pool: Pool = request.app.state.pool
    settings: Settings = request.app.state.settings
    viewer = await guards.viewer(request, pool, settings)
    asks = Asks(actor=viewer, has_key=key_fits(settings, cart, key))
    return await service.checkout_cart(
        pool, settings=settings, cart_id=cart, asks=asks, wanted=data, now=clock.now()
    )


ROUTES = [get_chat_cart, confirm_chat_cart, edit_chat_cart, decline_chat_cart, checkout_chat_cart]
