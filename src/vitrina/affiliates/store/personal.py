"""SQL of what affiliates knows of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db
from vitrina.kit.personal import Record, records


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's commissions, grants and touches."""
    async for record in records(
        db,
        "commissions",
        """
        select id, order_code, shop_id, surface, video_id, room_id, product_id, product_title, currency,
               price_paid_minor,
               discount_minor, tax_minor, base_minor, plan_kind, plan_version, rate_bps, amount_minor,
               reversed_minor, state, hold_until, hold_reason, available_at, created_at
          from affiliates.commissions
         where creator_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "kept_rates",
        """
        select product_id, plan_kind, plan_version, rate_bps, granted_at, locked_until, lost_at
          from affiliates.grants
         where creator_id = %(person_id)s
         order by granted_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "touches",
        """
        select id, creator_id, surface, video_id, room_id, product_id, shop_id, at, expires_at
          from affiliates.touches
         where person_id = %(person_id)s
         order by at
        """,
        person_id=person_id,
    ):
        yield record
