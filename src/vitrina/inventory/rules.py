"""Tables of the stock. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence

from vitrina.inventory.locations.model import LocatedLevel, LocationId
from vitrina.inventory.model import MovementLine

COLUMNS = ("at", "sku", "product", "variant", "change", "cause", "became", "drop")
LOCATED_COLUMNS = ("variant_id", "sku", "product", "variant", "location", "quantity")
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


def located_as_csv(levels: Sequence[LocatedLevel], names: Mapping[LocationId, str]) -> str:
    """Write where variants lie as a table, a line a variant and location; no cell can be a formula."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(LOCATED_COLUMNS)
    for each in levels:
        values = _plain(" / ".join(each.variant_values))
        for place in each.places:
            table.writerow(
                (
                    str(each.variant_id),
                    _plain(each.sku),
                    _plain(each.title),
                    values,
                    _plain(names[place.location_id]),
                    place.quantity,
                )
            )
    return file.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
