"""Visitors: a first-party id in a cookie, so that a tap of today is known when somebody buys tomorrow."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from vitrina.kit.config import Settings
from vitrina.kit.ids import new_id

VISITOR_COOKIE = "vitrina_visitor"
VISITOR_MAX_AGE_S = 90 * 24 * 3600


def visitor_id(request: Request[Any, Any, Any]) -> UUID:
    """Read the first-party visitor id; anything that is not one of ours is replaced."""
    try:
        return UUID(request.cookies.get(VISITOR_COOKIE, ""))
    except ValueError:
        return new_id()


def visitor_cookie(settings: Settings, visitor: UUID) -> Cookie:
    """Write the id where no script reads it."""
    return Cookie(
        key=VISITOR_COOKIE,
        value=str(visitor),
        max_age=VISITOR_MAX_AGE_S,
        httponly=True,
        secure=settings.is_https,
        samesite="lax",
    )
