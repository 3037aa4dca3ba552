"""What the broadcast asks of the rooms, and what it offers them. The only thing that both sides know.

The live process holds one `Rooms` (written by the room plane: who may publish, what a broadcast means) and
one `Stage` (written here: what is on air, and a way to cut it off). Neither side imports the other.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

STREAM_KEY_PREFIX = "live_"


class RoomGrant(Struct, frozen=True, kw_only=True):
    """Leave to publish into one room, and what to do with the film."""

    room_id: str  # As it stands in the address of the film: letters, digits and dashes, at most 64.
    is_recorded: bool = True
    bitrate_max_bps: int = 0  # 0: as the instance allows
    film_key: str = ""  # The film is for those alone who bring this key; empty: for everybody.


class NoGrant(Struct, frozen=True, kw_only=True):
    """Why the key of a room opens nothing at the moment, told to whoever has it."""

    code: str  # as in `Refused`: "on_another_stage"
    sentence: str


class Film(Struct, frozen=True, kw_only=True):
    """What is sent into a room: its form, and the moment of its first picture."""

    started_ms: int  # epoch ms of the first picture, by our clock
    width: int
    height: int
    codecs: str  # "avc1.64001f,mp4a.40.2", as RFC 6381 writes it
    ingest: str  # "rtmp", "webcodecs", "recorder"
    is_return: bool  # The publisher was gone and came back into the running broadcast.


class Stretch(Struct, frozen=True, kw_only=True):
    """From which moment of the show on its recording goes on at which position."""

    started_ms: int  # epoch ms
    position_ms: int


class Recording(Struct, frozen=True, kw_only=True):
    """A finished recording: one fMP4 file and its index beside it, below the data folder."""

    path: str  # below data_dir
    index_path: str  # below data_dir; read by broadcast.replay.read_index
    started_ms: int
    duration_ms: int
    size_bytes: int
    is_complete: bool  # False when a limit of size or time ended the recording before the show
    stretches: Sequence[Stretch] = ()  # The publisher was away between two of them.


class Health(Struct, frozen=True, kw_only=True):
    """How a broadcast does, measured over the seconds since the last report."""

    bitrate_bps: int
    frames_per_second: float
    keyframe_interval_ms: int
    dropped_count: int  # pictures that the publisher left out or we had to, since the start
    viewers_waiting: int  # requests that wait for the next part now: players in low-latency mode, about
    late_ms: int  # how much later than at its best the film arrives


class NotHeard(Exception):
    """The rooms cannot hear now, as without their database: they are told again."""


class Rooms(Protocol):
    """The room plane, as the broadcast needs it. Raises NotHeard at most; each call has a few seconds."""

    async def authorize(self, credential: str) -> RoomGrant | NoGrant | None:
        """Read a stream key (`live_<room>_<secret>`) or a browser's ticket; None: nobody we know.

        The credential is at most 256 characters and may be anything a stranger typed.
        """
        ...

    async def on_air(self, room_id: str, film: Film) -> None:
        """Hear that the first part can be fetched; again, with is_return, after a reconnect."""
        ...

    async def off_air(self, room_id: str, recording: Recording | None) -> None:
        """Hear that the broadcast has ended for good. recording: None when nothing was kept."""
        ...

    async def health(self, room_id: str, health: Health) -> None:
        """Hear every HEALTH_EVERY_S how the broadcast does."""
        ...

    async def waiting(self, room_id: str) -> None:
        """Hear that the publisher is gone; the room is kept RETURN_WITHIN_S for a return."""
        ...

    async def refused(self, room_id: str, code: str) -> None:
        """Hear that an authorised publisher was sent away; code as in `Refused`: "keyframes_too_far"."""
        ...


class Stage(Protocol):
    """What runs on air now, as the room plane may use it."""

    def is_on_air(self, room_id: str) -> bool:
        """Say whether a film can be watched in the room."""
        ...

    def now_ms(self) -> int:
        """Tell the clock that EXT-X-PROGRAM-DATE-TIME and so every `at` of a pin is written by."""
        ...

    async def end(self, room_id: str) -> None:
        """End the broadcast now: the publisher is sent away, off_air follows. Harmless without one."""
        ...


class Nobody:
    """Rooms of a process without a room plane: nobody may publish."""

    async def authorize(self, credential: str) -> RoomGrant | None:  # noqa: ARG002
        """Know nobody."""
        return None

    async def on_air(self, room_id: str, film: Film) -> None:
        """Hear nothing."""

    async def off_air(self, room_id: str, recording: Recording | None) -> None:
        """Hear nothing."""

    async def health(self, room_id: str, health: Health) -> None:
        """Hear nothing."""

    async def waiting(self, room_id: str) -> None:
        """Hear nothing."""

    async def refused(self, room_id: str, code: str) -> None:
        """Hear nothing."""


def stream_key_of(room_id: str, secret: str) -> str:
    """Write the key that a publisher types into her program: the room names itself, the secret proves it."""
    return f"{STREAM_KEY_PREFIX}{room_id}_{secret}"


def split_stream_key(key: str) -> tuple[str, str] | None:
    """Part a stream key into room and secret; None when it is none. The secret holds no underscore."""
    if not key.startswith(STREAM_KEY_PREFIX):
        return None
    room_id, _, secret = key.removeprefix(STREAM_KEY_PREFIX).rpartition("_")
    return (room_id, secret) if room_id and secret else None
