"""Fetching what strangers name: only from public addresses, only so much, only for so long.

The name of a host is looked up once and the connection goes to the address that was checked (ssrfguard), so
that a name cannot mean our own network the second time. Redirects are checked alike, at most three.
"""

import asyncio
import ssl
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Container, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cached_property
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct
from ssrfguard import Policy, SSRFGuardError
from ssrfguard.errors import TooManyRedirectsError

from vitrina.kit.config import Settings

if TYPE_CHECKING:  # Brings a command line of its own: only who fetches waits for it.
    import httpx
    from ssrfguard.httpx import AsyncClient

REDIRECTS_MAX = 3
CONNECT_S = 10.0
SILENCE_S = 20.0
URL_LENGTH_MAX = 2_000
HEADER_LENGTH_MAX = 200
OK = 200
CREATED = 201
NOT_MODIFIED = 304
FETCHED = frozenset({OK, CREATED, NOT_MODIFIED})
TAKEN = range(200, 300)
LOOPBACK = "127.0.0.1"
HTTP_PORT = 80
WRITE_BYTES = 1024 * 1024
ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS
AGENT = "Vitrina (catalogue import)"
TELLER = "Vitrina (webhooks)"
Resolver = Callable[..., Sequence[Any]]


class FetchFailed(Exception):
    """Something could not be fetched. code: why.  is_permanent: another try cannot help.

    status: what the server answered, if it did.  retry_after: when it may be asked again, in its own words.
    """

    def __init__(self, code: str, *, is_permanent: bool, detail: str = "") -> None:
        """Keep the reason; the detail is for the log alone."""
        self.code = code
        self.is_permanent = is_permanent
        self.status: int | None = None
        self.retry_after = ""
        super().__init__(f"{code} {detail}".strip())


class Bounds(Struct, frozen=True, kw_only=True):
    """How much may be fetched in how long."""

    size_max_bytes: int
    time_max_s: float


class Fetched(Struct, frozen=True, kw_only=True):
    """What came. is_new: False when the server says that nothing changed since `Known`."""

    is_new: bool
    size_bytes: int = 0
    etag: str | None = None
    modified: str | None = None


class Beginning(Struct, frozen=True, kw_only=True):
    """The first bytes of an answer. url: where they came from at last.  kind: media type with its charset."""

    url: str
    kind: str
    raw: bytes


class Known(Struct, frozen=True, kw_only=True):
    """What we have already, as the server named it."""

    etag: str | None = None
    modified: str | None = None


