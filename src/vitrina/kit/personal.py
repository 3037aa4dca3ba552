"""What modules know of people: the port through which a person takes her data along and is forgotten.

Each module that keeps anything of people has a `personal.py` with one PERSONAL; `wiring.py` registers them.
A test asks that each table of the database is named by one of them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, stream

# What stands where an e-mail address stood, in places that need one. RFC 2606: nobody ever gets its mail.
NO_EMAIL = "deleted@deleted.invalid"


class Fate(StrEnum):
    """What becomes of a person's rows in a table when she is forgotten."""

    ERASED = "erased"
    """They go."""
    CLEARED = "cleared"
    """They stay with opaque ids, without what tells who she is."""
    KEPT = "kept"
    """They stay as they are, with opaque ids."""
    NOTHING = "nothing"
    """The table holds nothing of people."""


class Holding(Struct, frozen=True, kw_only=True):
    """A table, seen from the people in it. why: needed for whatever is not erased."""

    fate: Fate
    why: str = ""


class Subject(Struct, frozen=True, kw_only=True):
    """Whom it is about. email: in its normal form, also when the account does not have it any more."""

    person_id: UUID
    email: str


class Record(Struct, frozen=True, kw_only=True):
    """One row of what a module knows of a person. collection: its file in the archive."""

    collection: str
    fields: dict[str, Any]


class Obstacle(Struct, frozen=True, kw_only=True):
    """Something unfinished. code: its sentence in the catalogues of the web app.

    is_waited_for: it ends by itself, and the erasure waits for it; else the person must end it first.
    amount_minor, currency: for money.
    """

    code: str
    count: int
    is_waited_for: bool = False
    amount_minor: int | None = None
    currency: str | None = None


Export = Callable[[Db, Subject], AsyncIterator[Record]]
"""Reads records as they are asked for; those of one collection come together."""
Erase = Callable[[Db, Subject, datetime], Awaitable[bool]]
"""Erases a bounded part in this transaction; true when more is left. May run again after everything."""
Hide = Callable[[Db, UUID, datetime], Awaitable[None]]
Show = Callable[[Db, UUID], Awaitable[None]]
Unfinished = Callable[[Db, Subject], Awaitable[Sequence[Obstacle]]]


class Personal(Struct, frozen=True, kw_only=True):
    """What one module knows of people, and what it does about it.

    hide, show: take what she shows out of sight until she is forgotten or comes back.
    spoken: fields of events that hold words of or about her, such as "OrderCancelled.reason".
    """

    module: str
    tables: Mapping[str, Holding]
    export: Export | None = None
    erase: Erase | None = None
    hide: Hide | None = None
    show: Show | None = None
    unfinished: Unfinished | None = None
    spoken: Sequence[str] = ()


_REGISTERED: list[Personal] = []


def register(declared: Sequence[Personal]) -> None:
    """Name the modules that know people, in the order of the layers, the lowest first."""
    _REGISTERED[:] = declared


def registered() -> Sequence[Personal]:
    """Tell who knows people, the lowest layer first."""
    assert _REGISTERED, "wiring.py registers them, and was not imported"
    return tuple(_REGISTERED)


async def records(db: Db, collection: str, sql: LiteralString, /, **params: object) -> AsyncIterator[Record]:
    """Read rows as records of one collection, few at a time."""
    async for row in stream(db, dict[str, Any], sql, **params):
        yield Record(collection=collection, fields=row)


def nothing(why: str) -> Holding:
    """Declare a table without people."""
    return Holding(fate=Fate.NOTHING, why=why)


def erased() -> Holding:
    """Declare a table from which a person's rows go."""
    return Holding(fate=Fate.ERASED)


def cleared(why: str) -> Holding:
    """Declare a table whose rows stay without what tells who she is."""
    return Holding(fate=Fate.CLEARED, why=why)


def kept(why: str) -> Holding:
    """Declare a table whose rows stay, with opaque ids."""
    return Holding(fate=Fate.KEPT, why=why)
