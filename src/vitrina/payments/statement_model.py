"""Statements of providers: what moved on our account with them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.kit.places import Currency

REASON_LENGTH_MAX = 200


class MovementKind(StrEnum):
    """What a movement on our account with a provider is about."""

    CHARGE = "charge"
    """A buyer paid."""
    REFUND = "refund"
    """Money went back to her."""
    DISPUTE = "dispute"
    """A bank asked money back, or gave it up."""
    TRANSFER = "transfer"
    """The provider carried a payout to a payee's account with it, or something of one came back."""
    PAYOUT = "payout"
    """The provider paid out to our bank account, or took that back."""
    FEE = "fee"
    """The provider charged something beside the fees of charges."""
    OTHER = "other"
    """Nothing that we know."""


class Movement(Struct, frozen=True, kw_only=True):
    """A movement on our account with a provider, as its statement has it.

    id: the provider's own, for ever.  reference: its name of what moved.  amount_minor: + came to us, before
    the fee.  currency: of the account, which need not be one of ours.  settles_at: from when on it may be
    paid out.
    """

    id: str
    kind: MovementKind
    reference: str
    amount_minor: int
    fee_minor: int
    currency: str
    at: datetime
    settles_at: datetime

    @property
    def net_minor(self) -> int:
        """What it changes on the account."""
        return self.amount_minor - self.fee_minor


class StatementPage(Struct, frozen=True, kw_only=True):
    """A part of a statement. next_page: where it goes on; None at its end."""

    movements: list[Movement]
    next_page: str | None


class FittedMovement(Movement, frozen=True, kw_only=True):
    """A movement that fits what we know. source: whose money it was, as journals name it."""

    provider: str
    source: str


class Reading(Struct, frozen=True, kw_only=True):
    """How far a provider's statement was read; page: where a period that is being read goes on."""

    provider: str
    read_until: datetime
    reading_from: datetime | None
    reading_until: datetime | None
    page: str | None


class DifferenceKind(StrEnum):
    """How a statement and we differ."""

    MISSING_HERE = "missing_here"
    """The provider moved something that we know nothing of."""
    MISSING_THERE = "missing_there"
    """We booked something that the statement does not have."""
    DIFFERS = "differs"
    """Both know of it, and each says another sum."""


SettlementId = NewType("SettlementId", UUID)


class Difference(Struct, frozen=True, kw_only=True):
    """Where a statement and we differ.

    subject: its name.  our_amount_minor, amount_minor: what we and the provider say; none where one knows
    nothing of it.  is_ours: the books can settle it, for it is in one currency, and of theirs.  source:
    by which our journals are found.
    """

    provider: str
    subject: str
    movement_id: str | None
    kind: MovementKind
    reference: str
    is_in: bool
    what: DifferenceKind
    our_amount_minor: int | None
    amount_minor: int | None
    currency: str
    is_ours: bool
    at: datetime
    source: str | None

    @property
    def change_minor(self) -> int:
        """By how much what the provider holds changes in the books when the statement is right."""
        return (self.amount_minor or 0) - (self.our_amount_minor or 0)


class NewSettlement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposal to believe the statement. id: of the client; subject: of the difference."""

    id: SettlementId
    provider: Annotated[str, Meta(min_length=1, max_length=40)]
    subject: Annotated[str, Meta(min_length=1, max_length=300)]
    reason: Annotated[str, Meta(min_length=1, max_length=REASON_LENGTH_MAX)]


class Settlement(Struct, frozen=True, kw_only=True):
    """A difference that is settled, or is to be."""

    id: SettlementId
    provider: str
    subject: str
    movement_id: str | None
    kind: MovementKind
    reference: str
    is_in: bool
    amount_minor: int
    currency: Currency
    reason: str
    proposed_by: PersonId
    proposed_at: datetime
    approved_by: PersonId | None
    approved_at: datetime | None


class DifferenceCase(Struct, frozen=True, kw_only=True):
    """A difference as an operator sees it. settlement_id, reason: of what was proposed.

    can_approve: she did not propose it herself.
    """

    difference: Difference
    settlement_id: SettlementId | None
    reason: str | None
    can_approve: bool


class ReadStatement(Struct, frozen=True, kw_only=True):
    """How far a provider's statement was read."""

    provider: str
    read_until: datetime


class DifferenceDesk(Struct, frozen=True, kw_only=True):
    """Differences, the oldest first, at most 200. is_cut: there are more."""

    statements: list[ReadStatement]
    differences: list[DifferenceCase]
    is_cut: bool
