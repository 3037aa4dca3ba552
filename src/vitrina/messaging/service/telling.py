"""What becomes of orders that began as a cart here, told where it was agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.messaging.model import ChatCartId, ConversationId, Happening, MessageKind, Side
from vitrina.messaging.service.carrying import written
from vitrina.messaging.service.posting import Draft, post
from vitrina.messaging.store import carts, conversations
from vitrina.orders.model import OrderCancelled, OrderDelivered, OrderPaid, OrderShipped, ParcelPiece
from vitrina.orders.parcels import ParcelCorrected, ParcelDelivered, ParcelRecalled, ParcelShipped
from vitrina.orders.refund_model import OrderRefunded
from vitrina.returns.model import ReturnMoved, ReturnSide, ReturnState

OrderFact = (
    OrderPaid
    | OrderShipped
    | OrderDelivered
    | OrderCancelled
    | OrderRefunded
    | ParcelShipped
    | ParcelDelivered
    | ParcelCorrected
    | ParcelRecalled
    | ReturnMoved
)
HAPPENINGS: Mapping[type[OrderFact], Happening] = {
    OrderPaid: Happening.PAID,
    OrderShipped: Happening.SHIPPED,
    OrderDelivered: Happening.DELIVERED,
    OrderCancelled: Happening.CANCELLED,
    OrderRefunded: Happening.REFUNDED,
    ParcelShipped: Happening.PARTLY_SHIPPED,
    ParcelDelivered: Happening.PARCEL_DELIVERED,
    ParcelCorrected: Happening.TRACKING_CORRECTED,
    ParcelRecalled: Happening.PARCEL_RECALLED,
}
# Of the money that went back its refund tells.
RETURNED: Mapping[ReturnState, Happening] = {
    ReturnState.REQUESTED: Happening.RETURN_REQUESTED,
    ReturnState.ACCEPTED: Happening.RETURN_ACCEPTED,
    ReturnState.SENT: Happening.RETURN_SENT,
    ReturnState.EXCHANGED: Happening.RETURN_EXCHANGED,
    ReturnState.REFUSED: Happening.RETURN_REFUSED,
    ReturnState.WITHDRAWN: Happening.RETURN_WITHDRAWN,
    ReturnState.LAPSED: Happening.RETURN_LAPSED,
}
TEXT_LENGTH_MAX = 500


async def tell_orders(db: Db, facts: Sequence[OrderFact], now: datetime) -> None:
    """Tell in their conversations what became of orders; those that did not begin there are passed over."""
    named = await carts.by_id(db, [cart_id for fact in facts if (cart_id := _cart_of(fact))])
    known = {cart.id: cart.conversation_id for cart in named}
    ordered = await carts.of_orders(db, list({fact.order_id for fact in facts}))
    told_in = {cart.order_id: cart.conversation_id for cart in ordered}
    for fact in facts:
        cart_id = _cart_of(fact)
        conversation_id = known.get(cart_id) if cart_id else told_in.get(fact.order_id)
        if conversation_id and await _tell(db, conversation_id, fact, now):
            told_in[fact.order_id] = conversation_id


def _cart_of(fact: OrderFact) -> ChatCartId | None:
    if not isinstance(fact, OrderPaid):
        return None
    return next((ChatCartId(line.cart_id) for line in fact.lines if line.cart_id), None)


async def _tell(db: Db, conversation_id: ConversationId, fact: OrderFact, now: datetime) -> bool:
    """Tell one fact; a paid cart is marked with it. False: there is nothing to tell."""
    happening = RETURNED.get(fact.state) if isinstance(fact, ReturnMoved) else HAPPENINGS[type(fact)]
    if happening is None:
        return False
    conversation = await conversations.lock(db, conversation_id)
    if conversation is None:
        return False
    if isinstance(fact, OrderPaid):
        cart_id = _cart_of(fact)
        # Money decides, whatever was agreed meanwhile; but only of the purchase that was made of the cart.
        if not cart_id or not await carts.mark_paid(
            db, cart_id, purchase_id=fact.purchase_id, order_id=fact.order_id
        ):
            return False
    draft = Draft(
        kind=MessageKind.ORDER,
        side=_side(fact),
        text=_text(fact),
        cart_id=_cart_of(fact),
        order_id=fact.order_id,
        happening=happening,
    )
    await post(db, conversation, draft, now)
    return True


def _side(fact: OrderFact) -> Side:
    """Tell whose word a fact is: what the buyer did is hers, all else is the shop's."""
    is_hers = isinstance(fact, OrderPaid) or (isinstance(fact, ReturnMoved) and fact.by is ReturnSide.BUYER)
    return Side.BUYER if is_hers else Side.SHOP


def _text(fact: OrderFact) -> str:
    """Say which part of an order a fact is about, in the words of the order itself."""
    match fact:
        case OrderShipped() if fact.parcel_count > 1:
            return _pieces(fact.pieces)
        case ParcelShipped() | ParcelDelivered() | ParcelRecalled():
            return _pieces(fact.pieces)
        case ParcelCorrected():
            return f"{fact.carrier} {fact.tracking_number}"
        case OrderRefunded():
            return written(Money(fact.amount_minor, fact.currency))
        case _:
            return ""


def _pieces(pieces: Sequence[ParcelPiece]) -> str:
    return ", ".join(f"{each.quantity} × {each.title}" for each in pieces)[:TEXT_LENGTH_MAX]
