"""What tips know of people: who gave whom how much, and how much of a day was used up."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, erased, kept
from vitrina.tips import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the tips that she gave and got, and what she used up of days."""
    async for record in store.export(db, subject.person_id):
        yield record
    async for record in store.export_days(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget her days; what was paid stays, under opaque ids."""
    del now
    await store.erase_days(db, subject.person_id)
    return False


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Tips that she is paying, or that are on their way to her."""
    pending = await store.pending_of(db, subject.person_id)
    return [Obstacle(code="tips_pending", count=pending.count)] if pending.count else []


PERSONAL = Personal(
    module="tips",
    tables={
        "tips.tips": kept("books rest on them; people are opaque ids, and there are no words"),
        "tips.days": erased(),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
)
