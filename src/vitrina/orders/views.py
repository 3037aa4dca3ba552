"""Orders as their buyers and shops see them."""

from datetime import datetime

from msgspec import Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.kit.money import Money
from vitrina.orders.model import Address, OrderId, OrderLineId, OrderStatus, Shipment, ShopName, TimelineEntry
from vitrina.orders.parcels import ParcelView
from vitrina.orders.withdrawal import DayUnit, Exclusion, ReturnPayer
from vitrina.shipping.model import ArrivalPromise


class BuyerView(Struct, frozen=True, kw_only=True):
    """Who bought, as the shop and the buyer see it."""

    name: str
    email: str


class OrderLineView(Struct, frozen=True, kw_only=True):
    """A line as people see it. total: what is paid, less its discount. tax: inside the total.

    left_quantity: still to be sent.  kept_quantity: sent, and not refunded.
    """

    id: OrderLineId
    product_id: ProductId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    image_url: str | None
    quantity: int
    unit_price: Money
    discount: Money
    total: Money
    tax: Money
    tax_rate_bps: int
    refunded_quantity: int
    refunded: Money
    left_quantity: int
    kept_quantity: int


class TaxLine(Struct, frozen=True, kw_only=True):
    """The tax inside the lines of one rate. base: those lines less their tax."""

    rate_bps: int
    base: Money
    tax: Money


class Allowed(Struct, frozen=True, kw_only=True):
    """What whoever looks may do to an order now. collect: say that it was paid at the door, or refused.

    split: send a part of it.
    """

    cancel: bool
    pack: bool
    ship: bool
    split: bool
    deliver: bool
    collect: bool
    refund: bool


class ReturnRight(Struct, frozen=True, kw_only=True):
    """Until when an order may be given back, and who pays for that.

    until: the first moment after; null while nobody said that it arrived: the clock has not started.
    law_days, law_unit, source: what the law of the buyer's country gives; 0 days: nothing.  exclusions: of
    what it lets nobody withdraw.  payer: of the parcel that goes back, by that law.
    """

    until: datetime | None
    shop_days: int
    law_days: int
    law_unit: DayUnit
    law_until: datetime | None
    payer: ReturnPayer
    exclusions: list[Exclusion]
    source: str


class OrderView(Struct, frozen=True, kw_only=True):
    """An order as its buyer and its shop see it. total: what the buyer pays.

    discount: what coupons took off its lines.  promo: what the platform pays in the buyer's place.
    phone_national: of the address, as people of its country write it.
    promise: the days between which it should arrive, as it was said before it was paid.  note: the buyer's.
    taxes: inside its lines, by rate.  exempt_document: by which it was sold without tax.
    shipment: of the last parcel.
    """

    id: OrderId
    code: str
    status: OrderStatus
    shop: ShopName
    buyer: BuyerView
    address: Address
    phone_national: str | None
    lines: list[OrderLineView]
    shipping: Money
    discount: Money
    promo: Money
    coupon_codes: list[str]
    shipping_name: str | None
    promise: ArrivalPromise | None
    note: str | None
    tax: Money
    taxes: list[TaxLine]
    shipping_tax: Money
    exempt_document: str | None
    total: Money
    refunded: Money | None
    refunded_shipping: Money
    timeline: list[TimelineEntry]
    shipment: Shipment | None
    parcels: list[ParcelView]
    can: Allowed
    return_right: ReturnRight
    placed_at: datetime
    is_cash: bool
