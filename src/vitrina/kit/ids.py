"""Ids: UUIDv7 for machines, short codes for people."""

import os
import secrets
import time
from uuid import UUID

CODE_ALPHABET = (
    "23456789ACDEFGHJKMNPQRTUVWXY"  # of each pair that looks alike (0 O, 5 S, 8 B, 2 Z) one at most
)
CODE_LENGTH = 7


def new_id() -> UUID:
    """Make a time-ordered id from the real clock and the system's randomness."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(10))


def uuid7(now_ms: int, random_bytes: bytes) -> UUID:
    """Time-ordered id: 48 bits of milliseconds, 74 random bits. Source: RFC 9562, section 5.7.

    random_bytes: 10 bytes, of which 74 bits are used.
    """
    bits = int.from_bytes(random_bytes, "big")
    time_part = (now_ms & ((1 << 48) - 1)) << 80
    return UUID(int=time_part | 0x7 << 76 | (bits >> 62 & 0xFFF) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1))


def short_code(prefix: str) -> str:
    """Make a code that people can read aloud, such as `VT-7Q3K9MP` (28^7 = 13 thousand million)."""
    number = secrets.randbelow(len(CODE_ALPHABET) ** CODE_LENGTH)
    letters = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[place]
    return f"{prefix}-{letters}"
