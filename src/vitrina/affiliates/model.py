"""Plans, touches, decisions, commissions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.live.model import RoomId
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

TouchId = NewType("TouchId", UUID)
CommissionId = NewType("CommissionId", UUID)

RateBps = Annotated[int, Meta(ge=100, le=8_000)]


class PlanKind(StrEnum):
    """Which terms a commission follows; the first that applies wins."""

    PRODUCT = "product"
    """The shop's rate for this one product."""
    SHOP = "shop"
    """The shop's open plan."""
    DEFAULT = "default"
    """The operator's default plan, paid from the platform fee."""
    AGREED = "agreed"
    """What the shop and the creator agreed for one show; it wins over the others."""


class Disclosure(StrEnum):
    """Why a clip must say that it sells. Computed, never chosen. Source: domain rule B1.8."""

    COMMISSION = "commission"
    """The creator earns a commission on a tagged product."""
    OWN_BRAND = "own_brand"
    """The creator owns the shop of a tagged product."""
    PAID = "paid"
    """A brand pays a flat fee for the clip; `sponsorships` knows."""


class Disclosures(Struct, frozen=True, kw_only=True):
    """What a show must say as long as it shows what it shows."""

    disclosures: list[Disclosure]


class CommissionState(StrEnum):
    """Where a commission is on its way to the creator."""

    PENDING = "pending"
    """Earned; waits until the buyer can no longer give the goods back."""
    AVAILABLE = "available"
    """The creator's own money."""
    VOID = "void"
    """Reversed in full."""


class HoldReason(StrEnum):
    """Why a pending commission waits."""

    WAITING_DELIVERY = "waiting_delivery"
    """The order has not been shipped."""
    TRANSIT_MAX = "transit_max"
    """Shipped; counts the longest transit so that nobody can starve a creator by not clicking."""
    RETURN_WINDOW = "return_window"
    """Delivered; the buyer may still return it."""
    RETURN_OPEN = "return_open"
    """The buyer gives something back; it waits for the answer."""


class Rule(StrEnum):
    """What decided who earns from a line."""

    FROZEN_TOUCH = "frozen_touch"
    """The touch that was frozen when the line was put in the cart."""
    LAST_TOUCH = "last_touch"
    """The buyer's last touch of this product inside the window."""
    NO_TOUCH = "no_touch"
    """Nobody caused this sale."""


class Outcome(StrEnum):
    """What became of one touch in a decision."""

    WON = "won"
    """This touch earns."""
    EARLIER = "earlier"
    """A later touch of the same product replaced it."""
    EXPIRED = "expired"
    """The window had passed."""
    AFTER_CART = "after_cart"
    """It came after the line was frozen in the cart."""
    OWN_PURCHASE = "own_purchase"
    """The creator bought it herself."""
    OWN_SHOP = "own_shop"
    """The creator owns the shop."""
    NOT_EARNING = "not_earning"
    """The creator had not turned earning on, or there was no plan."""


class Nothing(StrEnum):
    """Why a sale would leave its creator nothing."""

    OWN_SHOP = "own_shop"
    """The product is of her own shop."""
    NO_PLAN = "no_plan"
    """Nobody pays for this product: no plan of its shop, none of the operator."""
    NOT_EARNING = "not_earning"
    """She has not turned earning on; with it she would keep the amount."""


class Surface(StrEnum):
    """How a touch came about: where a product was tapped, or by what it was opened."""

    CLIP = "clip"
    """In a clip."""
    LINK = "link"
    """By a link that somebody shared."""
    LIVE = "live"
    """In a show while it was live."""
    REPLAY = "replay"
    """In the replay of a show."""


class Terms(Struct, frozen=True, kw_only=True):
    """The plan that applies to one product now."""

    product_id: ProductId
    kind: PlanKind
    version: int
    rate_bps: int


class Grant(Struct, frozen=True, kw_only=True):
    """A rate that was cut, kept for a creator who showed the product at that moment. Domain rule B1.3."""

    creator_id: PersonId
    product_id: ProductId
    plan_kind: PlanKind
    plan_version: int
    rate_bps: int
    granted_at: datetime
    locked_until: datetime


