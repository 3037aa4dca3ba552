"""AMF0, the form of RTMP's commands: numbers, words, truth, nothing, and things with names. Bounded."""

import struct
from collections.abc import Mapping, Sequence
from enum import IntEnum
from struct import pack, unpack_from

Value = float | bool | str | None | dict[str, "Value"] | list["Value"]


class Kind(IntEnum):
    """The first byte of a value."""

    NUMBER = 0
    """Eight bytes of a float."""
    BOOLEAN = 1
    """One byte."""
    STRING = 2
    """Up to 64 KiB of text."""
    OBJECT = 3
    """Names and values."""
    NULL = 5
    """Nothing."""
    UNDEFINED = 6
    """Nothing, too."""
    MIXED = 8
    """Names and values, and a count that means nothing."""
    END = 9
    """After the last name, which is empty."""
    ARRAY = 10
    """Values."""
    DATE = 11
    """A number and a zone."""
    LONG = 12
    """More text."""


DEPTH_MAX = 6
VALUES_MAX = 500


class Malformed(Exception):
    """The bytes are no AMF0."""


def read(data: bytes) -> list[Value]:
    """Read all values of a message. Raises Malformed."""
    reader = _Reader(data)
    values: list[Value] = []
    try:
        while reader.at < len(data):
            values.append(reader.value(0))
    except (IndexError, struct.error) as e:
        raise Malformed("it ends in the middle of a value") from e
    return values


def write(*values: object) -> bytes:
    """Write values: numbers, texts, None, and mappings of them."""
    return b"".join(map(_written, values))


def _written(value: object) -> bytes:
    if value is None:
        return bytes([Kind.NULL])
    if isinstance(value, bool):
        return bytes([Kind.BOOLEAN, value])
    if isinstance(value, int | float):
        return pack(">Bd", Kind.NUMBER, value)
    if isinstance(value, str):
        return bytes([Kind.STRING]) + _name(value)
    assert isinstance(value, Mapping)
    fields: Sequence[tuple[str, object]] = list(value.items())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportUnknownVariableType]
    body = b"".join(_name(name) + _written(each) for name, each in fields)
    return bytes([Kind.OBJECT]) + body + bytes([0, 0, Kind.END])


def _name(text: str) -> bytes:
    data = text.encode()
    return pack(">H", len(data)) + data


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data
        self._count = 0

    def value(self, depth: int) -> Value:
        self._count += 1
        if depth > DEPTH_MAX or self._count > VALUES_MAX:
            raise Malformed("it is nested or long beyond reason")
        kind = self._data[self.at]
        self.at += 1
        match kind:
            case Kind.NUMBER:
                return self._number()
            case Kind.BOOLEAN:
                self.at += 1
                return bool(self._data[self.at - 1])
            case Kind.STRING:
                return self._text(2)
            case Kind.LONG:
                return self._text(4)
            case Kind.NULL | Kind.UNDEFINED:
                return None
            case Kind.OBJECT | Kind.MIXED:
                self.at += 4 if kind == Kind.MIXED else 0
                return self._fields(depth)
            case Kind.ARRAY:
                return self._items(depth)
            case Kind.DATE:
                moment = self._number()
                self.at += 2
                return moment
            case _:
                raise Malformed(f"values of kind {kind} are not known")

    def _number(self) -> float:
        (number,) = unpack_from(">d", self._data, self.at)
        self.at += 8
        return number

    def _text(self, size_bytes: int) -> str:
        size = int.from_bytes(self._take(size_bytes), "big")
        return self._take(size).decode("utf-8", "replace")

    def _take(self, size: int) -> bytes:
        piece = self._data[self.at : self.at + size]
        if len(piece) < size:
            raise Malformed("it ends in the middle of a text")
        self.at += size
        return piece

    def _fields(self, depth: int) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        while True:
            name = self._text(2)
            if not name and self._data[self.at] == Kind.END:
                self.at += 1
                return fields
            fields[name] = self.value(depth + 1)

    def _items(self, depth: int) -> list[Value]:
        (count,) = unpack_from(">I", self._data, self.at)
        self.at += 4
        if count > VALUES_MAX:
            raise Malformed("a list is long beyond reason")
        return [self.value(depth + 1) for _ in range(count)]
