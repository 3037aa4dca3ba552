"""Tables of text: records that may span lines, with a clear word for those whose quotes are wrong."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from msgspec import Struct

from vitrina.imports.formats.errors import FileWrong

CELL_LENGTH_MAX = 256 * 1024
LINE_LENGTH_MAX = 1024 * 1024
RECORD_LINES_MAX = 2_000
# Each broken quote may cost the reading of RECORD_LINES_MAX lines twice.
BROKEN_MAX = 1_000

csv.field_size_limit(CELL_LENGTH_MAX)


class Record(Struct, frozen=True):
    """One record. line: where it begins, from 1.  cells: None when its quotes are wrong."""

    line: int
    cells: list[str] | None


class _Lines:
    """Lines of a file, which remembers those of the record that is being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= RECORD_LINES_MAX:
            raise csv.Error("a record of too many lines")
        line = self._waiting.popleft() if self._waiting else self._file.readline(LINE_LENGTH_MAX)
        if not line:
            raise StopIteration
        if len(line) >= LINE_LENGTH_MAX:
            raise FileWrong("line_too_long", self.line + len(self.taken))
        self.taken.append(line)
        return line.replace("\0", "")

    def end_record(self) -> int:
        """Forget the lines of a record that was read. Returns the line where it began."""
        began = self.line
        self.line += len(self.taken)
        self.taken.clear()
        return began

    def give_up_record(self) -> int:
        """Skip the first line of a record that cannot be read; the others are read again."""
        began = self.line
        self._waiting.extendleft(reversed(self.taken[1:]))
        self.line += 1
        self.taken.clear()
        return began


def records(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Stream the records of a table. Raises FileWrong when nothing sensible can follow.

    A quote that is never closed, or text behind a closing one, spoils its own line alone.
    """
    lines = _Lines(file)
    broken_count = 0
    while True:
        try:
            for cells in csv.reader(lines, delimiter=delimiter, strict=True):
                yield Record(lines.end_record(), cells)
            return
        except csv.Error:
            if not lines.taken:
                return
            broken_count += 1
            if broken_count > BROKEN_MAX:
                raise FileWrong("quotes_wrong", lines.line) from None
            yield Record(lines.give_up_record(), None)
