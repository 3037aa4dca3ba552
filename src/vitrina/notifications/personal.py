"""What notifications knows of people: what they were told."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, kept
from vitrina.notifications import store
from vitrina.notifications.push.store import devices


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her mails and notices, what she does not want to hear of, and the browsers that take pushes."""
    async for record in store.export(db, subject):
        yield record
    async for record in devices.export(db, subject):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete mails to her, her notices, her devices and her preferences."""
    del now
    await devices.erase(db, subject)
    return await store.erase(db, subject) > 0


PERSONAL = Personal(
    module="notifications",
    tables={
        "notifications.mails": kept("hers go; what she wrote to a shop stays in the shop's mail for 30 days"),
        "notifications.notices": kept(
            "hers go; in those of others she is an opaque id, and what she wrote to a shop, for 180 days"
        ),
        "notifications.readers": erased(),
        "notifications.silenced": erased(),
        "notifications.push_devices": erased(),
        "notifications.push_settings": erased(),
        "notifications.pushes": erased(),
    },
    export=export,
    erase=erase,
)
