"""From a recording's index to something to watch: the byte-range HLS playlist of the recorded file itself.

The index is written while recording, a line a segment, so that a replay is ready the moment a show ends and a
crash costs at most the segment that was being written.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from vitrina.live.broadcast.playlist import moment
from vitrina.live.broadcast.ports import Stretch

VERSION = 7
ROWS_MAX = 100_000
# So far may a recording be from its show before another stretch of it is told.
STRETCH_OFF_MS_MAX = 100
STRETCHES_MAX = 500


class IndexRow(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="is", tag="segment"):
    """A recorded segment: where its bytes lie, and when it was."""

    offset: int
    size_bytes: int
    started_ms: int  # epoch ms of its first picture
    duration_us: int
    init_offset: int
    init_size_bytes: int
    is_discontinuity: bool = False


class EndRow(Struct, frozen=True, kw_only=True, tag_field="is", tag="end"):
    """The last line of the index of a recording that was ended in order."""

    is_complete: bool


class Trim(Struct, frozen=True, kw_only=True):
    """What of a recording to show, in epoch ms; segments that lie half outside are shown whole."""

    from_ms: int = 0
    until_ms: int = 2**62


WHOLE = Trim()


class Index(Struct, frozen=True, kw_only=True):
    """What an index tells."""

    rows: Sequence[IndexRow]
    end: EndRow | None  # None: the process ended before the recording did.


_decoder = msgspec.json.Decoder(IndexRow | EndRow)


def read_index(path: Path, *, size_bytes: int | None = None) -> Index:
    """Read an index without a line torn by a crash, and without rows beyond `size_bytes` of the film."""
    rows: list[IndexRow] = []
    with path.open("rb") as file:
        for line in file:
            try:
                row = _decoder.decode(line)
            except msgspec.DecodeError:
                break
            if isinstance(row, EndRow):
                return Index(rows=rows, end=row)
            if size_bytes is not None and row.offset + row.size_bytes > size_bytes:
                break
            if len(rows) >= ROWS_MAX:
                break
            rows.append(row)
    return Index(rows=rows, end=None)


def replay_playlist(rows: Sequence[IndexRow], *, film_url: str, trim: Trim = WHOLE) -> str:
    """Write the playlist of a replay. film_url: of the recorded file, which must answer to byte ranges."""
    shown = [row for row in rows if _end_ms(row) > trim.from_ms and row.started_ms < trim.until_ms]
    longest_s = max((row.duration_us for row in shown), default=1_000_000) / 1_000_000
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{max(1, math.floor(longest_s + 0.5))}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    init = None
    for index, row in enumerate(shown):
        is_break = row.is_discontinuity and index > 0
        if is_break:
            lines.append("#EXT-X-DISCONTINUITY")
        if (row.init_offset, row.init_size_bytes) != init:
            init = (row.init_offset, row.init_size_bytes)
            lines.append(f'#EXT-X-MAP:URI="{film_url}",BYTERANGE="{init[1]}@{init[0]}"')
        if is_break or index == 0:
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{moment(row.started_ms)}")
        lines += [
            f"#EXTINF:{row.duration_us / 1_000_000:.5f},",
            f"#EXT-X-BYTERANGE:{row.size_bytes}@{row.offset}",
            film_url,
        ]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


class Course:
    """How the moments of a show and the positions in its recording belong together, segment by segment."""

    def __init__(self) -> None:
        """Begin without a segment."""
        self.stretches: list[Stretch] = []

    def add(self, started_ms: int, *, position_ms: int) -> None:
        """Note where the next segment lies. At most STRETCHES_MAX stretches are told apart."""
        if self.stretches:
            last = self.stretches[-1]
            off_ms = (started_ms - position_ms) - (last.started_ms - last.position_ms)
            if abs(off_ms) <= STRETCH_OFF_MS_MAX or len(self.stretches) >= STRETCHES_MAX:
                return
            started_ms = max(started_ms, last.started_ms)
        self.stretches.append(Stretch(started_ms=started_ms, position_ms=position_ms))


def stretches_of(rows: Sequence[IndexRow]) -> list[Stretch]:
    """Tell the stretches of a whole recording."""
    course = Course()
    passed_us = 0
    for row in rows:
        course.add(row.started_ms, position_ms=passed_us // 1000)
        passed_us += row.duration_us
    return course.stretches


def at_of(rows: Sequence[IndexRow], moment_ms: int, *, trim: Trim = WHOLE) -> float | None:
    """Tell where in the replay, in seconds, a moment of the show is; None when it is not in it."""
    passed_us = 0
    for row in rows:
        if _end_ms(row) <= trim.from_ms or row.started_ms >= trim.until_ms:
            continue
        if moment_ms < _end_ms(row):
            into_us = max(0, moment_ms - row.started_ms) * 1000
            return (passed_us + into_us) / 1_000_000
        passed_us += row.duration_us
    return None


def _end_ms(row: IndexRow) -> int:
    return row.started_ms + row.duration_us // 1000
