"""Quotes and purchases."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.carts.model import CartId
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import Email, Handle, PersonId
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.kit.taxes import TaxClass
from vitrina.orders.model import Address, NewLine, OrderId, ShopName
from vitrina.orders.unpaid import Unremitted
from vitrina.orders.views import TaxLine
from vitrina.payments.kept import KeptCardId
from vitrina.payments.model import (
    Card,
    Choice,
    Instructions,
    Method,
    MethodKind,
    PaymentId,
    PaymentStatus,
    PurchaseId,
)
from vitrina.promotions.model import Codes, CouponProblem, CouponRefused, CouponUsed
from vitrina.shipping.model import ArrivalPromise, Choices, Parcel, RateId, Way
from vitrina.shops.model import Shop

ExemptBuyerId = NewType("ExemptBuyerId", UUID)

LINES_MAX = 50
EXEMPT_BUYERS_MAX = 500
QUANTITY_MAX = 99
NOTE_LENGTH_MAX = 300


class PurchaseStatus(StrEnum):
    """Where a purchase stands, as its buyer sees it."""

    AWAITING_PAYMENT = "awaiting_payment"
    """The stock is held; nothing has been asked of a bank."""
    CHALLENGE = "challenge"
    """The bank asks the buyer for a code."""
    DECLINED = "declined"
    """The bank said no; another try is possible."""
    WAITING = "waiting"
    """The buyer pays elsewhere, as she was told; the stock is held until then."""
    CONFIRMED = "confirmed"
    """The buyer pays at the door; the shop prepares the parcel."""
    PENDING = "pending"
    """The provider has not said yet."""
    PAID = "paid"
    """The orders are the buyer's."""
    EXPIRED = "expired"
    """The time to pay was over."""
    REFUNDED = "refunded"
    """All of it went back."""


class LineWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant, and how many. touch_id: the tap that led to it."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    touch_id: UUID | None = None


LinesWanted = Annotated[list[LineWanted], Meta(min_length=1, max_length=LINES_MAX)]


class NewQuote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody means to buy, and where to: as much of the address as is known.

    state, postal_code: as an address writes them; without them each shop shows what it may be.
    shipping: which way was chosen for the part of a shop; else the first is.
    claim_id: units claimed in a drop, which cost what they cost there.
    """

    lines: LinesWanted
    country: Country
    state: Annotated[str, Meta(max_length=60)] | None = None
    postal_code: Annotated[str, Meta(max_length=12)] | None = None
    shipping: Choices = []
    coupon_codes: Codes = []
    claim_id: UUID | None = None


class BuyerDetails(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who buys, with or without an account."""

    email: Email
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    language: Language
    phone: Annotated[str, Meta(max_length=30)] | None = None


class NewPaymentTry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the buyer pays. card: what the sandbox plays.  challenge_code: the answer to the bank's question.

    instalments: in how many parts, where the method has them.  keep_card: whether she keeps the card for the
    next time.  kept_card_id: of the kept card that pays.
    """

    method: Method
    card: Card | None = None
    challenge_code: Annotated[str, Meta(max_length=20)] | None = None
    instalments: Annotated[int, Meta(ge=1, le=24)] = 1
    keep_card: bool = False
    kept_card_id: KeptCardId | None = None


class NewCheckout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purchase to be made. id: the client's; the same id twice is one purchase.

    expected_total: what the buyer saw. cart_id: is emptied of these lines when they are paid.
    shipping: which way was chosen for the part of a shop; else the first is. note: for the shops to read.
    payment: how it is paid at once; else it waits for its payment.
    """

    id: PurchaseId
    lines: LinesWanted
    buyer: BuyerDetails
    address: Address
    expected_total: Money
    cart_id: CartId | None = None
    coupon_codes: Codes = []
    shipping: Choices = []
    note: Annotated[str, Meta(max_length=NOTE_LENGTH_MAX)] | None = None
    payment: NewPaymentTry | None = None


class Asked(Struct, frozen=True, kw_only=True):
    """Somebody wants to pay a purchase. viewer_id: None for a guest.  choice: how, after a decline."""

    purchase_id: PurchaseId
    viewer_id: PersonId | None
    now: datetime
    choice: Choice | None = None


class PricedOrder(Struct, frozen=True, kw_only=True):
    """One shop's part of a quote, in minor units. tax_minor: inside lines and shipping.

    discount_minor: what coupons take off it, whoever pays for them.  promo_minor: of that, the platform's.
    shipping_off_minor: of that, what the shop takes off its shipping.  exempt_document: why there is no tax.
    """

    shop: Shop
    lines: list[NewLine]
    shipping_minor: int
    tax_minor: int
    total_minor: int
    discount_minor: int = 0
    promo_minor: int = 0
    shipping_off_minor: int = 0
    coupon_codes: list[str] = []
    exempt_document: str | None = None
    parcel: Parcel
    way: Way
    ways: list[Way]


class Priced(Struct, frozen=True, kw_only=True):
    """What a cart costs now, and what codes did to that."""

    currency: Currency
    orders: list[PricedOrder]
    shipping_minor: int
    tax_minor: int
    total_minor: int
    coupons_used: list[CouponUsed] = []
    coupons_refused: list[CouponRefused] = []

    @property
    def total(self) -> Money:
        """The sum to be paid."""
        return Money(self.total_minor, self.currency)


class QuoteLine(Struct, frozen=True, kw_only=True):
    """A line of a quote. total: what is paid for it, less its discount. tax: inside the total."""

    variant_id: VariantId
    product_id: ProductId
    title: str
    variant_values: list[str]
    image_url: str | None
    quantity: int
    unit_price: Money
    discount: Money
    total: Money
    tax_rate_bps: int
    tax: Money


