"""Statements as documents of A4 pages. Pure: the same statement is the same bytes.

The library of documents is a third of what a process imports: import this only where one is written.
"""

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from vitrina.kit.locales import catalogue, say
from vitrina.kit.money import Money
from vitrina.kit.places import Language
from vitrina.kit.sums import written
from vitrina.payouts.model import Statement

FONT = "Helvetica"  # Every reader of PDF has it; it knows the letters of es, pt and en.
WIDTHS = (24, 62, 34, 35, 35)  # millimetres, of the 190 between the margins
ROW = 6
INK, QUIET, RULE = (23, 19, 28), (107, 100, 112), (216, 210, 220)


class _Pages(FPDF):
    """A4 pages with a number on each."""

    def footer(self) -> None:
        """Write the number of the page."""
        self.set_y(-12)
        self.set_font(FONT, size=8)
        self.set_text_color(*QUIET)
        self.cell(0, 6, f"{self.page_no()}", align="R")


def statement_pdf(shown: Statement, language: Language) -> bytes:
    """Write a statement as a PDF in a reader's language: opening balance, lines, closing balance.

    Letters that the font has not are written as question marks.
    """
    pages = _Pages()
    pages.set_creation_date(datetime(shown.month.year, shown.month.month, 1, tzinfo=UTC))
    pages.set_title(_plain(say(language, "statement.title")))
    pages.set_lang(language.value)
    pages.set_margin(10)
    pages.set_auto_page_break(auto=True, margin=16)
    pages.add_page()
    _head(pages, shown, language)
    _columns(pages, language)
    for line in shown.lines:
        if pages.will_page_break(ROW):
            pages.add_page()
            _columns(pages, language)
        key = f"statement.kind.{line.kind}"
        name = say(language, key if key in catalogue(language) else "statement.kind.other")
        sums = (Money(line.amount_minor, shown.currency), Money(line.balance_minor, shown.currency))
        _row(pages, (f"{line.at:%Y-%m-%d}", name, line.reference, written(sums[0]), written(sums[1])))
    _sum(pages, say(language, "statement.closing"), Money(shown.closing_minor, shown.currency))
    return bytes(pages.output() or b"")


def _head(pages: FPDF, shown: Statement, language: Language) -> None:
    month = f"{say(language, f'month.{shown.month.month}')} {shown.month.year}"
    pages.set_text_color(*INK)
    pages.set_font(FONT, "B", 18)
    pages.cell(0, 10, _plain(say(language, "statement.title")), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pages.set_font(FONT, size=11)
    about = f"{shown.payee.name} · {month} · {shown.currency}"
    pages.cell(0, 7, _plain(about), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pages.set_font(FONT, size=8)
    pages.set_text_color(*QUIET)
    pages.multi_cell(
        0, 4, _plain(say(language, "statement.note")), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L"
    )
    pages.ln(3)
    _sum(pages, say(language, "statement.opening"), Money(shown.opening_minor, shown.currency))


def _sum(pages: FPDF, name: str, money: Money) -> None:
    pages.set_text_color(*INK)
    pages.set_font(FONT, "B", 10)
    pages.cell(sum(WIDTHS[:-1]), 8, _plain(name))
    pages.cell(WIDTHS[-1], 8, _plain(written(money)), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _columns(pages: FPDF, language: Language) -> None:
    pages.set_font(FONT, "B", 8)
    pages.set_text_color(*QUIET)
    pages.set_draw_color(*RULE)
    names = [say(language, f"statement.column.{each}") for each in ("day", "what", "which", "sum", "balance")]
    _cells(pages, names)
    pages.set_text_color(*INK)
    pages.set_font(FONT, size=8)


def _row(pages: FPDF, texts: tuple[str, ...]) -> None:
    _cells(pages, texts)


def _cells(pages: FPDF, texts: list[str] | tuple[str, ...]) -> None:
    for place, (width, text) in enumerate(zip(WIDTHS, texts, strict=True)):
        is_last = place == len(WIDTHS) - 1
        pages.cell(
            width,
            ROW,
            _fitted(pages, _plain(text), width),
            border="B",
            align="R" if place >= 3 else "L",
            new_x=XPos.LMARGIN if is_last else XPos.RIGHT,
            new_y=YPos.NEXT if is_last else YPos.TOP,
        )


def _fitted(pages: FPDF, text: str, width: int) -> str:
    while text and pages.get_string_width(text) > width - 2:
        text = text[:-1]
    return text


def _plain(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")
