"""Returns: nouns, states, and the fact that others react to."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.media.model import FileId
from vitrina.orders.model import OrderId, OrderLineId, Shipment
from vitrina.orders.refund_model import LINES_MAX, LineQuantity, Sum
from vitrina.orders.withdrawal import Exclusion, ReturnPayer
from vitrina.shops.model import ShopId

ReturnId = NewType("ReturnId", UUID)

PHOTOS_MAX = 5
WORDS_LENGTH_MAX = 1_000
RETURNS_AT_ONCE_MAX = 100

Words = Annotated[str, Meta(max_length=WORDS_LENGTH_MAX)]


class ReturnState(StrEnum):
    """Where a return stands."""

    REQUESTED = "requested"
    """Waits for the shop's answer."""
    ACCEPTED = "accepted"
    """Waits for the buyer's parcel."""
    SENT = "sent"
    """Comes back; waits for the shop to look at it."""
    REFUNDED = "refunded"
    """The money goes back."""
    EXCHANGED = "exchanged"
    """The buyer gets another variant instead; no money moves."""
    REFUSED = "refused"
    """The shop said no, and why."""
    WITHDRAWN = "withdrawn"
    """The buyer keeps the goods, or the whole order ended."""
    LAPSED = "lapsed"
    """Accepted, and nothing was sent in time."""


class ReturnReason(StrEnum):
    """Why somebody gives something back."""

    CHANGED_MIND = "changed_mind"
    """Does not want it."""
    DAMAGED = "damaged"
    """Came broken."""
    WRONG_ITEM = "wrong_item"
    """Is another thing than ordered."""
    NOT_AS_DESCRIBED = "not_as_described"
    """Is not what the shop showed."""
    DOES_NOT_FIT = "does_not_fit"
    """Has the wrong size."""
    OTHER = "other"
    """Says the words."""


class ReturnSide(StrEnum):
    """Who moves a return."""

    BUYER = "buyer"
    """Who bought."""
    SHOP = "shop"
    """Who sold."""
    TIME = "time"
    """Nobody: a time was over, or the order ended."""


class ReturnAct(StrEnum):
    """What moves a return."""

    ACCEPT = "accept"
    """The shop says where to send it."""
    REFUSE = "refuse"
    """The shop says no, to the wish or to what came back."""
    SEND = "send"
    """The buyer gave it to a carrier."""
    REFUND = "refund"
    """The money goes back, for all or a part."""
    EXCHANGE = "exchange"
    """The shop sends what the buyer wants instead."""
    WITHDRAW = "withdraw"
    """The buyer keeps it, or there is no order any more."""
    LAPSE = "lapse"
    """Nothing was sent in time."""


class NewReturn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer wants to give back. id: of the client; the same one again is the same return.

    photos: pictures that she sent before, by her account or for the order.  wanted_variant_id: of the same
    product and price, which she wants instead of money; of one line alone.
    """

    id: ReturnId
    lines: Annotated[list[LineQuantity], Meta(min_length=1, max_length=LINES_MAX)]
    reason: ReturnReason
    words: Words = ""
    photos: Annotated[list[FileId], Meta(max_length=PHOTOS_MAX)] = []
    wanted_variant_id: VariantId | None = None


class Acceptance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the goods go. instructions: an address, hours.  label_url: what to print and stick on."""

    instructions: Annotated[str, Meta(min_length=1, max_length=WORDS_LENGTH_MAX)]
    label_url: Annotated[str, Meta(max_length=500, description="http or https")] | None = None


