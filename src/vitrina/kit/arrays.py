"""Lists as binary PostgreSQL arrays, packed in one go.

psycopg asks a dumper for each element, which was a quarter of a web process's work for a purchase. Lists of
ids, texts, numbers, moments, truths and bytes are packed here; everything else is left to psycopg. Used for
`%(name)b` alone. Source of the format: PostgreSQL, array_send in src/backend/utils/adt/arrayfuncs.c.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import Buffer, DumperKey
from psycopg.adapt import PyFormat
from psycopg.types.array import ListBinaryDumper, ListDumper

Pack = Callable[[Any], bytes]

_HEAD = Struct("!iiIii").pack  # dimensions, has nulls, oid of the elements, length, first index
_EMPTY = Struct("!iiI").pack
_LENGTH = Struct("!i").pack
_INT8 = Struct("!iq").pack
_NULL = _LENGTH(-1)
_LENGTH_16 = _LENGTH(16)
_TRUE, _FALSE = _LENGTH(1) + b"\x01", _LENGTH(1) + b"\x00"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _uuid(item: UUID) -> bytes:
    return _LENGTH_16 + item.bytes


def _text(item: str) -> bytes:
    raw = item.encode()
    return _LENGTH(len(raw)) + raw


def _bytes(item: bytes) -> bytes:
    return _LENGTH(len(item)) + item


def _int(item: int) -> bytes:
    return _INT8(8, item)


def _bool(item: bool) -> bytes:
    return _TRUE if item else _FALSE


def _moment(item: datetime) -> bytes:
    return _INT8(8, (item - _EPOCH) // _MICROSECOND)


# Type of the elements -> how one is packed, oid of the element, oid of the array. Source: pg_type.dat.
_KINDS: dict[type, tuple[Pack, int, int]] = {
    UUID: (_uuid, 2950, 2951),
    str: (_text, 25, 1009),
    int: (_int, 20, 1016),
    bool: (_bool, 16, 1000),
    datetime: (_moment, 1184, 1185),
    bytes: (_bytes, 17, 1001),
}


def _kind_of(items: Sequence[object]) -> type | None:
    """Find the type of the elements by the first that is not null; None when psycopg must look."""
    for item in items:
        if item is not None:
            return type(item) if type(item) in _KINDS else None
    return None


class QuickListDumper(ListBinaryDumper):
    """Packs flat lists of one known type; hands others on."""

    _kind: type | None = None

    def get_key(self, obj: list[Any], format: PyFormat) -> DumperKey:
        """Name the dumper that a list needs."""
        kind = _kind_of(obj)
        return (list, kind) if kind else super().get_key(obj, format)

    def upgrade(self, obj: list[Any], format: PyFormat) -> Any:
        """Make the dumper that a list needs."""
        kind = _kind_of(obj)
        if kind is None:
            return super().upgrade(obj, format)
        dumper = type(self)(self.cls, self._tx)
        dumper._kind = kind
        dumper.oid = _KINDS[kind][2]
        return dumper

    def dump(self, obj: list[Any]) -> Buffer | None:
        """Pack a list. An element of another type than the first is a bug: TypeError or struct.error."""
        if self._kind is None:
            return super().dump(obj)
        pack, element_oid, _ = _KINDS[self._kind]
        if not obj:
            return _EMPTY(0, 0, element_oid)
        if None in obj:
            body = b"".join([_NULL if item is None else pack(item) for item in obj])
            return _HEAD(1, 1, element_oid, len(obj), 1) + body
        return _HEAD(1, 0, element_oid, len(obj), 1) + b"".join(map(pack, obj))


def register() -> None:
    """Let `%(name)b` pack lists quickly; `%(name)s` stays as it was."""
    psycopg.adapters.register_dumper(list, QuickListDumper)
    # The last one registered is also the one for %s.
    psycopg.adapters.register_dumper(list, ListDumper)
