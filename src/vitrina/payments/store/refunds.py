"""SQL of money on its way back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.payments.model import NewRefund, Refund, RefundId


async def add_refunds(db: Db, refunds: Sequence[NewRefund], *, now: datetime) -> int:
    """Write refunds of captured payments; the database refuses more than a payment took."""
    return await run(
        db,
        """
        insert into payments.refunds (id, payment_id, order_id, amount_minor, currency, asked_at)
        select r.id, p.id, r.order_id, r.amount_minor, p.currency, %(now)s
          from unnest(%(ids)s::uuid[], %(purchase_ids)s::uuid[], %(order_ids)s::uuid[], %(amounts)s::bigint[])
               as r (id, purchase_id, order_id, amount_minor)
          join payments.payments p
            on p.purchase_id = r.purchase_id
           and p.status = 'captured'
         order by p.id
        """,
        ids=[refund.id for refund in refunds],
        purchase_ids=[refund.purchase_id for refund in refunds],
        order_ids=[refund.order_id for refund in refunds],
        amounts=[refund.amount_minor for refund in refunds],
        now=now,
    )


async def find_refund(db: Db, refund_id: RefundId) -> Refund | None:
    """Read a refund."""
    return await one(
        db,
        Refund,
        """
        select r.id,
               r.payment_id,
               p.provider,
               r.order_id,
               r.amount_minor,
               r.currency,
               r.status,
               p.reference as charge_reference,
               r.turn
          from payments.refunds r
          join payments.payments p on p.id = r.payment_id
         where r.id = %(refund_id)s
        """,
        refund_id=refund_id,
    )


class QueuedRefund(Struct, frozen=True, kw_only=True):
    """A refund that waits for its provider."""

    id: RefundId


async def queued_refunds(db: Db, *, before: datetime, limit: int) -> list[QueuedRefund]:
    """List refunds of which nobody was asked since `before`, the one that has waited longest first."""
    return await many(
        db,
        QueuedRefund,
        """
        select id
          from payments.refunds
         where status = 'queued'
           and coalesce(tried_at, asked_at) < %(before)s
         order by coalesce(tried_at, asked_at)
         limit %(limit)s
        """,
        before=before,
        limit=limit,
    )


async def note_try(db: Db, refund_id: RefundId, *, now: datetime) -> int:
    """Note that a refund's provider was asked in vain: others come first now."""
    return await run(
        db,
        "update payments.refunds set tried_at = %(now)s where id = %(refund_id)s and status = 'queued'",
        refund_id=refund_id,
        now=now,
    )


async def finish_refund(db: Db, refund_id: RefundId, *, reference: str, now: datetime) -> int:
    """Write that money went back. 0: somebody was first."""
    return await run(
        db,
        """
        update payments.refunds
           set status = 'done', reference = %(reference)s, done_at = %(now)s
         where id = %(refund_id)s
           and status = 'queued'
        """,
        refund_id=refund_id,
        reference=reference,
        now=now,
    )


async def refuse_refund(db: Db, refund_id: RefundId, *, turn: int, reason: str) -> int:
    """Write that a provider refused what it was asked in a turn. 0: that was answered already."""
    return await run(
        db,
        """
        update payments.refunds
           set status = 'refused', reason = left(%(reason)s, 200)
         where id = %(refund_id)s
           and turn = %(turn)s
           and status = 'queued'
        """,
        refund_id=refund_id,
        turn=turn,
        reason=reason,
    )


async def requeue_refund(db: Db, refund_id: RefundId) -> int:
    """Let a refused refund be asked for again, in a turn of its own. 0: it is not refused."""
    return await run(
        db,
        """
        update payments.refunds
           set status = 'queued', turn = turn + 1, tried_at = null
         where id = %(refund_id)s
           and status = 'refused'
        """,
        refund_id=refund_id,
    )


class OrderRefund(Struct, frozen=True, kw_only=True):
    """What an order's buyer gets back."""

    order_id: UUID
    amount_minor: int


async def refunds_of(db: Db, order_ids: Sequence[UUID]) -> list[OrderRefund]:
    """Read what is going or has gone back for orders."""
    return await many(
        db,
        OrderRefund,
        """
        select order_id, sum(amount_minor)::bigint as amount_minor
          from payments.refunds
         where order_id = any(%(order_ids)s::uuid[])
         group by order_id
        """,
        order_ids=list(order_ids),
    )


async def audit_refunds(db: Db, *, after: RefundId | None, limit: int) -> list[Refund]:
    """Read refunds by id, for the auditor."""
    return await many(
        db,
        Refund,
        """
        select r.id,
               r.payment_id,
               p.provider,
               r.order_id,
               r.amount_minor,
               r.currency,
               r.status,
               p.reference as charge_reference
          from payments.refunds r
          join payments.payments p on p.id = r.payment_id
         where %(after)s::uuid is null or r.id > %(after)s
         order by r.id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )
