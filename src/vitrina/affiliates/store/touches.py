"""SQL of touches and frozen touches."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.affiliates.model import (
    Freeze,
    Touch,
    TouchId,
)
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run

TOUCHES_PER_LINE_MAX = 20


async def add_touch(db: Db, touch: Touch) -> bool:
    """Store a tap. False when its id is known already."""
    added = await run(
        db,
        """
        insert into affiliates.touches
               (id, visitor_id, person_id, creator_id, surface, video_id, room_id, product_id, shop_id,
                is_earning, plan_kind, plan_version, rate_bps, locked_until, at, expires_at)
        values (%(id)s, %(visitor_id)s, %(person_id)s, %(creator_id)s, %(surface)s, %(video_id)s,
                %(room_id)s, %(product_id)s, %(shop_id)s, %(is_earning)s, %(plan_kind)s,
                %(plan_version)s, %(rate_bps)s, %(locked_until)s, %(at)s, %(expires_at)s)
            on conflict (id) do nothing
        """,
        **msgspec.structs.asdict(touch),
    )
    return added == 1


async def touches(db: Db, ids: Sequence[TouchId]) -> list[Touch]:
    """Read touches by id."""
    return await many(
        db,
        Touch,
        """
        select id,
               visitor_id,
               person_id,
               creator_id,
               surface,
               video_id,
               room_id,
               product_id,
               shop_id,
               is_earning,
               plan_kind,
               plan_version,
               rate_bps,
               locked_until,
               at,
               expires_at
          from affiliates.touches
         where id = any(%(ids)s)
         limit 1000
        """,
        ids=list(ids),
    )


class LineTouch(Struct, frozen=True, kw_only=True):
    """A touch that a decision about a line considers."""

    line_id: UUID
    touch_id: TouchId


async def touches_of_lines(
    db: Db,
    lines: Sequence[tuple[UUID, ProductId, UUID | None, PersonId | None]],
    *,
    since: datetime,
) -> list[LineTouch]:
    """Find the touches of each line's product by its visitor (known by the line's touch) or by its buyer.

    lines: (line, product, touch that the line carries, buyer). At most 20 newest per line.
    """
    return await many(
        db,
        LineTouch,
        """
        select line.line_id, found.id as touch_id
          from unnest(%(line_ids)b::uuid[], %(product_ids)b::uuid[], %(touch_ids)b::uuid[],
                      %(buyer_ids)b::uuid[]) as line (line_id, product_id, touch_id, buyer_id)
          left join affiliates.touches carried on carried.id = line.touch_id
         cross join lateral (
               select t.id, t.at
                 from affiliates.touches t
                where t.visitor_id = carried.visitor_id
                  and t.product_id = line.product_id
                  and t.at >= %(since)s
                union
               select t.id, t.at
                 from affiliates.touches t
                where t.person_id = line.buyer_id
                  and t.product_id = line.product_id
                  and t.at >= %(since)s
                order by at desc
                limit %(limit)s) found
        """,
        line_ids=[line[0] for line in lines],
        product_ids=[line[1] for line in lines],
        touch_ids=[line[2] for line in lines],
        buyer_ids=[line[3] for line in lines],
        since=since,
        limit=TOUCHES_PER_LINE_MAX,
    )


async def freeze(db: Db, freezes: Sequence[Freeze]) -> int:
    """Keep the touch of each cart line; a line that has one keeps it until it expires."""
    return await run(
        db,
        """
        insert into affiliates.freezes (cart_id, variant_id, touch_id, frozen_at, expires_at)
        select distinct on (f.cart_id, f.variant_id)
               f.cart_id, f.variant_id, f.touch_id, f.frozen_at, f.expires_at
          from unnest(%(cart_ids)s::uuid[], %(variant_ids)s::uuid[], %(touch_ids)s::uuid[],
                      %(frozen_ats)s::timestamptz[], %(expires_ats)s::timestamptz[])
               as f (cart_id, variant_id, touch_id, frozen_at, expires_at)
          join affiliates.touches t on t.id = f.touch_id
         order by f.cart_id, f.variant_id, f.frozen_at
            on conflict (cart_id, variant_id) do update
           set touch_id = excluded.touch_id, frozen_at = excluded.frozen_at, expires_at = excluded.expires_at
         where affiliates.freezes.expires_at <= excluded.frozen_at
        """,
        cart_ids=[each.cart_id for each in freezes],
        variant_ids=[each.variant_id for each in freezes],
        touch_ids=[each.touch_id for each in freezes],
        frozen_ats=[each.frozen_at for each in freezes],
        expires_ats=[each.expires_at for each in freezes],
    )


async def take_freezes(db: Db, lines: Sequence[tuple[UUID, UUID]]) -> list[Freeze]:
    """Take away and return the frozen touches of (cart, variant) pairs."""
    return await many(
        db,
        Freeze,
        """
        delete from affiliates.freezes f
         using unnest(%(cart_ids)s::uuid[], %(variant_ids)s::uuid[]) as line (cart_id, variant_id)
         where f.cart_id = line.cart_id
           and f.variant_id = line.variant_id
        returning f.cart_id, f.variant_id, f.touch_id, f.frozen_at, f.expires_at
        """,
        cart_ids=[cart_id for cart_id, _ in lines],
        variant_ids=[variant_id for _, variant_id in lines],
    )


async def forget_freezes(db: Db, *, now: datetime, limit: int) -> int:
    """Delete frozen touches that have expired. Returns how many."""
    return await run(
        db,
        """
        delete from affiliates.freezes
         where ctid in (select ctid
                          from affiliates.freezes
                         where expires_at <= %(now)s
                         limit %(limit)s)
        """,
        now=now,
        limit=limit,
    )
