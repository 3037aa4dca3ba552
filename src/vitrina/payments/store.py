"""SQL of payments."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.payments.model import (
    ChargeResult,
    NewPayment,
    NewRefund,
    Payment,
    PaymentId,
    PaymentPurpose,
    PaymentStatus,
    PurchaseId,
    Refund,
    RefundId,
    RefundStatus,
    Unanswered,
)


async def add_payments(db: Db, payments: Sequence[NewPayment], *, now: datetime) -> int:
    """Write first attempts."""
    return await run(
        db,
        """
        insert into payments.payments (
                   id,
                   purchase_id,
                   attempt,
                   provider,
                   amount_minor,
                   currency,
                   order_ids,
                   order_amounts,
                   purpose,
                   opened_at)
        select id,
               purchase_id,
               1,
               provider,
               amount_minor,
               currency,
               order_ids::uuid[],
               order_amounts::bigint[],
               purpose,
               %(now)s
          from unnest(%(ids)b::uuid[],
                      %(purchase_ids)b::uuid[],
                      %(providers)b::text[],
                      %(amounts)b::bigint[],
                      %(currencies)b::text[],
                      %(order_ids)b::text[],
                      %(order_amounts)b::text[],
                      %(purposes)b::text[])
               as payment (
                   id, purchase_id, provider, amount_minor, currency, order_ids, order_amounts, purpose)
        """,
        ids=[payment.id for payment in payments],
        purchase_ids=[payment.purchase_id for payment in payments],
        providers=[payment.provider for payment in payments],
        amounts=[payment.amount_minor for payment in payments],
        currencies=[payment.currency.value for payment in payments],
        order_ids=[_array(order_id for order_id, _ in payment.parts) for payment in payments],
        order_amounts=[_array(amount_minor for _, amount_minor in payment.parts) for payment in payments],
        purposes=[payment.purpose.value for payment in payments],
        now=now,
    )


def _array(items: Iterable[object]) -> str:
    """Write ids or numbers as one PostgreSQL array: a batch passes one array a payment."""
    return "{" + ",".join(map(str, items)) + "}"


async def latest(db: Db, purchase_ids: Sequence[PurchaseId]) -> list[Payment]:
    """Read the last attempt of each purchase."""
    return await many(
        db,
        Payment,
        """
        select distinct on (purchase_id)
               id,
               purchase_id,
               attempt,
               provider,
               amount_minor,
               currency,
               order_ids,
               order_amounts,
               status,
               reference,
               decline_reason,
               challenge_hint
          from payments.payments
         where purchase_id = any(%(purchase_ids)b::uuid[])
         order by purchase_id, attempt desc
        """,
        purchase_ids=list(purchase_ids),
    )


async def add_next_attempts(db: Db, ids: Sequence[tuple[PaymentId, PaymentId]], *, now: datetime) -> int:
    """Write the attempt after a declined one, for pairs (declined, new); somebody may have been first."""
    return await run(
        db,
        """
        insert into payments.payments (
                   id,
                   purchase_id,
                   attempt,
                   provider,
                   amount_minor,
                   currency,
                   order_ids,
                   order_amounts,
                   purpose,
                   opened_at)
        select next.id,
               p.purchase_id,
               p.attempt + 1,
               p.provider,
               p.amount_minor,
               p.currency,
               p.order_ids,
               p.order_amounts,
               p.purpose,
               %(now)s
          from unnest(%(declined)s::uuid[], %(ids)s::uuid[]) as next (declined_id, id)
          join payments.payments p on p.id = next.declined_id
         where p.status = 'declined'
         order by p.purchase_id
        on conflict do nothing
        """,
        declined=[declined for declined, _ in ids],
        ids=[new for _, new in ids],
        now=now,
    )


class Moved(Payment, frozen=True, kw_only=True):
    """A payment that has just moved."""

    was: PaymentStatus


async def settle(db: Db, results: Sequence[ChargeResult], *, now: datetime, poll_at: datetime) -> list[Moved]:
    """Move payments to what their provider says, where that is a step forward; answer those that moved.

    Rows are locked in the order of their ids. Captured wins over abandoned: the money is there. So does
    pending: perhaps it is.
    """
    return await many(
        db,
        Moved,
        """
        with locked as (
            select id, status
              from payments.payments
             where id = any(%(ids)b::uuid[])
             order by id
               for update
        )
        update payments.payments p
           set status = r.outcome,
               reference = r.reference,
               decline_reason = r.decline_reason,
               challenge_hint = r.challenge_hint,
               captured_at = case r.outcome when 'captured' then %(now)s end,
               pending_since = case r.outcome when 'pending' then %(now)s end,
               poll_at = case r.outcome when 'pending' then %(poll_at)s end
          from locked l
          join unnest(%(ids)b::uuid[],
                      %(outcomes)b::text[],
                      %(references)b::text[],
                      %(decline_reasons)b::text[],
                      %(challenge_hints)b::text[])
               as r (id, outcome, reference, decline_reason, challenge_hint)
            on r.id = l.id
         where p.id = l.id
           and case r.outcome
                   when 'captured' then p.status in ('open', 'challenge', 'pending', 'abandoned')
                   when 'pending' then p.status in ('open', 'challenge', 'abandoned')
                   when 'challenge' then p.status in ('open', 'pending')
                   else p.status in ('open', 'challenge', 'pending')
               end
        returning p.id,
                  p.purchase_id,
                  p.attempt,
                  p.provider,
                  p.amount_minor,
                  p.currency,
                  p.order_ids,
                  p.order_amounts,
                  p.status,
                  p.reference,
                  p.decline_reason,
                  p.challenge_hint,
                  l.status as was
        """,
        ids=[result.payment_id for result in results],
        outcomes=[result.outcome.value for result in results],
        references=[result.reference for result in results],
        decline_reasons=[result.decline_reason and result.decline_reason.value for result in results],
        challenge_hints=[result.challenge_hint for result in results],
        now=now,
        poll_at=poll_at,
    )


class Waits(Struct, frozen=True, kw_only=True):
    """How long to wait before a provider is asked again."""

    least: timedelta
    most: timedelta


async def take_due_for_poll(
    db: Db, waits: Waits, *, purpose: PaymentPurpose, now: datetime, limit: int
) -> list[Payment]:
    """Put off payments whose outcome is to be asked for, by as long as they have waited; answer them."""
    return await many(
        db,
        Payment,
        """
        with due as (
            select id
              from payments.payments
             where status = 'pending'
               and poll_at <= %(now)s
               and purpose = %(purpose)s
             order by poll_at
             limit %(limit)s
               for update skip locked
        )
        update payments.payments p
           set poll_at = %(now)s + least(%(most)s, greatest(%(least)s, %(now)s - p.pending_since))
          from due
         where p.id = due.id
        returning p.id,
                  p.purchase_id,
                  p.attempt,
                  p.provider,
                  p.amount_minor,
                  p.currency,
                  p.order_ids,
                  p.order_amounts,
                  p.status,
                  p.reference,
                  p.decline_reason,
                  p.challenge_hint
        """,
        purpose=purpose.value,
        now=now,
        least=waits.least,
        most=waits.most,
        limit=limit,
    )


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
               r.status
          from payments.refunds r
          join payments.payments p on p.id = r.payment_id
         where r.id = %(refund_id)s
        """,
        refund_id=refund_id,
    )


