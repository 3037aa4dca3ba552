"""HTTP of imports: sources, runs, what they read, and pictures that did not come."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, patch, post, put
from litestar.params import QueryParameter
from msgspec import Struct

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.imports import service
from vitrina.imports.errors import (
    AddressRefused,
    IdTaken,
    NothingToRead,
    NotNow,
    NotUndoable,
    RunNotFound,
    SourceBusy,
    SourceNotFound,
    TooManySources,
    TooMuchWouldVanish,
)
from vitrina.imports.model import (
    Confirmation,
    ItemView,
    Mapping,
    NewRun,
    NewSource,
    PictureView,
    ProblemView,
    Run,
    RunId,
    RunView,
    SourceChanges,
    SourceId,
    SourceView,
    Verdict,
)
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import (
    PAGE_SIZE,
    Cursor,
    Limit,
    Page,
    decode_cursor,
    encode_cursor,
    fails,
    page_of,
    table,
)
from vitrina.kit.places import Language
from vitrina.media.errors import UploadNotFinished, UploadNotFound, UploadTaken
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["imports"]
OfVerdict = Annotated[Verdict | None, QueryParameter(name="verdict", description="Only items of this kind")]


class SetMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the columns of a file mean."""

    mapping: Mapping


class Sources(Struct, frozen=True, kw_only=True):
    """The sources of a shop, 20 at most."""

    items: list[SourceView]


class Retried(Struct, frozen=True, kw_only=True):
    """How many pictures are tried again."""

    picture_count: int


@post(
    "/shops/{shop:uuid}/import-sources",
    operation_id="addImportSource",
    tags=TAGS,
    responses=fails(
        SignInNeeded, NotYourShop, ShopNotFound, Malformed, AddressRefused, NothingToRead, IdTaken,
        TooManySources,
    ),
)  # fmt: skip
async def add_source(
    shop: ShopId, data: NewSource, person: Person, pool: Pool, settings: Settings
) -> SourceView:
    """Add a place where products of a shop come from: an address, or files to be uploaded."""
    async with pool.transaction() as db:
        source = await service.add_source(db, settings, shop_id=shop, actor=person, new=data, now=clock.now())
        return (await service.show_sources(db, [source]))[0]


@get(
    "/shops/{shop:uuid}/import-sources",
    operation_id="listImportSources",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def list_sources(shop: ShopId, person: Person, pool: Pool) -> Sources:
    """List the sources of a shop, the newest first."""
    async with pool.transaction() as db:
        found = await service.list_sources(db, shop_id=shop, actor=person)
        return Sources(items=await service.show_sources(db, found))


@get(
    "/import-sources/{source:uuid}",
    operation_id="getImportSource",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SourceNotFound),
)
async def get_source(source: SourceId, person: Person, pool: Pool) -> SourceView:
    """Show a source."""
    async with pool.transaction() as db:
        found = await service.get_source(db, source_id=source, actor=person)
        return (await service.show_sources(db, [found]))[0]


@patch(
    "/import-sources/{source:uuid}",
    operation_id="changeImportSource",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SourceNotFound, Malformed, AddressRefused, NothingToRead),
)
async def change_source(
    source: SourceId, data: SourceChanges, person: Person, pool: Pool, settings: Settings
) -> SourceView:
    """Change a source; absent fields stay. A schedule begins with a pull at once."""
    async with pool.transaction() as db:
        changed = await service.change_source(
            db, settings, source_id=source, actor=person, changes=data, now=clock.now()
        )
        return (await service.show_sources(db, [changed]))[0]


@delete(
    "/import-sources/{source:uuid}",
    operation_id="deleteImportSource",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SourceNotFound, SourceBusy),
)
async def delete_source(source: SourceId, person: Person, pool: Pool) -> None:
    """Forget a source and its runs. Its products stay as they are."""
    async with pool.transaction() as db:
        await service.delete_source(db, source_id=source, actor=person, now=clock.now())


@post(
    "/import-sources/{source:uuid}/runs",
    operation_id="beginImport",
    tags=TAGS,
    responses=fails(
        SignInNeeded, NotYourShop, SourceNotFound, Malformed, SourceBusy, NothingToRead, IdTaken,
        UploadNotFound, UploadNotFinished, UploadTaken,
    ),
)  # fmt: skip
async def begin_run(
    source: SourceId, data: NewRun, person: Person, pool: Pool, language: Language
) -> RunView:
    """Read a finished upload or the source's address. Nothing changes before `application`."""
    async with pool.transaction() as db:
        run = await service.begin_run(db, source_id=source, actor=person, new=data, now=clock.now())
        return await _shown(db, run, language)


