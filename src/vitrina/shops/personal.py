"""What shops knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, kept, nothing, records
from vitrina.shops import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the shops that she runs."""
    async for record in records(db, "shops", store.RUN_BY, person_id=subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Close her shops for good, without words and picture."""
    await store.clear_shops_of(db, subject.person_id, now)
    return False


PERSONAL = Personal(
    module="shops",
    tables={
        "shops.shops": cleared("receipts name their seller: name, handle, country and terms stay"),
        "shops.verified": nothing("badges of shops; a shop whose owner left has none"),
        "shops.closures": kept("a shop whose owner left stays closed"),
    },
    export=export,
    erase=erase,
)
