"""One row of any format, as cells by their meaning."""

from decimal import Decimal
from typing import Any

from msgspec import Struct

from vitrina.imports.model import Field

# Numbers come from JSON, where they are numbers already; everything else is text.
Cell = str | Decimal | int


class Row(Struct, frozen=True):
    """A variant, or a part of a product. line: where it begins; of formats without lines, its number."""

    line: int
    cells: dict[Field, Cell]
    images: tuple[str, ...] = ()


class BrokenRow(Struct, frozen=True):
    """A row that could not be read. code: as in Problem."""

    line: int
    code: str


AnyRow = Row | BrokenRow
Json = Any
