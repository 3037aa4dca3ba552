"""Reading the file of a run: fetched, read by a child, staged, and compared with what is there."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from vitrina.imports import rules
from vitrina.imports.child import Message, RawItem, ReaderDied, reading
from vitrina.imports.formats.assemble import digest_of
from vitrina.imports.formats.reading import PROBLEMS_MAX, End, Fatal, Head, Options, Trouble
from vitrina.imports.model import (
    Counts,
    Format,
    Halt,
    ImportedProduct,
    Problem,
    Run,
    RunId,
    RunStatus,
    Source,
)
from vitrina.imports.service import queue
from vitrina.imports.service.attempts import Attempt, Broken, Lost, claim, kept
from vitrina.imports.service.telling import tell_halt
from vitrina.imports.store import items as item_store
from vitrina.imports.store import runs as store
from vitrina.imports.store import sources as source_store
from vitrina.imports.store import work
from vitrina.imports.store.items import NewItem
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.net import Bounds, Fetcher, FetchFailed, Known
from vitrina.media import service as media
from vitrina.shops import service as shops

FEED_BOUNDS = Bounds(size_max_bytes=256 * 1024**2, time_max_s=300.0)
JOINED_AT_ONCE = 500

log = logging.getLogger(__name__)


async def read(pool: Pool, settings: Settings, *, run_id: RunId, now: datetime) -> None:
    """Read a run's file and show what it would change, unless somebody else is at it or it was stopped.

    A pull of a schedule goes on to write it, unless too much would vanish.
    """
    try:
        attempt = await claim(pool, run_id, RunStatus.READING)
        if attempt:
            await kept(pool, attempt, _read(pool, settings, attempt=attempt, now=now))
    except Lost:
        log.info("run taken away while it was read", extra={"run": str(run_id)})
    except (Broken, FetchFailed) as e:
        log.info("run failed", extra={"run": str(run_id), "reason": str(e)})
        await _fail(pool, run_id, code=e.code, now=now)
    except ReaderDied as e:
        log.warning("reader died", extra={"run": str(run_id), "reason": str(e)})
        await _fail(pool, run_id, code="reader_died", now=now)


async def _fail(pool: Pool, run_id: RunId, *, code: str, now: datetime) -> None:
    async with pool.transaction() as db:
        run = await store.find_run(db, run_id)
        moved = await work.move(
            db, run_id, from_statuses=[RunStatus.READING], to=RunStatus.FAILED, now=now, failure=code
        )
        if moved and run and run.upload_id:
            await media.release_uploads(db, [run.upload_id])
        if moved:
            await tell_halt(db, run_id, because=Halt.FAILED, failure=code)


async def _read(pool: Pool, settings: Settings, *, attempt: Attempt, now: datetime) -> None:
    async with pool.transaction() as db:
        await attempt.keep(db)
        run = await store.find_run(db, attempt.run_id)
        assert run, "it was claimed"
        source = await source_store.find_source(db, run.source_id)
        assert source, "a run dies with its source"
        shop = await shops.get_shop(db, source.shop_id)
        await item_store.clear(db, run.id)
    path = await _file_of(pool, settings, run=run, source=source)
    if path is None:
        async with pool.transaction() as db:
            await attempt.keep(db)
            await work.move(db, run.id, from_statuses=[RunStatus.READING], to=RunStatus.UNCHANGED, now=now)
        return
    options = Options(currency=shop.currency, mapping=source.mapping)
    staging = _Staging(pool, attempt)
    async with reading(path, options) as reader:
        while not staging.is_over:
            await staging.take(await reader.some())
    if run.upload_id is None and staging.format is not Format.TABLE_CSV:
        await asyncio.to_thread(path.unlink, missing_ok=True)  # Tables may be read again by another mapping.
    await _conclude(pool, attempt, source=source, staging=staging)


async def _file_of(pool: Pool, settings: Settings, *, run: Run, source: Source) -> Path | None:
    """Name the file of a run, fetched when it has none yet; None when its server says that nothing is new."""
    if run.upload_id is not None:
        path = media.source_of(settings, run.upload_id)
        size_bytes = await asyncio.to_thread(_size_of, path)
        async with pool.transaction() as db:
            await store.note_file(db, run.id, size_bytes=size_bytes, etag=None, modified=None)
        return path
    path = feed_folder(settings) / f"{run.id}.feed"
    if run.size_bytes and await asyncio.to_thread(path.exists):
        return path  # Read before, with another mapping.
    assert source.url, "a run without an upload has an address"
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True, mode=0o700)
    known = Known(etag=source.etag, modified=source.modified) if run.is_automatic else None
    fetched = await Fetcher(settings).to_file(source.url, path, bounds=FEED_BOUNDS, known=known)
    if not fetched.is_new:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return None
    async with pool.transaction() as db:
        await store.note_file(
            db, run.id, size_bytes=fetched.size_bytes, etag=fetched.etag, modified=fetched.modified
        )
    return path


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError as e:
        raise Broken("file_gone") from e


def feed_folder(settings: Settings) -> Path:
    """Name the folder of fetched feeds."""
    return settings.data_dir.resolve() / "imports"


class _Staging:
    """Keeps what the child says, one transaction for each handful of messages."""

    def __init__(self, pool: Pool, attempt: Attempt) -> None:
        self._pool = pool
        self._attempt = attempt
        self.format: Format | None = None
        self.needs_mapping = False
        self.is_over = False
        self.row_count = 0
        self.problem_count = 0
        self.unnumbered_count = 0

    async def take(self, messages: Sequence[Message]) -> None:
        """Keep messages. Raises Broken, Lost."""
        items = [each for each in messages if isinstance(each, RawItem)]
        problems = [each.problem for each in messages if isinstance(each, Trouble)]
        problems = problems[: PROBLEMS_MAX - self.problem_count]
        async with self._pool.transaction() as db:
            await self._attempt.keep(db)
            for each in messages:
                if isinstance(each, Head):
                    await self._begin(db, each)
            if items:
                await item_store.add_items(db, self._attempt.run_id, [_kept_item(each) for each in items])
            if problems:
                await self._add_problems(db, problems)
            self.unnumbered_count += sum(each.unnumbered_count for each in items if not each.is_wrong)
            await store.note_read(
                db,
                self._attempt.run_id,
                read_bytes=items[-1].at_bytes if items else 0,
                problem_count=self.problem_count,
                unnumbered_count=self.unnumbered_count,
            )
        for each in messages:
            if isinstance(each, Fatal):
                raise Broken(each.code)
            if isinstance(each, End):
                self.is_over, self.row_count = True, each.row_count

    async def _begin(self, db: Db, head: Head) -> None:
        self.format, self.needs_mapping, self.is_over = head.format, head.needs_mapping, head.needs_mapping
        await store.note_head(
            db,
            self._attempt.run_id,
            format=head.format,
            encoding=head.encoding,
            delimiter=head.delimiter,
            columns=head.columns,
        )

    async def _add_problems(self, db: Db, problems: Sequence[Problem]) -> None:
        position = self.problem_count
        await item_store.add_problems(db, self._attempt.run_id, problems, position=position)
        self.problem_count += len(problems)


def _kept_item(item: RawItem) -> NewItem:
    return NewItem(
        external_id=item.external_id,
        line=item.line,
        digest=bytes.fromhex(item.digest),
        body=bytes(item.product).decode(),
        is_complete=item.is_complete,
        is_wrong=item.is_wrong,
    )


async def _conclude(pool: Pool, attempt: Attempt, *, source: Source, staging: _Staging) -> None:
    if staging.needs_mapping:
        async with pool.transaction() as db:
            await attempt.keep(db)
            await work.move(db, attempt.run_id, from_statuses=[RunStatus.READING], to=RunStatus.MAPPING)
            await tell_halt(db, attempt.run_id, because=Halt.COLUMNS)
        return
    await _join_scattered(pool, attempt)
    async with pool.transaction() as db:
        await attempt.keep(db)
        await item_store.judge(db, attempt.run_id, source)
        room = PROBLEMS_MAX - staging.problem_count
        incomplete_count = await item_store.tell_incomplete(
            db, attempt.run_id, position=staging.problem_count, limit=room
        )
        await item_store.find_vanishing(db, attempt.run_id, source)
        found = await item_store.tally(db, attempt.run_id, source)
        counts = Counts(
            row_count=staging.row_count,
            new_count=found.new_count,
            changed_count=found.changed_count,
            unchanged_count=found.unchanged_count,
            wrong_count=found.wrong_count,
            vanishing_count=found.vanishing_count,
            problem_count=staging.problem_count + incomplete_count,
            unnumbered_count=staging.unnumbered_count,
        )
        await store.note_counts(db, attempt.run_id, counts, known_count=found.known_count)
        await work.forget_old(db, attempt.run_id, source.id)
        run = await store.find_run(db, attempt.run_id)
        assert run, "its row is locked"
        goes_on = run.is_automatic and not run.is_stopped
        to = RunStatus.APPLYING if goes_on else RunStatus.READY
        await work.move(db, run.id, from_statuses=[RunStatus.READING], to=to)
        if goes_on:
            await queue.defer(db, run.id, to)
        else:
            await tell_halt(db, run.id, because=Halt.VANISHING)


async def _join_scattered(pool: Pool, attempt: Attempt) -> None:
    """Put together products whose rows stand apart in the file."""
    after = ""
    while True:
        async with pool.transaction() as db:
            await attempt.keep(db)
            pieces = await item_store.scattered(db, attempt.run_id, after=after, limit=JOINED_AT_ONCE)
            if not pieces:
                return
            items = [_joined(list(each)) for _, each in groupby(pieces, key=lambda piece: piece.external_id)]
            await item_store.join_items(db, attempt.run_id, items)
            after = items[-1].external_id


def _joined(pieces: Sequence[item_store.Piece]) -> NewItem:
    product = rules.joined([msgspec.json.decode(each.body, type=ImportedProduct) for each in pieces])
    checked = rules.check(product, line=pieces[0].line)
    body = msgspec.json.encode(product)
    return NewItem(
        external_id=product.external_id,
        line=pieces[0].line,
        digest=digest_of(body),
        body=body.decode(),
        is_complete=checked.is_complete,
        is_wrong=any(each.is_wrong for each in pieces)
        or any(problem.is_error for problem in checked.problems),
    )
