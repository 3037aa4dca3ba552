"""Recording what is broadcast: the same bytes as viewers get, in one file, and an index beside it."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
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
            is_discontinuity=segment.is_discontinuity,
        )
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
        await self._disk.finish(self._close)
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
            path.parent.mkdir(parents=True, exist_ok=True)
            self._film = path.open("xb", buffering=0)
            self._index = path.with_suffix(INDEX_SUFFIX).open("xb", buffering=0)
        return self._film, self._index

    def _close(self) -> None:
        try:
            if self._index and self._film:
                os.fsync(self._film.fileno())
                self._index.write(msgspec.json.encode(EndRow(is_complete=self._is_complete)) + b"\n")
                os.fsync(self._index.fileno())
        except OSError as e:
            log.warning("a recording was not closed: %s", e.strerror, extra={"path": str(self._path)})
        for file in (self._film, self._index):
            if file:
                file.close()


def unfinished(data_dir: Path) -> Iterator[tuple[str, Recording]]:
    """Find the recordings that a crash cut off, mark them as ended, and tell their rooms."""
    for index_path in sorted((data_dir / FOLDER).glob(f"*/*{INDEX_SUFFIX}")):
        film_path = index_path.with_suffix(FILM_SUFFIX)
        if not film_path.exists():
            continue
        index = read_index(index_path, size_bytes=film_path.stat().st_size)
        if index.end or not index.rows:
            continue
        with index_path.open("wb") as file:
            file.write(b"".join(msgspec.json.encode(row) + b"\n" for row in index.rows))
            file.write(msgspec.json.encode(EndRow(is_complete=False)) + b"\n")
        last = index.rows[-1]
        yield (
            index_path.parent.name,
            Recording(
                path=str(film_path.relative_to(data_dir)),
                index_path=str(index_path.relative_to(data_dir)),
                started_ms=index.rows[0].started_ms,
                duration_ms=sum(row.duration_us for row in index.rows) // 1000,
                size_bytes=last.offset + last.size_bytes,
                is_complete=False,
                stretches=stretches_of(index.rows),
            ),
        )
