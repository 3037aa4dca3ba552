"""Jobs wait only for their like: who looks at a screen does not wait for what runs for minutes."""

import asyncio
import os
import signal
from contextlib import suppress

import pytest
from procrastinate.manager import JobManager

from vitrina import worker
from vitrina.kit.config import Settings
from vitrina.kit.queue import LANES

TASKS = {each.name: each.queue for each in worker.tasks()}


def test_every_job_has_a_lane_that_a_worker_runs_and_every_lane_a_job() -> None:
    assert set(TASKS.values()) == set(LANES)


def test_a_cover_waits_for_nothing_but_covers() -> None:
    lane = TASKS["videos.change_cover"]

    assert [name for name, queue in TASKS.items() if queue == lane] == ["videos.change_cover"]


OUTSIDE = {
    "account.resume_exports": "people",
    "checkout.expire_due": "payments",
    "checkout.give_up_due": "payments",
    "checkout.poll_due": "payments",
    "external.fetch_picture": "external",
    "media.empty_trash": "storage",
    "messaging.carry_to_whatsapp": "messages",
    "messaging.work_whatsapp": "messages",
    "notifications.send_mails": "messages",
    "notifications.send_pushes": "pushes",
    "partners.deliver_due": "partners",
    "payments.follow_dispute": "payments",
    "payments.follow_open_disputes": "payments",
    "payments.follow_transfer": "payments",
    "payments.forget_cards": "payments",
    "payments.read_statements": "payments",
    "payments.refund": "payments",
    "payments.refund_queued": "payments",
    "payments.transfer": "payments",
    "payments.transfer_queued": "payments",
    "tips.expire_due": "payments",
    "tips.poll_due": "payments",
}


def test_what_waits_for_somebody_outside_holds_up_nothing_else() -> None:
    lanes = {name: TASKS[name] for name in OUTSIDE}
    by_itself = [
        TASKS[name] for name in ("orders.mature_due", "inventory.expire_holds", "payments.forget_hints")
    ]

    assert lanes == OUTSIDE
    assert set(by_itself) == {"default"}


async def test_a_worker_that_is_told_to_stop_while_it_starts_stops(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lanes wait for connections then, and a cancellation that meets one that comes is lost."""
    register, are_waiting = JobManager.register_worker, asyncio.Event()

    async def registered(manager: JobManager) -> int:
        are_waiting.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.2)
        return await register(manager)

    monkeypatch.setattr(JobManager, "register_worker", registered)
    working = asyncio.create_task(worker.work(settings))
    await are_waiting.wait()

    os.kill(os.getpid(), signal.SIGTERM)

    await asyncio.wait_for(working, worker.GRACE_S)
