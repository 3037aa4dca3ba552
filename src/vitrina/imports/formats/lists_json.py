"""JSON: `products.json` of a Shopify shop, and any list of objects, read as a stream."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO, cast

import ijson

from vitrina.imports.formats.columns import FEED, WORDS, plain
from vitrina.imports.formats.errors import FileWrong
from vitrina.imports.formats.rows import AnyRow, BrokenRow, Cell, Row
from vitrina.imports.model import Field, Format

DEPTH_MAX = 12
VARIANTS_READ_MAX = 200
IMAGES_MAX = 20
EVENTS_BEFORE_LIST_MAX = 10_000
# ijson writes the path of each event of a buffer before it hands out the first: nesting costs the square.
LOOK_BYTES = 4 * 1024
_FIELD_OF = {word: field for field, words in WORDS.items() for word in words} | FEED


def list_path(file: BinaryIO) -> str:
    """Find the path of the first list of objects, as ijson writes it. Raises FileWrong."""
    try:
        for count, (prefix, event, _) in enumerate(ijson.parse(file, buf_size=LOOK_BYTES)):
            if event == "start_map" and prefix.rpartition(".")[2] == "item":
                return prefix
            if count > EVENTS_BEFORE_LIST_MAX:
                break
    except (ijson.JSONError, UnicodeError) as e:
        raise FileWrong("json_broken") from e
    raise FileWrong("no_products")


def rows(file: BinaryIO, path: str) -> Iterator[tuple[Format, AnyRow]]:
    """Stream the rows of a list of products, each with the format that it is written in. Raises FileWrong."""
    number = 0
    try:
        for found in ijson.items(file, path):
            number += 1
            if not isinstance(found, dict):
                yield Format.LIST_JSON, BrokenRow(number, "not_an_object")
                continue
            product = cast("dict[str, Any]", found)
            if isinstance(product.get("variants"), list) and "handle" in product:
                for row in _shopify_rows(number, product):
                    yield Format.SHOPIFY_JSON, row
            else:
                yield Format.LIST_JSON, _listed_row(number, product)
    except (ijson.JSONError, UnicodeError, RecursionError) as e:
        raise FileWrong("json_broken", number) from e


def _shopify_rows(number: int, product: Mapping[str, Any]) -> Iterator[AnyRow]:
    options = [each for each in _objects(product.get("options")) if isinstance(each.get("name"), str)][:3]
    whole: dict[Field, Cell] = _texts(
        {
            Field.GROUP: product.get("handle") or product.get("id"),
            Field.TITLE: product.get("title"),
            Field.DESCRIPTION: product.get("body_html"),
            Field.CATEGORY: product.get("product_type"),
            Field.STATUS: product.get("status"),
        }
    )
    names = (Field.OPTION1_NAME, Field.OPTION2_NAME, Field.OPTION3_NAME)
    whole |= _texts({field: option["name"] for field, option in zip(names, options, strict=False)})
    images = tuple(_text(each.get("src")) for each in _objects(product.get("images"))[:IMAGES_MAX])
    for variant in _objects(product.get("variants"))[:VARIANTS_READ_MAX]:
        is_available = variant.get("available")
        cells = whole | _texts(
            {
                Field.ID: variant.get("id"),
                Field.SKU: variant.get("sku"),
                Field.WEIGHT_G: variant.get("grams"),
                Field.PRICE: variant.get("price"),
                Field.COMPARE_AT: variant.get("compare_at_price"),
                Field.QUANTITY: variant.get("inventory_quantity"),
                Field.AVAILABILITY: None if is_available is None else str(is_available).lower(),
                Field.OPTION1: variant.get("option1"),
                Field.OPTION2: variant.get("option2"),
                Field.OPTION3: variant.get("option3"),
            }
        )
        yield Row(number, cells, images)


def _listed_row(number: int, product: Mapping[str, Any]) -> AnyRow:
    cells: dict[Field, Cell] = {}
    images: list[str] = []
    for name, value in product.items():
        field = _FIELD_OF.get(plain(name.replace("_", " ")))
        if field is None:
            continue
        if field in {Field.IMAGE, Field.IMAGES}:
            images += _addresses(value)
        elif field not in cells:
            cells |= _texts({field: value})
    # A picture list is better than its thumbnail.
    lists = [each for name in ("images", "image") for each in _addresses(product.get(name))]
    return Row(number, cells, tuple(dict.fromkeys(lists or images))[:IMAGES_MAX])


def _addresses(value: Any) -> list[str]:
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [text for each in items if (text := _address(each))]


def _address(value: Any) -> str:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        value = fields.get("src") or fields.get("url")
    return _text(value)


def _texts(found: Mapping[Field, Any]) -> dict[Field, Cell]:
    """Keep texts and numbers; an amount may stand in an object of its own."""
    kept: dict[Field, Cell] = {}
    for field, value in found.items():
        plain_value = _of_object(value) if isinstance(value, dict) else value
        if isinstance(plain_value, bool):
            kept[field] = str(plain_value).lower()
        elif isinstance(plain_value, str | int | Decimal) and plain_value != "":
            kept[field] = plain_value
    return kept


def _of_object(value: Any) -> Any:
    amount, currency = value.get("amount") or value.get("value"), value.get("currency")
    return f"{amount} {currency}" if amount is not None and isinstance(currency, str) else None


def _objects(value: Any) -> Sequence[dict[str, Any]]:
    items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", each) for each in items if isinstance(each, dict)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
