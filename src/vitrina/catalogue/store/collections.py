"""SQL of collections."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import (
    Category,
    Collected,
    Collection,
    CollectionId,
    CollectionRow,
    NewCollection,
    ProductId,
    ShownCollection,
)
from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import ShopId


async def add_collection(
    db: Db, new: NewCollection, *, shop_id: ShopId, count_max: int, now: datetime
) -> bool:
    """Insert a collection without its products. False: the id is known, or there are too many."""
    count = await run(
        db,
        """
        insert into catalogue.collections (id, shop_id, name, cover_file_id, is_hidden, created_at)
        select %(id)s, %(shop_id)s, %(name)s, %(cover)s::uuid, %(is_hidden)s, %(now)s
         where (select count(*)
                  from catalogue.collections c
                 where c.shop_id = %(shop_id)s
                   and c.deleted_at is null) < %(count_max)s
        on conflict (id) do nothing
        """,
        id=new.id,
        shop_id=shop_id,
        name=new.name,
        cover=new.cover,
        is_hidden=new.is_hidden,
        count_max=count_max,
        now=now,
    )
    return count == 1


async def change_collection(db: Db, wanted: NewCollection) -> None:
    """Write what a collection is now, without its products."""
    await run(
        db,
        """
        update catalogue.collections
           set name = %(name)s,
               cover_file_id = %(cover)s::uuid,
               is_hidden = %(is_hidden)s,
               changed_tx = pg_current_xact_id()::text::bigint
         where id = %(id)s
        """,
        id=wanted.id,
        name=wanted.name,
        cover=wanted.cover,
        is_hidden=wanted.is_hidden,
    )


async def collect(
    db: Db, collection_id: CollectionId, product_ids: Sequence[ProductId], *, shop_id: ShopId
) -> int:
    """Make these the products of a collection, in this order; answers how many of them are its shop's."""
    return await value(
        db,
        """
          with wanted as (
                   select w.product_id, (w.place - 1)::smallint as position
                     from unnest(%(product_ids)s::uuid[]) with ordinality as w (product_id, place)
                     join catalogue.products p on p.id = w.product_id and p.shop_id = %(shop_id)s
               ),
               left_out as (
                   delete from catalogue.collected c
                    where c.collection_id = %(collection_id)s
                      and c.product_id <> all(%(product_ids)s::uuid[])
               ),
               saved as (
                   insert into catalogue.collected as c (collection_id, product_id, position)
                   select %(collection_id)s, w.product_id, w.position
                     from wanted w
                   on conflict (collection_id, product_id) do update set position = excluded.position
                   returning c.product_id
               )
        select count(*) from saved
        """,
        collection_id=collection_id,
        product_ids=list(product_ids),
        shop_id=shop_id,
    )


async def lock_collection(db: Db, collection_id: CollectionId) -> ShopId | None:
    """Keep other edits of a collection away until this transaction ends; None: there is none."""
    return await value(
        db, "select shop_id from catalogue.collections where id = %(id)s for update", id=collection_id
    )


async def delete_collection(db: Db, collection_id: CollectionId, *, now: datetime) -> None:
    """Take a collection away; it can be brought back until it is purged."""
    await run(
        db,
        """
        update catalogue.collections
           set deleted_at = %(now)s,
               changed_tx = pg_current_xact_id()::text::bigint
         where id = %(id)s
           and deleted_at is null
        """,
        id=collection_id,
        now=now,
    )


async def restore_collection(db: Db, collection_id: CollectionId, *, count_max: int) -> int:
    """Bring a deleted collection back; 0 when it is there, or there are too many."""
    return await run(
        db,
        """
        update catalogue.collections c
           set deleted_at = null,
               changed_tx = pg_current_xact_id()::text::bigint
         where c.id = %(id)s
           and c.deleted_at is not null
           and (select count(*)
                  from catalogue.collections o
                 where o.shop_id = c.shop_id
                   and o.deleted_at is null) < %(count_max)s
        """,
        id=collection_id,
        count_max=count_max,
    )


async def purge_collections(db: Db, shop_id: ShopId, *, deleted_before: datetime) -> None:
    """Forget what a shop deleted before a moment."""
    await run(
        db,
        """
        delete from catalogue.collections
         where shop_id = %(shop_id)s
           and deleted_at < %(deleted_before)s
        """,
        shop_id=shop_id,
        deleted_before=deleted_before,
    )


async def find_collection(db: Db, collection_id: CollectionId) -> Collection | None:
    """Read a collection with its products, also a deleted one."""
    return await one(
        db,
        Collection,
        """
        select c.id,
               c.shop_id,
               c.name,
               c.cover_file_id,
               c.is_hidden,
               c.deleted_at is not null as is_deleted,
               coalesce((select array_agg(i.product_id order by i.position, i.product_id)
                           from catalogue.collected i
                          where i.collection_id = c.id), '{}') as product_ids
          from catalogue.collections c
         where c.id = %(id)s
        """,
        id=collection_id,
    )


