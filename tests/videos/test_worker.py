"""A real worker process: it prepares what was uploaded, and what a killed one left."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.media.sources import film
from tests.people import CARLA, load
from tests.videos.test_preparing import begin, end_leases, read, upload
from vitrina.kit.config import Settings, to_environ
from vitrina.kit.db import Pool, run
from vitrina.videos.model import Video, VideoId, VideoStatus

WAIT_S = 60.0
STOP_S = 30.0


class Worker:
    """A worker process in a group of its own."""

    def __init__(self, settings: Settings) -> None:
        self._log = (settings.data_dir / "worker.log").open("wb")
        self._environ = to_environ(settings) | {"PATH": os.environ["PATH"]}
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vitrina.worker"],
            env=self._environ,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        return self.process

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)  # The process alone: its children must notice by themselves.
        self.process.wait(STOP_S)


@pytest.fixture
def worker(settings: Settings, pool: Pool) -> Iterator[Worker]:
    running = Worker(settings)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGKILL)


async def until(pool: Pool, video_id: VideoId, is_so: Callable[[Video], bool]) -> Video:
    deadline = time.monotonic() + WAIT_S
    while not is_so(video := await read(pool, video_id)):
        assert time.monotonic() < deadline, video
        await asyncio.sleep(0.1)
    return video


def encoders(settings: Settings) -> list[str]:
    """Name the programs that work in the folder of clips being made."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(settings.data_dir / "work"):
                found.append((process / "comm").read_text().strip())
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes through /proc")
async def test_a_killed_worker_leaves_no_encoder_and_its_clip_is_prepared_by_the_next(
    pool: Pool, settings: Settings, worker: Worker, tmp_path: Path
) -> None:
    async with pool.transaction() as db:
        await load(db, CARLA)
    source = film(tmp_path / "a.mp4", size="1280x720", rate=30, seconds=10)
    begun = await begin(
        pool, settings, await upload(pool, settings, await asyncio.to_thread(source.read_bytes))
    )
    await until(pool, begun.id, lambda video: 0 < video.progress_percent < 100)
    assert encoders(settings)

    worker.end(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while encoders(settings):
        assert time.monotonic() < deadline, "the encoder outlives its worker"
        await asyncio.sleep(0.1)
    await end_leases(pool)
    worker.start()

    assert (
        await until(pool, begun.id, lambda video: video.status is not VideoStatus.PROCESSING)
    ).failure is None
    worker.end(signal.SIGTERM)


async def test_jobs_of_a_dead_worker_run_again(pool: Pool, settings: Settings, worker: Worker) -> None:
    """Also those with a lock, which would otherwise be held for ever."""
    worker.end(signal.SIGKILL)
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into procrastinate_jobs (task_name, queue_name, lock, status)
            values ('media.empty_trash', 'default', 'media.empty_trash', 'doing'::procrastinate_job_status)
            """,
        )

    worker.start()

    deadline = time.monotonic() + WAIT_S
    while True:
        async with pool.transaction() as db:
            cursor = await db.execute("select count(*) from procrastinate_jobs where status = 'doing'")
            row = await cursor.fetchone()
        if row and row[0] == 0:
            break
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)
    worker.end(signal.SIGTERM)
