"""What an address that carries lines says, whoever wrote it."""

from collections.abc import Sequence
from urllib.parse import quote, unquote
from uuid import UUID

from msgspec import Struct

from vitrina.carts.model import QUANTITY_MAX
from vitrina.catalogue.model import VariantId
from vitrina.channels.model import LINKED_MAX, LineFate, LinkedLine
from vitrina.kit.text import clean_line

NAME_LENGTH_MAX = 64


class Named(Struct, frozen=True, kw_only=True):
    """Something that an address names, by id or by SKU. quantity: as asked for, perhaps too many."""

    name: str
    quantity: int

    @property
    def variant_id(self) -> VariantId | None:
        """The id, if the name is one."""
        try:
            return VariantId(UUID(self.name))
        except ValueError:
            return None


class Said(Struct, frozen=True, kw_only=True):
    """All that an address says. is_cut: it named more than LINKED_MAX things."""

    named: list[Named]
    unreadable: list[str]
    is_cut: bool


def parse_products(text: str) -> Said:
    """Read `ID:2,SKU:1`, also where the marks were encoded twice. A name twice adds up; no number means one.

    Source: Meta, "Checkout URL for shops": `products=<id>%3A<quantity>%2C...`.
    """
    plain = unquote(text) if "%" in text else text
    wanted: dict[str, int] = {}
    unreadable: list[str] = []
    parts = [clean_line(part) for part in plain.split(",")]
    for part in filter(None, parts):
        name, mark, number = part.rpartition(":")
        name, number = (name.strip(), number.strip()) if mark else (part, "1")
        is_number = number.isascii() and number.isdecimal() and len(number) <= 6 and int(number) > 0
        if not name or not is_number or len(name) > NAME_LENGTH_MAX:
            unreadable.append(part[:NAME_LENGTH_MAX])
        else:
            wanted[name] = wanted.get(name, 0) + int(number)
    named = [Named(name=name, quantity=quantity) for name, quantity in wanted.items()]
    is_cut = len(named) > LINKED_MAX or len(unreadable) > LINKED_MAX
    return Said(named=named[:LINKED_MAX], unreadable=unreadable[:LINKED_MAX], is_cut=is_cut)


def products_text(lines: Sequence[LinkedLine]) -> str:
    """Write lines as Meta does, ready for an address."""
    return quote(",".join(f"{each.variant_id}:{each.quantity}" for each in lines), safe="")


def fate(*, wanted: int, available: int, is_active: bool) -> tuple[LineFate, int]:
    """Decide what becomes of a line, and how many of it can be bought."""
    quantity = min(wanted, max(0, available), QUANTITY_MAX) if is_active else 0
    if not is_active:
        return LineFate.NOT_SOLD, 0
    if not quantity:
        return LineFate.SOLD_OUT, 0
    return (LineFate.WHOLE if quantity == wanted else LineFate.LOWERED), quantity
