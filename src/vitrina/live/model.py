"""Nouns of live rooms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import AgeLimit, PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import AMOUNT_MAX, Money
from vitrina.kit.places import Currency
from vitrina.live.broadcast.ports import Stretch
from vitrina.media.model import FileId
from vitrina.shops.model import ShopId
from vitrina.storefront.model import ProductCard, ShopName

RoomId = NewType("RoomId", UUID)
PinId = NewType("PinId", UUID)
MessageId = NewType("MessageId", UUID)

# A show ends by itself then; nobody holds one up for longer.
SHOW_LONGEST = timedelta(hours=12)
PINS_MAX = 3
ITEMS_MAX = 200
# Numbers are said aloud and never given twice, so that they run out before a line-up changes for ever.
NUMBER_MAX = 999
MESSAGE_LENGTH_MAX = 200
CHAT_SHOWN = 30
FILTER_WORDS_MAX = 200

Title = Annotated[str, Meta(min_length=1, max_length=80)]
MediaMs = Annotated[int, Meta(ge=0, le=2**53, description="Unix milliseconds of the picture it belongs to")]
Products = Annotated[list[ProductId], Meta(max_length=ITEMS_MAX)]
FilterWord = Annotated[str, Meta(min_length=1, max_length=50)]


class RoomState(StrEnum):
    """How far a show is."""

    SCHEDULED = "scheduled"
    """It is announced, or being prepared."""
    LIVE = "live"
    """It has begun and is not over."""
    ENDED = "ended"
    """It is over; there may be a replay."""
    CANCELLED = "cancelled"
    """It will not take place."""


class Kind(StrEnum):
    """What a line of a room's log tells."""

    STATE = "state"
    """The show began, went off or on air, ended, or was cancelled."""
    PIN = "pin"
    """A product is on the screen from this moment."""
    UNPIN = "unpin"
    """It is not any more."""
    PRODUCT = "product"
    """Price or stock of a pinned product changed."""
    CHAT = "chat"
    """Somebody said something."""
    UNCHAT = "unchat"
    """It was taken away."""
    SOLD = "sold"
    """Somebody bought something from this room."""
    TIP = "tip"
    """Somebody gave its host a tip."""


class Room(Struct, frozen=True, kw_only=True):
    """A show as it is kept. recording_start_ms, recording_ms: of its replay, in real time."""

    id: RoomId
    host_id: PersonId
    shop_id: ShopId | None
    title: str
    cover_file_id: FileId | None
    state: RoomState
    scheduled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    is_on_air: bool
    recording_path: str | None
    recording_index_path: str | None
    recording_start_ms: int | None
    recording_ms: int | None
    heart_count: int
    viewer_peak: int
    is_hidden: bool
    created_at: datetime
    age_limit: AgeLimit = 0


class Recorded(Struct, frozen=True, kw_only=True):
    """Where a recording lies below the data folder. start_ms: when its first picture was taken, real time.

    stretches: what of the show it holds, in order; none: it never stopped.
    """

    path: str
    index_path: str
    start_ms: int
    length_ms: int
    stretches: Sequence[Stretch] = ()

    @property
    def end_ms(self) -> int:
        """When its last picture was taken, real time."""
        if not self.stretches:
            return self.start_ms + self.length_ms
        last = self.stretches[-1]
        return last.started_ms + self.length_ms - last.position_ms


class NewRoom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A show to be announced, or begun at once. scheduled_at: None for whenever the host is ready."""

    id: RoomId
    title: Title
    shop_id: ShopId | None = None
    cover_file_id: FileId | None = None
    scheduled_at: datetime | None = None
    product_ids: Products = []
    age_limit: AgeLimit = 0


class ChangeRoom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a show; absent fields stay. product_ids: the whole line-up in its order."""

    title: Title | UnsetType = UNSET
    cover_file_id: FileId | UnsetType | None = UNSET
    scheduled_at: datetime | UnsetType | None = UNSET
    product_ids: Products | UnsetType = UNSET
    age_limit: AgeLimit | UnsetType = UNSET


class NewPin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product to be pinned. at_ms: None for this moment; is_alone: all others come down."""

    id: PinId
    product_id: ProductId
    at_ms: MediaMs | None = None
    is_alone: bool = False


class QuickItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the host holds up and sells at once. id: of the product it becomes."""

    id: ProductId
    title: Annotated[str, Meta(min_length=1, max_length=120)]
    price_minor: Annotated[int, Meta(ge=1, le=AMOUNT_MAX)] = field(name="price")
    pieces: Annotated[int, Meta(ge=1, le=9_999)]
    image_file_id: FileId | None = None
    pin_id: PinId
    at_ms: MediaMs | None = None


class NewMessage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to be said in a room."""

    id: MessageId
    text: Annotated[str, Meta(min_length=1, max_length=1_000)]


class NewSilence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long somebody shall not write in the host's rooms. minutes: None for ever."""

    minutes: Annotated[int, Meta(ge=1, le=43_200)] | None = None


class ChatFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that nobody can say in a host's rooms."""

    words: Annotated[list[FilterWord], Meta(max_length=FILTER_WORDS_MAX)]


class Item(Struct, frozen=True, kw_only=True):
    """A product of a line-up as it is kept."""

    product_id: ProductId
    number: int


