"""Rows to products: neighbours of one group become one product, each cell is read by its meaning."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from vitrina.catalogue.model import ProductStatus
from vitrina.imports.formats.categories import category_of
from vitrina.imports.formats.prices import price_of, price_of_number
from vitrina.imports.formats.rows import AnyRow, BrokenRow, Cell, Row
from vitrina.imports.formats.texts import plain_text
from vitrina.imports.model import (
    EXTERNAL_ID_LENGTH_MAX,
    SAMPLE_LENGTH_MAX,
    Field,
    ImportedProduct,
    ImportedVariant,
    Problem,
)
from vitrina.inventory.model import QUANTITY_MAX
from vitrina.kit.places import Currency
from vitrina.kit.taxes import TaxClass
from vitrina.kit.text import clean_line

URL_LENGTH_MAX = 2_000
_UNPRINTED = re.compile(r"[\x00-\x20]")
OPTION_FIELDS = (
    (Field.OPTION1_NAME, Field.OPTION1),
    (Field.OPTION2_NAME, Field.OPTION2),
    (Field.OPTION3_NAME, Field.OPTION3),
)
ATTRIBUTES = (Field.COLOR, Field.SIZE, Field.MATERIAL, Field.PATTERN)
IN_STOCK = {"in stock", "available for order", "preorder", "backorder", "true", "yes", "si", "sí", "sim", "1"}
OUT_OF_STOCK = {"out of stock", "discontinued", "sold out", "false", "no", "não", "nao", "0", "agotado"}
STATUSES = {
    "active": ProductStatus.ACTIVE,
    "activo": ProductStatus.ACTIVE,
    "ativo": ProductStatus.ACTIVE,
    "draft": ProductStatus.DRAFT,
    "borrador": ProductStatus.DRAFT,
    "rascunho": ProductStatus.DRAFT,
    "unlisted": ProductStatus.DRAFT,
    "archived": ProductStatus.ARCHIVED,
    "archivado": ProductStatus.ARCHIVED,
}


TAX_CLASSES = {
    "general": TaxClass.GENERAL,
    "standard": TaxClass.GENERAL,
    "geral": TaxClass.GENERAL,
    "reduced": TaxClass.REDUCED,
    "reduced rate": TaxClass.REDUCED,
    "reducida": TaxClass.REDUCED,
    "reducido": TaxClass.REDUCED,
    "reduzida": TaxClass.REDUCED,
    "zero": TaxClass.ZERO,
    "zero rate": TaxClass.ZERO,
    "cero": TaxClass.ZERO,
    "exempt": TaxClass.ZERO,
    "exento": TaxClass.ZERO,
    "isento": TaxClass.ZERO,
    "0": TaxClass.ZERO,
}


_WEIGHT = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*(g|kg|lb|oz)?")
GRAMS = {"g": Decimal(1), "kg": Decimal(1_000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
WEIGHT_MAX_G = 10**6


class Part(Struct, frozen=True):
    """A product of neighbouring rows with what was wrong with them. It may go on further down."""

    line: int
    product: ImportedProduct
    problems: list[Problem]


class _Draft:
    """A product while its rows come in."""

    def __init__(self, external_id: str, line: int) -> None:
        self.external_id = external_id
        self.line = line
        self.cells: dict[Field, Cell] = {}
        self.option_names: dict[str, None] = {}
        self.variants: list[ImportedVariant] = []
        self.images: dict[str, None] = {}
        self.has_attributes = False
        self.problems: list[Problem] = []


class Assembler:
    """Makes products of rows for a shop that sells in one currency."""

    def __init__(self, currency: Currency) -> None:
        """currency: of the shop."""
        self._currency = currency
        self._draft: _Draft | None = None

    def parts(self, rows: Iterator[AnyRow]) -> Iterator[Part | Problem]:
        """Stream products, and problems of rows that belong to none."""
        for row in rows:
            if isinstance(row, BrokenRow):
                yield Problem(line=row.line, code=row.code)
                continue
            external_id = _external_id(row)
            if not external_id:
                yield Problem(line=row.line, code="id_missing", field=Field.ID)
                continue
            if self._draft is None or self._draft.external_id != external_id:
                if self._draft:
                    yield self._finished(self._draft)
                self._draft = _Draft(external_id, row.line)
            self._add(self._draft, row)
        if self._draft:
            yield self._finished(self._draft)

    def _add(self, draft: _Draft, row: Row) -> None:
        for field, cell in row.cells.items():
            draft.cells.setdefault(field, cell)
        for text in row.images:
            self._add_image(draft, row, text)
        if _is_variant(row):
            self._add_variant(draft, row)

    def _add_image(self, draft: _Draft, row: Row, text: str) -> None:
        url = text.strip().strip("[]")
        parts = _split(url)
        if parts is None:
            draft.problems.append(
                _problem(draft, row, "image_wrong", field=Field.IMAGE, text=text, is_error=False)
            )
        else:
            draft.images[url] = None

    def _add_variant(self, draft: _Draft, row: Row) -> None:
        values = self._values(draft, row)
        price_minor = self._price(draft, row, Field.PRICE)
        sale_minor = self._price(draft, row, Field.SALE_PRICE)
        compare_at_minor = self._price(draft, row, Field.COMPARE_AT)
        if sale_minor and price_minor and sale_minor < price_minor:
            price_minor, compare_at_minor = sale_minor, price_minor
        if price_minor and compare_at_minor and compare_at_minor <= price_minor:
            compare_at_minor = None
        quantity, is_available = self._stock(draft, row)
        if draft.has_attributes or not any(values):
            key = _line(row, Field.ID)[:EXTERNAL_ID_LENGTH_MAX]
        else:
            key = _line(row, Field.ID)[:EXTERNAL_ID_LENGTH_MAX] or "\n".join(values)
        if any(each.key == key for each in draft.variants):
            draft.problems.append(_problem(draft, row, "duplicate", field=Field.ID, text=key, is_error=False))
            return
        draft.variants.append(
            ImportedVariant(
                key=key,
                values=values,
                price_minor=price_minor,
                compare_at_minor=compare_at_minor,
                sku=_sku(row),
                quantity=quantity,
                is_available=is_available,
                weight_g=_weight(row),
            )
        )

    def _values(self, draft: _Draft, row: Row) -> list[str]:
        """Read what a variant answers, in the order of the product's options."""
        answers: dict[str, str] = {}
        for place, (name_field, field) in enumerate(() if draft.has_attributes else OPTION_FIELDS):
            text = _line(row, field)
            name = _line(row, name_field) or (
                [*draft.option_names][place] if place < len(draft.option_names) else ""
            )
            if name:
                answers[name] = text
        if not answers:
            for field in ATTRIBUTES:
                if text := _line(row, field):
                    answers[str(field)] = text
                    draft.has_attributes = True
            for name, text in _attributes(row):
                answers.setdefault(name, text)
                draft.has_attributes = True
        for name in answers:
            draft.option_names.setdefault(name)
        return [answers.get(name, "") for name in draft.option_names]

    def _price(self, draft: _Draft, row: Row, field: Field) -> int | None:
        cell = row.cells.get(field)
        if cell is None or cell == "":
            return None
        if not isinstance(cell, str):
            amount_minor, found = price_of_number(cell, self._currency.exponent), None
        else:
            price = price_of(cell, self._currency.exponent)
            amount_minor, found = (price.amount_minor, price.currency) if price else (None, None)
        found = found or _line(row, Field.CURRENCY).upper() or None
        if amount_minor is None or (amount_minor == 0 and field is Field.PRICE):
            draft.problems.append(_problem(draft, row, "price_wrong", field=field, text=str(cell)))
            return None
        if found and found != self._currency:
            draft.problems.append(_problem(draft, row, "currency_wrong", field=field, text=str(cell)))
            return None
        return amount_minor or None

    def _stock(self, draft: _Draft, row: Row) -> tuple[int | None, bool | None]:
        """Read how many there are; less than none is none."""
        words = _line(row, Field.AVAILABILITY).lower().replace("_", " ")
        is_available = True if words in IN_STOCK else False if words in OUT_OF_STOCK else None
        text = _line(row, Field.QUANTITY)
        if not text:
            return None, is_available
        quantity = _quantity(text)
        if quantity is None:
            draft.problems.append(
                _problem(draft, row, "quantity_wrong", field=Field.QUANTITY, text=text, is_error=False)
            )
            return None, is_available
        if is_available is False:
            return 0, False
        return quantity, is_available

    def _finished(self, draft: _Draft) -> Part:
        title, description = draft.cells.get(Field.TITLE), draft.cells.get(Field.DESCRIPTION)
        width = len(draft.option_names)
        product = ImportedProduct(
            external_id=draft.external_id,
            title=clean_line(plain_text(str(title))) or None if title is not None else None,
            description=plain_text(str(description)) if description is not None else None,
            category=category_of(str(draft.cells.get(Field.CATEGORY, ""))),
            status=_status(draft.cells),
            tax_class=_tax_class(draft.cells),
            option_names=[*draft.option_names],
            has_attributes=draft.has_attributes,
            variants=[_widened(variant, width) for variant in draft.variants],
            images=[*draft.images],
        )
        return Part(draft.line, product, draft.problems)


def digest_of(product: bytes) -> bytes:
    """Tell products apart by what a file says about them."""
    return hashlib.blake2b(product, digest_size=16).digest()


def _widened(variant: ImportedVariant, width: int) -> ImportedVariant:
    if len(variant.values) == width:
        return variant
    return replace(variant, values=[*variant.values, *[""] * (width - len(variant.values))])


def _external_id(row: Row) -> str:
    for field in (Field.GROUP, Field.ID, Field.SKU, Field.TITLE):
        if text := _line(row, field):
            return text[:EXTERNAL_ID_LENGTH_MAX]
    return ""


def _attributes(row: Row) -> Iterator[tuple[str, str]]:
    """Read choices that have no field of their own: names and values with colons, commas between them."""
    for part in _line(row, Field.ATTRIBUTES).split(","):
        name, _, text = map(str.strip, part.partition(":"))
        if name and text:
            yield name, text


def _is_variant(row: Row) -> bool:
    """Tell a variant from a row that only adds a picture to the product above it."""
    told = (Field.PRICE, Field.SALE_PRICE, Field.QUANTITY, Field.AVAILABILITY, Field.OPTION1, Field.ID)
    return any(row.cells.get(field) not in (None, "") for field in told)


def _status(cells: dict[Field, Cell]) -> ProductStatus | None:
    words = clean_line(str(cells.get(Field.STATUS, ""))).lower()
    if words in STATUSES:
        return STATUSES[words]
    published = clean_line(str(cells.get(Field.PUBLISHED, ""))).lower()
    if published in IN_STOCK:
        return ProductStatus.ACTIVE
    return ProductStatus.DRAFT if published in OUT_OF_STOCK else None


