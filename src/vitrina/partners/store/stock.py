"""SQL of what partners told, and when by their own clock."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many
from vitrina.shops.model import ShopId


class Stamp(Struct, frozen=True, kw_only=True):
    """What a partner says of a variant: its stock or its price, at a moment."""

    variant_id: UUID
    kind: str
    at: datetime


class Stamped(Struct, frozen=True, kw_only=True):
    """What became of a stamp. is_new: it is the youngest.  is_repeated: it was known already."""

    variant_id: UUID
    kind: str
    is_new: bool
    is_repeated: bool


async def stamp(db: Db, stamps: Sequence[Stamp], *, shop_id: ShopId) -> list[Stamped]:
    """Keep the younger word of each variant and kind; who comes with an older one finds no row to change.

    Rows are locked in one order, so that pushes that cross wait and never deadlock.
    """
    return await many(
        db,
        Stamped,
        """
          with told as (
                   select t.variant_id, t.kind, t.at
                     from unnest(%(variant_ids)b::uuid[], %(kinds)b::text[], %(ats)b::timestamptz[])
                          as t (variant_id, kind, at)
               ),
               kept as (
                   insert into partners.stamps as s (variant_id, kind, shop_id, at)
                   select t.variant_id, t.kind, %(shop_id)s, t.at
                     from told t
                    order by t.variant_id, t.kind
                   on conflict (variant_id, kind) do update
                      set at = excluded.at
                    where s.at < excluded.at
                   returning s.variant_id, s.kind
               )
        select t.variant_id,
               t.kind,
               k.variant_id is not null as is_new,
               coalesce(s.at = t.at, false) as is_repeated
          from told t
          left join kept k on k.variant_id = t.variant_id and k.kind = t.kind
          left join partners.stamps s on s.variant_id = t.variant_id and s.kind = t.kind
        """,
        variant_ids=[each.variant_id for each in stamps],
        kinds=[each.kind for each in stamps],
        ats=[each.at for each in stamps],
        shop_id=shop_id,
    )
