"""Carry out what the page /lab of a demo asks for: races, and blows against the demo's own processes."""

import signal
import sys
import time
from collections.abc import Callable

from vitrina.cli.part import Part
from vitrina.cli.supervisor import Supervisor
from vitrina.demo import lab
from vitrina.demo.lab import Pace, Victim
from vitrina.kit.config import Settings
from vitrina.kit.process import send, send_to_group

PAUSE_S = 0.5
CALM_S = 120.0


def parts() -> list[Part]:
    """Describe the races, which run when they are asked for."""
    return [
        Part(
            name=f"race-{pace}", command=[sys.executable, "-m", "vitrina.demo.race", pace], is_on_demand=True
        )
        for pace in Pace
    ]


def master(settings: Settings) -> Callable[[Supervisor], None]:
    """Make what the supervisor does ten times a second for the lab."""
    struck_at = 0.0

    def turn(supervisor: Supervisor) -> None:
        nonlocal struck_at
        for wish in lab.take(settings):
            if isinstance(wish, Pace):
                supervisor.demand(f"race-{wish}", unless=[f"race-{pace}" for pace in Pace])
            else:
                struck_at = time.monotonic()
                lab.note_blow(settings, wish)
                _strike(supervisor, wish)
        if time.monotonic() - struck_at < CALM_S:
            # A part that was killed on purpose need not wait as one that keeps failing does.
            for running in supervisor.parts:
                running.start_after = min(running.start_after, time.monotonic() + PAUSE_S)

    return turn


def _strike(supervisor: Supervisor, target: Victim) -> None:
    pid = supervisor.pid_of(target)
    if pid is None:  # It is dead already, or the database is another's.
        return
    if target is Victim.DATABASE:
        send(signal.SIGKILL, [pid])
    else:
        send_to_group(signal.SIGKILL, pid)
