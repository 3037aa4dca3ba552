"""HTTP of external that strangers use: the links out, and the postbacks of merchants."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import PathParameter

from vitrina.external import rules, service
from vitrina.external.errors import LinkNotFound, MerchantNotFound, PostbackRefused, PostbackUnreadable
from vitrina.external.model import MerchantId, Posted
from vitrina.external.service import Caller, Proof
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import SIGNED
from vitrina.kit.errors import BodyTooLarge, TooManyRequests
from vitrina.kit.http import Limiter, client_address, fails
from vitrina.kit.locales import sentence
from vitrina.kit.places import Language
from vitrina.kit.visitors import visitor_cookie, visitor_id

TAGS = ["external"]
POSTBACK_BYTES_MAX = 16 * 1024
# Of one sender, before anything is proved: who only knows a merchant's address cannot keep it from reporting.
POSTBACKS = Limiter(per_minute=1_200)
# A link out costs one row: what is beyond it is not believed to be people.
CLICKS = Limiter(per_minute=60)
Code = Annotated[str, PathParameter(max_length=20, description="Of a product from elsewhere")]


@get("/r/{code:str}", include_in_schema=False)
async def follow_link(
    code: Code,
    request: Request[Any, Any, Any],
    pool: Pool,
    settings: Settings,
    viewer: Person | None,
    language: Language,
) -> Response[Any]:
    """Send a visitor to the merchant, after the click was kept; robots are sent, and not counted."""
    visitor = visitor_id(request)
    caller = Caller(
        visitor_id=visitor,
        person_id=viewer.id if viewer else None,
        video_id=_video(request.query_params.get("v", "")),
        is_counted=_is_counted(request, settings),
    )
    try:
        async with pool.transaction() as db:
            target = await service.follow(db, code=code, caller=caller, now=clock.now())
    except LinkNotFound as refusal:
        # A person reads this in a tab of its own.
        said = sentence(language, refusal)
        return Response(said, status_code=404, media_type="text/plain; charset=utf-8")
    headers = {"location": target, "cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
    cookies = [visitor_cookie(settings, visitor)] if caller.is_counted else []
    return Response(None, status_code=302, headers=headers, cookies=cookies)


def _is_counted(request: Request[Any, Any, Any], settings: Settings) -> bool:
    # A visit is a page. What another site loads as a picture or in a frame makes a click that nobody made.
    if request.headers.get("sec-fetch-dest", "document") != "document":
        return False
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    if rules.is_bot(request.headers.get("user-agent", ""), purpose=purpose.lower()):
        return False
    try:
        CLICKS.spend(client_address(request.scope, is_behind_proxy=settings.is_behind_proxy))
    except TooManyRequests:
        return False
    return True


def _video(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@get(
    "/postbacks/{merchant:uuid}",
    operation_id="hearPostbackByGet",
    tags=TAGS,
    responses=fails(MerchantNotFound, PostbackRefused, PostbackUnreadable, TooManyRequests),
)
async def hear_postback_by_get(
    merchant: UUID, request: Request[Any, Any, Any], pool: Pool, settings: Settings
) -> Posted:
    """Take what a merchant reports about a sale in its query; as by POST, which networks do less often."""
    return await _hear(request, pool, settings, merchant=merchant, body=b"")


@post(
    "/postbacks/{merchant:uuid}",
    operation_id="hearPostback",
    tags=TAGS,
    status_code=200,
    opt={SIGNED: True},
    request_max_body_size=POSTBACK_BYTES_MAX,
    responses=fails(MerchantNotFound, PostbackRefused, PostbackUnreadable, TooManyRequests, BodyTooLarge),
)
async def hear_postback(
    merchant: UUID, request: Request[Any, Any, Any], pool: Pool, settings: Settings
) -> Posted:
    """Take what a merchant reports about a sale, as query, form or JSON object, once however often it comes.

    It carries the merchant's token, or a timestamp and the signature of all its parameters.
    """
    return await _hear(request, pool, settings, merchant=merchant, body=await request.body())


async def _hear(
    request: Request[Any, Any, Any], pool: Pool, settings: Settings, *, merchant: UUID, body: bytes
) -> Posted:
    POSTBACKS.spend(client_address(request.scope, is_behind_proxy=settings.is_behind_proxy))
    query = request.scope["query_string"].decode("latin-1")
    parameters = rules.flat(query, body, request.headers.get("content-type", ""))
    proof = Proof(secret_key=settings.secret_key, real_now=clock.real_now())
    return await service.hear(
        pool, merchant_id=MerchantId(merchant), parameters=parameters, proof=proof, now=clock.now()
    )


ROUTES = [hear_postback_by_get, hear_postback]
PAGES = [follow_link]
