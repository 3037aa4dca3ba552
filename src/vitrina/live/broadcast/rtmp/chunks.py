"""RTMP's chunks: messages cut into pieces that interleave. Bytes in, whole messages out; no sockets here."""

from collections.abc import Iterator
from struct import pack, unpack_from

from msgspec import Struct

from vitrina.live.broadcast.limits import CHUNK_BYTES_MAX, CHUNK_STREAMS_MAX, COMMAND_BYTES_MAX

SET_CHUNK_SIZE, ABORT, ACKNOWLEDGEMENT, USER_CONTROL, WINDOW_SIZE, BANDWIDTH = 1, 2, 3, 4, 5, 6
AUDIO, VIDEO, COMMAND_AMF3, DATA, COMMAND = 8, 9, 17, 18, 20
CHUNK_BYTES_FIRST = 128
HEADER_SIZES = (11, 7, 3, 0)
EXTENDED = 0xFFFFFF
UINT32 = 0xFFFFFFFF


class Malformed(Exception):
    """The bytes are no chunks that we take."""


class Message(Struct, gc=False):
    """A whole message."""

    kind: int
    timestamp_ms: int
    data: bytes


class _Stream:
    """What the next header of a chunk stream may leave out."""

    __slots__ = ("delta", "extended", "kind", "partial", "size", "timestamp")

    def __init__(self) -> None:
        self.timestamp = self.delta = self.size = self.kind = 0
        self.extended: int | None = None
        self.partial: bytearray | None = None


class Chunks:
    """Puts messages together again. message_bytes_max may be raised once the publisher is known."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.message_bytes_max = COMMAND_BYTES_MAX
        self._buffer = bytearray()
        self._at = 0
        self._chunk_bytes = CHUNK_BYTES_FIRST
        self._streams: dict[int, _Stream] = {}

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take bytes and yield the messages that they complete. Raises Malformed."""
        self._buffer += data
        while True:
            begun_at = self._at
            message = self._chunk()
            if self._at == begun_at:
                break
            if message is None:
                continue
            if message.kind == SET_CHUNK_SIZE:
                self._set_chunk_size(message.data)
            elif message.kind == ABORT:
                self._abort(message.data)
            else:
                yield message
        del self._buffer[: self._at]
        self._at = 0

    def _chunk(self) -> Message | None:
        """Read one chunk and move on; stay where it is when it has not come whole."""
        begun = self._begin()
        if begun is None:
            return None
        number, form, at = begun
        stream = self._stream(number, form)
        header = bytes(self._buffer[at : at + HEADER_SIZES[form]])
        at += HEADER_SIZES[form]
        field = int.from_bytes(header[:3], "big") if form < 3 else 0
        extended = None
        if field == EXTENDED or (form == 3 and stream.extended is not None):
            if at + 4 > len(self._buffer):
                return None
            (extended,) = unpack_from(">I", self._buffer, at)
            # Some publishers leave it out of the chunks that continue a message.
            if form < 3 or extended == stream.extended:
                at += 4
        size = int.from_bytes(header[3:6], "big") if form < 2 else stream.size
        if size > self.message_bytes_max:
            raise Malformed(f"a message of {size} bytes is too large")
        done = 0 if stream.partial is None else len(stream.partial)
        piece = min(self._chunk_bytes, size - done)
        if at + piece > len(self._buffer):
            return None
        self._streams[number] = stream
        if form < 3:
            self._note(stream, header, field if extended is None else extended)
            stream.extended = extended
        elif stream.partial is None:
            stream.timestamp = (stream.timestamp + stream.delta) & UINT32
        self._at = at + piece
        return self._collect(stream, self._buffer, at)

    def _begin(self) -> tuple[int, int, int] | None:
        """Read the number of the chunk's stream, and which form its header has; None: not come whole."""
        available, at = len(self._buffer), self._at
        if at >= available:
            return None
        form, number = self._buffer[at] >> 6, self._buffer[at] & 63
        at += 1
        if number < 2:
            size = number + 1
            if at + size > available:
                return None
            number = 64 + int.from_bytes(self._buffer[at : at + size], "little")
            at += size
        return None if at + HEADER_SIZES[form] > available else (number, form, at)

    def _stream(self, number: int, form: int) -> _Stream:
        stream = self._streams.get(number)
        if stream is None:
            if form or len(self._streams) >= CHUNK_STREAMS_MAX:
                raise Malformed("a chunk continues what never began, or too many streams are open")
            return _Stream()
        if form < 3 and stream.partial is not None:
            raise Malformed("a message begins inside another")
        return stream

    def _note(self, stream: _Stream, header: bytes, field: int) -> None:
        if len(header) == HEADER_SIZES[0]:
            stream.timestamp, stream.delta = field, 0
        else:
            stream.delta = field
            stream.timestamp = (stream.timestamp + field) & UINT32
        if len(header) >= HEADER_SIZES[1]:
            stream.size, stream.kind = int.from_bytes(header[3:6], "big"), header[6]

    def _collect(self, stream: _Stream, buffer: bytearray, at: int) -> Message | None:
        if stream.partial is None:
            if stream.size == self._at - at:
                return Message(stream.kind, stream.timestamp, bytes(buffer[at : self._at]))
            stream.partial = bytearray()
        stream.partial += buffer[at : self._at]
        if len(stream.partial) < stream.size:
            return None
        data, stream.partial = bytes(stream.partial), None
        return Message(stream.kind, stream.timestamp, data)

    def _set_chunk_size(self, data: bytes) -> None:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 or not 1 <= size <= CHUNK_BYTES_MAX:
            raise Malformed(f"chunks of {size} bytes are not taken")
        self._chunk_bytes = size

    def _abort(self, data: bytes) -> None:
        if stream := self._streams.get(int.from_bytes(data[:4], "big")):
            stream.partial = None


def written(kind: int, data: bytes, *, chunk_stream: int, message_stream: int = 0, chunk_bytes: int) -> bytes:
    """Write a message as chunks. Small numbers of chunk streams only: 2 to 63."""
    head = pack(">B3s3sB", chunk_stream, bytes(3), len(data).to_bytes(3, "big"), kind)
    pieces = [head, pack("<I", message_stream)]
    for at in range(0, len(data), chunk_bytes):
        if at:
            pieces.append(bytes([0xC0 | chunk_stream]))
        pieces.append(data[at : at + chunk_bytes])
    return b"".join(pieces)
