"""SQL of the sales whose tax is to be withheld, once each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, run, value
from vitrina.kit.places import Currency
from vitrina.orders.model import Order, OrderId
from vitrina.payouts.model import PayeeKind, PayoutId, Sale


async def latest(db: Db, kind: PayeeKind, payee_id: UUID, currency: Currency) -> datetime | None:
    """Tell when the last known sale of a payee became her own."""
    return await value(
        db,
        """
        select max(posted_at)
          from payouts.sales
         where payee_kind = %(kind)s
           and payee_id = %(payee_id)s
           and currency = %(currency)s
        """,
        kind=kind,
        payee_id=payee_id,
        currency=currency,
    )


async def add(db: Db, sales: Sequence[Sale], *, kind: PayeeKind, payee_id: UUID, currency: Currency) -> None:
    """Write sales that are not known yet."""
    await run(
        db,
        """
        insert into payouts.sales (journal_id, payee_kind, payee_id, currency, order_id, posted_at)
        select journal_id, %(kind)s, %(payee_id)s, %(currency)s, order_id, posted_at
          from unnest(%(journal_ids)b::bigint[], %(order_ids)b::uuid[], %(moments)b::timestamptz[])
               as n (journal_id, order_id, posted_at)
            on conflict (journal_id) do nothing
        """,
        kind=kind,
        payee_id=payee_id,
        currency=currency,
        journal_ids=[each.journal_id for each in sales],
        order_ids=[each.order_id for each in sales],
        moments=[each.posted_at for each in sales],
    )


async def open_of(
    db: Db, kind: PayeeKind, payee_id: UUID, currency: Currency, *, limit: int
) -> list[OrderId]:
    """List the orders of sales that no payout has withheld for, the first ones first."""
    return await value(
        db,
        """
        select coalesce(array_agg(o.order_id), '{}')
          from (select order_id
                  from payouts.sales
                 where payee_kind = %(kind)s
                   and payee_id = %(payee_id)s
                   and currency = %(currency)s
                   and payout_id is null
                 order by journal_id
                 limit %(limit)s) o
        """,
        kind=kind,
        payee_id=payee_id,
        currency=currency,
        limit=limit,
    )


async def take(db: Db, payout_id: PayoutId, orders: Sequence[Order]) -> int:
    """Let a payout withhold for sales, as they stand. Fewer than asked for: another payout was first."""
    return await run(
        db,
        """
        update payouts.sales s
           set payout_id = %(payout_id)s,
               refunded_minor = o.refunded_minor
          from unnest(%(order_ids)s::uuid[], %(refunded)s::bigint[]) as o (order_id, refunded_minor)
         where s.order_id = o.order_id
           and s.payout_id is null
        """,
        payout_id=payout_id,
        order_ids=[each.id for each in orders],
        refunded=[each.refunded_minor for each in orders],
    )


class RefundedSale(Struct, frozen=True, kw_only=True):
    """A sale of which something went back, perhaps, after a payout withheld tax of it.

    refunded_minor: what had gone back when that was last reckoned.
    """

    journal_id: int
    order_id: OrderId
    payout_id: PayoutId
    payee_id: UUID
    currency: Currency
    refunded_minor: int


async def mark_refunded(db: Db, order_ids: Sequence[OrderId]) -> int:
    """Remember that something of orders went back."""
    return await run(
        db,
        "update payouts.sales set is_refunded = true where order_id = any(%(order_ids)s::uuid[])",
        order_ids=list(order_ids),
    )


async def take_refunded(db: Db, *, limit: int) -> list[RefundedSale]:
    """Lock sales whose payout has arrived and of which something went back."""
    return await many(
        db,
        RefundedSale,
        """
        select s.journal_id, s.order_id, s.payout_id, s.payee_id, s.currency, s.refunded_minor
          from payouts.sales s
          join payouts.payouts p
            on p.id = s.payout_id
           and p.state = 'paid'
         where s.is_refunded
         order by s.journal_id
         limit %(limit)s
           for update of s skip locked
        """,
        limit=limit,
    )


async def reckon(db: Db, journal_id: int, *, refunded_minor: int) -> int:
    """Write how much of a sale had gone back when its tax was reckoned again."""
    return await run(
        db,
        """
        update payouts.sales
           set refunded_minor = %(refunded_minor)s,
               is_refunded = false
         where journal_id = %(journal_id)s
        """,
        journal_id=journal_id,
        refunded_minor=refunded_minor,
    )


async def give_back(db: Db, payout_id: PayoutId) -> int:
    """Let the next payout withhold for the sales of one that did not arrive."""
    return await run(
        db,
        "update payouts.sales set payout_id = null where payout_id = %(payout_id)s",
        payout_id=payout_id,
    )
