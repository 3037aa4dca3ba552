"""What external knows of people: what they show from elsewhere, what it earned, and where they were sent."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.external.store import personal as store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, nothing


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her products from elsewhere, her merchants, her conversions and her clicks."""
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget what she showed from elsewhere."""
    del now
    await store.erase(db, subject.person_id)
    return False


PERSONAL = Personal(
    module="external",
    tables={
        "external.products": erased(),
        "external.merchants": cleared("conversions name them; what she called hers goes"),
        "external.clicks": kept("explain conversions and are never changed; people are opaque ids"),
        "external.postbacks": nothing("what merchants reported about their sales; forgotten after 400 days"),
        "external.conversions": kept("books rest on them; the creator is an opaque id"),
        "external.changes": nothing("changes of a conversion"),
        "external.receipts": kept("money that arrived, never changed; the operator is an opaque id"),
    },
    export=export,
    erase=erase,
)
