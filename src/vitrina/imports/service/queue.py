"""Asking a worker for the next step of a run."""

from vitrina.imports.model import RunId, RunStatus
from vitrina.kit.db import Db


async def defer(db: Db, run_id: RunId, status: RunStatus) -> None:
    """Ask for what a run of this status waits for, if this transaction commits."""
    from vitrina.imports import jobs  # The jobs call the services that call this.

    job = {
        RunStatus.WAITING: jobs.read,
        RunStatus.READING: jobs.read,
        RunStatus.APPLYING: jobs.apply,
        RunStatus.UNDOING: jobs.undo,
    }[status]
    await job.defer(db, run_id=str(run_id))
