"""SQL of refunds. Whoever changes what is refunded of an order has locked it."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, many, one, run, value
from vitrina.orders.model import Order, OrderId
from vitrina.orders.refund_model import Division, NewRefund, OrderRefund, RefundLine
from vitrina.orders.store.read import find
from vitrina.payments.model import PurchaseId, RefundId


async def lock(db: Db, order_id: OrderId) -> Order | None:
    """Read an order that nobody else changes until this transaction ends. Two statements."""
    await run(db, "select 1 from orders.orders where id = %(order_id)s for update", order_id=order_id)
    return await find(db, order_id)


async def lock_all(db: Db, order_ids: Sequence[OrderId]) -> list[PurchaseId]:
    """Lock orders in the order given by their ids, and tell of which purchases they are."""
    return await value(
        db,
        """
        with locked as (
                 select purchase_id
                   from orders.orders
                  where id = any(%(ids)s::uuid[])
                  order by id
                    for update
             )
        select coalesce(array_agg(distinct purchase_id), '{}')
          from locked
        """,
        ids=list(order_ids),
    )


async def find_refund(db: Db, refund_id: RefundId) -> OrderRefund | None:
    """Read a refund."""
    return await one(
        db,
        OrderRefund,
        """
        select id,
               order_id,
               amount_minor,
               shipping_minor,
               fee_minor,
               reason,
               is_restocked,
               at
          from orders.refunds
         where id = %(refund_id)s
        """,
        refund_id=refund_id,
    )


async def add_refund(
    db: Db, order_id: OrderId, wanted: NewRefund, division: Division, *, now: datetime
) -> int:
    """Write a refund with its lines, and count it in the order and its lines. One statement.

    The order's books wait for whoever hears of it, as they do for its payment: paid_tx. Raises CheckViolation
    for more than was paid.
    """
    return await run(
        db,
        """
        with counted as (
            update orders.orders
               set refunded_minor = refunded_minor + %(amount_minor)s,
                   refunded_shipping_minor = refunded_shipping_minor + %(shipping_minor)s,
                   paid_tx = pg_current_xact_id()::text::bigint
             where id = %(order_id)s
        ), part as (
            select *
              from unnest(%(line_ids)s::uuid[], %(quantities)s::int[], %(amounts)s::bigint[])
                   as p (line_id, quantity, amount_minor)
        ), counted_lines as (
            update orders.lines l
               set refunded_quantity = l.refunded_quantity + p.quantity,
                   refunded_minor = l.refunded_minor + p.amount_minor
              from part p
             where l.id = p.line_id
               and l.order_id = %(order_id)s
        ), added as (
            insert into orders.refunds (
                       id, order_id, amount_minor, shipping_minor, fee_minor, reason, is_restocked, at)
            values (%(id)s, %(order_id)s, %(amount_minor)s, %(shipping_minor)s, %(fee_minor)s, %(reason)s,
                    %(is_restocked)s, %(now)s)
        )
        insert into orders.refund_lines (refund_id, line_id, quantity, amount_minor)
        select %(id)s, line_id, quantity, amount_minor
          from part
        """,
        id=wanted.id,
        order_id=order_id,
        amount_minor=division.amount_minor,
        shipping_minor=division.shipping_minor,
        fee_minor=division.fee_minor,
        reason=wanted.reason,
        is_restocked=wanted.is_restocked,
        line_ids=[line.line_id for line in division.lines],
        quantities=[line.quantity for line in division.lines],
        amounts=[line.amount_minor for line in division.lines],
        now=now,
    )


async def refunds_of(db: Db, order_ids: Sequence[OrderId], *, limit: int) -> list[OrderRefund]:
    """Read the refunds of orders, the first one first."""
    return await many(
        db,
        OrderRefund,
        """
        select id,
               order_id,
               amount_minor,
               shipping_minor,
               fee_minor,
               reason,
               is_restocked,
               at
          from orders.refunds
         where order_id = any(%(order_ids)s::uuid[])
         order by order_id, at, id
         limit %(limit)s
        """,
        order_ids=list(order_ids),
        limit=limit,
    )


async def refund_lines_of(db: Db, refund_ids: Sequence[RefundId]) -> list[RefundLine]:
    """Read the lines of refunds, in the order of their order."""
    return await many(
        db,
        RefundLine,
        """
        select r.refund_id,
               r.line_id,
               r.quantity,
               r.amount_minor
          from orders.refund_lines r
          join orders.lines l on l.id = r.line_id
         where r.refund_id = any(%(refund_ids)s::uuid[])
         order by r.refund_id, l.position
        """,
        refund_ids=list(refund_ids),
    )
