"""Exports, deletions, and what stands in their way."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Language

ExportId = NewType("ExportId", UUID)


class ExportState(StrEnum):
    """What became of an export."""

    WAITING = "waiting"
    """It is being put together."""
    READY = "ready"
    """It can be downloaded."""
    FAILED = "failed"
    """It could not be put together; another one may be asked for."""
    EXPIRED = "expired"
    """Its time is over, and its file is gone."""


class Export(Struct, frozen=True, kw_only=True):
    """A person's data, put together once."""

    id: ExportId
    person_id: PersonId
    state: ExportState
    language: Language
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    size_bytes: int | None


class ExportView(Struct, frozen=True, kw_only=True):
    """The newest export as its person sees it. url: where it is downloaded within some minutes."""

    id: ExportId
    state: ExportState
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    size_bytes: int | None
    url: str | None


class ExportPage(Struct, frozen=True, kw_only=True):
    """Where one's data is. can_ask_at: null where one may ask at once."""

    export: ExportView | None
    can_ask_at: datetime | None


class ObstacleView(Struct, frozen=True, kw_only=True):
    """Something unfinished. is_waited_for: it ends by itself; else the person must end it first."""

    code: str
    count: int
    is_waited_for: bool
    amount: Money | None


class DeletionPage(Struct, frozen=True, kw_only=True):
    """What would happen: how many days of grace, and what stands in the way."""

    grace_days: int
    is_blocked: bool
    obstacles: list[ObstacleView]


class DeletionAsked(Struct, frozen=True, kw_only=True):
    """The account is out of sight, and will be deleted then. Signing in before that keeps it."""

    due_at: datetime


class Erasure(Struct, frozen=True, kw_only=True):
    """How far a person is forgotten. done: modules that have nothing left of her."""

    person_id: PersonId
    email: str
    done: list[str]


class Late(Struct, frozen=True, kw_only=True):
    """Who should have been forgotten a day ago, for `doctor`. stuck_ids: begun, not finished, at most 20."""

    waiting_count: int
    stuck_ids: list[PersonId]


class ExportReady(Event, frozen=True, kw_only=True):
    """A person's data can be downloaded."""

    export_id: ExportId
    person_id: PersonId
    expires_at: datetime


class AccountDeletionAsked(Event, frozen=True, kw_only=True):
    """A person asked to be forgotten; it is done then unless she signs in."""

    person_id: PersonId
    due_at: datetime
