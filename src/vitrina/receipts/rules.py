"""What a receipt says: the order's own sums, in the words of an accountant."""

from collections.abc import Sequence

from vitrina.kit.money import Money
from vitrina.orders.model import Order, OrderLine
from vitrina.orders.refund_model import RefundView
from vitrina.orders.views import (
    OrderView,
)
from vitrina.receipts.model import Receipt, ReceiptLine
from vitrina.shops.model import Shop


def receipt(
    order: OrderView, lines: Sequence[OrderLine], refunds: Sequence[RefundView], *, kept: Order, shop: Shop
) -> Receipt:
    """Put a receipt together. kept: the order as it is kept, which was paid."""
    assert kept.paid_at, "the caller looked"
    currency = order.total.currency
    zero = Money(0, currency)
    refunded = order.refunded or zero
    return Receipt(
        order_id=order.id,
        number=order.code,
        status=order.status,
        paid_at=kept.paid_at,
        paid_with=kept.paid_with,
        shop_id=shop.id,
        shop_name=order.shop.name,
        shop_handle=order.shop.handle,
        shop_country=shop.country,
        buyer=order.buyer,
        address=order.address,
        lines=[
            ReceiptLine(
                line_id=line.id,
                product_id=line.product_id,
                variant_id=line.variant_id,
                title=line.title,
                variant_values=line.variant_values,
                quantity=line.quantity,
                unit_price=Money(line.unit_price_minor, currency),
                listed=Money(line.paid_minor + line.discount_minor, currency),
                discount=Money(line.discount_minor, currency),
                total=Money(line.paid_minor, currency),
                tax_rate_bps=line.tax_rate_bps,
                tax=Money(line.tax_minor, currency),
                base=Money(line.base_minor, currency),
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
