"""SQL of sources."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.imports.model import NewSource, RunId, Source, SourceId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import ShopId


class Counted(Struct, frozen=True, kw_only=True):
    """How many products a source has."""

    source_id: UUID
    product_count: int


async def line_up(db: Db, shop_id: ShopId) -> None:
    """Let one request at a time add sources to a shop."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('imports.' || %(id)s, 0))", id=str(shop_id))


async def add_source(
    db: Db, new: NewSource, *, shop_id: ShopId, next_pull_at: datetime | None, now: datetime
) -> int:
    """Write a source. Returns 0 when its id is known."""
    return await run(
        db,
        """
        insert into imports.sources (
               id,
               shop_id,
               name,
               url,
               mode,
               schedule,
               category,
               assumed_quantity,
               next_pull_at,
               created_at)
        values (%(id)s,
               %(shop_id)s,
               %(name)s,
               %(url)s,
               %(mode)s,
               %(schedule)s,
               %(category)s,
               %(assumed_quantity)s,
               %(next_pull_at)s,
               %(now)s)
        on conflict (id) do nothing
        """,
        **msgspec.structs.asdict(new),
        shop_id=shop_id,
        next_pull_at=next_pull_at,
        now=now,
    )


async def change_source(db: Db, source: Source) -> None:
    """Write what may change of a source."""
    await run(
        db,
        """
        update imports.sources
           set name = %(name)s,
               url = %(url)s,
               mode = %(mode)s,
               schedule = %(schedule)s,
               category = %(category)s,
               assumed_quantity = %(assumed_quantity)s,
               mapping = %(mapping)s::jsonb,
               etag = %(etag)s,
               modified = %(modified)s,
               next_pull_at = %(next_pull_at)s
         where id = %(id)s
        """,
        id=source.id,
        name=source.name,
        url=source.url,
        mode=source.mode,
        schedule=source.schedule,
        category=source.category,
        assumed_quantity=source.assumed_quantity,
        mapping=msgspec.json.encode(source.mapping).decode(),
        etag=source.etag,
        modified=source.modified,
        next_pull_at=source.next_pull_at,
    )


async def delete_source(db: Db, source_id: SourceId) -> None:
    """Forget a source with its runs; its products stay, as the shop's own."""
    await run(
        db,
        """
        with forgotten as (delete from imports.products where source_id = %(id)s)
        delete from imports.sources where id = %(id)s
        """,
        id=source_id,
    )


async def find_source(db: Db, source_id: SourceId) -> Source | None:
    """Find a source."""
    return await one(
        db,
        Source,
        """
        select id,
               shop_id,
               name,
               url,
               mode,
               schedule,
               category,
               assumed_quantity,
               mapping,
               etag,
               modified,
               next_pull_at,
               created_at
          from imports.sources
         where id = %(id)s
        """,
        id=source_id,
    )


class ExternalNamed(Struct, frozen=True, kw_only=True):
    """A product under the id that its feed gives it."""

    external_id: str
    product_id: ProductId


async def products_by_external_id(
    db: Db, external_ids: Sequence[str], *, shop_id: ShopId
) -> list[ExternalNamed]:
    """Find the products of a shop that feeds named so."""
    return await many(
        db,
        ExternalNamed,
        """
        select external_id, product_id
          from imports.products
         where shop_id = %(shop_id)s
           and external_id = any(%(external_ids)b::text[])
           and not is_gone
        """,
        shop_id=shop_id,
        external_ids=list(external_ids),
    )


async def lock_source(db: Db, source_id: SourceId) -> int:
    """Keep other changes of a source away until this transaction ends; 0: there is none."""
    return await run(db, "select 1 from imports.sources where id = %(id)s for update", id=source_id)


async def shop_sources(db: Db, shop_id: ShopId, limit: int) -> list[Source]:
    """List the sources of a shop, the newest first."""
    return await many(
        db,
        Source,
        """
        select id,
               shop_id,
               name,
               url,
               mode,
               schedule,
               category,
               assumed_quantity,
               mapping,
               etag,
               modified,
               next_pull_at,
               created_at
          from imports.sources
         where shop_id = %(shop_id)s
         order by id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def count_sources(db: Db, shop_id: ShopId) -> int:
    """Count the sources of a shop."""
    return await value(
        db, "select count(*) from imports.sources where shop_id = %(shop_id)s", shop_id=shop_id
    )


async def product_counts(db: Db, source_ids: Sequence[SourceId]) -> dict[UUID, int]:
    """Count the products that sources name."""
    rows = await many(
        db,
        Counted,
        """
        select source_id, count(*)::integer as product_count
          from imports.products
         where source_id = any(%(ids)s::uuid[])
           and not is_gone
         group by source_id
        """,
        ids=list(source_ids),
    )
    return {row.source_id: row.product_count for row in rows}


async def take_due(db: Db, *, now: datetime, limit: int) -> list[Source]:
    """Take sources whose hour has come, and lock them."""
    return await many(
        db,
        Source,
        """
        select id,
               shop_id,
               name,
               url,
               mode,
               schedule,
               category,
               assumed_quantity,
               mapping,
               etag,
               modified,
               next_pull_at,
               created_at
          from imports.sources
         where next_pull_at <= %(now)s
         order by next_pull_at
         limit %(limit)s
           for update skip locked
        """,
        now=now,
        limit=limit,
    )


async def set_next_pull(db: Db, source_id: SourceId, next_pull_at: datetime) -> None:
    """Say when a source is pulled next."""
    await run(
        db,
        "update imports.sources set next_pull_at = %(at)s where id = %(id)s and next_pull_at is not null",
        id=source_id,
        at=next_pull_at,
    )


async def remember_version(db: Db, run_id: RunId) -> None:
    """Remember what the applied file was called by its server, so that it is not fetched again."""
    await run(
        db,
        """
        update imports.sources s
           set etag = r.etag,
               modified = r.modified
          from imports.runs r
         where r.id = %(run_id)s
           and s.id = r.source_id
           and r.upload_id is null
        """,
        run_id=run_id,
    )


async def pause(db: Db, source_id: SourceId) -> None:
    """Pull a source no more by itself, and fetch it the next time whatever its server says."""
    await run(
        db,
        """
        update imports.sources
           set schedule = 'off', next_pull_at = null, etag = null, modified = null
         where id = %(id)s
        """,
        id=source_id,
    )
