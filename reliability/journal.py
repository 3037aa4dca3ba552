"""What buyers knew, kept where no crash of the shop can reach: a line before each call and after each answer.

A line is on the disk before the request leaves, and before its answer counts.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.kit.batch import Batch


class Step(StrEnum):
    """How far a buyer has come with a purchase."""

    SENT = "sent"
    """The checkout is about to leave."""
    REFUSED = "refused"
    """The shop said no, for good: there must be no such purchase."""
    HELD = "held"
    """The shop said that a unit of a drop is held: there must be such a claim."""
    PLACED = "placed"
    """The shop said that the purchase is there."""
    PAYING = "paying"
    """The payment is about to leave."""
    PAID = "paid"
    """The shop said that it is paid: it must stay so."""
    LATE = "late"
    """The shop said that the time to pay was over; money that was taken must come back or buy."""
    LEFT = "left"
    """The buyer stopped asking without having heard an end."""


class Line(Struct, frozen=True, kw_only=True):
    """One thing that a buyer knew. at: real seconds since 1970. faults: server errors met so far.

    variant_id: what was wanted, or the drop.
    """

    at: float
    purchase_id: UUID
    variant_id: UUID
    step: Step
    faults: int = 0


class Journal:
    """Writes lines; what waits while the disk works is written together."""

    def __init__(self, path: Path) -> None:
        """Open the file to append to."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._write = Batch(self._write_many, lanes=1)

    async def note(self, purchase_id: UUID, variant_id: UUID, step: Step, *, faults: int = 0) -> None:
        """Return once the line is on the disk."""
        line = Line(at=time.time(), purchase_id=purchase_id, variant_id=variant_id, step=step, faults=faults)
        await self._write(line)

    async def _write_many(self, lines: Sequence[Line]) -> Sequence[None]:
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        await asyncio.to_thread(self._append, text)
        return [None] * len(lines)

    def _append(self, text: bytes) -> None:
        os.write(self._file, text)
        os.fdatasync(self._file)


class Reader:
    """Follows a journal that another process writes."""

    def __init__(self, path: Path) -> None:
        """Begin at the start of the file, which must be there."""
        self._file = path.open("rb")
        self._rest = b""

    def news(self) -> list[Line]:
        """Read the whole lines that are new."""
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        return [msgspec.json.decode(line, type=Line) for line in lines]


def read(path: Path) -> list[Line]:
    """Read a whole journal."""
    return [msgspec.json.decode(line, type=Line) for line in path.read_bytes().splitlines()]
