"""Small gzip files that unpack to a gigabyte."""

import gzip
import struct
import zlib

MB = 1024**2
PIECE_BYTES = 16 * MB
PIECE_COUNT = 64
UNPACKED_BYTES = PIECE_BYTES * PIECE_COUNT
HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def many_members(filling: bytes = b"0") -> bytes:
    """A gzip file of equal members, one after the other."""
    content = (filling * (PIECE_BYTES // len(filling))).ljust(PIECE_BYTES)
    return gzip.compress(content, 9, mtime=0) * PIECE_COUNT


def one_stream() -> bytes:
    """A gzip file of one deflate stream: after a full flush, the same bytes mean the same zeros again."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packing.compress(b"0" * PIECE_BYTES) + packing.flush(zlib.Z_FULL_FLUSH)
    return HEADER + piece * PIECE_COUNT + packing.flush() + struct.pack("<II", 0, UNPACKED_BYTES)


def packed_twice() -> bytes:
    """A gzip file in a gzip file: a few kilobytes."""
    return gzip.compress(many_members(), 9, mtime=0)
