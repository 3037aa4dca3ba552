"""What advertising knows of people: the ads they met and hid, what they made and allowed."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.ads import rules
from vitrina.ads.store import campaigns
from vitrina.ads.store import personal as store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, erased, nothing
from vitrina.shops import service as shops


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


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """What her shops paid in and did not spend: nobody else could take it back."""
    purses = [
        purse
        for shop in await shops.shops_of(db, PersonId(subject.person_id))
        if (purse := await campaigns.find_purse(db, shop.id))
    ]
    return [
        Obstacle(code="ads_balance", count=1, amount_minor=left_minor, currency=purse.currency.value)
        for purse in purses
        if (left_minor := rules.left_minor(purse.deposited_minor, purse.spent_milli))
    ]


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
    unfinished=unfinished,
)
