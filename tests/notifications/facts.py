"""Facts of orders for tests: Ana buys from Bruno's shop."""

from datetime import UTC, datetime
from typing import Any

from tests.people import ANA
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency, Language
from vitrina.orders.model import (
    CancelledBy,
    OrderCancelled,
    OrderDelivered,
    OrderId,
    OrderLineId,
    OrderPaid,
    OrderShipped,
    PaidLine,
)
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
# Half past two at night UTC is the evening before in Mexico.
NIGHT = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


def _common(shop_id: ShopId) -> dict[str, Any]:
    return {
        "order_id": OrderId(new_id()),
        "order_code": "VT-7Q3K9MP",
        "purchase_id": PurchaseId(new_id()),
        "shop_id": shop_id,
        "buyer_id": ANA.id,
        "buyer_email": "buyer@example.com",
        "language": Language.ES,
    }


def paid_line(title: str = "Café de altura") -> PaidLine:
    return PaidLine(
        line_id=OrderLineId(new_id()),
        product_id=ProductId(new_id()),
        variant_id=VariantId(new_id()),
        title=title,
        quantity=2,
        paid_minor=378_00,
        discount_minor=0,
        tax_rate_bps=1_600,
        tax_minor=52_14,
        base_minor=325_86,
        fee_minor=0,
    )


def paid(shop_id: ShopId, **changes: Any) -> OrderPaid:
    fields: dict[str, Any] = _common(shop_id) | {
        "currency": Currency.MXN,
        "total_minor": 477_00,
        "paid_at": NOON,
        "lines": [paid_line()],
    }
    return OrderPaid(**(fields | changes))


def shipped(shop_id: ShopId, **changes: Any) -> OrderShipped:
    fields: dict[str, Any] = _common(shop_id) | {
        "shipped_at": NOON,
        "deliver_by": NIGHT,
        "return_until": NIGHT,
        "carrier": "Estafeta",
        "tracking_number": "MX123",
        "tracking_url": "https://track.example/MX123",
    }
    return OrderShipped(**(fields | changes))


def delivered(shop_id: ShopId, **changes: Any) -> OrderDelivered:
    fields: dict[str, Any] = _common(shop_id) | {"delivered_at": NOON, "return_until": NIGHT}
    return OrderDelivered(**(fields | changes))


def cancelled(shop_id: ShopId, **changes: Any) -> OrderCancelled:
    fields: dict[str, Any] = _common(shop_id) | {
        "currency": Currency.MXN,
        "total_minor": 477_00,
        "cancelled_at": NOON,
        "cancelled_by": CancelledBy.SHOP,
        "reason": "Se rompió",
        "was_paid": True,
        "lines": [paid_line()],
    }
    return OrderCancelled(**(fields | changes))
