"""Shops and their terms."""

from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.identity.model import PersonId
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency
from vitrina.media.model import FileId

ShopId = NewType("ShopId", UUID)

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Handle = Annotated[
    str, Meta(max_length=31, description="3 to 30 of a-z, 0-9, dot and underscore", examples=["molino.nube"])
]
Description = Annotated[str, Meta(max_length=1_000)]
ReturnDays = Annotated[int, Meta(ge=0, le=90, description="Days to give back, from delivery")]
DefaultWeight = Annotated[int, Meta(ge=1, le=10**6, description="Grams of a piece whose weight nobody told")]
TransitMaxDays = Annotated[int, Meta(ge=1, le=60, description="Longest time that a parcel may take")]


class Shop(Struct, frozen=True, kw_only=True):
    """A shop as other modules know it. prices_include_tax: those that it writes; buyers see them with tax."""

    id: ShopId
    handle: str
    name: str
    description: str
    owner_id: PersonId
    country: Country
    currency: Currency
    shipping_minor: int
    return_days: int
    transit_max_days: int
    avatar_file_id: FileId | None
    is_verified: bool = False
    prices_include_tax: bool = True
    has_exempt_buyers: bool = False
    default_weight_g: int = 500

    def is_run_by(self, person_id: PersonId) -> bool:
        """Whether a person is a member."""
        return self.owner_id == person_id


class ShopPublic(Struct, frozen=True, kw_only=True):
    """A shop as everybody sees it. is_member: whether the viewer runs it.

    is_verified: whether an operator looked at its papers, and it is still called as then.
    prices_include_tax: whether it writes prices with tax; what buyers see has it inside either way.
    """

    id: ShopId
    handle: str
    name: str
    description: str
    country: Country
    currency: Currency
    shipping: Money
    return_days: int
    transit_max_days: int
    avatar_url: str | None
    is_member: bool
    is_verified: bool
    prices_include_tax: bool
    default_weight_g: int


class NewShop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shop to be opened. shipping: in the currency of the country.

    prices_include_tax: whether the prices that it will write have tax inside.
    """

    id: ShopId
    handle: Handle
    name: Name
    country: Country
    shipping: Money
    return_days: ReturnDays
    transit_max_days: TransitMaxDays
    description: Description = ""
    avatar_file_id: FileId | None = None
    prices_include_tax: bool = True


class ChangeShop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What its owner may change of a shop; absent fields stay. The country may be named but not changed."""

    handle: Handle | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    shipping: Money | UnsetType = UNSET
    return_days: ReturnDays | UnsetType = UNSET
    transit_max_days: TransitMaxDays | UnsetType = UNSET
    avatar_file_id: FileId | UnsetType | None = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    default_weight_g: DefaultWeight | UnsetType = UNSET
