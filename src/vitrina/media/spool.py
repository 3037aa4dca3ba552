"""Files of uploads that are on their way, one per upload. The file's size is how far the upload is.

While bytes with a checksum arrive, a mark beside the file says how far it was before: until they have been
checked, what comes after the mark counts for nothing, also when the process dies.
"""

import asyncio
import errno
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from vitrina.kit.config import Settings
from vitrina.media.errors import ChecksumWrong, DiskFull, UploadBusy, UploadNotFound, UploadTooLarge
from vitrina.media.model import UploadId
from vitrina.media.tus import Checksum

WRITE_BYTES = 1024 * 1024


def folder_of(settings: Settings) -> Path:
    """Name the folder of unfinished uploads."""
    return settings.data_dir.resolve() / "uploads"


def path_of(folder: Path, upload_id: UploadId) -> Path:
    """Name the file of an upload."""
    return folder / f"{upload_id}.part"


def _mark_of(folder: Path, upload_id: UploadId) -> Path:
    return folder / f"{upload_id}.mark"


def create(folder: Path, upload_id: UploadId) -> None:
    """Begin an upload with no bytes. Only this user may read it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path_of(folder, upload_id).touch(mode=0o600, exist_ok=False)


def offset_bytes(folder: Path, upload_id: UploadId) -> int:
    """Tell how many bytes are here. Raises UploadNotFound."""
    try:
        size_bytes = path_of(folder, upload_id).stat().st_size
    except FileNotFoundError as e:
        raise UploadNotFound from e
    # The mark second: it comes before the first byte, and goes when the last one has been checked.
    marked = _marked(_mark_of(folder, upload_id))
    return size_bytes if marked is None else min(marked, size_bytes)


def _marked(mark: Path) -> int | None:
    """Read a mark; None without one. An empty one is about to be written: nothing came after it."""
    try:
        text = mark.read_text()
    except FileNotFoundError:
        return None
    return int(text) if text else None


def remove(folder: Path, upload_id: UploadId) -> None:
    """Delete the bytes of an upload; none there is no error."""
    path_of(folder, upload_id).unlink(missing_ok=True)
    _mark_of(folder, upload_id).unlink(missing_ok=True)


def waiting(folder: Path, *, older_than: float) -> list[UploadId]:
    """List uploads whose last byte came before a moment (seconds since 1970)."""
    if not folder.is_dir():
        return []
    old = [path for path in folder.glob("*.part") if _modified_at(path) < older_than]
    return [UploadId(UUID(path.stem)) for path in old]


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # Removed by somebody else in the meantime.
        return float("inf")


@contextmanager
def opened(folder: Path, upload_id: UploadId) -> Generator["Spool"]:
    """Open an upload for writing, alone. Raises UploadNotFound, UploadBusy.

    The lock belongs to the open file: it ends with the process, however that ends.
    """
    try:
        number = os.open(path_of(folder, upload_id), os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError as e:
        raise UploadNotFound from e
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        spool = Spool(number, _mark_of(folder, upload_id))
        spool.forget_unchecked()
        yield spool
    except BlockingIOError as e:
        raise UploadBusy from e
    finally:
        os.close(number)


class Spool:
    """One upload, open for writing."""

    def __init__(self, number: int, mark: Path) -> None:
        """number: the file's descriptor."""
        self._number = number
        self._mark = mark

    @property
    def offset_bytes(self) -> int:
        """How many bytes are here."""
        return os.fstat(self._number).st_size

    def forget_unchecked(self) -> None:
        """Cut off what came after a mark: whoever wrote it died, or it was wrong."""
        if (checked_bytes := _marked(self._mark)) is not None:
            os.ftruncate(self._number, min(checked_bytes, self.offset_bytes))
        self._mark.unlink(missing_ok=True)

    async def append_checked(
        self, pieces: AsyncIterator[bytes], *, length_bytes: int, checksum: Checksum
    ) -> int:
        """Write pieces to the end if all of them together are what the sender says; else keep none.

        Returns the new offset.  Raises ChecksumWrong, UploadTooLarge, DiskFull.
        """
        hashed = hashlib.new(checksum.algorithm, usedforsecurity=False)

        async def heard() -> AsyncIterator[bytes]:
            async for piece in pieces:
                hashed.update(piece)
                yield piece

        _write_mark(self._mark, self.offset_bytes)
        try:
            await self.append(heard(), length_bytes=length_bytes)
            if hashed.digest() != checksum.digest:
                raise ChecksumWrong
            self._mark.unlink()
        finally:
            self.forget_unchecked()
        return self.offset_bytes

    async def append(self, pieces: AsyncIterator[bytes], *, length_bytes: int) -> int:
        """Write pieces to the end until they stop coming. Returns the new offset.

        What came is kept when the sender goes away.  Raises UploadTooLarge before a byte beyond
        length_bytes is written, and DiskFull.
        """
        received = self.offset_bytes
        buffer = bytearray()
        try:
            async for piece in pieces:
                received += len(piece)
                if received > length_bytes:
                    raise UploadTooLarge(size_max_bytes=length_bytes)
                buffer += piece
                if len(buffer) >= WRITE_BYTES:
                    full, buffer = bytes(buffer), bytearray()
                    await self._write_in_thread(full)
        finally:
            self._write(bytes(buffer))
        return self.offset_bytes

    async def _write_in_thread(self, piece: bytes) -> None:
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, piece))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # The thread still uses the file: it must not be closed under it.
            await asyncio.wait([writing])
            raise

    async def sync(self) -> None:
        """Wait until every byte is on the disk."""
        await asyncio.to_thread(os.fsync, self._number)

    def _write(self, piece: bytes) -> None:
        view = memoryview(piece)
        try:
            while view:
                view = view[os.write(self._number, view) :]
        except OSError as e:
            raise _named(e) from e


def _write_mark(mark: Path, offset_bytes: int) -> None:
    try:
        mark.write_text(str(offset_bytes))
    except OSError as e:
        raise _named(e) from e


def _named(error: OSError) -> Exception:
    return DiskFull() if error.errno in {errno.ENOSPC, errno.EDQUOT} else error
