"""SQL of following what changes in the schemas below."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import Option, ProductId, VariantId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Country, Language
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

FACT_LIMIT = 50


class Place(Struct, frozen=True, kw_only=True):
    """How far something was followed. id, number: of the last row of that transaction."""

    tx: int
    id: UUID
    number: int


class Changed(Struct, frozen=True, kw_only=True):
    """A row that changed, and the transaction that changed it."""

    id: UUID
    tx: int


class Moved(Struct, frozen=True, kw_only=True):
    """A movement of stock."""

    variant_id: VariantId
    tx: int
    number: int


class ProductRow(Struct, frozen=True, kw_only=True):
    """A product on sale as the index needs it. variants: JSON text."""

    id: ProductId
    shop_id: ShopId
    title: str
    description: str
    category: str
    currency: str
    country: Country
    shipping_minor: int
    options: list[Option]
    variants: str
    rating_count: int
    stars_sum: int
    published_at: datetime


class ClipRow(Struct, frozen=True, kw_only=True):
    """A published clip as the index needs it. titles: of what it shows.  said: its captions, JSON text."""

    id: VideoId
    caption: str
    language: Language
    published_at: datetime
    creator: str
    titles: list[str]
    said: str


class ProfileRow(Struct, frozen=True, kw_only=True):
    """A person or a shop as the index needs it."""

    id: UUID
    kind: str
    handle: str
    name: str
    about: str


async def take_place(db: Db, name: str) -> Place | None:
    """Be the only one who follows something until the commit; None while somebody else does.

    A place ahead of the server's transactions comes from another server's dump: it begins anew.
    """
    return await one(
        db,
        Place,
        """
        select case when p.tx < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                    then p.tx
                    else 0
                end as tx,
               p.id,
               p.number
          from search.places p
         where p.name = %(name)s
           for update skip locked
        """,
        name=name,
    )


async def leave_place(db: Db, name: str, place: Place) -> None:
    """Write how far something was followed."""
    await run(
        db,
        "update search.places set tx = %(tx)s, id = %(id)s, number = %(number)s where name = %(name)s",
        name=name,
        tx=place.tx,
        id=place.id,
        number=place.number,
    )


async def changed(db: Db, name: str, place: Place, *, limit: int) -> list[Changed]:
    """List rows that changed after a place, in order; a running transaction is told once it has ended."""
    statements: dict[str, LiteralString] = {
        "products": """
            select r.id, r.changed_tx as tx
              from catalogue.products r
             where (r.changed_tx, r.id) > (%(tx)s, %(id)s)
               and r.changed_tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by r.changed_tx, r.id
             limit %(limit)s
            """,
        "shops": """
            select r.id, r.changed_tx as tx
              from shops.shops r
             where (r.changed_tx, r.id) > (%(tx)s, %(id)s)
               and r.changed_tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by r.changed_tx, r.id
             limit %(limit)s
            """,
        "persons": """
            select r.id, r.changed_tx as tx
              from identity.persons r
             where (r.changed_tx, r.id) > (%(tx)s, %(id)s)
               and r.changed_tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by r.changed_tx, r.id
             limit %(limit)s
            """,
        "videos": """
            select r.id, r.changed_tx as tx
              from videos.videos r
             where (r.changed_tx, r.id) > (%(tx)s, %(id)s)
               and r.changed_tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by r.changed_tx, r.id
             limit %(limit)s
            """,
    }
    return await many(db, Changed, statements[name], tx=place.tx, id=place.id, limit=limit)


async def moved(db: Db, place: Place, *, limit: int) -> list[Moved]:
    """List movements of stock after a place, in order."""
    return await many(
        db,
        Moved,
        """
        select m.variant_id, m.tx, m.id as number
          from inventory.movements m
         where (m.tx, m.id) > (%(tx)s, %(number)s)
           and m.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         order by m.tx, m.id
         limit %(limit)s
        """,
        tx=place.tx,
        number=place.number,
        limit=limit,
    )


async def product_rows(db: Db, ids: Sequence[UUID]) -> list[ProductRow]:
    """Read what is on sale of these products.

    A variant's `before_minor` is what it really cost before: what its shop says, but no more than the lowest
    price of the 30 days before the present one (Directive 98/6/EC, article 6a).
    """
    return await many(
        db,
        ProductRow,
        """
        select p.id,
               p.shop_id,
               p.title,
               p.description,
               p.category,
               p.currency,
               s.country,
               s.shipping_minor,
               p.options,
               v.variants,
               p.rating_count,
               p.stars_sum,
               p.published_at
          from catalogue.products p
          join shops.shops s on s.id = p.shop_id
          join lateral (
                   select jsonb_agg(
                              jsonb_build_object(
                                  'values', v.option_values,
                                  'price_minor', least(v.price_minor, f.price_minor),
                                  'before_minor', case when f.price_minor < v.price_minor
                                                       then coalesce(f.before_minor, v.compare_at_minor)
                                                       else least(v.compare_at_minor, earlier.lowest_minor)
                                                   end,
                                  'is_there', coalesce(k.available, 0) > 0)
                              order by v.position)::text as variants
                     from catalogue.variants v
                     left join inventory.stock k on k.variant_id = v.id
                     left join catalogue.flash_prices f
                            on f.variant_id = v.id
                           and f.starts_at <= kit.now()
                           and f.ends_at > kit.now()
                     left join lateral (
                              select min(e.price_minor) as lowest_minor
                                from (select c.price_minor,
                                             c.version,
                                             lead(c.valid_from) over (order by c.version) as ended_at
                                        from catalogue.prices c
                                       where c.variant_id = v.id
                                         and c.version > v.price_version - %(versions)s) e
                               where e.version < v.price_version
                                 and e.ended_at > (select n.valid_from - interval '30 days'
                                                     from catalogue.prices n
                                                    where n.variant_id = v.id
                                                      and n.version = v.price_version)
                          ) earlier on v.compare_at_minor is not null
                    where v.product_id = p.id
                      and v.removed_at is null
               ) v on v.variants is not null
         where p.id = any(%(ids)s::uuid[])
           and p.status = 'active'
        """,
        ids=list(ids),
        versions=FACT_LIMIT,
    )


async def clip_rows(db: Db, ids: Sequence[UUID]) -> list[ClipRow]:
    """Read which of these clips are published, with what they show."""
    return await many(
        db,
        ClipRow,
        """
        select v.id,
               v.caption,
               v.language,
               v.published_at,
               coalesce(p.name || ' ' || h.handle, '') as creator,
               coalesce((select array_agg(c.title)
                           from videos.tags t
                           join catalogue.products c on c.id = t.product_id and c.status = 'active'
                          where t.video_id = v.id), '{}') as titles,
               coalesce((select jsonb_object_agg(c.language, jsonb_path_query_array(c.cues, '$[*].text'))
                           from videos.captions c
                          where c.video_id = v.id), '{}')::text as said
          from videos.videos v
          left join identity.persons p on p.id = v.creator_id
          left join identity.handles h on h.owner_id = v.creator_id
         where v.id = any(%(ids)s::uuid[])
           and v.published_at is not null
        """,
        ids=list(ids),
    )


class Renamed(Struct, frozen=True, kw_only=True):
    """A product whose clips are read anew. after_id: the last one that was."""

    product_id: UUID
    after_id: UUID


async def note_renamed(db: Db, ids: Sequence[UUID]) -> None:
    """Let the clips that show these products be read anew, from the first."""
    await run(
        db,
        """
        insert into search.renamed (product_id, after_id)
        select p.id, %(first)s
          from unnest(%(ids)s::uuid[]) p(id)
         where exists (select from videos.tags t where t.product_id = p.id)
         order by p.id
            on conflict (product_id) do update set after_id = excluded.after_id
        """,
        ids=list(ids),
        first=UUID(int=0),
    )


async def next_renamed(db: Db) -> Renamed | None:
    """Take a product whose clips are to be read anew, until the commit."""
    return await one(
        db,
        Renamed,
        "select product_id, after_id from search.renamed order by product_id limit 1 for update skip locked",
    )


async def clips_showing(db: Db, renamed: Renamed, *, limit: int) -> list[Changed]:
    """List clips that show a product, by id, from after `after_id`."""
    return await many(
        db,
        Changed,
        """
        select distinct t.video_id as id, 0 as tx
          from videos.tags t
         where t.product_id = %(product_id)s
           and t.video_id > %(after_id)s
         order by t.video_id
         limit %(limit)s
        """,
        product_id=renamed.product_id,
        after_id=renamed.after_id,
        limit=limit,
    )


async def leave_renamed(db: Db, product_id: UUID, *, after_id: UUID | None) -> None:
    """Write how far the clips of a product were read anew; None: all of them."""
    if after_id is None:
        await run(db, "delete from search.renamed where product_id = %(id)s", id=product_id)
    else:
        await run(
            db,
            "update search.renamed set after_id = %(after_id)s where product_id = %(id)s",
            id=product_id,
            after_id=after_id,
        )


async def profile_rows(db: Db, ids: Sequence[UUID]) -> list[ProfileRow]:
    """Read people and shops."""
    return await many(
        db,
        ProfileRow,
        """
        select p.id, 'person' as kind, h.handle, p.name, p.bio as about
          from identity.persons p
          join identity.handles h on h.owner_id = p.id
         where p.id = any(%(ids)s::uuid[])
        union all
        select s.id, 'shop', s.handle, s.name, s.description
          from shops.shops s
         where s.id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )


async def products_of(db: Db, variant_ids: Sequence[VariantId]) -> list[UUID]:
    """Find the products of variants."""
    return (
        await value(
            db,
            """
            select coalesce(array_agg(distinct v.product_id), '{}')
              from catalogue.variants v
             where v.id = any(%(ids)s::uuid[])
            """,
            ids=list(variant_ids),
        )
        or []
    )
