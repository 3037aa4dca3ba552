"""Quotes and purchases as people see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.addresses import service as addresses
from vitrina.catalogue import service as catalogue
from vitrina.checkout import rules, store
from vitrina.checkout.model import (
    Challenge,
    LineWanted,
    NewQuote,
    PaymentView,
    Priced,
    PricedOrder,
    Purchase,
    PurchaseOrderView,
    PurchaseStatus,
    PurchaseView,
    Quote,
    QuoteCoupon,
    QuoteLine,
    QuoteOrder,
    QuoteWay,
)
from vitrina.checkout.service.exempt import exempt_in
from vitrina.drops import service as drops
from vitrina.identity.model import Person
from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import FileId
from vitrina.orders import service as orders
from vitrina.orders.model import NewLine, ShopName
from vitrina.payments import methods
from vitrina.payments import service as payments
from vitrina.payments.model import Payment, PaymentStatus, PurchaseId
from vitrina.prohibitions import service as prohibitions
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CodesTyped
from vitrina.shipping import service as shipping
from vitrina.shipping.model import Choice, Destination, Sending, Way
from vitrina.shops import service as shops
from vitrina.shops.model import Shop

PURPOSE = "checkout.access"
WAITING = {
    PurchaseStatus.AWAITING_PAYMENT,
    PurchaseStatus.CHALLENGE,
    PurchaseStatus.DECLINED,
    PurchaseStatus.WAITING,
}


async def statuses(db: Db, purchase_ids: Sequence[PurchaseId]) -> dict[PurchaseId, PurchaseStatus]:
    """Tell how purchases stand; those that are not there are left out."""
    return {purchase.id: purchase.status for purchase in await store.purchases(db, purchase_ids)}


async def quote(
    db: Db,
    lines: Sequence[LineWanted],
    to: Destination,
    *,
    now: datetime,
    choices: Sequence[Choice] = (),
    typed: CodesTyped | None = None,
    claim_id: UUID | None = None,
    viewer: Person | None = None,
) -> Quote:
    """Tell what a cart costs now, sent to a place.

    typed: the codes of coupons, and who typed them.  claim_id: of units of it that were claimed in a drop.
    viewer: who asks, if she is signed in: some pay no tax.

    Raises VariantNotSold, MixedCurrencies, ProhibitedThere, NotSentThere, TooHeavy.
    """
    variants = await catalogue.variants_for_sale(db, [line.variant_id for line in lines])
    sellers = await shops.shops_by_id(db, list({variant.shop_id for variant in variants.values()}))
    if typed:
        [typed] = await promotions.with_candidates(db, [typed], shop_ids=list(sellers))
    rates = await shipping.rates_of(db, list(sellers))
    sending = Sending(destination=to, choices=choices, rates=rates, now=now)
    claimed = (await drops.claimed(db, [claim_id])).get(claim_id) if claim_id else None
    untaxed = (await exempt_in(db, sellers, [viewer], now=now)).values()
    exempt = next(iter(untaxed), rules.NOBODY_EXEMPT)
    priced = rules.price(
        lines, variants, sellers, typed=typed, sending=sending, claimed=claimed, exempt=exempt
    )
    held = await prohibitions.prohibited(db, {(each.product_id, to.country) for each in variants.values()})
    if there := rules.prohibited_refusal(lines, variants, to.country, held):
        raise there
    return (await quotes(db, [priced]))[0]


def destination(asked: NewQuote) -> Destination:
    """Tell where a quote goes to, as an address would write it; what is no state or code is not known yet."""
    state, postal_code = addresses.known(asked.country, asked.state, asked.postal_code)
    return Destination(country=asked.country, state=state, postal_code=postal_code)


async def quotes(db: Db, carts: Sequence[Priced]) -> list[Quote]:
    """Show priced carts, in their order. One statement."""
    file_ids = {
        line.image_file_id
        for cart in carts
        for order in cart.orders
        for line in order.lines
        if line.image_file_id
    }
    urls = {
        file_id: picture.thumbnail_url for file_id, picture in (await media.file_urls(db, file_ids)).items()
    }
    return [_quote(cart, urls) for cart in carts]


def _quote(cart: Priced, urls: dict[FileId, str]) -> Quote:
    return Quote(
        orders=[_quote_order(order, urls) for order in cart.orders],
        coupons=_coupons(cart),
        discount=Money(sum(order.discount_minor for order in cart.orders), cart.currency),
        tax=Money(cart.tax_minor, cart.currency),
        shipping=Money(cart.shipping_minor, cart.currency),
        total=cart.total,
    )


def _coupons(cart: Priced) -> list[QuoteCoupon]:
    used = [
        QuoteCoupon(
            code=each.code, discount=Money(each.discount_minor, cart.currency), problem=None, missing=None
        )
        for each in cart.coupons_used
    ]
    refused = [
        QuoteCoupon(
            code=each.code,
            discount=None,
            problem=each.problem,
            missing=None if each.missing_minor is None else Money(each.missing_minor, cart.currency),
        )
        for each in cart.coupons_refused
    ]
    return [*used, *refused]


def _quote_order(order: PricedOrder, urls: dict[FileId, str]) -> QuoteOrder:
    currency = order.shop.currency
    return QuoteOrder(
        shop=shop_name(order.shop),
        lines=[_quote_line(line, order, urls) for line in order.lines],
        way=_quote_way(order.way, currency),
        ways=[_quote_way(way, currency) for way in order.ways],
        shipping=Money(order.shipping_minor, currency),
        shipping_before=Money(order.shipping_minor + order.shipping_off_minor, currency),
        discount=Money(order.discount_minor, currency),
        promo=Money(order.promo_minor, currency),
        tax=Money(order.tax_minor, currency),
        taxes=orders.tax_lines(order.lines, currency),
        shipping_tax=Money(order.tax_minor - sum(line.tax_minor for line in order.lines), currency),
        is_tax_exempt=order.exempt_document is not None,
        prices_include_tax=order.shop.prices_include_tax,
        weight_g=order.parcel.weight_g or None,
        default_weight_g=order.shop.default_weight_g if order.parcel.is_estimated else None,
        total=Money(order.total_minor, currency),
    )


def _quote_way(way: Way, currency: Currency) -> QuoteWay:
    return QuoteWay(
        rate_id=way.rate_id,
        name=way.name,
        is_pickup=way.is_pickup,
        price=Money(way.price_minor, currency),
        promise=way.promise,
    )


def _quote_line(line: NewLine, order: PricedOrder, urls: dict[FileId, str]) -> QuoteLine:
    currency = order.shop.currency
    return QuoteLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        variant_values=line.variant_values,
        image_url=urls.get(line.image_file_id) if line.image_file_id else None,
        quantity=line.quantity,
        unit_price=Money(line.unit_price_minor, currency),
        discount=Money(line.discount_minor, currency),
        total=Money(line.paid_minor, currency),
        tax_rate_bps=line.tax_rate_bps,
        tax=Money(line.tax_minor, currency),
    )


def shop_name(shop: Shop) -> ShopName:
    """Name a shop as orders do."""
    return ShopName(id=shop.id, handle=shop.handle, name=shop.name, is_verified=shop.is_verified)


def payment_view(payment: Payment) -> PaymentView:
    """Show how an attempt to pay stands."""
    is_asked = payment.status is PaymentStatus.CHALLENGE
    is_told = payment.status in {PaymentStatus.WAITING, PaymentStatus.PENDING}
    return PaymentView(
        status=payment.status,
        decline_reason=payment.decline_reason and payment.decline_reason.value,
        challenge=Challenge(hint=payment.challenge_hint or "") if is_asked else None,
        method=payment.method,
        kind=methods.kind(payment.method),
        instalments=payment.instalments,
        instructions=payment.instructions if is_told else None,
        pay_by=payment.pay_by if is_told else None,
    )


def purchase_view(settings: Settings, purchase: Purchase, payment: PaymentView) -> PurchaseView:
    """Show a purchase to its buyer, with the keys that open it and its orders."""
    return PurchaseView(
        id=purchase.id,
        status=purchase.status,
        total=Money(purchase.total_minor, purchase.currency),
        key=purchase_key(settings, purchase.id),
        hold_until=purchase.hold_until if purchase.status in WAITING else None,
        orders=[
            PurchaseOrderView(
                id=order.id,
                code=order.code,
                shop=order.shop,
                total=order.total,
                url=orders.order_path(settings, order.id),
            )
            for order in purchase.orders
        ],
        payment=payment,
    )


async def is_all_refunded(db: Db, purchase: Purchase) -> bool:
    """Tell whether the whole of a paid purchase went back, order by order."""
    refunds = await payments.refunds_of(db, [order.id for order in purchase.orders])
    return sum(refunds.values()) == purchase.total_minor


def return_path(settings: Settings, purchase_id: PurchaseId) -> str:
    """Write where a page of a provider sends a buyer afterwards; it proves nothing: there, we are asked."""
    return f"/checkout/return?purchase={purchase_id}&key={purchase_key(settings, purchase_id)}"


def purchase_key(settings: Settings, purchase_id: PurchaseId) -> str:
    """Make the key with which a guest sees a purchase again."""
    return crypto.sign(settings.secret_key, PURPOSE, str(purchase_id))


def key_fits(settings: Settings, purchase_id: PurchaseId, key: str | None) -> bool:
    """Tell whether a key opens a purchase, in constant time."""
    return key is not None and crypto.signature_fits(settings.secret_key, PURPOSE, str(purchase_id), key)
