"""Accounts, journals and their lines."""

from datetime import date, datetime

from msgspec import Struct

from vitrina.kit.places import Currency


class Account(Struct, frozen=True, kw_only=True):
    """An account by name; it is opened by the first journal that uses it.

    kind: a row of the chart of accounts (migration 0003_ledger), which says its side, guard and floor.
    owner: an opaque word such as the id of a shop or an order; empty for the platform's own.
    """

    kind: str
    owner: str
    currency: Currency


class Line(Struct, frozen=True, kw_only=True):
    """One line of a journal. amount_minor: + debit, - credit, never 0."""

    account: Account
    amount_minor: int


class Journal(Struct, frozen=True, kw_only=True):
    """A movement of money, zero per currency.

    key: "<origin>:<object>:<id>:<step>"; the same key with the same lines is posted once.  source: whose
    money moves, such as "order:<id>"; `sums_by_source` asks for it.  lines: 2 to 500.  is_forced: may take
    a guarded account below its floor.  reverses: key of the journal that this one corrects.
    """

    key: str
    kind: str
    source: str
    lines: list[Line]
    effective_at: datetime
    is_forced: bool = False
    reverses: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One line as it stands in the books, with the journal it is of. amount_minor: + debit, - credit."""

    journal_id: int
    key: str
    kind: str
    posted_at: datetime
    account: str
    owner: str
    currency: Currency
    amount_minor: int


class Breach(Struct, frozen=True, kw_only=True):
    """Something in the books that cannot be. rule: which promise; subject: where; detail: what was found."""

    rule: str
    subject: str
    detail: str


class RevenueSum(Struct, frozen=True, kw_only=True):
    """What one kind of revenue came to in a month, by when the money moved, in UTC. month: its first day."""

    kind: str
    currency: Currency
    month: date
    amount_minor: int
    line_count: int


class RevenueLine(Struct, frozen=True, kw_only=True):
    """A line of a journal behind such a sum. amount_minor: + earned, - given back."""

    journal_id: int
    line: int
    key: str
    kind: str
    source: str
    amount_minor: int
    effective_at: datetime


class Standing(Struct, frozen=True, kw_only=True):
    """What stands on a guarded account, on its normal side. account_id: where the next page begins."""

    account_id: int
    kind: str
    owner: str
    currency: Currency
    amount_minor: int


class AccountMonth(Struct, frozen=True, kw_only=True):
    """What came to an account in a month, and what stood there at its end, on its normal side."""

    month: date
    amount_minor: int
    closing_minor: int
    line_count: int


class AccountLine(Struct, frozen=True, kw_only=True):
    """A line of an account with its journal. amount_minor: on the account's normal side."""

    journal_id: int
    line: int
    key: str
    kind: str
    source: str
    amount_minor: int
    effective_at: datetime
    posted_at: datetime


class JournalHead(Struct, frozen=True, kw_only=True):
    """A journal without its lines. reverses: key of the journal that it corrects."""

    id: int
    key: str
    kind: str
    source: str
    is_forced: bool
    reverses: str | None
    effective_at: datetime
    posted_at: datetime


class JournalLine(Struct, frozen=True, kw_only=True):
    """A line of a journal. amount_minor: + debit, - credit."""

    journal_id: int
    account: str
    owner: str
    currency: Currency
    amount_minor: int


class JournalView(Struct, frozen=True, kw_only=True):
    """A journal with its lines."""

    head: JournalHead
    lines: list[JournalLine]


class Seal(Struct, frozen=True, kw_only=True):
    """A link of the chain. hash: hexadecimal, of the link before it and the journals up to its last one."""

    number: int
    upto_journal_id: int
    hash: str
    sealed_at: datetime
