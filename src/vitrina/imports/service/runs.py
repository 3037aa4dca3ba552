"""Runs: begun, looked at, said yes to, stopped, undone. The work itself is done by the worker."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import Person
from vitrina.imports.errors import (
    IdTaken,
    NothingToRead,
    NotNow,
    NotUndoable,
    RunNotFound,
    SourceBusy,
    TooMuchWouldVanish,
)
from vitrina.imports.model import (
    Confirmation,
    ImportedProduct,
    ItemView,
    Mapping,
    NewRun,
    ProblemView,
    Run,
    RunId,
    RunStatus,
    RunView,
    Source,
    SourceId,
    Verdict,
)
from vitrina.imports.service import queue
from vitrina.imports.service.sources import clean_mapping, get_source
from vitrina.imports.store import items as item_store
from vitrina.imports.store import runs as store
from vitrina.imports.store import sources as source_store
from vitrina.imports.store import work
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Currency, Language
from vitrina.kit.tables import Row, as_csv
from vitrina.media import service as media
from vitrina.shops import service as shops

OPEN = [RunStatus.MAPPING, RunStatus.READY]
STOPPABLE = [*OPEN, RunStatus.WAITING, RunStatus.READING, RunStatus.APPLYING]
CSV_ROWS_MAX = 10_000


async def begin_run(db: Db, *, source_id: SourceId, actor: Person, new: NewRun, now: datetime) -> Run:
    """Begin an import of a source of the actor's shop; previews that wait for a yes end.

    Raises SourceNotFound, NotYourShop, SourceBusy, NothingToRead, IdTaken, UploadNotFound,
    UploadNotFinished, UploadTaken.
    """
    await source_store.lock_source(db, source_id)
    source = await get_source(db, source_id=source_id, actor=actor)
    if known := await store.find_run(db, new.id):
        if known.source_id == source_id:
            return known
        raise IdTaken
    if new.upload_id is None and source.url is None:
        raise NothingToRead
    if new.upload_id is not None:
        await media.claim_upload(db, upload_id=new.upload_id, person_id=actor.id)
    return await start(db, source=source, actor=actor, new=new, is_automatic=False, now=now)


async def start(
    db: Db, *, source: Source, actor: Person, new: NewRun, is_automatic: bool, now: datetime
) -> Run:
    """Write a run and ask a worker to read it. The source is locked. Raises SourceBusy, IdTaken."""
    await media.release_uploads(db, await work.close_previews(db, source.id, now=now))
    try:
        added = await store.add_run(
            db,
            run_id=new.id,
            source=source,
            person_id=actor.id,
            upload_id=new.upload_id,
            is_automatic=is_automatic,
            now=now,
        )
    except UniqueViolation as e:  # runs_busy_key
        raise SourceBusy from e
    if not added:
        raise IdTaken
    await queue.defer(db, new.id, RunStatus.WAITING)
    return await _find(db, new.id)


async def get_run(db: Db, *, run_id: RunId, actor: Person) -> Run:
    """Read a run of the actor's shop. Raises RunNotFound, NotYourShop."""
    run = await _find(db, run_id)
    await shops.require_member(db, shop_id=run.shop_id, person=actor)
    return run


async def list_runs(
    db: Db, *, source_id: SourceId, actor: Person, before: tuple[datetime, UUID] | None, limit: int
) -> list[Run]:
    """List the runs of a source, the newest first, at most `limit`. Raises SourceNotFound, NotYourShop."""
    await get_source(db, source_id=source_id, actor=actor)
    return await store.source_runs(db, source_id, before=before, limit=limit)


async def map_run(db: Db, *, run_id: RunId, actor: Person, mapping: Mapping) -> Run:
    """Say what the columns of a file mean, and read it again; the source remembers it.

    Raises Malformed, RunNotFound, NotYourShop, NotNow.
    """
    run = await get_run(db, run_id=run_id, actor=actor)
    await source_store.lock_source(db, run.source_id)
    source = await get_source(db, source_id=run.source_id, actor=actor)
    mapped = msgspec.structs.replace(source, mapping=clean_mapping(mapping))
    await source_store.change_source(db, mapped)
    if not await work.move(db, run_id, from_statuses=OPEN, to=RunStatus.WAITING):
        raise NotNow
    await queue.defer(db, run_id, RunStatus.WAITING)
    return await _find(db, run_id)


async def confirm_run(db: Db, *, run_id: RunId, actor: Person, confirmation: Confirmation) -> Run:
    """Say yes to a preview: its products will be written. Twice is once.

    Raises RunNotFound, NotYourShop, NotNow, SourceBusy, TooMuchWouldVanish.
    """
    run = await get_run(db, run_id=run_id, actor=actor)
    if run.status in {RunStatus.APPLYING, RunStatus.DONE}:
        return run
    if run.is_stopped and not confirmation.is_vanishing_fine:
        raise TooMuchWouldVanish(vanishing_count=run.counts.vanishing_count, known_count=run.known_count)
    return await _moved(db, run, from_statuses=[RunStatus.READY], to=RunStatus.APPLYING)


async def cancel_run(db: Db, *, run_id: RunId, actor: Person, now: datetime) -> Run:
    """Stop a run between two batches; what is written stays, and can be undone. Twice is once.

    Raises RunNotFound, NotYourShop, NotNow.
    """
    run = await get_run(db, run_id=run_id, actor=actor)
    if run.status is RunStatus.CANCELLED:
        return run
    if not await work.move(db, run_id, from_statuses=STOPPABLE, to=RunStatus.CANCELLED, now=now):
        raise NotNow
    if run.upload_id:
        await media.release_uploads(db, [run.upload_id])
    return await _find(db, run_id)


