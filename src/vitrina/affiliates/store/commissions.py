"""SQL of decisions, commissions and adjustments."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.affiliates.model import (
    Adjustment,
    Commission,
    CommissionId,
    Decision,
    HoldReason,
)
from vitrina.affiliates.order_model import OrderCommission
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.orders.model import OrderId

ADJUSTMENTS_MAX = 1_000


async def add_decisions(db: Db, decisions: Sequence[Decision]) -> None:
    """Store decisions; a line that has one keeps it."""
    await run(
        db,
        """
        insert into affiliates.decisions
               (line_id, order_id, rule, winner_touch_id, touches, window_days, decided_at)
        select line_id, order_id, rule, winner_touch_id, touches::jsonb, window_days, decided_at
          from unnest(%(line_ids)b::uuid[], %(order_ids)b::uuid[], %(rules)b::text[],
                      %(winners)b::uuid[], %(touches)b::text[], %(windows)b::int[],
                      %(decided_ats)b::timestamptz[])
               as d (line_id, order_id, rule, winner_touch_id, touches, window_days, decided_at)
            on conflict (line_id) do nothing
        """,
        line_ids=[each.line_id for each in decisions],
        order_ids=[each.order_id for each in decisions],
        rules=[each.rule.value for each in decisions],
        winners=[each.winner_touch_id for each in decisions],
        touches=[msgspec.json.encode(each.touches).decode() for each in decisions],
        windows=[each.window_days for each in decisions],
        decided_ats=[each.decided_at for each in decisions],
    )


async def decisions(db: Db, line_ids: Sequence[UUID]) -> list[Decision]:
    """Read the decisions of lines."""
    return await many(
        db,
        Decision,
        """
        select line_id, order_id, rule, winner_touch_id, touches, window_days, decided_at
          from affiliates.decisions
         where line_id = any(%(line_ids)s)
         limit 1000
        """,
        line_ids=list(line_ids),
    )


async def add_commissions(db: Db, commissions: Sequence[Commission]) -> None:
    """Store commissions, one per line for ever. Takes them as one JSON document: they have many columns."""
    await run(
        db,
        """
        insert into affiliates.commissions
        select *
          from jsonb_populate_recordset(null::affiliates.commissions, %(rows)s::jsonb)
            on conflict (line_id) do nothing
        """,
        rows=msgspec.json.encode(commissions).decode(),
    )


async def commissions_of_orders(db: Db, order_ids: Sequence[UUID]) -> list[Commission]:
    """Read and lock the commissions of orders, in id order."""
    return await many(
        db,
        Commission,
        """
        select id,
               line_id,
               order_id,
               order_code,
               shop_id,
               creator_id,
               surface,
               video_id,
               room_id,
               product_id,
               product_title,
               currency,
               price_paid_minor,
               discount_minor,
               tax_rate_bps,
               tax_minor,
               base_minor,
               plan_kind,
               plan_version,
               rate_bps,
               locked_until,
               amount_minor,
               reversed_minor,
               state,
               hold_until,
               hold_reason,
               available_at,
               created_at
          from affiliates.commissions
         where order_id = any(%(order_ids)s)
         order by id
           for update
        """,
        order_ids=list(order_ids),
    )


class Hold(Struct, frozen=True, kw_only=True):
    """Until when the commissions of an order wait, and why. ends_pause: also where a return was open."""

    order_id: UUID
    until: datetime | None
    reason: HoldReason
    ends_pause: bool


async def set_hold(db: Db, holds: Sequence[Hold]) -> int:
    """Set until when pending commissions wait; those of an order with an open return only when it is over."""
    return await run(
        db,
        """
        update affiliates.commissions c
           set hold_until = hold.until, hold_reason = hold.reason
          from unnest(%(order_ids)s::uuid[], %(untils)s::timestamptz[], %(reasons)s::text[],
                      %(ends_pause)s::boolean[])
               as hold (order_id, until, reason, ends_pause)
         where c.order_id = hold.order_id
           and c.state = 'pending'
           and (c.hold_reason is distinct from 'return_open' or hold.ends_pause)
        """,
        order_ids=[hold.order_id for hold in holds],
        untils=[hold.until for hold in holds],
        reasons=[hold.reason.value for hold in holds],
        ends_pause=[hold.ends_pause for hold in holds],
    )


async def take_due(db: Db, *, now: datetime, limit: int) -> list[Commission]:
    """Make due commissions available and return them; other workers skip what is locked."""
    return await many(
        db,
        Commission,
        """
        update affiliates.commissions c
           set state = 'available', available_at = %(now)s
         where c.id in (select d.id
                          from affiliates.commissions d
                         where d.state = 'pending'
                           and d.hold_until <= %(now)s
                         order by d.hold_until
                         limit %(limit)s
                           for update skip locked)
        returning c.id,
                  c.line_id,
                  c.order_id,
                  c.order_code,
                  c.shop_id,
                  c.creator_id,
                  c.surface,
                  c.video_id,
                  c.room_id,
                  c.product_id,
                  c.product_title,
                  c.currency,
                  c.price_paid_minor,
                  c.discount_minor,
                  c.tax_rate_bps,
                  c.tax_minor,
                  c.base_minor,
                  c.plan_kind,
                  c.plan_version,
                  c.rate_bps,
                  c.locked_until,
                  c.amount_minor,
                  c.reversed_minor,
                  c.state,
                  c.hold_until,
                  c.hold_reason,
                  c.available_at,
                  c.created_at
        """,
        now=now,
        limit=limit,
    )


class NewKey(Struct, frozen=True, kw_only=True):
    """The key of an adjustment that was new."""

    key: str


async def add_adjustments(db: Db, adjustments: Sequence[Adjustment]) -> list[str]:
    """Store corrections and lower the commissions by them; a known key does nothing. Returns the new keys."""
    rows = await many(
        db,
        NewKey,
        """
        with added as (
             insert into affiliates.adjustments (key, commission_id, reason, amount_minor, at)
             select key, commission_id, reason, amount_minor, at
               from unnest(%(keys)s::text[], %(commission_ids)s::uuid[], %(reasons)s::text[],
                           %(amounts)s::bigint[], %(ats)s::timestamptz[])
                    as a (key, commission_id, reason, amount_minor, at)
                 on conflict (key) do nothing
             returning key, commission_id, amount_minor),
        lowered as (
             update affiliates.commissions c
                set reversed_minor = c.reversed_minor - added.amount_minor,
                    state = case when c.reversed_minor - added.amount_minor = c.amount_minor
                                 then 'void' else c.state end
               from added
              where c.id = added.commission_id)
        select key from added
        """,
        keys=[each.key for each in adjustments],
        commission_ids=[each.commission_id for each in adjustments],
        reasons=[each.reason for each in adjustments],
        amounts=[each.amount_minor for each in adjustments],
        ats=[each.at for each in adjustments],
    )
    return [row.key for row in rows]


async def adjustments(db: Db, commission_ids: Sequence[CommissionId]) -> list[Adjustment]:
    """Read the corrections of commissions, oldest first."""
    return await many(
        db,
        Adjustment,
        """
        select key, commission_id, reason, amount_minor, at
          from affiliates.adjustments
         where commission_id = any(%(ids)s)
         order by at, key
         limit %(limit)s
        """,
        ids=list(commission_ids),
        limit=ADJUSTMENTS_MAX,
    )


async def commissions_of(
    db: Db,
    creator_id: PersonId,
    *,
    before: tuple[datetime, CommissionId] | None,
    commission_id: CommissionId | None,
    limit: int,
) -> list[Commission]:
    """List a creator's commissions, newest first; or the one with an id."""
    return await many(
        db,
        Commission,
        """
        select id,
               line_id,
               order_id,
               order_code,
               shop_id,
               creator_id,
               surface,
               video_id,
               room_id,
               product_id,
               product_title,
               currency,
               price_paid_minor,
               discount_minor,
               tax_rate_bps,
               tax_minor,
               base_minor,
               plan_kind,
               plan_version,
               rate_bps,
               locked_until,
               amount_minor,
               reversed_minor,
               state,
               hold_until,
               hold_reason,
               available_at,
               created_at
          from affiliates.commissions
         where creator_id = %(creator_id)s
           and (%(commission_id)s::uuid is null or id = %(commission_id)s)
           and (%(before_at)s::timestamptz is null or (created_at, id) < (%(before_at)s, %(before_id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        commission_id=commission_id,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


async def of_order(db: Db, order_id: OrderId, *, limit: int) -> list[OrderCommission]:
    """List the commissions of an order, the first made first."""
    return await many(
        db,
        OrderCommission,
        """
        select id,
               creator_id,
               product_title,
               currency,
               base_minor,
               rate_bps,
               amount_minor - reversed_minor as left_minor,
               plan_kind,
               state
          from affiliates.commissions
         where order_id = %(order_id)s
         order by created_at, id
         limit %(limit)s
        """,
        order_id=order_id,
        limit=limit,
    )


async def creator_of(db: Db, commission_id: CommissionId) -> PersonId | None:
    """Find whose a commission is."""
    return await value(
        db, "select creator_id from affiliates.commissions where id = %(id)s", id=commission_id
    )


async def next_hold(db: Db, creator_id: PersonId) -> datetime | None:
    """Find when a creator's next commission becomes available."""
    return await value(
        db,
        """
        select min(hold_until)
          from affiliates.commissions
         where creator_id = %(creator_id)s
           and state = 'pending'
        """,
        creator_id=creator_id,
    )
