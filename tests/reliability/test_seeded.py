"""The bugs that the labs must catch are still bugs of the product as it is."""

import re
from pathlib import Path

import pytest
from reliability.mutants import planted
from reliability.seeded import BUGS, Bug, Oracle

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_each_seeded_bug_has_its_place_in_the_code(bug: Bug):
    assert planted(bug, ROOT).is_file()
    assert bug.old != bug.new


def function_of(bug: Bug) -> str:
    """Name the SQL function that a bug is in; empty for Python and for tables."""
    before, _, _ = (ROOT / "src" / "vitrina" / bug.file).read_text(encoding="utf-8").partition(bug.old)
    begun = re.findall(r"^create (?:or replace )?function\s+([a-z_.]+)|^(create table)", before, re.MULTILINE)
    return begun[-1][0] if begun else ""


@pytest.mark.parametrize("bug", [bug for bug in BUGS if function_of(bug)], ids=lambda bug: bug.name)
def test_a_seeded_bug_of_a_function_is_in_its_last_version(bug: Bug):
    file = planted(bug, ROOT)
    made = re.compile(rf"create (?:or replace )?function\s+{re.escape(function_of(bug))}\b")

    later = [each for each in file.parent.glob("*.sql") if each.name > file.name]

    assert [each.name for each in later if made.search(each.read_text(encoding="utf-8"))] == []


def test_there_are_thirty_bugs_and_some_for_each_oracle():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 30
    assert {bug.caught_by for bug in BUGS} == set(Oracle)
