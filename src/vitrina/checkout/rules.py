"""What a cart costs, and what a payment makes of a purchase. Pure."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from vitrina.carts.model import CartId
from vitrina.catalogue.errors import VariantNotSold
from vitrina.catalogue.model import ProductId, VariantForSale, VariantId
from vitrina.checkout.errors import MixedCurrencies
from vitrina.checkout.model import (
    LineWanted,
    NewCheckout,
    Priced,
    PricedOrder,
    PurchaseStatus,
)
from vitrina.checkout.trail_model import Movement, Party
from vitrina.drops.model import Claimed
from vitrina.kit.money import tax_inside
from vitrina.kit.places import Country
from vitrina.kit.taxes import tax_rate_bps
from vitrina.ledger.model import Entry
from vitrina.orders.model import NewLine
from vitrina.payments.model import PaymentStatus
from vitrina.prohibitions.errors import ProhibitedThere
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CodesTyped, Cut, Goods, Reduced, ShopPart
from vitrina.shipping import service as shipping
from vitrina.shipping.errors import NotSentThere, TooHeavy
from vitrina.shipping.model import Parcel, Sending, Way
from vitrina.shops.model import Shop, ShopId

Exempt = Mapping[ShopId, str]
"""The shops to which a buyer pays no tax, with the number of the document that says so."""
NOBODY_EXEMPT: Exempt = {}

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
    typed: CodesTyped | None = None,
    sending: Sending,
    claimed: Claimed | None = None,
    exempt: Exempt = NOBODY_EXEMPT,
) -> Priced:
    """Price a cart: a part per shop in the order of its first line, one parcel each, tax by its country.

    Prices include tax, so tax is found inside what is left of a price after the shop's own coupons, per line
    by the class of its goods and for the shipping by the general one; the total is the plain sum, less what
    the platform pays. typed: codes with what they may stand for.  sending: where to, and how.  claimed: what
    costs what it does in a drop.  exempt: the shops to which the buyer pays no tax: it is taken out of each
    piece and of the parcel, before coupons.
    Raises VariantNotSold with the variant, MixedCurrencies, NotSentThere, TooHeavy.
    """
    variants = at_drop_price(variants, claimed)
    by_shop: dict[ShopId, list[NewLine]] = {}
    for wanted in lines:
        variant = variants.get(wanted.variant_id)
        if variant is None or not variant.is_active:
            raise VariantNotSold(variant_id=wanted.variant_id)
        rate_bps = tax_rate_bps(shops[variant.shop_id].country, sending.now, variant.tax_class)
        if variant.shop_id in exempt:
            net_minor = variant.price_minor - tax_inside(variant.price_minor, rate_bps)
            variant, rate_bps = replace(variant, price_minor=net_minor), 0
        by_shop.setdefault(variant.shop_id, []).append(_line(wanted, variant, rate_bps, cart_id))
    currencies = {shops[shop_id].currency for shop_id in by_shop}
    if len(currencies) > 1:
        raise MixedCurrencies
    parcels = {
        shop_id: _parcel(of_shop, variants, shops[shop_id], sending) for shop_id, of_shop in by_shop.items()
    }
    ways = _ways(by_shop, shops, sending, parcels=parcels, exempt=exempt)
    taken = {shop_id: shipping.chosen(found, shops[shop_id], sending) for shop_id, found in ways.items()}
    reduced = _reduced(variants, claimed)
    parts = [_part(shops[shop_id], of_shop, taken[shop_id], reduced) for shop_id, of_shop in by_shop.items()]
    verdict = promotions.apply(parts, typed) if typed and typed.codes else None
    cuts = verdict.cuts if verdict else [Cut(lines_minor=[], codes=[])] * len(parts)
    orders = [
        _order(
            shops[shop_id],
            of_shop,
            cut,
            ways=(taken[shop_id], ways[shop_id]),
            parcel_bps=_parcel_bps(shops[shop_id], sending, exempt),
            exempt_document=exempt.get(shop_id),
            parcel=parcels[shop_id],
        )
        for (shop_id, of_shop), cut in zip(by_shop.items(), cuts, strict=True)
    ]
    return Priced(
        currency=currencies.pop(),
        orders=orders,
        shipping_minor=sum(order.shipping_minor for order in orders),
        tax_minor=sum(order.tax_minor for order in orders),
        total_minor=sum(order.total_minor for order in orders),
        coupons_used=verdict.used if verdict else [],
        coupons_refused=verdict.refused if verdict else [],
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


def _ways(
    by_shop: Mapping[ShopId, Sequence[NewLine]],
    shops: Mapping[ShopId, Shop],
    sending: Sending,
    *,
    parcels: Mapping[ShopId, Parcel],
    exempt: Exempt,
) -> dict[ShopId, list[Way]]:
    """Find how each part can get there.

    Raises NotSentThere with the lines of every shop that does not; TooHeavy where only the weight forbids it.
    """
    ways = {shop_id: shipping.ways(shops[shop_id], sending, parcels[shop_id]) for shop_id in by_shop}
    out = [shop_id for shop_id, found in ways.items() if not found]
    limits = [shipping.weight_limit(shops[shop_id], sending) for shop_id in out]
    if out and all(limits):
        raise TooHeavy(
            shops=", ".join(shops[shop_id].name for shop_id in out),
            weight_max_g=min(each for each in limits if each),
            variant_ids=[str(line.variant_id) for shop_id in out for line in by_shop[shop_id]],
        )
    if out:
        raise NotSentThere(
            shops=", ".join(shops[shop_id].name for shop_id in out),
            variant_ids=[str(line.variant_id) for shop_id in out for line in by_shop[shop_id]],
        )
    for shop_id in exempt.keys() & ways.keys():
        rate_bps = tax_rate_bps(shops[shop_id].country, sending.now)
        ways[shop_id] = [
            replace(way, price_minor=way.price_minor - tax_inside(way.price_minor, rate_bps))
            for way in ways[shop_id]
        ]
    return ways


def _parcel(
    lines: Sequence[NewLine], variants: Mapping[VariantId, VariantForSale], shop: Shop, sending: Sending
) -> Parcel:
    """Say what a shop's parcel holds, and what it weighs where that matters."""
    goods_minor = sum(line.paid_minor for line in lines)
    if not shipping.goes_by_weight(sending.rates.get(shop.id, ())):
        return Parcel(goods_minor=goods_minor)
    weights = [variants[line.variant_id].weight_g for line in lines]
    return Parcel(
        goods_minor=goods_minor,
        weight_g=sum(
            (weight_g or shop.default_weight_g) * line.quantity
            for weight_g, line in zip(weights, lines, strict=True)
        ),
        is_estimated=None in weights,
    )


