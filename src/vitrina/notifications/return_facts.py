"""The facts of parts of orders: parcels, refunds, returns, and sales that ended."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from vitrina.kit.places import Currency
from vitrina.orders.model import OrderId
from vitrina.returns.model import ReturnId, ReturnState
from vitrina.shops.model import ShopId


class OrderRefundedFacts(Struct, frozen=True, kw_only=True, tag="order_refunded"):
    """To the buyer: a part of what was paid goes back."""

    order_id: OrderId
    order_code: str
    shop_name: str
    reason: str
    currency: Currency
    total_minor: int


class ParcelNews(StrEnum):
    """What is new about a parcel."""

    SHIPPED = "shipped"
    """It is on its way, and more of the order will follow."""
    LAST = "last"
    """It is on its way, and with it the rest of the order."""
    DELIVERED = "delivered"
    """It has arrived, and another one has not."""
    CORRECTED = "corrected"
    """It travels under another number than was said."""


class ParcelFacts(Struct, frozen=True, kw_only=True, tag="parcel"):
    """To the buyer: a part of an order goes its own way. pieces: what is in it, as its order calls it.

    deliver_by: the day in the shop's country.
    """

    order_id: OrderId
    order_code: str
    shop_name: str
    news: ParcelNews
    pieces: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    deliver_by: date | None


class ParcelRecalledFacts(Struct, frozen=True, kw_only=True, tag="parcel_recalled"):
    """To the buyer: what was said to be on its way never left. pieces: as in ParcelFacts."""

    order_id: OrderId
    order_code: str
    shop_name: str
    pieces: str


class ReturnBuyerFacts(Struct, frozen=True, kw_only=True, tag="return_buyer"):
    """To the buyer: her return came into a state. refunded_minor: what goes back."""

    return_id: ReturnId
    return_code: str
    order_id: OrderId
    order_code: str
    shop_name: str
    state: ReturnState
    currency: Currency
    refunded_minor: int


class ReturnShopFacts(Struct, frozen=True, kw_only=True, tag="return_shop"):
    """To the shop: a return came into a state without it."""

    return_id: ReturnId
    return_code: str
    order_id: OrderId
    order_code: str
    shop_id: ShopId
    state: ReturnState
    currency: Currency
    refunded_minor: int


class SaleCancelledFacts(Struct, frozen=True, kw_only=True, tag="order_sale_cancelled"):
    """To the shop: do not send it."""

    order_id: OrderId
    order_code: str
    shop_id: ShopId
    reason: str
    currency: Currency
    total_minor: int
