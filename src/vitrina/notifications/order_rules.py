"""Who is told what became of an order. Pure decisions, as in `rules`."""

from collections.abc import Mapping, Sequence

from vitrina.identity.model import Person, PersonId
from vitrina.kit.days import local_day
from vitrina.notifications.facts import (
    CashOrderFacts,
    OrderAwaitedFacts,
    OrderCancelledFacts,
    OrderDeliveredFacts,
    OrderDisputedFacts,
    OrderFacts,
    OrderPaidFacts,
    OrderRefundedFacts,
    OrderShippedFacts,
    OrderSoldFacts,
    ReturnBuyerFacts,
    ReturnShopFacts,
    SaleCancelledFacts,
    SoldLine,
)
from vitrina.notifications.model import NewMail, NewNotice
from vitrina.notifications.return_facts import ParcelFacts, ParcelNews, ParcelRecalledFacts
from vitrina.notifications.told import Told, tell
from vitrina.orders.model import (
    CARD_LIMIT,
    CancelledBy,
    Order,
    OrderCancelled,
    OrderDelivered,
    OrderId,
    OrderPaid,
    OrderShipped,
    PaidLine,
    ParcelPiece,
)
from vitrina.orders.parcels import ParcelCorrected, ParcelDelivered, ParcelRecalled, ParcelShipped
from vitrina.orders.refund_model import OrderRefunded
from vitrina.orders.unpaid import OrderAwaited, OrderConfirmed
from vitrina.payments.disputed import DisputeMoved
from vitrina.returns.model import ReturnMoved, ReturnSide, ReturnState
from vitrina.shops.model import Shop, ShopId

ParcelEvent = ParcelShipped | ParcelDelivered | ParcelCorrected
NEWS: Mapping[type[ParcelEvent], ParcelNews] = {
    ParcelShipped: ParcelNews.SHIPPED,
    ParcelDelivered: ParcelNews.DELIVERED,
    ParcelCorrected: ParcelNews.CORRECTED,
}
OrderEvent = (
    OrderAwaited
    | OrderConfirmed
    | OrderPaid
    | ParcelEvent
    | ParcelRecalled
    | OrderShipped
    | OrderDelivered
    | OrderRefunded
    | OrderCancelled
)


def tell_orders(
    events: Sequence[OrderEvent], shops: Mapping[ShopId, Shop], people: Mapping[PersonId, Person]
) -> Told:
    """Tell buyers and shops what became of orders.

    people: the owners of the shops, and the buyers who still have an account.
    """
    told = Told(mails=[], notices=[])
    for event in events:
        shop = shops.get(event.shop_id)
        if shop is None:
            continue
        if facts := _for_buyer(event, shop):
            told.mails.append(NewMail(recipient=event.buyer_email, language=event.language, facts=facts))
            if event.buyer_id is not None and event.buyer_id in people:
                told.notices.append(NewNotice(person_id=event.buyer_id, facts=facts))
        owner = people.get(shop.owner_id)
        if owner and (facts := _for_shop(event, shop)):
            tell(told, owner, facts)
    return told


def tell_disputes(
    events: Sequence[DisputeMoved],
    orders: Mapping[OrderId, Order],
    shops: Mapping[ShopId, Shop],
    people: Mapping[PersonId, Person],
) -> Told:
    """Tell shops of disputes about their orders. people: the owners of the shops."""
    told = Told(mails=[], notices=[])
    for event, part in [(each, part) for each in events for part in each.parts]:
        order = orders.get(OrderId(part.order_id))
        shop = shops.get(order.shop_id) if order else None
        owner = people.get(shop.owner_id) if shop else None
        if order and shop and owner:
            facts = OrderDisputedFacts(
                order_id=order.id,
                order_code=order.code,
                shop_id=shop.id,
                currency=event.currency,
                total_minor=part.amount_minor,
                state=event.state,
            )
            tell(told, owner, facts)
    return told


def _for_buyer(event: OrderEvent, shop: Shop) -> OrderFacts | None:
    match event:
        case OrderPaid():
            return OrderPaidFacts(
                order_id=event.order_id,
                order_code=event.order_code,
                shop_name=shop.name,
                currency=event.currency,
                lines=_sold(event.lines),
                shipping_minor=_shipping(event),
                total_minor=event.total_minor,
                promo_minor=event.promo_minor,
            )
        case OrderAwaited():
            return OrderAwaitedFacts(
                order_id=event.order_id,
                order_code=event.order_code,
                shop_name=shop.name,
                currency=event.currency,
                total_minor=event.total_minor,
                way=event.way,
            )
        case OrderConfirmed():
            return None
        case OrderShipped():
            return _shipped(event, shop)
        case ParcelShipped() | ParcelDelivered() | ParcelCorrected() | ParcelRecalled():
            return _recalled(event, shop) if isinstance(event, ParcelRecalled) else _parcel(event, shop)
        case OrderDelivered():
            return OrderDeliveredFacts(
                order_id=event.order_id,
                order_code=event.order_code,
                shop_name=shop.name,
                return_until=local_day(event.return_until, shop.country),
            )
        case OrderRefunded():
            return OrderRefundedFacts(
                order_id=event.order_id,
                order_code=event.order_code,
                shop_name=shop.name,
                reason=event.reason,
                currency=event.currency,
                total_minor=event.amount_minor,
            )
        case OrderCancelled():
            return _cancelled(event, shop)


