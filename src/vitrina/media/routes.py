"""HTTP of media: uploads by tus 1.0.0, pictures, and the files themselves."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Protocol
from uuid import UUID

from litestar import Request, Response, asgi, delete, head, patch, post, route
from litestar.enums import HttpMethod
from litestar.params import Dependency
from litestar.types import Receive, Scope, Send

from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed, Overloaded, Refusal
from vitrina.kit.http import API_BASE, answer_problem, fails
from vitrina.media import images, service, tus
from vitrina.media.errors import (
    ChecksumUnknown,
    ChecksumWrong,
    DiskFull,
    NotAPicture,
    OffsetWrong,
    PictureTooLarge,
    ProtocolWrong,
    QuotaFull,
    TooManyUploads,
    TooManyUploadsToday,
    UploadBusy,
    UploadNotFound,
    UploadTaken,
    UploadTooLarge,
    UploadTypeWrong,
)
from vitrina.media.model import FileView, OwnerId, UploadId
from vitrina.media.serving import serve
from vitrina.media.storage import PUBLIC_PATH

TAGS = ["media"]
PIECE_WAIT_S = 60.0
PIECE_REFUSALS = (UploadTypeWrong, ChecksumUnknown, ChecksumWrong, DiskFull, Overloaded)
METHOD_OVERRIDE = "x-http-method-override"


class Owner(Protocol):
    """Whoever is signed in: media knows nobody further."""

    @property
    def id(self) -> UUID:
        """Their id."""
        ...


SignedIn = Annotated[Owner, Dependency(skip_validation=True)]
Asked = Request[Any, Any, Any]


def on_tus_refusal(request: Asked, refusal: Refusal) -> Response[Any]:
    """Answer a refusal as everywhere, with the headers that tus wants on it; without a body to HEAD."""
    answer: Response[Any] = answer_problem(request, refusal)
    if request.method == HttpMethod.HEAD:
        answer = Response(None, status_code=refusal.status, headers=answer.headers)
    answer.headers["tus-resumable"] = tus.VERSION
    answer.headers["tus-version"] = tus.VERSION
    if isinstance(refusal, OffsetWrong):
        answer.headers["upload-offset"] = str(refusal.fields["offset_bytes"])
    return answer


TUS: Any = {"tags": TAGS, "exception_handlers": {Refusal: on_tus_refusal}}


@route(
    ["/uploads", "/uploads/{upload:uuid}"],
    http_method=HttpMethod.OPTIONS,
    include_in_schema=False,  # One handler of two addresses has no one operation id.
    status_code=204,
    sync_to_thread=False,
    **TUS,
)
def describe(settings: Settings) -> Response[None]:
    """Tell which tus version and extensions are spoken, and how large a file may be."""
    headers = tus.capabilities(size_max_bytes=settings.upload_size_max_bytes)
    return Response(None, status_code=204, headers=headers)


@post(
    "/uploads",
    operation_id="openUpload",
    # A replayed answer would lack its Location.
    opt={NOT_REPLAYABLE: True},
    request_max_body_size=None,
    responses=fails(
        Malformed,
        ProtocolWrong,
        UploadTooLarge,
        TooManyUploads,
        TooManyUploadsToday,
        QuotaFull,
        *PIECE_REFUSALS,
    ),
    **TUS,
)
async def open_upload(request: Asked, person: SignedIn, pool: Pool, settings: Settings) -> Response[None]:
    """Begin an upload: Upload-Length (or Upload-Defer-Length: 1), and Upload-Metadata with `filename`.

    Its first bytes may come along, as in a PATCH; when they are refused, there is no upload.
    """
    tus.require_version(request.headers)
    creation = tus.read_creation(request.headers, size_max_bytes=settings.upload_size_max_bytes)
    brings_bytes, now = tus.carries_piece(request.headers), clock.real_now()
    upload = await service.open_upload(
        pool, settings, owner_id=OwnerId(person.id), creation=creation, now=now
    )
    headers = {
        "location": f"{API_BASE}/uploads/{upload.id}",
        "tus-resumable": tus.VERSION,
        "upload-expires": tus.http_date(upload.expires_at),
    }
    if brings_bytes:
        first = service.receive_first(
            pool, settings, upload=upload, headers=request.headers, pieces=_pieces(request), now=now
        )
        headers["upload-offset"] = str(await first)
    return Response(None, status_code=201, headers=headers)


@head(
    "/uploads/{upload:uuid}",
    operation_id="findUploadOffset",
    responses=fails(ProtocolWrong, UploadNotFound),
    **TUS,
)
async def find_offset(
    request: Asked, upload: UUID, person: SignedIn, pool: Pool, settings: Settings
) -> Response[None]:
    """Tell at which byte an upload continues."""
    tus.require_version(request.headers)
    now = clock.real_now()
    found = await service.get_upload(pool, upload_id=UploadId(upload), owner_id=OwnerId(person.id), now=now)
    offset_bytes = await service.offset_of(pool, settings, upload=found, now=now)
    return Response(None, status_code=200, headers=tus.description(found, offset_bytes=offset_bytes))


@patch(
    "/uploads/{upload:uuid}",
    operation_id="continueUpload",
    status_code=204,
    request_max_body_size=None,
    responses=fails(
        Malformed,
        ProtocolWrong,
        UploadNotFound,
        UploadTaken,
        OffsetWrong,
        UploadBusy,
        UploadTooLarge,
        *PIECE_REFUSALS,
    ),
    **TUS,
)
async def continue_upload(
    request: Asked, upload: UUID, person: SignedIn, pool: Pool, settings: Settings
) -> Response[None]:
    """Append bytes at Upload-Offset. Whatever arrived is kept when the connection breaks.

    With Upload-Checksum, all bytes of the request are kept or none.
    """
    return await _continue(request, UploadId(upload), OwnerId(person.id), pool=pool, settings=settings)


@delete(
    "/uploads/{upload:uuid}",
    operation_id="endUpload",
    responses=fails(ProtocolWrong, UploadNotFound, UploadTaken),
    **TUS,
)
async def end_upload(request: Asked, upload: UUID, person: SignedIn, pool: Pool) -> Response[None]:
    """Throw an upload away."""
    return await _end(request, UploadId(upload), OwnerId(person.id), pool=pool)


@post(
    "/uploads/{upload:uuid}",
    operation_id="overrideUpload",
    status_code=204,
    request_max_body_size=None,
    opt={NOT_REPLAYABLE: True},
    responses=fails(Malformed, ProtocolWrong, UploadNotFound),
    **TUS,
)
async def override(
    request: Asked, upload: UUID, person: SignedIn, pool: Pool, settings: Settings
) -> Response[None]:
    """PATCH or DELETE for networks that let neither pass: the method stands in X-HTTP-Method-Override."""
    method = request.headers.get(METHOD_OVERRIDE, "").upper()
    upload_id, owner_id = UploadId(upload), OwnerId(person.id)
    if method == HttpMethod.PATCH:
        return await _continue(request, upload_id, owner_id, pool=pool, settings=settings)
    if method == HttpMethod.DELETE:
        return await _end(request, upload_id, owner_id, pool=pool)
    raise Malformed({"X-HTTP-Method-Override": "PATCH or DELETE"})


async def _continue(
    request: Asked, upload_id: UploadId, owner_id: OwnerId, *, pool: Pool, settings: Settings
) -> Response[None]:
    tus.require_version(request.headers)
    now = clock.real_now()
    found = await service.get_upload(pool, upload_id=upload_id, owner_id=owner_id, now=now)
    offset_bytes = await service.receive(
        pool, settings, upload=found, headers=request.headers, pieces=_pieces(request), now=now
    )
    return Response(None, status_code=204, headers=tus.progress(found, offset_bytes=offset_bytes))


async def _end(request: Asked, upload_id: UploadId, owner_id: OwnerId, *, pool: Pool) -> Response[None]:
    tus.require_version(request.headers)
    await service.end_upload(pool, upload_id=upload_id, owner_id=owner_id)
    return Response(None, status_code=204, headers={"tus-resumable": tus.VERSION})


async def _pieces(request: Asked) -> AsyncIterator[bytes]:
    """Read a body of any length; it ends when the sender goes away or is silent for a minute."""
    while True:
        try:
            message: Any = await asyncio.wait_for(request.receive(), PIECE_WAIT_S)
        except TimeoutError:
            return
        if message["type"] != "http.request":
            return
        if message["body"]:
            yield message["body"]
        if not message.get("more_body", False):
            return


@post(
    "/images",
    operation_id="addImage",
    request_max_body_size=None,
    # The same picture again is the same file anyway, and pictures outgrow what is kept for replays.
    opt={NOT_REPLAYABLE: True},
    tags=TAGS,
    responses=fails(NotAPicture, PictureTooLarge, QuotaFull),
)
async def add_image(request: Asked, person: SignedIn, pool: Pool, settings: Settings) -> FileView:
    """Keep a picture, sent as the raw body: turned upright, stripped of its metadata, in several widths."""
    raw = bytearray()
    async for piece in _pieces(request):
        raw += piece
        if len(raw) > images.SIZE_MAX_BYTES:
            raise PictureTooLarge(size_max_bytes=images.SIZE_MAX_BYTES, pixels_max=images.PIXELS_MAX)
    return await service.add_image(
        pool, settings, owner_id=OwnerId(person.id), raw=bytes(raw), now=clock.real_now()
    )


@asgi(PUBLIC_PATH, is_mount=True, copy_scope=True, opt={IS_RAW: True})
async def files(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve stored files: immutable, with Range."""
    settings: Settings = scope["litestar_app"].state.settings
    await serve(settings, scope, receive, send)


ROUTES = [describe, open_upload, find_offset, continue_upload, end_upload, override, add_image]
PAGES = [files]
