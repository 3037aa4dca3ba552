"""The worker of a demo, held still for a moment: what is written meanwhile, who asks has written."""

import os
import signal
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from msgspec import Struct

from tests.journeys.conftest import Instance
from vitrina.kit.postgres import Postgres

PROC = Path("/proc")
LISTING = ["ps", "-axo", "pid=,ppid=,state=,command="]
WAIT_S = 30.0
LOOK_S = 0.02
STOPPED = "T"


class Process(Struct, frozen=True):
    """A process of this machine."""

    id: int
    parent: int
    state: str
    command: str


@contextmanager
def resting_worker(instance: Instance) -> Generator[None]:
    """Stop it between two transactions, and let it go on."""
    worker = _worker_of(instance).id
    try:
        _stop(worker, instance)
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def _stop(worker: int, instance: Instance) -> None:
    deadline = time.monotonic() + WAIT_S
    with psycopg.connect(Postgres(Path(instance.data)).url(), autocommit=True) as db:
        while True:
            os.kill(worker, signal.SIGSTOP)
            while not _worker_of(instance).state.startswith(STOPPED):
                time.sleep(LOOK_S)
            if not _is_anybody_writing(db):
                return
            os.kill(worker, signal.SIGCONT)
            assert time.monotonic() < deadline, "the worker is never between two transactions"
            time.sleep(LOOK_S)


def _is_anybody_writing(db: psycopg.Connection) -> bool:
    found = db.execute(
        """
        select exists (
               select
                 from pg_stat_activity
                where datname = current_database()
                  and pid <> pg_backend_pid()
                  and xact_start is not null)
        """
    ).fetchone()
    return bool(found and found[0])


def _worker_of(instance: Instance) -> Process:
    return next(
        each for each in _processes() if each.parent == instance.pid and "vitrina.worker" in each.command
    )


def _processes() -> Iterator[Process]:
    """List what runs, where a system shows that as files or by a command."""
    if not PROC.exists():
        listed = subprocess.run(LISTING, capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines():
            process, parent, state, command = line.split(maxsplit=3)
            yield Process(int(process), int(parent), state, command)
        return
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # It ended meanwhile.
            state, parent, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text(errors="replace")
            yield Process(int(folder.name), int(parent), state, command)
