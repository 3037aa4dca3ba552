"""Payees, where their money goes, and how it gets there."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId, Proof
from vitrina.kit.events import Event
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Currency, Language
from vitrina.orders.model import OrderId
from vitrina.payments.transfer_model import AccountState

DestinationId = NewType("DestinationId", UUID)
PayoutId = NewType("PayoutId", UUID)
BankFileId = NewType("BankFileId", UUID)
WriteOffId = NewType("WriteOffId", UUID)

Note = Annotated[str, Meta(max_length=200)]


class PayeeKind(StrEnum):
    """Who is paid."""

    SHOP = "shop"
    """A shop, for what it sold."""
    CREATOR = "creator"
    """A creator, for commissions, tips and fees."""


class DestinationKind(StrEnum):
    """How money gets there."""

    BANK = "bank"
    """A bank account: a CBU in Argentina, a CCI in Peru, routing and account number in the United States."""
    CLABE = "clabe"
    """A CLABE of Mexico."""
    PIX = "pix"
    """A Pix key of Brazil: CPF, CNPJ, e-mail, telephone or a random key."""
    PROVIDER = "provider"
    """An account with the payment provider, who carries it there by itself."""


class PayoutState(StrEnum):
    """Where a payout stands."""

    WAITING = "waiting"
    """Two operators must agree first."""
    READY = "ready"
    """Goes with the next file to the bank, or to its provider by itself."""
    SENT = "sent"
    """In a file, or asked for; bank or provider have not said yet."""
    PAID = "paid"
    """Arrived."""
    FAILED = "failed"
    """Bank or provider sent it back; it is on the payee's account again."""
    REFUSED = "refused"
    """Operators refused it; it is on the payee's account again."""


class Held(StrEnum):
    """Why nothing goes out by itself."""

    BELOW_MINIMUM = "below_minimum"
    """There is less than the minimum."""
    DESTINATION_MISSING = "destination_missing"
    """Nobody said where to."""
    DESTINATION_ON_HOLD = "destination_on_hold"
    """It was said less than 72 hours ago."""
    SUSPENDED = "suspended"
    """The person is suspended."""
    OWES = "owes"
    """The balance is below zero."""


class Payee(Struct, frozen=True, kw_only=True):
    """Whom a payout is for, with who answers for her: a shop's owner, or herself. page: of her payouts."""

    kind: PayeeKind
    id: UUID
    name: str
    country: Country | None
    person_id: PersonId
    language: Language
    page: str


class Destination(Struct, frozen=True, kw_only=True):
    """Where money goes. number: in full, for the bank alone."""

    id: DestinationId
    payee_kind: PayeeKind
    payee_id: UUID
    currency: Currency
    kind: DestinationKind
    holder: str
    number: str
    institution: str
    tax_id: str
    set_at: datetime
    usable_at: datetime

    @property
    def carrier(self) -> str | None:
        """The provider that carries money there by itself. None: it goes by a file to the bank."""
        return self.institution if self.kind is DestinationKind.PROVIDER else None


class DestinationView(Struct, frozen=True, kw_only=True):
    """Where money goes, as its payee sees it. number: its end. usable_at: nothing goes there before."""

    kind: DestinationKind
    holder: str
    number: str
    institution: str
    tax_id: str
    usable_at: datetime
    is_usable: bool


