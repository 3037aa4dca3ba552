"""The rooms of the live process in memory: who watches, the last lines of each log, and hearts.

Every line becomes one frame, built once and written to every transport. A room keeps the last frames, so that
who comes back after a cut gets what she missed; who missed more is told to look anew.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec
from msgspec import Struct

from vitrina.live.model import Kind, Line, MessageId, RoomId

RING_LINES = 400
# A viewer whose device takes so little is cut off; she comes back by herself and goes on where she was.
BUFFER_BYTES_MAX = 256 * 1024
SEEN_WITHIN_S = 30.0
HEARTS_PER_TICK = 20
MESSAGES_PER_TICK = 10
# So many are written to in one go; then others of this process have a turn.
FAN_OUT = 500
TEXT = 0x81


class Transport(Protocol):
    """What frames are written to: an asyncio transport, as far as it is used here."""

    def write(self, data: bytes) -> None:
        """Send bytes, or keep them until they can be sent."""
        ...

    def get_write_buffer_size(self) -> int:
        """Tell how many bytes wait."""
        ...

    def abort(self) -> None:
        """Close at once."""
        ...


def text_frame(payload: bytes) -> bytes:
    """Write a text message of a server as one frame. Source: RFC 6455, section 5.2."""
    size = len(payload)
    if size < 126:
        return bytes((TEXT, size)) + payload
    if size < 65_536:
        return bytes((TEXT, 126)) + size.to_bytes(2) + payload
    return bytes((TEXT, 127)) + size.to_bytes(8) + payload


class _Message(Struct, frozen=True, kw_only=True):
    """Which message a line is about; none: its words are gone already."""

    id: MessageId | None = None


def _message_of(line: Line) -> MessageId | None:
    return msgspec.json.decode(line.body, type=_Message).id


class Audience(Struct, frozen=True, kw_only=True):
    """Who is there, and how many hearts came since the last time: told now and then, and not kept."""

    kind: str = "audience"
    viewers: int
    hearts: int


class Reload(Struct, frozen=True, kw_only=True):
    """What a viewer hears who missed more than is kept: look at the room anew."""

    kind: str = "reload"


RELOAD = text_frame(msgspec.json.encode(Reload()))


class Viewer:
    """One connection. session: of a device, so that two tabs are one viewer."""

    __slots__ = ("heard", "hearts", "is_host", "seen_s", "session", "transport")

    def __init__(self, transport: Transport, *, session: str, is_host: bool, now_s: float) -> None:
        """Start with somebody who is there."""
        self.transport = transport
        self.session = session
        self.is_host = is_host
        self.seen_s = now_s
        self.hearts = 0
        self.heard = 0

    def write(self, frame: bytes) -> bool:
        """Send a frame; False for a viewer who is too slow, and is cut off."""
        if self.transport.get_write_buffer_size() > BUFFER_BYTES_MAX:
            self.transport.abort()
            return False
        self.transport.write(frame)
        return True

    def hear(self, message: str, now_s: float) -> bool:
        """Take what a viewer sends: `h` for being there, `+3` for hearts. False when it is too much."""
        self.heard += 1
        if self.heard > MESSAGES_PER_TICK:
            return False
        self.seen_s = now_s
        if message.startswith("+") and message[1:].isdecimal():
            self.hearts = min(HEARTS_PER_TICK, self.hearts + int(message[1:]))
        return True


class RoomHub:
    """One room: its viewers, and the last lines of its log as frames."""

    def __init__(self, room_id: RoomId, lines: Sequence[Line], *, last_seq: int) -> None:
        """lines: the last ones of the log, without a gap up to last_seq."""
        self.room_id = room_id
        self.key = ""  # What a viewer must bring; empty: nothing.
        self.viewers: set[Viewer] = set()
        self.last_seq = last_seq
        self.peak = 0
        self._ring: deque[tuple[Line, bytes]] = deque(maxlen=RING_LINES)
        self._told: tuple[int, int] = (0, 0)
        self._remember(lines)

    def _remember(self, lines: Iterable[Line]) -> list[bytes]:
        frames: list[bytes] = []
        for each in lines:
            frame = text_frame(msgspec.json.encode(each))
            self._ring.append((each, frame))
            self.last_seq = each.seq
            frames.append(frame)
            if each.kind is Kind.UNCHAT:
                self._forget(_message_of(each))
        return frames

    def _forget(self, gone: MessageId | None) -> None:
        """Let who comes back not get the words of what was taken away, only that there was a line."""
        for i, (line, _) in enumerate(self._ring):
            if line.kind is Kind.CHAT and _message_of(line) == gone:
                emptied = msgspec.structs.replace(line, body=msgspec.Raw(b"{}"))
                self._ring[i] = (emptied, text_frame(msgspec.json.encode(emptied)))

    def missed(self, after: int) -> bytes:
        """Write what somebody missed who knows the log up to `after`: frames, or that she must look anew."""
        if after >= self.last_seq:
            return b""
        if not self._ring or self._ring[0][0].seq > after + 1:
            return RELOAD
        return b"".join(frame for line, frame in self._ring if line.seq > after)

    def join(self, viewer: Viewer, *, after: int) -> None:
        """Let a viewer in, with all that she missed and how many are there."""
        audience = Audience(viewers=self._told[0], hearts=0)
        viewer.write(self.missed(after) + text_frame(msgspec.json.encode(audience)))
        self.viewers.add(viewer)

    def take_in(self, lines: Sequence[Line]) -> bytes:
        """Remember new lines, in their order, and give them as what is written to every viewer.

        Lines that are known are left out.
        """
        return b"".join(self._remember(each for each in lines if each.seq > self.last_seq))

    def write_to(self, viewers: Iterable[Viewer], frame: bytes) -> int:
        """Send a frame to some of the viewers. Returns how many got it; the others are cut off."""
        count = 0
        for each in viewers:
            if each.write(frame):
                count += 1
            else:
                self.viewers.discard(each)
        return count

    def drop_silent(self, now_s: float) -> None:
        """Cut off who has not been heard of for too long: she is not there any more."""
        for each in [each for each in self.viewers if now_s - each.seen_s > SEEN_WITHIN_S]:
            self.viewers.discard(each)
            each.transport.abort()

    def count(self) -> int:
        """Count the viewers who are there: each device once, and never the host."""
        found = len({each.session for each in self.viewers if not each.is_host})
        self.peak = max(self.peak, found)
        return found

    def tick(self) -> tuple[int, bytes]:
        """End a tick: tell its hearts, and what viewers hear of it: nothing when it is no news."""
        hearts = 0
        for each in self.viewers:
            hearts += each.hearts
            each.hearts = each.heard = 0
        told = (self.count(), hearts)
        if told == self._told and not hearts:
            return 0, b""
        self._told = told
        return hearts, text_frame(msgspec.json.encode(Audience(viewers=told[0], hearts=hearts)))
