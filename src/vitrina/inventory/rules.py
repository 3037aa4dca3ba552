"""Tables of the stock. Pure."""

import csv
import io
from collections.abc import Sequence

from vitrina.inventory.model import MovementLine

COLUMNS = ("at", "sku", "product", "variant", "change", "cause", "became", "drop")
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(lines: Sequence[MovementLine]) -> str:
    """Write changes of stock as a table, a line each, in the order given; no cell can be a formula."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for each in lines:
        table.writerow(
            (
                each.at.isoformat(),
                _plain(each.sku),
                _plain(each.title),
                _plain(" / ".join(each.variant_values)),
                each.change,
                each.cause.value,
                each.hold_state.value if each.hold_state else "",
                each.drop_id or "",
            )
        )
    return file.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
