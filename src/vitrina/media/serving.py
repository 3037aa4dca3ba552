"""The files themselves over HTTP: from the local folder, the object store, or by a redirect to the CDN."""

from functools import cache
from pathlib import Path
from typing import Any

from litestar.types import Receive, Send

from vitrina.kit.config import Settings
from vitrina.kit.static import IMMUTABLE, Static, content_type, parse_range
from vitrina.media.storage import Storage, storage_of

Headers = list[tuple[bytes, bytes]]


async def serve(settings: Settings, scope: Any, receive: Receive, send: Send) -> None:
    """Answer a GET or HEAD for a file. scope: its path is the key after /media."""
    storage = storage_of(settings)
    if settings.media_base_url:
        await _redirect(settings.media_base_url, scope, send)
    elif storage.folder:
        await _local(storage.folder)(scope, receive, send)
    else:
        await _remote(storage, scope, send)


@cache
def _local(folder: Path) -> Static:
    return Static(folder)


async def _redirect(base_url: str, scope: Any, send: Send) -> None:
    # The path is escaped as it came: nothing in it can start a new header.
    raw_path: bytes = scope["raw_path"].partition(b"?")[0]
    target = base_url.rstrip("/").encode() + b"/" + raw_path.removeprefix(b"/media").lstrip(b"/")
    headers = [(b"location", target), (b"cache-control", IMMUTABLE), (b"access-control-allow-origin", b"*")]
    await _answer(send, 308, headers)


async def _remote(storage: Storage, scope: Any, send: Send) -> None:
    key = str(scope["path"]).strip("/")
    asked: dict[bytes, bytes] = dict(scope["headers"])
    wanted_range = asked.get(b"range", b"").decode("latin-1")
    try:
        size_bytes = await storage.size_bytes(key)
    except (FileNotFoundError, ValueError):  # ValueError: a key that the store cannot have, such as `a/../b`.
        await _answer(send, 404, [])
        return
    headers = [
        (b"content-type", content_type(Path(key)).encode()),
        (b"cache-control", IMMUTABLE),
        (b"accept-ranges", b"bytes"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", b"*"),
    ]
    span = parse_range(wanted_range, size_bytes)
    if span is None and wanted_range.startswith("bytes="):
        await _answer(send, 416, [(b"content-range", f"bytes */{size_bytes}".encode())])
        return
    first, last = span or (0, size_bytes - 1)
    headers.append((b"content-length", str(last - first + 1).encode()))
    if span:
        headers.append((b"content-range", f"bytes {first}-{last}/{size_bytes}".encode()))
    await send({"type": "http.response.start", "status": 206 if span else 200, "headers": headers})
    if scope["method"] == "GET":
        found = await storage.get(key, span)
        async for piece in found.stream():
            await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _answer(send: Send, status: int, headers: Headers) -> None:
    whole = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": whole})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
