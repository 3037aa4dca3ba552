"""What checkout knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.checkout import store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, kept


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read which shops sell to her without tax."""
    async for record in store.export_exempt(db, subject):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take her off the lists of shops that sell to her without tax."""
    del now
    await store.forget_exempt(db, subject)
    return False


PERSONAL = Personal(
    module="checkout",
    tables={
        "checkout.purchases": kept("proves what was charged: sums, order codes and an opaque buyer"),
        "checkout.exempt_buyers": erased(),
    },
    export=export,
    erase=erase,
)
