"""Checkout over HTTP: one call a purchase, or one to place and one to pay, as a guest or signed in."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.catalogue.errors import VariantNotSold
from vitrina.checkout import service
from vitrina.checkout.bank_model import BankReport, NewBankStatement
from vitrina.checkout.errors import (
    BankStatementUnreadable,
    ExemptBuyerIdTaken,
    Expired,
    MixedCurrencies,
    NoCashConfirmation,
    PaymentNotClosed,
    PurchaseIdTaken,
    PurchaseNotFound,
    TooManyExemptBuyers,
    TotalChanged,
)
from vitrina.checkout.model import (
    Asked,
    AwaitedCash,
    ExemptBuyerId,
    ExemptBuyers,
    NewCheckout,
    NewExemptBuyer,
    NewPaymentTry,
    NewQuote,
    PurchaseView,
    Quote,
    Remittance,
    TaxRates,
)
from vitrina.checkout.trail_model import MoneyTrail
from vitrina.drops.errors import (
    AddressLimitReached,
    CardLimitReached,
    ClaimNotFound,
    ClaimOver,
    ClaimWaits,
    NotWhatWasClaimed,
    PaidByCardAlone,
)
from vitrina.identity import guards
from vitrina.identity.errors import BirthDateMissing, NotAllowed, SignInNeeded, TooYoung
from vitrina.identity.model import Capability, Person
from vitrina.inventory.errors import NotEnoughStock
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded, TooManyRequests
from vitrina.kit.http import TABLE, client_address, fails, table
from vitrina.kit.places import Country
from vitrina.orders import service as orders
from vitrina.orders.errors import NoCashAwaited, NotForYou, OrderNotFound
from vitrina.orders.model import (
    Access,
    OrderId,
)
from vitrina.orders.views import (
    OrderView,
)
from vitrina.payments import methods
from vitrina.payments.errors import (
    CashNotOffered,
    KeptCardNotFound,
    MethodUnavailable,
    TooManyAttempts,
    TooManyKeptCards,
    TransferNotFound,
)
from vitrina.payments.model import MethodKind, PaymentId, PurchaseId
from vitrina.prohibitions.errors import ProhibitedThere
from vitrina.promotions.errors import CouponNotFound
from vitrina.promotions.model import CodesTyped, CouponId
from vitrina.shipping.errors import NotSentThere, TooHeavy
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["checkout"]
OPERATOR = {"operator": Provide(guards.require(Capability.OPERATE))}
PAYMENT_REFUSED = (
    Expired,
    MethodUnavailable,
    CashNotOffered,
    PaymentNotClosed,
    TooManyAttempts,
    KeptCardNotFound,
    TooManyKeptCards,
    PaidByCardAlone,
    CardLimitReached,
    TooManyRequests,
)
Key = Annotated[
    str | None, QueryParameter(name="key", max_length=64, description="The purchase's key, for guests")
]

OrderKey = Annotated[
    str | None, QueryParameter(name="key", max_length=64, description="The order's key, for guests")
]


@post(
    "/quotes",
    operation_id="quoteCart",
    tags=TAGS,
    status_code=200,
    responses=fails(VariantNotSold, MixedCurrencies, ProhibitedThere, NotSentThere, TooHeavy, Malformed),
)
async def quote_cart(data: NewQuote, viewer: Person | None, pool: Pool) -> Quote:
    """Tell what a cart costs now, tax, shipping and coupons included. Holds nothing.

    A code that takes nothing off is answered with the reason.
    """
    buyer_key = viewer.id if viewer else None
    now = clock.now()
    typed = CodesTyped(codes=data.coupon_codes, buyer_key=buyer_key, now=now)
    to = service.destination(data)
    async with pool.transaction() as db:
        return await service.quote(
            db,
            data.lines,
            to,
            now=now,
            choices=data.shipping,
            typed=typed,
            claim_id=data.claim_id,
            viewer=viewer,
        )


@get("/tax-rates/{country:str}", operation_id="listTaxRates", tags=TAGS, responses=fails(Malformed))
async def list_tax_rates(country: Country) -> TaxRates:
    """Tell at which rates a country taxes which classes of goods, and by which law. Data, no advice."""
    return service.tax_rates(country, now=clock.now())


@get(
    "/shops/{shop:uuid}/exempt-buyers",
    operation_id="listExemptBuyers",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_exempt_buyers(shop: ShopId, person: Person, pool: Pool) -> ExemptBuyers:
    """List the buyers to whom a shop sells without tax."""
    async with pool.transaction() as db:
        return ExemptBuyers(
            items=await service.exempt_buyers(db, shop_id=shop, actor=person, now=clock.now())
        )


@post(
    "/shops/{shop:uuid}/exempt-buyers",
    operation_id="markExemptBuyer",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded, NotYourShop, ShopNotFound, ExemptBuyerIdTaken, TooManyExemptBuyers, Malformed
    ),
)
async def mark_exempt_buyer(shop: ShopId, person: Person, data: NewExemptBuyer, pool: Pool) -> ExemptBuyers:
    """Sell to a buyer without tax up to a day. It holds for her account: a guest pays tax."""
    async with pool.transaction() as db:
        return ExemptBuyers(
            items=await service.mark_exempt(db, shop_id=shop, actor=person, new=data, now=clock.now())
        )


@delete(
    "/shops/{shop:uuid}/exempt-buyers/{buyer:uuid}",
    operation_id="unmarkExemptBuyer",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def unmark_exempt_buyer(shop: ShopId, buyer: ExemptBuyerId, person: Person, pool: Pool) -> None:
    """Sell to a buyer with tax again. Twice is once."""
    async with pool.transaction() as db:
        await service.unmark_exempt(db, shop_id=shop, actor=person, id=buyer)


@post(
    "/checkouts",
    operation_id="startCheckout",
    tags=TAGS,
    responses=fails(
        VariantNotSold,
        MixedCurrencies,
        ProhibitedThere,
        NotSentThere,
        TooHeavy,
        TotalChanged,
        NotEnoughStock,
        PurchaseIdTaken,
        Malformed,
        Overloaded,
        SignInNeeded,
        BirthDateMissing,
        TooYoung,
        ClaimNotFound,
        ClaimWaits,
        ClaimOver,
        NotWhatWasClaimed,
        AddressLimitReached,
        *PAYMENT_REFUSED,
    ),
)
async def start_checkout(request: Request[Any, Any, Any], data: NewCheckout) -> PurchaseView:
    """Turn a cart, or one product, into a purchase: paid at once, or waiting 15 minutes for its payment.

    What refuses the payment alone leaves the purchase placed.
    """
    pool, settings, viewer = await _asked_by(request)
    if data.payment:
        _count_long_hold(request, settings, data.payment)
    return await service.buy(pool, settings=settings, viewer=viewer, request=data, now=clock.now())


def _count_long_hold(request: Request[Any, Any, Any], settings: Settings, wanted: NewPaymentTry) -> None:
    """Let nobody hold much stock for days. Raises TooManyRequests."""
    if methods.kind(wanted.method) is not MethodKind.CARD:
        address = client_address(request.scope, is_behind_proxy=settings.is_behind_proxy)
        request.app.state.long_holds.spend(address)


async def _asked_by(request: Request[Any, Any, Any]) -> tuple[Pool, Settings, Person | None]:
    """Do what the dependencies do: they cost a task each, which is a tenth of a purchase."""
    pool: Pool = request.app.state.pool
    settings: Settings = request.app.state.settings
    return pool, settings, await guards.viewer(request, pool, settings)


@post(
    "/checkouts/{checkout:uuid}/payment",
    operation_id="payCheckout",
    tags=TAGS,
    status_code=200,
    responses=fails(PurchaseNotFound, *PAYMENT_REFUSED, Malformed, Overloaded, SignInNeeded),
)
async def pay_checkout(
    request: Request[Any, Any, Any], checkout: PurchaseId, data: NewPaymentTry
) -> PurchaseView:
    """Pay a purchase, answer the bank's question, or look how it went: it is charged once."""
    pool, settings, viewer = await _asked_by(request)
    _count_long_hold(request, settings, data)
    asked = Asked(purchase_id=checkout, viewer_id=viewer and viewer.id, now=clock.now())
    return await service.pay(pool, settings=settings, asked=asked, wanted=data)


