"""SQL of what imports knows of a person's shops."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db, run, value
from vitrina.kit.personal import Record, records
from vitrina.shops.model import ShopId

ERASED_AT_ONCE = 5_000


async def export_sources(db: Db, shop_id: ShopId) -> AsyncIterator[Record]:
    """Read where products of a shop come from."""
    async for record in records(
        db,
        "import_sources",
        """
        select id, shop_id, name, url, mode, schedule, category, mapping, created_at
          from imports.sources
         where shop_id = %(shop_id)s
         order by id
        """,
        shop_id=shop_id,
    ):
        yield record


async def export_runs(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read which imports a person started."""
    async for record in records(
        db,
        "import_runs",
        """
        select r.id, r.source_id, r.shop_id, r.status, r.format, r.row_count, r.created_at, r.ended_at
          from imports.sources s
          join imports.runs r on r.source_id = s.id
         where r.person_id = %(person_id)s
         order by r.id
        """,
        person_id=person_id,
    ):
        yield record


async def erase(db: Db, shop_id: ShopId) -> bool:
    """Delete so many rows of a shop's imports, the largest tables first. Tells whether more are left."""
    gone = await value(
        db,
        """
        with items as (
            delete from imports.items
             where ctid in (select i.ctid
                              from imports.items i
                              join imports.runs r on r.id = i.run_id
                             where r.shop_id = %(shop_id)s
                             limit %(limit)s)
            returning 1
        ), changes as (
            delete from imports.changes
             where ctid in (select c.ctid
                              from imports.changes c
                              join imports.runs r on r.id = c.run_id
                             where r.shop_id = %(shop_id)s
                             limit %(limit)s)
            returning 1
        ), pictures as (
            delete from imports.pictures
             where id in (select id from imports.pictures where shop_id = %(shop_id)s limit %(limit)s)
            returning 1
        ), products as (
            delete from imports.products
             where (shop_id, external_id) in (select shop_id, external_id from imports.products
                                               where shop_id = %(shop_id)s limit %(limit)s)
            returning 1
        )
        select (select count(*) from items) + (select count(*) from changes)
             + (select count(*) from pictures) + (select count(*) from products)
        """,
        shop_id=shop_id,
        limit=ERASED_AT_ONCE,
    )
    if gone:
        return True
    await run(db, "delete from imports.sources where shop_id = %(shop_id)s", shop_id=shop_id)
    return False