class QuoteWay(Struct, frozen=True, kw_only=True):
    """One way in which a shop's part gets there. rate_id, name: null for a shop with one flat price.

    promise: the days between which it should arrive, or can be fetched.
    """

    rate_id: RateId | None
    name: str | None
    is_pickup: bool
    price: Money
    promise: ArrivalPromise


class QuoteOrder(Struct, frozen=True, kw_only=True):
    """One shop's part of a quote. shipping: what is paid for it, shipping_before: without coupons.

    taxes: inside its lines, by rate; shipping_tax: inside the shipping.  is_tax_exempt: the buyer pays none.
    prices_include_tax: whether the shop tells prices with tax; if not, its goods are shown without it.
    weight_g: what its parcel weighs, where the shop sends by weight.  default_weight_g: with how much each
    piece is counted there that was not weighed; null when all were.

    discount: what coupons took off its goods and its shipping.
    promo: of the discount, what the platform pays; the shop gets that much more than the total.
    way: how it gets there, one of ways.
    """

    shop: ShopName
    lines: list[QuoteLine]
    way: QuoteWay
    ways: list[QuoteWay]
    shipping: Money
    shipping_before: Money
    discount: Money
    promo: Money
    tax: Money
    taxes: list[TaxLine]
    shipping_tax: Money
    is_tax_exempt: bool
    prices_include_tax: bool
    weight_g: int | None
    default_weight_g: int | None
    total: Money


class QuoteCoupon(Struct, frozen=True, kw_only=True):
    """What a code did. discount: what it took off. problem: why it took nothing off.

    missing: how much more of its products it needs, for min_spend.
    """

    code: str
    discount: Money | None
    problem: CouponProblem | None
    missing: Money | None


class Quote(Struct, frozen=True, kw_only=True):
    """What a cart costs now, tax and shipping included."""

    orders: list[QuoteOrder]
    coupons: list[QuoteCoupon]
    discount: Money
    tax: Money
    shipping: Money
    total: Money


class PurchaseOrder(Struct, frozen=True, kw_only=True):
    """An order as its purchase remembers it."""

    id: OrderId
    code: str
    shop: ShopName
    total: Money


class Purchase(Struct, frozen=True, kw_only=True):
    """A purchase as it is kept."""

    id: PurchaseId
    buyer_id: PersonId | None
    request_hash: bytes
    currency: Currency
    total_minor: int
    status: PurchaseStatus
    orders: list[PurchaseOrder]
    hold_until: datetime


class Attempt(Struct, frozen=True, kw_only=True):
    """The last attempt to pay a purchase, as far as the buyer is told."""

    payment_id: PaymentId
    status: PaymentStatus
    decline_reason: str | None
    challenge_hint: str | None


class PurchaseOrderView(Struct, frozen=True, kw_only=True):
    """An order of a purchase. url: the path of its page with its key."""

    id: OrderId
    code: str
    shop: ShopName
    total: Money
    url: str


class Challenge(Struct, frozen=True, kw_only=True):
    """What the bank asks. hint: the sandbox tells the right code here; a real bank never does."""

    hint: str


class PaymentView(Struct, frozen=True, kw_only=True):
    """How the payment of a purchase stands. method: None before the buyer chose.

    instructions, pay_by: what she is to do, and until when, while that is what is waited for.
    """

    status: PaymentStatus
    decline_reason: str | None
    challenge: Challenge | None
    method: Method | None
    kind: MethodKind
    instalments: int
    instructions: Instructions | None
    pay_by: datetime | None


class PurchaseView(Struct, frozen=True, kw_only=True):
    """A purchase as its buyer sees it. key: lets a guest see it again."""

    id: PurchaseId
    status: PurchaseStatus
    total: Money
    key: str
    hold_until: datetime | None
    orders: list[PurchaseOrderView]
    payment: PaymentView


class NewExemptBuyer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A buyer to whom a shop sells without tax: whoever has this handle, or signs in with this e-mail.

    document: the number of the paper that says so.  ends_on: its last day, in the shop's country.
    """

    id: ExemptBuyerId
    email: Email | None = None
    handle: Handle | None = None
    document: Annotated[str, Meta(min_length=1, max_length=60)]
    ends_on: date


class ExemptBuyer(Struct, frozen=True, kw_only=True):
    """A buyer to whom a shop sells without tax, as it is kept: a person, or an e-mail."""

    id: ExemptBuyerId
    person_id: PersonId | None
    email: str | None
    document: str
    ends_on: date


class ExemptBuyerView(Struct, frozen=True, kw_only=True):
    """A buyer to whom a shop sells without tax, as the shop sees it. is_over: its last day has passed."""

    id: ExemptBuyerId
    email: str | None
    handle: str | None
    document: str
    ends_on: date
    is_over: bool


class ExemptBuyers(Struct, frozen=True, kw_only=True):
    """The buyers to whom a shop sells without tax, the last marked first."""

    items: list[ExemptBuyerView]


class TaxRateView(Struct, frozen=True, kw_only=True):
    """The rate of a class of goods now. source: its law.  page, read: where it was compared, or null."""

    tax_class: TaxClass
    rate_bps: int
    valid_from: date
    source: str
    page: str | None
    read: date | None


class TaxRates(Struct, frozen=True, kw_only=True):
    """The classes of goods that a country has, with their rates."""

    country: Country
    items: list[TaxRateView]


class Remittance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cash that a carrier brought for an order. fee: what it keeps of it."""

    fee: Money


class AwaitedCash(Struct, frozen=True, kw_only=True):
    """Orders whose cash has not arrived, the longest paid first."""

    items: list[Unremitted]
