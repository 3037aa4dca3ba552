"""Addresses, and those that a person keeps."""

from datetime import datetime
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.kit.places import Country

SavedAddressId = NewType("SavedAddressId", UUID)

SAVED_MAX = 20
LABEL_LENGTH_MAX = 40
POSTAL_CODE_LENGTH_MAX = 12

AddressLine = Annotated[str, Meta(max_length=120)]


class Address(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a parcel goes. Which fields a country needs is data of `rules`.

    line1: street and number.  line2: flat, floor.  phone: kept as E.164.  references: what a courier should
    look for.
    """

    country: Country
    name: AddressLine
    line1: AddressLine
    city: AddressLine
    line2: AddressLine | None = None
    neighbourhood: AddressLine | None = None
    state: Annotated[str, Meta(max_length=60)] | None = None
    postal_code: Annotated[str, Meta(max_length=POSTAL_CODE_LENGTH_MAX)] | None = None
    phone: Annotated[str, Meta(max_length=30)] | None = None
    references: Annotated[str, Meta(max_length=240)] | None = None


class NewSavedAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address to be kept. label: what its person calls it; may be empty.  is_default: chosen at first."""

    address: Address
    label: Annotated[str, Meta(max_length=LABEL_LENGTH_MAX)] = ""
    is_default: bool = False


class SavedRow(Struct, frozen=True, kw_only=True):
    """An address as it is kept."""

    id: SavedAddressId
    label: str
    is_default: bool
    address: Address
    changed_at: datetime


class SavedAddress(Struct, frozen=True, kw_only=True):
    """An address that a person keeps. phone_national: its number as people of its country write it."""

    id: SavedAddressId
    label: str
    is_default: bool
    address: Address
    phone_national: str | None
    changed_at: datetime


class PostalPlace(Struct, frozen=True, kw_only=True):
    """What a postal code stands for. neighbourhood: null where one code is a whole town."""

    state: str
    city: str
    neighbourhood: str | None


class AddressNeeds(Struct, frozen=True, kw_only=True):
    """What this instance asks of addresses, beyond what their country does.

    phone: countries where an address needs a telephone number.  postal_codes: countries whose postal codes
    can be looked up.
    """

    phone: list[Country]
    postal_codes: list[Country]
