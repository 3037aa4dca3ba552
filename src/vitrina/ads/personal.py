"""What advertising knows of people: the ads they met and hid, what they made and allowed."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.ads.store import personal as store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, nothing


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her campaigns, the ads she met, and the clips that she lets shops promote."""
    async for record in store.export_campaigns(db, subject.person_id):
        yield record
    async for record in store.export_traces(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget what she met, hid and allowed, and end her campaigns."""
    del now
    await store.erase(db, subject.person_id)
    return False


PERSONAL = Personal(
    module="ads",
    tables={
        "ads.accounts": nothing("money of a shop, under its opaque id"),
        "ads.moves": nothing("money of a shop that went in or back"),
        "ads.campaigns": cleared("charges rest on them; the name goes, and they end"),
        "ads.days": nothing("counts of a campaign"),
        "ads.seen": erased(),
        "ads.pace": erased(),
        "ads.hides": erased(),
        "ads.charges": erased(),
        "ads.consents": erased(),
    },
    export=export,
    erase=erase,
)
