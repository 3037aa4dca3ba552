"""Accounts that payees have with a provider, and transfers to them."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Country, Currency

ProviderAccountId = NewType("ProviderAccountId", UUID)
TransferId = NewType("TransferId", UUID)


class AccountState(StrEnum):
    """Whether a provider pays out to whom an account belongs."""

    MISSING = "missing"
    """It wants to know more of her."""
    READY = "ready"
    """It does."""
    CLOSED = "closed"
    """It does not, and will not."""


class NewAccount(Struct, frozen=True, kw_only=True):
    """An account to be opened. owner: a shop or a creator, as an opaque word."""

    owner: str
    person_id: PersonId
    country: Country


class ProviderAccount(Struct, frozen=True, kw_only=True):
    """The account of a payee with a provider. reference: as the provider names it; none before it did."""

    id: ProviderAccountId
    provider: str
    owner: str
    country: Country
    reference: str | None
    state: AccountState


class AccountRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked for: an account, and a page on which its owner says who she is.

    account_id: also the idempotency key.  reference: where the account is there already.  return_path,
    again_path: where the page sends her afterwards, and when it is too old.
    """

    account_id: ProviderAccountId
    country: Country
    reference: str | None
    return_path: str
    again_path: str
    at: datetime


class AccountPage(Struct, frozen=True, kw_only=True):
    """An account, and the page on which its owner goes on; it works once, and for minutes."""

    reference: str
    url: str


class TransferStatus(StrEnum):
    """Where a transfer stands."""

    QUEUED = "queued"
    """The provider is to be asked, again and again until it answers."""
    DONE = "done"
    """It is on the account."""
    REFUSED = "refused"
    """The provider will not."""


class NewTransfer(Struct, frozen=True, kw_only=True):
    """A transfer to be made. account: as the provider names it; source: whose money it is, as journals do."""

    id: TransferId
    provider: str
    account: str
    amount_minor: int
    currency: Currency
    source: str


class Transfer(NewTransfer, frozen=True, kw_only=True):
    """A transfer as it is kept. turn: how often the provider had not enough of ours."""

    status: TransferStatus
    turn: int
    reference: str | None
    reversed_minor: int


class TransferRequest(Struct, frozen=True, kw_only=True):
    """What a provider is asked to transfer out of what has settled.

    transfer_id: by which it is found again, and with turn the idempotency key: a turn that was answered with
    SHORT moved nothing, and never will.  reference: the provider's own name of it, once that is known.
    """

    transfer_id: TransferId
    account: str
    amount_minor: int
    currency: Currency
    turn: int
    reference: str | None
    at: datetime


class TransferOutcome(StrEnum):
    """What a provider says about a transfer."""

    DONE = "done"
    """It was made."""
    REFUSED = "refused"
    """It was not, and will not be."""
    SHORT = "short"
    """Not enough of ours has settled: nothing was done, and the next turn may work."""


class Reversal(Struct, frozen=True, kw_only=True):
    """What of a transfer came back, once. reference: the transfer's own, a space, and the step's own."""

    reference: str
    amount_minor: int


class TransferResult(Struct, frozen=True, kw_only=True):
    """A provider's answer about a transfer. reason: why not, in its own code."""

    outcome: TransferOutcome
    reference: str | None = None
    reason: str = ""
    reversals: tuple[Reversal, ...] = ()


class TransferQueued(Event, frozen=True, kw_only=True):
    """A provider is to carry something."""

    transfer_id: TransferId


class TransferEnded(Event, frozen=True, kw_only=True):
    """A provider carried something, or refused to. word: its name of the transfer, or why not."""

    transfer_id: TransferId
    is_done: bool
    word: str


class TransferReversed(Event, frozen=True, kw_only=True):
    """Something of a transfer came back. reference: of this step."""

    transfer_id: TransferId
    reference: str
    amount_minor: int


class TransferHinted(Event, frozen=True, kw_only=True):
    """A provider has news of a transfer: it is to be asked now."""

    provider: str
    reference: str