async def unanswered(db: Db, *, waited: timedelta) -> Unanswered:
    """Count what has waited so long, by `kit.now()`, and every refund that was refused."""
    found = await one(
        db,
        Unanswered,
        """
        select (select count(*)
                  from payments.payments
                 where status = 'pending'
                   and pending_since <= kit.now() - %(waited)s) as pending_count,
               (select count(*)
                  from payments.refunds
                 where status = 'queued'
                   and asked_at <= kit.now() - %(waited)s) as queued_count,
               (select count(*) from payments.refunds where status = 'refused') as refused_count
        """,
        waited=waited,
    )
    assert found
    return found


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


async def end_refund(
    db: Db, refund_id: RefundId, status: RefundStatus, *, reference: str | None, now: datetime
) -> int:
    """Write what the provider said about a queued refund. 0: somebody was first."""
    return await run(
        db,
        """
        update payments.refunds
           set status = %(status)s,
               reference = %(reference)s,
               done_at = case when %(status)s = 'done' then %(now)s::timestamptz end
         where id = %(refund_id)s
           and status = 'queued'
        """,
        refund_id=refund_id,
        status=status.value,
        reference=reference,
        now=now,
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


class PaymentAudit(Struct, frozen=True, kw_only=True):
    """What an auditor compares with the books. captured_minor: of the one attempt that took money, or 0."""

    purchase_id: PurchaseId
    captured_minor: int
    orders_minor: int


async def audit_payments(db: Db, *, after: PurchaseId | None, limit: int) -> list[PaymentAudit]:
    """Read what was captured for purchases, by their ids."""
    return await many(
        db,
        PaymentAudit,
        """
        select p.purchase_id,
               coalesce(sum(p.amount_minor) filter (where p.status = 'captured'), 0)::bigint
                   as captured_minor,
               coalesce(sum(o.amount_minor) filter (where p.status = 'captured'), 0)::bigint
                   as orders_minor
          from payments.payments p
         cross join lateral (select sum(part)::bigint as amount_minor from unnest(p.order_amounts) as part) o
         where %(after)s::uuid is null or p.purchase_id > %(after)s
         group by p.purchase_id
         order by p.purchase_id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
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
               r.status
          from payments.refunds r
          join payments.payments p on p.id = r.payment_id
         where %(after)s::uuid is null or r.id > %(after)s
         order by r.id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )
