"""Tables of the stock. Pure."""

from collections.abc import Mapping, Sequence

from vitrina.inventory.locations.model import LocatedLevel, LocationId
from vitrina.inventory.model import MovementLine
from vitrina.kit import tables
from vitrina.kit.tables import Row

COLUMNS = ("at", "sku", "product", "variant", "change", "cause", "became", "drop")
LOCATED_COLUMNS = ("variant_id", "sku", "product", "variant", "location", "quantity")


def as_csv(lines: Sequence[MovementLine]) -> str:
    """Write changes of stock as a table, a line each, in the order given."""
    rows: list[Row] = [
        (
            each.at.isoformat(),
            each.sku,
            each.title,
            " / ".join(each.variant_values),
            each.change,
            each.cause.value,
            each.hold_state and each.hold_state.value,
            each.drop_id and str(each.drop_id),
        )
        for each in lines
    ]
    return tables.as_csv([COLUMNS, *rows])


def located_as_csv(levels: Sequence[LocatedLevel], names: Mapping[LocationId, str]) -> str:
    """Write where variants lie as a table, a line a variant and location."""
    rows: list[Row] = [
        (
            str(each.variant_id),
            each.sku,
            each.title,
            " / ".join(each.variant_values),
            names[place.location_id],
            place.quantity,
        )
        for each in levels
        for place in each.places
    ]
    return tables.as_csv([LOCATED_COLUMNS, *rows])
