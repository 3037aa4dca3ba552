"""Refunds of a part of an order: nouns, and the fact that others react to."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.places import Currency, Language
from vitrina.orders.model import OrderId, OrderLineId
from vitrina.payments.disputed import DisputeState
from vitrina.payments.model import PurchaseId, RefundId
from vitrina.shops.model import ShopId

LINES_MAX = 50
QUANTITY_MAX = 99
REASON_LENGTH_MAX = 300

Sum = Annotated[int, Meta(ge=0, le=AMOUNT_MAX, description="Minor units of the order's currency")]


class LineQuantity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many units of a line."""

    line_id: OrderLineId
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]


class RefundParts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to go back, in three parts that add up.

    lines: units, each with its share of what is left of its line.  shipping: of the shipping.  amount: a sum
    beyond both, for a fault that stays with the buyer; it is spread over what is left of the goods.
    """

    lines: Annotated[list[LineQuantity], Meta(max_length=LINES_MAX)] = []
    shipping: Sum = 0
    amount: Sum = 0


class NewRefund(RefundParts, frozen=True, kw_only=True):
    """A refund that a shop gives. id: of the client; the same one again is the same refund.

    is_restocked: the units of `lines` are on the shelf again.
    """

    id: RefundId
    reason: Annotated[str, Meta(min_length=1, max_length=REASON_LENGTH_MAX)]
    is_restocked: bool = False


class RefundedLine(Struct, frozen=True, kw_only=True):
    """What of a line goes back. refunded_base_minor: of its base, with every refund before this one."""

    line_id: OrderLineId
    product_id: ProductId
    variant_id: VariantId
    title: str
    quantity: int
    amount_minor: int
    refunded_base_minor: int


class Division(Struct, frozen=True, kw_only=True):
    """A refund divided. amount_minor: what the buyer gets.  promo_minor: what the platform gets, for it paid
    a part of the price in her place.  fee_minor: what of both the platform bears; the shop bears the rest.

    Where a creator earned from a line, her part comes back to whoever paid it.
    """

    amount_minor: int
    promo_minor: int
    shipping_minor: int
    fee_minor: int
    lines: list[RefundedLine]


class RefundLine(Struct, frozen=True, kw_only=True):
    """A line of a refund as it is kept."""

    refund_id: RefundId
    line_id: OrderLineId
    quantity: int
    amount_minor: int


class OrderRefund(Struct, frozen=True, kw_only=True):
    """A refund as it is kept."""

    id: RefundId
    order_id: OrderId
    amount_minor: int
    shipping_minor: int
    fee_minor: int
    reason: str
    is_restocked: bool
    at: datetime


class RefundLineView(Struct, frozen=True, kw_only=True):
    """What of a line went back."""

    line_id: OrderLineId
    quantity: int
    amount: Money


class RefundView(Struct, frozen=True, kw_only=True):
    """A refund as buyer and shop see it. shipping: inside the amount."""

    id: RefundId
    amount: Money
    shipping: Money
    lines: list[RefundLineView]
    reason: str
    at: datetime


class OrderRefunded(Event, frozen=True, kw_only=True):
    """A part of a paid order goes back to its buyer, or what was left of it.

    has_matured: its money had been handed over; creators and shop owe what they give back.
    """

    order_id: OrderId
    order_code: str
    purchase_id: PurchaseId
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    currency: Currency
    refund_id: RefundId
    amount_minor: int
    shipping_minor: int
    has_matured: bool
    reason: str
    lines: list[RefundedLine]
    refunded_at: datetime


class OrderDisputed(Event, frozen=True, kw_only=True):
    """A bank asks something of an order back, or has decided. Its lines are those of a refund of it.

    has_matured: its money had been handed over.
    """

    order_id: OrderId
    provider: str
    dispute_id: str
    state: DisputeState
    has_matured: bool
    lines: list[RefundedLine]
    at: datetime
