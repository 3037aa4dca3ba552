"""Conversations, messages, and the carts in them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId, VariantId
from vitrina.checkout.model import BuyerDetails
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.media.model import FileId
from vitrina.orders.model import Address, OrderId
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard

ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
ChatCartId = NewType("ChatCartId", UUID)

TEXT_LENGTH_MAX = 2_000
NOTE_LENGTH_MAX = 500
LINES_MAX = 30
QUANTITY_MAX = 99
WAIT_S_MAX = 20


class Side(StrEnum):
    """Who speaks in a conversation."""

    BUYER = "buyer"
    """Who asks and buys."""
    SHOP = "shop"
    """Who runs the shop."""

    @property
    def other(self) -> "Side":
        """Who listens."""
        return Side.SHOP if self is Side.BUYER else Side.BUYER


class Channel(StrEnum):
    """Where the buyer of a conversation writes."""

    HERE = "here"
    """In this product."""
    WHATSAPP = "whatsapp"
    """In WhatsApp, over the bridge."""


class MessageKind(StrEnum):
    """What a message is."""

    TEXT = "text"
    """Plain words."""
    PHOTO = "photo"
    """A picture, perhaps with words."""
    PRODUCT = "product"
    """A product of the shop, perhaps with words."""
    CART = "cart"
    """What became of a cart."""
    ORDER = "order"
    """What became of an order that began as a cart here."""


class Happening(StrEnum):
    """What a message of a cart or an order tells."""

    SENT = "sent"
    """The buyer asks for these lines."""
    CONFIRMED = "confirmed"
    """The shop says yes: it can be paid."""
    EDITED = "edited"
    """The shop offers other lines, or prices changed: it can be paid as it is now."""
    DECLINED = "declined"
    """The shop says no."""
    EXPIRED = "expired"
    """Nobody went on with it in time."""
    PAID = "paid"
    """It is paid, and an order."""
    SHIPPED = "shipped"
    """The order is with the carrier."""
    DELIVERED = "delivered"
    """The order is with the buyer."""
    CANCELLED = "cancelled"
    """The order will not be delivered; what was paid goes back."""
    PARTLY_SHIPPED = "partly_shipped"
    """A part of the order is with the carrier; the text says which."""
    PARCEL_DELIVERED = "parcel_delivered"
    """A part of the order is with the buyer; the text says which."""
    TRACKING_CORRECTED = "tracking_corrected"
    """A parcel travels under another number; the text says under which."""
    PARCEL_RECALLED = "parcel_recalled"
    """A parcel was marked as sent by mistake, and is still with the shop; the text says which."""
    REFUNDED = "refunded"
    """A part of what was paid goes back; the text says how much."""
    RETURN_REQUESTED = "return_requested"
    """The buyer wants to give something back."""
    RETURN_ACCEPTED = "return_accepted"
    """The shop said where to send it."""
    RETURN_SENT = "return_sent"
    """It is on its way back."""
    RETURN_EXCHANGED = "return_exchanged"
    """The shop sent something else instead."""
    RETURN_REFUSED = "return_refused"
    """The shop said no."""
    RETURN_WITHDRAWN = "return_withdrawn"
    """The buyer keeps it."""
    RETURN_LAPSED = "return_lapsed"
    """Nothing was sent back in time."""


class CartStatus(StrEnum):
    """Where a cart of a conversation stands."""

    SENT = "sent"
    """The buyer asks; the shop has not answered."""
    CONFIRMED = "confirmed"
    """The shop agreed to it as it was sent: it can be paid."""
    EDITED = "edited"
    """The shop offers this instead: it can be paid."""
    DECLINED = "declined"
    """The shop said no."""
    PAID = "paid"
    """It is an order."""
    EXPIRED = "expired"
    """Its time was over."""


class CartLineWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant, and how many. touch_id: the tap that led to it."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    touch_id: UUID | None = None


class NewConversation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which shop somebody wants to write."""

    shop_id: ShopId


