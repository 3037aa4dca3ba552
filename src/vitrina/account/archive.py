"""The archive itself: a zip written piece by piece, so that memory stays the same for any size."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec

from vitrina.kit.personal import Record

PIECE_BYTES = 256 * 1024
# What is packed already is not packed again.
PACKED = {".webp", ".jpg", ".mp4", ".m4s", ".ts"}


class Archive:
    """Writes one file after another. Compressing works beside the event loop."""

    def __init__(self, path: Path) -> None:
        """path: where the archive goes; its folder is there."""
        self._zip = ZipFile(path, "w", ZIP_DEFLATED)
        self._open: IO[bytes] | None = None
        self._name = ""
        self._left = bytearray()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        """End; half an archive after a failure is for nobody."""
        if kind is None:
            self._zip.close()
        elif self._open:
            self._open.close()
            self._zip.close()

    async def add(self, name: str, piece: bytes) -> None:
        """Write a piece of a file; the pieces of one file come together."""
        if name != self._name:
            await self.end()
            await asyncio.to_thread(self._begin, name)
        self._left += piece
        if len(self._left) >= PIECE_BYTES:
            await self._flush()

    async def end(self) -> None:
        """End the file that is being written, if there is one."""
        if self._open is None:
            return
        await self._flush()
        await asyncio.to_thread(self._open.close)
        self._open, self._name = None, ""

    def _begin(self, name: str) -> None:
        info = ZipInfo(name)
        info.compress_type = ZIP_STORED if Path(name).suffix in PACKED else ZIP_DEFLATED
        self._open, self._name = self._zip.open(info, "w", force_zip64=True), name

    async def _flush(self) -> None:
        assert self._open, "a file is open"
        piece, self._left = bytes(self._left), bytearray()
        await asyncio.to_thread(self._open.write, piece)


class Collections:
    """Writes records as one JSON file per collection, each a list with a record a line."""

    def __init__(self, archive: Archive, module: str) -> None:
        """module: the folder of its collections."""
        self._archive = archive
        self._module = module
        self._collection: str | None = None

    async def add(self, record: Record) -> None:
        """Write a record."""
        start = b",\n"
        if record.collection != self._collection:
            await self.end()
            self._collection = record.collection
            start = b"[\n"
        await self._archive.add(self._path, start + msgspec.json.encode(record.fields))

    async def end(self) -> None:
        """End the collection that is being written, if there is one."""
        if self._collection is not None:
            await self._archive.add(self._path, b"\n]\n")
            await self._archive.end()
            self._collection = None

    @property
    def _path(self) -> str:
        return f"data/{self._module}/{self._collection}.json"


def lines(texts: Sequence[str]) -> bytes:
    """Write paragraphs as a plain text that every system shows."""
    return "\r\n\r\n".join(texts).encode() + b"\r\n"
