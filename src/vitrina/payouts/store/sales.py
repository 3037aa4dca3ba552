"""SQL of the sales whose tax is to be withheld, once each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit.db import Db, run, value
from vitrina.kit.places import Currency
from vitrina.orders.model import OrderId
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


async def take(db: Db, payout_id: PayoutId, order_ids: Sequence[OrderId]) -> int:
    """Let a payout withhold for sales. Fewer than asked for: another payout was first."""
    return await run(
        db,
        """
        update payouts.sales
           set payout_id = %(payout_id)s
         where order_id = any(%(order_ids)s::uuid[])
           and payout_id is null
        """,
        payout_id=payout_id,
        order_ids=list(order_ids),
    )


async def give_back(db: Db, payout_id: PayoutId) -> int:
    """Let the next payout withhold for the sales of one that did not arrive."""
    return await run(
        db,
        "update payouts.sales set payout_id = null where payout_id = %(payout_id)s",
        payout_id=payout_id,
    )
