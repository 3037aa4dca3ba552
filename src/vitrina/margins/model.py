"""A sale that is thought of, and what it would leave."""

from typing import Annotated

from msgspec import Meta, Struct

from vitrina.catalogue.model import PriceMinor, ProductId
from vitrina.kit.money import BPS, Money
from vitrina.kit.taxes import TaxClass

Minor = Annotated[int, Meta(ge=0, le=10**9)]


class MarginTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop wants to keep, and its own costs; rates in basis points, sums in its currency.

    floor_bps: of the price without tax.  provider_bps, provider_fixed: what a payment costs it.
    returns_bps: how many orders come back.  withheld_bps: taxes that are withheld from what it gets.
    parcel: what sending costs it; null: as much as buyers pay for it.
    """

    floor_bps: Annotated[int, Meta(ge=0, le=9_000)] = 0
    provider_bps: Annotated[int, Meta(ge=0, le=3_000)] = 0
    provider_fixed: Annotated[int, Meta(ge=0, le=10**6)] = 0
    returns_bps: Annotated[int, Meta(ge=0, le=9_000)] = 0
    withheld_bps: Annotated[int, Meta(ge=0, le=5_000)] = 0
    parcel: Minor | None = None


class NewSale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece, as it might be sold. cost: what the piece cost the shop.

    coupon_bps, coupon_amount: a coupon that the shop pays for.  is_shipped_free: so is the parcel.
    product_id: what is sold, where it exists already.  commission_bps: null takes that of the product, else
    of the shop's plan.  tax_class: null takes that of the product, else the general one.
    price: as the shop writes it, with tax or without; is_as_paid: as buyers pay it.
    """

    price: PriceMinor
    cost: Minor = 0
    coupon_bps: Annotated[int, Meta(ge=0, le=BPS)] = 0
    coupon_amount: Minor = 0
    is_shipped_free: bool = False
    is_as_paid: bool = False
    product_id: ProductId | None = None
    tax_class: TaxClass | None = None
    commission_bps: Annotated[int, Meta(ge=0, le=8_000)] | None = None


class Deductions(Struct, frozen=True, kw_only=True):
    """By which rates a sale is shared out, in basis points, and what a parcel costs."""

    tax_bps: int
    commission_bps: int
    fee_bps: int
    provider_bps: int
    provider_fixed_minor: int
    returns_bps: int
    withheld_bps: int
    parcel_minor: int


class Split(Struct, frozen=True, kw_only=True):
    """Where the price of one piece goes, in minor units. left_minor: what stays with the shop, or is lost."""

    price_minor: int
    coupon_minor: int
    paid_minor: int
    tax_minor: int
    commission_minor: int
    fee_minor: int
    provider_minor: int
    shipping_minor: int
    withheld_minor: int
    returns_minor: int
    cost_minor: int
    left_minor: int

    @property
    def base_minor(self) -> int:
        """What is paid, without tax."""
        return self.paid_minor - self.tax_minor


class Margin(Struct, frozen=True, kw_only=True):
    """What one piece would leave, line by line in the order in which it is computed.

    margin_bps: what is left, of the price without tax.  break_even: the lowest price at which nothing is
    lost; null when there is none.  is_below_floor: less than the shop wants.
    """

    price: Money
    coupon: Money
    paid: Money
    tax: Money
    commission: Money
    fee: Money
    provider: Money
    shipping: Money
    withheld: Money
    returns: Money
    cost: Money
    left: Money
    margin_bps: int
    floor_bps: int
    break_even: Money | None
    is_below_floor: bool
