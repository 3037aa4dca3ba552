"""HTTP manners of every route: problem+json, pages, cursors, limits, idempotency."""

import hashlib
import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from msgspec import Struct

from vitrina.kit.bodies import WRONG_BODY
from vitrina.kit.cards import hide_cards
from vitrina.kit.db import RETRY_AFTER_S, DataError, OperationalError
from vitrina.kit.errors import (
    Away,
    BodyTooLarge,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Refusal,
    TooManyRequests,
)
from vitrina.kit.ids import new_id
from vitrina.kit.locales import sentence
from vitrina.kit.places import Language, preferred_language
from vitrina.kit.tables import MARK

PAGE_SIZE = 20
PAGE_SIZE_MAX = 100
PROBLEM_TYPE = "application/problem+json"
API_BASE = "/api/v1"
REQUEST_ID = "vitrina_request_id"
FRAMEWORK_SAYS: dict[int, type[Refusal]] = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}

log = logging.getLogger(__name__)
T = TypeVar("T")

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=300, description="Opaque; from next_cursor")
]
Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=PAGE_SIZE_MAX, description="Items in the answer")
]


CSV = "text/csv"
TABLE = ResponseSpec(bytes, description="The table", media_type=CSV, generate_examples=False)


def table(text: str, name: str) -> Response[bytes]:
    """Answer CSV for people as a file of that name: with the mark by which spreadsheets know UTF-8."""
    return Response((MARK + text).encode(), media_type=CSV, headers=as_file(name))


def as_file(name: str) -> dict[str, str]:
    """Write the headers of what is kept as a file, and in no cache."""
    return {"cache-control": "private, no-store", "content-disposition": f'attachment; filename="{name}"'}


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list. next_cursor: where the next page starts; null at the end."""

    items: list[T]
    next_cursor: str | None = None


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was not carried out. Source: RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    request_id: str
    detail: str | None = None
    fields: dict[str, str] | None = None
    facts: dict[str, Any] | None = None


def fails(*kinds: type[Refusal]) -> dict[int, ResponseSpec]:
    """Document the refusals of a route in OpenAPI, without importing HTTP into the domain."""
    codes: dict[int, list[str]] = {}
    for kind in kinds:
        codes.setdefault(kind.status, []).append(kind.code)
    return {
        status: ResponseSpec(
            Problem, description=" | ".join(names), media_type=PROBLEM_TYPE, generate_examples=False
        )
        for status, names in codes.items()
    }


def language_of(request: Request[Any, Any, Any]) -> Language:
    """Choose the language of an answer by Accept-Language."""
    return preferred_language(request.headers.get("accept-language"))


def encode_cursor(*key: object) -> str:
    """Write the key of a page's last item as an opaque cursor."""
    return urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(cursor: str | None, kind: type[T]) -> T | None:
    """Read a cursor back as a tuple type; None for the first page. Raises Malformed for a forged one."""
    if cursor is None:
        return None
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.convert(msgspec.json.decode(raw), kind, builtin_types=(), strict=False)
    except (ValueError, msgspec.MsgspecError) as e:
        raise Malformed({"cursor": "not a cursor of this list"}) from e


def page_of(items: Sequence[T], limit: int, key: Callable[[T], tuple[object, ...]]) -> Page[T]:
    """Cut a list fetched with limit + 1 rows into a page with the cursor of the next."""
    has_more = len(items) > limit
    shown = list(items[:limit])
    return Page(items=shown, next_cursor=encode_cursor(*key(shown[-1])) if has_more and shown else None)


class Limiter:
    """Token buckets in this process's memory, one per key, for at most keys_max keys.

    Each key may spend `burst` at once and regains `per_minute` in a minute.
    """

    def __init__(self, *, per_minute: int, burst: int | None = None, keys_max: int = 20_000) -> None:
        """per_minute: steady rate of one key."""
        self._rate = per_minute / 60
        self._burst = float(burst or per_minute)
        self._keys_max = keys_max
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str) -> None:
        """Take one token. Raises TooManyRequests when there is none."""
        now = time.monotonic()
        tokens = self._tokens(key, now)
        self._buckets.pop(key, None)
        self._buckets[key] = (max(tokens - 1, 0) if tokens >= 1 else tokens, now)
        if len(self._buckets) > self._keys_max:
            self._buckets.popitem(last=False)
        self._require(tokens)

    def look(self, key: str) -> None:
        """Take nothing. Raises TooManyRequests when there is no token to take."""
        self._require(self._tokens(key, time.monotonic()))

    def _tokens(self, key: str, now: float) -> float:
        tokens, seen = self._buckets.get(key, (self._burst, now))
        return min(self._burst, tokens + (now - seen) * self._rate)

    def _require(self, tokens: float) -> None:
        if tokens < 1:
            raise TooManyRequests(retry_after_s=max(1, round((1 - tokens) / self._rate)))


