"""Saying that an import which nobody looks at cannot go on by itself."""

from vitrina.imports.model import Halt, Run, RunId, ScheduledImportHalted
from vitrina.imports.store import runs as store
from vitrina.imports.store import sources as source_store
from vitrina.kit.db import Db
from vitrina.kit.events import emit


async def tell_halt(db: Db, run_id: RunId, *, because: Halt, failure: str | None = None) -> None:
    """Say once that a pull of a schedule waits for a person, or failed; of other runs nothing is said.

    A source that fails every hour is told of when it begins to fail, and again after it has worked.
    """
    run = await store.find_run(db, run_id)
    if run is None or not run.is_automatic:
        return
    if because is Halt.FAILED and await store.failed_before(db, run):
        return
    source = await source_store.find_source(db, run.source_id)
    assert source, "a run dies with its source"
    await emit(db, _halted(run, source.name, because, failure))


def _halted(run: Run, source_name: str, because: Halt, failure: str | None) -> ScheduledImportHalted:
    return ScheduledImportHalted(
        run_id=run.id,
        source_id=run.source_id,
        shop_id=run.shop_id,
        source_name=source_name,
        because=because,
        failure=failure,
        vanishing_count=run.counts.vanishing_count,
    )
