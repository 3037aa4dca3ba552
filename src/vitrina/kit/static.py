"""Files over HTTP: precompressed .br and .gz, ETag, immutable, Range.

A small ASGI application, because the server's own mount has neither Range nor ETag nor brotli.
"""

import mimetypes
from pathlib import Path
from typing import Any

from litestar.types import Receive, Send

CHUNK_BYTES = 256 * 1024
TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".ts": "video/mp2t",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".vtt": "text/vtt",
    ".woff2": "font/woff2",
}
ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))
IMMUTABLE = b"public, max-age=31536000, immutable"
REVALIDATE = b"public, max-age=0, must-revalidate"


class Static:
    """Serves the files below one folder; nothing outside it can be named, links included."""

    def __init__(self, root: Path, *, cache_control: bytes = IMMUTABLE) -> None:
        """root: an absolute folder; it may be created later."""
        self.root = root.resolve()
        self.cache_control = cache_control

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one GET or HEAD of an HTTP scope."""
        del receive
        method: str = scope["method"]
        path = self.find(str(scope["path"]))
        if path is None or method not in {"GET", "HEAD"}:
            await _empty(send, 404 if path is None else 405, [])
            return
        await _send_file(scope, send, path, self.cache_control)

    def find(self, name: str) -> Path | None:
        """Find the file of a URL path below the root; None when there is none or it is not public."""
        if "\0" in name:
            return None
        try:
            path = (self.root / name.lstrip("/")).resolve()
            if not path.is_relative_to(self.root) or path.suffix in {".br", ".gz"} or not path.is_file():
                return None
        except OSError:  # A name that the file system refuses, such as one of 300 characters.
            return None
        return path


async def _send_file(scope: Any, send: Send, path: Path, cache_control: bytes) -> None:
    asked: dict[bytes, bytes] = dict(scope["headers"])
    wanted_range = asked.get(b"range", b"").decode("latin-1")
    file, encoding = (
        (path, None) if wanted_range else _best_encoding(path, asked.get(b"accept-encoding", b""))
    )
    stat = file.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'.encode()
    headers = [
        (b"content-type", content_type(path).encode()),
        (b"cache-control", cache_control),
        (b"etag", etag),
        (b"vary", b"accept-encoding"),
        (b"accept-ranges", b"bytes"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", b"*"),
    ]
    if encoding:
        headers.append((b"content-encoding", encoding))
    if asked.get(b"if-none-match") == etag:
        await _empty(send, 304, headers)
        return
    span = parse_range(wanted_range, stat.st_size)
    if span is None and wanted_range.startswith("bytes="):
        await _empty(send, 416, [(b"content-range", f"bytes */{stat.st_size}".encode())])
        return
    first, last = span or (0, stat.st_size - 1)
    if span:
        headers.append((b"content-range", f"bytes {first}-{last}/{stat.st_size}".encode()))
    headers.append((b"content-length", str(last - first + 1).encode()))
    await send({"type": "http.response.start", "status": 206 if span else 200, "headers": headers})
    await _send_body(scope, send, file, (first, last), is_whole=span is None)


async def _send_body(scope: Any, send: Send, file: Path, span: tuple[int, int], *, is_whole: bool) -> None:
    first, last = span
    if scope["method"] == "HEAD":
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    left = last - first + 1
    if is_whole and "http.response.pathsend" in (scope.get("extensions") or {}):
        await send({"type": "http.response.pathsend", "path": str(file)})  # type: ignore[typeddict-item]
        return
    with file.open("rb") as source:
        source.seek(first)
        while left > 0:
            piece = source.read(min(CHUNK_BYTES, left))
            left -= len(piece)
            more = left > 0 and bool(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": more})
            if not more:
                return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _empty(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    if status != 304:
        headers = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _best_encoding(path: Path, accepted: bytes) -> tuple[Path, bytes | None]:
    for encoding, suffix in ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return packed, encoding
    return path, None


def content_type(path: Path) -> str:
    """Name the media type of a file by its ending."""
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def parse_range(header: str, size_bytes: int) -> tuple[int, int] | None:
    """Read one byte range as (first, last), both included. None: not one satisfiable range."""
    unit, _, spec = header.partition("=")
    first_text, dash, last_text = spec.partition("-")
    if unit != "bytes" or not dash or "," in spec:
        return None
    try:
        if not first_text:
            length = int(last_text)
            first, last = max(size_bytes - length, 0), size_bytes - 1
            return (first, last) if length > 0 and size_bytes else None
        first = int(first_text)
        last = min(int(last_text), size_bytes - 1) if last_text else size_bytes - 1
    except ValueError:
        return None
    return (first, last) if 0 <= first <= last else None
