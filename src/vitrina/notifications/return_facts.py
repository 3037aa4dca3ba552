"""The facts of what goes back: refunds, returns, and sales that ended."""

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