@get(
    "/import-sources/{source:uuid}/runs",
    operation_id="listImports",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, SourceNotFound, Malformed),
)
async def list_runs(
    source: SourceId,
    person: Person,
    pool: Pool,
    language: Language,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[RunView]:
    """List the imports of a source, the newest first."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    async with pool.transaction() as db:
        runs = await service.list_runs(db, source_id=source, actor=person, before=before, limit=limit + 1)
        shown = await service.show_runs(db, runs, language)
    return page_of(shown, limit, lambda each: (each.created_at, each.id))


@get(
    "/import-runs/{run:uuid}",
    operation_id="getImport",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound),
)
async def get_run(run: RunId, person: Person, pool: Pool, language: Language) -> RunView:
    """Show how far an import is, what it found, and what it would change."""
    async with pool.transaction() as db:
        found = await service.get_run(db, run_id=run, actor=person)
        return await _shown(db, found, language)


@put(
    "/import-runs/{run:uuid}/mapping",
    operation_id="mapImport",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound, Malformed, NotNow),
)
async def map_run(run: RunId, data: SetMapping, person: Person, pool: Pool, language: Language) -> RunView:
    """Say what the columns of a table mean, and read it again. The source remembers it."""
    async with pool.transaction() as db:
        mapped = await service.map_run(db, run_id=run, actor=person, mapping=data.mapping)
        return await _shown(db, mapped, language)


@post(
    "/import-runs/{run:uuid}/application",
    operation_id="applyImport",
    tags=TAGS,
    responses=fails(
        SignInNeeded, NotYourShop, RunNotFound, Malformed, NotNow, SourceBusy, TooMuchWouldVanish
    ),
)
async def apply_run(
    run: RunId, data: Confirmation, person: Person, pool: Pool, language: Language
) -> RunView:
    """Say yes to a preview: its products are written by the worker."""
    async with pool.transaction() as db:
        applied = await service.confirm_run(db, run_id=run, actor=person, confirmation=data)
        return await _shown(db, applied, language)


@post(
    "/import-runs/{run:uuid}/cancellation",
    operation_id="cancelImport",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound, NotNow),
)
async def cancel_run(run: RunId, person: Person, pool: Pool, language: Language) -> RunView:
    """Stop an import. What is written by then stays, and can be undone."""
    async with pool.transaction() as db:
        cancelled = await service.cancel_run(db, run_id=run, actor=person, now=clock.now())
        return await _shown(db, cancelled, language)


@post(
    "/import-runs/{run:uuid}/reversal",
    operation_id="undoImport",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound, NotUndoable, SourceBusy),
)
async def undo_run(run: RunId, person: Person, pool: Pool, language: Language) -> RunView:
    """Put back what the last import of a source changed; its schedule is switched off."""
    async with pool.transaction() as db:
        undone = await service.undo_run(db, run_id=run, actor=person)
        return await _shown(db, undone, language)


@get(
    "/import-runs/{run:uuid}/items",
    operation_id="listImportItems",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound, Malformed),
)
async def list_items(
    run: RunId,
    person: Person,
    pool: Pool,
    verdict: OfVerdict = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ItemView]:
    """List the products that an import read, by their id at the source."""
    key = decode_cursor(cursor, tuple[str])
    async with pool.transaction() as db:
        items = await service.list_items(
            db, run_id=run, actor=person, verdict=verdict, after=key[0] if key else None, limit=limit + 1
        )
    return page_of(items, limit, lambda each: (each.external_id,))


@get(
    "/import-runs/{run:uuid}/problems",
    operation_id="listImportProblems",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, RunNotFound, Malformed),
)
async def list_problems(
    run: RunId,
    person: Person,
    pool: Pool,
    language: Language,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ProblemView]:
    """List what is wrong with rows of the file, in its order."""
    key = decode_cursor(cursor, tuple[int])
    async with pool.transaction() as db:
        found = await service.list_problems(
            db, run_id=run, actor=person, after=key[0] if key else -1, limit=limit + 1, language=language
        )
    shown = found[:limit]
    next_cursor = encode_cursor(shown[-1][0]) if len(found) > limit else None
    return Page(items=[each for _, each in shown], next_cursor=next_cursor)


@get(
    "/import-runs/{run:uuid}/problems.csv",
    operation_id="downloadImportProblems",
    tags=TAGS,
    media_type="text/csv",
    responses=fails(SignInNeeded, NotYourShop, RunNotFound),
)
async def download_problems(run: RunId, person: Person, pool: Pool, language: Language) -> Response[bytes]:
    """Download what is wrong with rows of the file, as a table; 10,000 rows at most."""
    async with pool.transaction() as db:
        content = await service.problems_as_csv(db, run_id=run, actor=person, language=language)
    return table(content, "problems.csv")


@get(
    "/shops/{shop:uuid}/failed-pictures",
    operation_id="listFailedPictures",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_failed_pictures(
    shop: ShopId,
    person: Person,
    pool: Pool,
    language: Language,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[PictureView]:
    """List pictures of imported products that could not be fetched, with the reason."""
    after = decode_cursor(cursor, tuple[UUID, UUID])
    async with pool.transaction() as db:
        found = await service.list_failed_pictures(
            db, shop_id=shop, actor=person, after=after, limit=limit + 1, language=language
        )
    shown = found[:limit]
    next_cursor = encode_cursor(*shown[-1][0]) if len(found) > limit else None
    return Page(items=[each for _, each in shown], next_cursor=next_cursor)


@post(
    "/shops/{shop:uuid}/failed-pictures/retry",
    operation_id="retryPictures",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound),
)
async def retry_pictures(shop: ShopId, person: Person, pool: Pool) -> Retried:
    """Try all failed pictures of a shop once more."""
    async with pool.transaction() as db:
        count = await service.retry_pictures(db, shop_id=shop, actor=person)
    return Retried(picture_count=count)


async def _shown(db: Db, run: Run, language: Language) -> RunView:
    return (await service.show_runs(db, [run], language))[0]


ROUTES = [
    add_source,
    list_sources,
    get_source,
    change_source,
    delete_source,
    begin_run,
    list_runs,
    get_run,
    map_run,
    apply_run,
    cancel_run,
    undo_run,
    list_items,
    list_problems,
    download_problems,
    list_failed_pictures,
    retry_pictures,
]
