"""What Meta, Google and TikTok say about their feeds, written down a second time, and readers of both shapes.

Nothing here comes from the code that writes feeds. Sources as in vitrina.channels.rules.targets.
"""

import csv
import io
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring  # pyright: ignore[reportUnknownVariableType]

Row = Mapping[str, list[str]]
NAMESPACES = {"{http://base.google.com/ns/1.0}": "", "{http://base.google.com/cns/1.0}": "c:"}
CORE = {
    "title",
    "description",
    "availability",
    "condition",
    "price",
    "link",
    "image_link",
    "brand",
}
MORE = {
    "sale_price",
    "sale_price_effective_date",
    "additional_image_link",
    "mpn",
    "product_type",
    "item_group_id",
    "color",
    "size",
    "material",
    "pattern",
}
OWN = {
    "meta": {"id", "additional_variant_attribute", "quantity_to_sell_on_facebook"},
    "google": {"id", "c:additional_variant_attribute", "identifier_exists"},
    "tiktok": {"sku_id"},
}
AVAILABILITY = {
    "meta": {"in stock", "out of stock", "preorder", "available for order", "discontinued"},
    "google": {"in_stock", "out_of_stock", "preorder", "backorder"},
    "tiktok": {"in stock", "out of stock", "preorder", "available for order", "discontinued"},
}
LENGTHS = {
    "meta": {
        "title": 200,
        "description": 9_999,
        "brand": 100,
        "id": 100,
        "mpn": 100,
        "color": 200,
        "size": 200,
    },
    "google": {
        "title": 150,
        "description": 5_000,
        "brand": 70,
        "id": 50,
        "mpn": 70,
        "color": 100,
        "size": 100,
    },
    "tiktok": {"title": 255, "description": 10_000, "brand": 150, "sku_id": 100},
}
IMAGES_MAX = {"meta": 20, "google": 10, "tiktok": 10}
EXPONENTS = {"MXN": 2, "BRL": 2, "COP": 2, "CLP": 0, "ARS": 2, "PEN": 2, "USD": 2}
PRICE = re.compile(r"^(\d+)(?:\.(\d+))? ([A-Z]{3})$")
SALE_TIMES = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\dZ/\d{4}-\d\d-\d\dT\d\d:\d\dZ$")
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
EMOJI = re.compile(
    r"[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F\u20E3\U000E0020-\U000E007F\U0001F1E6-\U0001F1FF]"
)
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
XML_LINE_BYTES_MAX = 5_242_880


def read_csv(content: bytes) -> list[Row]:
    """Read a table as a platform would: trimmed cells, lists cut at commas; and refuse formulas."""
    text = content.decode()
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    header = records[0]
    rows: list[Row] = []
    for record in records[1:]:
        assert len(record) == len(header), record
        row: dict[str, list[str]] = {}
        for name, cell in zip(header, record, strict=True):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), f"{name} is a formula: {cell!r}"
            if cell.strip():
                row[name] = cell.split(",") if name == "additional_image_link" else [cell.strip()]
        rows.append(row)
    return rows


def read_xml(content: bytes) -> list[Row]:
    """Read RSS as a platform would."""
    assert all(len(line) <= XML_LINE_BYTES_MAX for line in content.split(b"\n"))
    root = fromstring(content)
    assert root.tag == "rss" and root.attrib["version"] == "2.0"
    channel = root.find("channel")
    assert channel is not None and all(channel.findtext(each) for each in ("title", "link", "description"))
    rows: list[Row] = []
    for item in channel.iter("item"):
        row: dict[str, list[str]] = {}
        for child in item:
            namespace, name = re.match(r"(\{.*\})(.*)", child.tag).groups()  # type: ignore[union-attr]
            row.setdefault(NAMESPACES[namespace] + name, []).append(child.text or "")
        rows.append(row)
    return rows


def faults(row: Row, target: str, *, country: str = "MX") -> list[str]:
    """List every rule of a target that a row breaks."""
    id_field = "sku_id" if target == "tiktok" else "id"
    found = [f"{name} is missing" for name in sorted(CORE | {id_field}) if not row.get(name)]
    found += [f"{name} is unknown" for name in row if name not in CORE | MORE | OWN[target]]
    found += [f"{name} twice" for name in row if len(row[name]) > 1 and name != "additional_image_link"]
    for name, texts in row.items():
        for text in texts:
            if CONTROL.search(text):
                found.append(f"{name} has control characters")
            if MARKUP.search(text):
                found.append(f"{name} has markup")
            if len(text) > LENGTHS[target].get(name, 2_000 if "link" in name else 750):
                found.append(f"{name} is too long")
    return found + _faults_of_words(row, target) + _faults_of_addresses(row, target) + _faults_of_prices(row)


def _faults_of_words(row: Row, target: str) -> list[str]:
    found: list[str] = []
    if row["availability"][0] not in AVAILABILITY[target]:
        found.append("availability is no word of the target")
    if row["condition"][0] not in {"new", "refurbished", "used"}:
        found.append("condition is no word of the target")
    without_emoji = ["title", "brand", *(["description"] if target == "tiktok" else [])]
    found += [f"{name} has emoji" for name in without_emoji if EMOJI.search(row[name][0])]
    found += [f"{name} has several lines" for name in row if name != "description" and "\n" in row[name][0]]
    if row.get("identifier_exists", ["no"])[0] == "yes" and not row.get("mpn"):
        found.append("identifier_exists without one")
    return found


def _faults_of_addresses(row: Row, target: str) -> list[str]:
    addresses = [*row["link"], *row["image_link"], *row.get("additional_image_link", [])]
    found = [
        f"{each} is no address"
        for each in addresses
        if urlsplit(each).scheme not in {"http", "https"} or not urlsplit(each).hostname or " " in each
    ]
    if len(row.get("additional_image_link", [])) > IMAGES_MAX[target]:
        found.append("too many pictures")
    return found


def _faults_of_prices(row: Row) -> list[str]:
    amounts: list[int] = []
    for name in ("price", "sale_price"):
        for text in row.get(name, []):
            price = PRICE.match(text)
            if price is None or len(price[2] or "") != EXPONENTS.get(price[3], -1):
                return [f"{name} is no price: {text}"]
            amounts.append(int(price[1] + (price[2] or "")))
    if not amounts[0]:
        return ["price is nothing"]
    times = row.get("sale_price_effective_date", [])
    if times and (len(amounts) < 2 or not SALE_TIMES.match(times[0]) or len(times[0]) > 51):
        return [f"sale_price_effective_date is no time of a sale: {times[0]}"]
    return ["sale_price is no sale"] if len(amounts) == 2 and not 0 < amounts[1] < amounts[0] else []
