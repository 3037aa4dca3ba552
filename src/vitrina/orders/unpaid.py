"""Orders that wait for money which is paid elsewhere: what is told of them, and of who pays at her door."""

from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Currency, Language
from vitrina.orders.model import OrderId, PaidLine
from vitrina.payments.model import MethodKind, PurchaseId
from vitrina.shops.model import ShopId


class OrderAwaited(Event, frozen=True, kw_only=True):
    """A buyer was told how to pay an order elsewhere, or to confirm that she pays at her door.

    way: voucher, transfer or cash.  until: when the order ends otherwise.
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
    way: MethodKind
    until: datetime


class OrderConfirmed(Event, frozen=True, kw_only=True):
    """A buyer confirmed that she will pay an order at her door.

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
    confirmed_at: datetime
    lines: list[PaidLine]
    promo_minor: int = 0


class CashRecord(Struct, frozen=True, kw_only=True):
    """What is known of somebody who wants to pay at the door. open_count: parcels that she has not paid yet.

    refused_count: those that she did not take lately.
    """

    open_count: int
    refused_count: int


class PaidInCash(Struct, frozen=True, kw_only=True):
    """An order that was paid at the door. is_remitted: its cash has arrived."""

    id: OrderId
    code: str
    currency: Currency
    total_minor: int
    is_remitted: bool


class Unremitted(Struct, frozen=True, kw_only=True):
    """An order whose cash has not arrived yet."""

    id: OrderId
    code: str
    shop_id: ShopId
    currency: Currency
    total_minor: int
    carrier: str | None
    paid_at: datetime
