"""SQL of what banks ask back of orders. Whoever writes here has locked the order."""

from datetime import datetime

import msgspec
from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.orders.model import OrderId
from vitrina.orders.refund_model import Division
from vitrina.payments.disputed import DisputedPart, DisputeMoved
from vitrina.payments.model import RefundId


class Disputed(Struct, frozen=True, kw_only=True):
    """How what is disputed of an order is divided; none where nothing was left of it."""

    division: Division | None


async def add_dispute(
    db: Db, fact: DisputeMoved, part: DisputedPart, division: Division | None, *, now: datetime
) -> int:
    """Write that a bank asks something of an order. 0: it was known."""
    return await run(
        db,
        """
        insert into orders.disputes (provider, dispute_id, order_id, amount_minor, division, state, opened_at)
        values (%(provider)s, %(dispute_id)s, %(order_id)s, %(amount_minor)s, %(division)s::jsonb, 'open',
                %(now)s)
            on conflict do nothing
        """,
        provider=fact.provider,
        dispute_id=fact.dispute_id,
        order_id=part.order_id,
        amount_minor=part.amount_minor,
        division=msgspec.json.encode(division).decode() if division else None,
        now=now,
    )


async def close_dispute(db: Db, fact: DisputeMoved, order_id: OrderId, *, now: datetime) -> Disputed | None:
    """Write how a dispute of an order was decided. None: it was written before."""
    return await one(
        db,
        Disputed,
        """
        update orders.disputes
           set state = %(state)s,
               closed_at = %(now)s
         where provider = %(provider)s
           and dispute_id = %(dispute_id)s
           and order_id = %(order_id)s
           and state = 'open'
        returning division
        """,
        provider=fact.provider,
        dispute_id=fact.dispute_id,
        order_id=order_id,
        state=fact.state.value,
        now=now,
    )


async def note_loss(db: Db, fact: DisputeMoved, order_id: OrderId, refund_id: RefundId) -> int:
    """Write which refund of the order a lost dispute counts as."""
    return await run(
        db,
        """
        update orders.disputes
           set refund_id = %(refund_id)s
         where provider = %(provider)s
           and dispute_id = %(dispute_id)s
           and order_id = %(order_id)s
        """,
        provider=fact.provider,
        dispute_id=fact.dispute_id,
        order_id=order_id,
        refund_id=refund_id,
    )


async def open_divisions(db: Db, order_id: OrderId) -> list[Disputed]:
    """Read what other disputes have of an order."""
    return await many(
        db,
        Disputed,
        """
        select division
          from orders.disputes
         where order_id = %(order_id)s
           and state = 'open'
         order by opened_at, provider, dispute_id
         limit 100
        """,
        order_id=order_id,
    )


async def is_disputed(db: Db, order_id: OrderId) -> bool:
    """Tell whether a bank asks something of an order, and has not decided."""
    return await value(
        db,
        "select exists (select 1 from orders.disputes where order_id = %(order_id)s and state = 'open')",
        order_id=order_id,
    )


async def wait_to_be_heard(db: Db, order_id: OrderId) -> int:
    """Let an order mature only after whoever follows its sales has heard of what is written now.

    0: it was never paid in time, and has nothing that could mature.
    """
    return await run(
        db,
        """
        update orders.orders
           set paid_tx = pg_current_xact_id()::text::bigint
         where id = %(order_id)s
           and paid_at is not null
        """,
        order_id=order_id,
    )
