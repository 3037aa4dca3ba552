"""Recording what is broadcast: the same bytes as viewers get, in one file, and an index beside it."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from vitrina.live.broadcast.film import Segment
from vitrina.live.broadcast.limits import RECORDING_WAITING_BYTES_MAX, TICKS_PER_S
from vitrina.live.broadcast.ports import Recording
from vitrina.live.broadcast.replay import Course, EndRow, IndexRow, read_index, stretches_of

FOLDER = "live"
FILM_SUFFIX, INDEX_SUFFIX = ".mp4", ".index"
SYNC_EVERY_SEGMENTS = 10

log = logging.getLogger(__name__)


class Bounds(Struct, frozen=True, kw_only=True):
    """How much of one broadcast is kept."""

    size_max_bytes: int
    duration_max_s: float


class Disk:
    """Where recordings are written: one thread, so writes are in order and the loop waits for no disk."""

    def __init__(self, data_dir: Path) -> None:
        """data_dir: the instance's; recordings are named relative to it."""
        self.data_dir = data_dir
        self.waiting_bytes = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recording")

    def submit(self, work: Callable[[], None], *, size_bytes: int) -> bool:
        """Let work be done after what was submitted before. False when too much waits already."""
        if self.waiting_bytes + size_bytes > RECORDING_WAITING_BYTES_MAX:
            return False
        loop = asyncio.get_running_loop()
        self.waiting_bytes += size_bytes

        def done(_: object) -> None:
            self.waiting_bytes -= size_bytes

        self._thread.submit(work).add_done_callback(lambda each: loop.call_soon_threadsafe(done, each))
        return True

    async def finish(self, work: Callable[[], None]) -> None:
        """Do work after what was submitted before, and wait for it."""
        await asyncio.wrap_future(self._thread.submit(work))

    def close(self) -> None:
        """Write what waits, and stop."""
        self._thread.shutdown(wait=True)


class Unfinished(Struct, frozen=True, kw_only=True):
    """A recording whose process ended before its show did. path: of the film, below the data folder.

    index_size_bytes: of what of the index can be read.
    """

    path: Path
    rows: Sequence[IndexRow]
    index_size_bytes: int

    @property
    def room_id(self) -> str:
        """Whose show it is."""
        return self.path.parent.name

    @property
    def size_bytes(self) -> int:
        """How much of the film the index names."""
        return self.rows[-1].offset + self.rows[-1].size_bytes

    @property
    def duration_us(self) -> int:
        """How long it is."""
        return sum(row.duration_us for row in self.rows)

    def to_end(self, data_dir: Path) -> Recording:
        """Mark it as ended, where it was cut off, and tell what was kept."""
        with _shortened(data_dir / self.path.with_suffix(INDEX_SUFFIX), self.index_size_bytes) as index:
            index.write(msgspec.json.encode(EndRow(is_complete=False)) + b"\n")
        return Recording(
            path=str(self.path),
            index_path=str(self.path.with_suffix(INDEX_SUFFIX)),
            started_ms=self.rows[0].started_ms,
            duration_ms=self.duration_us // 1000,
            size_bytes=self.size_bytes,
            is_complete=False,
            stretches=stretches_of(self.rows),
        )


def _shortened(path: Path, size_bytes: int) -> IO[bytes]:
    """Open a file behind so many of its bytes; what follows them is gone."""
    file = path.open("r+b", buffering=0)
    file.truncate(size_bytes)
    file.seek(size_bytes)
    return file


