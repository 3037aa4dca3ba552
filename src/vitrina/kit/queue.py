"""Jobs: slow, scheduled or outside work, in the same database as its cause (procrastinate).

A job deferred with `db` exists if and only if that transaction commits. It takes ids only and may run twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from typing import Any, cast

from msgspec import Struct
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.periodic import PeriodicRegistry

from vitrina.kit.db import Db, Pool

# How many jobs of each queue one worker runs at once: encoding a clip takes minutes and delays nothing else,
# who waits before a screen for a cover does not wait for the thousand pictures of an import, and a provider,
# a mail server or an object store that does not answer holds up no hold that ends and no money that matures.
LANES = {
    "default": 2,
    "payments": 4,
    "messages": 2,
    "storage": 1,
    "video": 1,
    "rungs": 1,
    "covers": 1,
    "imports": 2,
    "pictures": 1,
    "people": 1,
    "external": 1,
    "partners": 2,
    "pushes": 1,
}
LEFT_AFTER_S = 30.0
POLL_S = 0.5
Work = Callable[..., Awaitable[None]]


class Task(Struct, frozen=True, kw_only=True):
    """A kind of job.

    run: receives the pool, then the ids it was deferred with.  every: cron with seconds first, or None.
    attempts_max: tries in all, with a wait that doubles from 2 s.  lock: one at a time under that name.
    """

    name: str
    run: Work
    every: str | None = None
    attempts_max: int = 1
    lock: str | None = None
    queue: str = "default"

    async def defer(self, db: Db, **ids: str) -> None:
        """Add a job to the queue inside the caller's transaction."""
        deferrer = _DEFERRING.configure_task(
            self.name, allow_unknown=True, lock=self.lock, queue=self.queue, connection=db
        )
        await deferrer.defer_async(**ids)


_DEFERRING = App(connector=PsycopgConnector())


def task(
    *,
    name: str,
    every: str | None = None,
    attempts_max: int = 1,
    lock: str | None = None,
    queue: str = "default",
) -> Callable[[Work], Task]:
    """Declare a job: its name "module.verb", its schedule, how often it is tried, and its lock."""

    def declare(run: Work) -> Task:
        return Task(name=name, run=run, every=every, attempts_max=attempts_max, lock=lock, queue=queue)

    return declare


def build(tasks: Sequence[Task], database_url: str, pool: Pool) -> App:
    """Make the procrastinate application that runs these tasks."""
    app = App(connector=PsycopgConnector(conninfo=database_url, min_size=1, max_size=4))
    for each in tasks:
        _register(app, each, pool)
    return app


def without_schedule(app: App) -> App:
    """The same application for a worker that runs jobs and plans none: each would plan all of them."""
    lane = copy(app)
    lane.periodic_registry = PeriodicRegistry()
    return lane


async def retry_left(app: App) -> int:
    """Queue again the jobs of workers that died; until then they, and whoever has their lock, would wait.

    Returns how many.
    """
    left = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=LEFT_AFTER_S))
    for job in left:
        await app.job_manager.retry_job(job)
    return len(left)


def _register(app: App, declared: Task, pool: Pool) -> None:
    async def work(timestamp: int = 0, **ids: Any) -> None:
        del timestamp  # Periodic jobs carry the planned second; ours read the clock.
        await declared.run(pool, **ids)

    retry = RetryStrategy(max_attempts=declared.attempts_max, exponential_wait=2)
    registered = app.task(
        name=declared.name,
        retry=retry if declared.attempts_max > 1 else False,
        lock=declared.lock,
        queueing_lock=declared.name if declared.every else None,
        queue=declared.queue,
    )(work)
    if declared.every:
        app.periodic(cron=seconds_last(declared.every))(cast(Any, registered))


def seconds_last(every: str) -> str:
    """Write our schedule, seconds first, as procrastinate reads it: there the sixth field is the seconds."""
    seconds, *rest = every.split()
    assert len(rest) == 5, f"a schedule has six fields, seconds first: {every!r}"
    return " ".join([*rest, seconds])