class NewDestination(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the money of one currency should go from now on. proof: that it is you who says so.

    holder, number: not of an account with the provider, which is the one you opened. institution: the bank's
    name, where the number does not tell it. tax_id: the RFC in Mexico; without it
    more tax is withheld.
    """

    currency: Currency
    kind: DestinationKind
    holder: Annotated[str, Meta(max_length=100)] = ""
    number: Annotated[str, Meta(max_length=100)] = ""
    institution: Annotated[str, Meta(max_length=60)] = ""
    tax_id: Annotated[str, Meta(max_length=20)] = ""
    proof: Proof


class PayeeBalance(Struct, frozen=True, kw_only=True):
    """What stands for a payee in one currency. on_its_way: in payouts that have not arrived.

    available: hers to take, below zero when she owes. held: why nothing would go out now; null when it would.
    """

    currency: Currency
    available: Money
    pending: Money
    on_its_way: Money
    minimum: Money
    destination: DestinationView | None
    held: Held | None


class AccountView(Struct, frozen=True, kw_only=True):
    """An account with a provider. number: its end, once the provider has named it."""

    provider: str
    number: str
    state: AccountState


class NewAccountPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of the provider is wanted, to open an account there or to go on. proof: that it is you."""

    proof: Proof


class AccountPageView(Struct, frozen=True, kw_only=True):
    """Where to go; the address works once, and for minutes."""

    url: str


class PayoutDesk(Struct, frozen=True, kw_only=True):
    """The money of a payee. next_payday: null when payouts are only made on request.

    account: hers with the provider of this instance; null while she has opened none.
    """

    balances: list[PayeeBalance]
    next_payday: date | None
    kinds: Mapping[Currency, list[DestinationKind]]
    needs_tax_id: bool
    account: AccountView | None = None


class NewPayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payout before its day: of all that is available. id: yours, so that asking twice is one."""

    id: PayoutId
    currency: Currency


class Payout(Struct, frozen=True, kw_only=True):
    """A payout as it is kept. provider: who carries it by itself; came_back_minor: of what had arrived."""

    id: PayoutId
    code: str
    payee_kind: PayeeKind
    payee_id: UUID
    currency: Currency
    amount_minor: int
    withheld_minor: int
    destination_id: DestinationId
    payday: date | None
    approvals_needed: int
    approval_count: int
    state: PayoutState
    provider: str | None = None
    came_back_minor: int = 0
    file_id: BankFileId | None
    note: str
    created_at: datetime
    moved_at: datetime


class Withholding(Struct, frozen=True, kw_only=True):
    """Tax that a payout keeps back. rate_bps: of the base."""

    payout_id: PayoutId
    tax: str
    base_minor: int
    rate_bps: int
    amount_minor: int


class WithholdingView(Struct, frozen=True, kw_only=True):
    """Tax that was kept back for the state. tax: "MX:ISR" or "MX:IVA"."""

    tax: str
    base: Money
    rate_bps: int
    amount: Money


class PayoutView(Struct, frozen=True, kw_only=True):
    """A payout as its payee sees it. amount = pays + all that was withheld.

    provider: who carries it by itself; null where an operator takes it to a bank.  came_back: of what had
    arrived; it is on the payee's account again.
    """

    id: PayoutId
    code: str
    state: PayoutState
    amount: Money
    withheld: list[WithholdingView]
    pays: Money
    destination: str
    provider: str | None
    came_back: Money
    payday: date | None
    note: str
    created_at: datetime
    moved_at: datetime


class MoveView(Struct, frozen=True, kw_only=True):
    """What was done to a payout. by: name of who did it; null for the schedule, and who is gone."""

    step: str
    by: str | None
    note: str
    at: datetime


class PayoutCase(Struct, frozen=True, kw_only=True):
    """A payout as operators see it. can_approve: whether this operator may agree now."""

    payout: PayoutView
    payee_kind: PayeeKind
    payee_id: UUID
    payee_name: str
    approvals_needed: int
    approval_count: int
    can_approve: bool
    moves: list[MoveView]


class PayoutRefusal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a payout is not made."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class BankOutcome(StrEnum):
    """What a bank says."""

    PAID = "paid"
    """The money arrived."""
    FAILED = "failed"
    """It came back."""


class NewBankOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bank said about a payout. note: its reference, or why it came back."""

    outcome: BankOutcome
    note: Note = ""


class NewBankFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of all payouts of a currency that are ready. id: yours, so that asking twice is one."""

    id: BankFileId
    currency: Currency


class BankFile(Struct, frozen=True, kw_only=True):
    """A file for the bank. sent_count: of which the bank has not said yet."""

    id: BankFileId
    code: str
    currency: Currency
    made_at: datetime
    payout_count: int
    sent_count: int
    total_minor: int


class Downloaded(Struct, frozen=True, kw_only=True):
    """Somebody took the numbers of accounts along."""

    by: str | None
    at: datetime


class BankFileView(Struct, frozen=True, kw_only=True):
    """A file for the bank, for operators. downloads: the last 20, the last one first."""

    id: BankFileId
    code: str
    made_at: datetime
    payout_count: int
    sent_count: int
    total: Money
    downloads: list[Downloaded]


class BankFileNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of a file arrived. note: the bank's reference."""

    note: Note = ""


class StatementMonth(Struct, frozen=True, kw_only=True):
    """A month of an account. opening + came = closing; came may be below zero. month: its first day."""

    month: date
    opening: Money
    came: Money
    closing: Money
    line_count: int


class StatementLine(Struct, frozen=True, kw_only=True):
    """A line of a statement. kind: of the journal; reference: a code that people know. balance: after it."""

    at: datetime
    kind: str
    reference: str
    journal: str
    amount_minor: int
    balance_minor: int


class Statement(Struct, frozen=True, kw_only=True):
    """A month of a payee's account, line by line. opening_minor + all lines = closing_minor."""

    payee: Payee
    currency: Currency
    month: date
    opening_minor: int
    closing_minor: int
    lines: list[StatementLine]


class Debt(Struct, frozen=True, kw_only=True):
    """A payee who owes. write_off_id: of the write-off that waits for its second operator."""

    payee_kind: PayeeKind
    payee_id: UUID
    payee_name: str
    owes: Money
    write_off_id: WriteOffId | None
    reason: str | None
    can_approve: bool


class NewWriteOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A debt to be written off, once another operator agrees. id: yours, so that asking twice is one."""

    id: WriteOffId
    payee_kind: PayeeKind
    payee_id: UUID
    currency: Currency
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class WriteOff(Struct, frozen=True, kw_only=True):
    """A write-off as it is kept."""

    id: WriteOffId
    payee_kind: PayeeKind
    payee_id: UUID
    currency: Currency
    amount_minor: int
    reason: str
    proposed_by: PersonId
    proposed_at: datetime
    approved_by: PersonId | None
    approved_at: datetime | None


class WriteOffView(Struct, frozen=True, kw_only=True):
    """A write-off, for operators. approved_at: null while it waits for the second one."""

    id: WriteOffId
    payee_kind: PayeeKind
    payee_id: UUID
    amount: Money
    reason: str
    proposed_at: datetime
    approved_at: datetime | None


class Sale(Struct, frozen=True, kw_only=True):
    """A sale whose tax is to be withheld. journal_id: with which it became the payee's own."""

    journal_id: int
    order_id: OrderId
    posted_at: datetime


class TaxReturn(Struct, frozen=True, kw_only=True):
    """Tax that a payout withheld of a sale, and that is given back for what of it went back.

    refunded_minor: of the order, in all.  base_minor: what the tax was reckoned on and is not any more.
    """

    payout_id: PayoutId
    tax: str
    order_id: OrderId
    refunded_minor: int
    base_minor: int
    rate_bps: int
    amount_minor: int
    at: datetime


class TaxReturnSum(Struct, frozen=True, kw_only=True):
    """What was given back of a tax that a payout withheld."""

    payout_id: PayoutId
    tax: str
    base_minor: int
    amount_minor: int


class DestinationChanged(Event, frozen=True, kw_only=True):
    """A payee said anew where her money goes. ending: what is shown of the number."""

    destination_id: DestinationId
    payee_kind: PayeeKind
    payee_id: UUID
    person_id: PersonId
    ending: str
    usable_at: datetime
    at: datetime


class PayoutStepped(Event, frozen=True, kw_only=True):
    """A payout was made or moved. pays_minor: what arrives. actor_id: none for the schedule."""

    payout_id: PayoutId
    code: str
    payee_kind: PayeeKind
    payee_id: UUID
    person_id: PersonId
    state: PayoutState
    pays_minor: int
    currency: Currency
    actor_id: PersonId | None
    at: datetime


class DebtWrittenOff(Event, frozen=True, kw_only=True):
    """Two operators let a debt go."""

    write_off_id: WriteOffId
    payee_kind: PayeeKind
    payee_id: UUID
    amount_minor: int
    currency: Currency
    proposed_by: PersonId
    approved_by: PersonId
    at: datetime
