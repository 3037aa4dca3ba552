"""Statements of providers: what moved on our account with them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class MovementKind(StrEnum):
    """What a movement on our account with a provider is about."""

    CHARGE = "charge"
    """A buyer paid."""
    REFUND = "refund"
    """Money went back to her."""
    DISPUTE = "dispute"
    """A bank asked money back, or gave it up."""
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
