"""Where files lie: a folder of this machine, or an object store. The only place that touches obstore."""

import asyncio
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from vitrina.kit.config import Settings
from vitrina.kit.static import IMMUTABLE, content_type

if TYPE_CHECKING:  # The stubs have it, the module has not.
    from obstore import GetResult

PUBLIC_PATH = "/media"
WRITES_AT_ONCE = 8
SERVED = ("image/", "audio/", "video/", "application/vnd.apple.mpegurl", "text/vtt")


class Storage:
    """Files by key, such as `pictures/0190c.../480.webp`. What is written is never changed."""

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        """folder: where the files lie when they lie on this machine."""
        self._store = store
        self.folder = folder

    async def put(self, key: str, content: bytes | Path) -> None:
        """Write one file whole or not at all."""
        if self.folder:  # The local store keeps no attributes and refuses them.
            await obstore.put_async(self._store, key, content)
            return
        attributes = {"Content-Type": content_type(Path(key)), "Cache-Control": IMMUTABLE.decode()}
        await obstore.put_async(self._store, key, content, attributes=attributes)

    async def put_folder(self, key: str, folder: Path) -> int:
        """Write the pictures, sounds, films and playlists of a flat folder below a key. Returns their bytes.

        Nothing else: a decoder that was taken over may have left a page, which would be served as ours.
        """
        sizes = await asyncio.to_thread(_sizes, folder)
        lane = asyncio.Semaphore(WRITES_AT_ONCE)

        async def put(path: Path) -> None:
            async with lane:
                await self.put(f"{key}/{path.name}", path)

        async with asyncio.TaskGroup() as writing:
            for path in sizes:
                writing.create_task(put(path))
        return sum(sizes.values())

    async def fetch_folder(self, key: str, folder: Path) -> None:
        """Copy the files that lie right below a key, none of its parts."""
        for name in await self.names(key):
            place, _, last = name.rpartition("/")
            if place == key:
                content = await (await obstore.get_async(self._store, name)).bytes_async()
                await asyncio.to_thread((folder / last).write_bytes, bytes(content))

    async def read_text(self, key: str) -> str:
        """Read a small file whole. Raises FileNotFoundError."""
        found = await obstore.get_async(self._store, key)
        return bytes(await found.bytes_async()).decode()

    async def delete_folder(self, key: str) -> None:
        """Delete everything below a key; nothing there is no error."""
        assert key.strip("/"), "never the whole storage"
        async for found in obstore.list(self._store, prefix=key):  # pyright: ignore[reportUnknownMemberType]
            await obstore.delete_async(self._store, [each["path"] for each in found])
        if self.folder:
            await asyncio.to_thread(_remove_empty, self.folder / key)

    async def names(self, key: str) -> list[str]:
        """List what lies below a key, by whole keys; a clip has a few dozen files."""
        found: list[str] = []
        async for batch in obstore.list(self._store, prefix=key):  # pyright: ignore[reportUnknownMemberType]
            found += [each["path"] for each in batch]
        return sorted(found)

    async def get(self, key: str, span: tuple[int, int] | None) -> "GetResult":
        """Open one file, or its bytes from the first to the last of a span, both included.

        Raises FileNotFoundError.
        """
        if span is None:
            return await obstore.get_async(self._store, key)
        return await obstore.get_async(self._store, key, options={"range": (span[0], span[1] + 1)})

    async def size_bytes(self, key: str) -> int:
        """Tell how long a file is. Raises FileNotFoundError."""
        return (await obstore.head_async(self._store, key))["size"]


def storage_of(settings: Settings) -> Storage:
    """Open the storage that the settings name: the data folder unless an object store is set."""
    return _opened(settings.storage_url, settings.data_dir.resolve() / "media")


def private_storage_of(settings: Settings) -> Storage:
    """Open the storage of files that nobody may read without being asked who they are."""
    return _opened(settings.private_storage_url, settings.data_dir.resolve() / "private")


@cache
def _opened(storage_url: str, folder: Path) -> Storage:
    if storage_url:
        return Storage(from_url(storage_url), None)
    return Storage(LocalStore(folder, mkdir=True), folder)


def _sizes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in sorted(folder.iterdir()) if _is_media(path)}


def _is_media(path: Path) -> bool:
    return content_type(path).startswith(SERVED) and path.suffix != ".svg" and not path.is_symlink()


def _remove_empty(folder: Path) -> None:
    for below in sorted(folder.rglob("*"), reverse=True):
        below.rmdir()
    if folder.is_dir():
        folder.rmdir()
