"""The bugs that the labs must catch are still bugs of the product as it is."""

from pathlib import Path

import pytest
from reliability.mutants import planted
from reliability.seeded import BUGS, Bug, Oracle

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_seeded_bug_has_its_place_in_the_code(bug: Bug):
    assert planted(bug, ROOT).is_file()
    assert bug.old != bug.new


def test_there_are_thirty_bugs_and_some_for_each_oracle():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 30
    assert {bug.caught_by for bug in BUGS} == set(Oracle)