class NewMessage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to say. id: the client's; the same id twice is one message.

    One of text, file_id (a picture of one's own), product_id and cart; a text may go with each.
    """

    id: MessageId
    text: Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)] = ""
    file_id: FileId | None = None
    product_id: ProductId | None = None
    cart: Annotated[list[CartLineWanted], Meta(min_length=1, max_length=LINES_MAX)] | None = None


class ReadMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to which message somebody has read."""

    seq: Annotated[int, Meta(ge=0, le=2_000_000_000)]


Version = Annotated[int, Meta(ge=1, le=1_000_000, description="The version of the cart that one looks at")]


class Confirmation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shop agrees to a cart as it is."""

    version: Version


class LineEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of a variant the shop offers; 0 takes it out."""

    variant_id: VariantId
    quantity: Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class CartEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the shop offers instead. lines: those that change. Prices are the catalogue's."""

    version: Version
    lines: Annotated[list[LineEdit], Meta(min_length=1, max_length=LINES_MAX)]
    note: Annotated[str, Meta(max_length=NOTE_LENGTH_MAX)] = ""


class CartDecline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the shop says no."""

    version: Version
    reason: Annotated[str, Meta(min_length=1, max_length=NOTE_LENGTH_MAX)]


class NewCartCheckout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purchase of a cart. The lines are those of the version; id and expected_total as in a checkout."""

    id: PurchaseId
    version: Version
    buyer: BuyerDetails
    address: Address
    expected_total: Money


class Conversation(Struct, frozen=True, kw_only=True):
    """A conversation as it is kept. buyer_id: None when the buyer has no account here."""

    id: ConversationId
    shop_id: ShopId
    buyer_id: PersonId | None
    channel: Channel
    contact_id: str | None
    contact_name: str
    last_seq: int
    last_at: datetime | None
    buyer_unread_count: int
    shop_unread_count: int

    def unread_of(self, side: Side) -> int:
        """How many messages a side has not read."""
        return self.buyer_unread_count if side is Side.BUYER else self.shop_unread_count


class Message(Struct, frozen=True, kw_only=True):
    """A message as it is kept. seq: its place in the conversation, from 1."""

    id: MessageId
    conversation_id: ConversationId
    seq: int
    side: Side
    author_id: PersonId | None
    kind: MessageKind
    text: str
    file_id: FileId | None
    product_id: ProductId | None
    cart_id: ChatCartId | None
    order_id: OrderId | None
    happening: Happening | None
    at: datetime
    is_hidden: bool = False


class ChatCart(Struct, frozen=True, kw_only=True):
    """A cart as it is kept. note: what the shop said to it last.  paying_until: a purchase of it is open."""

    id: ChatCartId
    conversation_id: ConversationId
    status: CartStatus
    version: int
    currency: Currency
    note: str
    purchase_id: PurchaseId | None
    order_id: OrderId | None
    paying_until: datetime | None
    expires_at: datetime


class ChatLine(Struct, frozen=True, kw_only=True):
    """A line of a cart as it is kept. quantity: 0 when the shop took it out.

    asked_quantity, asked_price_minor: as the buyer sent it.
    """

    cart_id: ChatCartId
    variant_id: VariantId
    product_id: ProductId
    quantity: int
    price_minor: int
    asked_quantity: int
    asked_price_minor: int
    touch_id: UUID | None


class ChatLineView(Struct, frozen=True, kw_only=True):
    """A line as both sides see it. available: how many could be bought now.  product: null when gone."""

    variant_id: VariantId
    product_id: ProductId
    title: str
    variant_values: list[str]
    product: ProductCard | None
    quantity: int
    price: Money
    asked_quantity: int
    asked_price: Money
    total: Money
    available: int
    touch_id: UUID | None


class CartCan(Struct, frozen=True, kw_only=True):
    """What whoever looks may do to a cart now."""

    confirm: bool
    edit: bool
    decline: bool
    pay: bool


class ChatCartView(Struct, frozen=True, kw_only=True):
    """A cart as both sides see it. subtotal: without shipping.  is_paying: a purchase of it is open."""

    id: ChatCartId
    conversation_id: ConversationId
    status: CartStatus
    version: int
    note: str
    lines: list[ChatLineView]
    subtotal: Money
    is_paying: bool
    order_id: OrderId | None
    expires_at: datetime
    can: CartCan


class ShopSide(Struct, frozen=True, kw_only=True):
    """The shop of a conversation."""

    id: ShopId
    handle: str
    name: str
    avatar_url: str | None


class BuyerSide(Struct, frozen=True, kw_only=True):
    """The buyer of a conversation. id, handle: null when she has no account here."""

    id: PersonId | None
    handle: str | None
    name: str
    avatar_url: str | None


class MessageView(Struct, frozen=True, kw_only=True):
    """A message as both sides see it. is_hidden: it was taken down, and nothing of it is told."""

    id: MessageId
    seq: int
    side: Side
    is_own: bool
    kind: MessageKind
    text: str
    image_url: str | None
    product: ProductCard | None
    cart_id: ChatCartId | None
    order_id: OrderId | None
    happening: Happening | None
    is_hidden: bool
    at: datetime


class ConversationView(Struct, frozen=True, kw_only=True):
    """A conversation as one side sees it. side: the reader's.  last: the newest message.

    can_write: false when the two keep apart, or one of them is gone.
    """

    id: ConversationId
    side: Side
    channel: Channel
    shop: ShopSide
    buyer: BuyerSide
    last: MessageView | None
    last_seq: int
    unread_count: int
    can_write: bool


class Thread(Struct, frozen=True, kw_only=True):
    """Messages of a conversation, the oldest first, with the carts that they name as they are now.

    before: where the older ones are; null at the start of the conversation.
    hidden_ids: the last messages of the conversation that are taken down, for who has them on her screen.
    """

    messages: list[MessageView]
    hidden_ids: list[MessageId]
    carts: list[ChatCartView]
    before: str | None = None


class MessageSent(Event, frozen=True, kw_only=True):
    """Somebody wrote to the other side of a conversation. is_first: the other side had read all before."""

    message_id: MessageId
    conversation_id: ConversationId
    shop_id: ShopId
    buyer_id: PersonId | None
    to: Side
    kind: MessageKind
    is_first: bool
    at: datetime
