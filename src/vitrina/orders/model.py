"""Orders: nouns, states, and the facts that others react to."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.addresses.model import Address
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import Person, PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Currency, Language
from vitrina.media.model import FileId
from vitrina.payments.model import MethodKind, PurchaseId
from vitrina.shipping.model import ArrivalPromise
from vitrina.shops.model import ShopId

OrderId = NewType("OrderId", UUID)
OrderLineId = NewType("OrderLineId", UUID)
ParcelId = NewType("ParcelId", UUID)


class OrderStatus(StrEnum):
    """Where an order is between the buyer's decision and the buyer's door."""

    PLACED = "placed"
    """Waits for its payment; the stock is held."""
    CONFIRMED = "confirmed"
    """Will be paid at the door; the shop can prepare it."""
    PAID = "paid"
    """The shop can prepare it."""
    PACKED = "packed"
    """Ready for the carrier."""
    PARTLY_SHIPPED = "partly_shipped"
    """A part of it is with the carrier."""
    SHIPPED = "shipped"
    """With the carrier; nothing is left to send."""
    DELIVERED = "delivered"
    """With the buyer."""
    CANCELLED = "cancelled"
    """Will not be delivered; what was paid goes back."""


CARD_LIMIT = "one card paid for more of a drop than one buyer may have"
"""Why the system ends an order that was paid by a card which had its share already."""


class CancelledBy(StrEnum):
    """Who ended an order."""

    BUYER = "buyer"
    """The person who bought, before it was shipped."""
    SHOP = "shop"
    """The seller, before it was delivered."""
    SYSTEM = "system"
    """Nobody: the time to pay was over, or a late payment found no stock."""


class Buyer(Struct, frozen=True, kw_only=True):
    """Who buys. id: None for a guest.  email: in its normal form."""

    id: PersonId | None
    email: str
    name: str
    phone: str | None
    language: Language


class NewLine(Struct, frozen=True, kw_only=True):
    """A line to be written, priced. Its parts are those of PaidLine."""

    product_id: ProductId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    image_file_id: FileId | None
    quantity: int
    unit_price_minor: int
    discount_minor: int
    paid_minor: int
    tax_rate_bps: int
    tax_minor: int
    base_minor: int
    touch_id: UUID | None
    cart_id: UUID | None


class NewOrder(Struct, frozen=True, kw_only=True):
    """One shop's part of a purchase. tax_minor: inside lines and shipping.  fee_bps: the platform's.

    promo_minor: what the platform pays of it in the buyer's place.  promise: when it should arrive.
    note: what the buyer wants the shop to know.  exempt_document: by which it is sold without tax.
    """

    id: OrderId
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer: Buyer
    address: Address
    currency: Currency
    shipping_minor: int
    tax_minor: int
    fee_bps: int
    shop_return_days: int
    transit_max_days: int
    lines: list[NewLine]
    promo_minor: int = 0
    coupon_codes: list[str] = []
    shipping_name: str | None = None
    promise: ArrivalPromise | None = None
    note: str | None = None
    exempt_document: str | None = None

    @property
    def goods_minor(self) -> int:
        """What its lines come to, after the shop's own discounts."""
        return sum(line.paid_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """What the buyer pays for it."""
        return self.shipping_minor + self.goods_minor - self.promo_minor


class Placed(Struct, frozen=True, kw_only=True):
    """An order as its purchase shows it."""

    id: OrderId
    purchase_id: PurchaseId
    shop_id: ShopId
    code: str
    currency: Currency
    total_minor: int


class OrderSums(Struct, frozen=True, kw_only=True):
    """What the books need of an order.

    total_minor: what its buyer pays.  promo_minor: what the platform adds to that.
    """

    id: OrderId
    shop_id: ShopId
    currency: Currency
    total_minor: int
    fee_minor: int
    promo_minor: int

    @property
    def worth_minor(self) -> int:
        """What the order brings to its shop, its creators and the platform together."""
        return self.total_minor + self.promo_minor


class OrderHead(OrderSums, frozen=True, kw_only=True):
    """What the facts about an order say."""

    purchase_id: PurchaseId
    code: str
    buyer_id: PersonId | None
    buyer_email: str
    language: Language


class Order(OrderHead, frozen=True, kw_only=True):
    """An order as it is kept. return_days, transit_max_days: the terms when it was bought.

    paid_with: what its buyer did to pay it; null while she has not.
    """

    buyer_name: str
    address: Address
    shipping_minor: int
    tax_minor: int
    refunded_minor: int
    refunded_shipping_minor: int
    return_days: int
    transit_max_days: int
    coupon_codes: list[str]
    shipping_name: str | None
    promised_from: date | None
    promised_until: date | None
    buyer_note: str | None
    status: OrderStatus
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    matured_at: datetime | None
    is_cash: bool = False
    paid_with: MethodKind | None = None
    remitted_at: datetime | None = None
    exempt_document: str | None = None


class OrderAudit(OrderSums, frozen=True, kw_only=True):
    """What an auditor compares with the books.

    given_back_minor: what its refunds add up to.  refunded_worth_minor: of its lines and shipping, whoever
    paid it.
    """

    code: str
    refunded_minor: int
    refunded_worth_minor: int
    given_back_minor: int
    status: OrderStatus
    paid_at: datetime | None
    matured_at: datetime | None


class Overdue(Struct, frozen=True, kw_only=True):
    """Orders that should have matured, for `doctor`.

    waiting_count: due for more than an hour.  stuck_codes: tried in vain, at most 20, the oldest first.
    """

    waiting_count: int
    stuck_codes: list[str]


class OrderLine(Struct, frozen=True, kw_only=True):
    """A line as it is kept. dropped_quantity: units that were refunded before they were sent."""

    id: OrderLineId
    order_id: OrderId
    product_id: ProductId
    variant_id: VariantId
    title: str
    variant_values: list[str]
    image_file_id: FileId | None
    quantity: int
    unit_price_minor: int
    discount_minor: int
    paid_minor: int
    tax_rate_bps: int
    tax_minor: int
    base_minor: int
    fee_minor: int
    touch_id: UUID | None
    cart_id: UUID | None
    refunded_quantity: int
    refunded_minor: int
    sent_quantity: int = 0
    dropped_quantity: int = 0

    @property
    def left_quantity(self) -> int:
        """How much of it is still to be sent."""
        return self.quantity - self.sent_quantity - self.dropped_quantity

    @property
    def kept_quantity(self) -> int:
        """How much of it is with its buyer, or on the way to her, and was not refunded."""
        return self.sent_quantity + self.dropped_quantity - self.refunded_quantity


class Access(Struct, frozen=True, kw_only=True):
    """Who asks about an order. actor: None for a guest.  has_key: holds the order's own key."""

    actor: Person | None = None
    has_key: bool = False


class Slice(Struct, frozen=True, kw_only=True):
    """Which part of a list: so many from before an order, all or in one status."""

    limit: int
    before: OrderId | None = None
    status: OrderStatus | None = None


class Ending(Struct, frozen=True, kw_only=True):
    """How an order ended. reason: empty when its buyer did not say."""

    by: CancelledBy
    reason: str
    was_paid: bool
    at: datetime


class Shipment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who carries what was sent, and under which number."""

    carrier: Annotated[str, Meta(min_length=1, max_length=60)]
    tracking_number: Annotated[str, Meta(min_length=1, max_length=60)]
    tracking_url: Annotated[str, Meta(max_length=500, description="http or https")] | None = None


class Cancellation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an order ends. A buyer need not say; a shop must."""

    reason: Annotated[str, Meta(max_length=300)] = ""


class TimelineEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When an order reached a status."""

    status: OrderStatus
    at: datetime
    note: str | None = None


class ShopName(Struct, frozen=True, kw_only=True):
    """A shop as an order names it."""

    id: ShopId
    handle: str
    name: str
    is_verified: bool = False


class PaidLine(Struct, frozen=True, kw_only=True):
    """One line of an order with its arithmetic, all in minor units. Source: domain rule B1.1.

    paid_minor: unit price x quantity less discounts, tax included.  base_minor: paid less tax; commission and
    fee are taken from it.  touch_id, cart_id: opaque here; they tell attribution where the line came from.
    """

    line_id: OrderLineId
    product_id: ProductId
    variant_id: VariantId
    title: str
    quantity: int
    paid_minor: int
    discount_minor: int
    tax_rate_bps: int
    tax_minor: int
    base_minor: int
    fee_minor: int
    touch_id: UUID | None = None
    cart_id: UUID | None = None


class Foreseen(Struct, frozen=True, kw_only=True):
    """A line as it would be if it was bought and shipped at one moment.

    return_days: the buyer's, in the shop's own country.  return_until: when nobody reports a delivery.
    """

    line: PaidLine
    transit_max_days: int
    return_days: int
    return_until: datetime


class OrderPaid(Event, frozen=True, kw_only=True):
    """A buyer paid an order. is_cash: at her door, so that it is with her already.

    promo_minor: what the platform pays beside her.
    """

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    currency: Currency
    total_minor: int
    paid_at: datetime
    lines: list[PaidLine]
    promo_minor: int = 0
    is_cash: bool = False


class OrderPacked(Event, frozen=True, kw_only=True):
    """A shop packed an order."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    packed_at: datetime


class ParcelPiece(Struct, frozen=True, kw_only=True):
    """Units of a line in a parcel."""

    line_id: OrderLineId
    title: str
    quantity: int


class OrderShipped(Event, frozen=True, kw_only=True):
    """Nothing is left of an order to send: all of it, or the last part, is with a carrier.

    deliver_by: shipped_at plus the shop's longest transit.  return_until: when nobody reports a delivery, the
    end of the buyer's right to return, counted from deliver_by; OrderDelivered replaces it.  parcel_count: in
    how many it left; of the last one are carrier and pieces. No pieces: what was left goes back as money.
    """

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    shipped_at: datetime
    deliver_by: datetime
    return_until: datetime
    carrier: str
    tracking_number: str
    tracking_url: str | None
    parcel_id: ParcelId | None = None
    parcel_count: int = 1
    pieces: Sequence[ParcelPiece] = ()


class OrderDelivered(Event, frozen=True, kw_only=True):
    """An order reached its buyer. after return_until the money is the seller's."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    delivered_at: datetime
    return_until: datetime


class OrderCancelled(Event, frozen=True, kw_only=True):
    """An order ended before it was delivered; what is left of what was paid goes back: total_minor."""

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    currency: Currency
    total_minor: int
    cancelled_at: datetime
    cancelled_by: CancelledBy
    reason: str
    was_paid: bool
    lines: list[PaidLine]


class OrderMatured(Event, frozen=True, kw_only=True):
    """The right to return an order is over; what it earned is its owners' own. at: when that was booked."""

    order_id: OrderId
    order_code: str
    shop_id: ShopId
    at: datetime


class OrderPaused(Event, frozen=True, kw_only=True):
    """An order's money waits, whatever the time, until OrderResumed."""

    order_id: OrderId
    paused_at: datetime


class OrderResumed(Event, frozen=True, kw_only=True):
    """An order's money waits for its time alone again: return_until, as in OrderShipped or OrderDelivered."""

    order_id: OrderId
    return_until: datetime | None
    is_delivered: bool
    resumed_at: datetime
