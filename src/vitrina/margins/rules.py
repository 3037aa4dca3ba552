"""What a sale would leave to its shop. Pure."""

from msgspec.structs import replace

from vitrina.catalogue.model import PRICE_MINOR_MAX
from vitrina.kit.money import BPS, Money, share, tax_inside
from vitrina.kit.places import Currency
from vitrina.margins.model import Deductions, Margin, NewSale, Split


def split(sale: NewSale, by: Deductions) -> Split:
    """Share the price of one piece out, by the rules that book it afterwards.

    Commission and fee are of what is paid without tax. What an order that comes back costs is what its
    payment and its parcel cost: so many of them come back.
    """
    coupon_minor = min(share(sale.price, sale.coupon_bps) + sale.coupon_amount, sale.price - 1)
    paid_minor = sale.price - coupon_minor
    tax_minor = tax_inside(paid_minor, by.tax_bps)
    base_minor = paid_minor - tax_minor
    provider_minor = share(paid_minor, by.provider_bps) + by.provider_fixed_minor
    parts = {
        "commission_minor": share(base_minor, by.commission_bps),
        "fee_minor": share(base_minor, by.fee_bps),
        "provider_minor": provider_minor,
        "shipping_minor": by.parcel_minor if sale.is_shipped_free else 0,
        "withheld_minor": share(base_minor, by.withheld_bps),
        "returns_minor": share(provider_minor + by.parcel_minor, by.returns_bps),
        "cost_minor": sale.cost,
    }
    return Split(
        price_minor=sale.price,
        coupon_minor=coupon_minor,
        paid_minor=paid_minor,
        tax_minor=tax_minor,
        left_minor=base_minor - sum(parts.values()),
        **parts,
    )


def break_even(sale: NewSale, by: Deductions) -> int | None:
    """Find the lowest price at which nothing is lost; None when no price up to the highest does.

    Each part is rounded by itself, so that a price a few units lower may leave nothing lost as well.
    """
    if split(replace(sale, price=PRICE_MINOR_MAX), by).left_minor < 0:
        return None
    low, high = 1, PRICE_MINOR_MAX
    while low < high:
        middle = (low + high) // 2
        if split(replace(sale, price=middle), by).left_minor < 0:
            low = middle + 1
        else:
            high = middle
    return low


def margin(sale: NewSale, by: Deductions, *, floor_bps: int, currency: Currency) -> Margin:
    """Tell what a sale leaves, and whether that is less than the shop wants."""
    found = split(sale, by)
    lowest = break_even(sale, by)

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return Margin(
        price=money(found.price_minor),
        coupon=money(found.coupon_minor),
        paid=money(found.paid_minor),
        tax=money(found.tax_minor),
        commission=money(found.commission_minor),
        fee=money(found.fee_minor),
        provider=money(found.provider_minor),
        shipping=money(found.shipping_minor),
        withheld=money(found.withheld_minor),
        returns=money(found.returns_minor),
        cost=money(found.cost_minor),
        left=money(found.left_minor),
        margin_bps=found.left_minor * BPS // max(1, found.base_minor),
        floor_bps=floor_bps,
        break_even=None if lowest is None else money(lowest),
        is_below_floor=found.left_minor < share(found.base_minor, floor_bps) or found.left_minor < 0,
    )