class Fetcher:
    """Fetches from public addresses, and from what the operator allows."""

    def __init__(self, settings: Settings, *, resolver: Resolver | None = None) -> None:
        """resolver: takes the place of the system's, for tests."""
        ports = frozenset(int(port) for port in settings.fetch_ports.split(","))
        networks = [each.strip() for each in settings.fetch_networks.split(",") if each.strip()]
        self._policy = _policy(ports=ports, networks=networks)
        # The stand-in retailer of a demo is on this machine: it alone, and only on its own port.
        port = settings.retailer_port if settings.is_demo else 0
        self._neighbour = f"http://{LOOPBACK}:{port}/" if port else None
        self._neighbour_policy = _policy(ports=frozenset({port or HTTP_PORT}), networks=[f"{LOOPBACK}/32"])
        self._networks = [ip_network(each, strict=False) for each in networks]
        self._resolver = resolver

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom to trust. Reading the authorities of the system is work that a round without letters saves."""
        return ssl.create_default_context()

    def is_allowed(self, url: str) -> bool:
        """Tell whether an address may be fetched as far as it says itself, without a look-up."""
        try:
            self._policy_of(url).check_url(url)
        except SSRFGuardError:
            return False
        return True

    def is_sealed(self, url: str) -> bool:
        """Tell whether nobody on the way reads what is sent: by https, or on the operator's own networks."""
        if url.lower().startswith("https://") or (self._neighbour and url.startswith(self._neighbour)):
            return True
        try:
            host = ip_address(urlsplit(url).hostname or "")
        except ValueError:
            return False
        return any(host in network for network in self._networks)

    async def to_file(self, url: str, target: Path, *, bounds: Bounds, known: Known | None = None) -> Fetched:
        """Fetch into a file, as packed as the server sends it. Raises FetchFailed."""
        file = await asyncio.to_thread(target.open, "wb")
        try:
            async with self._answer(url, bounds=bounds, known=known) as answer:
                if answer.status_code == NOT_MODIFIED:
                    return Fetched(is_new=False)
                size_bytes, waiting = 0, bytearray()
                async for piece in _pieces(answer, bounds):
                    size_bytes += len(piece)
                    waiting += piece
                    if len(waiting) >= WRITE_BYTES:
                        await asyncio.to_thread(file.write, bytes(waiting))
                        waiting.clear()
                await asyncio.to_thread(file.write, bytes(waiting))
                return Fetched(
                    is_new=True,
                    size_bytes=size_bytes,
                    etag=_header(answer, "etag"),
                    modified=_header(answer, "last-modified"),
                )
        finally:
            await asyncio.to_thread(file.close)

    async def to_memory(self, url: str, *, bounds: Bounds) -> bytes:
        """Fetch something small, unpacked by nobody. Raises FetchFailed."""
        async with self._answer(url, bounds=bounds, known=None, encoding="identity") as answer:
            return b"".join([piece async for piece in _pieces(answer, bounds)])

    async def beginning(self, url: str, *, bounds: Bounds, agent: str = AGENT) -> Beginning:
        """Fetch the first bytes of a page and hang up, however long it is. Raises FetchFailed.

        A page that comes packed although it was not asked for so is unpacked as far as the bound.
        """
        async with self._answer(url, bounds=bounds, known=None, encoding="identity", agent=agent) as answer:
            pieces, left_bytes = bytearray(), bounds.size_max_bytes
            async for piece in answer.aiter_raw():
                pieces += piece[: left_bytes - len(pieces)]
                if len(pieces) >= left_bytes:
                    break
            raw, packing = bytes(pieces), answer.headers.get("content-encoding", "").strip().lower()
            if packing in {"gzip", "x-gzip", "deflate"}:
                raw = _unpacked(raw, left_bytes)
            elif packing not in {"", "identity"}:
                raise FetchFailed("unreadable", is_permanent=True, detail=packing)
            kind = answer.headers.get("content-type", "")[:HEADER_LENGTH_MAX]
            return Beginning(url=str(answer.url), kind=kind, raw=raw)

    async def send_json(self, url: str, body: bytes, *, headers: Mapping[str, str], bounds: Bounds) -> bytes:
        """Send JSON and read the answer, with the same care for the address. Raises FetchFailed.

        No redirect is followed: what was signed for one address is not told to another one.
        """
        sent = {"user-agent": AGENT, "content-type": "application/json", "accept-encoding": "identity"}
        async with self._asked("POST", url, bounds=bounds, headers={**sent, **headers}, body=body) as answer:
            return b"".join([piece async for piece in _pieces(answer, bounds)])

    async def tell(self, url: str, body: bytes, *, headers: Mapping[str, str], bounds: Bounds) -> None:
        """Send JSON to who has only to take it: a good status is all, and no word of the answer is read.

        headers: may name another kind of body. Else as `send_json`. Raises FetchFailed.
        """
        sent = {"user-agent": TELLER, "content-type": "application/json", "accept-encoding": "identity"}
        async with self._asked("POST", url, bounds=bounds, headers={**sent, **headers}, body=body):
            return

    def _answer(
        self,
        url: str,
        *,
        bounds: Bounds,
        known: Known | None,
        encoding: str = "gzip, identity",
        agent: str = AGENT,
    ) -> "AbstractAsyncContextManager[httpx.Response]":
        headers = {**_headers(known, encoding), "user-agent": agent}
        return self._asked("GET", url, bounds=bounds, headers=headers)

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        url: str,
        *,
        bounds: Bounds,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> "AsyncGenerator[httpx.Response]":
        """Ask, and answer with what may be read. One deadline holds for everything inside."""
        import httpx

        try:
            async with (
                asyncio.timeout(bounds.time_max_s),
                self._client(self._policy_of(url)) as client,
                client.stream(
                    method, url, headers=headers, content=body, follow_redirects=body is None
                ) as answer,
            ):
                _require_good(answer, TAKEN if body is not None else FETCHED)
                yield answer
        except TimeoutError as e:
            raise FetchFailed("too_slow", is_permanent=False) from e
        except TooManyRedirectsError as e:
            raise FetchFailed("too_many_redirects", is_permanent=True) from e
        except SSRFGuardError as e:
            raise FetchFailed("address_refused", is_permanent=True, detail=str(e)) from e
        except httpx.TimeoutException as e:
            raise FetchFailed("too_slow", is_permanent=False, detail=str(e)) from e
        except httpx.InvalidURL as e:
            raise FetchFailed("address_refused", is_permanent=True, detail=str(e)) from e
        except (httpx.HTTPError, OSError, ValueError) as e:
            raise FetchFailed("unreachable", is_permanent=False, detail=repr(e)) from e

    def _policy_of(self, url: str) -> Policy:
        return self._neighbour_policy if self._neighbour and url.startswith(self._neighbour) else self._policy

    def _client(self, policy: Policy) -> "AsyncClient":
        import httpx
        from ssrfguard.httpx import AsyncClient

        return AsyncClient(
            policy=policy,
            resolver=self._resolver,
            verify=self._tls,
            follow_redirects=True,
            trust_env=False,
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
        )


