"""What a file is, by its bytes: packed or not, its encoding, its kind, and what stands between its cells."""

import codecs
import gzip
import io
import zlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from vitrina.imports.formats.errors import FileWrong

HEAD_BYTES = 64 * 1024
PIECE_BYTES = 1024 * 1024
UNPACKED_BYTES_MAX = 2 * 1024**3
# Text packs to a tenth, the most even feeds to a fiftieth; zeros to a thousandth.
RATIO_MAX = 100
RATIO_FREE_BYTES = 16 * 1024**2
LAYERS_MAX = 2
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = (",", ";", "\t", "|")


class Kind(StrEnum):
    """How a file is built."""

    TABLE = "table"
    """Lines of cells."""
    XML = "xml"
    """Elements."""
    JSON = "json"
    """Objects and lists."""


class Unpacked(io.RawIOBase):
    """A packed file, read with a bound on what it unpacks to. Raises FileWrong beyond it."""

    def __init__(self, packed: BinaryIO, size_bytes: int) -> None:
        """size_bytes: of the packed file."""
        self._unpacking = gzip.GzipFile(fileobj=packed, mode="rb")
        self._max_bytes = min(UNPACKED_BYTES_MAX, max(RATIO_FREE_BYTES, size_bytes * RATIO_MAX))
        self._read_bytes = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Read the next bytes."""
        try:
            piece = self._unpacking.read(len(buffer))
        except (EOFError, OSError, zlib.error) as e:
            raise FileWrong("packing_broken") from e
        self._read_bytes += len(piece)
        if self._read_bytes > self._max_bytes:
            raise FileWrong("unpacks_too_large")
        buffer[: len(piece)] = piece
        return len(piece)


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, unpacked. Raises FileWrong."""
    size_bytes = path.stat().st_size
    layers = _layer_count(path)
    file: BinaryIO = path.open("rb")
    for _ in range(layers):
        file = io.BufferedReader(Unpacked(file, size_bytes), PIECE_BYTES)
    return file


def _layer_count(path: Path) -> int:
    """Count how often a file is packed: a feed may be packed for the way too."""
    for layers in range(LAYERS_MAX + 1):
        file: BinaryIO = path.open("rb")
        for _ in range(layers):
            file = io.BufferedReader(Unpacked(file, path.stat().st_size), HEAD_BYTES)
        with file:
            head = file.read(4)
        if head.startswith(ZIP):
            raise FileWrong("is_zip")
        if not head.startswith(GZIP):
            return layers
    raise FileWrong("packing_broken")


def encoding_of(file: BinaryIO) -> str:
    """Tell the encoding of all that follows: a byte order mark, else UTF-8 where it fits, else Windows-1252.

    Reads the file to its end. Windows-1252 holds Latin-1, which older shops of the region write.
    """
    head = file.read(HEAD_BYTES)
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    if head[:200].count(0) > len(head[:200]) // 4:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(PIECE_BYTES)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def kind_of(head: str) -> Kind:
    """Tell how a file is built by its first characters. Raises FileWrong for a web page or nothing."""
    start = head.lstrip("\ufeff \t\r\n")[:200].lower()
    if not start:
        raise FileWrong("empty")
    if start.startswith(("<!doctype html", "<html")):
        raise FileWrong("is_web_page")
    if start.startswith("<"):
        return Kind.XML
    if start.startswith(("{", "[")):
        return Kind.JSON
    return Kind.TABLE


def delimiter_of(lines: Sequence[str]) -> str:
    """Find what stands between cells: the sign that the header has most of, outside quotes."""
    header = _outside_quotes(next((line for line in lines if line.strip()), ""))
    counts = {sign: header.count(sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
