"""A statement of the platform's bank account, held against money that is awaited."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.kit.money import Money
from vitrina.kit.places import Currency

STATEMENT_LENGTH_MAX = 500_000
ROWS_MAX = 5_000


class BankVerdict(StrEnum):
    """What a line of a bank statement is."""

    TRANSFER = "transfer"
    """The transfer of a buyer, whole: its purchase is paid."""
    CASH = "cash"
    """The cash of an order, less what its carrier keeps."""
    NOTED = "noted"
    """It was noted before."""
    DIFFERS = "differs"
    """It names what is awaited, and is another sum: a person has to look."""
    UNKNOWN = "unknown"
    """It names nothing that is awaited."""
    OUTGOING = "outgoing"
    """Money that left; not looked at."""


class BankLine(Struct, frozen=True, kw_only=True):
    """A line of a bank statement as it was read. row: in the file, from 1. words: all that it says."""

    row: int
    amount_minor: int
    words: str


class BankLineView(Struct, frozen=True, kw_only=True):
    """A line with what it is. expected: the sum that is awaited. reference: by which it was found."""

    row: int
    amount: Money
    words: str
    verdict: BankVerdict
    reference: str | None
    expected: Money | None
    thing_id: UUID | None


class NewBankStatement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table that a bank wrote. is_applied: note what fits; else only tell."""

    currency: Currency
    text: Annotated[str, Meta(min_length=1, max_length=STATEMENT_LENGTH_MAX)]
    is_applied: bool = False


class BankReport(Struct, frozen=True, kw_only=True):
    """What a statement says, line by line. fitting_count: transfers and cash that fit to the cent."""

    lines: list[BankLineView]
    fitting_count: int
    is_applied: bool
