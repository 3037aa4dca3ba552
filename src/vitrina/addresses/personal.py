"""What addresses knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.addresses import store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, records


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her address book."""
    async for record in records(db, "addresses", store.SAVED_OF, person_id=subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget her address book."""
    del now
    await store.erase_of(db, PersonId(subject.person_id))
    return False


PERSONAL = Personal(module="addresses", tables={"addresses.saved": erased()}, export=export, erase=erase)
