"""One publisher's RTMP session: what she asks, what she is told, and her film handed on. No sockets here."""

from collections.abc import Awaitable, Callable
from struct import pack

from vitrina.live.broadcast.limits import CREDENTIAL_LENGTH_MAX, SAMPLE_BYTES_MAX
from vitrina.live.broadcast.model import Audio, Refused, Video
from vitrina.live.broadcast.origin import Feed
from vitrina.live.broadcast.rtmp import amf, chunks, flv
from vitrina.live.broadcast.rtmp.chunks import Chunks, Message

OUR_CHUNK_BYTES = 4096
WINDOW_BYTES = 2_500_000
STREAM = 1
CONTROL_CHUNKS, COMMAND_CHUNKS, STATUS_CHUNKS = 2, 3, 5


class Over(Exception):
    """The publisher has stopped sending."""


class Session:
    """Answers messages. Raises Refused, Over, Malformed; who calls then tells and hangs up.

    send: writes bytes.  enter: lets a credential in, or raises Refused.
    """

    def __init__(self, *, send: Callable[[bytes], None], enter: Callable[[str], Awaitable[Feed]]) -> None:
        """Begin, after the handshake."""
        self.feed: Feed | None = None
        self._send_bytes = send
        self._enter = enter
        self._chunks = Chunks()
        self._clock = flv.Clock()
        self._video: Video | None = None
        self._audio: Audio | None = None
        self._received = 0
        self._acknowledged = 0
        self._is_connected = False
        self._send(chunks.SET_CHUNK_SIZE, pack(">I", OUR_CHUNK_BYTES))

    async def receive(self, data: bytes) -> None:
        """Take what came."""
        self._received += len(data)
        for message in self._chunks.feed(data):
            await self._hear(message)
        if self._received - self._acknowledged > WINDOW_BYTES // 2:
            self._acknowledged = self._received
            self._send(chunks.ACKNOWLEDGEMENT, pack(">I", self._received & chunks.UINT32))

    def refuse(self, refusal: Refused) -> None:
        """Tell the publisher's program why it is sent away."""
        code = "NetStream.Publish.BadName" if refusal.code in {"wrong_key", "occupied"} else ""
        self._status("error", code or "NetStream.Publish.Rejected", str(refusal))

    async def _hear(self, message: Message) -> None:
        match message.kind:
            case chunks.VIDEO:
                self._see(message)
            case chunks.AUDIO:
                self._listen(message)
            case chunks.COMMAND:
                await self._obey(message.data)
            case chunks.COMMAND_AMF3:
                await self._obey(message.data[1:])
            case _:
                pass

    def _see(self, message: Message) -> None:
        if not self.feed:
            raise Refused("out_of_turn", "Pictures came before `publish`.")
        seen = flv.picture(message.data, self._clock.ms(message.timestamp_ms))
        if isinstance(seen, Video):
            self._video = seen
        elif seen:
            if self._video:
                self.feed.set_form(self._video, self._audio)
            self.feed.picture(seen)

    def _listen(self, message: Message) -> None:
        if not self.feed:
            raise Refused("out_of_turn", "Sound came before `publish`.")
        heard = flv.sound(message.data, self._clock.ms(message.timestamp_ms), self._audio)
        if isinstance(heard, Audio):
            self._audio = heard
        elif heard:
            self.feed.sound(heard)

    async def _obey(self, data: bytes) -> None:
        try:
            name, number, *arguments = amf.read(data)
        except (ValueError, amf.Malformed) as e:
            raise chunks.Malformed(f"a command cannot be read: {e}") from e
        match name:
            case "connect":
                self._connect(number)
            case "createStream":
                self._command(COMMAND_CHUNKS, "_result", number, None, STREAM)
            case "releaseStream" | "FCPublish":
                self._command(COMMAND_CHUNKS, "_result", number, None)
            case "publish":
                await self._publish(arguments)
            case "deleteStream" | "FCUnpublish" | "closeStream":
                if self.feed:
                    raise Over
            case "play" | "play2":
                raise Refused("out_of_turn", "This port is for publishing; films are watched in the browser.")
            case _:
                pass

    def _connect(self, number: amf.Value) -> None:
        self._is_connected = True
        self._send(chunks.WINDOW_SIZE, pack(">I", WINDOW_BYTES))
        self._send(chunks.BANDWIDTH, pack(">IB", WINDOW_BYTES, 2))
        abilities = {"fmsVer": "FMS/3,0,1,123", "capabilities": 31}
        status = {
            "level": "status",
            "code": "NetConnection.Connect.Success",
            "description": "Connected.",
            "objectEncoding": 0,
        }
        self._command(COMMAND_CHUNKS, "_result", number, abilities, status)

    async def _publish(self, arguments: list[amf.Value]) -> None:
        key = arguments[1] if len(arguments) > 1 else None
        if not self._is_connected or self.feed or not isinstance(key, str):
            raise Refused("out_of_turn", "Publish once, after `connect`, with a key.")
        if len(key) > CREDENTIAL_LENGTH_MAX:
            raise Refused("wrong_key", "This stream key is not known.")
        self.feed = await self._enter(key.partition("?")[0])
        self._chunks.message_bytes_max = SAMPLE_BYTES_MAX
        self._send(chunks.USER_CONTROL, pack(">HI", 0, STREAM))
        self._status("status", "NetStream.Publish.Start", "You are on air.")

    def _status(self, level: str, code: str, description: str) -> None:
        status = {"level": level, "code": code, "description": description}
        data = amf.write("onStatus", 0, None, status)
        self._send(chunks.COMMAND, data, chunk_stream=STATUS_CHUNKS, message_stream=STREAM)

    def _command(self, chunk_stream: int, *values: object) -> None:
        self._send(chunks.COMMAND, amf.write(*values), chunk_stream=chunk_stream)

    def _send(
        self, kind: int, data: bytes, *, chunk_stream: int = CONTROL_CHUNKS, message_stream: int = 0
    ) -> None:
        # The first message announces the size of our chunks, and is itself below the size before.
        self._send_bytes(
            chunks.written(
                kind,
                data,
                chunk_stream=chunk_stream,
                message_stream=message_stream,
                chunk_bytes=OUR_CHUNK_BYTES,
            )
        )
