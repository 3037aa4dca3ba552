"""A plain receipt as PDF: for keeping, no tax document."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from vitrina.kit.days import day_in, local_day
from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Country, Language
from vitrina.kit.sums import written
from vitrina.receipts.model import Document, Receipt

if TYPE_CHECKING:  # A third of what a process imports: only who writes a document waits for it.
    from fpdf import FPDF

PAGE_MM = 180
SUM_MM = 45
ROW_MM = 6
# The fonts that every reader of PDF has; what they cannot write is a question mark, as in old receipts.
FONT, ENCODING = "Helvetica", "latin-1"


class PlainInvoicer:
    """Issues plain receipts everywhere."""

    countries = frozenset(Country)

    async def issue(self, receipt: Receipt, language: Language) -> Document:
        """Write a receipt as PDF, in a thread of its own."""
        body = await asyncio.to_thread(_drawn, receipt, language)
        return Document(name=f"{receipt.number}.pdf", content_type="application/pdf", body=body)


def _drawn(receipt: Receipt, language: Language) -> bytes:
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.set_creation_date(receipt.paid_at)
    page.set_title(receipt.number)
    page.set_auto_page_break(auto=True, margin=15)
    page.add_page()
    _text(page, receipt.shop_name, size=16, style="B")
    _text(page, say(language, "receipts.of", code=receipt.number))
    _text(page, say(language, "receipts.paid_at", day=_day(receipt.paid_at, receipt, language)))
    _text(page, " · ".join(filter(None, (receipt.buyer.name, receipt.buyer.email))))
    where = receipt.address
    street = (where.line1, where.line2, where.neighbourhood, where.city, where.state)
    _text(page, ", ".join(filter(None, (*street, where.postal_code, where.country.value))))
    page.ln(4)
    for row in rows(receipt, language):
        _row(page, row.text, row.amount, style="B" if row.is_sum else "")
    page.ln(2)
    for tax in receipt.taxes:
        _row(page, say(language, "receipts.tax", rate=_percent(tax.rate_bps)), tax.tax)
    if receipt.shipping_tax.amount_minor:
        _row(page, say(language, "receipts.shipping_tax"), receipt.shipping_tax)
    if receipt.exempt_document is not None:
        _text(page, say(language, "receipts.exempt", document=receipt.exempt_document))
    page.ln(4)
    _text(page, say(language, "receipts.plain"), size=8)
    return bytes(page.output())


class Row(Struct, frozen=True, kw_only=True):
    """A line of the receipt with its amount. is_sum: what all amounts above that are no sums add up to."""

    text: str
    amount: Money
    is_sum: bool = False


def rows(receipt: Receipt, language: Language) -> list[Row]:
    """Write a receipt out as people add it up: prices, discounts, shipping, total, what went back."""
    found: list[Row] = []
    for line in receipt.lines:
        what = " · ".join([f"{line.quantity} × {line.title}", *line.variant_values])
        found.append(Row(text=what, amount=line.listed))
        if line.discount.amount_minor:
            found.append(Row(text=say(language, "receipts.discount"), amount=_off(line.discount)))
    found.append(Row(text=say(language, "mail.shipping"), amount=receipt.shipping))
    if receipt.promo.amount_minor:
        found.append(Row(text=say(language, "mail.promo"), amount=_off(receipt.promo)))
    found.append(Row(text=say(language, "mail.total"), amount=receipt.total, is_sum=True))
    for refund in receipt.refunds:
        day = _day(refund.at, receipt, language)
        found.append(Row(text=say(language, "receipts.refund", day=day), amount=_off(refund.amount)))
    if receipt.cancelled.amount_minor:
        found.append(Row(text=say(language, "receipts.cancelled"), amount=_off(receipt.cancelled)))
    if receipt.refunded.amount_minor:
        found.append(Row(text=say(language, "receipts.kept"), amount=receipt.kept, is_sum=True))
    return found


def _off(amount: Money) -> Money:
    return Money(-amount.amount_minor, amount.currency)


def _text(page: "FPDF", text: str, *, size: int = 10, style: str = "") -> None:
    page.set_font(FONT, style=style, size=size)
    page.multi_cell(PAGE_MM, ROW_MM, _plain(text), new_x="LMARGIN", new_y="NEXT")


def _row(page: "FPDF", text: str, amount: Money, *, style: str = "") -> None:
    page.set_font(FONT, style=style, size=10)
    top = page.get_y()
    page.multi_cell(PAGE_MM - SUM_MM, ROW_MM, _plain(text), new_x="RIGHT", new_y="TOP")
    page.cell(SUM_MM, ROW_MM, written(amount), align="R")
    page.set_xy(page.l_margin, max(page.get_y(), top) + ROW_MM)


def _day(at: datetime, receipt: Receipt, language: Language) -> str:
    return day_in(language, local_day(at, receipt.shop_country))


def _percent(rate_bps: int) -> str:
    whole, part = divmod(rate_bps, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") if part else str(whole)


def _plain(text: str) -> str:
    return text.encode(ENCODING, "replace").decode(ENCODING)
