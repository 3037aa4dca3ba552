"""What imports do in the worker."""

from uuid import UUID

from vitrina.imports import service
from vitrina.imports.model import RunId
from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


@task(name="imports.read", queue="imports")
async def read(pool: Pool, run_id: str) -> None:
    """Fetch and read the file of a run."""
    await service.read(pool, load_settings(), run_id=RunId(UUID(run_id)), now=clock.now())


@task(name="imports.apply", queue="imports")
async def apply(pool: Pool, run_id: str) -> None:
    """Write what a run read."""
    await service.apply(pool, load_settings(), run_id=RunId(UUID(run_id)), now=clock.now())


@task(name="imports.undo", queue="imports")
async def undo(pool: Pool, run_id: str) -> None:
    """Put back what a run wrote."""
    await service.undo(pool, run_id=RunId(UUID(run_id)), now=clock.now())


@task(name="imports.pull_due", every="20 * * * * *", lock="imports.pull_due")
async def pull_due(pool: Pool) -> None:
    """Begin the imports whose hour has come, every minute."""
    await service.pull_due(pool, now=clock.now())


@task(name="imports.resume_stalled", every="*/15 * * * * *", lock="imports.resume_stalled")
async def resume_stalled(pool: Pool) -> None:
    """Go on with what a dead worker left, every 15 seconds."""
    await service.resume_stalled(pool)


@task(name="imports.fetch_pictures", every="*/10 * * * * *", queue="pictures", lock="imports.fetch_pictures")
async def fetch_pictures(pool: Pool) -> None:
    """Fetch pictures that products wait for, every 10 seconds."""
    await service.fetch_pictures(pool, load_settings(), now=clock.real_now())


@task(name="imports.tidy", every="40 7 * * * *", lock="imports.tidy")
async def tidy(pool: Pool) -> None:
    """End previews that nobody wanted and delete left files, every hour."""
    await service.tidy(pool, load_settings(), now=clock.real_now())
