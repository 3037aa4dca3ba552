"""When pushes go and where they may: tables of cases."""

from datetime import UTC, datetime, time, timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from vitrina.notifications.facts import NoticeFacts
from vitrina.notifications.payout_facts import DestinationChangedFacts
from vitrina.notifications.push import rules
from vitrina.notifications.push.kinds import PUSHED
from vitrina.notifications.push.model import Preferences, PushSubject
from vitrina.notifications.push.rules import Outcome

NIGHT = rules.DEFAULTS
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def in_zone(zone: str, begin: str = "22:00", end: str = "08:00") -> Preferences:
    return replace(
        NIGHT, zone=zone, quiet_from=time.fromisoformat(begin), quiet_until=time.fromisoformat(end)
    )


@pytest.mark.parametrize(
    ("wanted", "now", "until"),
    [
        # Mexico City is six hours behind all year: ten at night is four in the morning.
        (NIGHT, "2026-12-01T03:59Z", None),
        (NIGHT, "2026-12-01T04:00Z", "2026-12-01T14:00Z"),
        (NIGHT, "2026-12-01T05:59Z", "2026-12-01T14:00Z"),
        (NIGHT, "2026-12-01T06:01Z", "2026-12-01T14:00Z"),
        (NIGHT, "2026-12-01T13:59Z", "2026-12-01T14:00Z"),
        (NIGHT, "2026-12-01T14:00Z", None),
        # Hours within one day.
        (in_zone("America/Lima", "13:00", "15:00"), "2026-12-01T17:59Z", None),
        (in_zone("America/Lima", "13:00", "15:00"), "2026-12-01T18:00Z", "2026-12-01T20:00Z"),
        # New York goes from two to three on 8 March 2026: the night is an hour shorter.
        (in_zone("America/New_York"), "2026-03-08T03:30Z", "2026-03-08T12:00Z"),
        # And from two back to one on 1 November: an hour longer.
        (in_zone("America/New_York"), "2026-11-01T03:00Z", "2026-11-01T13:00Z"),
        # An end that this night does not have comes when the clock has passed it.
        (in_zone("America/New_York", "22:00", "02:30"), "2026-03-08T05:00Z", "2026-03-08T07:30Z"),
        # An end that this night has twice: the first ends them, and what is quiet again ends with the second.
        (in_zone("America/New_York", "22:00", "01:30"), "2026-11-01T05:00Z", "2026-11-01T05:30Z"),
        (in_zone("America/New_York", "22:00", "01:30"), "2026-11-01T06:10Z", "2026-11-01T06:30Z"),
        # Santiago puts its clock forward at midnight of 6 September 2026.
        (in_zone("America/Santiago", "22:00", "00:30"), "2026-09-06T03:30Z", "2026-09-06T04:30Z"),
        # A zone that is not there any more is that of Mexico City.
        (in_zone("Mars/Olympus"), "2026-12-01T05:00Z", "2026-12-01T14:00Z"),
        (replace(NIGHT, quiet_from=None, quiet_until=None), "2026-12-01T05:00Z", None),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(
    wanted: Preferences, now: str, until: str | None
) -> None:
    found = rules.quiet_until(wanted, datetime.fromisoformat(now))

    assert found == (datetime.fromisoformat(until) if until else None)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Santiago", "America/Mexico_City"])
@pytest.mark.parametrize(("begin", "end"), [("22:00", "08:00"), ("23:30", "02:30"), ("00:00", "01:30")])
def test_quiet_hours_always_end_later_and_within_a_day(zone: str, begin: str, end: str) -> None:
    wanted = in_zone(zone, begin, end)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(365 * 24):
        until = rules.quiet_until(wanted, now)
        if until is not None:
            assert now < until < now + timedelta(hours=25)
            after = rules.quiet_until(wanted, until)
            # Only a clock that is put back makes it quiet a second time, for an hour at most.
            assert after is None or after - until <= timedelta(hours=1)
        now += timedelta(hours=1)


def test_every_notice_says_how_it_is_pushed() -> None:
    assert set(PUSHED) == set(get_args(NoticeFacts))
    assert {each.subject for each in PUSHED.values()} == {*PushSubject, None}
    assert [facts for facts, each in PUSHED.items() if each.subject is None] == [DestinationChangedFacts]


@pytest.mark.parametrize(
    ("status", "is_permanent", "outcome"),
    [
        (404, True, Outcome.GONE),
        (410, True, Outcome.GONE),
        (400, True, Outcome.NEVER),
        (401, True, Outcome.NEVER),
        (403, True, Outcome.NEVER),
        (413, True, Outcome.NEVER),
        (301, True, Outcome.NEVER),
        (429, False, Outcome.LATER),
        (500, False, Outcome.LATER),
        (503, False, Outcome.LATER),
        (None, False, Outcome.LATER),
        (None, True, Outcome.NEVER),
    ],
)
def test_what_a_no_means(status: int | None, is_permanent: bool, outcome: Outcome) -> None:
    assert rules.outcome_of(status, is_permanent=is_permanent) is outcome


@pytest.mark.parametrize(
    ("text", "pause_s"),
    [
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("0", 0),
        ("120", 120),
        ("999999999", 6 * 3600),
        ("Tue, 01 Dec 2026 12:05:00 GMT", 300),
        ("Tue, 01 Dec 2026 11:00:00 GMT", 0),
        ("9" * 200, None),
    ],
)
def test_a_pause_is_read_as_seconds_or_a_date(text: str, pause_s: int | None) -> None:
    pause = rules.pause_of(text, NOON)

    assert pause == (None if pause_s is None else timedelta(seconds=pause_s))


def test_pauses_between_tries_grow_and_end() -> None:
    at = [rules.next_attempt(count, NOON, pause=None) for count in range(1, 11)]

    assert at[0] == NOON + timedelta(seconds=15)
    assert at[-1] is None
    assert all(each and each - NOON <= timedelta(hours=1) for each in at[:-1])
    assert rules.next_attempt(1, NOON, pause=timedelta(minutes=5)) == NOON + timedelta(minutes=5)


SERVICES = ["fcm.googleapis.com", "*.push.apple.com"]


@pytest.mark.parametrize(
    ("url", "is_service"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:APA91", True),
        ("https://fcm.googleapis.com:443/fcm/send/abc", True),
        ("https://web.push.apple.com/QGuQ", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://push.apple.com/QGuQ", False),
        ("https://evilpush.apple.com/QGuQ", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://user@fcm.googleapis.com/x", False),
        ("https://evil.example/#fcm.googleapis.com", False),
        ("https://fcm.googleapis.com/x#y", False),
        ("https://fcm.googleapis.com\\@evil.example/", False),
        ("https://fcm.googleapis.com/\r\nx: y", False),
        ("https://fcm.googleapis.com:99999/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1/x", False),
        ("", False),
    ],
)
def test_messages_go_to_known_services_alone(url: str, is_service: bool) -> None:
    assert rules.is_service(url, SERVICES) is is_service
