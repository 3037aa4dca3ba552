"""SQL of orders that are paid at the door."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, many, one, run
from vitrina.orders.model import OrderHead, OrderId
from vitrina.orders.unpaid import CashRecord, PaidInCash, Unremitted
from vitrina.payments.model import PurchaseId


async def confirm(db: Db, purchase_id: PurchaseId, *, now: datetime) -> list[OrderHead]:
    """Move the placed orders of a purchase to confirmed; answer those that moved."""
    return await many(
        db,
        OrderHead,
        """
        with moved as (
            update orders.orders o
               set status = 'confirmed',
                   is_cash = true,
                   paid_with = 'cash'
             where o.purchase_id = %(purchase_id)s
               and o.status = 'placed'
            returning o.id,
                      o.purchase_id,
                      o.shop_id,
                      o.code,
                      o.buyer_id,
                      o.buyer_email,
                      o.language,
                      o.currency,
                      o.total_minor,
                      o.fee_minor,
                      o.promo_minor
        ), noted as (
            insert into orders.timeline (order_id, status, at)
            select id, 'confirmed', %(now)s from moved
        )
        select id,
               purchase_id,
               shop_id,
               code,
               buyer_id,
               buyer_email,
               language,
               currency,
               total_minor,
               fee_minor,
               promo_minor
          from moved
        """,
        purchase_id=purchase_id,
        now=now,
    )


async def collect(db: Db, order_id: OrderId, *, matures_at: datetime, is_kept: bool, now: datetime) -> int:
    """Move a shipped order that is paid at the door to delivered and paid. 0: somebody was first.

    is_kept: the shop has the cash; else the order matures when it was brought.
    """
    return await run(
        db,
        """
        with moved as (
            update orders.orders
               set status = 'delivered',
                   delivered_at = %(now)s,
                   paid_at = %(now)s,
                   paid_tx = pg_current_xact_id()::text::bigint,
                   remitted_at = case when %(is_kept)s then %(now)s::timestamptz end,
                   matures_at = case when %(is_kept)s then %(matures_at)s::timestamptz end
             where id = %(order_id)s
               and status = 'shipped'
               and is_cash
               and paid_at is null
            returning id
        )
        insert into orders.timeline (order_id, status, at)
        select m.id, s.status, %(now)s
          from moved m
         cross join (values ('paid'), ('delivered')) as s (status)
        """,
        order_id=order_id,
        matures_at=matures_at,
        is_kept=is_kept,
        now=now,
    )


async def refuse(db: Db, order_id: OrderId, *, reason: str, now: datetime) -> int:
    """Move a shipped order whose buyer did not take it to cancelled. 0: it is not unpaid on its way."""
    return await run(
        db,
        """
        with moved as (
            update orders.orders
               set status = 'cancelled',
                   cancelled_at = %(now)s,
                   cancelled_by = 'buyer',
                   cancel_reason = %(reason)s,
                   refused_at = %(now)s
             where id = %(order_id)s
               and status = 'shipped'
               and is_cash
               and paid_at is null
            returning id
        )
        insert into orders.timeline (order_id, status, at, note)
        select id, 'cancelled', %(now)s, %(reason)s from moved
        """,
        order_id=order_id,
        reason=reason,
        now=now,
    )


async def remit(db: Db, order_id: OrderId, *, matures_at: datetime, now: datetime) -> int:
    """Note that the cash of an order arrived, and let it mature. 0: it did before, or none is awaited."""
    return await run(
        db,
        """
        update orders.orders
           set remitted_at = %(now)s,
               matures_at = %(matures_at)s
         where id = %(order_id)s
           and is_cash
           and paid_at is not null
           and remitted_at is null
           and status = 'delivered'
        """,
        order_id=order_id,
        matures_at=matures_at,
        now=now,
    )


async def record(db: Db, email: str, *, since: datetime) -> CashRecord:
    """Count what somebody has not paid yet at the door, and what she refused since then."""
    found = await one(
        db,
        CashRecord,
        """
        select count(*) filter (where status in ('confirmed', 'packed', 'shipped') and paid_at is null)
                   as open_count,
               count(*) filter (where refused_at >= %(since)s) as refused_count
          from orders.orders
         where buyer_email = %(email)s
           and is_cash
        """,
        email=email,
        since=since,
    )
    assert found
    return found


async def unremitted(db: Db, *, limit: int) -> list[Unremitted]:
    """List orders whose cash has not arrived, the longest paid first."""
    return await many(
        db,
        Unremitted,
        """
        select id,
               code,
               shop_id,
               currency,
               total_minor,
               carrier,
               paid_at
          from orders.orders
         where is_cash
           and paid_at is not null
           and remitted_at is null
         order by paid_at
         limit %(limit)s
        """,
        limit=limit,
    )


async def paid_in_cash(db: Db, codes: Sequence[str]) -> list[PaidInCash]:
    """Read those of some orders that were paid at the door."""
    return await many(
        db,
        PaidInCash,
        """
        select id,
               code,
               currency,
               total_minor,
               remitted_at is not null as is_remitted
          from orders.orders
         where code = any(%(codes)s)
           and is_cash
           and paid_at is not null
        """,
        codes=list(codes),
    )
