"""Product feeds as RSS or Atom: each <item> or <entry> is a row. No entity, no DTD, nothing from outside."""

from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError  # Read by defusedxml; these are its types.

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse  # pyright: ignore[reportUnknownVariableType]

from vitrina.imports.formats.columns import FEED, plain
from vitrina.imports.formats.errors import FileWrong
from vitrina.imports.formats.rows import AnyRow, Row
from vitrina.imports.model import Field

ITEMS = {"item", "entry"}
DEPTH_MAX = 50
CHILDREN_MAX = 2_000
TEXT_LENGTH_MAX = 256 * 1024
IMAGES_MAX = 20


def rows(file: BinaryIO) -> Iterator[AnyRow]:
    """Stream the rows of a feed. Raises FileWrong for entities, a DTD, and what is not XML."""
    number = 0
    path: list[Element[str]] = []
    try:
        for event, parsed in iterparse(file, events=("start", "end"), forbid_dtd=True):  # pyright: ignore[reportUnknownVariableType]
            element = cast("Element[str]", parsed)
            if event == "start":
                path.append(element)
                if len(path) > DEPTH_MAX:
                    raise FileWrong("xml_too_deep")
                continue
            path.pop()
            if _local(element) in ITEMS:
                number += 1
                yield _row(number, element)
                element.clear()
                if path:  # What was read is forgotten, so that memory stays small.
                    path[-1].remove(element)
            elif path and len(path[-1]) > CHILDREN_MAX:
                path[-1].clear()
    except DefusedXmlException as e:
        raise FileWrong("xml_entities") from e
    except (ParseError, UnicodeError, LookupError) as e:
        raise FileWrong("xml_broken", number) from e
    if not number:
        raise FileWrong("no_products")


def _row(number: int, item: "Element[str]") -> Row:
    cells: dict[Field, str] = {}
    images: list[str] = []
    for child in item:
        field = FEED.get(plain(_local(child)))
        text = "".join(child.itertext())[:TEXT_LENGTH_MAX].strip()
        if not text or field is None:
            continue
        if field in {Field.IMAGE, Field.IMAGES}:
            images.append(text)
        elif field is Field.CATEGORY and field in cells:
            cells[field] = f"{cells[field]} > {text}"
        else:
            # <g:title> of Google stands beside the <title> of RSS and says it better; the last one counts.
            cells[field] = text
    return Row(number, dict(cells), tuple(images[:IMAGES_MAX]))


def _local(element: "Element[str]") -> str:
    return element.tag.rpartition("}")[2].lower()