class Agreement(Struct, frozen=True, kw_only=True):
    """What a shop and a creator agreed for one product in one show."""

    room_id: RoomId
    product_id: ProductId
    creator_id: PersonId
    shop_id: ShopId
    rate_bps: int
    agreed_at: datetime


class RoomCommission(Struct, frozen=True, kw_only=True):
    """What was earned by sales of agreed products in a show, less what was taken back."""

    room_id: RoomId
    currency: Currency
    amount_minor: int


class Promise(Struct, frozen=True, kw_only=True):
    """The terms that a tap earns by. locked_until: where they are a grant's and not those of the day."""

    plan_kind: PlanKind
    plan_version: int
    rate_bps: int
    locked_until: datetime | None


class PlanVersion(Struct, frozen=True, kw_only=True):
    """Immutable terms. product_id None: the whole shop. rate_bps None: withdrawn."""

    id: UUID
    shop_id: ShopId
    product_id: ProductId | None
    version: int
    rate_bps: int | None
    created_by: PersonId
    created_at: datetime


class Override(Struct, frozen=True, kw_only=True):
    """The rate of one product."""

    product_id: ProductId
    rate_bps: int


class Plan(Struct, frozen=True, kw_only=True):
    """A shop's open plan as its owner sees it. version 0: never set."""

    rate_bps: int | None
    version: int
    overrides: list[Override]
    is_default_plan_opted_out: bool


class SetPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New terms of a shop. rate_bps None withdraws the plan."""

    rate_bps: RateBps | None
    is_default_plan_opted_out: bool = False


class SetOverride(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new rate for one product."""

    rate_bps: RateBps


class NewTouch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tap on a product in a clip, or in a show. Either video_id or room_id."""

    id: TouchId
    video_id: VideoId | None = None
    room_id: RoomId | None = None
    product_id: ProductId


class NewLinkTouch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shared link of a product that was opened. shared_by: the code that it carries."""

    id: TouchId
    product_id: ProductId
    shared_by: Annotated[str, Meta(min_length=22, max_length=22, pattern="^[A-Za-z0-9_-]+$")]


class Touch(Struct, frozen=True, kw_only=True):
    """A tap that can earn, with the terms promised at that moment."""

    id: TouchId
    visitor_id: UUID
    person_id: PersonId | None
    creator_id: PersonId
    surface: Surface = Surface.CLIP
    video_id: VideoId | None
    room_id: RoomId | None = None
    product_id: ProductId
    shop_id: ShopId
    is_earning: bool
    plan_kind: PlanKind | None
    plan_version: int | None
    rate_bps: int | None
    locked_until: datetime | None = None
    at: datetime
    expires_at: datetime


class Touched(Struct, frozen=True, kw_only=True):
    """The answer to a tap."""

    id: TouchId
    creator_id: PersonId
    expires_at: datetime


class Freeze(Struct, frozen=True, kw_only=True):
    """The touch that a cart line keeps."""

    cart_id: UUID
    variant_id: UUID
    touch_id: TouchId
    frozen_at: datetime
    expires_at: datetime


class Considered(Struct, frozen=True, kw_only=True):
    """One touch as a decision saw it."""

    id: TouchId
    creator_id: PersonId
    at: datetime
    outcome: Outcome


class Decision(Struct, frozen=True, kw_only=True):
    """Who earns from one order line, and why."""

    line_id: UUID
    order_id: UUID
    rule: Rule
    winner_touch_id: TouchId | None
    touches: list[Considered]
    window_days: int
    decided_at: datetime


class Commission(Struct, frozen=True, kw_only=True):
    """What one order line earns for its creator. The arithmetic is domain rule B1.1."""

    id: CommissionId
    line_id: UUID
    order_id: UUID
    order_code: str
    shop_id: ShopId
    creator_id: PersonId
    surface: Surface = Surface.CLIP
    video_id: VideoId | None
    room_id: RoomId | None = None
    product_id: ProductId
    product_title: str
    currency: Currency
    price_paid_minor: int
    discount_minor: int
    tax_rate_bps: int
    tax_minor: int
    base_minor: int
    plan_kind: PlanKind
    plan_version: int
    rate_bps: int
    locked_until: datetime | None = None
    amount_minor: int
    reversed_minor: int
    state: CommissionState
    hold_until: datetime | None
    hold_reason: HoldReason | None
    available_at: datetime | None
    created_at: datetime


