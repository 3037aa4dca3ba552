"""What may be shown of an audience, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from vitrina.analytics import rules

COUNTS = st.dictionaries(
    st.sampled_from(["18-24", "25-34", "35-44", "45+", "not_told"]), st.integers(min_value=0, max_value=70)
)


def test_nineteen_are_hidden_and_twenty_are_shown() -> None:
    assert rules.shown({"18-24": 19}) == {}
    assert rules.shown({"18-24": 20}) == {"18-24": 20}


def test_a_small_group_hides_the_smallest_of_the_others_with_it() -> None:
    assert rules.shown({"18-24": 60, "25-34": 31, "45+": 3}) == {"18-24": 60}


def test_people_who_told_nothing_are_a_group_like_the_others() -> None:
    assert rules.shown({"18-24": 45, "not_told": 1}) == {}
    assert rules.shown({"18-24": 45, "not_told": 25}) == {"18-24": 40, "not_told": 20}


@given(COUNTS)
def test_no_shown_group_is_small(counts: dict[str, int]) -> None:
    for name, people in rules.shown(counts).items():
        assert counts[name] >= people >= rules.GROUP_MIN
        assert people % rules.STEP == 0


@given(COUNTS)
def test_beside_what_is_shown_nobody_is_left_or_many(counts: dict[str, int]) -> None:
    shown = rules.shown(counts)

    left = sum(count for name, count in counts.items() if name not in shown)

    assert not shown or left == 0 or left >= rules.GROUP_MIN


@given(COUNTS, st.sampled_from(["18-24", "25-34", "35-44", "45+", "not_told"]))
def test_one_person_more_moves_no_group_by_one(counts: dict[str, int], name: str) -> None:
    before = rules.shown(counts)
    after = rules.shown({**counts, name: counts.get(name, 0) + 1})

    for group in before.keys() & after.keys():
        assert abs(before[group] - after[group]) in {0, rules.STEP}
