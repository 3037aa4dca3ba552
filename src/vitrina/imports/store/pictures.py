"""SQL of pictures that products want from elsewhere."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.kit.ids import new_id
from vitrina.media.model import FileId
from vitrina.shops.model import ShopId


class Picture(Struct, frozen=True, kw_only=True):
    """A picture by its address. file_id: once it is here."""

    id: UUID
    url: str
    file_id: FileId | None


class Due(Struct, frozen=True, kw_only=True):
    """A picture to be fetched now."""

    id: UUID
    owner_id: PersonId
    url: str
    host: str
    attempt_count: int


class Wanted(Struct, frozen=True, kw_only=True):
    """A picture of a product that is here."""

    product_id: ProductId
    file_id: FileId


class Failed(Struct, frozen=True, kw_only=True):
    """A picture that could not be fetched, for one of its products."""

    id: UUID
    product_id: ProductId
    url: str
    attempt_count: int
    failure: str


async def register(
    db: Db, urls: Sequence[str], *, shop_id: ShopId, owner_id: PersonId, now: datetime
) -> dict[str, Picture]:
    """Know pictures by their address; new ones are due. One statement."""
    unique = sorted(set(urls))
    rows = await many(
        db,
        Picture,
        """
          with wanted as (
                   select w.*
                     from unnest(
                              %(ids)b::uuid[],
                              %(urls)b::text[],
                              %(digests)b::bytea[],
                              %(hosts)b::text[]) as w (id, url, url_digest, host)
               ),
               added as (
                   insert into imports.pictures as p (id, shop_id, owner_id, url, url_digest, host, due_at)
                   select w.id, %(shop_id)s, %(owner_id)s, w.url, w.url_digest, w.host, %(now)s
                     from wanted w
                    order by w.url_digest
                   on conflict (shop_id, url_digest) do nothing
                   returning p.id, p.url, p.file_id
               )
        select a.id, a.url, a.file_id
          from added a
         union all
        select p.id, p.url, p.file_id
          from wanted w
          join imports.pictures p on p.shop_id = %(shop_id)s and p.url_digest = w.url_digest
        """,
        ids=[new_id() for _ in unique],
        urls=unique,
        digests=[hashlib.sha256(url.encode()).digest() for url in unique],
        hosts=[(urlsplit(url).hostname or "")[:253] for url in unique],
        shop_id=shop_id,
        owner_id=owner_id,
        now=now,
    )
    return {row.url: row for row in rows}


async def want(db: Db, wanted: Mapping[ProductId, Sequence[UUID]]) -> None:
    """Say which pictures products want, in their order. One statement."""
    rows = [
        (product_id, position, picture_id)
        for product_id, picture_ids in wanted.items()
        for position, picture_id in enumerate(picture_ids)
    ]
    await run(
        db,
        """
        with wanted as (
                 select w.*
                   from unnest(%(products)b::uuid[], %(positions)b::smallint[], %(pictures)b::uuid[])
                        as w (product_id, position, picture_id)
             ),
             gone as (
                 delete from imports.product_pictures p
                  where p.product_id = any(%(product_ids)b::uuid[])
                    and not exists (select 1
                                      from wanted w
                                     where w.product_id = p.product_id
                                       and w.position = p.position)
             )
        insert into imports.product_pictures (product_id, position, picture_id)
        select w.product_id, w.position, w.picture_id
          from wanted w
        on conflict (product_id, position) do update
           set picture_id = excluded.picture_id
        """,
        product_ids=list(wanted),
        products=[row[0] for row in rows],
        positions=[row[1] for row in rows],
        pictures=[row[2] for row in rows],
    )


async def take_due(db: Db, *, limit: int, per_host: int, lease: timedelta) -> list[Due]:
    """Take pictures to be fetched now, so many of each host at most; they are due again after a lease."""
    return await many(
        db,
        Due,
        """
          with due as (
                   select p.id, p.host, p.due_at
                     from imports.pictures p
                    where p.due_at <= clock_timestamp()
                    order by p.due_at
                    limit %(limit)s * 4
                      for update skip locked
               ),
               fair as (
                   select d.id
                     from (select d.id,
                                  d.due_at,
                                  row_number() over (partition by d.host order by d.due_at) as place
                             from due d) d
                    where d.place <= %(per_host)s
                    order by d.due_at
                    limit %(limit)s
               )
        update imports.pictures p
           set due_at = clock_timestamp() + %(lease)s,
               attempt_count = p.attempt_count + 1
          from fair f
         where p.id = f.id
        returning p.id, p.owner_id, p.url, p.host, p.attempt_count
        """,
        limit=limit,
        per_host=per_host,
        lease=lease,
    )


async def set_here(db: Db, picture_id: UUID, file_id: FileId) -> None:
    """Note that a picture is here."""
    await run(
        db,
        """
        update imports.pictures
           set file_id = %(file_id)s, failure = null, due_at = null
         where id = %(id)s
        """,
        id=picture_id,
        file_id=file_id,
    )


async def set_failed(db: Db, picture_id: UUID, *, failure: str, again_in: timedelta | None) -> None:
    """Note why a picture is not here, and when to try again; None: never."""
    await run(
        db,
        """
        update imports.pictures
           set failure = %(failure)s,
               due_at = clock_timestamp() + %(again_in)s::interval
         where id = %(id)s
        """,
        id=picture_id,
        failure=failure,
        again_in=again_in,
    )


async def pictures_of_products_with(db: Db, picture_ids: Sequence[UUID]) -> list[Wanted]:
    """Read the pictures that are here of all products that want one of these, in their order."""
    return await many(
        db,
        Wanted,
        """
        select w.product_id, p.file_id
          from imports.product_pictures w
          join imports.pictures p on p.id = w.picture_id
         where w.product_id in (select product_id
                                  from imports.product_pictures
                                 where picture_id = any(%(ids)b::uuid[]))
           and p.file_id is not null
         order by w.product_id, w.position
        """,
        ids=list(picture_ids),
    )


async def failed(db: Db, shop_id: ShopId, *, after: tuple[UUID, UUID] | None, limit: int) -> list[Failed]:
    """List the pictures of a shop's products that could not be fetched."""
    return await many(
        db,
        Failed,
        """
        select p.id, w.product_id, p.url, p.attempt_count, p.failure
          from imports.pictures p
          join imports.product_pictures w on w.picture_id = p.id
         where p.shop_id = %(shop_id)s
           and p.failure is not null
           and (%(after_id)s::uuid is null
                or (p.id, w.product_id) > (%(after_id)s, %(after_product)s::uuid))
         order by p.id, w.product_id
         limit %(limit)s
        """,
        shop_id=shop_id,
        after_id=after and after[0],
        after_product=after and after[1],
        limit=limit,
    )


async def try_again(db: Db, shop_id: ShopId) -> int:
    """Make a shop's failed pictures due once more. Returns how many."""
    return await run(
        db,
        """
        update imports.pictures
           set due_at = clock_timestamp(), attempt_count = 0
         where shop_id = %(shop_id)s
           and failure is not null
        """,
        shop_id=shop_id,
    )
