"""When payouts are made by themselves, from which sum on, and above which two operators look at them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from vitrina.kit.config import Settings, amounts_of
from vitrina.kit.places import Currency

MONDAY = 0
DESTINATION_HOLD = timedelta(hours=72)
LOOK_BACK_DAYS = 31


def is_payday(schedule: str, day: date) -> bool:
    """Tell whether payouts are made on a day. schedule: daily, weekly (Mondays), monthly (the 1st), none."""
    match schedule:
        case "daily":
            return True
        case "weekly":
            return day.weekday() == MONDAY
        case "monthly":
            return day.day == 1
        case _:
            return False


def last_payday(schedule: str, now: datetime) -> date | None:
    """Find the last payday that has begun, in UTC. None: there is none."""
    today = now.astimezone(UTC).date()
    days = (today - timedelta(days=back) for back in range(LOOK_BACK_DAYS))
    return _first(schedule, days)


def next_payday(schedule: str, now: datetime) -> date | None:
    """Find the next payday after today, in UTC. None: there is none."""
    today = now.astimezone(UTC).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, LOOK_BACK_DAYS + 1))
    return _first(schedule, days)


def _first(schedule: str, days: Iterator[date]) -> date | None:
    return next((day for day in days if is_payday(schedule, day)), None)


def minimum(settings: Settings, currency: Currency) -> int:
    """Tell from which sum on a payout is made, in minor units. At least 1."""
    return max(1, amounts_of(settings.payout_minimums).get(currency.value, 1))


def approvals_needed(settings: Settings, currency: Currency, amount_minor: int) -> int:
    """Tell how many operators must agree: 2 above the threshold, and wherever none is set; else 0."""
    above_minor = amounts_of(settings.payout_four_eyes_above).get(currency.value, 0)
    return 2 if amount_minor > above_minor else 0