class Adjustment(Struct, frozen=True, kw_only=True):
    """A correction of a commission; never an edit. amount_minor < 0."""

    key: str
    commission_id: CommissionId
    reason: str
    amount_minor: int
    at: datetime


class Reserve(Struct, frozen=True, kw_only=True):
    """What of a commission is set aside. key: of the dispute."""

    key: str
    commission_id: CommissionId
    amount_minor: int


class PlanView(Struct, frozen=True, kw_only=True):
    """Which terms a commission followed. locked_until: they had been cut, and were kept until then."""

    kind: PlanKind
    version: int
    locked_until: datetime | None


class AdjustmentView(Struct, frozen=True, kw_only=True):
    """A correction as the creator reads it."""

    reason: str
    amount: Money
    at: datetime


class ConsideredView(Struct, frozen=True, kw_only=True):
    """A touch of a decision as the creator reads it; other creators appear by handle."""

    id: TouchId
    creator_handle: str
    at: datetime
    outcome: Outcome


class DecisionView(Struct, frozen=True, kw_only=True):
    """Why me."""

    rule: Rule
    winner_touch_id: TouchId | None
    touches: list[ConsideredView]
    window_days: int


class CommissionView(Struct, frozen=True, kw_only=True):
    """A commission with its arithmetic, line by line, in the order in which it is computed.

    amount is what is left after adjustments.  video_id: of the clip that sold, null for a shared link.
    """

    id: CommissionId
    order_code: str
    product_title: str
    image_url: str | None
    surface: Surface
    video_id: VideoId | None
    room_id: RoomId | None
    state: CommissionState
    price_paid: Money
    discount: Money
    tax_rate_bps: int
    tax: Money
    base: Money
    rate_bps: int
    plan: PlanView
    original_amount: Money
    amount: Money
    adjustments: list[AdjustmentView]
    hold_until: datetime | None
    hold_reason: HoldReason | None
    available_at: datetime | None
    created_at: datetime
    decision: DecisionView


class Keep(Struct, frozen=True, kw_only=True):
    """What a creator would keep of one piece sold now, with its arithmetic in the order it is computed.

    price: the lowest of the product, tax included.  fee: the platform's, which the shop pays; a default plan
    is paid from it.  available_at: if it was shipped now and nobody reported the delivery: shipped, plus the
    shop's longest transit, plus the right to return.  plan: null without one.
    """

    product_id: ProductId
    nothing_because: Nothing | None
    price: Money
    tax_rate_bps: int
    tax: Money
    base: Money
    plan: PlanView | None
    rate_bps: int
    fee_bps: int
    fee: Money
    amount: Money
    transit_max_days: int
    return_days: int
    available_at: datetime


class EarningsBalance(Struct, frozen=True, kw_only=True):
    """What a creator has in one currency, as the ledger says.

    reported: what merchants elsewhere told of and have not confirmed.  tips: that a bank may still take
    back; pending says nothing of them.  reserved: what a bank took and has not decided about.
    """

    currency: Currency
    reported: Money
    pending: Money
    tips: Money
    available: Money
    reserved: Money


class Earnings(Struct, frozen=True, kw_only=True):
    """A creator's money. next_available_at: the next hold date that is known."""

    balances: list[EarningsBalance]
    next_available_at: datetime | None


class CommissionEarned(Event, frozen=True, kw_only=True):
    """A sale earned a commission."""

    commission_id: CommissionId
    creator_id: PersonId
    amount_minor: int
    currency: Currency
    product_title: str
    at: datetime


class CommissionsAvailable(Event, frozen=True, kw_only=True):
    """Commissions of one creator became her own money."""

    creator_id: PersonId
    commission_ids: list[CommissionId]
    at: datetime


class RefundPreview(Struct, frozen=True, kw_only=True):
    """Who would bear how much of a refund; the parts of shop, platform and creators add up to the amount."""

    amount: Money
    shop: Money
    platform: Money
    creators: Money
