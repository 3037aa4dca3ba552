"""Partners: keys, pushes, endpoints, deliveries."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.affiliates.model import RateBps
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.live.model import RoomId
from vitrina.orders.model import OrderId
from vitrina.shops.model import ShopId

PartnerKeyId = NewType("PartnerKeyId", UUID)
DeliveryId = NewType("DeliveryId", UUID)

EventId = NewType("EventId", UUID)
InvitationId = NewType("InvitationId", UUID)

INVITED_MAX = 20
PRODUCTS_MAX = 20
ROWS_MAX = 1_000
NAME_LENGTH_MAX = 200
BUFFER_MAX = 1_000
JUMP_PERCENT_MAX = 1_000
BUFFER_DEFAULT = 0
JUMP_PERCENT_DEFAULT = 50


class Scope(StrEnum):
    """What a key may do."""

    STOCK = "stock"
    """Tell how much there is and what it costs."""
    ORDERS = "orders"
    """Read the shop's orders, take them, send them, cancel them."""


class PartnerKey(Struct, frozen=True, kw_only=True):
    """A key as it is kept. hint: how its secret begins."""

    id: PartnerKeyId
    shop_id: ShopId
    name: str
    hint: str
    scopes: list[Scope]
    made_at: datetime
    used_at: datetime | None


class NewPartnerKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to be made."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=2)]


class MadePartnerKey(Struct, frozen=True, kw_only=True):
    """A key that was just made. secret: it is shown here and never again."""

    id: PartnerKeyId
    secret: str


class PartnerTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a shop sells what its partner tells.

    stock_buffer: units of each count that are not sold.  price_jump_max_percent: a price that moves further
    is refused unless the row says that it is meant.
    """

    stock_buffer: Annotated[int, Meta(ge=0, le=BUFFER_MAX)] = BUFFER_DEFAULT
    price_jump_max_percent: Annotated[int, Meta(ge=1, le=JUMP_PERCENT_MAX)] = JUMP_PERCENT_DEFAULT


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where orders are told, as it is kept."""

    shop_id: ShopId
    url: str
    salt: UUID
    old_salt: UUID | None
    old_until: datetime | None
    made_at: datetime
    failing_since: datetime | None
    failure_count: int
    disabled_at: datetime | None


class EndpointView(Struct, frozen=True, kw_only=True):
    """Where orders are told, as the shop sees it. old_secret_until: how long two secrets are valid."""

    url: str
    made_at: datetime
    old_secret_until: datetime | None
    failing_since: datetime | None
    disabled_at: datetime | None


class NewEndpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where orders shall be told."""

    url: Annotated[str, Meta(min_length=1, max_length=2_000)]


class EndpointSecret(Struct, frozen=True, kw_only=True):
    """An endpoint with what its requests are signed with. secret: null when it stays what it was."""

    endpoint: EndpointView
    secret: str | None


class PartnerView(Struct, frozen=True, kw_only=True):
    """A shop's partner account as its owner sees it. dead_letter_count: 100 stands for that many or more."""

    keys: list[PartnerKey]
    terms: PartnerTerms
    endpoint: EndpointView | None
    dead_letter_count: int


class DeliveryKind(StrEnum):
    """What an endpoint is told."""

    PAID = "order.paid"
    """An order came in."""
    SHIPPED = "order.shipped"
    """It was given to a carrier."""
    DELIVERED = "order.delivered"
    """It reached its buyer."""
    CANCELLED = "order.cancelled"
    """It ended after it was paid; its money goes back."""
    REFUNDED = "order.refunded"
    """A part of its money goes back."""
    PARCEL_SHIPPED = "parcel.shipped"
    """A part of it was given to a carrier, and something is left."""
    PARCEL_DELIVERED = "parcel.delivered"
    """A part of it reached its buyer."""
    PARCEL_CORRECTED = "parcel.corrected"
    """A parcel travels under another number than was told."""
    PARCEL_RECALLED = "parcel.recalled"
    """A parcel that was told never left; what was in it is still to be sent."""
    RETURN_MOVED = "return.moved"
    """Its buyer gives something back, or that went a step on."""


class DeliveryStatus(StrEnum):
    """Where a delivery is."""

    WAITING = "waiting"
    """It is tried, or tried again later."""
    DELIVERED = "delivered"
    """The endpoint took it."""
    DEAD = "dead"
    """It was tried to the end, and waits for somebody to send it again."""


class NewDelivery(Struct, frozen=True, kw_only=True):
    """A fact to be told. about_id: of the parcel, refund or return of the order that it is about."""

    shop_id: ShopId
    kind: DeliveryKind
    order_id: OrderId
    order_code: str
    happened_at: datetime
    about_id: UUID | None = None


class DeliveryView(Struct, frozen=True, kw_only=True):
    """A delivery with what became of it. failure: why the last try was in vain."""

    id: DeliveryId
    kind: DeliveryKind
    order_id: OrderId
    order_code: str
    happened_at: datetime
    status: DeliveryStatus
    attempt_count: int
    replay_count: int
    next_at: datetime | None
    failure: str | None
    tried_at: datetime | None
    ended_at: datetime | None


class PushRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner says of one variant, by its SKU or by its feed's id of a product without choices.

    stock: physical units on the shelf, with those that were sold here and not yet sent.  at: when it was so;
    null: the push's.  is_price_meant: also a price that jumps far.
    """

    sku: Annotated[str, Meta(max_length=NAME_LENGTH_MAX)] | None = None
    external_id: Annotated[str, Meta(max_length=NAME_LENGTH_MAX)] | None = None
    stock: int | None = None
    price: Money | None = None
    at: datetime | None = None
    is_price_meant: bool = False


class StockPush(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Many rows. at: when all of this was so, by the partner's clock."""

    at: datetime
    rows: Annotated[list[PushRow], Meta(min_length=1, max_length=ROWS_MAX)]


