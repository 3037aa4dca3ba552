"""What account does by itself, and how it reacts to people who come back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.account import service
from vitrina.account.model import ExportId
from vitrina.identity.model import DepartureCancelled, PersonId
from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task


@task(name="account.make_export", queue="people")
async def make_export(pool: Pool, export_id: str) -> None:
    """Put a person's data together."""
    await service.make_export(pool, load_settings(), ExportId(UUID(export_id)), now=clock.now())


@task(name="account.resume_exports", every="0 */5 * * * *", lock="account.resume_exports", queue="people")
async def resume_exports(pool: Pool) -> None:
    """Take exports up again whose worker died or failed, and throw away those whose time is over."""
    await service.expire_exports(pool, load_settings(), now=clock.now())
    async with pool.transaction() as db:
        for export_id in await service.stalled_exports(db, now=clock.now()):
            await make_export.defer(db, export_id=str(export_id))


@task(name="account.erase_person", queue="people", lock="account.erase_person")
async def erase_person(pool: Pool, person_id: str) -> None:
    """Forget a person: a job of her own, so that the failure of one stops nobody else."""
    await service.erase(pool, load_settings(), PersonId(UUID(person_id)), now=clock.now())


@task(name="account.erase_due", every="30 */5 * * * *", lock="account.erase_due")
async def erase_due(pool: Pool) -> None:
    """Begin to forget whose grace is over, and try again what stopped half way."""
    due = await service.start_due(pool, now=clock.now())
    async with pool.transaction() as db:
        for person_id in due:
            await erase_person.defer(db, person_id=str(person_id))


async def show_again(db: Db, facts: Sequence[DepartureCancelled], now: datetime) -> None:
    """Bring back what people show who came back."""
    del now
    await service.show_again(db, [each.person_id for each in facts])
