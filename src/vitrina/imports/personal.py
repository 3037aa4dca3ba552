"""What imports knows of people: where the catalogues of their shops come from."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.imports.store import personal as store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, nothing
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the sources and runs of her shops."""
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        async for record in store.export_sources(db, shop.id):
            yield record
    async for record in store.export_runs(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete what was imported for her shops; the products are the catalogue's."""
    del now
    is_more = False
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        is_more |= await store.erase(db, shop.id)
    return is_more


PERSONAL = Personal(
    module="imports",
    tables={
        "imports.sources": erased(),
        "imports.runs": erased(),
        "imports.items": erased(),
        "imports.problems": erased(),
        "imports.products": erased(),
        "imports.changes": erased(),
        "imports.pictures": erased(),
        "imports.product_pictures": nothing("which picture a product has; goes with the picture"),
    },
    export=export,
    erase=erase,
)