async def undo_run(db: Db, *, run_id: RunId, actor: Person) -> Run:
    """Put every product that a run wrote back to what it was before. Twice is once.

    Counts are put right by what the run changed, so that what was sold since stays sold.
    Raises RunNotFound, NotYourShop, NotUndoable, SourceBusy.
    """
    run = await get_run(db, run_id=run_id, actor=actor)
    if run.status in {RunStatus.UNDOING, RunStatus.UNDONE}:
        return run
    ended = [RunStatus.DONE, RunStatus.CANCELLED, RunStatus.FAILED]
    if run.status not in ended or run_id not in await store.last_changing(db, [run.source_id]):
        raise NotUndoable
    return await _moved(db, run, from_statuses=ended, to=RunStatus.UNDOING)


async def _moved(db: Db, run: Run, *, from_statuses: list[RunStatus], to: RunStatus) -> Run:
    try:
        if not await work.move(db, run.id, from_statuses=from_statuses, to=to):
            raise NotNow
    except UniqueViolation as e:  # runs_busy_key
        raise SourceBusy from e
    await queue.defer(db, run.id, to)
    return await _find(db, run.id)


async def show_runs(db: Db, runs: Sequence[Run], language: Language) -> list[RunView]:
    """Show runs. One statement."""
    undoable = await store.last_changing(db, list({run.source_id for run in runs}))
    ended = {RunStatus.DONE, RunStatus.CANCELLED, RunStatus.FAILED}
    return [
        RunView(
            id=run.id,
            source_id=run.source_id,
            status=run.status,
            is_automatic=run.is_automatic,
            format=run.format,
            encoding=run.encoding,
            delimiter=run.delimiter,
            columns=run.columns,
            failure=say(language, f"import_failure.{run.failure}") if run.failure else None,
            failure_code=run.failure,
            counts=run.counts,
            done_count=run.done_count,
            progress_percent=_progress(run),
            is_stopped=run.status is RunStatus.READY and run.is_stopped,
            can_undo=run.status in ended and run.id in undoable,
            created_at=run.created_at,
            ended_at=run.ended_at,
        )
        for run in runs
    ]


def _progress(run: Run) -> int:
    counts = run.counts
    if run.status is RunStatus.READING:
        return min(99, 100 * run.read_bytes // run.size_bytes) if run.size_bytes else 0
    if run.status in {RunStatus.APPLYING, RunStatus.UNDOING}:
        whole = counts.new_count + counts.changed_count + counts.vanishing_count
        return min(99, 100 * run.done_count // whole) if whole else 0
    return 0 if run.status is RunStatus.WAITING else 100


async def list_items(
    db: Db, *, run_id: RunId, actor: Person, verdict: Verdict | None, after: str | None, limit: int
) -> list[ItemView]:
    """List what a run read, by external id, at most `limit`. Raises RunNotFound, NotYourShop."""
    run = await get_run(db, run_id=run_id, actor=actor)
    shop = await shops.get_shop(db, run.shop_id)
    found = await item_store.previewed(db, run, verdict=verdict, after=after, limit=limit)
    return [_item_view(item, shop.currency) for item in found]


def _item_view(item: item_store.Item, currency: Currency) -> ItemView:
    product = msgspec.json.decode(item.body, type=ImportedProduct) if item.body else None
    variants = product.variants if product else []
    prices = [each.price_minor for each in variants if each.price_minor]
    quantities = [each.quantity for each in variants if each.quantity is not None]
    return ItemView(
        external_id=item.external_id,
        verdict=item.verdict,
        line=item.line,
        title=(product.title if product else None) or item.external_id,
        price=Money(min(prices), currency) if prices else None,
        variant_count=len(variants),
        quantity=sum(quantities) if quantities else None,
        image_url=product.images[0] if product and product.images else None,
        product_id=ProductId(item.product_id) if item.product_id else None,
    )


async def list_problems(
    db: Db, *, run_id: RunId, actor: Person, after: int, limit: int, language: Language
) -> list[tuple[int, ProblemView]]:
    """List problems with their places, in the order of the file, at most `limit`.

    Raises RunNotFound, NotYourShop.
    """
    await get_run(db, run_id=run_id, actor=actor)
    found = await item_store.problems(db, run_id, after=after, limit=limit)
    return [(each.position, _problem_view(each, language)) for each in found]


def _problem_view(each: item_store.Placed, language: Language) -> ProblemView:
    return ProblemView(
        line=each.line,
        external_id=each.external_id,
        field_name=each.field,
        code=each.code,
        sample=each.sample,
        is_error=each.is_error,
        message=say(language, f"import_problem.{each.code}"),
    )


async def problems_as_csv(db: Db, *, run_id: RunId, actor: Person, language: Language) -> str:
    """Write the problems of a run as a table for a spreadsheet. Raises RunNotFound, NotYourShop."""
    found = await list_problems(
        db, run_id=run_id, actor=actor, after=-1, limit=CSV_ROWS_MAX, language=language
    )
    rows: list[Row] = [("line", "id", "field", "value", "severity", "problem")]
    for _, each in found:
        severity = "error" if each.is_error else "warning"
        rows.append((each.line, each.external_id, each.field_name, each.sample, severity, each.message))
    return as_csv(rows)


async def _find(db: Db, run_id: RunId) -> Run:
    run = await store.find_run(db, run_id)
    if run is None:
        raise RunNotFound
    return run