class Pin(Struct, frozen=True, kw_only=True):
    """A pin as it is kept, with what viewers were told then. to_ms: None while it is on the screen."""

    id: PinId
    room_id: RoomId
    product_id: ProductId
    number: int
    price_minor: int
    currency: Currency
    available: int
    from_ms: int
    to_ms: int | None


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a room's log, as viewers get it. at: of the broadcast, in Unix ms; absent: at once."""

    seq: int
    kind: Kind
    at: int | None = None
    body: Raw


class ChatMessage(Struct, frozen=True, kw_only=True):
    """What somebody said, as it is kept. is_hidden: it was taken down, and no viewer gets it."""

    id: MessageId
    room_id: RoomId
    seq: int
    author_id: PersonId
    text: str
    at: datetime
    is_hidden: bool


class ChatNearby(Struct, frozen=True, kw_only=True):
    """What was said near a message, or that message itself, for who looks at what it was about."""

    near_id: MessageId
    id: MessageId
    handle: str
    text: str
    at: datetime


class Person(Struct, frozen=True, kw_only=True):
    """Who shows or says something."""

    id: PersonId
    handle: str
    name: str
    avatar_url: str | None


class LineUpItem(Struct, frozen=True, kw_only=True):
    """A product of a line-up as everybody sees it. available: pieces, of all variants."""

    number: int
    product: ProductCard
    available: int


class PinView(Struct, frozen=True, kw_only=True):
    """A product on the screen. at_ms: since which moment of the broadcast."""

    id: PinId
    number: int
    product: ProductCard
    available: int
    at_ms: int


class Chapter(Struct, frozen=True, kw_only=True):
    """A part of a replay in which a product was pinned: from its begin, in ms."""

    number: int
    product_id: ProductId
    from_ms: int
    to_ms: int


class RoomCard(Struct, frozen=True, kw_only=True):
    """A show in a list. duration_ms: of its replay; null without one."""

    id: RoomId
    title: str
    state: RoomState
    host: Person
    shop: ShopName | None
    cover_url: str | None
    product_count: int
    scheduled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int | None
    age_limit: AgeLimit = 0


class RoomView(Struct, frozen=True, kw_only=True):
    """A show as everybody sees it.

    seq: the last line of its log that this answer knows; a socket goes on from there.  is_on_air: pictures
    arrive.  playlist_url: where they are then; null once the show is over.  sound_url: their sound alone, for
    who saves data; it answers 404 while the host sends none.  start_ms: when the replay's first picture was
    taken.  is_host, is_reminded, may_talk: the reader.
    refusal: why the reader may not see the pictures, as a code; their addresses are null then.
    unseen: whom the reader blocks or mutes; everybody gets the same lines, so she leaves theirs out herself.
    now_ms: real time, by which pictures are dated.  as_of: the clock that shows begin by; a phone's may be
    wrong.
    """

    card: RoomCard
    is_on_air: bool
    seq: int
    pins: list[PinView]
    items: list[LineUpItem]
    chat: list[Line]
    socket_url: str | None
    playlist_url: str | None
    sound_url: str | None
    replay_url: str | None
    start_ms: int | None
    chapters: list[Chapter]
    heart_count: int
    is_host: bool
    is_reminded: bool
    may_talk: bool
    refusal: str | None
    unseen: list[PersonId]
    now_ms: int
    as_of: datetime


class Sale(Struct, frozen=True, kw_only=True):
    """Something that was bought from a room, as its host sees it. you_keep: null while not known."""

    line_id: UUID
    order_code: str
    product_id: ProductId
    title: str
    quantity: int
    paid: Money
    you_keep: Money | None
    is_replay: bool
    at: datetime


class Desk(Struct, frozen=True, kw_only=True):
    """What only the host sees. sold, kept: sums per currency."""

    room: RoomView
    sales: list[Sale]
    sold_count: int
    sold: list[Money]
    kept: list[Money]
    viewer_peak: int
    silenced: list[Person]


class StreamKey(Struct, frozen=True, kw_only=True):
    """What is needed to send pictures: by a program (rtmp_url; empty: not here), or from a browser.

    key: shown once.
    """

    rtmp_url: str
    publish_url: str
    key: str


class Slot(Struct, frozen=True, kw_only=True):
    """What the channel shows at a moment. position_ms: where in its replay; until: the next begins."""

    room: RoomCard
    is_live: bool
    position_ms: int
    until: datetime | None


class LiveChannel(Struct, frozen=True, kw_only=True):
    """What is on, and what comes. now: null where nothing was ever shown."""

    now: Slot | None
    next: list[RoomCard]
    now_ms: int


class SoldLine(Struct, frozen=True, kw_only=True):
    """A sale as it is kept."""

    line_id: UUID
    room_id: RoomId
    order_code: str
    product_id: ProductId
    title: str
    quantity: int
    paid_minor: int
    shop_keeps_minor: int | None
    currency: Currency
    is_replay: bool
    at: datetime


class ShowBegan(Event, frozen=True, kw_only=True):
    """A show that people wanted to be reminded of began. person_ids: some of them, each in one event."""

    room_id: RoomId
    host_id: PersonId
    person_ids: list[PersonId]
    at: datetime


class RoomEnded(Event, frozen=True, kw_only=True):
    """A show is over."""

    room_id: RoomId
    host_id: PersonId
    at: datetime
