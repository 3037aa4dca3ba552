"""Verbs of receipts."""

from collections.abc import Sequence

from vitrina.kit.db import Db
from vitrina.kit.places import Country
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId
from vitrina.receipts import rules
from vitrina.receipts.errors import NotPaidYet
from vitrina.receipts.model import Receipt
from vitrina.receipts.providers import Invoicer
from vitrina.receipts.providers.plain import PlainInvoicer
from vitrina.shops import service as shops

# The first that issues for a country does; the plain one does everywhere and stands last.
INVOICERS: Sequence[Invoicer] = (PlainInvoicer(),)


def invoicer_of(country: Country) -> Invoicer:
    """Choose who issues receipts for shops of a country."""
    return next(each for each in INVOICERS if country in each.countries)


async def receipt_of(db: Db, *, order_id: OrderId, access: Access) -> Receipt:
    """Read the receipt of an order, for whoever may see the order. Raises OrderNotFound, NotPaidYet."""
    shown = await orders.show(db, order_id=order_id, access=access)
    order, _ = await orders.get_for(db, order_id=order_id, access=access)
    if order.paid_at is None:
        raise NotPaidYet
    lines = await orders.lines_of(db, order_id)
    refunds = await orders.refunds_of(db, order_id=order_id, access=access)
    shop = (await shops.shops_by_id(db, [order.shop_id]))[order.shop_id]
    return rules.receipt(shown, lines, refunds, kept=order, shop=shop)
