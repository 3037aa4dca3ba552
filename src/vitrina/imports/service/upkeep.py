"""What happens by itself: pulls on schedule, runs of dead workers taken up again, left things thrown away."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.imports.model import NewRun, RunId, Schedule
from vitrina.imports.service import queue
from vitrina.imports.service.reading import feed_folder
from vitrina.imports.service.runs import start
from vitrina.imports.store import sources as source_store
from vitrina.imports.store import work
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import service as media
from vitrina.shops import service as shops

PULLED_AT_ONCE = 20
PULL_EVERY = {Schedule.HOURLY: timedelta(hours=1), Schedule.DAILY: timedelta(days=1)}
WAITING_MAX = timedelta(minutes=2)
STALLED_AT_ONCE = 100
PREVIEW_LIFE = timedelta(days=7)
PREVIEWS_AT_ONCE = 100


async def pull_due(pool: Pool, *, now: datetime) -> int:
    """Begin the imports whose hour has come; a source that is busy waits for its next hour.

    Returns how many were begun, PULLED_AT_ONCE at most.
    """
    begun_count = 0
    async with pool.transaction() as db:
        for source in await source_store.take_due(db, now=now, limit=PULLED_AT_ONCE):
            await source_store.set_next_pull(db, source.id, now + PULL_EVERY[source.schedule])
            if await work.is_busy(db, source.id):
                continue
            shop = await shops.get_shop(db, source.shop_id)
            owner = await identity.person_by_id(db, shop.owner_id)
            new = NewRun(id=RunId(new_id()))
            await start(db, source=source, actor=owner, new=new, is_automatic=True, now=now)
            begun_count += 1
    return begun_count


async def resume_stalled(pool: Pool) -> int:
    """Ask again for what a dead worker left. Returns how many runs."""
    async with pool.transaction() as db:
        stalled = await work.take_stalled(db, waiting=WAITING_MAX, limit=STALLED_AT_ONCE)
        for each in stalled:
            await queue.defer(db, RunId(each.id), each.status)
    return len(stalled)


async def tidy(pool: Pool, settings: Settings, *, now: datetime) -> None:
    """End previews that nobody wanted, and delete fetched files that no run needs."""
    async with pool.transaction() as db:
        uploads = await work.close_old_previews(
            db, before=now - PREVIEW_LIFE, now=now, limit=PREVIEWS_AT_ONCE
        )
        await media.release_uploads(db, uploads)
    files = await asyncio.to_thread(_feeds, feed_folder(settings))
    async with pool.transaction() as db:
        needed = await work.known_runs(db, list(files))
    for run_id, path in files.items():
        if run_id not in needed:
            await asyncio.to_thread(path.unlink, missing_ok=True)


def _feeds(folder: Path) -> dict[UUID, Path]:
    return {UUID(path.stem): path for path in folder.glob("*.feed")} if folder.is_dir() else {}