class Recorder:
    """The recording of one broadcast. Ends by itself, incomplete, at a bound or when the disk fails."""

    def __init__(self, disk: Disk, *, room_id: str, tag: str, bounds: Bounds) -> None:
        """Describe it; the files are made with the first segment."""
        self._disk = disk
        self._bounds = bounds
        self._path = Path(FOLDER) / room_id / f"{tag}{FILM_SUFFIX}"
        self._film: IO[bytes] | None = None
        self._index: IO[bytes] | None = None
        self._init = b""
        self._init_offset = 0
        self._offset = 0
        self._duration_us = 0
        self._started_ms = 0
        self._course = Course()
        self._count = 0
        self._is_complete = True
        self._is_over = False
        self._before: Unfinished | None = None
        self._is_break = False

    @classmethod
    def going_on(cls, disk: Disk, before: Unfinished, *, bounds: Bounds) -> "Recorder":
        """Go on with a recording that a restart interrupted, in its files."""
        made = cls(disk, room_id=before.room_id, tag=before.path.stem, bounds=bounds)
        made._before, made._is_break = before, True
        made._offset, made._duration_us = before.size_bytes, before.duration_us
        made._started_ms, made._count = before.rows[0].started_ms, len(before.rows)
        made._course.stretches = stretches_of(before.rows)
        return made

    def segment(self, init: bytes, segment: Segment) -> None:
        """Add a finished segment."""
        if not self._is_complete:
            return
        data = segment.data()
        duration_us = segment.duration * 1_000_000 // TICKS_PER_S
        before, row_init = b"", self._init_offset
        if init != self._init:
            before, row_init = init, self._offset
        size = len(before) + len(data)
        if (
            self._offset + size > self._bounds.size_max_bytes
            or self._duration_us + duration_us > self._bounds.duration_max_s * 1_000_000
        ):
            self._is_complete = False
            return
        row = IndexRow(
            offset=self._offset + len(before),
            size_bytes=len(data),
            started_ms=round(segment.run.at_ms(segment.start)),
            duration_us=duration_us,
            init_offset=row_init,
            init_size_bytes=len(init),
            is_discontinuity=segment.is_discontinuity or self._is_break,
        )
        self._is_break = False
        if not self._disk.submit(lambda: self._write(before + data, row), size_bytes=size):
            log.warning("a recording was cut off: the disk is too slow", extra={"path": str(self._path)})
            self._is_complete = False
            return
        self._course.add(row.started_ms, position_ms=self._duration_us // 1000)
        self._init, self._init_offset = init, row_init
        self._offset += size
        self._duration_us += duration_us
        self._started_ms = self._started_ms or row.started_ms

    async def end(self) -> Recording | None:
        """Close the files. Returns what was kept; None when nothing was."""
        await self._disk.finish(self._end)
        if not self._count:
            return None
        return Recording(
            path=str(self._path),
            index_path=str(self._path.with_suffix(INDEX_SUFFIX)),
            started_ms=self._started_ms,
            duration_ms=self._duration_us // 1000,
            size_bytes=self._offset,
            is_complete=self._is_complete,
            stretches=self._course.stretches,
        )

    async def leave(self) -> None:
        """Close the files as they are: the next process goes on with them, or ends them."""
        await self._disk.finish(self._close)

    def _write(self, data: bytes, row: IndexRow) -> None:
        """Append, in the disk's thread: first the film, then the row that names it."""
        try:
            film, index = self._files()
            film.write(data)
            index.write(msgspec.json.encode(row) + b"\n")
            self._count += 1
            if self._count % SYNC_EVERY_SEGMENTS == 0:
                os.fsync(film.fileno())
                os.fsync(index.fileno())
        except OSError as e:
            self._is_complete = False
            log.warning("a recording was cut off: %s", e.strerror, extra={"path": str(self._path)})

    def _files(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._film is None or self._index is None:
            path = self._disk.data_dir / self._path
            if before := self._before:
                self._film = _shortened(path, before.size_bytes)
                self._index = _shortened(path.with_suffix(INDEX_SUFFIX), before.index_size_bytes)
                return self._film, self._index
            path.parent.mkdir(parents=True, exist_ok=True)
            self._film = path.open("xb", buffering=0)
            self._index = path.with_suffix(INDEX_SUFFIX).open("xb", buffering=0)
        return self._film, self._index

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        try:
            if self._index or self._before:
                film, index = self._files()
                os.fsync(film.fileno())
                index.write(msgspec.json.encode(EndRow(is_complete=self._is_complete)) + b"\n")
        except OSError as e:
            log.warning("a recording was not ended: %s", e.strerror, extra={"path": str(self._path)})
        self._close()

    def _close(self) -> None:
        try:
            if self._index and self._film:
                os.fsync(self._film.fileno())
                os.fsync(self._index.fileno())
        except OSError as e:
            log.warning("a recording was not closed: %s", e.strerror, extra={"path": str(self._path)})
        for file in (self._film, self._index):
            if file:
                file.close()


def unfinished(data_dir: Path) -> Iterator[Unfinished]:
    """Find the recordings that a restart or a crash cut off."""
    for index_path in sorted((data_dir / FOLDER).glob(f"*/*{INDEX_SUFFIX}")):
        film_path = index_path.with_suffix(FILM_SUFFIX)
        if not film_path.exists():
            continue
        index = read_index(index_path, size_bytes=film_path.stat().st_size)
        if index.end or not index.rows:
            continue
        with index_path.open("rb") as lines:
            index_size_bytes = sum(len(lines.readline()) for _ in index.rows)
        yield Unfinished(
            path=film_path.relative_to(data_dir), rows=index.rows, index_size_bytes=index_size_bytes
        )
