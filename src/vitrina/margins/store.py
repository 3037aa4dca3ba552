"""The SQL of margins."""

from vitrina.kit.db import Db, one, run
from vitrina.margins.model import MarginTerms
from vitrina.shops.model import ShopId


async def find_terms(db: Db, shop_id: ShopId) -> MarginTerms | None:
    """Read the terms of a shop."""
    return await one(
        db,
        MarginTerms,
        """
        select floor_bps, provider_bps, provider_fixed_minor as provider_fixed, returns_bps, withheld_bps,
               parcel_minor as parcel
          from margins.terms
         where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
    )


async def set_terms(db: Db, shop_id: ShopId, terms: MarginTerms) -> int:
    """Write the terms of a shop."""
    return await run(
        db,
        """
        insert into margins.terms (
               shop_id, floor_bps, provider_bps, provider_fixed_minor, returns_bps, withheld_bps,
               parcel_minor)
        values (%(shop_id)s, %(floor_bps)s, %(provider_bps)s, %(provider_fixed)s, %(returns_bps)s,
                %(withheld_bps)s, %(parcel)s)
        on conflict (shop_id) do update
           set floor_bps = excluded.floor_bps,
               provider_bps = excluded.provider_bps,
               provider_fixed_minor = excluded.provider_fixed_minor,
               returns_bps = excluded.returns_bps,
               withheld_bps = excluded.withheld_bps,
               parcel_minor = excluded.parcel_minor
        """,
        shop_id=shop_id,
        floor_bps=terms.floor_bps,
        provider_bps=terms.provider_bps,
        provider_fixed=terms.provider_fixed,
        returns_bps=terms.returns_bps,
        withheld_bps=terms.withheld_bps,
        parcel=terms.parcel,
    )
