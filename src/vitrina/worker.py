"""The worker process: runs jobs from the queue, and keeps every subscriber at the head of the event log."""

import asyncio
import signal
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import repeat

import uvloop
from procrastinate import App
from procrastinate.worker import Worker

from vitrina.kit import log, queue
from vitrina.kit.config import Settings, load_settings, with_secret_key
from vitrina.kit.db import Pool
from vitrina.kit.edge import forget_old_keys
from vitrina.kit.events import follow
from vitrina.kit.process import ALIVE_LINE
from vitrina.kit.ticker import Ticker, read_clock_offset
from vitrina.search.jobs import KEEP_UP_EVERY_S, keep_up
from vitrina.wiring import MODULES, SUBSCRIBERS

GRACE_S = 5.0
GOODBYE_S = 1.0
LOOK_S = 10.0


def tasks() -> Sequence[queue.Task]:
    """List every job of every module."""
    found: list[queue.Task] = []
    for module in MODULES:
        if find_spec(f"vitrina.{module}") and find_spec(f"vitrina.{module}.jobs"):
            jobs = import_module(f"vitrina.{module}.jobs")
            found.extend(each for each in vars(jobs).values() if isinstance(each, queue.Task))
    return found


async def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; running jobs get a few seconds to end."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with Pool(settings.database_url) as pool, Ticker() as ticker:
        await read_clock_offset(pool)
        ticker.every(1.0 if settings.is_demo else 60.0, read_clock_offset, pool)
        ticker.every(3600.0, forget_old_keys, pool)
        ticker.every(KEEP_UP_EVERY_S, keep_up, pool)
        following = asyncio.create_task(follow(pool, SUBSCRIBERS, stop))
        async with queue.build(tasks(), settings.database_url, pool).open_async() as app:
            ticker.every(LOOK_S, queue.retry_left, app)
            lanes = [
                _lane(each, name, count)
                for each, (name, count) in zip(_one_plans(app), queue.LANES.items(), strict=False)
            ]
            running = [asyncio.create_task(lane.run()) for lane in lanes]
            print(ALIVE_LINE, flush=True)  # noqa: T201  For the supervisor, whatever the level of the logs.
            ends = [*running, asyncio.create_task(stop.wait())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            for lane in lanes:
                lane.stop()
            _, late = await asyncio.wait([*running, following], timeout=GRACE_S + GOODBYE_S)
            for each in late:  # Once: whoever is told twice leaves its jobs where they are.
                each.cancel()
            await asyncio.gather(*running, following, return_exceptions=True)


def _one_plans(app: App) -> Iterator[App]:
    """An application for each lane; what is due by the clock is put into its queue by the first."""
    yield app
    yield from repeat(queue.without_schedule(app))


def _lane(app: App, queue_name: str, concurrency: int) -> Worker:
    return Worker(
        app,
        queues=[queue_name],
        concurrency=concurrency,
        fetch_job_polling_interval=queue.POLL_S,
        delete_jobs="successful",
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE_S,
    )


def main() -> None:
    """Start a worker with the settings of the environment."""
    settings = with_secret_key(load_settings())
    log.set_up(settings.log_level)
    uvloop.run(work(settings))


if __name__ == "__main__":
    main()
