"""What analytics knows of people: clips they watched in 28 days, and figures of their own clips."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.analytics import store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, nothing


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she watched."""
    async for record in store.export_viewings(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget what she watched."""
    del now
    await store.erase(db, subject.person_id)
    return False


PERSONAL = Personal(
    module="analytics",
    tables={
        "analytics.days": nothing("counts of a clip"),
        "analytics.viewings": erased(),
        "analytics.summed": nothing("a day"),
        "analytics.market_days": nothing("sums of everybody"),
        "analytics.daily": erased(),
        "analytics.daily_sales": erased(),
        "analytics.totals": erased(),
        "analytics.sales": erased(),
        "analytics.audiences": erased(),
    },
    export=export,
    erase=erase,
)
