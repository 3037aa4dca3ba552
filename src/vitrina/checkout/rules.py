"""What a cart costs, and what a payment makes of a purchase. Pure."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from vitrina.carts.model import CartId
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import ProductId, VariantForSale, VariantId
from vitrina.checkout.errors import MixedCurrencies
from vitrina.checkout.model import (
    LineWanted,
    Movement,
    NewCheckout,
    Party,
    Priced,
    PricedOrder,
    PurchaseStatus,
)
from vitrina.checkout.tax_rates import TAX_RATE_BPS
from vitrina.drops.model import Claimed
from vitrina.kit.money import tax_inside
from vitrina.kit.places import Country
from vitrina.ledger.model import Entry
from vitrina.orders.model import NewLine
from vitrina.payments.model import PaymentStatus
from vitrina.prohibitions.errors import ProhibitedThere
from vitrina.shops.model import Shop, ShopId

STATUS_AFTER = {
    PaymentStatus.OPEN: PurchaseStatus.AWAITING_PAYMENT,
    PaymentStatus.CHALLENGE: PurchaseStatus.CHALLENGE,
    PaymentStatus.WAITING: PurchaseStatus.WAITING,
    PaymentStatus.PENDING: PurchaseStatus.PENDING,
    PaymentStatus.CAPTURED: PurchaseStatus.PAID,
    PaymentStatus.DECLINED: PurchaseStatus.DECLINED,
    PaymentStatus.ABANDONED: PurchaseStatus.EXPIRED,
}


def price(
    lines: Sequence[LineWanted],
    variants: Mapping[VariantId, VariantForSale],
    shops: Mapping[ShopId, Shop],
    *,
    cart_id: CartId | None = None,
) -> Priced:
    """Price a cart: a part per shop in the order of its first line, flat shipping each, tax by its country.

    Prices include tax, so tax is found inside, per line and for the shipping; the total is the plain sum.
    Raises VariantNotSold with the variant, MixedCurrencies.
    """
    by_shop: dict[ShopId, list[NewLine]] = {}
    for wanted in lines:
        variant = variants.get(wanted.variant_id)
        if variant is None or not variant.is_active:
            raise VariantNotSold(variant_id=wanted.variant_id)
        rate_bps = TAX_RATE_BPS[shops[variant.shop_id].country]
        by_shop.setdefault(variant.shop_id, []).append(_line(wanted, variant, rate_bps, cart_id))
    orders = [_order(shops[shop_id], of_shop) for shop_id, of_shop in by_shop.items()]
    currencies = {order.shop.currency for order in orders}
    if len(currencies) > 1:
        raise MixedCurrencies
    return Priced(
        currency=currencies.pop(),
        orders=orders,
        shipping_minor=sum(order.shipping_minor for order in orders),
        tax_minor=sum(order.tax_minor for order in orders),
        total_minor=sum(order.total_minor for order in orders),
    )


def at_drop_price(
    variants: Mapping[VariantId, VariantForSale], claimed: Claimed | None
) -> Mapping[VariantId, VariantForSale]:
    """Let what was claimed in a drop cost what it costs there."""
    variant = claimed and variants.get(claimed.drop.variant_id)
    if claimed is None or variant is None:
        return variants
    return {**variants, variant.variant_id: replace(variant, price_minor=claimed.drop.price_minor)}


def destinations(
    request: NewCheckout, variants: Mapping[VariantId, VariantForSale]
) -> set[tuple[ProductId, Country]]:
    """Say which products would go to which country."""
    country = request.address.country
    wanted = [variants.get(line.variant_id) for line in request.lines]
    return {(variant.product_id, country) for variant in wanted if variant}


def prohibited_refusal(
    lines: Sequence[LineWanted],
    variants: Mapping[VariantId, VariantForSale],
    country: Country,
    held: Collection[tuple[ProductId, Country]],
) -> ProhibitedThere | None:
    """Say which lines the law of a country keeps out, by title and variant."""
    out = [variants[line.variant_id] for line in lines]
    out = [variant for variant in out if (variant.product_id, country) in held]
    if not out:
        return None
    return ProhibitedThere(
        country=country.value,
        titles=", ".join(dict.fromkeys(variant.title for variant in out)),
        variant_ids=[str(variant.variant_id) for variant in out],
    )


def _line(wanted: LineWanted, variant: VariantForSale, rate_bps: int, cart_id: CartId | None) -> NewLine:
    paid_minor = variant.price_minor * wanted.quantity
    tax_minor = tax_inside(paid_minor, rate_bps)
    return NewLine(
        product_id=variant.product_id,
        variant_id=variant.variant_id,
        title=variant.title,
        variant_values=variant.values,
        image_file_id=variant.image_file_id,
        quantity=wanted.quantity,
        unit_price_minor=variant.price_minor,
        discount_minor=0,
        paid_minor=paid_minor,
        tax_rate_bps=rate_bps,
        tax_minor=tax_minor,
        base_minor=paid_minor - tax_minor,
        touch_id=wanted.touch_id,
        cart_id=cart_id,
    )


def _order(shop: Shop, lines: list[NewLine]) -> PricedOrder:
    shipping_tax_minor = tax_inside(shop.shipping_minor, TAX_RATE_BPS[shop.country])
    return PricedOrder(
        shop=shop,
        lines=lines,
        shipping_minor=shop.shipping_minor,
        tax_minor=shipping_tax_minor + sum(line.tax_minor for line in lines),
        total_minor=shop.shipping_minor + sum(line.paid_minor for line in lines),
    )


# Whose an account of the chart is. The provider's hold on the money is the other side of all of them.
PARTIES = {
    "seller_pending": Party.SHOP,
    "seller_available": Party.SHOP,
    "creator_pending": Party.CREATOR,
    "creator_available": Party.CREATOR,
    "fee_pending": Party.PLATFORM,
    "fee_income": Party.PLATFORM,
    "psp_pending": Party.PROVIDER,
    "psp_available": Party.PROVIDER,
    "psp_fee": Party.PROVIDER,
    "cod_receivable": Party.PROVIDER,
    "bank": Party.PROVIDER,
    "refund_payable": Party.BUYER,
    "order_liability": Party.WAITING,
}
HOLDS = {"psp_pending", "psp_available", "cod_receivable", "bank"}
CAPTURED, REFUNDED = "payment_captured", "refund_done"


def party(entry: Entry) -> Party:
    """Name whose money a line moves; what the books learned after this table is plainly another's."""
    return PARTIES.get(entry.account, Party.OTHER)


