"""What social knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased
from vitrina.social.store import personal as store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read whom she follows, blocks and mutes, and who follows her. Who blocks her is theirs."""
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete follows, blocks and mutes in both directions, and count the others anew."""
    del now
    return await store.erase(db, subject.person_id) > 0


PERSONAL = Personal(
    module="social",
    tables={
        "social.follows": erased(),
        "social.counts": erased(),
        "social.blocks": erased(),
        "social.mutes": erased(),
    },
    export=export,
    erase=erase,
)
