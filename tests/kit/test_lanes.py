"""Jobs wait only for their like: who looks at a screen does not wait for what runs for minutes."""

from vitrina import worker
from vitrina.kit.queue import LANES

TASKS = {each.name: each.queue for each in worker.tasks()}


def test_every_job_has_a_lane_that_a_worker_runs_and_every_lane_a_job() -> None:
    assert set(TASKS.values()) == set(LANES)


def test_a_cover_waits_for_nothing_but_covers() -> None:
    lane = TASKS["videos.change_cover"]

    assert [name for name, queue in TASKS.items() if queue == lane] == ["videos.change_cover"]
