"""Reading fragmented MP4 back, by the standard and not by our writer."""

from collections.abc import Iterator, Sequence
from struct import unpack_from

from msgspec import Struct


class Fragment(Struct, frozen=True, kw_only=True):
    """The pictures of one moof."""

    start: int
    duration: int
    is_key: bool
    sample_count: int
    sequence: int


def boxes(data: bytes, begin: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, first and last byte of the content of each box."""
    end = len(data) if end is None else end
    while begin < end:
        size, name = unpack_from(">I4s", data, begin)
        assert size >= 8, "a box without size"
        assert begin + size <= end, "a box that ends outside"
        yield name, begin + 8, begin + size
        begin += size


def find(
    data: bytes, path: Sequence[bytes], begin: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the content of every box at a path."""
    for name, first, last in boxes(data, begin, end):
        if name != path[0]:
            continue
        if len(path) == 1:
            yield first, last
        else:
            yield from find(data, path[1:], first, last)


def timescales(init: bytes) -> dict[bytes, int]:
    """Read the clock of each kind of track: b"vide", b"soun"."""
    found: dict[bytes, int] = {}
    for begin, end in find(init, [b"moov", b"trak", b"mdia"]):
        header, _ = next(find(init, [b"mdhd"], begin, end))
        handler, _ = next(find(init, [b"hdlr"], begin, end))
        found[init[handler + 8 : handler + 12]] = unpack_from(">I", init, header + 12)[0]
    return found


def fragments(data: bytes, *, track: int = 1) -> list[Fragment]:
    """Read the fragments of one track."""
    found: list[Fragment] = []
    for name, begin, end in boxes(data):
        if name != b"moof":
            continue
        sequence_at, _ = next(find(data, [b"mfhd"], begin, end))
        for first, last in find(data, [b"traf"], begin, end):
            header, _ = next(find(data, [b"tfhd"], first, last))
            if unpack_from(">I", data, header + 4)[0] != track:
                continue
            time, _ = next(find(data, [b"tfdt"], first, last))
            run, _ = next(find(data, [b"trun"], first, last))
            count, offset = unpack_from(">Ii", data, run + 4)
            entries = [unpack_from(">IIIi", data, run + 12 + 16 * index) for index in range(count)]
            assert begin - 8 + offset + sum(each[1] for each in entries) <= len(data)
            found.append(
                Fragment(
                    start=unpack_from(">Q", data, time + 4)[0],
                    duration=sum(each[0] for each in entries),
                    is_key=not entries[0][2] & 0x10000,
                    sample_count=count,
                    sequence=unpack_from(">I", data, sequence_at + 4)[0],
                )
            )
    return found
