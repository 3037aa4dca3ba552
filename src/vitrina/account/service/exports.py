"""Taking one's data along: asked for, put together, downloaded, thrown away."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vitrina.account import store
from vitrina.account.archive import Archive, Collections, lines
from vitrina.account.errors import ExportNotReady, ExportUnderWay, LinkOver
from vitrina.account.model import Export, ExportId, ExportPage, ExportReady, ExportState, ExportView
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit import crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.events import emit
from vitrina.kit.http import API_BASE
from vitrina.kit.ids import new_id
from vitrina.kit.locales import say
from vitrina.kit.personal import Subject, registered
from vitrina.media import service as media
from vitrina.media.storage import private_storage_of

EXPORTS_A_WEEK = 3
WEEK = timedelta(days=7)
KEPT = timedelta(days=7)
LINK_LIFE = timedelta(minutes=15)
LEASE = timedelta(hours=2)
STALLED_AFTER = timedelta(minutes=5)
ATTEMPTS_MAX = 3
BATCH = 100
PURPOSE = "account.export"


async def look_export(db: Db, settings: Settings, person: Person, *, now: datetime) -> ExportPage:
    """Show a person her newest export, with a link of some minutes when it is ready."""
    found = await store.newest_export(db, person.id)
    wait = await _wait_until(db, person, now)
    return ExportPage(export=_view(settings, found, now) if found else None, can_ask_at=wait)


def _view(settings: Settings, export: Export, now: datetime) -> ExportView:
    # Between its hour and the job that deletes it, it is over already.
    is_over = export.expires_at is not None and export.expires_at <= now
    state = ExportState.EXPIRED if is_over else export.state
    url = _link(settings, export, now) if state is ExportState.READY else None
    return ExportView(
        id=export.id,
        state=state,
        asked_at=export.asked_at,
        ready_at=export.ready_at,
        expires_at=export.expires_at,
        size_bytes=export.size_bytes,
        url=url,
    )


async def _wait_until(db: Db, person: Person, now: datetime) -> datetime | None:
    asked = await store.asked_since(db, person.id, now - WEEK)
    return asked[-EXPORTS_A_WEEK] + WEEK if len(asked) >= EXPORTS_A_WEEK else None


async def ask_export(db: Db, person: Person, *, now: datetime) -> ExportId:
    """Have a person's data put together. Raises ExportUnderWay, TooManyRequests."""
    if until := await _wait_until(db, person, now):
        raise TooManyRequests(retry_after_s=int((until - now).total_seconds()) + 1)
    export_id = ExportId(new_id())
    if not await store.add_export(db, export_id, person_id=person.id, language=person.language, now=now):
        raise ExportUnderWay
    return export_id


async def make_export(pool: Pool, settings: Settings, export_id: ExportId, *, now: datetime) -> bool:
    """Put an export together and let it be downloaded. False when it was somebody else's to do, or failed.

    An attempt that dies is taken over when its lease is over; one that fails gives it back at once.
    """
    async with pool.transaction() as db:
        claimed = await store.claim_export(
            db, export_id, now=now, lease_until=now + LEASE, attempts_max=ATTEMPTS_MAX
        )
        people = await identity.persons(db, [claimed[0].person_id]) if claimed else {}
    if claimed is None:
        return False
    export, attempt = claimed
    person = people.get(export.person_id)
    if person is None:
        return False
    folder = await asyncio.to_thread(_new_folder, settings)
    try:
        path = folder / "export.zip"
        await _write(pool, settings, person, path=path, now=now)
        await private_storage_of(settings).put(_key(export_id), path)
        size_bytes = path.stat().st_size
        async with pool.transaction() as db:
            is_done = await store.set_ready(
                db,
                export_id,
                attempt=attempt,
                size_bytes=size_bytes,
                now=now,
                expires_at=now + KEPT,
            )
            if is_done:
                await emit(db, ExportReady(export_id=export_id, person_id=person.id, expires_at=now + KEPT))
        return bool(is_done)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, True)
        async with pool.transaction() as db:
            await store.give_back(db, export_id, attempt)


