"""SQL of what partners know of a person's shops."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records
from vitrina.shops.model import ShopId


async def export_keys(db: Db, shop_id: ShopId) -> AsyncIterator[Record]:
    """Read the keys of a shop, without their digests."""
    async for record in records(
        db,
        "partner_keys",
        """
        select id, shop_id, name, hint, scopes, made_at, used_at, revoked_at
          from partners.keys
         where shop_id = %(shop_id)s
         order by id
        """,
        shop_id=shop_id,
    ):
        yield record


async def export_endpoint(db: Db, shop_id: ShopId) -> AsyncIterator[Record]:
    """Read where a shop's orders are told."""
    async for record in records(
        db,
        "partner_endpoints",
        "select shop_id, url, made_at from partners.endpoints where shop_id = %(shop_id)s",
        shop_id=shop_id,
    ):
        yield record


async def export_invitations(db: Db, creator_id: PersonId) -> AsyncIterator[Record]:
    """Read the shows that a creator was invited to, with what was offered."""
    async for record in records(
        db,
        "partner_invitations",
        """
        select i.id, i.shop_id, i.status, i.answered_at, e.title, e.starts_at,
               (select jsonb_agg(jsonb_build_object('product_id', p.product_id, 'rate_bps', p.rate_bps)
                                 order by p.position)
                  from partners.invited_products p
                 where p.invitation_id = i.id) as products
          from partners.invitations i
          join partners.events e on e.id = i.event_id
         where i.creator_id = %(creator_id)s
         order by i.id
        """,
        creator_id=creator_id,
    ):
        yield record


async def end_invitations(db: Db, *, creator_id: PersonId, shop_ids: Sequence[ShopId], now: datetime) -> int:
    """Take back what nobody will answer: invitations to a creator, and those of her shops."""
    return await run(
        db,
        """
        update partners.invitations
           set status = 'withdrawn', answered_at = %(now)s
         where status = 'open'
           and (creator_id = %(creator_id)s or shop_id = any(%(shop_ids)s::uuid[]))
        """,
        creator_id=creator_id,
        shop_ids=list(shop_ids),
        now=now,
    )


async def erase_shop(db: Db, shop_id: ShopId) -> None:
    """End the keys of a shop, and tell its orders nowhere. One statement."""
    await run(
        db,
        """
        with keyless as (delete from partners.keys where shop_id = %(shop_id)s),
             waiting as (delete from partners.deliveries
                          where shop_id = %(shop_id)s and status = 'waiting')
        delete from partners.endpoints where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
    )
