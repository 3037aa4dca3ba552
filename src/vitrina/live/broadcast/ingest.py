"""Publishing from a browser over a WebSocket: a first message that says who and how, then the film.

The first message is text: `{"ticket": "...", "kind": "webcodecs", "channels": 1}`; channels 0: no sound.
The answer is `{"is": "ready"}`, or `{"is": "refused", "code": "..."}` before the socket closes. After it come
binary messages: records (`webcodecs`), or pieces of a Matroska file as MediaRecorder makes it (`matroska`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from vitrina.live.broadcast import webcodecs
from vitrina.live.broadcast.doors import Door
from vitrina.live.broadcast.limits import CREDENTIAL_LENGTH_MAX, HANDSHAKE_S, SILENCE_S
from vitrina.live.broadcast.matroska import Matroska
from vitrina.live.broadcast.model import Audio, Picture, Refused, Sound, Video
from vitrina.live.broadcast.origin import Feed, Origin
from vitrina.live.broadcast.ports import NoGrant
from vitrina.live.broadcast.sound import opus
from vitrina.live.broadcast.webcodecs import Dropped, End, Record, Taken

MESSAGE_BYTES_MAX = 4 * 1024 * 1024
HELLO_BYTES_MAX = 2_000
REFUSED_CLOSE, ENDED_CLOSE, BUSY_CLOSE = 4403, 4000, 1013

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Hello(Struct, frozen=True, kw_only=True):
    """The first message."""

    ticket: str
    kind: str
    channels: int = 0


class Gone(Exception):
    """The socket was closed."""


class Reader(Protocol):
    """Turns binary messages into what they hold. Raises Refused."""

    def read(self, message: bytes) -> Iterable[Record | Audio]:
        """Read one message."""
        ...


class _WebCodecs:
    def read(self, message: bytes) -> Iterable[Record | Audio]:
        return webcodecs.read(message)


async def publish(origin: Origin, receive: Receive, send: Send, *, door: Door, address: str) -> None:
    """Take a film from a socket until it closes."""
    await receive()
    if not door.enter(address):
        await send({"type": "websocket.close", "code": BUSY_CLOSE})
        return
    feed = None
    try:
        await send({"type": "websocket.accept"})
        hello = await _hello(receive)
        feed = await _enter(origin, hello, door=door, address=address)
        await _say(send, {"is": "ready"})
        is_final = await _take(feed, hello, receive)
        feed.leave(is_final=is_final)
        await send({"type": "websocket.close", "code": ENDED_CLOSE})
    except Refused as e:
        if feed:
            feed.leave(e)
        await _send_away(send, e)
    except (Gone, TimeoutError):
        pass
    finally:
        if feed:
            feed.leave()
        door.leave(address)


async def _hello(receive: Receive) -> Hello:
    async with asyncio.timeout(HANDSHAKE_S):
        message = await _message(receive)
    if isinstance(message, bytes) or len(message) > HELLO_BYTES_MAX:
        raise Refused("malformed", "The first message says who publishes.")
    try:
        hello = msgspec.json.decode(message, type=Hello)
    except msgspec.DecodeError as e:
        raise Refused("malformed", "The first message says who publishes.") from e
    if hello.kind not in {"webcodecs", "matroska"}:
        raise Refused("malformed", "There is no such way of publishing.")
    return hello


async def _enter(origin: Origin, hello: Hello, *, door: Door, address: str) -> Feed:
    grant = None
    if len(hello.ticket) <= CREDENTIAL_LENGTH_MAX:
        grant = await origin.rooms.authorize(hello.ticket)
    if grant is None:
        door.failed(address)
        raise Refused("wrong_key", "This ticket is not known.")
    if isinstance(grant, NoGrant):
        raise Refused(grant.code, grant.sentence)
    return origin.enter(grant, ingest="recorder" if hello.kind == "matroska" else hello.kind)


async def _take(feed: Feed, hello: Hello, receive: Receive) -> bool:
    """Hand the film on. Returns whether the host has ended the broadcast."""
    reader = _WebCodecs() if hello.kind == "webcodecs" else Matroska()
    audio = opus(hello.channels) if hello.channels and hello.kind == "webcodecs" else None
    while True:
        async with asyncio.timeout(SILENCE_S):
            message = await _message(receive)
        if isinstance(message, str) or len(message) > MESSAGE_BYTES_MAX:
            raise Refused("malformed", "The publisher sent what cannot be read.")
        for record in reader.read(message):
            match record:
                case Picture():
                    feed.picture(record)
                case Sound():
                    feed.sound(record)
                case Video():
                    feed.set_form(record, audio)
                case Audio():
                    audio = record
                case Dropped():
                    feed.dropped(record.count)
                case Taken():
                    feed.taken(record.dts, epoch_ms=record.epoch_ms)
                case End():
                    return True


async def _message(receive: Receive) -> bytes | str:
    message = await receive()
    if message["type"] != "websocket.receive":
        raise Gone
    data = message.get("bytes")
    return data if data is not None else message.get("text") or ""


async def _send_away(send: Send, refusal: Refused) -> None:
    await _say(send, {"is": "refused", "code": refusal.code})
    await send({"type": "websocket.close", "code": REFUSED_CLOSE, "reason": refusal.code})


async def _say(send: Send, words: dict[str, str]) -> None:
    await send({"type": "websocket.send", "text": msgspec.json.encode(words).decode()})
