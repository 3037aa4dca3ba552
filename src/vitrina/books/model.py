"""Audits, and what is looked up behind them."""

from datetime import datetime
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.kit.money import Money
from vitrina.ledger.model import Breach

AuditId = NewType("AuditId", UUID)


class Finding(Struct, frozen=True, kw_only=True):
    """What one promise came to. code: I1 to I14; breaches: none when it is kept, at most 100 of each rule."""

    code: str
    breaches: list[Breach]


class Audit(Struct, frozen=True, kw_only=True):
    """What an audit found. journal_count: up to which journal it looked."""

    id: AuditId
    began_at: datetime
    took_ms: int
    journal_count: int
    findings: list[Finding]
    breach_count: int


class AuditDesk(Struct, frozen=True, kw_only=True):
    """The last audits, the newest first."""

    audits: list[Audit]


class BookLine(Struct, frozen=True, kw_only=True):
    """A line of a journal. account: its kind; owner: an opaque word. amount: + debit, - credit."""

    account: str
    owner: str
    amount: Money


class BookJournal(Struct, frozen=True, kw_only=True):
    """A journal with its lines, which are zero per currency."""

    id: int
    key: str
    kind: str
    source: str
    is_forced: bool
    reverses: str | None
    at: datetime
    posted_at: datetime
    lines: list[BookLine]


class FoundJournals(Struct, frozen=True, kw_only=True):
    """What was found, the oldest first. is_cut: there are more."""

    journals: list[BookJournal]
    is_cut: bool


class AccountEntry(Struct, frozen=True, kw_only=True):
    """A line of an account with its journal. amount: on the account's normal side."""

    key: str
    kind: str
    source: str
    amount: Money
    at: datetime


class BookSeal(Struct, frozen=True, kw_only=True):
    """A link of the chain that seals the books. hash: hexadecimal."""

    number: int
    upto_journal: int
    hash: str
    at: datetime


class Seals(Struct, frozen=True, kw_only=True):
    """The last links of the chain, the newest first."""

    seals: list[BookSeal]
