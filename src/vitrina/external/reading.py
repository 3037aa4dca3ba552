"""Reading the page of a product, in a child: JSON-LD first, then OpenGraph, then microdata, then its title.

Run as `python -m vitrina.external.reading FILE OPTIONS`; prints what it found as JSON.
"""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

from vitrina.external import markup
from vitrina.external.markup import Markup
from vitrina.external.model import NAME_LENGTH_MAX, TITLE_LENGTH_MAX, URL_LENGTH_MAX, Found
from vitrina.imports.formats.prices import price_of, price_of_number
from vitrina.kit.money import AMOUNT_MAX
from vitrina.kit.places import Currency
from vitrina.kit.text import clean_line

NODES_MAX = 5_000
DEPTH_MAX = 12
VARIANTS_MAX = 50
PRODUCTS = {"Product", "ProductGroup", "ProductModel", "IndividualProduct", "Book", "Vehicle"}
# What a page shows beside its product.
BESIDE = {"isRelatedTo", "isSimilarTo", "itemListElement", "review", "reviews", "breadcrumb"}
PRICES = ("price", "lowPrice", "minPrice")


class Options(Struct, frozen=True, kw_only=True):
    """How to read a page. url: where it was found at last.  charset: as its server says."""

    url: str
    charset: str = ""


def read_page(html: str, *, url: str) -> Found:
    """Find what a page tells of its product; the first source that knows a part tells it."""
    said = markup.read(html)
    product = _product(said)
    sources = [_from_json(product), _from_metas(said.metas), _from_items(said.items)]
    priced = next((each for each in sources if each.price_minor is not None), Found())
    image = _first(each.image_url for each in sources)
    return Found(
        title=_line(_first(each.title for each in sources) or _page_title(said), TITLE_LENGTH_MAX),
        merchant_name=_line(_first(each.merchant_name for each in sources), NAME_LENGTH_MAX),
        canonical_url=_address(url, said.canonical or said.metas.get("og:url", "")),
        image_url=_address(url, image),
        price_minor=priced.price_minor,
        currency=priced.currency,
    )


def _page_title(said: Markup) -> str:
    return said.metas.get("twitter:title") or said.title


def _from_json(product: dict[str, Any]) -> Found:
    amount_minor, currency = _offer(product)
    seller = next((_name(each.get("seller")) for each in _offers(product) if each.get("seller")), "")
    return Found(
        title=_text(product.get("name")),
        merchant_name=seller,
        image_url=_image(product.get("image")),
        price_minor=amount_minor,
        currency=currency,
    )


def _from_metas(metas: dict[str, str]) -> Found:
    amount = _first(metas.get(f"{space}:price:amount", "") for space in ("product", "og"))
    code = _first(metas.get(f"{space}:price:currency", "") for space in ("product", "og"))
    amount_minor, currency = _price(amount, code)
    return Found(
        title=metas.get("og:title", ""),
        merchant_name=metas.get("og:site_name", ""),
        image_url=metas.get("og:image:secure_url") or metas.get("og:image", ""),
        price_minor=amount_minor,
        currency=currency,
    )


def _from_items(items: dict[str, str]) -> Found:
    amount_minor, currency = _price(
        _first(items.get(name, "") for name in PRICES), items.get("priceCurrency", "")
    )
    return Found(
        title=items.get("name", ""),
        image_url=items.get("image", ""),
        price_minor=amount_minor,
        currency=currency,
    )


def _product(said: Markup) -> dict[str, Any]:
    """Choose the product of the page: the first one with an offer, else the first one."""
    found = [each for block in said.blocks for each in _products(_decoded(block))]
    return next((each for each in found if _offers(each)), found[0] if found else {})


