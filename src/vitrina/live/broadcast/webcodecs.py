"""What the browser's publisher sends by WebCodecs: records of samples, many in a message. Pure.

A record is `type u8 | timestamp_us i64 | duration_us u32 | size u32 | payload`, big-endian.
"""

from collections.abc import Iterator
from enum import IntEnum
from struct import Struct as Form

from vitrina.live.broadcast.h264 import read_config
from vitrina.live.broadcast.limits import TICKS_PER_S
from vitrina.live.broadcast.model import Picture, Refused, Sound, Video
from vitrina.live.broadcast.sound import OPUS_RATE, opus_duration

HEAD = Form(">BqII")
CLOCK_FORM = Form(">d")
RECORDS_MAX = 1_000
MICROSECONDS = 1_000_000
TIMESTAMP_US_MAX = 10 * 366 * 86_400 * MICROSECONDS


class Kind(IntEnum):
    """The first byte of a record."""

    CONFIG = 0
    """The avcC record of the pictures that follow."""
    KEY = 1
    """A key frame."""
    DELTA = 2
    """Another picture."""
    SOUND = 3
    """A packet of Opus."""
    DROPPED = 4
    """How many pictures were left out so far: u32."""
    END = 5
    """The broadcast is over."""
    CLOCK = 6
    """When a picture was taken, in epoch ms by our clock: f64."""


class Dropped:
    """How many pictures the publisher has left out since she began."""

    __slots__ = ("count",)

    def __init__(self, count: int) -> None:
        """Keep it."""
        self.count = count


class Taken:
    """When a picture was taken, by our clock as the publisher knows it."""

    __slots__ = ("dts", "epoch_ms")

    def __init__(self, dts: int, epoch_ms: float) -> None:
        """Keep both; dts in ticks."""
        self.dts = dts
        self.epoch_ms = epoch_ms


class End:
    """The host has ended the broadcast."""


Record = Video | Picture | Sound | Dropped | Taken | End


def read(message: bytes) -> Iterator[Record]:
    """Read the records of one message. Raises Refused."""
    at, count = 0, 0
    while at < len(message):
        count += 1
        if at + HEAD.size > len(message) or count > RECORDS_MAX:
            raise _malformed()
        kind, timestamp_us, _, size = HEAD.unpack_from(message, at)
        at += HEAD.size
        payload = message[at : at + size]
        at += size
        if len(payload) < size or not 0 <= timestamp_us < TIMESTAMP_US_MAX:
            raise _malformed()
        yield _record(kind, timestamp_us, payload)


def write(kind: int, *, timestamp_us: int = 0, duration_us: int = 0, payload: bytes = b"") -> bytes:
    """Write a record, as the publisher in the browser does."""
    return HEAD.pack(kind, timestamp_us, duration_us, len(payload)) + payload


def _record(kind: int, timestamp_us: int, payload: bytes) -> Record:
    match kind:
        case Kind.CONFIG:
            return read_config(payload)
        case Kind.KEY | Kind.DELTA:
            return Picture(timestamp_us * TICKS_PER_S // MICROSECONDS, 0, kind == Kind.KEY, payload)
        case Kind.SOUND:
            duration = opus_duration(payload)
            if not duration:
                raise Refused("audio_unreadable", "A packet of sound is not Opus.")
            return Sound(timestamp_us * OPUS_RATE // MICROSECONDS, duration, payload)
        case Kind.DROPPED:
            return Dropped(int.from_bytes(payload[:4], "big"))
        case Kind.END:
            return End()
        case Kind.CLOCK if len(payload) == CLOCK_FORM.size:
            return Taken(timestamp_us * TICKS_PER_S // MICROSECONDS, CLOCK_FORM.unpack(payload)[0])
        case _:
            raise _malformed()


def _malformed() -> Refused:
    return Refused("malformed", "The publisher sent what cannot be read.")
