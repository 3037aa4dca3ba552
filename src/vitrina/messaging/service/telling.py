"""What becomes of orders that began as a cart here, told where it was agreed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.messaging.model import ChatCartId, ConversationId, Happening, MessageKind, Side
from vitrina.messaging.service.posting import Draft, post
from vitrina.messaging.store import carts, conversations
from vitrina.orders.model import OrderCancelled, OrderDelivered, OrderPaid, OrderShipped

OrderFact = OrderPaid | OrderShipped | OrderDelivered | OrderCancelled
HAPPENINGS: Mapping[type[OrderFact], Happening] = {
    OrderPaid: Happening.PAID,
    OrderShipped: Happening.SHIPPED,
    OrderDelivered: Happening.DELIVERED,
    OrderCancelled: Happening.CANCELLED,
}


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
    # What the buyer did is her word; all else is the shop's.
    side = Side.BUYER if isinstance(fact, OrderPaid) else Side.SHOP
    draft = Draft(
        kind=MessageKind.ORDER,
        side=side,
        cart_id=_cart_of(fact),
        order_id=fact.order_id,
        happening=HAPPENINGS[type(fact)],
    )
    await post(db, conversation, draft, now)
    return True
