"""What MediaRecorder makes of a camera, as samples: Matroska with H.264 and Opus, read as it comes.

The fallback for browsers without WebCodecs. Chromium calls it `video/webm;codecs=h264,opus`, flushes it at
any moment, and writes sizes that are not known yet, so masters are walked into and never waited for.
"""

from collections.abc import Iterator
from struct import pack

from vitrina.live.broadcast.h264 import IDR, SPS, read_config
from vitrina.live.broadcast.limits import CONFIG_BYTES_MAX, SAMPLE_BYTES_MAX, TICKS_PER_S
from vitrina.live.broadcast.model import Audio, Picture, Refused, Sound, Video
from vitrina.live.broadcast.sound import OPUS_RATE, opus, opus_duration

SEGMENT, INFO, TRACKS, CLUSTER, BLOCK_GROUP = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0xA0
WALKED = {SEGMENT, INFO, TRACKS, CLUSTER, BLOCK_GROUP}
TIMESTAMP_SCALE, TIMESTAMP, SIMPLE_BLOCK, BLOCK, TRACK = 0x2AD7B1, 0xE7, 0xA3, 0xA1, 0xAE
NUMBER, CODEC, PRIVATE, AUDIO, CHANNELS = 0xD7, 0x86, 0x63A2, 0xE1, 0x9F
MILLISECOND_NS = 1_000_000
NS = 1_000_000_000
PPS = 8
LACING = 0x06
START = b"\0\0\1"
NAMES = {b"V_MPEG4/ISO/AVC": "video", b"A_OPUS": "audio"}


class Matroska:
    """Reads a growing file. Raises Refused for anything but H.264 and Opus."""

    def __init__(self) -> None:
        """Begin at its first byte."""
        self._buffer = bytearray()
        self._scale_ns = MILLISECOND_NS
        self._cluster = 0
        self._tracks: dict[int, str] = {}
        self._config = b""

    def read(self, message: bytes) -> Iterator[Video | Audio | Picture | Sound]:
        """Take the next bytes and yield what they complete."""
        self._buffer += message
        at = 0
        while (head := _head(self._buffer, at)) is not None:
            name, size, begin = head
            if name in WALKED:
                at = begin
                continue
            if size is None or size > SAMPLE_BYTES_MAX:
                raise _unreadable()
            if begin + size > len(self._buffer):
                break
            body = bytes(self._buffer[begin : begin + size])
            at = begin + size
            yield from self._element(name, body)
        del self._buffer[:at]

    def _element(self, name: int, body: bytes) -> Iterator[Video | Audio | Picture | Sound]:
        if name == TIMESTAMP_SCALE:
            self._scale_ns = int.from_bytes(body, "big")
            if not 1_000 <= self._scale_ns <= NS:
                raise _unreadable()
        elif name == TIMESTAMP:
            self._cluster = int.from_bytes(body[:8], "big")
        elif name == TRACK:
            yield from self._track(body)
        elif name in {SIMPLE_BLOCK, BLOCK}:
            yield from self._block(body)

    def _track(self, body: bytes) -> Iterator[Video | Audio]:
        fields = dict(_children(body))
        codec = fields.get(CODEC, b"").rstrip(b"\0")
        kind = NAMES.get(codec)
        if kind is None or len(self._tracks) >= 2:
            raise Refused(
                "codec", f"Only H.264 and Opus are taken; this is {codec.decode('ascii', 'replace')}."
            )
        self._tracks[int.from_bytes(fields.get(NUMBER, b""), "big")] = kind
        if kind == "audio":
            sound = dict(_children(fields.get(AUDIO, b"")))
            yield opus(int.from_bytes(sound.get(CHANNELS, b"\1"), "big"))
        elif private := fields.get(PRIVATE):
            self._config = private
            yield read_config(private)

    def _block(self, body: bytes) -> Iterator[Video | Picture | Sound]:
        if not body:
            raise _unreadable()
        width = 9 - body[0].bit_length()
        number = int.from_bytes(body[:width], "big") & ((1 << 7 * width) - 1)
        offset = int.from_bytes(body[width : width + 2], "big", signed=True)
        data = body[width + 3 :]
        kind = self._tracks.get(number)
        if kind is None or not data or body[width + 2] & LACING:
            raise _unreadable()
        moment_ns = max(0, self._cluster + offset) * self._scale_ns
        if kind == "audio":
            yield Sound(moment_ns * OPUS_RATE // NS, opus_duration(data) or OPUS_RATE // 50, data)
            return
        units = _avcc(data) or _annex_b(data)
        config = _config_of(units)
        if config and config != self._config:
            self._config = config
            yield read_config(config)
        kept = [unit for unit in units if unit[0] & 31 not in {SPS, PPS}]
        is_key = any(unit[0] & 31 == IDR for unit in kept)
        if kept:
            picture = b"".join(pack(">I", len(unit)) + unit for unit in kept)
            yield Picture(moment_ns * TICKS_PER_S // NS, 0, is_key, picture)


def _head(buffer: bytes | bytearray, at: int) -> tuple[int, int | None, int] | None:
    """Read the name and size of an element; None when they have not come whole. size None: not known yet."""
    if at >= len(buffer):
        return None
    width = 9 - buffer[at].bit_length()
    if width > 4:
        raise _unreadable()
    size_at = at + width
    if size_at >= len(buffer):
        return None
    size_width = 9 - buffer[size_at].bit_length()
    if size_width > 8:
        raise _unreadable()
    begin = size_at + size_width
    if begin > len(buffer):
        return None
    name = int.from_bytes(buffer[at:size_at], "big")
    size = int.from_bytes(buffer[size_at:begin], "big") & ((1 << 7 * size_width) - 1)
    return name, None if size == (1 << 7 * size_width) - 1 else size, begin


def _children(body: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while (head := _head(body, at)) is not None:
        name, size, begin = head
        if size is None or begin + size > len(body):
            raise _unreadable()
        yield name, body[begin : begin + size]
        at = begin + size


def _annex_b(data: bytes) -> list[bytes]:
    """Part a picture at its start codes. A unit never ends with zeros."""
    if not data.startswith((b"\0" + START, START)):
        raise _unreadable()
    return [unit for piece in data.split(START) if (unit := piece.rstrip(b"\0"))]


def _avcc(data: bytes) -> list[bytes] | None:
    """Part a picture by the sizes of its units; None when they do not add up to it.

    Tried first: a unit of 256 to 511 bytes begins with a size that looks like a start code.
    """
    units: list[bytes] = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if not 0 < size <= len(data) - at - 4:
            return None
        units.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return units


def _config_of(units: list[bytes]) -> bytes | None:
    """Write the avcC record of the parameter sets in a picture; None when it has none."""
    sps = next((unit for unit in units if unit[0] & 31 == SPS), None)
    pps = next((unit for unit in units if unit[0] & 31 == PPS), None)
    if sps is None or pps is None or len(sps) + len(pps) > CONFIG_BYTES_MAX or len(sps) < 4:
        return None
    head = b"\1" + sps[1:4] + b"\xff\xe1"
    return head + pack(">H", len(sps)) + sps + b"\1" + pack(">H", len(pps)) + pps


def _unreadable() -> Refused:
    return Refused("malformed", "What the browser recorded cannot be read.")
