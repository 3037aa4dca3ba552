"""What identity knows of people."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity import service
from vitrina.identity.store import departures as store
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, erased


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the account, and who tried to get into it."""
    async for record in store.export(db, subject.person_id):
        yield record
    async for record in store.export_tries(db, subject.email):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete the account."""
    await service.erase_person(db, subject.person_id, subject.email, now=now)
    return False


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Somebody must look after the instance."""
    is_only = await store.is_only_operator(db, subject.person_id)
    return [Obstacle(code="only_operator", count=1)] if is_only else []


PERSONAL = Personal(
    module="identity",
    tables={
        "identity.persons": erased(),
        "identity.handles": erased(),
        "identity.sessions": erased(),
        "identity.tokens": erased(),
        "identity.sign_in_codes": erased(),
        "identity.attempts": erased(),
        "identity.suspensions": erased(),
        "identity.departures": erased(),
        "identity.retired_handles": cleared("a digest keeps the handle from others for a year"),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
)
