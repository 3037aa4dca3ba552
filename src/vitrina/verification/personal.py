"""What verification knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, records
from vitrina.verification import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she sent, documents with their bytes, and what she decided as an operator."""
    async for record in records(db, "applications", store.APPLICATIONS_OF, person_id=subject.person_id):
        yield record
    async for record in records(db, "documents", store.DOCUMENTS_OF, person_id=subject.person_id):
        yield record
    async for record in records(db, "decisions", store.DECISIONS_OF, person_id=subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete her documents and what operators said to her, and take what waits off their desk."""
    await store.erase_of(db, subject.person_id, now)
    return False


PERSONAL = Personal(
    module="verification",
    tables={
        "verification.applications": cleared("that a shop was looked at stays, without the words"),
        "verification.documents": erased(),
        "verification.decisions": kept("who decided what, for ever; operators are opaque ids"),
    },
    export=export,
    erase=erase,
)