def _policy(*, ports: frozenset[int], networks: Sequence[str]) -> Policy:
    return Policy(
        allowed_ports=ports,
        allowed_networks=tuple(networks),  # pyright: ignore[reportArgumentType]
        max_redirects=REDIRECTS_MAX,
        max_url_length=URL_LENGTH_MAX,
    )


def _headers(known: Known | None, encoding: str) -> Mapping[str, str]:
    headers = {"user-agent": AGENT, "accept": "*/*", "accept-encoding": encoding}
    if known and known.etag:
        headers["if-none-match"] = known.etag
    if known and known.modified:
        headers["if-modified-since"] = known.modified
    return headers


def _require_good(answer: "httpx.Response", good: Container[int]) -> None:
    status = answer.status_code
    if status in good:
        return
    is_passing = status >= 500 or status in {408, 425, 429}
    failed = FetchFailed(f"answered_{status // 100}xx", is_permanent=not is_passing, detail=str(status))
    failed.status, failed.retry_after = status, answer.headers.get("retry-after", "")[:HEADER_LENGTH_MAX]
    raise failed


async def _pieces(answer: "httpx.Response", bounds: Bounds) -> AsyncIterator[bytes]:
    """Read the body as it was sent: unpacking is left to who can bound it."""
    left_bytes = bounds.size_max_bytes
    promised = answer.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) > left_bytes:
        raise FetchFailed("too_large", is_permanent=True)
    async for piece in answer.aiter_raw():
        left_bytes -= len(piece)
        if left_bytes < 0:
            raise FetchFailed("too_large", is_permanent=True)
        yield piece


def _unpacked(raw: bytes, size_max_bytes: int) -> bytes:
    """Unpack what came so far, and not more than the bound. Raises FetchFailed."""
    try:
        return zlib.decompressobj(ZLIB_OR_GZIP).decompress(raw, size_max_bytes)
    except zlib.error as e:
        raise FetchFailed("unreadable", is_permanent=True, detail=str(e)) from e


def _header(answer: "httpx.Response", name: str) -> str | None:
    text = answer.headers.get(name, "")
    return text if 0 < len(text) <= HEADER_LENGTH_MAX else None
