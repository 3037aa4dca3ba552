"""Pages, what stands in them, and profiles."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field

from vitrina.addresses.model import AddressNeeds
from vitrina.catalogue.model import ProductId
from vitrina.feed.model import Clip
from vitrina.identity.model import HandleKind, Person
from vitrina.kit.http import Page
from vitrina.kit.places import Country, Language
from vitrina.live.model import LiveChannel, RoomCard
from vitrina.search.model import FoundProducts
from vitrina.shops.model import ShopPublic
from vitrina.storefront.model import ProductView
from vitrina.videos.model import VideoId


class Profile(Struct, frozen=True, kw_only=True):
    """A person or a shop as a viewer sees them. bio: of a shop, its description."""

    kind: HandleKind
    id: UUID
    handle: str
    name: str
    bio: str
    avatar_url: str | None
    follower_count: int
    following_count: int
    clip_count: int
    is_following: bool
    is_self: bool
    is_muted: bool = False
    shop: ShopPublic | UnsetType = UNSET


class Somebody(Struct, frozen=True, kw_only=True):
    """A person or a shop in a list of people. is_following: whether the reader follows them."""

    kind: HandleKind
    id: UUID
    handle: str
    name: str
    avatar_url: str | None
    is_following: bool
    is_self: bool


class PlaceKind(StrEnum):
    """What a page is about."""

    FEED = "feed"
    """The clips for everybody."""
    CLIP = "clip"
    """One clip."""
    PRODUCT = "product"
    """One product."""
    PROFILE = "profile"
    """A person or a shop."""
    SHELVES = "shelves"
    """What is on sale."""
    SHOWS = "live"
    """The shows: those on air, those to come, and those that can be seen again."""
    EMBEDDED = "embedded"
    """One clip, in a frame of another site."""
    GOODS = "prohibited-goods"
    """What may not be sold where."""
    CHECKOUT = "checkout"
    """What is about to be bought."""
    SHELL = "app-shell"
    """The app without a page: what a device shows of every address while it has no network."""
    APP = "app"
    """A page that the web app fills by itself; nobody finds it by searching."""


class Place(Struct, frozen=True, kw_only=True):
    """Which page an address means. argument: the id or the handle."""

    kind: PlaceKind
    argument: str = ""


class Visit(Struct, frozen=True, kw_only=True):
    """Who reads a page, in which language, and when."""

    viewer: Person | None
    language: Language
    now: datetime


# Of the web app's catalogue: a sentence by its key, or one for each plural form.
Words = dict[str, str | dict[str, str]]


class Shows(Struct, frozen=True, kw_only=True):
    """The shows of this instance: on air, announced, and to be seen again; and what its channel shows."""

    live: Page[RoomCard]
    coming: Page[RoomCard]
    replays: Page[RoomCard]
    channel: LiveChannel


class Boot(Struct, frozen=True, kw_only=True):
    """The first data of the web app.

    words: what its first screen says.  whatsapp_shop: the handle of the shop that a number belongs to.
    address_needs: for forms of addresses.  home_country: of who has not said hers.
    is_signed_in: None where the page is kept for whoever reads it.
    """

    locale: Language
    words: Words | None = None
    is_demo: bool
    is_development: bool
    is_signed_in: bool | None
    whatsapp_shop: str | None = None
    address_needs: AddressNeeds | None = None
    home_country: Country | None = None
    feed: Page[Clip] | None = None
    clip: Clip | None = None
    product: ProductView | None = None
    shelves: FoundProducts | None = None
    shows: Shows | None = None


class Picture(Struct, frozen=True, kw_only=True):
    """A picture of a page. url: as the web app asks for it; preview_url: absolute, for other sites."""

    url: str
    preview_url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


class Tile(Struct, frozen=True, kw_only=True):
    """A picture of a list, where the app will show it. is_tall: it stands upright, else it is square."""

    url: str
    is_tall: bool = False


class Link(Struct, frozen=True, kw_only=True):
    """A way on from a page. path: below the base URL."""

    path: str
    text: str


class Story(Struct, frozen=True, kw_only=True):
    """What a page tells readers who do not run the web app: in its head and in its shell.

    path: of the canonical address; None keeps the page out of search.  linked: JSON-LD.
    facts: further Open Graph properties.  tiles: the first of a list.
    is_night: the page is dark, with the picture over all of it.
    """

    title: str
    text: str
    path: str | None = None
    kind: str = "website"
    picture: Picture | None = None
    price: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    linked: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    links: list[Link] = field(default_factory=list[Link])
    tiles: list[Tile] = field(default_factory=list[Tile])
    is_night: bool = False


class WebPage(Struct, frozen=True, kw_only=True):
    """A page before it becomes HTML. is_embedded: made to stand in frames of other sites."""

    status: int
    story: Story
    boot: Boot
    is_embedded: bool = False


class Listing(Struct, frozen=True, kw_only=True):
    """What a sitemap names, the newest first."""

    clips: list[tuple[VideoId, datetime]]
    products: list[tuple[ProductId, datetime]]
