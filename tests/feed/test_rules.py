"""How youth and popularity make a clip's place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrina.feed import rules
from vitrina.feed.model import Candidate, Why
from vitrina.identity.model import PersonId
from vitrina.kit.ids import new_id
from vitrina.videos.model import VideoId

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hot(points: float, at: datetime = NOW) -> float:
    """As the store writes it."""
    from math import log2

    return log2(points) + rules.half_lives(at)


def clip(
    hours_ago: float, points: float = 0, *, creator_id: PersonId | None = None, views: int = 1_000
) -> Candidate:
    return Candidate(
        video_id=VideoId(new_id()),
        creator_id=creator_id or PersonId(new_id()),
        published_at=NOW - hours_ago * HOUR,
        hot=hot(points) if points else None,
        view_count=views,
    )


def test_points_are_halved_with_every_day() -> None:
    assert rules.heat(hot(800), NOW) == pytest.approx(800)
    assert rules.heat(hot(800), NOW + timedelta(days=1)) == pytest.approx(400)
    assert rules.heat(hot(800), NOW + timedelta(days=3)) == pytest.approx(100)
    assert rules.heat(None, NOW) == 0
    assert rules.heat(hot(800), NOW + timedelta(days=9_000)) == pytest.approx(0)


@given(one=st.floats(1e-6, 1e9), other=st.floats(1e-6, 1e9), days=st.floats(0, 300), later=st.floats(0, 300))
def test_time_changes_the_order_of_no_two_clips(one: float, other: float, days: float, later: float) -> None:
    """So the index on `hot` lists the hottest at any moment."""
    first, second = hot(one), hot(other, NOW + timedelta(days=days))
    then = NOW + timedelta(days=days + later)

    if abs(first - second) > 1e-6:
        assert (first > second) == (rules.heat(first, then) > rules.heat(second, then))


def test_the_younger_of_two_unwatched_clips_comes_first() -> None:
    old, young = clip(30), clip(1)

    assert [each.video_id for each in rules.rank([old, young], NOW)] == [young.video_id, old.video_id]


def test_a_popular_clip_overtakes_a_younger_one_until_it_fades() -> None:
    popular, young = clip(30, points=500), clip(6)

    assert rules.rank([young, popular], NOW)[0].video_id == popular.video_id
    a_week_later = NOW + timedelta(days=7)
    fresh = Candidate(
        video_id=VideoId(new_id()),
        creator_id=PersonId(new_id()),
        published_at=a_week_later,
        hot=None,
        view_count=1_000,
    )
    assert rules.rank([popular, fresh], a_week_later)[0].video_id == fresh.video_id


def test_each_clip_says_what_brought_it_here() -> None:
    assert rules.why(clip(1), NOW) is Why.NEW
    assert rules.why(clip(1, points=5), NOW) is Why.NEW
    assert rules.why(clip(60, points=900), NOW) is Why.POPULAR


def test_nobody_fills_the_feed() -> None:
    busy = PersonId(new_id())
    many = [clip(hours, creator_id=busy) for hours in range(5)]
    others = [clip(10), clip(12)]

    creators = [
        "busy" if each.video_id in {one.video_id for one in many} else "other"
        for each in rules.rank([*many, *others], NOW)
    ]

    assert creators[:4] != ["busy"] * 4


def test_the_order_is_the_same_for_whoever_computes_it() -> None:
    clips = [clip(5) for _ in range(20)]

    assert rules.rank(clips, NOW) == rules.rank(list(reversed(clips)), NOW)


def test_a_newcomer_comes_second_and_then_every_fourth() -> None:
    known = [clip(hours + 30, points=5_000) for hours in range(6)]
    newcomers = [clip(hours, views=29) for hours in (5, 1, 3)]

    order = [each.video_id for each in rules.rank([*known, *newcomers], NOW)]

    places = [order.index(each.video_id) for each in sorted(newcomers, key=lambda one: one.published_at)]
    assert places == [8, 5, 1]


@pytest.mark.parametrize(("hours_ago", "views", "is_new"), [(1, 0, True), (1, 30, False), (25, 0, False)])
def test_a_newcomer_was_seen_by_few_and_is_a_day_old_at_most(
    hours_ago: float, views: int, is_new: bool
) -> None:
    assert rules.is_newcomer(clip(hours_ago, views=views), NOW) is is_new


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1e6), st.integers(0, 60)), max_size=30))
def test_ranking_loses_and_repeats_nothing(facts: list[tuple[float, float, int]]) -> None:
    clips = [clip(hours, points, views=views) for hours, points, views in facts]

    assert sorted(each.video_id for each in rules.rank(clips, NOW)) == sorted(each.video_id for each in clips)
