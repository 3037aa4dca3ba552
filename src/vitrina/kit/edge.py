"""What happens at the edge of every request, before a route is reached.

Gives each request an id, refuses cross-site writes and too many of them, replays an answer whose
Idempotency-Key was seen before, and adds the security headers.
"""

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import Any

from litestar.middleware import ASGIMiddleware
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct

from vitrina.kit import xray
from vitrina.kit.bodies import HOLDS_NUL
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, one, run
from vitrina.kit.errors import CrossSite, IdempotencyKeyReused, Malformed, StillRunning, TooManyRequests
from vitrina.kit.http import Limiter, client_address, is_cross_site, request_hash, request_id_of
from vitrina.kit.log import trace_id

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
KEY_LENGTH_MAX = 255
KEYED_BODY_BYTES_MAX = 1024 * 1024
NOT_STORED = {401, 409, 422, 429}
# A request that has run longer than this died with its process: the same one may take its place.
GIVEN_UP_AFTER = timedelta(minutes=2)
NOT_REPLAYABLE = "is_secret_answer"
# What a service signs comes from few addresses for everybody: of these requests only the forged ones count.
SIGNED = "is_signed"
FORGED = {401, 403}
NO_FRAMES = (b"x-frame-options", b"DENY")
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    NO_FRAMES,
    (b"cross-origin-opener-policy", b"same-origin"),
]


async def add_headers(message: Message, scope: Scope) -> None:
    """Put the request's id and what browsers must heed on every answer, also on one that no route gave."""
    if message["type"] == "http.response.start":
        headers = [*message["headers"], (b"x-request-id", request_id_of(scope).encode())]
        given = dict(headers)
        if b"x-frame-options" not in given:
            is_framed = _may_be_framed(given.get(b"content-security-policy", b""))
            headers.extend(each for each in SECURITY_HEADERS if not (is_framed and each is NO_FRAMES))
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and (b"allow" in dict(headers)):
            headers = [(name, value) for name, value in headers if name != b"allow"]
            headers.append((b"allow", ", ".join(_methods_of(scope)).encode()))
        message["headers"] = headers


def _may_be_framed(policy: bytes) -> bool:
    """Whether a page names who may frame it: the older header knows no list, and would forbid it."""
    _, is_named, rest = policy.partition(b"frame-ancestors ")
    return bool(is_named) and not rest.startswith(b"'none'")


def _methods_of(scope: Scope) -> list[str]:
    """List the methods of an address. The framework's answer knows one of its handlers only."""
    routes = [route for route in scope["litestar_app"].routes if isinstance(route, HTTPRoute)]
    return sorted(
        {each for route in routes if route.path_format == scope["path_template"] for each in route.methods}
    )


class Edge(ASGIMiddleware):
    """The one middleware of the house."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] != "http":
            await next_app(scope, receive, send)
            return
        token = trace_id.set(request_id_of(scope))
        try:
            if b"%00" in scope["query_string"]:
                raise Malformed({"query": HOLDS_NUL})
            with xray.traced(scope, send) as telling:
                if scope["method"] in SAFE_METHODS:
                    await next_app(scope, receive, telling)
                else:
                    await self._write(scope, receive, telling, next_app)
        finally:
            trace_id.reset(token)

    async def _write(self, scope: Any, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        headers = dict(scope["headers"])
        if b"authorization" not in headers and is_cross_site(headers, headers.get(b"host", b"")):
            raise CrossSite
        state = scope["litestar_app"].state
        settings: Settings = state.settings
        limiter: Limiter = state.limiter
        address = client_address(scope, is_behind_proxy=settings.is_behind_proxy)
        if scope["route_handler"].opt.get(SIGNED):
            limiter.look(address)
            send = _counting_forged(send, limiter, address)
        else:
            limiter.spend(address)
        key = headers.get(b"idempotency-key")
        if key is None or scope["method"] != "POST" or scope["route_handler"].opt.get(NOT_REPLAYABLE):
            await next_app(scope, receive, send)
            return
        await _once(scope, receive, send, next_app, key=key.decode("latin-1"))


def _counting_forged(send: Send, limiter: Limiter, address: str) -> Send:
    async def counting(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in FORGED:
            with suppress(TooManyRequests):
                limiter.spend(address)
        await send(message)

    return counting


class Stored(Struct, frozen=True, kw_only=True):
    """A request seen before, with its answer once it has one."""

    request_hash: bytes
    status: int | None
    content_type: str | None
    body: bytes | None


async def _once(scope: Any, receive: Receive, send: Send, next_app: ASGIApp, *, key: str) -> None:
    if not 1 <= len(key) <= KEY_LENGTH_MAX:
        raise Malformed({"Idempotency-Key": f"1 to {KEY_LENGTH_MAX} characters"})
    body = await _read_body(receive)
    pool: Pool = scope["litestar_app"].state.pool
    headers = dict(scope["headers"])
    actor = hashlib.sha256(headers.get(b"authorization", b"") + b"\n" + headers.get(b"cookie", b"")).digest()
    # With the query: it may hold the key that opens an order, and opens its answer too.
    target = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
    wanted = request_hash(scope["method"], target, body)
    stored = await _claim(pool, actor, key, wanted)
    if stored:
        await _replay(stored, wanted, send)
        return
    answer = _Recorder(send)
    try:
        await next_app(_plainly(scope), _body_again(body), answer)
    finally:
        await _finish(pool, actor, key, answer)


def _plainly(scope: Any) -> Any:
    """Ask for an answer that is not packed: who retries may not unpack what the first one did."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