@get(
    "/checkouts/{checkout:uuid}",
    operation_id="getCheckout",
    tags=TAGS,
    responses=fails(PurchaseNotFound),
)
async def get_checkout(
    checkout: PurchaseId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> PurchaseView:
    """Show a purchase to its buyer or to who holds its key."""
    return await service.show(pool, settings=settings, viewer=viewer, purchase_id=checkout, key=key)


@get("/orders/{order:uuid}/money", operation_id="followMoney", tags=TAGS, responses=fails(OrderNotFound))
async def follow_money(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: OrderKey = None
) -> MoneyTrail:
    """Tell where each cent of the purchase of an order is, and which journals brought it there.

    To operators. In a demo, also to the order's buyer and to who holds its key.
    """
    access = orders.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        return await service.trail(db, settings=settings, order_id=order, access=access)


@get(
    "/shops/{shop:uuid}/coupons/{coupon:uuid}/uses.csv",
    operation_id="exportCouponUses",
    tags=["promotions"],
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(SignInNeeded, NotYourShop, ShopNotFound, CouponNotFound)},
)
async def export_coupon_uses(shop: ShopId, coupon: CouponId, person: Person, pool: Pool) -> Response[bytes]:
    """Download the uses of a coupon as a CSV table, the newest first, 10,000 at most; sums in minor units."""
    async with pool.transaction() as db:
        uses = await service.uses_as_csv(db, shop_id=shop, actor=person, coupon_id=coupon)
    return table(uses, "coupon-uses.csv")


