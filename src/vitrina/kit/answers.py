"""Final bytes of public reads, made once and sent many times."""

import gzip
import hashlib
from typing import Any

import msgspec

ZIP_SIZE_MIN = 1_000
ZIP_LEVEL = 5
# Whoever keeps a copy asks each time whether it still holds: prices and stock are never older than we are.
CACHE_CONTROL = b"private, no-cache"
# Name of the route option that keeps the compression middleware away: an Answer zips itself, once.
IS_RAW = "is_raw"


class Answer:
    """A JSON answer as an ASGI application; 304 when the client has it already.

    Costs one hash when it is made and one compression when the first client takes gzip.
    """

    __slots__ = ("_body", "_etag", "_headers", "_zipped")

    def __init__(self, content: object) -> None:
        """Encode a Struct, or take bytes that are JSON already."""
        self._body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        self._etag = b'W/"' + hashlib.sha256(self._body).hexdigest()[:20].encode() + b'"'
        self._headers = [
            (b"content-type", b"application/json"),
            (b"cache-control", CACHE_CONTROL),
            (b"vary", b"accept-encoding"),
            (b"etag", self._etag),
        ]
        self._zipped: bytes | None = None

    @property
    def size_bytes(self) -> int:
        """Bytes that keeping it takes, about."""
        return len(self._body) + len(self._zipped or b"")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        del receive
        takes_zip, known = False, b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                takes_zip = b"gzip" in value
            elif name == b"if-none-match":
                known = value
        if known and self._etag.removeprefix(b"W/") in known:
            await self._send(send, 304, b"", [])
        elif takes_zip and len(self._body) >= ZIP_SIZE_MIN:
            await self._send(send, 200, self._zip(), [(b"content-encoding", b"gzip")])
        else:
            await self._send(send, 200, self._body, [])

    async def _send(self, send: Any, status: int, body: bytes, more: list[tuple[bytes, bytes]]) -> None:
        headers = [*self._headers, *more]
        if status != 304:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _zip(self) -> bytes:
        if self._zipped is None:
            self._zipped = gzip.compress(self._body, ZIP_LEVEL, mtime=0)
        return self._zipped
