"""Outside products, merchants, clicks, postbacks, conversions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.identity.model import PersonId
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.places import Currency
from vitrina.media.model import FileId

ExternalId = NewType("ExternalId", UUID)
MerchantId = NewType("MerchantId", UUID)
ClickId = NewType("ClickId", UUID)
ConversionId = NewType("ConversionId", UUID)
ReceiptId = NewType("ReceiptId", UUID)

URL_LENGTH_MAX = 2_000
TITLE_LENGTH_MAX = 200
NAME_LENGTH_MAX = 80
TEMPLATE_LENGTH_MAX = 300
RECEIPT_CONVERSIONS_MAX = 500

Url = Annotated[str, Meta(min_length=1, max_length=URL_LENGTH_MAX)]
Title = Annotated[str, Meta(max_length=TITLE_LENGTH_MAX)]
MerchantName = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH_MAX)]
Template = Annotated[
    str,
    Meta(
        max_length=TEMPLATE_LENGTH_MAX,
        description="Query that is added to a link; {click_id} stands for the click",
        examples=["clickref={click_id}"],
    ),
]
Share = Annotated[int, Meta(ge=0, le=10_000)]
Word = Annotated[str, Meta(min_length=1, max_length=60)]


class ImageState(StrEnum):
    """Where the picture of an outside product is."""

    NONE = "none"
    """The page named none."""
    WAITING = "waiting"
    """It is being fetched."""
    HERE = "here"
    """It is shown."""
    FAILED = "failed"
    """It could not be fetched."""


class Trust(StrEnum):
    """How sure a creator can be of the money of a conversion."""

    REPORTED = "reported"
    """The merchant told of a sale, and has not confirmed it."""
    CONFIRMED = "confirmed"
    """The merchant confirmed it, and owes the commission."""
    AVAILABLE = "available"
    """The merchant's money has arrived."""
    REJECTED = "rejected"
    """The merchant took it back."""


class State(StrEnum):
    """What a merchant says about a sale."""

    REPORTED = "reported"
    """It happened."""
    CONFIRMED = "confirmed"
    """It counts."""
    REJECTED = "rejected"
    """It does not count."""


class Field(StrEnum):
    """What a parameter of a postback means."""

    CLICK = "click"
    """Our click, as it was put into the link."""
    TRANSACTION = "transaction"
    """The merchant's name of the sale; the same sale has the same name."""
    EVENT = "event"
    """Which event of the sale, where there are several."""
    SALE = "sale"
    """What the buyer paid."""
    COMMISSION = "commission"
    """What the merchant pays for it."""
    CURRENCY = "currency"
    """Of both sums."""
    STATUS = "status"
    """What the merchant says about it."""
    TOKEN = "token"  # noqa: S105  Its name.
    """The secret of the merchant."""
    TIMESTAMP = "timestamp"
    """When it was signed, in seconds since 1970."""
    SIGNATURE = "signature"
    """HMAC-SHA256 in hexadecimal of all other parameters."""


class Cause(StrEnum):
    """What changed a conversion."""

    POSTBACK = "postback"
    """The merchant told."""
    MATCHED = "matched"
    """An operator found its click."""
    MONEY_RECEIVED = "money_received"
    """Its money arrived."""


class Found(Struct, frozen=True, kw_only=True):
    """What a page tells of its product. Sums are in minor units; whatever it does not tell is empty."""

    title: str = ""
    merchant_name: str = ""
    canonical_url: str = ""
    image_url: str = ""
    price_minor: int | None = None
    currency: Currency | None = None


class NewExternal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address of a product that is sold elsewhere."""

    id: ExternalId
    url: Url


class ExternalChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says about a product sold elsewhere. Absent fields stay; null takes away."""

    title: Title | UnsetType = UNSET
    merchant_name: MerchantName | UnsetType = UNSET
    price: Money | UnsetType | None = UNSET
    image_file_id: FileId | UnsetType | None = UNSET


class External(Struct, frozen=True, kw_only=True):
    """A product that is sold elsewhere, as a person shows it. failure: code of why its page told nothing."""

    id: ExternalId
    person_id: PersonId
    code: str
    url: str
    canonical_url: str
    host: str
    title: str
    merchant_name: str
    price_minor: int | None
    currency: Currency | None
    price_seen_at: datetime | None
    failure: str | None
    image_url: str | None
    image_state: ImageState
    image_file_id: FileId | None
    removed_at: datetime | None
    refreshed_at: datetime
    created_at: datetime


class ExternalCard(Struct, frozen=True, kw_only=True):
    """A product sold elsewhere, as everybody sees it.

    price: as its page or its person said, seen at price_seen_at.  link: leads there, and counts the click.
    """

    id: ExternalId
    title: str
    image_url: str | None
    price: Money | None
    price_seen_at: datetime | None
    merchant_name: str
    link: str


class Reading(Struct, frozen=True, kw_only=True):
    """Why a page told nothing, in the reader's language."""

    code: str
    title: str


class ExternalView(Struct, frozen=True, kw_only=True):
    """A product sold elsewhere, as its person sees it. failure: why its page told nothing."""

    id: ExternalId
    url: str
    card: ExternalCard
    image_state: ImageState
    failure: Reading | None
    refreshed_at: datetime
    created_at: datetime


class MerchantTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of a merchant.

    creator_share_bps: what creators get of its commission; a person's own merchant gives her all.
    commission_bps: of the sale, where the merchant tells no commission.  parameters: how it names what a
    postback carries; a field that is not named stands under its own name.  statuses: what its words mean.
    """

    name: MerchantName
    sub_id_template: Template = ""
    creator_share_bps: Share = 7_000
    commission_bps: Share | None = None
    parameters: Annotated[dict[Field, Word], Meta(max_length=10)] = {}
    statuses: Annotated[dict[Word, State], Meta(max_length=40)] = {}
    is_signature_required: bool = False


class NewMerchant(MerchantTerms, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A merchant to be set up. host: where its links lead, such as shop.example."""

    id: MerchantId
    host: Annotated[str, Meta(min_length=1, max_length=253)]


class Merchant(Struct, frozen=True, kw_only=True):
    """A merchant. person_id: whose, or None for the operator's. secret_number: makes its secrets."""

    id: MerchantId
    person_id: PersonId | None
    host: str
    name: str
    sub_id_template: str
    creator_share_bps: int
    commission_bps: int | None
    parameters: dict[Field, str]
    statuses: dict[str, State]
    is_signature_required: bool
    secret_number: int
    created_at: datetime


class MerchantView(Struct, frozen=True, kw_only=True):
    """A merchant as who set it up sees it. owed: what it confirmed and has not paid."""

    id: MerchantId
    host: str
    name: str
    sub_id_template: str
    creator_share_bps: int
    commission_bps: int | None
    parameters: dict[Field, str]
    statuses: dict[str, State]
    is_signature_required: bool
    postback_url: str
    owed: list[Money]
    created_at: datetime


class MerchantSecrets(Struct, frozen=True, kw_only=True):
    """What a merchant proves its postbacks by; shown once, the former ones are void."""

    token: str
    signing_key: str
    postback_url: str


class Click(Struct, frozen=True, kw_only=True):
    """A visitor sent to a merchant."""

    id: ClickId
    product_id: ExternalId
    creator_id: PersonId
    merchant_id: MerchantId | None
    video_id: UUID | None
    visitor_id: UUID
    person_id: PersonId | None
    share_bps: int
    at: datetime


class Told(Struct, frozen=True, kw_only=True):
    """What a postback says, in our words. commission_minor, currency: None where it does not say."""

    transaction: str
    event: str
    click_id: ClickId | None
    currency: Currency | None
    sale_minor: int | None
    commission_minor: int | None
    state: State | None


class Conversion(Struct, frozen=True, kw_only=True):
    """A sale at a merchant, as all that was told about it.

    received_minor: of its commission has arrived.  reported_minor, pending_minor, available_minor: where the
    creator's part stands.  receivable_minor: what the merchant owes for it; below zero it is owed back.
    """

    id: ConversionId
    merchant_id: MerchantId
    transaction_ref: str
    event: str
    click_id: ClickId | None
    creator_id: PersonId | None
    product_id: ExternalId | None
    product_title: str
    currency: Currency
    sale_minor: int | None
    commission_minor: int
    share_bps: int
    state: State
    received_minor: int
    reported_minor: int
    pending_minor: int
    available_minor: int
    receivable_minor: int
    change_count: int
    created_at: datetime
    changed_at: datetime


class Change(Struct, frozen=True, kw_only=True):
    """One change of a conversion; never edited."""

    conversion_id: ConversionId
    number: int
    cause: Cause
    state: State
    commission_minor: int
    creator_change_minor: int
    postback_id: UUID | None
    receipt_id: ReceiptId | None
    at: datetime


class ChangeView(Struct, frozen=True, kw_only=True):
    """A change of a conversion as its creator reads it. amount: by how much her part went up or down."""

    cause: Cause
    state: State
    commission: Money
    amount: Money
    at: datetime


class ConversionView(Struct, frozen=True, kw_only=True):
    """A sale elsewhere as its creator reads it, with its arithmetic.

    commission: what the merchant pays; share_bps: hers of it; amount: what that comes to; available: of it
    is hers to take.
    """

    id: ConversionId
    product_title: str
    image_url: str | None
    merchant_name: str
    video_id: UUID | None
    trust: Trust
    sale: Money | None
    commission: Money
    share_bps: int
    amount: Money
    available: Money
    changes: list[ChangeView]
    clicked_at: datetime
    created_at: datetime


class OwedConversion(Struct, frozen=True, kw_only=True):
    """A sale at a merchant as operators see it. due: what settles it.  creator_handle: None for orphans."""

    id: ConversionId
    transaction: str
    event: str
    product_title: str
    creator_handle: str | None
    trust: Trust
    commission: Money
    due: Money
    created_at: datetime


class NewReceipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money of a merchant that arrived, and for which conversions. amount: what they come to together."""

    id: ReceiptId
    conversion_ids: Annotated[list[ConversionId], Meta(min_length=1, max_length=RECEIPT_CONVERSIONS_MAX)]
    amount: Money
    note: Annotated[str, Meta(max_length=200)] = ""


class Receipt(Struct, frozen=True, kw_only=True):
    """Money of a merchant that arrived."""

    id: ReceiptId
    merchant_id: MerchantId
    operator_id: PersonId
    currency: Currency
    amount_minor: int
    note: str
    at: datetime


class ReceiptView(Struct, frozen=True, kw_only=True):
    """Money of a merchant that arrived, as operators read it."""

    id: ReceiptId
    amount: Money
    note: str
    at: datetime


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The click that an orphan belongs to."""

    click_id: ClickId


class Posted(Struct, frozen=True, kw_only=True):
    """The answer to a postback. outcome: what came of it."""

    outcome: str


AMOUNT_MINOR_MAX = AMOUNT_MAX