def _tax_class(cells: dict[Field, Cell]) -> TaxClass | None:
    words = clean_line(str(cells.get(Field.TAX_CLASS, ""))).lower()
    return TAX_CLASSES.get(words.replace("-", " ").replace("_", " "))


def _sku(row: Row) -> str | None:
    # Spreadsheets write '0123 to keep the zero.
    text = clean_line(_text(row, Field.SKU) or _text(row, Field.ID)).removeprefix("'")
    return text[:64] or None


def _weight(row: Row) -> int | None:
    """Read what a piece weighs; nothing, none and what nobody could send is not told."""
    for field, unit in ((Field.WEIGHT_G, "g"), (Field.WEIGHT_KG, "kg")):
        found = _WEIGHT.fullmatch(_line(row, field).lower())
        if found:
            grams = Decimal(found[1].replace(",", ".")) * GRAMS[found[2] or unit]
            rounded = int(grams.to_integral_value())
            return rounded if 1 <= rounded <= WEIGHT_MAX_G else None
    return None


def _quantity(text: str) -> int | None:
    lowered = text.lower()
    if lowered in OUT_OF_STOCK:
        return 0
    bare = text.removesuffix(".0").removesuffix(".00").replace(" ", "")
    if not bare.lstrip("-").isdecimal() or len(bare) > 12:
        return None
    return min(max(int(bare), 0), QUANTITY_MAX)


def _text(row: Row, field: Field) -> str:
    cell = row.cells.get(field)
    return (
        ""
        if cell is None
        else cell
        if isinstance(cell, str)
        else format(cell, "f" if isinstance(cell, Decimal) else "d")
    )


def _line(row: Row, field: Field) -> str:
    """Read a cell as one clean line; most cells of most rows are empty, which costs nothing."""
    text = _text(row, field)
    return clean_line(text) if text else ""


def _split(url: str) -> Sequence[str] | None:
    if len(url) > URL_LENGTH_MAX or _UNPRINTED.search(url):
        return None
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and has_host else None


def _problem(
    draft: _Draft, row: Row, code: str, *, field: Field, text: str, is_error: bool = True
) -> Problem:
    return Problem(
        line=row.line,
        code=code,
        external_id=draft.external_id,
        field=field,
        sample=clean_line(text)[:SAMPLE_LENGTH_MAX],
        is_error=is_error,
    )
