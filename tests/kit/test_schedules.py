"""Schedules mean what our jobs say: seconds first, and never more often than that."""

from datetime import UTC, datetime, timedelta

import pytest
from croniter import croniter

from vitrina import worker
from vitrina.kit.queue import Task, seconds_last

START = datetime(2026, 1, 1, tzinfo=UTC)
PERIODIC = [each for each in worker.tasks() if each.every]


@pytest.mark.parametrize(
    ("every", "first", "second"),
    [
        ("*/10 * * * * *", timedelta(seconds=10), timedelta(seconds=20)),
        ("30 * * * * *", timedelta(seconds=30), timedelta(seconds=90)),
        ("0 17 * * * *", timedelta(minutes=17), timedelta(minutes=77)),
        ("0 41 3 * * *", timedelta(hours=3, minutes=41), timedelta(hours=27, minutes=41)),
    ],
)
def test_the_first_field_is_the_seconds(every: str, first: timedelta, second: timedelta) -> None:
    turns = croniter(seconds_last(every), START, ret_type=datetime)

    assert [turns.get_next(), turns.get_next()] == [START + first, START + second]


def test_a_schedule_without_seconds_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        seconds_last("* * * * *")


@pytest.mark.parametrize("task", PERIODIC, ids=lambda task: task.name)
def test_no_job_runs_every_second(task: Task) -> None:
    assert task.every
    turns = croniter(seconds_last(task.every), START, ret_type=datetime)

    first, second = turns.get_next(), turns.get_next()

    assert second - first >= timedelta(seconds=5)
