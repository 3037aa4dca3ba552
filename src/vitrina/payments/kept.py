"""Cards that buyers keep, as far as anybody here knows them."""

from datetime import datetime
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId

KeptCardId = NewType("KeptCardId", UUID)


class Instrument(Struct, frozen=True, kw_only=True):
    """The card that paid, as its provider tells it from others.

    token: by which it pays again, where its buyer keeps it.
    """

    fingerprint: str
    brand: str
    last4: str
    expires_month: int
    expires_year: int
    token: str | None = None


class KeptCard(Struct, frozen=True, kw_only=True):
    """A card that somebody keeps. person_id: None when she is forgotten, and its provider is to forget it."""

    id: KeptCardId
    person_id: PersonId | None
    provider: str
    token: str
    brand: str
    last4: str
    expires_month: int
    expires_year: int
    fingerprint: str
    kept_at: datetime
    removed_at: datetime | None


class NewKeptCard(Struct, frozen=True, kw_only=True):
    """A card to be kept, which has just paid."""

    id: KeptCardId
    person_id: PersonId
    provider: str
    instrument: Instrument
