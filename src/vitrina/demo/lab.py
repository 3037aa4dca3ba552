"""The lab of a demo: what anybody may start there and strike, and what is seen of it.

The page asks through files in the data folder, because what is to be killed cannot carry out its own end, and
a dead database tells nothing. The supervisor and the race (`vitrina.demo.race`) read them and write theirs.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from vitrina.kit.config import Settings
from vitrina.kit.errors import TooManyRequests

ASKED, BLOWS, RACE = "asked", "blows", "race.json"
ASKED_MAX = 5
BLOWS_SHOWN = 20
RETRY_AFTER_S = 1


class Victim(StrEnum):
    """What may be killed, as by a power cut."""

    WEB = "web"
    """What answers; the page itself is gone for some seconds."""
    WORKER = "worker"
    """What reacts to sales: commissions, mails, refunds."""
    DATABASE = "database"
    """PostgreSQL."""


class Pace(StrEnum):
    """How buyers come."""

    RUSH = "rush"
    """500 at the same moment, for 200 units."""
    MINUTE = "minute"
    """900 in the course of a minute, for 600 units: time to kill something."""


class RaceState(StrEnum):
    """How far a race is."""

    STARTING = "starting"
    """The shelf is being filled."""
    RUNNING = "running"
    """Buyers ask, and ask again until they are answered."""
    COUNTING = "counting"
    """Everybody is answered; what they were told is compared with the database."""
    DONE = "done"
    """Counted."""


class Blow(Struct, frozen=True, kw_only=True):
    """Something was killed. at: real time."""

    target: Victim
    at: datetime


class Survived(Struct, frozen=True, kw_only=True):
    """A blow, and after how many seconds a purchase that began later was answered. None: not yet."""

    target: Victim
    at: datetime
    answered_after_s: float | None


class RaceVerdict(Struct, frozen=True, kw_only=True):
    """What the database says of a race. sold: units of paid orders.  lost: bought, and not there as paid.

    oversold: sold beyond the units, or refused and there all the same.  doubled: purchases of the race of
    which payments, orders and books say different sums.  breaches: what these disagree about in all the demo.
    """

    sold: int
    oversold: int
    lost: int
    doubled: int
    breaches: int


class Race(Struct, frozen=True, kw_only=True):
    """A race as it stands. bought, refused: what buyers were told.  waiting: those who are not answered yet.

    elapsed_s: from the first buyer to now, or to the last answer.
    """

    pace: Pace
    state: RaceState
    began_at: datetime
    elapsed_s: float
    units: int
    buyers: int
    bought: int
    refused: int
    waiting: int
    blows: list[Survived]
    verdict: RaceVerdict | None = None


def ask(settings: Settings, wish: Victim | Pace) -> None:
    """Ask the supervisor for a blow or a race. Raises TooManyRequests when it has not heard the last ones."""
    file = _file(settings, ASKED)
    if len(_lines(file)) >= ASKED_MAX:
        raise TooManyRequests(retry_after_s=RETRY_AFTER_S)
    _append(file, wish)


def take(settings: Settings) -> list[Victim | Pace]:
    """Take what was asked; called by the supervisor alone."""
    file = _file(settings, ASKED)
    if not file.exists():
        return []
    taken = file.with_suffix(".taken")
    file.replace(taken)
    targets, paces = set(Victim), set(Pace)
    words = _lines(taken)
    return [Victim(each) if each in targets else Pace(each) for each in words if each in targets | paces]


def note_blow(settings: Settings, target: Victim) -> None:
    """Write down that something was killed now."""
    _append(_file(settings, BLOWS), f"{target} {datetime.now(UTC).isoformat()}")


def blows(settings: Settings) -> list[Blow]:
    """List the last blows, oldest first."""
    parted = [line.partition(" ") for line in _lines(_file(settings, BLOWS))[-BLOWS_SHOWN:]]
    return [Blow(target=Victim(target), at=datetime.fromisoformat(at)) for target, _, at in parted]


def write_race(settings: Settings, race: Race) -> None:
    """Tell how a race stands, in one step."""
    file = _file(settings, RACE)
    half_made = file.with_suffix(f".{os.getpid()}")
    half_made.write_bytes(msgspec.json.encode(race))
    half_made.replace(file)


def read_race(settings: Settings) -> Race | None:
    """Tell how the last race stands; None when there was none."""
    try:
        return msgspec.json.decode(_file(settings, RACE).read_bytes(), type=Race)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _file(settings: Settings, name: str) -> Path:
    folder = settings.data_dir / "lab"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _append(file: Path, line: str) -> None:
    with file.open("a", encoding="utf-8") as open_file:
        open_file.write(f"{line}\n")


def _lines(file: Path) -> Sequence[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
