"""The live HTTP application, raw ASGI: films from memory to viewers, and the socket that browsers publish by.

`/live/{room}/index.m3u8`, and below `/live/{room}/{tag}/` what it names: `init.N.mp4`, `S.m4s`, `S.P.m4s`.
`sound.m3u8` is the sound alone, with its pieces below `{tag}/sound/`; `main.m3u8` lists both.
The playlists of a show with an age limit need `?key=`, which the API tells adults; its tag is random.
`/live/publish` is the WebSocket, `/live/now` tells the time. `/readyz` says that the process works.
"""

import hmac
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from vitrina.kit.http import client_address
from vitrina.live.broadcast import ingest
from vitrina.live.broadcast.doors import Door
from vitrina.live.broadcast.film import Film, TooFar, TooMany
from vitrina.live.broadcast.ingest import Receive, Send
from vitrina.live.broadcast.limits import WAITERS_MAX
from vitrina.live.broadcast.origin import Origin
from vitrina.live.broadcast.playlist import MAIN, PICTURES, SOUND

PLAYLIST = re.compile(r"/live/([0-9A-Za-z-]{1,64})/(index|sound|main)\.m3u8")
PIECE = re.compile(
    r"/live/([0-9A-Za-z-]{1,64})/([0-9a-f]{1,16}(?:/(sound))?)/(?:init\.(\d{1,9})\.mp4|(\d{1,9})(?:\.(\d{1,4}))?\.m4s)"
)
PUBLISH, NOW = "/live/publish", "/live/now"
NUMBER = re.compile(r"\d{1,9}")
QUERY_LENGTH_MAX = 200
# Whatever an address once meant it means for ever; it can be fetched for some seconds.
KEPT = "public, max-age=60, immutable"
PROMISED = "public, max-age=1"
FRESH = "no-cache"
NEVER = "no-store"
MPEGURL, SEGMENT, MP4, JSON = (
    b"application/vnd.apple.mpegurl",
    b"video/iso.segment",
    b"video/mp4",
    b"application/json",
)

Scope = Mapping[str, Any]


class Answer(Exception):
    """An answer that ends the request early."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status."""
        self.status = status
        super().__init__(status.phrase)


class LiveApp:
    """Answers requests. web_origin: the only origin whose pages may read the answers; "*": every one."""

    def __init__(self, origin: Origin, *, web_origin: str, is_behind_proxy: bool) -> None:
        """Describe it."""
        self._origin = origin
        self._door = Door()
        self._is_behind_proxy = is_behind_proxy
        self._common = [
            (b"access-control-allow-origin", web_origin.encode()),
            (b"cross-origin-resource-policy", b"cross-origin"),
            (b"x-content-type-options", b"nosniff"),
            *([] if web_origin == "*" else [(b"vary", b"origin")]),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or serve one socket."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        try:
            if scope["method"] not in {"GET", "HEAD"}:
                raise Answer(HTTPStatus.METHOD_NOT_ALLOWED)
            body, kind, caching = await self._answer(scope)
            await self._send(send, HTTPStatus.OK, body, kind=kind, caching=caching, method=scope["method"])
        except Answer as e:
            body = e.status.phrase.encode()
            await self._send(send, e.status, body, kind=b"text/plain", caching=NEVER, method=scope["method"])

    async def _answer(self, scope: Scope) -> tuple[bytes, bytes, str]:
        path = scope["path"]
        if found := PIECE.fullmatch(path):
            return await self._piece(found)
        if found := PLAYLIST.fullmatch(path):
            return await self._playlist(found[1], found[2], scope["query_string"])
        if path == "/readyz":
            return b'{"status":"ok"}', JSON, NEVER
        if path == NOW:
            return b"%d" % self._origin.now_ms(), JSON, NEVER
        raise Answer(HTTPStatus.NOT_FOUND)

    async def _playlist(self, room_id: str, name: str, query: bytes) -> tuple[bytes, bytes, str]:
        film = self._film(room_id, SOUND if name == SOUND else PICTURES)
        number, part, key = _directives(query)
        if not hmac.compare_digest(film.key.encode(), key.encode() if film.key else b""):
            raise Answer(HTTPStatus.FORBIDDEN)
        if name == MAIN:
            return film.main(), MPEGURL, FRESH
        if number is None:
            return film.playlist(), MPEGURL, FRESH
        await self._wait(film, number, part)
        return film.playlist(), MPEGURL, PROMISED

    async def _piece(self, found: re.Match[str]) -> tuple[bytes, bytes, str]:
        film = self._film(found[1], found[3] or PICTURES)
        if film.tag != found[2]:
            raise Answer(HTTPStatus.NOT_FOUND)
        if found[4]:
            init = film.inits.get(int(found[4]))
            if init is None:
                raise Answer(HTTPStatus.NOT_FOUND)
            return init, MP4, KEPT
        number, part = int(found[5]), found[6]
        if part is None:
            segment = film.segment(number)
            if segment is None or not segment.is_whole:
                raise Answer(HTTPStatus.NOT_FOUND)
            return segment.data(), SEGMENT, KEPT
        await self._wait(film, number, int(part))
        data = film.part(number, int(part))
        if data is None:
            raise Answer(HTTPStatus.NOT_FOUND)
        return data, SEGMENT, KEPT

    async def _wait(self, film: Film, number: int, part: int | None) -> None:
        """Wait for what was promised, within the bounds on those who wait."""
        if self._origin.waiter_count() >= WAITERS_MAX:
            raise Answer(HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            has_come = await film.wait_for(number, part, timeout_s=self._origin.policy.wait_s)
        except TooFar:
            raise Answer(HTTPStatus.BAD_REQUEST) from None
        except TooMany:
            raise Answer(HTTPStatus.SERVICE_UNAVAILABLE) from None
        if not has_come:
            raise Answer(HTTPStatus.SERVICE_UNAVAILABLE)

    def _film(self, room_id: str, name: str) -> Film:
        film = self._origin.film(room_id)
        if film and name == SOUND:
            film = film.beside if film.beside and film.beside.can_be_fetched else None
        if film is None:
            raise Answer(HTTPStatus.NOT_FOUND)
        return film

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != PUBLISH:
            await receive()
            await send({"type": "websocket.close", "code": 4404})
            return
        address = client_address(scope, is_behind_proxy=self._is_behind_proxy)
        await ingest.publish(self._origin, receive, send, door=self._door, address=address)

    async def _send(
        self, send: Send, status: HTTPStatus, body: bytes, *, kind: bytes, caching: str, method: str
    ) -> None:
        headers = [
            (b"content-type", kind),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", caching.encode()),
            *self._common,
        ]
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append((b"retry-after", b"1"))
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _directives(query: bytes) -> tuple[int | None, int | None, str]:
    """Read what a viewer wants to wait for, and the key that she brings. Raises Answer."""
    if len(query) > QUERY_LENGTH_MAX:
        raise Answer(HTTPStatus.BAD_REQUEST)
    fields = parse_qs(query.decode("latin-1"), max_num_fields=10)
    number, part = (fields.get(name, [None])[0] for name in ("_HLS_msn", "_HLS_part"))
    if any(each is not None and not NUMBER.fullmatch(each) for each in (number, part)):
        raise Answer(HTTPStatus.BAD_REQUEST)
    if number is None and part is not None:
        raise Answer(HTTPStatus.BAD_REQUEST)
    key = fields.get("key", [""])[0]
    return int(number) if number else None, int(part) if part else None, key
