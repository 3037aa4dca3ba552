"""Who asks: dependencies of routes that read the cookie or the bearer token.

`person` is signed in or the request is refused; `viewer` may be nobody; `require` asks for a capability.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from vitrina.identity import service
from vitrina.identity.errors import BrowserNeeded, NotAllowed, SignInNeeded
from vitrina.identity.model import Capability, Credential, CredentialKind, Person
from vitrina.kit import clock, crypto
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool

COOKIE = "vitrina"
HOST_COOKIE = "__Host-vitrina"
# The longest life that browsers grant; the session itself slides in the database.
COOKIE_LIFE_S = 400 * 24 * 3600
SECRET_LENGTH_MAX = 200
CARRIERS = (b"authorization", b"cookie")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


async def viewer(request: Request[Any, Any, Any], pool: Pool, settings: Settings) -> Person | None:
    """Tell who looks; None for a guest, or when the session is over. Raises SignInNeeded for a dead token."""
    credential = find_credential(request, settings)
    if credential is None:
        return None
    found = await service.find_by_credential(pool, credential, now=clock.real_now())
    if found is None and credential.kind is CredentialKind.TOKEN:
        raise SignInNeeded
    return found


async def person(request: Request[Any, Any, Any], pool: Pool, settings: Settings) -> Person:
    """Tell who asks. Raises SignInNeeded for a guest."""
    found = await viewer(request, pool, settings)
    if found is None:
        raise SignInNeeded
    return found


def require(capability: Capability) -> Callable[..., Awaitable[Person]]:
    """Make a dependency that is the signed-in person with a capability. It raises NotAllowed.

    Use: dependencies={"operator": Provide(require(Capability.OPERATE))}.
    """

    async def allowed(person: Person) -> Person:
        if not person.can(capability):
            raise NotAllowed(capability=capability.value)
        return person

    return allowed


async def browser(request: Request[Any, Any, Any], person: Person, settings: Settings) -> Credential:
    """Tell the session of a signed-in browser. Raises BrowserNeeded for a program: tokens make no tokens."""
    del person
    credential = find_credential(request, settings)
    if credential is None or credential.kind is not CredentialKind.SESSION:
        raise BrowserNeeded
    return credential


async def credential(request: Request[Any, Any, Any], person: Person, settings: Settings) -> Credential:
    """Tell the secret that the signed-in person's request carries."""
    del person
    found = find_credential(request, settings)
    if found is None:
        raise SignInNeeded
    return found


def find_credential(request: Request[Any, Any, Any], settings: Settings) -> Credential | None:
    """Read the secret of a request. With an Authorization header the cookie does not count.

    That order matters: the check against other sites lets requests with that header pass.
    """
    if not any(name in CARRIERS for name, _ in request.scope["headers"]):
        return None
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.strip().partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(secret) <= SECRET_LENGTH_MAX:
            raise SignInNeeded
        return Credential(kind=CredentialKind.TOKEN, digest=crypto.digest(secret.strip()))
    secret = request.cookies.get(cookie_name(request, settings), "")
    if not 0 < len(secret) <= SECRET_LENGTH_MAX:
        return None
    return Credential(kind=CredentialKind.SESSION, digest=crypto.digest(secret))


def cookie_name(request: Request[Any, Any, Any], settings: Settings) -> str:
    """Name the session's cookie: bound to the host wherever browsers take secure cookies."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:
        host = None
    is_loopback = host in LOOPBACK or (host or "").endswith(".localhost")
    return HOST_COOKIE if settings.is_https or is_loopback else COOKIE


def session_cookie(request: Request[Any, Any, Any], settings: Settings, secret: str | None) -> Cookie:
    """Write the session's cookie; None takes it away."""
    name = cookie_name(request, settings)
    return Cookie(
        key=name,
        value=secret or "",
        max_age=COOKIE_LIFE_S if secret else 0,
        path="/",
        secure=name == HOST_COOKIE,
        httponly=True,
        samesite="lax",
    )