async def shop_collections(db: Db, shop_id: ShopId, *, limit: int) -> list[CollectionRow]:
    """List what a shop did not delete, the newest first."""
    return await many(
        db,
        CollectionRow,
        """
        select c.id,
               c.name,
               coalesce(c.cover_file_id, inside.first_file_id) as cover_file_id,
               c.is_hidden,
               inside.product_count
          from catalogue.collections c
         cross join lateral (
                   select count(*) as product_count,
                          (array_agg(p.image_file_ids[1] order by i.position)
                              filter (where p.image_file_ids[1] is not null))[1] as first_file_id
                     from catalogue.collected i
                     join catalogue.products p on p.id = i.product_id
                    where i.collection_id = c.id
               ) inside
         where c.shop_id = %(shop_id)s
           and c.deleted_at is null
         order by c.created_at desc, c.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def shown_collections(
    db: Db, *, shop_id: ShopId | None, considered_max: int, per_shop_max: int, limit: int
) -> list[ShownCollection]:
    """List collections with something on sale among the newest `considered_max`, the newest first."""
    return await many(
        db,
        ShownCollection,
        """
          with newest as (
                   select c.id, c.shop_id, c.name, c.cover_file_id, c.created_at
                     from catalogue.collections c
                    where c.deleted_at is null
                      and not c.is_hidden
                      and (%(shop_id)s::uuid is null or c.shop_id = %(shop_id)s)
                    order by c.created_at desc, c.id desc
                    limit %(considered_max)s
               ),
               shown as (
                   select n.*,
                          on_sale.product_count,
                          on_sale.first_file_id,
                          row_number() over (partition by n.shop_id
                                             order by n.created_at desc, n.id desc) as place
                     from newest n
                    cross join lateral (
                              select count(*) as product_count,
                                     (array_agg(p.image_file_ids[1] order by i.position)
                                         filter (where p.image_file_ids[1] is not null))[1] as first_file_id
                                from catalogue.collected i
                                join catalogue.products p on p.id = i.product_id
                               where i.collection_id = n.id
                                 and p.status = 'active'
                          ) on_sale
                    where on_sale.product_count > 0
               )
        select s.id,
               s.shop_id,
               s.name,
               coalesce(s.cover_file_id, s.first_file_id) as cover_file_id,
               s.product_count
          from shown s
         where s.place <= %(per_shop_max)s
         order by s.created_at desc, s.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        considered_max=considered_max,
        per_shop_max=per_shop_max,
        limit=limit,
    )


async def find_shown_collection(db: Db, collection_id: CollectionId) -> ShownCollection | None:
    """Read a collection that everybody may see."""
    return await one(
        db,
        ShownCollection,
        """
        select c.id,
               c.shop_id,
               c.name,
               coalesce(c.cover_file_id, on_sale.first_file_id) as cover_file_id,
               on_sale.product_count
          from catalogue.collections c
         cross join lateral (
                   select count(*) as product_count,
                          (array_agg(p.image_file_ids[1] order by i.position)
                              filter (where p.image_file_ids[1] is not null))[1] as first_file_id
                     from catalogue.collected i
                     join catalogue.products p on p.id = i.product_id
                    where i.collection_id = c.id
                      and p.status = 'active'
               ) on_sale
         where c.id = %(id)s
           and c.deleted_at is null
           and not c.is_hidden
           and on_sale.product_count > 0
        """,
        id=collection_id,
    )


async def collected(
    db: Db,
    collection_id: CollectionId,
    *,
    shop_id: ShopId | None,
    category: Category | None,
    after: Collected | None,
    limit: int,
) -> list[Collected]:
    """List what is on sale of a collection that everybody may see, in its order."""
    return await many(
        db,
        Collected,
        """
        select p.id, i.position
          from catalogue.collections c
          join catalogue.collected i on i.collection_id = c.id
          join catalogue.products p on p.id = i.product_id
         where c.id = %(collection_id)s
           and c.deleted_at is null
           and not c.is_hidden
           and p.status = 'active'
           and (%(shop_id)s::uuid is null or p.shop_id = %(shop_id)s)
           and (%(category)s::text is null or p.category = %(category)s)
           and (%(after_id)s::uuid is null
                or (i.position, i.product_id) > (%(after_position)s::int, %(after_id)s))
         order by i.position, i.product_id
         limit %(limit)s
        """,
        collection_id=collection_id,
        shop_id=shop_id,
        category=category,
        after_position=after and after.position,
        after_id=after and after.id,
        limit=limit,
    )


async def is_shown(db: Db, collection_id: UUID) -> bool:
    """Tell whether everybody may see a collection."""
    return await value(
        db,
        """
        select exists (
            select 1
              from catalogue.collections c
             where c.id = %(id)s
               and c.deleted_at is null
               and not c.is_hidden)
        """,
        id=collection_id,
    )


class _Owned(Struct, frozen=True, kw_only=True):
    id: CollectionId
    shop_id: ShopId


async def shops_of_collections(db: Db, ids: Sequence[CollectionId]) -> dict[CollectionId, ShopId]:
    """Read whose collections are."""
    rows = await many(
        db,
        _Owned,
        """
        select id, shop_id
          from catalogue.collections
         where id = any(%(ids)s::uuid[])
           and deleted_at is null
        """,
        ids=list(ids),
    )
    return {row.id: row.shop_id for row in rows}


class _Member(Struct, frozen=True, kw_only=True):
    collection_id: CollectionId
    product_id: ProductId


async def products_in(db: Db, ids: Sequence[CollectionId]) -> list[tuple[CollectionId, ProductId]]:
    """Read what stands in collections."""
    rows = await many(
        db,
        _Member,
        """
        select i.collection_id, i.product_id
          from catalogue.collections c
          join catalogue.collected i on i.collection_id = c.id
         where c.id = any(%(ids)s::uuid[])
           and c.deleted_at is null
        """,
        ids=list(ids),
    )
    return [(row.collection_id, row.product_id) for row in rows]
