"""What wishes knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, records
from vitrina.wishes import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she keeps in mind."""
    async for record in records(db, "wishes", store.WISHES_OF, person_id=subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget what she kept in mind."""
    del now
    await store.erase_of(db, PersonId(subject.person_id))
    return False


PERSONAL = Personal(module="wishes", tables={"wishes.wishes": erased()}, export=export, erase=erase)
