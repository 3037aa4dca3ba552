"""What inventory knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.inventory.locations import store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, kept, nothing
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read where her shops keep goods."""
    own_shops = [each.id for each in await shops.shops_of(db, PersonId(subject.person_id))]
    async for record in store.export(db, own_shops):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget the names and addresses of her shops' places."""
    del now
    own_shops = [each.id for each in await shops.shops_of(db, PersonId(subject.person_id))]
    await store.forget_places(db, own_shops)
    return False


PERSONAL = Personal(
    module="inventory",
    tables={
        "inventory.stock": nothing("how much there is of a variant"),
        "inventory.holds": nothing("a purchase is an opaque id"),
        "inventory.exchanges": nothing("what was sent in the place of what; a purchase is an opaque id"),
        "inventory.locations": cleared("goods may lie there still; without name and address"),
        "inventory.location_stock": nothing("how much lies at a place"),
        "inventory.location_movements": kept("their sum is what lies there; who counted is an opaque id"),
        "inventory.movements": kept("the sum of movements is the stock; who counted is an opaque id"),
    },
    export=export,
    erase=erase,
)
