"""When a push goes, to which service it may, and what becomes of it. Pure decisions."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from vitrina.notifications.model import NoticeId
from vitrina.notifications.push.kinds import PUSHED
from vitrina.notifications.push.model import NewPush, Preferences, PushSettings, PushSubject, Reached

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
DEFAULT_ZONE = "America/Mexico_City"
DEFAULT_SILENCED = (PushSubject.REACTIONS,)
DEFAULTS = Preferences(
    silenced=DEFAULT_SILENCED, zone=DEFAULT_ZONE, quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL
)
RETRY_FIRST = timedelta(seconds=15)
RETRY_LONGEST = timedelta(hours=1)
ATTEMPTS_MAX = 10
# The longest pause that a service may ask for.
WAIT_MAX = timedelta(hours=6)
# Refused so often in a row, a device is not there any more, whatever its service says.
REFUSALS_MAX = 20
GONE = frozenset({404, 410})
TOO_MANY, TOO_LARGE = 429, 413
# More at once are one push that counts them; of those that quiet hours kept, two are enough.
SINGLE_MAX = 3
TOPIC_LENGTH = 22


class Outcome(StrEnum):
    """What a service's no means."""

    GONE = "gone"
    """The device is not there any more."""
    LATER = "later"
    """The same push may be taken later."""
    NEVER = "never"
    """This push will not be taken."""


def outcome_of(status: int | None, *, is_permanent: bool) -> Outcome:
    """Judge an answer; status: None where there was none. Source: RFC 8030, sections 5, 7.2, 7.3."""
    if status in GONE:
        return Outcome.GONE
    return Outcome.NEVER if is_permanent or status == TOO_LARGE else Outcome.LATER


def next_attempt(attempt_count: int, now: datetime, *, pause: timedelta | None) -> datetime | None:
    """Tell when a push is tried again after so many attempts, not before a pause is over; None for never."""
    if attempt_count >= ATTEMPTS_MAX:
        return None
    backoff = min(RETRY_FIRST * 2 ** (attempt_count - 1), RETRY_LONGEST)
    return now + max(backoff, pause or timedelta(0))


def pause_of(retry_after: str, real_now: datetime) -> timedelta | None:
    """Read how long a service asks to wait: seconds or a date. None where it does not say, or nonsense."""
    text = retry_after.strip()
    if text.isdecimal() and text.isascii() and len(text) < 10:
        pause = timedelta(seconds=int(text))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        pause = (until if until.tzinfo else until.replace(tzinfo=UTC)) - real_now
    return min(max(pause, timedelta(0)), WAIT_MAX)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether there is such a time zone."""
    return name in _zones()


def quiet_until(wanted: Preferences, now: datetime) -> datetime | None:
    """Tell when the quiet hours end in which somebody is now; None outside of them.

    They are hours of her clock on the wall: one that is put back lengthens them, one that is put forward
    shortens them.
    """
    begin, end = wanted.quiet_from, wanted.quiet_until
    if begin is None or end is None:
        return None
    zone = ZoneInfo(wanted.zone if is_zone(wanted.zone) else DEFAULT_ZONE)
    local = now.astimezone(zone)
    clock = local.time()
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    # An hour that comes twice ends the quiet ones when it comes next; `fold` says which of both is meant.
    ends = [datetime.combine(day, end, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return next((each for each in ends if each > now), None)


def planned(
    facts: type,
    device: Reached,
    now: datetime,
    *,
    notice_id: NoticeId | None = None,
    group_key: str | None = None,
) -> list[NewPush]:
    """Plan the push of a notice to a device: at once, after quiet hours, or none."""
    kind, wanted = PUSHED[facts], device.preferences or DEFAULTS
    if kind.subject in wanted.silenced:
        return []
    until = None if kind.is_pressing else quiet_until(wanted, now)
    push = NewPush(
        device_id=device.id,
        notice_id=notice_id,
        group_key=group_key,
        is_held=until is not None,
        next_attempt_at=until or now,
        # What waits lives as long after the quiet hours as it would have outside of them.
        expires_at=(until or now) + kind.life,
    )
    return [push]


def is_service(url: str, services: Sequence[str]) -> bool:
    """Tell whether an address is of a service that the operator lets messages go to, by https and plain."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_plain = parts.scheme == "https" and parts.username is None and parts.password is None
        _ = parts.port
    except ValueError:
        return False
    if not is_plain or parts.fragment or any(not 32 < ord(each) < 127 or each == "\\" for each in url):
        return False
    return any(
        host.endswith(each[1:]) and host != each[2:] if each.startswith("*.") else host == each
        for each in services
    )


def topic_of(kind: str, url: str) -> str:
    """Name what a push is about: of two with one name that wait, a service keeps the later. RFC 8030, 5.4."""
    raw = hashlib.sha256(f"{kind}\0{url}".encode()).digest()
    return urlsafe_b64encode(raw).decode()[:TOPIC_LENGTH]


def read_hour(text: str | None) -> time | None:
    """Read an hour such as 22:00."""
    return time.fromisoformat(text) if text else None


def shown(wanted: Preferences | None) -> PushSettings:
    """Show settings as people read them; who has none has the usual ones."""
    kept = wanted or DEFAULTS
    return PushSettings(
        silenced=sorted(kept.silenced),
        zone=kept.zone,
        quiet_from=f"{kept.quiet_from:%H:%M}" if kept.quiet_from else None,
        quiet_until=f"{kept.quiet_until:%H:%M}" if kept.quiet_until else None,
    )