def client_address(scope: Any, *, is_behind_proxy: bool) -> str:
    """Tell the client's address; the last X-Forwarded-For entry only behind a proxy that sets it."""
    if is_behind_proxy:
        forwarded = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()
    return (scope.get("client") or ("",))[0]


def is_cross_site(headers: dict[bytes, bytes], host: bytes) -> bool:
    """Tell whether a browser says that another site caused this request. Programs send neither header."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in {b"same-origin", b"none"}
    origin = headers.get(b"origin")
    return origin is not None and urlsplit(origin.decode("latin-1")).netloc.encode("latin-1") != host


def _shown(reasons: object) -> dict[str, str] | None:
    """Tell which fields are wrong and why; a reason may quote what somebody typed."""
    if not isinstance(reasons, dict):
        return None
    quoted = cast("dict[str, str]", reasons)
    return {hide_cards(field): hide_cards(reason) for field, reason in quoted.items()}


def answer_problem(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    """Answer a refusal as problem+json in the reader's language."""
    facts = {key: value for key, value in refusal.fields.items() if key != "fields"}
    problem = Problem(
        type=f"/docs/errors#{refusal.code}",
        title=sentence(language_of(request), refusal),
        status=refusal.status,
        code=refusal.code,
        request_id=request_id_of(request.scope),
        fields=_shown(refusal.fields.get("fields")),
        facts=msgspec.to_builtins(facts, enc_hook=str) or None,
    )
    headers: dict[str, str] = {}
    if "retry_after_s" in refusal.fields:
        headers["retry-after"] = str(refusal.fields["retry_after_s"])
    return Response(problem, status_code=refusal.status, media_type=PROBLEM_TYPE, headers=headers)


def on_refusal(request: Request[Any, Any, Any], error: Refusal) -> Response[Problem]:
    """Answer an expected no."""
    return answer_problem(request, error)


class WrongField(Struct, frozen=True):
    """What the framework says about one field."""

    message: str
    key: str = "body"


def on_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[Problem]:
    """Answer a body or parameter of the wrong shape, naming each field."""
    if wrong_body := request.scope["state"].get(WRONG_BODY):
        return answer_problem(request, wrong_body)
    try:
        wrong = msgspec.convert(error.extra, list[WrongField])
    except msgspec.ValidationError:
        wrong = [WrongField(error.detail)]
    return answer_problem(request, Malformed({each.key: each.message for each in wrong}))


def on_undecodable(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer bytes that are not UTF-8, and what the database cannot hold."""
    log.info("undecodable request", extra={"reason": str(error)})
    return answer_problem(request, Malformed({"request": "holds what cannot be read or kept"}))


def on_database_away(request: Request[Any, Any, Any], error: OperationalError) -> Response[Problem]:
    """Answer while the database restarts, or cannot be reached, or had to give up: the client asks again."""
    log.error("the database did not do it", extra={"path": request.url.path, "reason": repr(error)})
    return answer_problem(request, Away(retry_after_s=RETRY_AFTER_S))


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Answer what the framework refused (no such route, method, too large a body) in our shape."""
    if error.status_code >= 500:
        return on_bug(request, error)
    kind = FRAMEWORK_SAYS.get(error.status_code)
    if kind is None:
        return on_undecodable(request, error)
    answer = answer_problem(request, kind())
    answer.headers.update(error.headers or {})
    return answer


def on_bug(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer a bug without telling its insides; the log has them under the same request_id."""
    log.error("bug", exc_info=error, extra={"path": request.url.path, "method": request.method})
    problem = Problem(
        type="about:blank",
        title=sentence(language_of(request), None),
        status=500,
        code="kit.bug",
        request_id=request_id_of(request.scope),
    )
    return Response(problem, status_code=500, media_type=PROBLEM_TYPE)


def request_id_of(scope: Any) -> str:
    """Tell the id that a request carries in logs, answers and problems; the first to ask gives it one."""
    state: dict[str, Any] = scope["state"]
    if REQUEST_ID not in state:
        state[REQUEST_ID] = new_id().hex
    return state[REQUEST_ID]


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """Digest what a request asks for, to tell a retry from another request."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).digest()


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: on_refusal,
    ValidationException: on_validation,
    UnicodeError: on_undecodable,
    DataError: on_undecodable,
    OperationalError: on_database_away,
    HTTPException: on_http_exception,
    Exception: on_bug,
}
