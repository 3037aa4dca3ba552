"""What channels knows of people: which feeds of their shops are open, and which links they made."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.channels import store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read which feeds of her shops are open, and the links that she made."""
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        async for record in store.export_feeds(db, shop.id):
            yield record
    async for record in store.export_links(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Close the feeds of her shops, and end her links."""
    del now
    await store.erase_links(db, subject.person_id)
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        await store.erase_feeds(db, shop.id)
    return False


PERSONAL = Personal(
    module="channels",
    tables={"channels.feeds": erased(), "channels.cart_links": erased()},
    export=export,
    erase=erase,
)