class AcceptanceOfMany(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Returns of one shop, and where the goods of all of them go."""

    return_ids: Annotated[list[ReturnId], Meta(min_length=1, max_length=RETURNS_AT_ONCE_MAX)]
    instructions: Annotated[str, Meta(min_length=1, max_length=WORDS_LENGTH_MAX)]


class ReturnOutcome(Struct, frozen=True, kw_only=True):
    """What became of one of many returns. refusal, words: why nothing did, as a code and a sentence."""

    return_id: ReturnId
    refusal: str | None
    words: str | None


class ReturnRefusal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a shop says no. exclusion: of the law, where the buyer has a right by it."""

    words: Annotated[str, Meta(min_length=1, max_length=WORDS_LENGTH_MAX)]
    exclusion: Exclusion | None = None


class ReturnParcel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who carries what comes back, and under which number."""

    carrier: Annotated[str, Meta(min_length=1, max_length=60)]
    tracking_number: Annotated[str, Meta(min_length=1, max_length=60)]


class Replacement(Shipment, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop sends instead. is_restocked: what came back can be sold again."""

    is_restocked: bool = True


class Inspection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop takes back after looking. words: needed where it is less than was sent.

    lines: units that are refunded; none of them: nothing is.  shipping: of the order's shipping, in minor
    units, never less than the law says; null: as much as that.  is_restocked: those units can be sold again.
    """

    lines: Annotated[list[LineQuantity], Meta(max_length=LINES_MAX)]
    words: Words = ""
    shipping: Sum | None = None
    is_restocked: bool = True


class Return(Struct, frozen=True, kw_only=True):
    """A return as it is kept."""

    id: ReturnId
    code: str
    order_id: OrderId
    order_code: str
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    currency: Currency
    state: ReturnState
    reason: ReturnReason
    words: str
    is_withdrawal: bool
    payer: ReturnPayer
    instructions: str | None
    label_url: str | None
    carrier: str | None
    tracking_number: str | None
    answer: str | None
    exclusion: Exclusion | None
    refunded_minor: int | None
    photo_file_ids: list[FileId]
    opened_at: datetime
    moved_at: datetime
    due_at: datetime | None
    wanted_variant_id: VariantId | None = None
    wanted_values: list[str] | None = None
    sent_carrier: str | None = None
    sent_number: str | None = None
    sent_url: str | None = None


class ReturnLine(Struct, frozen=True, kw_only=True):
    """Units of a line that come back. accepted_quantity: of them, refunded.

    refunded_before: units that were sent and had been refunded when the return was asked for.
    """

    return_id: ReturnId
    line_id: OrderLineId
    quantity: int
    refunded_before: int
    accepted_quantity: int | None


class ReturnMove(Struct, frozen=True, kw_only=True):
    """When a return came into a state, and by whom."""

    return_id: ReturnId
    state: ReturnState
    by: ReturnSide
    at: datetime


class ReturnLineView(Struct, frozen=True, kw_only=True):
    """A line of a return as people see it."""

    line_id: OrderLineId
    title: str
    variant_values: list[str]
    image_url: str | None
    quantity: int
    accepted_quantity: int | None


class ReturnStep(Struct, frozen=True, kw_only=True):
    """A step of a return as people see it."""

    state: ReturnState
    by: ReturnSide
    at: datetime


class ExchangeView(Struct, frozen=True, kw_only=True):
    """What a buyer gets instead of money. shipment: when it was sent.  values: of the variant, as chosen."""

    variant_id: VariantId
    values: list[str]
    shipment: Shipment | None


class ReturnView(Struct, frozen=True, kw_only=True):
    """A return as its two sides see it. can: what the reader can do now.  due_at: when time decides."""

    id: ReturnId
    code: str
    order_id: OrderId
    order_code: str
    shop_id: ShopId
    shop_name: str
    state: ReturnState
    reason: ReturnReason
    words: str
    is_withdrawal: bool
    payer: ReturnPayer
    exclusions: list[Exclusion]
    lines: list[ReturnLineView]
    photo_urls: list[str]
    instructions: str | None
    label_url: str | None
    parcel: ReturnParcel | None
    answer: str | None
    exclusion: Exclusion | None
    refunded: Money | None
    steps: list[ReturnStep]
    exchange: ExchangeView | None
    can: list[ReturnAct]
    opened_at: datetime
    due_at: datetime | None


class AskWithdrawal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who withdraws without an account: the order's code, and the e-mail it was bought with."""

    order_code: Annotated[str, Meta(min_length=3, max_length=20)]
    email: Annotated[str, Meta(min_length=3, max_length=254)]


class WithdrawalReceipt(Struct, frozen=True, kw_only=True):
    """Proof that somebody withdrew, whatever she typed. It does not tell whether there is such an order."""

    code: str
    asked_at: datetime


class WithdrawalOutcome(StrEnum):
    """What a withdrawal without an account led to."""

    CANCELLED = "cancelled"
    """The order was not on its way and is cancelled."""
    RETURN = "return"
    """A return of all of it was asked for."""
    NOTHING = "nothing"
    """No such order, too late, or a return is open already."""


class Withdrawal(Struct, frozen=True, kw_only=True):
    """A withdrawal without an account that waits to be looked at."""

    code: str
    order_code: str
    email: str


class ReturnMoved(Event, frozen=True, kw_only=True):
    """A return came into a state."""

    return_id: ReturnId
    code: str
    order_id: OrderId
    order_code: str
    shop_id: ShopId
    buyer_id: PersonId | None
    buyer_email: str
    language: Language
    state: ReturnState
    by: ReturnSide
    currency: Currency
    refunded_minor: int | None
    moved_at: datetime
