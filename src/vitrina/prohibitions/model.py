"""Goods, holds, permit requests."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Country
from vitrina.shops.model import ShopId

PermitRequestId = NewType("PermitRequestId", UUID)

REQUEST_LENGTH_MAX = 500
COUNTRIES_MAX = 50
VERSION_MAX = 2**31 - 1

RequestWords = Annotated[str, Meta(min_length=1, max_length=REQUEST_LENGTH_MAX)]
AnswerWords = Annotated[str, Meta(max_length=REQUEST_LENGTH_MAX)]


class GoodKey(StrEnum):
    """Kinds of things that some country prohibits; its name in each language is `goods.<key>`."""

    VAPES = "vapes"
    """Electronic cigarettes, heated tobacco, and what belongs to them."""
    TOBACCO = "tobacco"
    """Cigarettes, cigars and other tobacco, where it may not be sold at a distance."""
    PRESCRIPTION_MEDICINES = "prescription_medicines"
    """Medicines on prescription, where pharmacies alone may sell them."""
    FIREWORKS = "fireworks"
    """Fireworks for anybody."""
    PLASTIC_STRAWS = "plastic_straws"
    """Straws and stirrers of plastic that are used once."""
    FOAM_CONTAINERS = "foam_containers"
    """Containers of expanded polystyrene for food and drinks."""
    CRIB_BUMPERS = "crib_bumpers"
    """Padded crib bumpers, and inclined sleepers for babies."""


class SourceKind(StrEnum):
    """What was read."""

    LAW = "law"
    """The text of the law."""
    AUTHORITY = "authority"
    """A public authority that says what the law says."""
    REPORT = "report"
    """A newspaper or a firm of lawyers that quotes the law."""


class Source(Struct, frozen=True, kw_only=True):
    """Why something is prohibited. url: what was read, of what kind, and on which day."""

    law: str
    article: str
    url: str
    kind: SourceKind
    read_on: date


class Good(Struct, frozen=True, kw_only=True):
    """A kind of things that some country prohibits.

    words: patterns of folded words that name it, in any of the languages.  others: patterns of phrases with
    such a word that mean something else; they are tried first.
    """

    key: GoodKey
    sources: Mapping[Country, Source]
    words: tuple[str, ...]
    others: tuple[str, ...] = ()


class CountrySource(Struct, frozen=True, kw_only=True):
    """The law of a country. url: what was read, of what kind, and on which day."""

    country: Country
    law: str
    article: str
    url: str
    kind: SourceKind
    read_on: date


class ProhibitedGood(Struct, frozen=True, kw_only=True):
    """A kind of things, and the countries where it may not be sold."""

    good: GoodKey
    sources: list[CountrySource]


class ProhibitedGoods(Struct, frozen=True, kw_only=True):
    """The list of what may not be sold where."""

    goods: list[ProhibitedGood]


class HeldGood(Struct, frozen=True, kw_only=True):
    """Why a product is held. matched: the word that was found.  permitted: countries where it may go."""

    good: GoodKey
    matched: str
    sources: list[CountrySource]
    permitted: list[Country]


class PermitState(StrEnum):
    """What became of a permit request."""

    ASKED = "asked"
    """It waits for an operator."""
    REPLACED = "replaced"
    """The shop asked again, with other words of the product."""
    PERMITTED = "permitted"
    """The product may be sent to some of the countries."""
    UPHELD = "upheld"
    """The product stays held."""


class PermitRequest(Struct, frozen=True, kw_only=True):
    """A shop says that its product is not what its words say. permitted, answer: of who decided."""

    id: PermitRequestId
    product_id: ProductId
    goods: list[GoodKey]
    countries: list[Country]
    words: str
    asked_at: datetime
    state: PermitState
    permitted: list[Country]
    answer: str
    ruled_at: datetime | None
    version: int


class PermitRow(Struct, frozen=True, kw_only=True):
    """A permit request as it is kept."""

    id: PermitRequestId
    product_id: ProductId
    shop_id: ShopId
    digest: bytes
    title: str
    goods: list[GoodKey]
    countries: list[Country]
    words: str
    asked_by: PersonId
    asked_at: datetime
    state: PermitState
    permitted: list[Country]
    answer: str
    ruled_at: datetime | None
    version: int

    def shown(self) -> PermitRequest:
        """The part that the shop and operators see."""
        return PermitRequest(**{name: getattr(self, name) for name in PermitRequest.__struct_fields__})


class Permit(Struct, frozen=True, kw_only=True):
    """What was permitted for some words of a product."""

    product_id: ProductId
    digest: bytes
    goods: list[GoodKey]
    permitted: list[Country]


class ProductHold(Struct, frozen=True, kw_only=True):
    """What is held of a product. held: empty when its words name nothing.  request: about these words."""

    product_id: ProductId
    held: list[HeldGood]
    request: PermitRequest | None


class ShopHold(Struct, frozen=True, kw_only=True):
    """A product that is sold to none of these countries."""

    product_id: ProductId
    countries: list[Country]


class ShopHolds(Struct, frozen=True, kw_only=True):
    """Which of some products are held."""

    holds: list[ShopHold]


class NewPermitRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a product is not what its words say."""

    id: PermitRequestId
    words: RequestWords


class NewRuling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an operator decides. version: of the request that she looked at.  permitted: empty upholds."""

    version: Annotated[int, Meta(ge=1, le=VERSION_MAX)]
    permitted: Annotated[list[Country], Meta(max_length=COUNTRIES_MAX)] = []
    words: AnswerWords = ""


class WhichPermits(StrEnum):
    """Which permit requests an operator looks at."""

    WAITING = "waiting"
    """The longest waiting first."""
    RULED = "ruled"
    """The last decided first."""


class PermitCase(Struct, frozen=True, kw_only=True):
    """A permit request with what an operator needs to decide. shop: its handle; null when it is gone.

    title: of the day it was asked.  description, held: of now.  is_current: the words are still the same.
    is_own: the reader's own shop; another operator decides.
    """

    request: PermitRequest
    title: str
    description: str
    shop: str | None
    held: list[HeldGood]
    is_current: bool
    is_own: bool


class PermitRuled(Event, frozen=True, kw_only=True):
    """An operator decided about a permit request."""

    request_id: PermitRequestId
    product_id: ProductId
    shop_id: ShopId
    title: str
    permitted: list[Country]
    words: str
    at: datetime