def movement(kind: str) -> Movement:
    """Say what a journal is about, by its kind in the books."""
    try:
        return Movement(kind)
    except ValueError:
        return Movement.OTHER


def paid_minor(entries: Sequence[Entry]) -> int:
    """Say what the provider took of the buyer."""
    return sum(each.amount_minor for each in entries if each.account in HOLDS and each.kind == CAPTURED)


def standing(entries: Sequence[Entry]) -> dict[tuple[Party, str], int]:
    """Add up what each party has by the lines of a purchase: (party, owner) -> sum. It is what was paid.

    What a provider kept is its own, and was the platform's; what it carried back is the buyer's.
    """
    sums: dict[tuple[Party, str], int] = {}
    elsewhere = {each.journal_id for each in entries if party(each) is Party.OTHER}
    for each in entries:
        if each.account in HOLDS:
            if each.kind == REFUNDED:
                _add(sums, Party.BUYER, "", -each.amount_minor)
            elif each.journal_id in elsewhere:  # It only came to be held in another place.
                _add(sums, Party.OTHER, "", -each.amount_minor)
        elif each.account == "psp_fee":
            _add(sums, Party.PROVIDER, "", each.amount_minor)
            _add(sums, Party.PLATFORM, "", -each.amount_minor)
        else:
            owner = each.owner if party(each) in {Party.SHOP, Party.CREATOR} else ""
            _add(sums, party(each), owner, -each.amount_minor)
    return sums


def _add(sums: dict[tuple[Party, str], int], party: Party, owner: str, amount_minor: int) -> None:
    sums[party, owner] = sums.get((party, owner), 0) + amount_minor


def request_hash(request: NewCheckout, buyer_id: UUID | None) -> bytes:
    """Digest what a checkout asks for, to tell a repeat from another purchase."""
    return hashlib.sha256(msgspec.json.encode((request, buyer_id))).digest()