async def _replay(stored: Stored, wanted: bytes, send: Send) -> None:
    if stored.request_hash != wanted:
        raise IdempotencyKeyReused
    if stored.status is None:
        raise StillRunning(retry_after_s=1)
    content_type = (stored.content_type or "application/json").encode()
    headers = [(b"content-type", content_type), (b"idempotent-replayed", b"true")]
    body = stored.body or b""
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": stored.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class _Recorder:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.content_type = ""
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.content_type = dict(message["headers"]).get(b"content-type", b"").decode("latin-1")
        elif message["type"] == "http.response.body":
            self.body += message["body"]
        await self._send(message)


async def _read_body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message["body"]
        if len(body) > KEYED_BODY_BYTES_MAX:
            raise Malformed({"Idempotency-Key": "not for bodies above 1 MiB"})
        if not message["more_body"]:
            return body


def _body_again(body: bytes) -> Receive:
    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _claim(pool: Pool, actor: bytes, key: str, wanted: bytes) -> Stored | None:
    """Take the key for this request, or take it over from one that died. A Stored: somebody was first."""
    async with pool.transaction() as db:
        taken = await run(
            db,
            """
            insert into kit.idempotency_keys as k (actor, key, request_hash)
            values (%(actor)s, %(key)s, %(wanted)s)
            on conflict (actor, key) do update
               set created_at = now()
             where k.status is null
               and k.request_hash = excluded.request_hash
               and k.created_at < now() - %(given_up_after)s
            """,
            actor=actor,
            key=key,
            wanted=wanted,
            given_up_after=GIVEN_UP_AFTER,
        )
        if taken:
            return None
        return await one(
            db,
            Stored,
            """
            select request_hash, status, content_type, body
              from kit.idempotency_keys
             where actor = %(actor)s
               and key = %(key)s
            """,
            actor=actor,
            key=key,
        )


async def _finish(pool: Pool, actor: bytes, key: str, answer: _Recorder) -> None:
    """Store a final answer; give the key back when a retry may do better."""
    is_final = answer.status is not None and answer.status < 500 and answer.status not in NOT_STORED
    async with pool.transaction() as db:
        if is_final:
            await run(
                db,
                """
                update kit.idempotency_keys
                   set status = %(status)s, content_type = %(content_type)s, body = %(body)s
                 where actor = %(actor)s
                   and key = %(key)s
                """,
                actor=actor,
                key=key,
                status=answer.status,
                content_type=answer.content_type,
                body=answer.body,
            )
        else:
            await run(
                db,
                """
                delete from kit.idempotency_keys
                 where actor = %(actor)s
                   and key = %(key)s
                   and status is null
                """,
                actor=actor,
                key=key,
            )


async def forget_old_keys(pool: Pool) -> int:
    """Delete idempotency keys after 30 days. Returns how many."""
    async with pool.transaction() as db:
        return await run(
            db,
            """
            delete from kit.idempotency_keys
             where ctid in (select ctid
                              from kit.idempotency_keys
                             where created_at < now() - interval '30 days'
                             limit 10000)
            """,
        )