class RowFate(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    """It holds now; of several numbers in it, those that were not stale."""
    REPEATED = "repeated"
    """It was told before, with the same moment: nothing changed."""
    STALE = "stale"
    """Something younger is known."""
    SUPERSEDED = "superseded"
    """Other rows of this push say something younger of all that it says of its variant."""
    UNKNOWN = "unknown"
    """The shop has no variant of that name."""
    AMBIGUOUS = "ambiguous"
    """Several variants have that name."""
    EMPTY = "empty"
    """It names nothing, or says neither stock nor price."""
    WRONG_STOCK = "wrong_stock"
    """No such number of units can be on a shelf."""
    WRONG_PRICE = "wrong_price"
    """Not a price in the shop's currency."""
    WRONG_MOMENT = "wrong_moment"
    """Its moment has no zone, or has not come yet."""
    PRICE_JUMPED = "price_jumped"
    """The price moves further than the shop allows, and the row does not say that it is meant."""


class StockAnswer(Struct, frozen=True, kw_only=True):
    """What became of a push. fates: one for each row, in their order."""

    accepted_count: int
    fates: list[RowFate]


class Named(Struct, frozen=True, kw_only=True):
    """A variant that a row names, and what it costs now."""

    variant_id: VariantId
    price_minor: int


class Acknowledgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a partner has taken an order. reference: its own number of it."""

    reference: Annotated[str, Meta(max_length=60)] = ""


class Acknowledged(Struct, frozen=True, kw_only=True):
    """An order that a partner has taken."""

    order_id: OrderId
    reference: str
    at: datetime


class Caller(Struct, frozen=True, kw_only=True):
    """Whose key a request carries, and for which shop it acts."""

    key_id: PartnerKeyId
    shop_id: ShopId
    owner_id: PersonId
    currency: Currency
    scopes: list[Scope]


class InvitationStatus(StrEnum):
    """Where an invitation is."""

    OPEN = "open"
    """The creator has not answered."""
    ACCEPTED = "accepted"
    """The show is announced, and what was agreed holds."""
    DECLINED = "declined"
    """The creator does not want it."""
    WITHDRAWN = "withdrawn"
    """The shop took it back before it was answered."""


class AgreedProduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product of a show, and what its sales pay the creator."""

    product_id: ProductId
    rate_bps: RateBps


class NewInvitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A creator to be invited. handle: of the creator."""

    id: InvitationId
    handle: Annotated[str, Meta(min_length=1, max_length=60)]
    products: Annotated[list[AgreedProduct], Meta(min_length=1, max_length=PRODUCTS_MAX)]


class NewRetailEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shows that a shop hands out for one hour: each creator who accepts has one of her own."""

    id: EventId
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    starts_at: datetime
    invitations: Annotated[list[NewInvitation], Meta(min_length=1, max_length=INVITED_MAX)]


class RetailEvent(Struct, frozen=True, kw_only=True):
    """An event as it is kept."""

    id: EventId
    shop_id: ShopId
    title: str
    starts_at: datetime


class Invitation(Struct, frozen=True, kw_only=True):
    """An invitation as it is kept. room_id: of the show that accepting it announces."""

    id: InvitationId
    event_id: EventId
    shop_id: ShopId
    creator_id: PersonId
    status: InvitationStatus
    room_id: RoomId
    title: str
    starts_at: datetime
    products: list[AgreedProduct]


class ShowResult(Struct, frozen=True, kw_only=True):
    """What a creator's show sold of the agreed products, in one currency, its replay included.

    order_count, unit_count, gross: as sold, what was cancelled later included.  commission: less what was
    taken back.
    """

    order_count: int
    unit_count: int
    gross: Money
    commission: Money


class OfferedProduct(Struct, frozen=True, kw_only=True):
    """A product of an invitation as people read it."""

    product_id: ProductId
    title: str
    rate_bps: int


class InvitationView(Struct, frozen=True, kw_only=True):
    """An invitation as its shop and its creator see it. room_id: once it is accepted."""

    id: InvitationId
    event_id: EventId
    shop_id: ShopId
    shop_name: str
    creator_handle: str
    creator_name: str
    title: str
    starts_at: datetime
    status: InvitationStatus
    room_id: RoomId | None
    products: list[OfferedProduct]
    results: list[ShowResult]


class RetailEventView(Struct, frozen=True, kw_only=True):
    """An event with who was invited, and what each show brought."""

    id: EventId
    title: str
    starts_at: datetime
    invitations: list[InvitationView]


class CreatorInvited(Event, frozen=True, kw_only=True):
    """A shop invited a creator to a show."""

    invitation_id: InvitationId
    shop_id: ShopId
    creator_id: PersonId
    title: str
    at: datetime


class InvitationAnswered(Event, frozen=True, kw_only=True):
    """A creator answered a shop's invitation."""

    invitation_id: InvitationId
    shop_id: ShopId
    creator_id: PersonId
    title: str
    is_accepted: bool
    at: datetime


class EndpointDisabled(Event, frozen=True, kw_only=True):
    """Orders of a shop are told no more: its endpoint took nothing for days."""

    shop_id: ShopId
    url: str
    failing_since: datetime
    at: datetime
