"""Bodies of requests: JSON that must be of the documented types, read strictly and once."""

from collections.abc import Iterable
from typing import Any, cast

import msgspec
from litestar import Request

from vitrina.kit.errors import Malformed

NOT_JSON = "not valid UTF-8 JSON of the documented shape"
HOLDS_NUL = "no text may hold the character U+0000"
# How JSON writes the character that PostgreSQL cannot hold; a plain one is no JSON.
ESCAPED_NUL = b"\\u0000"
# Where the reason stays until the framework has asked who asks: a guest is told to sign in first.
WRONG_BODY = "vitrina_wrong_body"


class Wrong:
    """Stands where the body would; no type takes it, so the framework refuses it after everything else."""


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON body is of the documented types: a text is never taken for a number."""

    async def json(self) -> Any:
        """Read the body as the type that the route takes."""
        wanted = self.route_handler.parsed_data_field
        try:
            return read_body(await self.body(), wanted.annotation if wanted else Any)
        except Malformed as refusal:
            self.scope["state"][WRONG_BODY] = refusal  # type: ignore[index]
            return Wrong()


def read_body(raw: bytes, kind: Any) -> Any:
    """Decode JSON as a type. Raises Malformed, naming the field where there is one."""
    try:
        if ESCAPED_NUL in raw and (path := _find_nul(msgspec.json.decode(raw))) is not None:
            raise Malformed({path or "body": HOLDS_NUL})
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as e:
        reason, _, path = str(e).partition(" - at `$")
        raise Malformed({path.rstrip("`").removeprefix(".") or "body": reason}) from e
    except (msgspec.DecodeError, UnicodeError, RecursionError) as e:
        raise Malformed({"body": NOT_JSON}) from e


def _find_nul(value: Any, path: str = "") -> str | None:
    """Find the path of the first text, or of the object with the first name, that holds a NUL."""
    if isinstance(value, str):
        return path if "\0" in value else None
    inner: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        if any("\0" in name for name in members):
            return path
        inner = ((f"{path}.{name}" if path else name, each) for name, each in members.items())
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        inner = ((f"{path}[{index}]", each) for index, each in enumerate(items))
    return next((found for where, each in inner if (found := _find_nul(each, where)) is not None), None)
