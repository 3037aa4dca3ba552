"""Decisions of live rooms: what may be said, a pin's moment, chapters, what the channel shows."""

import hmac
import secrets
from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.kit import crypto
from vitrina.kit.errors import Malformed
from vitrina.kit.text import LINK, clean_line, names_any
from vitrina.live.broadcast.ports import Stretch
from vitrina.live.model import MESSAGE_LENGTH_MAX, Chapter, Pin, RoomId

SCHEDULE_LONGEST = timedelta(days=180)
# For how long a host without pictures is waited for before her show is over.
GRACE = timedelta(minutes=3)
# How far a host's own clock may say that her picture is from now.
PAST_MS_MAX = 30_000
FUTURE_MS_MAX = 1_000
KEY_PREFIX = "live"
SECRET_BYTES = 24
ROOM_PURPOSE = "live.room"


def room_key(secret_key: str, room_id: RoomId) -> str:
    """Make the key that opens film and socket of a show with an age limit.

    Whoever passes it on, lets others in.
    """
    return crypto.sign(secret_key, ROOM_PURPOSE, str(room_id))


def is_opened_by(key: str, brought: str) -> bool:
    """Tell whether somebody who brings a key may come in; an empty one keeps nobody out."""
    return not key or hmac.compare_digest(key.encode(), brought.encode())


def room_title(text: str) -> str:
    """Make a title one line. Raises Malformed when nothing is left."""
    title = clean_line(text)
    if not title:
        raise Malformed({"title": "must not be empty"})
    return title


def message_text(text: str) -> str:
    """Make a message one line of plain text. Raises Malformed when nothing is left, or too much."""
    cleaned = clean_line(text)
    if not 0 < len(cleaned) <= MESSAGE_LENGTH_MAX:
        raise Malformed({"text": f"1 to {MESSAGE_LENGTH_MAX} characters"})
    return cleaned


def may_be_said(text: str, *, words: Collection[str], is_host: bool) -> bool:
    """Tell whether a message is shown: none with a filtered word, and links of the host alone.

    words: folded.
    """
    return is_host or not (names_any(text, words) or LINK.search(text))


def check_schedule(scheduled_at: datetime | None, now: datetime) -> None:
    """Refuse a moment that is past or too far ahead. Raises Malformed."""
    if scheduled_at is None:
        return
    if scheduled_at.tzinfo is None:
        raise Malformed({"scheduled_at": "needs a time zone"})
    if not now - timedelta(minutes=1) <= scheduled_at <= now + SCHEDULE_LONGEST:
        raise Malformed({"scheduled_at": f"within the next {SCHEDULE_LONGEST.days} days"})


def media_moment(said_ms: int | None, now_ms: int) -> int:
    """Choose the moment of the broadcast that something belongs to.

    said_ms: what the host's page believes; one that cannot be is not believed, and it is now.
    """
    if said_ms is None or not now_ms - PAST_MS_MAX <= said_ms <= now_ms + FUTURE_MS_MAX:
        return now_ms
    return said_ms


def unix_ms(at: datetime) -> int:
    """Write a moment in Unix milliseconds."""
    return int(at.timestamp() * 1000)


def key_hash(key: str) -> bytes:
    """Digest a stream key for keeping and finding it."""
    return crypto.digest(key)


def new_stream_key(room_id: RoomId) -> str:
    """Make a key that whoever sends pictures into this room shows: live_ROOM_SECRET."""
    return f"{KEY_PREFIX}_{room_id}_{secrets.token_hex(SECRET_BYTES)}"


def position_of(moment_ms: int, stretches: Sequence[Stretch], *, length_ms: int) -> int:
    """Tell where in a replay a moment of its show is; one that is not in it: where the replay goes on after.

    stretches: at least one, in order.
    """
    index = bisect_right(stretches, moment_ms, key=lambda each: each.started_ms) - 1
    if index < 0:
        return 0
    on = stretches[index]
    end_ms = stretches[index + 1].position_ms if index + 1 < len(stretches) else length_ms
    return min(on.position_ms + moment_ms - on.started_ms, end_ms)


def chapters(pins: Sequence[Pin], *, stretches: Sequence[Stretch], length_ms: int) -> list[Chapter]:
    """Cut a replay at its pins, in their order; what was pinned outside of the recording is left out.

    stretches: what of the show the replay holds, at least one.
    """
    found: list[Chapter] = []
    for pin in sorted(pins, key=lambda each: (each.from_ms, each.number)):
        begin = position_of(pin.from_ms, stretches, length_ms=length_ms)
        end = position_of(pin.to_ms, stretches, length_ms=length_ms) if pin.to_ms else length_ms
        if begin < end:
            found.append(Chapter(number=pin.number, product_id=pin.product_id, from_ms=begin, to_ms=end))
    return found


class Airing(Struct, frozen=True, kw_only=True):
    """What a channel without a live show has on at a moment. next_in_ms: until the next replay begins."""

    index: int
    position_ms: int
    next_in_ms: int


def airing(lengths_ms: Sequence[int], now_ms: int) -> Airing | None:
    """Tell which of these replays is on, and where in it: the same for everybody who asks at that moment.

    They follow each other without end, counted from the beginning of 1970.  lengths_ms: each above 0.
    """
    if not lengths_ms:
        return None
    position_ms = now_ms % sum(lengths_ms)
    index = 0
    while position_ms >= lengths_ms[index]:
        position_ms -= lengths_ms[index]
        index += 1
    return Airing(index=index, position_ms=position_ms, next_in_ms=lengths_ms[index] - position_ms)
