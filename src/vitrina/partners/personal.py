"""What partners know of people: their shops' keys and endpoints, and the shows they were invited to."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, kept, nothing
from vitrina.partners.store import personal as store
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the keys of her shops, where their orders are told, and the shows that she was invited to."""
    owned = await shops.shops_of(db, PersonId(subject.person_id))
    for shop in owned:
        async for record in store.export_keys(db, shop.id):
            yield record
    for shop in owned:
        async for record in store.export_endpoint(db, shop.id):
            yield record
    async for record in store.export_invitations(db, PersonId(subject.person_id)):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """End the keys of her shops, tell their orders nowhere, and leave no invitation waiting."""
    creator_id = PersonId(subject.person_id)
    owned = [shop.id for shop in await shops.shops_of(db, creator_id)]
    for shop_id in owned:
        await store.erase_shop(db, shop_id)
    await store.end_invitations(db, creator_id=creator_id, shop_ids=owned, now=now)
    return False


PERSONAL = Personal(
    module="partners",
    tables={
        "partners.keys": erased(),
        "partners.endpoints": erased(),
        "partners.terms": nothing("how a shop sells what its partner tells"),
        "partners.deliveries": kept("what was told of orders, which are opaque ids; nobody is named"),
        "partners.stamps": nothing("when something was said of a variant"),
        "partners.events": nothing("what a shop planned"),
        "partners.invitations": kept("what a shop and a creator agreed; the creator is an opaque id"),
        "partners.invited_products": nothing("products of an invitation"),
        "partners.acknowledgements": kept("a partner's own number of an order, which is an opaque id"),
    },
    export=export,
    erase=erase,
)
