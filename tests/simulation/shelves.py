"""Where the units of what was sold are, by the orders and by the shelves."""

from typing import Any

from psycopg.rows import dict_row

from vitrina.kit.db import Db


async def units_elsewhere(db: Db) -> list[Any]:
    """List what was ordered and is not where its order says.

    Units wait on their shelf until they leave in some parcel, and are with the buyer afterwards. They are
    free again when their order ended before, when they were taken off it before they left, or when they came
    back and were put there: those of refunds that say so, and of exchanges, which this world restocks.
    """
    cursor = await db.cursor(row_factory=dict_row).execute(
        """
        with lines as (
            select o.id as order_id,
                   o.status,
                   o.purchase_id,
                   l.variant_id,
                   o.paid_at is not null as is_paid,
                   l.quantity - l.sent_quantity - l.dropped_quantity as here,
                   l.quantity
                   - l.refunded_quantity
                   + (select coalesce(sum(p.quantity), 0)
                        from orders.refund_lines p
                        join orders.refunds r on r.id = p.refund_id
                       where p.line_id = l.id
                         and not r.is_restocked)
                   - (select coalesce(sum(b.accepted_quantity), 0)
                        from returns.lines b
                        join returns.returns t on t.id = b.return_id
                       where b.line_id = l.id
                         and t.state = 'exchanged') as out_or_here
              from orders.orders o
              join orders.lines l on l.order_id = o.id
        ), said as (
            -- Two lines may be of the same thing, each shown by somebody else; it is held once.
            select order_id,
                   status,
                   purchase_id,
                   variant_id,
                   is_paid,
                   sum(here) as here,
                   -- What came instead may come back as well: the thing itself did before.
                   sum(greatest(here, out_or_here)) as out_or_here
              from lines
             group by order_id, status, purchase_id, variant_id, is_paid
        )
        select s.*, h.state, h.quantity, h.sent_quantity
          from said s
          left join inventory.holds h on h.purchase_id = s.purchase_id and h.variant_id = s.variant_id
         where case when not s.is_paid then h.state in ('sold', 'shipped')
                    when s.out_or_here = 0 then h.state <> 'released'
                    -- A shop may end an order that is on its way: what left is out there.
                    when s.status = 'cancelled' and s.out_or_here = s.here then h.state <> 'released'
                    when s.status = 'cancelled'
                        then h.state <> 'shipped' or h.quantity <> s.out_or_here - s.here
                    when s.here = 0 then h.state is distinct from 'shipped' or h.quantity <> s.out_or_here
                    else h.state is distinct from 'sold'
                         or h.quantity <> s.out_or_here
                         or h.quantity - h.sent_quantity <> s.here
               end
        """
    )
    return await cursor.fetchall()
