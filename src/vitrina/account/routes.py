"""Taking one's data along, and being forgotten."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import Provide
from litestar.params import QueryParameter
from litestar.response import Stream

from vitrina.account import service
from vitrina.account.errors import DeletionBlocked, ExportNotReady, ExportUnderWay, LinkOver
from vitrina.account.jobs import make_export
from vitrina.account.model import DeletionAsked, DeletionPage, ExportPage
from vitrina.identity import guards
from vitrina.identity.errors import BrowserNeeded, CodeWrong, PasswordWrong, SignInNeeded
from vitrina.identity.model import Credential, Person, Proof
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import as_file, client_address, fails
from vitrina.media.storage import private_storage_of

if TYPE_CHECKING:  # The stubs have it, the module has not.
    from obstore import GetResult

TAGS = ["account"]
SECRET = {NOT_REPLAYABLE: True}
# 9999-12-31: later moments have no name.
UNTIL_MAX = 253_402_300_799

Until = Annotated[int, QueryParameter(name="until", ge=0, le=UNTIL_MAX, description="Unix time")]
Signature = Annotated[str, QueryParameter(name="signature", max_length=64)]


@get("/me/export", operation_id="getExport", tags=TAGS, responses=fails(SignInNeeded))
async def get_export(person: Person, pool: Pool, settings: Settings) -> ExportPage:
    """Show the newest export of one's data, with a link for some minutes when it is ready."""
    async with pool.transaction() as db:
        return await service.look_export(db, settings, person, now=clock.now())


@post(
    "/me/export",
    operation_id="askExport",
    status_code=202,
    tags=TAGS,
    opt=SECRET,
    dependencies={"here": Provide(guards.browser)},
    responses=fails(SignInNeeded, BrowserNeeded, ExportUnderWay, TooManyRequests),
)
async def ask_export(person: Person, here: Credential, pool: Pool, settings: Settings) -> ExportPage:
    """Have one's data put together. A mail and a notice tell when it is ready."""
    del here
    async with pool.transaction() as db:
        export_id = await service.ask_export(db, person, now=clock.now())
        await make_export.defer(db, export_id=str(export_id))
        return await service.look_export(db, settings, person, now=clock.now())


@get(
    "/me/export/file",
    operation_id="downloadExport",
    tags=TAGS,
    opt={IS_RAW: True},
    media_type="application/zip",
    responses=fails(SignInNeeded, ExportNotReady, LinkOver, Malformed),
)
async def download_export(
    person: Person, pool: Pool, settings: Settings, until: Until = 0, signature: Signature = ""
) -> Stream:
    """Download one's data: only with the link of the settings page, and only whoever it belongs to."""
    async with pool.transaction() as db:
        key = await service.find_download(
            db, settings, person, until=until, signature=signature, now=clock.now()
        )
    storage = private_storage_of(settings)
    try:
        size_bytes = await storage.size_bytes(key)
        found = await storage.get(key, None)
    except FileNotFoundError as e:
        raise ExportNotReady from e
    headers = {"content-length": str(size_bytes)} | as_file(f"vitrina-{person.handle}.zip")
    return Stream(_pieces(found), media_type="application/zip", headers=headers)


async def _pieces(found: "GetResult") -> AsyncIterator[bytes]:
    async for piece in found.stream():
        yield bytes(piece)


@get("/me/deletion", operation_id="getDeletion", tags=TAGS, responses=fails(SignInNeeded))
async def get_deletion(person: Person, pool: Pool) -> DeletionPage:
    """Tell what deleting the own account would mean now, and what stands in its way."""
    async with pool.transaction() as db:
        return await service.look_deletion(db, person)


@post(
    "/me/deletion",
    operation_id="askDeletion",
    status_code=202,
    tags=TAGS,
    opt=SECRET,
    dependencies={"here": Provide(guards.browser)},
    responses=fails(
        SignInNeeded, BrowserNeeded, DeletionBlocked, CodeWrong, PasswordWrong, TooManyRequests, Malformed
    ),
)
async def ask_deletion(
    request: Request[Any, Any, Any],
    person: Person,
    here: Credential,
    data: Proof,
    pool: Pool,
    settings: Settings,
) -> Response[DeletionAsked]:
    """Delete the own account: out of sight and signed out at once, forgotten after the days of grace."""
    del here
    asked = await service.ask_deletion(
        pool,
        settings,
        person,
        proof=data,
        address=client_address(request.scope, is_behind_proxy=settings.is_behind_proxy),
        now=clock.now(),
        real_now=clock.real_now(),
    )
    return Response(asked, status_code=202, cookies=[guards.session_cookie(request, settings, None)])


ROUTES = [get_export, ask_export, download_export, get_deletion, ask_deletion]
