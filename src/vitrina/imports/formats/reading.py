"""Read one file, as a process of its own: `python -m vitrina.imports.formats.reading FILE OPTIONS`.

Files of strangers are parsed here and not in the worker: a crash or a bomb ends this process only. Prints
JSON lines: a Head, then an Item a product and a Trouble a problem, then an End or a Fatal.
"""

import io
import itertools
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from vitrina.imports.formats import feed_xml, lists_json, sniff, tables
from vitrina.imports.formats.assemble import Assembler, Part, digest_of
from vitrina.imports.formats.columns import fields_of, format_of, is_enough
from vitrina.imports.formats.errors import FileWrong
from vitrina.imports.formats.rows import AnyRow, BrokenRow, Cell, Row
from vitrina.imports.model import (
    COLUMNS_MAX,
    SAMPLE_LENGTH_MAX,
    SAMPLES_MAX,
    Column,
    Field,
    Format,
    ImportedProduct,
    Problem,
)
from vitrina.imports.rules import check
from vitrina.kit.places import Currency
from vitrina.kit.text import clean_line

ROWS_MAX = 1_000_000
PROBLEMS_MAX = 10_000
PIECE_LENGTH = 256 * 1024


class Options(Struct, frozen=True, kw_only=True):
    """How to read. mapping: column -> field, for tables that we do not know."""

    currency: Currency
    mapping: dict[str, Field] = {}


class Head(Struct, frozen=True, kw_only=True, tag="head"):
    """What the file is. needs_mapping: nothing more comes before somebody says what its columns mean."""

    format: Format
    encoding: str
    delimiter: str | None
    columns: list[Column]
    needs_mapping: bool


class Item(Struct, frozen=True, kw_only=True, tag="item"):
    """A product. is_complete: it can be made anew.  is_wrong: it cannot be imported at all.

    unnumbered_count: variants that are in stock and have no number.  at_bytes: how far the file is read.
    """

    line: int
    product: ImportedProduct
    external_id: str
    digest: str
    is_complete: bool
    is_wrong: bool
    unnumbered_count: int
    at_bytes: int


class Trouble(Struct, frozen=True, kw_only=True, tag="trouble"):
    """A problem."""

    problem: Problem


class End(Struct, frozen=True, kw_only=True, tag="end"):
    """The file was read to its end."""

    row_count: int


class Fatal(Struct, frozen=True, kw_only=True, tag="fatal"):
    """The file cannot be read any further. code: as in FileWrong."""

    code: str
    line: int


class _Meter:
    """Counts the rows that pass."""

    def __init__(self) -> None:
        self.row_count = 0

    def counted(self, rows: Iterator[AnyRow]) -> Iterator[AnyRow]:
        """Pass rows on. Raises FileWrong beyond ROWS_MAX."""
        for row in rows:
            self.row_count += 1
            if self.row_count > ROWS_MAX:
                raise FileWrong("too_many_rows")
            yield row


def messages(path: Path, options: Options) -> Iterator[Head | Item | Trouble | End | Fatal]:
    """Read a file from its beginning to its end, or to where it cannot be read.

    A file without one right product is read until as many problems are told as are kept, and no further.
    """
    meter = _Meter()
    try:
        with sniff.opened(path) as file:
            encoding = sniff.encoding_of(file)
        with sniff.opened(path) as file:
            head, rows = _begun(file, path, encoding=encoding, options=options)
            yield head
            if head.needs_mapping:
                return
            problems_left, has_right = PROBLEMS_MAX, False
            for each in Assembler(options.currency).parts(meter.counted(rows)):
                if not problems_left and not has_right:
                    raise FileWrong("nothing_right")
                problems, item = _judged(each, file)
                has_right = has_right or bool(item and not item.is_wrong)
                for problem in problems[:problems_left]:
                    yield Trouble(problem=problem)
                problems_left -= min(len(problems), problems_left)
                if item:
                    yield item
    except FileWrong as e:
        yield Fatal(code=e.code, line=e.line)
        return
    if not meter.row_count:
        yield Fatal(code="no_products", line=0)
        return
    yield End(row_count=meter.row_count)


def _judged(each: Part | Problem, file: BinaryIO) -> tuple[Sequence[Problem], Item | None]:
    if isinstance(each, Problem):
        return [each], None
    product = each.product
    checked = check(product, line=each.line)
    problems = [*each.problems, *checked.problems]
    unnumbered = [v for v in product.variants if v.quantity is None and v.is_available is not False]
    item = Item(
        line=each.line,
        product=product,
        external_id=product.external_id,
        digest=digest_of(msgspec.json.encode(product)).hex(),
        is_complete=checked.is_complete,
        is_wrong=any(problem.is_error for problem in problems),
        unnumbered_count=len(unnumbered),
        at_bytes=_position(file),
    )
    return problems, item


def _position(file: BinaryIO) -> int:
    """Tell how far the file on disk is read; packed ones tell nothing."""
    try:
        return os.lseek(file.fileno(), 0, os.SEEK_CUR)
    except (OSError, ValueError):
        return 0


