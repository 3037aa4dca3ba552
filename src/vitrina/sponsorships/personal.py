"""What sponsorships knows of people: whose part in a campaign it is, and what was said about it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, kept
from vitrina.shops import service as shops
from vitrina.sponsorships.store import campaigns, parts
from vitrina.sponsorships.store import personal as store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the campaigns of her shops, and her parts in campaigns."""
    run_by = await shops.shops_of(db, PersonId(subject.person_id))
    async for record in store.export_campaigns(db, [shop.id for shop in run_by]):
        yield record
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take her words out; what was agreed and paid stays."""
    del now
    await store.decline_open(db, subject.person_id)
    await store.erase(db, subject.person_id)
    return False


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Fees that wait for her clip, and campaigns of her shops that hold a fee."""
    count = await parts.open_count_of(db, subject.person_id)
    run_by = await shops.shops_of(db, PersonId(subject.person_id))
    count += await campaigns.open_count_of(db, [shop.id for shop in run_by])
    return [Obstacle(code="sponsorships_to_finish", count=count)] if count else []


PERSONAL = Personal(
    module="sponsorships",
    tables={
        "sponsorships.campaigns": kept("books rest on them; who wrote them is an opaque id"),
        "sponsorships.sponsorships": cleared("books rest on them; words go, people are opaque ids"),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
)