def _shipped(event: OrderShipped, shop: Shop) -> OrderFacts | None:
    if event.parcel_count > 1 and event.pieces:
        return _parcel(event, shop)
    if event.parcel_id and not event.pieces:
        return None  # The rest goes back as money: its refund is told.
    return OrderShippedFacts(
        order_id=event.order_id,
        order_code=event.order_code,
        shop_name=shop.name,
        carrier=event.carrier,
        tracking_number=event.tracking_number,
        tracking_url=event.tracking_url,
        deliver_by=local_day(event.deliver_by, shop.country),
    )


def _parcel(event: ParcelEvent | OrderShipped, shop: Shop) -> ParcelFacts:
    is_gone = isinstance(event, ParcelDelivered)
    leaves = isinstance(event, ParcelShipped | OrderShipped)
    return ParcelFacts(
        order_id=event.order_id,
        order_code=event.order_code,
        shop_name=shop.name,
        news=ParcelNews.LAST if isinstance(event, OrderShipped) else NEWS[type(event)],
        pieces=_pieces(event.pieces),
        carrier="" if is_gone else event.carrier,
        tracking_number="" if is_gone else event.tracking_number,
        tracking_url=None if is_gone else event.tracking_url,
        deliver_by=local_day(event.deliver_by, shop.country) if leaves else None,
    )


def _recalled(event: ParcelRecalled, shop: Shop) -> ParcelRecalledFacts:
    return ParcelRecalledFacts(
        order_id=event.order_id,
        order_code=event.order_code,
        shop_name=shop.name,
        pieces=_pieces(event.pieces),
    )


def _pieces(pieces: Sequence[ParcelPiece]) -> str:
    return ", ".join(f"{each.quantity} × {each.title}" for each in pieces)


def _cancelled(event: OrderCancelled, shop: Shop) -> OrderCancelledFacts | None:
    # An order that nobody paid was never promised: its buyer saw the payment fail.
    if not event.was_paid:
        return None
    return OrderCancelledFacts(
        order_id=event.order_id,
        order_code=event.order_code,
        shop_name=shop.name,
        # The system ends a paid order for two reasons: the goods had gone, or a card had its share of a drop.
        reason=None if event.cancelled_by is CancelledBy.SYSTEM else event.reason,
        is_card_limit=event.cancelled_by is CancelledBy.SYSTEM and event.reason == CARD_LIMIT,
        currency=event.currency,
        total_minor=event.total_minor,
    )


def _for_shop(event: OrderEvent, shop: Shop) -> OrderFacts | None:
    if isinstance(event, OrderConfirmed):
        return CashOrderFacts(
            order_id=event.order_id,
            order_code=event.order_code,
            shop_id=shop.id,
            currency=event.currency,
            lines=_sold(event.lines),
            shipping_minor=_shipping(event),
            total_minor=event.total_minor,
            promo_minor=event.promo_minor,
        )
    # What is paid at the door the shop said itself.
    if isinstance(event, OrderPaid) and not event.is_cash:
        return OrderSoldFacts(
            order_id=event.order_id,
            order_code=event.order_code,
            shop_id=shop.id,
            currency=event.currency,
            lines=_sold(event.lines),
            shipping_minor=_shipping(event),
            total_minor=event.total_minor,
            promo_minor=event.promo_minor,
        )
    # What the system cancels never reached the shop, and what the shop cancels it knows.
    if isinstance(event, OrderCancelled) and event.was_paid and event.cancelled_by is CancelledBy.BUYER:
        return SaleCancelledFacts(
            order_id=event.order_id,
            order_code=event.order_code,
            shop_id=shop.id,
            reason=event.reason,
            currency=event.currency,
            total_minor=event.total_minor,
        )
    return None


def _sold(lines: Sequence[PaidLine]) -> list[SoldLine]:
    return [SoldLine(title=each.title, quantity=each.quantity, total_minor=each.paid_minor) for each in lines]


def _shipping(event: OrderPaid | OrderConfirmed) -> int:
    return event.total_minor + event.promo_minor - sum(line.paid_minor for line in event.lines)


def tell_returns(
    events: Sequence[ReturnMoved], shops: Mapping[ShopId, Shop], people: Mapping[PersonId, Person]
) -> Told:
    """Tell buyers and shops what became of returns. people: as for orders.

    What a side did itself it knows; but a buyer has it in writing that her wish arrived.
    """
    told = Told(mails=[], notices=[])
    for event in events:
        shop = shops.get(event.shop_id)
        if shop is None:
            continue
        facts = ReturnBuyerFacts(
            return_id=event.return_id,
            return_code=event.code,
            order_id=event.order_id,
            order_code=event.order_code,
            shop_name=shop.name,
            state=event.state,
            currency=event.currency,
            refunded_minor=event.refunded_minor or 0,
        )
        if event.by is not ReturnSide.BUYER or event.state is ReturnState.REQUESTED:
            told.mails.append(NewMail(recipient=event.buyer_email, language=event.language, facts=facts))
            if event.buyer_id is not None and event.buyer_id in people:
                told.notices.append(NewNotice(person_id=event.buyer_id, facts=facts))
        owner = people.get(shop.owner_id)
        if owner and event.by is not ReturnSide.SHOP:
            tell(
                told,
                owner,
                ReturnShopFacts(
                    return_id=event.return_id,
                    return_code=event.code,
                    order_id=event.order_id,
                    order_code=event.order_code,
                    shop_id=shop.id,
                    state=event.state,
                    currency=event.currency,
                    refunded_minor=event.refunded_minor or 0,
                ),
            )
    return told
