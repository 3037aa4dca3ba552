"""Orders: nouns, states, and the facts that others react to."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Currency, Language
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId

OrderId = NewType("OrderId", UUID)
OrderLineId = NewType("OrderLineId", UUID)


class OrderStatus(StrEnum):
    """Where an order is between the buyer's decision and the buyer's door."""

    PLACED = "placed"
    """Waits for its payment; the stock is held."""
    PAID = "paid"
    """The shop can prepare it."""
    PACKED = "packed"
    """Ready for the carrier."""
    SHIPPED = "shipped"
    """With the carrier."""
    DELIVERED = "delivered"
    """With the buyer."""
    CANCELLED = "cancelled"
    """Will not be delivered; what was paid goes back."""


class CancelledBy(StrEnum):
    """Who ended an order."""

    BUYER = "buyer"
    """The person who bought, before it was shipped."""
    SHOP = "shop"
    """The seller, before it was delivered."""
    SYSTEM = "system"
    """Nobody: the time to pay was over, or a late payment found no stock."""


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


class OrderPaid(Event, frozen=True, kw_only=True):
    """A buyer paid an order."""

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


class OrderShipped(Event, frozen=True, kw_only=True):
    """A shop gave an order to a carrier.

    deliver_by: shipped_at plus the shop's longest transit.  return_until: when nobody reports a delivery, the
    end of the buyer's right to return, counted from deliver_by; OrderDelivered replaces it.
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
    """An order ended before it was delivered; when it was paid, all of it is refunded."""

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
