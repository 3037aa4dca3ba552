"""Packing slips: what goes into each box and where to, a page an order; without prices."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF

from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.orders.model import Address
from vitrina.orders.views import OrderLineView, OrderView
from vitrina.receipts.model import Document

SLIPS_MAX = 100
PAGE_MM, COUNT_MM, ROW_MM = 180, 20, 7
FONT, ENCODING = "Helvetica", "latin-1"


async def packing_slips(orders: Sequence[OrderView], language: Language, *, now: datetime) -> Document:
    """Write the slips of orders as one PDF, in the order given, in a thread of its own."""
    body = await asyncio.to_thread(_drawn, orders, language, now)
    return Document(name="packing-slips.pdf", content_type="application/pdf", body=body)


def to_pack(order: OrderView) -> list[tuple[OrderLineView, int]]:
    """Tell what is to be put into the box: what is left to send, and of what has left all of it, again."""
    left = [(line, line.left_quantity) for line in order.lines if line.left_quantity]
    return left or [(line, line.kept_quantity) for line in order.lines if line.kept_quantity]


def _drawn(orders: Sequence[OrderView], language: Language, now: datetime) -> bytes:
    page = FPDF(format="A4")
    page.set_creation_date(now)
    page.set_title(_plain(say(language, "slips.title")))
    page.set_lang(language.value)
    page.set_auto_page_break(auto=True, margin=15)
    for order in orders:
        page.add_page()
        _slip(page, order, language)
    return bytes(page.output())


def _slip(page: FPDF, order: OrderView, language: Language) -> None:
    _text(page, order.shop.name, size=12)
    _text(page, say(language, "slips.of", code=order.code), size=18, style="B")
    _text(page, say(language, "slips.bought_at", day=order.placed_at.date().isoformat()))
    if order.shipping_name:
        _text(page, say(language, "slips.method", method=order.shipping_name))
    page.ln(3)
    for line in _written(order.address):
        _text(page, line, size=12)
    page.ln(3)
    page.set_font(FONT, style="B", size=10)
    page.cell(COUNT_MM, ROW_MM, _plain(say(language, "slips.count")), border="B")
    page.cell(
        PAGE_MM - COUNT_MM,
        ROW_MM,
        _plain(say(language, "slips.what")),
        border="B",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    packed = to_pack(order)
    for line, quantity in packed:
        _row(page, str(quantity), " · ".join([line.title, *line.variant_values]))
    _text(page, say(language, "slips.pieces", count=sum(quantity for _, quantity in packed)), style="B")
    if order.note:
        page.ln(3)
        _text(page, say(language, "slips.note"), style="B")
        _text(page, order.note)


def _row(page: FPDF, count: str, what: str) -> None:
    page.set_font(FONT, size=11)
    page.cell(COUNT_MM, ROW_MM, count)
    page.multi_cell(PAGE_MM - COUNT_MM, ROW_MM, _plain(what), new_x="LMARGIN", new_y="NEXT")


def _text(page: FPDF, text: str, *, size: int = 10, style: str = "") -> None:
    page.set_font(FONT, style=style, size=size)
    page.multi_cell(PAGE_MM, size * 0.35 + 2.5, _plain(text), new_x="LMARGIN", new_y="NEXT")


def _written(address: Address) -> list[str]:
    lines = [
        address.name,
        address.line1,
        address.line2,
        address.neighbourhood,
        " ".join(filter(None, (address.postal_code, address.city))),
        ", ".join(filter(None, (address.state, address.country.value))),
        address.phone,
        address.references,
    ]
    return [line for line in lines if line]


def _plain(text: str) -> str:
    return text.encode(ENCODING, "replace").decode(ENCODING)
