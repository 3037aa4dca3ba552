"""What a receipt says: the order's own sums, in the words of an accountant."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.money import Money
from vitrina.orders.model import (
    OrderLine,
)
from vitrina.orders.refund_model import RefundView
from vitrina.orders.views import (
    OrderView,
)
from vitrina.receipts.model import Receipt, ReceiptLine


def receipt(
    order: OrderView, lines: Sequence[OrderLine], refunds: Sequence[RefundView], *, paid_at: datetime
) -> Receipt:
    """Put a receipt together."""
    currency = order.total.currency
    zero = Money(0, currency)
    refunded = order.refunded or zero
    return Receipt(
        order_id=order.id,
        number=order.code,
        status=order.status,
        paid_at=paid_at,
        shop_name=order.shop.name,
        shop_handle=order.shop.handle,
        buyer=order.buyer,
        address=order.address,
        lines=[
            ReceiptLine(
                title=line.title,
                variant_values=line.variant_values,
                quantity=line.quantity,
                unit_price=Money(line.unit_price_minor, currency),
                listed=Money(line.paid_minor + line.discount_minor, currency),
                discount=Money(line.discount_minor, currency),
                total=Money(line.paid_minor, currency),
                tax_rate_bps=line.tax_rate_bps,
                tax=Money(line.tax_minor, currency),
            )
            for line in lines
        ],
        taxes=order.taxes,
        shipping=order.shipping,
        shipping_tax=order.shipping_tax,
        promo=order.promo,
        tax=order.tax,
        exempt_document=order.exempt_document,
        total=order.total,
        refunds=list(refunds),
        cancelled=refunded - sum((each.amount for each in refunds), zero),
        refunded=refunded,
        kept=order.total - refunded,
        is_tax_document=False,
    )
