"""SQL of what partners know of a person's shops."""

from collections.abc import AsyncIterator

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
