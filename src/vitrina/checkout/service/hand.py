"""Purchases whose money people report: cash at the door, and transfers."""

from datetime import datetime, timedelta

from vitrina.checkout import store
from vitrina.checkout.errors import NoCashConfirmation, PurchaseNotFound
from vitrina.checkout.model import Asked, PurchaseStatus, PurchaseView
from vitrina.checkout.service import cash, views
from vitrina.checkout.service.due import Due
from vitrina.checkout.service.pay import read, settle_many, show_again
from vitrina.identity.model import Person
from vitrina.inventory import service as inventory
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.money import Money
from vitrina.orders import service as orders
from vitrina.orders.errors import NoCashAwaited, OrderNotFound
from vitrina.orders.model import Access, OrderId
from vitrina.payments import by_hand
from vitrina.payments import service as payments
from vitrina.payments.model import Method, PaymentId, PaymentStatus
from vitrina.promotions import service as promotions

KEPT_BY_SHOP = "shop"
# Who ends what was not confirmed in time looks at its last moment: no confirmation runs beside that.
CONFIRM_MARGIN = timedelta(minutes=1)


async def confirm_cash(pool: Pool, *, settings: Settings, asked: Asked, key: str | None) -> PurchaseView:
    """Confirm that a purchase will be paid at the door: the shop prepares it. Again changes nothing.

    By its buyer, or who holds its key. What of it had gone meanwhile is not sent. Raises PurchaseNotFound,
    NoCashConfirmation, CashNotOffered.
    """
    async with pool.transaction() as db:
        found = (await read(db, [asked.purchase_id])).get(asked.purchase_id)
        if found is None or not _may_see(settings, found, asked, key):
            raise PurchaseNotFound
        if found.purchase.status is not PurchaseStatus.CONFIRMED:
            await _confirm(db, settings, found, now=asked.now)
    return await show_again(pool, settings, asked.purchase_id)


def _may_see(settings: Settings, due: Due, asked: Asked, key: str | None) -> bool:
    is_buyer = asked.viewer_id is not None and due.purchase.buyer_id == asked.viewer_id
    return is_buyer or views.key_fits(settings, due.purchase.id, key)


async def _confirm(db: Db, settings: Settings, due: Due, *, now: datetime) -> None:
    purchase, payment = due.purchase, due.payment
    is_awaited = payment.method is Method.CASH_ON_DELIVERY and payment.status is PaymentStatus.WAITING
    if (
        not is_awaited
        or purchase.status is not PurchaseStatus.WAITING
        or now + CONFIRM_MARGIN >= purchase.hold_until
    ):
        raise NoCashConfirmation
    await cash.require(db, settings, due, now=now)
    # Stock, purchase, order: in the order in which a settlement locks them.
    if purchase.id not in await inventory.sell(db, [purchase.id]):
        raise NoCashConfirmation
    if not await store.confirm(db, purchase.id):
        raise NoCashConfirmation
    await orders.confirm_cash(db, purchase.id, now=now)


async def collect_cash(
    db: Db, *, settings: Settings, order_id: OrderId, actor: Person, now: datetime
) -> None:
    """Note that an order was paid at the door and is delivered, as its shop says.

    Raises OrderNotFound, NotForYou, NoCashAwaited.
    """
    order = await orders.get_cash(db, order_id=order_id, actor=actor)
    result = await by_hand.receive_cash(db, purchase_id=order.purchase_id, actor=actor, now=now)
    moved = await payments.settle(db, [result], now=now) if result else []
    if not moved or moved[0].journal is None:
        raise NoCashAwaited
    await store.move(db, [(order.purchase_id, PurchaseStatus.PAID)], now=now)
    await orders.collect(
        db,
        order,
        captured=moved[0].journal,
        held=by_hand.cash_account(order.currency),
        is_kept=settings.cash_kept_by == KEPT_BY_SHOP,
        now=now,
    )


async def refuse_cash(db: Db, *, order_id: OrderId, actor: Person, now: datetime) -> None:
    """Note that a buyer did not take her parcel, as its shop says. Nothing was paid; her next ones count it.

    What coupons she used can be used again. Raises OrderNotFound, NotForYou, NoCashAwaited.
    """
    order = await orders.get_cash(db, order_id=order_id, actor=actor)
    # Coupons first, as everywhere.
    await promotions.give_back(db, [order.purchase_id], now=now)
    # Payment, then order: as whoever collects locks them.
    await payments.close_unpaid(db, order.purchase_id, now=now)
    await orders.refuse(db, order, now=now)


async def remit_cash(db: Db, *, order_id: OrderId, fee: Money, now: datetime) -> None:
    """Note that the cash of an order arrived, less what its carrier keeps. A second time changes nothing.

    Raises OrderNotFound, NoCashAwaited.
    """
    order = (await orders.orders_by_id(db, [order_id])).get(order_id)
    if order is None:
        raise OrderNotFound
    if fee.currency is not order.currency:
        raise NoCashAwaited
    held = by_hand.cash_account(order.currency)
    await orders.remit(db, order_id=order_id, held=held, fee_minor=fee.amount_minor, now=now)


async def receive_transfer(pool: Pool, *, payment_id: PaymentId, actor: Person, now: datetime) -> None:
    """Note that a transfer came, whole, and hand its orders over; again changes nothing.

    Raises TransferNotFound.
    """
    async with pool.transaction() as db:
        result = await by_hand.receive_transfer(db, payment_id=payment_id, actor=actor, now=now)
        if result:
            await settle_many(db, [result], now=now)


async def payment_of_order(
    pool: Pool, *, settings: Settings, order_id: OrderId, access: Access
) -> PurchaseView:
    """Show how the purchase of an order is paid, to its buyer or who holds the order's key.

    Raises OrderNotFound.
    """
    async with pool.transaction() as db:
        order = (await orders.orders_by_id(db, [order_id])).get(order_id)
    is_buyer = order is not None and (
        access.has_key or (access.actor is not None and order.buyer_id == access.actor.id)
    )
    if order is None or not is_buyer:
        raise OrderNotFound
    return await show_again(pool, settings, order.purchase_id)
