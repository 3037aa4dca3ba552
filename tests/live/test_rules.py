"""What may be said, which moment a pin belongs to, chapters, and what the channel shows."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import JOINED
from vitrina.catalogue.model import ProductId
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.live import rules
from vitrina.live.broadcast.ports import Stretch
from vitrina.live.model import Pin, PinId, RoomId

NOW_MS = 1_780_000_000_000
START_MS = NOW_MS - 60_000
WHOLE = [Stretch(started_ms=START_MS, position_ms=0)]
# The host was away from the 20th second to the 50th.
BROKEN = [*WHOLE, Stretch(started_ms=START_MS + 50_000, position_ms=20_000)]


def pin(from_s: float, to_s: float | None, number: int = 1) -> Pin:
    """A pin that many seconds after the first picture."""
    return Pin(
        id=PinId(new_id()),
        room_id=RoomId(new_id()),
        product_id=ProductId(new_id()),
        number=number,
        price_minor=100,
        currency=Currency.MXN,
        available=1,
        from_ms=START_MS + int(from_s * 1000),
        to_ms=None if to_s is None else START_MS + int(to_s * 1000),
    )


@pytest.mark.parametrize(
    ("said_ms", "believed"),
    [
        (None, NOW_MS),
        (NOW_MS - 1_300, NOW_MS - 1_300),
        (NOW_MS - 30_000, NOW_MS - 30_000),
        (NOW_MS - 30_001, NOW_MS),
        (NOW_MS + 1_000, NOW_MS + 1_000),
        (NOW_MS + 1_001, NOW_MS),
        (0, NOW_MS),
    ],
)
def test_a_moment_that_cannot_be_is_now(said_ms: int | None, believed: int) -> None:
    assert rules.media_moment(said_ms, NOW_MS) == believed


@pytest.mark.parametrize(
    ("text", "is_host", "is_said"),
    [
        ("¿llega a Guadalajara?", False, True),
        ("qué FEÓ está", False, False),
        ("feos", False, True),
        ("mira www.example.com", False, False),
        ("mira www.example.com", True, True),
        ("qué feo está", True, True),
    ],
)
def test_filtered_words_and_links_are_the_hosts_alone(text: str, is_host: bool, is_said: bool) -> None:
    assert rules.may_be_said(text, words=["feo"], is_host=is_host) is is_said


@pytest.mark.parametrize("text", ["", "  \u200b ", "x" * 201])
def test_a_message_has_one_to_two_hundred_characters(text: str) -> None:
    with pytest.raises(Malformed):
        rules.message_text(text)


@pytest.mark.parametrize("ahead", [timedelta(hours=-1), timedelta(days=181)])
def test_a_show_is_announced_for_the_next_half_year(ahead: timedelta) -> None:
    with pytest.raises(Malformed):
        rules.check_schedule(JOINED + ahead, JOINED)

    rules.check_schedule(JOINED + timedelta(days=3), JOINED)


def test_a_replay_is_cut_at_its_pins() -> None:
    first, second, before, after = pin(2, 10), pin(12, None, 2), pin(-9, -5), pin(70, 80)

    found = rules.chapters([second, after, before, first], stretches=WHOLE, length_ms=60_000)

    assert [(each.number, each.from_ms, each.to_ms) for each in found] == [
        (1, 2_000, 10_000),
        (2, 12_000, 60_000),
    ]


def test_what_was_pinned_before_the_recording_began_is_its_first_chapter() -> None:
    found = rules.chapters([pin(-5, 4)], stretches=WHOLE, length_ms=60_000)

    assert [(each.from_ms, each.to_ms) for each in found] == [(0, 4_000)]


@pytest.mark.parametrize(
    ("from_s", "to_s", "chapter"),
    [
        (2, 10, (2_000, 10_000)),
        (55, 58, (25_000, 28_000)),
        (10, 55, (10_000, 25_000)),
        (30, 55, (20_000, 25_000)),
        (10, 30, (10_000, 20_000)),
        (55, None, (25_000, 40_000)),
    ],
)
def test_a_chapter_after_a_break_is_where_the_replay_shows_it(
    from_s: float, to_s: float | None, chapter: tuple[int, int]
) -> None:
    [found] = rules.chapters([pin(from_s, to_s)], stretches=BROKEN, length_ms=40_000)

    assert (found.from_ms, found.to_ms) == chapter


def test_what_was_pinned_only_while_the_host_was_away_is_no_chapter() -> None:
    assert rules.chapters([pin(25, 45)], stretches=BROKEN, length_ms=40_000) == []


def test_a_channel_without_replays_shows_nothing() -> None:
    assert rules.airing([], NOW_MS) is None


@given(
    lengths=st.lists(st.integers(1, 10_000_000), min_size=1, max_size=20),
    now_ms=st.integers(0, 2**45),
)
def test_the_channel_goes_on_without_a_gap(lengths: list[int], now_ms: int) -> None:
    on = rules.airing(lengths, now_ms)
    assert on
    assert 0 <= on.position_ms < lengths[on.index]

    then = rules.airing(lengths, now_ms + on.next_in_ms)

    assert then
    assert (then.index, then.position_ms) == ((on.index + 1) % len(lengths), 0)
