"""Lanes of one worker: each runs jobs, one alone plans them."""

from typing import Any

from vitrina.kit import queue
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


@queue.task(name="tests.tick", every="*/5 * * * * *")
async def tick(pool: Pool) -> None:
    del pool


def test_a_lane_without_a_schedule_runs_what_the_others_run_and_plans_nothing(
    pool: Pool, settings: Settings
) -> None:
    app: Any = queue.build([tick], settings.database_url, pool)

    lane: Any = queue.without_schedule(app)

    assert lane.tasks is app.tasks
    assert lane.job_manager is app.job_manager
    assert not lane.periodic_registry.periodic_tasks
    assert [name for name, _ in app.periodic_registry.periodic_tasks] == ["tests.tick"]
