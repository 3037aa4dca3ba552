"""SQL of keys and terms."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.partners.model import PartnerKey, PartnerKeyId, PartnerTerms, Scope
from vitrina.shops.model import ShopId


async def line_up(db: Db, shop_id: ShopId) -> None:
    """Let one request at a time make keys of a shop."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('partners.' || %(id)s, 0))", id=str(shop_id))


async def add_key(db: Db, key: PartnerKey, *, digest: bytes, made_by: PersonId) -> None:
    """Write a key."""
    await run(
        db,
        """
        insert into partners.keys (id, shop_id, name, digest, hint, scopes, made_by, made_at)
        values (%(id)s, %(shop_id)s, %(name)s, %(digest)s, %(hint)s, %(scopes)s, %(made_by)s, %(made_at)s)
        """,
        id=key.id,
        shop_id=key.shop_id,
        name=key.name,
        digest=digest,
        hint=key.hint,
        scopes=[scope.value for scope in key.scopes],
        made_by=made_by,
        made_at=key.made_at,
    )


async def keys(db: Db, shop_id: ShopId, *, limit: int) -> list[PartnerKey]:
    """List the keys of a shop that work, the newest first."""
    return await many(
        db,
        PartnerKey,
        """
        select id, shop_id, name, hint, scopes, made_at, used_at
          from partners.keys
         where shop_id = %(shop_id)s
           and revoked_at is null
         order by id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def revoke_key(db: Db, key_id: PartnerKeyId, *, shop_id: ShopId, now: datetime) -> int:
    """End a key. 0: the shop has none of that id that works."""
    return await run(
        db,
        """
        update partners.keys
           set revoked_at = %(now)s
         where id = %(id)s
           and shop_id = %(shop_id)s
           and revoked_at is null
        """,
        id=key_id,
        shop_id=shop_id,
        now=now,
    )


class KeyHolder(Struct, frozen=True, kw_only=True):
    """For which shop a secret acts, and how far."""

    id: PartnerKeyId
    shop_id: ShopId
    scopes: Sequence[Scope]


async def find_by_digest(db: Db, digest: bytes) -> KeyHolder | None:
    """Find the key that works with a secret."""
    return await one(
        db,
        KeyHolder,
        """
        select id, shop_id, scopes
          from partners.keys
         where digest = %(digest)s
           and revoked_at is null
        """,
        digest=digest,
    )


async def note_used(db: Db, key_id: PartnerKeyId, *, now: datetime, every: timedelta) -> int:
    """Note that a key was used, unless that was noted just now."""
    return await run(
        db,
        """
        update partners.keys
           set used_at = %(now)s
         where id = %(id)s
           and (used_at is null or used_at < %(now)s - %(every)s)
        """,
        id=key_id,
        now=now,
        every=every,
    )


async def find_terms(db: Db, shop_id: ShopId) -> PartnerTerms | None:
    """Find how a shop sells what its partner tells."""
    return await one(
        db,
        PartnerTerms,
        """
        select stock_buffer, price_jump_max_percent
          from partners.terms
         where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
    )


async def set_terms(db: Db, shop_id: ShopId, terms: PartnerTerms) -> None:
    """Write how a shop sells what its partner tells."""
    await run(
        db,
        """
        insert into partners.terms (shop_id, stock_buffer, price_jump_max_percent)
        values (%(shop_id)s, %(stock_buffer)s, %(price_jump_max_percent)s)
            on conflict (shop_id) do update
           set stock_buffer = excluded.stock_buffer,
               price_jump_max_percent = excluded.price_jump_max_percent
        """,
        shop_id=shop_id,
        stock_buffer=terms.stock_buffer,
        price_jump_max_percent=terms.price_jump_max_percent,
    )


async def dead_letter_count(db: Db, shop_id: ShopId, *, limit: int) -> int:
    """Count the dead letters of a shop, up to a limit."""
    return await value(
        db,
        """
        select count(*)
          from (select 1
                  from partners.deliveries
                 where shop_id = %(shop_id)s
                   and status = 'dead'
                 limit %(limit)s) as dead
        """,
        shop_id=shop_id,
        limit=limit,
    )
