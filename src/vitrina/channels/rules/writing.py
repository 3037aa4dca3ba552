"""Rows as CSV and as RSS. Both are written row by row, so that a feed of any size takes no memory."""

from xml.sax.saxutils import escape  # Only writes; nothing is parsed.

from vitrina.channels.model import Shape, Site, Target
from vitrina.channels.rules.rows import Row, only_told
from vitrina.channels.rules.targets import fields_of
from vitrina.channels.rules.texts import plain_line

# What spreadsheets take for a formula. A space before it makes it a text, and every target trims it off.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NAMESPACES = 'xmlns:g="http://base.google.com/ns/1.0" xmlns:c="http://base.google.com/cns/1.0"'
MEDIA_TYPES = {Shape.CSV: "text/csv; charset=utf-8", Shape.XML: "application/rss+xml; charset=utf-8"}


def head(site: Site, *, target: Target, shape: Shape) -> str:
    """Write what stands before the first row."""
    if shape is Shape.CSV:
        return ",".join(fields_of(target)) + "\r\n"
    name = escape(plain_line(site.shop.name) or site.shop.handle)
    link = escape(f"{site.base_url}/@{site.shop.handle}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0" {NAMESPACES}>\n<channel>\n'
        f"<title>{name}</title>\n<link>{link}</link>\n<description>{name}</description>\n"
    )


def row(told: Row, *, target: Target, shape: Shape) -> str:
    """Write a row."""
    fields = fields_of(target)
    if shape is Shape.CSV:
        return ",".join(_cell(told.get(name, "")) for name in fields) + "\r\n"
    parts = [_elements(name, content) for name, content in only_told(fields, told)]
    return f"<item>{''.join(parts)}</item>\n"


def tail(shape: Shape) -> str:
    """Write what stands after the last row."""
    return "" if shape is Shape.CSV else "</channel>\n</rss>\n"


def _cell(content: str | list[str]) -> str:
    """Quote a cell. A list becomes addresses with commas between them."""
    text = content if isinstance(content, str) else ",".join(each.replace(",", "%2C") for each in content)
    if text.startswith(FORMULA):
        text = f" {text}"
    return '"' + text.replace('"', '""') + '"' if text else ""


def _elements(name: str, content: str | list[str]) -> str:
    tag = name if ":" in name else f"g:{name}"
    contents = [content] if isinstance(content, str) else content
    return "".join(f"<{tag}>{escape(each)}</{tag}>" for each in contents)
