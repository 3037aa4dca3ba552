"""Jobs wait only for their like: who looks at a screen does not wait for what runs for minutes."""

import asyncio
import os
import signal

import pytest

from vitrina import worker
from vitrina.kit.config import Settings
from vitrina.kit.queue import LANES

TASKS = {each.name: each.queue for each in worker.tasks()}


def test_every_job_has_a_lane_that_a_worker_runs_and_every_lane_a_job() -> None:
    assert set(TASKS.values()) == set(LANES)


def test_a_cover_waits_for_nothing_but_covers() -> None:
    lane = TASKS["videos.change_cover"]

    assert [name for name, queue in TASKS.items() if queue == lane] == ["videos.change_cover"]


def test_what_waits_for_somebody_outside_holds_up_nothing_else() -> None:
    asks_outside = {name for name in TASKS if name.startswith("payments.") or name.endswith(".poll_due")}
    asks_outside |= {"checkout.expire_due", "checkout.give_up_due", "tips.expire_due"}
    asks_outside |= {"notifications.send_mails", "notifications.send_pushes", "messaging.carry_to_whatsapp"}

    waits_at_home = {name for name in asks_outside if TASKS[name] == "default"}

    assert waits_at_home == {"payments.forget_hints"}, "that one asks the database alone"
    assert {TASKS[name] for name in ("orders.mature_due", "inventory.expire_holds")} == {"default"}


@pytest.mark.parametrize("after_ms", range(20, 100, 8))
async def test_a_worker_that_is_told_to_stop_while_it_starts_stops(settings: Settings, after_ms: int) -> None:
    """Its lanes wait for connections then, and a cancellation that meets one that comes is lost."""
    working = asyncio.create_task(worker.work(settings))
    await asyncio.sleep(after_ms / 1_000)

    os.kill(os.getpid(), signal.SIGTERM)

    await asyncio.wait_for(working, worker.GRACE_S)
