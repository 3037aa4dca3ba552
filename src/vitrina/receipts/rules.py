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
from vitrina.receipts.model import Receipt, ReceiptLine, ReceiptTax


def receipt(
    order: OrderView, lines: Sequence[OrderLine], refunds: Sequence[RefundView], *, paid_at: datetime
) -> Receipt:
    """Put a receipt together; taxes are grouped by rate, and what is in no line is the shipping's."""
    currency = order.total.currency
    zero = Money(0, currency)
    refunded = order.refunded or zero
    in_lines_minor = sum(line.tax_minor for line in lines)
    rates = sorted({line.tax_rate_bps for line in lines})
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
                discount=Money(line.discount_minor, currency),
                total=Money(line.paid_minor, currency),
                tax_rate_bps=line.tax_rate_bps,
                tax=Money(line.tax_minor, currency),
            )
            for line in lines
        ],
        taxes=[
            ReceiptTax(
                rate_bps=rate,
                base=Money(sum(line.base_minor for line in lines if line.tax_rate_bps == rate), currency),
                tax=Money(sum(line.tax_minor for line in lines if line.tax_rate_bps == rate), currency),
            )
            for rate in rates
        ],
        shipping=order.shipping,
        shipping_tax=Money(order.tax.amount_minor - in_lines_minor, currency),
        tax=order.tax,
        total=order.total,
        refunds=list(refunds),
        refunded=refunded,
        kept=order.total - refunded,
        is_tax_document=False,
    )
