"""Receipts: nouns."""

from datetime import datetime

from msgspec import Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.kit.money import Money
from vitrina.kit.places import Country
from vitrina.orders.model import (
    Address,
    OrderId,
    OrderLineId,
    OrderStatus,
)
from vitrina.orders.refund_model import RefundView
from vitrina.orders.views import (
    BuyerView,
    TaxLine,
)
from vitrina.payments.model import MethodKind
from vitrina.shops.model import ShopId


class ReceiptLine(Struct, frozen=True, kw_only=True):
    """What was bought. listed: unit price x quantity.  discount: off that.  total: paid, tax inside.

    base: the total less its tax.  product_id, variant_id: by which an invoicer finds how its authority
    classes the goods.
    """

    line_id: OrderLineId
    product_id: ProductId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    quantity: int
    unit_price: Money
    listed: Money
    discount: Money
    total: Money
    tax_rate_bps: int
    tax: Money
    base: Money


class Receipt(Struct, frozen=True, kw_only=True):
    """A receipt. total: of its lines and the shipping, less promo, which the platform pays for the buyer.

    shipping_tax: inside the shipping.  refunded: of its refunds and what a cancellation gave back: cancelled.
    kept: the total less that, what was paid in the end.  exempt_document: by which its buyer pays no tax.
    paid_with: what the buyer did to pay; null for sales of before it was kept.  shop_country: whose tax law
    it is, wherever the parcel goes.
    is_tax_document: false for a plain one.
    """

    order_id: OrderId
    number: str
    status: OrderStatus
    paid_at: datetime
    paid_with: MethodKind | None
    shop_id: ShopId
    shop_name: str
    shop_handle: str
    shop_country: Country
    buyer: BuyerView
    address: Address
    lines: list[ReceiptLine]
    taxes: list[TaxLine]
    shipping: Money
    shipping_tax: Money
    promo: Money
    tax: Money
    exempt_document: str | None
    total: Money
    refunds: list[RefundView]
    cancelled: Money
    refunded: Money
    kept: Money
    is_tax_document: bool


class Document(Struct, frozen=True, kw_only=True):
    """A receipt as a file."""

    name: str
    content_type: str
    body: bytes
