"""HTTP of verification: documents of a shop, and what operators decide about them."""

from typing import Annotated, Any

from litestar import Request, Response, delete, get, post
from litestar.di import Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from vitrina.identity.errors import BirthDateMissing, NotAllowed, SignInNeeded, TooYoung
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, as_file, fails
from vitrina.media.errors import PictureTooLarge
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.verification import rules, service
from vitrina.verification.errors import (
    ApplicationNotFound,
    DocumentNotAccepted,
    DocumentNotFound,
    DocumentsMissing,
    DocumentTooLarge,
    OwnShopUndecidable,
    TooManyDocuments,
    VerificationDecidedAlready,
    VerificationRunning,
)
from vitrina.verification.model import (
    ApplicationId,
    DocumentId,
    DocumentKind,
    NewVerificationOutcome,
    ShopDocument,
    ShopVerification,
    VerificationCase,
)

TAGS = ["verification"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
# As large as a picture may be before it is made anew.
BODY_MAX_BYTES = 12 * 1024 * 1024
OF_SHOP = (SignInNeeded, ShopNotFound, NotYourShop)
# A stranger's file is saved, never shown as a page of ours; `nosniff` is on every answer.
DOCUMENT_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
}
# Needed, but missed only after the sign-in.
WhichKind = Annotated[
    DocumentKind | None, QueryParameter(name="kind", description="What the document proves; needed")
]
IsDecided = Annotated[bool, QueryParameter(name="decided", description="Those decided instead of waiting")]


@get(
    "/shops/{shop:uuid}/verification",
    operation_id="getShopVerification",
    tags=TAGS,
    responses=fails(*OF_SHOP),
)
async def get_verification(shop: ShopId, person: Person, pool: Pool) -> ShopVerification:
    """Tell the owner how the verification of her shop stands."""
    async with pool.transaction() as db:
        return await service.look(db, shop_id=shop, actor=person)


@post(
    "/shops/{shop:uuid}/verification/documents",
    operation_id="addVerificationDocument",
    tags=TAGS,
    request_max_body_size=None,
    # Documents outgrow what is kept for replays, and lie in no second place.
    opt={NOT_REPLAYABLE: True},
    responses=fails(
        *OF_SHOP,
        VerificationRunning,
        TooManyDocuments,
        DocumentNotAccepted,
        DocumentTooLarge,
        PictureTooLarge,
        Malformed,
    ),
)
async def add_document(
    request: Request[Any, Any, Any],
    shop: ShopId,
    person: Person,
    pool: Pool,
    settings: Settings,
    kind: WhichKind = None,
) -> ShopDocument:
    """Add a document, sent as the raw body: a PDF, or a picture. It is seen by operators once it is sent."""
    if kind is None:
        raise Malformed({"kind": "say what the document proves"})
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > BODY_MAX_BYTES:
            raise DocumentTooLarge(size_max_bytes=rules.SIZE_MAX_BYTES)
    return await service.add_document(
        pool, settings, shop_id=shop, kind=kind, raw=bytes(raw), actor=person, now=clock.now()
    )


@delete(
    "/shops/{shop:uuid}/verification/documents/{document:uuid}",
    operation_id="removeVerificationDocument",
    tags=TAGS,
    responses=fails(*OF_SHOP, DocumentNotFound),
)
async def remove_document(shop: ShopId, document: DocumentId, person: Person, pool: Pool) -> None:
    """Throw away a document that was not sent yet."""
    async with pool.transaction() as db:
        await service.remove_document(db, shop_id=shop, document_id=document, actor=person)


@post(
    "/shops/{shop:uuid}/verification",
    operation_id="sendShopVerification",
    tags=TAGS,
    responses=fails(*OF_SHOP, BirthDateMissing, TooYoung, VerificationRunning, DocumentsMissing),
)
async def send_verification(shop: ShopId, person: Person, pool: Pool) -> ShopVerification:
    """Let operators look at the documents that were added."""
    async with pool.transaction() as db:
        return await service.send(db, shop_id=shop, actor=person, now=clock.now())


@get(
    "/verification-documents/{document:uuid}",
    operation_id="getVerificationDocument",
    tags=TAGS,
    media_type="application/octet-stream",
    opt={IS_RAW: True},
    responses={
        200: ResponseSpec(
            bytes, description="The file", media_type="application/octet-stream", generate_examples=False
        ),
        **fails(SignInNeeded, DocumentNotFound),
    },
)
async def get_document(document: DocumentId, person: Person, pool: Pool) -> Response[bytes]:
    """Read a document: who added it, and operators once it was sent."""
    async with pool.transaction() as db:
        found = await service.read_document(db, document_id=document, reader=person)
    ending = "pdf" if found.media_type == rules.PDF else "webp"
    headers = DOCUMENT_HEADERS | as_file(f"{document}.{ending}")
    return Response(found.content, media_type=found.media_type, headers=headers)


@get(
    "/verifications",
    operation_id="listVerifications",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_verifications(
    operator: Person,
    pool: Pool,
    is_decided: IsDecided = False,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[VerificationCase]:
    """List shops that want to be verified, for operators: the longest waiting first, or the last decided."""
    listed = service.list_decided if is_decided else service.list_pending
    async with pool.transaction() as db:
        return await listed(db, operator=operator, cursor=cursor, limit=limit)


@post(
    "/verifications/{application:uuid}/outcome",
    operation_id="decideVerification",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded,
        NotAllowed,
        ApplicationNotFound,
        OwnShopUndecidable,
        VerificationDecidedAlready,
        Malformed,
    ),
)
async def decide_verification(
    application: ApplicationId, data: NewVerificationOutcome, operator: Person, pool: Pool
) -> VerificationCase:
    """Give a shop its badge, refuse it, or take it away, with a reason, for operators."""
    async with pool.transaction() as db:
        return await service.decide(
            db, application_id=application, operator=operator, new=data, now=clock.now()
        )


ROUTES = [
    get_verification,
    add_document,
    remove_document,
    send_verification,
    get_document,
    list_verifications,
    decide_verification,
]
