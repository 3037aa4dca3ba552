"""The SQL of shops."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.places import Currency
from vitrina.shops.model import NewShop, Shop, ShopId


async def shops(db: Db, ids: Sequence[ShopId]) -> list[Shop]:
    """Load shops by id."""
    return await many(
        db,
        Shop,
        """
        select id,
               handle,
               name,
               description,
               owner_id,
               country,
               currency,
               shipping_minor,
               return_days,
               transit_max_days,
               avatar_file_id,
               shops.is_verified(id, name) as is_verified,
               prices_include_tax,
               has_exempt_buyers,
               default_weight_g
          from shops.shops
         where id = any(%(ids)b::uuid[])
        """,
        ids=list(ids),
    )


async def shops_of(db: Db, person_id: PersonId, limit: int) -> list[Shop]:
    """Load the shops that a person runs, in the order in which they opened."""
    return await many(
        db,
        Shop,
        """
        select id,
               handle,
               name,
               description,
               owner_id,
               country,
               currency,
               shipping_minor,
               return_days,
               transit_max_days,
               avatar_file_id,
               shops.is_verified(id, name) as is_verified,
               prices_include_tax,
               has_exempt_buyers,
               default_weight_g
          from shops.shops
         where owner_id = %(person_id)s
         order by opened_at, id
         limit %(limit)s
        """,
        person_id=person_id,
        limit=limit,
    )


async def line_up(db: Db, owner_id: PersonId) -> None:
    """Let openings of one person pass one after another until this transaction ends."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(owner_id)s::text, 6))", owner_id=owner_id)


async def add_shop(db: Db, new: NewShop, *, owner_id: PersonId, currency: Currency, now: datetime) -> None:
    """Write a shop."""
    await run(
        db,
        """
        insert into shops.shops (id, owner_id, handle, name, description, country, currency,
                                 shipping_minor, return_days, transit_max_days, avatar_file_id,
                                 prices_include_tax, opened_at)
        values (%(id)s, %(owner_id)s, %(handle)s, %(name)s, %(description)s, %(country)s, %(currency)s,
                %(shipping_minor)s, %(return_days)s, %(transit_max_days)s, %(avatar_file_id)s,
                %(prices_include_tax)s, %(now)s)
        """,
        id=new.id,
        owner_id=owner_id,
        handle=new.handle,
        name=new.name,
        description=new.description,
        country=new.country,
        currency=currency,
        shipping_minor=new.shipping.amount_minor,
        return_days=new.return_days,
        transit_max_days=new.transit_max_days,
        avatar_file_id=new.avatar_file_id,
        prices_include_tax=new.prices_include_tax,
        now=now,
    )


async def change_shop(db: Db, shop: Shop) -> None:
    """Write what may change of a shop."""
    await run(
        db,
        """
        update shops.shops
           set handle = %(handle)s,
               name = %(name)s,
               description = %(description)s,
               shipping_minor = %(shipping_minor)s,
               return_days = %(return_days)s,
               transit_max_days = %(transit_max_days)s,
               avatar_file_id = %(avatar_file_id)s,
               prices_include_tax = %(prices_include_tax)s,
               default_weight_g = %(default_weight_g)s
         where id = %(id)s
        """,
        id=shop.id,
        handle=shop.handle,
        name=shop.name,
        description=shop.description,
        shipping_minor=shop.shipping_minor,
        return_days=shop.return_days,
        transit_max_days=shop.transit_max_days,
        avatar_file_id=shop.avatar_file_id,
        prices_include_tax=shop.prices_include_tax,
        default_weight_g=shop.default_weight_g,
    )


async def set_exempt(db: Db, shop_id: ShopId, *, has_exempt_buyers: bool) -> int:
    """Write whether a shop has buyers who pay no tax."""
    return await run(
        db,
        """
        update shops.shops
           set has_exempt_buyers = %(has_exempt_buyers)s
         where id = %(shop_id)s
           and has_exempt_buyers <> %(has_exempt_buyers)s
        """,
        shop_id=shop_id,
        has_exempt_buyers=has_exempt_buyers,
    )


async def lock_shop(db: Db, shop_id: ShopId) -> None:
    """Let changes of one shop pass one after another until this transaction ends."""
    await run(db, "select 1 from shops.shops where id = %(shop_id)s for update", shop_id=shop_id)


async def close_shop(db: Db, shop_id: ShopId, now: datetime) -> int:
    """Close a shop, once."""
    return await run(
        db,
        """
        insert into shops.closures (shop_id, closed_at)
        values (%(shop_id)s, %(now)s)
        on conflict do nothing
        """,
        shop_id=shop_id,
        now=now,
    )


async def give_badge(db: Db, shop_id: ShopId, *, name: str, now: datetime) -> int:
    """Mark a shop as verified under a name."""
    return await run(
        db,
        """
        insert into shops.verified (shop_id, name, verified_at)
        values (%(shop_id)s, %(name)s, %(now)s)
        on conflict (shop_id) do update set name = excluded.name, verified_at = excluded.verified_at
        """,
        shop_id=shop_id,
        name=name,
        now=now,
    )


async def withdraw_badge(db: Db, shop_id: ShopId) -> int:
    """Mark a shop as verified no more."""
    return await run(db, "delete from shops.verified where shop_id = %(shop_id)s", shop_id=shop_id)


async def reopen_shop(db: Db, shop_id: ShopId) -> int:
    """Open a closed shop again."""
    return await run(db, "delete from shops.closures where shop_id = %(shop_id)s", shop_id=shop_id)


async def closed_among(db: Db, ids: Sequence[ShopId]) -> list[ShopId]:
    """Tell which of some shops are closed, or have an owner who is hidden."""
    return await value(
        db,
        """
        select coalesce(array_agg(s.id), '{}')
          from unnest(%(ids)s::uuid[]) as s (id)
         where shops.is_closed(s.id)
        """,
        ids=list(ids),
    )


RUN_BY: LiteralString = """
    select id, handle, name, description, country, currency, shipping_minor, return_days, transit_max_days,
           avatar_file_id, opened_at
      from shops.shops
     where owner_id = %(person_id)s
     order by id
    """


async def clear_shops_of(db: Db, owner_id: UUID, now: datetime) -> int:
    """Close a person's shops and take away what they say of themselves beyond their name."""
    return await run(
        db,
        """
        with closed as (
            insert into shops.closures (shop_id, closed_at)
            select id, %(now)s from shops.shops where owner_id = %(owner_id)s
            on conflict do nothing
        ), unmarked as (
            delete from shops.verified v
             using shops.shops s
             where s.id = v.shop_id and s.owner_id = %(owner_id)s
        )
        update shops.shops
           set description = '',
               avatar_file_id = null
         where owner_id = %(owner_id)s
        """,
        owner_id=owner_id,
        now=now,
    )
