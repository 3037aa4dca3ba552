"""What prohibitions knows of people: who asked for a permit, and why."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared
from vitrina.prohibitions import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she asked for."""
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take her words out of what she asked for."""
    del now
    await store.clear(db, subject.person_id)
    return False


PERSONAL = Personal(
    module="prohibitions",
    tables={
        "prohibitions.permit_requests": cleared("a permit explains what was sold; her words go"),
    },
    export=export,
    erase=erase,
    spoken=("PermitRuled.title", "PermitRuled.words"),
)