@get(
    "/platform-coupons/{coupon:uuid}/uses.csv",
    operation_id="exportPlatformCouponUses",
    tags=["promotions"],
    media_type="text/csv",
    opt={IS_RAW: True},
    dependencies=OPERATOR,
    responses={200: TABLE, **fails(SignInNeeded, NotAllowed, CouponNotFound)},
)
async def export_platform_coupon_uses(coupon: CouponId, operator: Person, pool: Pool) -> Response[bytes]:
    """Download the uses of a coupon that the platform pays for as such a table, for operators."""
    del operator
    async with pool.transaction() as db:
        uses = await service.platform_uses_as_csv(db, coupon)
    return table(uses, "coupon-uses.csv")


@post(
    "/checkouts/{checkout:uuid}/confirmation",
    operation_id="confirmCash",
    tags=TAGS,
    status_code=200,
    responses=fails(PurchaseNotFound, NoCashConfirmation, CashNotOffered),
)
async def confirm_cash(
    checkout: PurchaseId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> PurchaseView:
    """Confirm that a purchase will be paid at the door, as its buyer or who holds its key."""
    asked = Asked(purchase_id=checkout, viewer_id=viewer and viewer.id, now=clock.now())
    return await service.confirm_cash(pool, settings=settings, asked=asked, key=key)


@get(
    "/orders/{order:uuid}/payment",
    operation_id="getOrderPayment",
    tags=TAGS,
    responses=fails(OrderNotFound),
)
async def get_order_payment(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: OrderKey = None
) -> PurchaseView:
    """Show how the purchase of an order is paid, with its voucher while that may be: to its buyer."""
    access = orders.access(settings, order, viewer, key)
    return await service.payment_of_order(pool, settings=settings, order_id=order, access=access)


@post(
    "/orders/{order:uuid}/cash",
    operation_id="collectCash",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou, NoCashAwaited),
)
async def collect_cash(order: OrderId, person: Person, pool: Pool, settings: Settings) -> OrderView:
    """Note that an order was paid at the door and is delivered, as its shop says."""
    async with pool.transaction() as db:
        await service.collect_cash(db, settings=settings, order_id=order, actor=person, now=clock.now())
        return await orders.show(db, order_id=order, access=Access(actor=person))


@post(
    "/orders/{order:uuid}/refusal",
    operation_id="refuseCash",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou, NoCashAwaited),
)
async def refuse_cash(order: OrderId, person: Person, pool: Pool) -> OrderView:
    """Note that the buyer did not take a parcel that is paid at the door, as its shop says."""
    async with pool.transaction() as db:
        await service.refuse_cash(db, order_id=order, actor=person, now=clock.now())
        return await orders.show(db, order_id=order, access=Access(actor=person))


@get(
    "/awaited-cash",
    operation_id="listAwaitedCash",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_awaited_cash(operator: Person, pool: Pool) -> AwaitedCash:
    """List orders that were paid at the door and whose cash has not arrived, for operators."""
    del operator
    async with pool.transaction() as db:
        return AwaitedCash(items=await orders.unremitted(db))


@post(
    "/orders/{order:uuid}/remittance",
    operation_id="remitCash",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, OrderNotFound, NoCashAwaited, Malformed),
)
async def remit_cash(order: OrderId, data: Remittance, operator: Person, pool: Pool) -> None:
    """Note that the cash of an order arrived, less what its carrier keeps, for operators."""
    del operator
    async with pool.transaction() as db:
        await service.remit_cash(db, order_id=order, fee=data.fee, now=clock.now())


@post(
    "/awaited-transfers/{payment:uuid}/receipt",
    operation_id="receiveTransfer",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, TransferNotFound),
)
async def receive_transfer(payment: UUID, operator: Person, pool: Pool) -> None:
    """Note that a transfer came, whole, for operators: its orders are paid."""
    await service.receive_transfer(pool, payment_id=PaymentId(payment), actor=operator, now=clock.now())


@post(
    "/bank-statements",
    operation_id="holdBankStatement",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed, BankStatementUnreadable),
)
async def hold_bank_statement(data: NewBankStatement, operator: Person, pool: Pool) -> BankReport:
    """Hold a table of the bank against transfers and cash that are awaited, for operators.

    Told first, and noted when it is asked for: what names a reference or the code of an order and is its sum.
    """
    return await service.hold_bank_statement(pool, new=data, actor=operator, now=clock.now())


ROUTES = [
    list_tax_rates,
    list_exempt_buyers,
    mark_exempt_buyer,
    unmark_exempt_buyer,
    hold_bank_statement,
    quote_cart,
    start_checkout,
    pay_checkout,
    get_checkout,
    confirm_cash,
    get_order_payment,
    collect_cash,
    refuse_cash,
    list_awaited_cash,
    remit_cash,
    receive_transfer,
    follow_money,
    export_coupon_uses,
    export_platform_coupon_uses,
]
