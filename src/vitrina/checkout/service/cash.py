"""What may be paid at the door, and by whom."""

from datetime import datetime

from vitrina.checkout.service.due import Due
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.orders import service as orders
from vitrina.payments import by_hand
from vitrina.payments.errors import CashNotOffered
from vitrina.shops import service as shops


async def require(db: Db, settings: Settings, due: Due, *, now: datetime) -> None:
    """Refuse cash at the door where it is not offered: for what, and to whom.

    To be paid so, a purchase is one parcel of a shop that sends parcels unpaid, within its country; its buyer
    has few of them on the way, and refused few. Raises CashNotOffered.
    """
    if len(due.purchase.orders) != 1:
        raise CashNotOffered
    wanted = due.purchase.orders[0]
    order = (await orders.orders_by_id(db, [wanted.id]))[wanted.id]
    shop = (await shops.shops_by_id(db, [order.shop_id]))[order.shop_id]
    takers = await by_hand.takes_cash(db, [order.shop_id])
    record = await orders.cash_record(db, order.buyer_email, now=now)
    is_trusted = (
        record.open_count < settings.cash_open_max and record.refused_count < settings.cash_refusals_max
    )
    if not takers or shop.country is not order.address.country or not is_trusted:
        raise CashNotOffered