def _new_folder(settings: Settings) -> Path:
    root = settings.data_dir.resolve() / "work"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(dir=root))


async def _write(pool: Pool, settings: Settings, person: Person, *, path: Path, now: datetime) -> None:
    subject = Subject(person_id=person.id, email=person.email)
    with Archive(path) as archive:
        words = [say(person.language, f"account.archive.{part}", site=settings.base_url) for part in README]
        await archive.add("README.txt", lines([*words, now.isoformat(timespec="seconds")]))
        for port in registered():
            if port.export:
                collections = Collections(archive, port.module)
                # Rows pass from the database's cursor to the disk, a few hundred at a time.
                async with pool.transaction() as db:
                    async for record in port.export(db, subject):
                        await collections.add(record)
                await collections.end()
        await _write_files(pool, settings, person, archive)
        await archive.end()


README = ("title", "data", "files", "others")


async def _write_files(pool: Pool, settings: Settings, person: Person, archive: Archive) -> None:
    after = None
    while True:
        async with pool.transaction() as db:
            files = await media.files_of(db, person.id, after=after)
        for file in files:
            async for name, piece in media.read_file(settings, file):
                await archive.add(f"files/{name}", piece)
        if not files:
            return
        after = files[-1].id


async def find_download(
    db: Db, settings: Settings, person: Person, *, until: int, signature: str, now: datetime
) -> str:
    """Find the key of a person's newest export in the private storage, for who has its link.

    Raises LinkOver, ExportNotReady.
    """
    found = await store.newest_export(db, person.id)
    if found is None or found.state is not ExportState.READY:
        raise ExportNotReady
    is_hers = crypto.signature_fits(settings.secret_key, PURPOSE, _message(found, until), signature)
    is_over = datetime.fromtimestamp(until, UTC) <= now or not found.expires_at or found.expires_at <= now
    if not is_hers or is_over:
        raise LinkOver
    return _key(found.id)


def _link(settings: Settings, export: Export, now: datetime) -> str:
    until = int((now + LINK_LIFE).timestamp())
    signature = crypto.sign(settings.secret_key, PURPOSE, _message(export, until))
    return f"{API_BASE}/me/export/file?until={until}&signature={signature}"


def _message(export: Export, until: int) -> str:
    return f"{export.id} {export.person_id} {until}"


def _key(export_id: ExportId) -> str:
    return f"exports/{export_id.hex}/vitrina.zip"


async def stalled_exports(db: Db, *, now: datetime) -> Sequence[ExportId]:
    """Give exports up that were tried too often, and list those with nobody at work on them."""
    await store.fail_exports(db, now=now, attempts_max=ATTEMPTS_MAX)
    return await store.stalled_exports(db, now=now, asked_before=now - STALLED_AFTER, limit=BATCH)


async def expire_exports(pool: Pool, settings: Settings, *, now: datetime) -> int:
    """Delete the files of exports whose time is over. Returns how many."""
    async with pool.transaction() as db:
        ids = await store.over_exports(db, now=now, limit=BATCH)
    await _delete_files(settings, ids)
    async with pool.transaction() as db:
        return await store.expire_exports(db, ids) if ids else 0


async def delete_exports_of(pool: Pool, settings: Settings, person: Subject) -> None:
    """Delete every export of a person, with its file."""
    async with pool.transaction() as db:
        ids = await store.exports_of(db, person.person_id)
    await _delete_files(settings, ids)
    async with pool.transaction() as db:
        await store.delete_exports(db, ids)


async def _delete_files(settings: Settings, ids: Sequence[ExportId]) -> None:
    storage = private_storage_of(settings)
    for export_id in ids:
        await storage.delete_folder(f"exports/{export_id.hex}")
