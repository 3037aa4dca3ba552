"""How tables of banks are read, and which line is which money. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence

from vitrina.checkout.bank_model import ROWS_MAX, BankLine
from vitrina.checkout.errors import BankStatementUnreadable
from vitrina.kit.places import Currency

HEADER_ROWS_MAX = 30  # Banks write names and balances above their tables.
WORDS_LENGTH_MAX = 300
DIGITS_MAX = 13  # of a sum before its decimals: the books hold no larger one
THOUSANDS_LENGTH = 3
DELIMITERS = ";\t,|"
REFERENCE = re.compile(r"(?<!\d)\d{10}(?!\d)")
CODE = re.compile(r"VT-?([A-Z0-9]{7})")
# By how much the cash of an order may be less than its total: what carriers keep.
FEE_SHARE_MAX = 5
AMOUNT = frozenset({"amount", "importe", "monto", "valor", "quantia", "cantidad"})
CREDIT = frozenset(
    {"credit", "credits", "abono", "abonos", "deposito", "depositos", "credito", "haber", "entrada"}
)
DEBIT = frozenset({"debit", "debits", "cargo", "cargos", "retiro", "retiros", "debito", "debe", "saida"})
NUMBER = re.compile(r"^[(-]?[^\d(-]{0,4}-?[\d.,  ' ]*\d[^\d]{0,4}\)?-?$")


def read(text: str, currency: Currency) -> list[BankLine]:
    """Read a table whatever its delimiter, its language and its way to write sums.

    Raises BankStatementUnreadable where no header names a sum, or above ROWS_MAX rows.
    """
    if "\x00" in text:
        raise BankStatementUnreadable(rows_max=ROWS_MAX)
    delimiter = max(DELIMITERS, key=lambda each: sum(each in line for line in text.splitlines()[:200]))
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    except csv.Error as e:
        raise BankStatementUnreadable(rows_max=ROWS_MAX) from e
    head = next(
        (at for at, row in enumerate(rows[:HEADER_ROWS_MAX]) if _columns(row)),
        None,
    )
    if head is None or len(rows) - head > ROWS_MAX:
        raise BankStatementUnreadable(rows_max=ROWS_MAX)
    columns = _columns(rows[head])
    lines: list[BankLine] = []
    for at, row in enumerate(rows[head + 1 :], start=head + 2):
        amount_minor = _amount(row, columns, currency)
        if amount_minor:
            words = " ".join(" ".join(row).split())[:WORDS_LENGTH_MAX]
            lines.append(BankLine(row=at, amount_minor=amount_minor, words=words))
    return lines


def _columns(row: Sequence[str]) -> Mapping[int, int]:
    """Tell which columns are sums, and with which sign. Empty: this is no header."""
    found: dict[int, int] = {}
    for at, cell in enumerate(row):
        words = set(_plain(cell).split())
        if words & (AMOUNT | CREDIT):
            found[at] = 1
        elif words & DEBIT:
            found[at] = -1
    return found


def _plain(cell: str) -> str:
    """Write a name of a column without accents, in small letters."""
    kept = unicodedata.normalize("NFKD", cell.casefold())
    return re.sub(r"[^a-z]+", " ", kept.encode("ascii", "ignore").decode())


def _amount(row: Sequence[str], columns: Mapping[int, int], currency: Currency) -> int:
    for at, sign in columns.items():
        if at < len(row) and (found := minor(row[at], currency)):
            return found if sign > 0 else -abs(found)
    return 0


def minor(cell: str, currency: Currency) -> int:
    """Read a sum in minor units, with commas or dots as its bank writes them; 0 for what is none.

    The last comma or dot is of the decimals unless three digits follow; decimals beyond those of the currency
    must be zeros.
    """
    cell = cell.strip()
    if not NUMBER.match(cell):
        return 0
    is_negative = "-" in cell or cell.startswith("(")
    kept = re.sub(r"[^\d.,]", "", cell)
    last = max(kept.rfind("."), kept.rfind(","))
    fraction = kept[last + 1 :] if last >= 0 else ""
    if not fraction or len(fraction) == THOUSANDS_LENGTH:
        last, fraction = len(kept), ""
    whole = re.sub(r"\D", "", kept[:last])
    if len(whole) > DIGITS_MAX or fraction[currency.exponent :].strip("0"):
        return 0
    amount_minor = int((whole or "0") + fraction[: currency.exponent].ljust(currency.exponent, "0"))
    return -amount_minor if is_negative else amount_minor


def references(line: BankLine) -> list[str]:
    """List what may be the reference of a transfer in a line."""
    return REFERENCE.findall(line.words)


def codes(line: BankLine) -> list[str]:
    """List what may be codes of orders in a line."""
    return [f"VT-{letters}" for letters in CODE.findall(line.words.upper())]


def is_cash_of(amount_minor: int, total_minor: int) -> bool:
    """Tell whether a sum may be the cash of an order, less what its carrier keeps."""
    return 0 <= total_minor - amount_minor <= total_minor // FEE_SHARE_MAX