def _decoded(block: str) -> Any:
    text = block.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        return json.loads(text, strict=False, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _products(value: Any) -> Iterator[dict[str, Any]]:
    """Walk through a block: lists, graphs, what a page is about; a bounded part of it."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    for _ in range(NODES_MAX):
        if not waiting:
            return
        node, depth = waiting.pop(0)
        if isinstance(node, dict):
            mapping = cast("dict[str, Any]", node)
            if _kinds(mapping) & PRODUCTS:
                yield mapping
            if depth < DEPTH_MAX:
                waiting.extend((inner, depth + 1) for name, inner in mapping.items() if name not in BESIDE)
        elif isinstance(node, list) and depth < DEPTH_MAX:
            waiting.extend((inner, depth + 1) for inner in cast("list[Any]", node))


def _kinds(node: dict[str, Any]) -> set[str]:
    kinds = _as_list(node.get("@type"))
    return {kind.rpartition("/")[2].rpartition(":")[2] for kind in kinds if isinstance(kind, str)}


def _offers(product: dict[str, Any]) -> list[dict[str, Any]]:
    """List the offers of a product, or of its first variant that has any."""
    variants = _nodes(product.get("hasVariant"))[:VARIANTS_MAX]
    for each in (product, *variants):
        if found := _nodes(each.get("offers")):
            return found
    return []


def _nodes(value: Any) -> list[dict[str, Any]]:
    return [cast("dict[str, Any]", each) for each in _as_list(value) if isinstance(each, dict)]


def _offer(product: dict[str, Any]) -> tuple[int | None, Currency | None]:
    for offer in _offers(product):
        for place in (offer, *_nodes(offer.get("priceSpecification"))):
            code = _text(place.get("priceCurrency")) or _text(offer.get("priceCurrency"))
            for name in PRICES:
                amount_minor, currency = _price(place.get(name), code)
                if amount_minor is not None:
                    return amount_minor, currency
    return None, None


def _price(value: Any, code: str) -> tuple[int | None, Currency | None]:
    """Read a price with the currency beside it; nothing when either is missing or not ours."""
    named = _currency(code)
    exponent = named.exponent if named else 2
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount_minor, written = price_of_number(value, exponent), None
    elif isinstance(value, str) and (price := price_of(value, exponent)):
        amount_minor, written = price.amount_minor, _currency(price.currency or "")
        if named is None and written and written.exponent != exponent:
            again = price_of(value, written.exponent)
            amount_minor = again.amount_minor if again else None
    else:
        return None, None
    currency = named or written
    is_sum = currency is not None and amount_minor is not None and 0 < amount_minor <= AMOUNT_MAX
    return (amount_minor, currency) if is_sum else (None, None)


def _currency(code: str) -> Currency | None:
    try:
        return Currency(code.strip().upper())
    except ValueError:
        return None


def _image(value: Any) -> str:
    for each in _as_list(value):
        if isinstance(each, str) and each.strip():
            return each
        if isinstance(each, dict):
            node = cast("dict[str, Any]", each)
            if address := _text(node.get("url")) or _text(node.get("contentUrl")):
                return address
    return ""


def _name(value: Any) -> str:
    return _text(cast("dict[str, Any]", value).get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    found = next((each for each in _as_list(value) if isinstance(each, str)), "")
    return found[: markup.TEXT_LENGTH_MAX]


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return cast("list[Any]", value)
    return [] if value is None else [value]


def _first(found: Iterator[str]) -> str:
    return next((each for each in found if each), "")


def _line(text: str, length_max: int) -> str:
    # Some shops escape twice: their JSON holds HTML.
    return clean_line(unescape(text))[:length_max].strip()


def _address(base: str, found: str) -> str:
    """Make an address of the page absolute; nothing unless it is http or https."""
    if not found.strip():
        return ""
    try:
        whole = urljoin(base, found.strip())
        parts = urlsplit(whole)
    except ValueError:
        return ""
    is_fine = parts.scheme in {"http", "https"} and parts.hostname and len(whole) <= URL_LENGTH_MAX
    return whole if is_fine else ""


def decode(raw: bytes, charset: str) -> str:
    """Turn the bytes of a page into text: as its server says, else as it says itself, else as UTF-8."""
    named = charset
    if not named:
        head = raw[:2_048].decode("ascii", "replace").lower()
        after = head.partition("charset=")[2].lstrip("\"' ")
        named = after[:20].partition(">")[0].strip("\"'/; ").partition('"')[0]
    try:
        return raw.decode(named or "utf-8", "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")


def main() -> None:
    """Read the page of the command line."""
    options = msgspec.json.decode(sys.argv[2], type=Options)
    found = read_page(decode(Path(sys.argv[1]).read_bytes(), options.charset), url=options.url)
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
