"""What media knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, nothing, records
from vitrina.media.store import personal as store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read which files she sent; their bytes come after the records."""
    async for record in records(db, "files", store.FILES_OF, person_id=subject.person_id):
        yield record
    async for record in records(db, "uploads", store.UPLOADS_OF, person_id=subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Throw away every file and upload of hers; their bytes go within a minute."""
    del now
    return await store.erase_of(db, subject.person_id) > 0


PERSONAL = Personal(
    module="media",
    tables={
        "media.files": erased(),
        "media.uploads": erased(),
        "media.upload_days": erased(),
        "media.trash": nothing("names of folders that are about to be deleted"),
    },
    export=export,
    erase=erase,
)
