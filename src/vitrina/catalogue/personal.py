"""What catalogue knows of people: what their shops sell."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.catalogue.service import hide_all_of, restore
from vitrina.catalogue.store import personal as store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, nothing
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the products of her shops, with their variants, and their collections."""
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        async for record in store.export(db, shop.id):
            yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take what her shops sold out of sight, without words, pictures and collections."""
    del now
    is_more = False
    for shop in await shops.shops_of(db, PersonId(subject.person_id)):
        is_more |= await store.clear_products(db, shop.id) > 0
        await store.erase_collections(db, shop.id)
    return is_more


async def hide(db: Db, person_id: UUID, now: datetime) -> None:
    """Take what her shops sell out of sight."""
    del now
    for shop in await shops.shops_of(db, PersonId(person_id)):
        await hide_all_of(db, shop.id)


async def show(db: Db, person_id: UUID) -> None:
    """Bring back what the shops sell that are not closed for themselves."""
    run_by = await shops.shops_of(db, PersonId(person_id))
    closed = await shops.closed_among(db, [shop.id for shop in run_by])
    for shop in run_by:
        if shop.id not in closed:
            await restore(db, shop.id)


PERSONAL = Personal(
    module="catalogue",
    tables={
        "catalogue.products": cleared("orders and prices refer to them: titles stay, out of sight"),
        "catalogue.variants": kept("orders and stock refer to them"),
        "catalogue.prices": nothing("prices that a variant had"),
        "catalogue.flash_prices": nothing("prices that a variant had for a time"),
        "catalogue.collections": erased(),
        "catalogue.collected": nothing("which products stand in a collection; they go with it"),
    },
    export=export,
    erase=erase,
    hide=hide,
    show=show,
)
