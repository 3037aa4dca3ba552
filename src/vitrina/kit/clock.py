"""The one clock. Real time plus an offset that only demo and test mode may move."""

from datetime import UTC, datetime, timedelta


class _Offset:
    value = timedelta(0)


def now() -> datetime:
    """Say what time it is for the business: holds, settlement, events. Aware UTC.

    Called once at the edge (routes, jobs); everything below receives `now`.
    """
    return datetime.now(UTC) + _Offset.value


def real_now() -> datetime:
    """Say the real time: for sessions, signatures and rate limits, which no demo may move."""
    return datetime.now(UTC)


def set_offset(offset: timedelta) -> None:
    """Move this process's clock; the database holds the truth (`kit.clock`)."""
    _Offset.value = offset


def offset() -> timedelta:
    """Tell how far this process's clock runs ahead of real time."""
    return _Offset.value
