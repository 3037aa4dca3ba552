"""What a person sees in the terminal: one line a step, with its seconds, and tables."""

import sys
import time
from collections.abc import Sequence
from typing import Self, TextIO

NAME_WIDTH = 15
LINE_WIDTH = 78


class Stopped(Exception):
    """The command cannot go on; the message is one clear sentence."""


class Step:
    """One step of a start: shows how far it is while it works, and leaves one line with its seconds."""

    def __init__(self, name: str, *, out: TextIO | None = None) -> None:
        """Begin the step now."""
        self._name = name
        self._out = out or sys.stdout
        self._detail = ""
        self._is_open = True
        self._begun = time.monotonic()
        self.report("")

    def __enter__(self) -> Self:
        """Work inside the step."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close it; after a failure the sentence about it says enough."""
        self.close(is_kept=kind is None)

    def report(self, detail: str) -> None:
        """Tell how far it is; the last detail stays."""
        self._detail = detail or self._detail
        if self._out.isatty():
            self._out.write(f"\r\x1b[K  {self._name:<{NAME_WIDTH}} {detail or '...'}"[:LINE_WIDTH])
            self._out.flush()

    def close(self, *, is_kept: bool = True) -> None:
        """Leave the step's one line; a second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        if self._out.isatty():
            self._out.write("\r\x1b[K")
        if is_kept:
            line = f"  {self._name:<{NAME_WIDTH}} {self._detail}"
            self._out.write(f"{line:<{LINE_WIDTH - 8}} {time.monotonic() - self._begun:5.1f} s\n")
        self._out.flush()


def say(line: str = "") -> None:
    """Print a line at once, so that it stands in order with what children print."""
    print(line, flush=True)


def complain(sentence: str) -> None:
    """Print what is wrong."""
    print(f"vitrina: {sentence}", file=sys.stderr, flush=True)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Align columns; the first row is the head."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(f"  {line.rstrip()}" for line in lines)