def _begun(file: BinaryIO, path: Path, *, encoding: str, options: Options) -> tuple[Head, Iterator[AnyRow]]:
    with sniff.opened(path) as again:
        head_text = again.read(sniff.HEAD_BYTES).decode(encoding, "replace")
    kind = sniff.kind_of(head_text)
    if kind is sniff.Kind.TABLE:
        return _table(file, head_text, encoding=encoding, options=options)
    columns: list[Column] = []
    if kind is sniff.Kind.XML:
        head = Head(
            format=Format.FEED_XML, encoding=encoding, delimiter=None, columns=columns, needs_mapping=False
        )
        return head, feed_xml.rows(file)
    with sniff.opened(path) as again:
        list_path = lists_json.list_path(again)
    found = lists_json.rows(file, list_path)
    first_format, first = next(found, (Format.LIST_JSON, None))
    rest = (row for _, row in found)
    rows = itertools.chain([first], rest) if first is not None else rest
    head = Head(format=first_format, encoding=encoding, delimiter=None, columns=columns, needs_mapping=False)
    return head, rows


def _table(
    file: BinaryIO, head_text: str, *, encoding: str, options: Options
) -> tuple[Head, Iterator[AnyRow]]:
    delimiter = sniff.delimiter_of(head_text.splitlines())
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    found = tables.records(text, delimiter)
    header = next((record for record in found if record.cells and any(map(str.strip, record.cells))), None)
    if header is None or header.cells is None:
        raise FileWrong("no_header")
    if len(header.cells) > COLUMNS_MAX:
        raise FileWrong("too_many_columns")
    names = [clean_line(name)[:200] for name in header.cells]
    format = format_of(names)
    fields = fields_of(names, format, options.mapping)
    needs_mapping = format is Format.TABLE_CSV and not (options.mapping and is_enough(fields))
    head = Head(
        format=format,
        encoding=encoding,
        delimiter=delimiter,
        columns=_columns(names, fields, head_text, delimiter),
        needs_mapping=needs_mapping,
    )
    return head, _table_rows(found, fields)


def _columns(
    names: Sequence[str], fields: Sequence[Field | None], head_text: str, delimiter: str
) -> list[Column]:
    """Show what stands in the first records of each column."""
    samples: list[list[str]] = [[] for _ in names]
    some = itertools.islice(tables.records(io.StringIO(head_text, newline=""), delimiter), 1, 40)
    for record in some:
        if not record.cells or len(record.cells) != len(names):
            continue
        for place, cell in enumerate(record.cells):
            sample = clean_line(cell)[:SAMPLE_LENGTH_MAX]
            if sample and sample not in samples[place] and len(samples[place]) < SAMPLES_MAX:
                samples[place].append(sample)
    return [
        Column(name=name, field=field, samples=found)
        for name, field, found in zip(names, fields, samples, strict=True)
        if name
    ]


def _table_rows(found: Iterator[tables.Record], fields: Sequence[Field | None]) -> Iterator[AnyRow]:
    places = [(place, field) for place, field in enumerate(fields) if field is not None]
    width = len(fields)
    for record in found:
        if record.cells is None:
            yield BrokenRow(record.line, "quotes_wrong")
            continue
        if _is_blank(record.cells, width):
            continue
        if len(record.cells) > width and any(record.cells[width:]):
            yield BrokenRow(record.line, "too_many_cells")
            continue
        yield _row(record, places)


def _is_blank(cells: Sequence[str], width: int) -> bool:
    """Tell empty lines, comments and headings of sections from rows."""
    filled = [cell for cell in cells if cell.strip()]
    return not filled or (len(cells) == 1 and width > 1) or (len(filled) == 1 and filled[0].startswith("#"))


def _row(record: tables.Record, places: Sequence[tuple[int, Field]]) -> Row:
    values = record.cells or []
    cells: dict[Field, Cell] = {}
    images: list[str] = []
    for place, field in places:
        text = values[place] if place < len(values) else ""
        if not text:
            continue
        if field is Field.IMAGE:
            images.insert(0, text)
        elif field is Field.IMAGES:
            images += [each for each in text.replace("|", ",").split(",") if each.strip()]
        elif field is Field.CATEGORY and field in cells:
            cells[field] = f"{cells[field]} > {text}"
        else:
            cells[field] = text
    return Row(record.line, cells, tuple(images))


def main() -> None:
    """Print what the file of the command line holds."""
    options = msgspec.json.decode(sys.argv[2], type=Options)
    encoder = msgspec.json.Encoder()
    buffer = bytearray()
    for message in messages(Path(sys.argv[1]), options):
        buffer += encoder.encode(message)
        buffer += b"\n"
        if len(buffer) >= PIECE_LENGTH or isinstance(message, Head):
            sys.stdout.buffer.write(buffer)
            sys.stdout.buffer.flush()
            buffer.clear()
    sys.stdout.buffer.write(buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