def _parcel_bps(shop: Shop, sending: Sending, exempt: Exempt) -> int:
    """Find the rate that a parcel carries: the general one, whatever is in it."""
    return 0 if shop.id in exempt else tax_rate_bps(shop.country, sending.now)


def _reduced(
    variants: Mapping[VariantId, VariantForSale], claimed: Claimed | None
) -> dict[VariantId, Reduced]:
    """Say which variants cost less than they do else, and why."""
    found = {each: Reduced.FLASH for each, variant in variants.items() if variant.flash_ends_at}
    return {**found, claimed.drop.variant_id: Reduced.DROP} if claimed else found


def _part(shop: Shop, lines: list[NewLine], way: Way, reduced: Mapping[VariantId, Reduced]) -> ShopPart:
    return ShopPart(
        shop_id=shop.id,
        currency=shop.currency,
        goods=[
            Goods(
                product_id=line.product_id,
                sum_minor=line.paid_minor,
                reduced=reduced.get(line.variant_id),
            )
            for line in lines
        ],
        shipping_minor=way.price_minor,
    )


def _order(
    shop: Shop,
    lines: list[NewLine],
    cut: Cut,
    *,
    ways: tuple[Way, list[Way]],
    parcel: Parcel,
    parcel_bps: int,
    exempt_document: str | None,
) -> PricedOrder:
    way, found = ways
    if any(cut.lines_minor):
        lines = [_less(line, minor) for line, minor in zip(lines, cut.lines_minor, strict=True)]
    shipping_minor = way.price_minor - cut.shipping_minor
    shipping_tax_minor = tax_inside(shipping_minor, parcel_bps)
    return PricedOrder(
        shop=shop,
        lines=lines,
        shipping_minor=shipping_minor,
        tax_minor=shipping_tax_minor + sum(line.tax_minor for line in lines),
        total_minor=shipping_minor + sum(line.paid_minor for line in lines) - cut.promo_minor,
        discount_minor=sum(cut.lines_minor) + cut.shipping_minor + cut.promo_minor,
        promo_minor=cut.promo_minor,
        shipping_off_minor=cut.shipping_minor,
        coupon_codes=cut.codes,
        exempt_document=exempt_document,
        parcel=parcel,
        way=way,
        ways=found,
    )


def _less(line: NewLine, discount_minor: int) -> NewLine:
    """Take a discount off a line: the tax is inside what is left."""
    paid_minor = line.paid_minor - discount_minor
    tax_minor = tax_inside(paid_minor, line.tax_rate_bps)
    return replace(
        line,
        discount_minor=discount_minor,
        paid_minor=paid_minor,
        tax_minor=tax_minor,
        base_minor=paid_minor - tax_minor,
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
    "promo_expense": Party.PLATFORM,
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
    """Digest what a checkout asks for, to tell a repeat from another purchase. How it is paid may change."""
    asked = {name: each for name, each in asdict(request).items() if name != "payment"}
    return hashlib.sha256(msgspec.json.encode((asked, buyer_id))).digest()
