"""SQL of attempts to pay."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.payments.model import (
    ChargeResult,
    Choice,
    Instructions,
    Method,
    NewPayment,
    Payment,
    PaymentId,
    PaymentPurpose,
    PaymentStatus,
    PurchaseId,
    Unanswered,
)


async def add_payments(
    db: Db, payments: Sequence[NewPayment], *, provider: Callable[[Method | None], str], now: datetime
) -> int:
    """Write first attempts. provider: names who takes the money of a method."""
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
                   method,
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
               method,
               %(now)s
          from unnest(%(ids)b::uuid[],
                      %(purchase_ids)b::uuid[],
                      %(providers)b::text[],
                      %(amounts)b::bigint[],
                      %(currencies)b::text[],
                      %(order_ids)b::text[],
                      %(order_amounts)b::text[],
                      %(purposes)b::text[],
                      %(methods)b::text[])
               as payment (
                   id, purchase_id, provider, amount_minor, currency, order_ids, order_amounts, purpose,
                   method)
        """,
        ids=[payment.id for payment in payments],
        purchase_ids=[payment.purchase_id for payment in payments],
        providers=[provider(payment.method) for payment in payments],
        amounts=[payment.amount_minor for payment in payments],
        currencies=[payment.currency.value for payment in payments],
        order_ids=[_array(order_id for order_id, _ in payment.parts) for payment in payments],
        order_amounts=[_array(amount_minor for _, amount_minor in payment.parts) for payment in payments],
        purposes=[payment.purpose.value for payment in payments],
        methods=[payment.method and payment.method.value for payment in payments],
        now=now,
    )


def _array(items: Iterable[object]) -> str:
    """Write ids or numbers as one PostgreSQL array: a batch passes one array a payment."""
    return "{" + ",".join(map(str, items)) + "}"


def _json(instructions: Instructions | None) -> str | None:
    return msgspec.json.encode(instructions).decode() if instructions else None


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
               challenge_hint,
               method,
               instalments,
               pay_by,
               instructions,
               kept_card_id,
               keep_for
          from payments.payments
         where purchase_id = any(%(purchase_ids)b::uuid[])
         order by purchase_id, attempt desc
        """,
        purchase_ids=list(purchase_ids),
    )


async def add_next_attempts(
    db: Db,
    ids: Sequence[tuple[PaymentId, PaymentId]],
    *,
    choice: Choice | None = None,
    provider: str | None = None,
    now: datetime,
) -> int:
    """Write the attempt after a declined one, for pairs (declined, new); somebody may have been first.

    choice, provider: how it is to be paid; None as the declined one was.
    """
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
                   method,
                   instalments,
                   pay_by,
                   kept_card_id,
                   keep_for,
                   opened_at)
        select next.id,
               p.purchase_id,
               p.attempt + 1,
               coalesce(%(provider)s, p.provider),
               p.amount_minor,
               p.currency,
               p.order_ids,
               p.order_amounts,
               p.purpose,
               coalesce(%(method)s, p.method),
               coalesce(%(instalments)s, p.instalments),
               coalesce(%(pay_by)s, p.pay_by),
               case when %(method)s::text is null then p.kept_card_id else %(kept_card_id)s end,
               case when %(method)s::text is null then p.keep_for else %(keep_for)s end,
               %(now)s
          from unnest(%(declined)s::uuid[], %(ids)s::uuid[]) as next (declined_id, id)
          join payments.payments p on p.id = next.declined_id
         where p.status = 'declined'
         order by p.purchase_id
        on conflict do nothing
        """,
        declined=[declined for declined, _ in ids],
        ids=[new for _, new in ids],
        provider=provider,
        method=choice and choice.method.value,
        instalments=choice and choice.instalments,
        pay_by=choice and choice.pay_by,
        kept_card_id=choice and choice.kept_card_id,
        keep_for=choice and choice.keep_for,
        now=now,
    )


async def choose(db: Db, payment_id: PaymentId, choice: Choice, *, provider: str) -> int:
    """Write how an attempt is to be paid, once. 0: it was chosen or closed before."""
    return await run(
        db,
        """
        update payments.payments
           set method = %(method)s,
               provider = %(provider)s,
               instalments = %(instalments)s,
               pay_by = %(pay_by)s,
               kept_card_id = %(kept_card_id)s,
               keep_for = %(keep_for)s
         where id = %(payment_id)s
           and method is null
           and provider = 'nobody'
           and status = 'open'
        """,
        payment_id=payment_id,
        method=choice.method.value,
        provider=provider,
        instalments=choice.instalments,
        pay_by=choice.pay_by,
        kept_card_id=choice.kept_card_id,
        keep_for=choice.keep_for,
    )


class Moved(Payment, frozen=True, kw_only=True):
    """A payment that has just moved."""

    was: PaymentStatus


async def settle(
    db: Db, results: Sequence[ChargeResult], *, unasked: Sequence[str], now: datetime, poll_at: datetime
) -> list[Moved]:
    """Move payments to what their provider says, where that is a step forward; answer those that moved.

    unasked: providers who cannot be asked, so that no poll comes of it.

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
               -- Silence does not make a page unmade.
               reference = coalesce(r.reference, p.reference),
               decline_reason = r.decline_reason,
               challenge_hint = r.challenge_hint,
               instructions = coalesce(r.instructions::jsonb, p.instructions),
               captured_at = case r.outcome when 'captured' then %(now)s end,
               pending_since = case when r.outcome in ('pending', 'waiting') then %(now)s end,
               poll_at = case
                   when r.outcome in ('pending', 'waiting') and p.provider <> all(%(unasked)b::text[])
                   then %(poll_at)s
               end
          from locked l
          join unnest(%(ids)b::uuid[],
                      %(outcomes)b::text[],
                      %(references)b::text[],
                      %(decline_reasons)b::text[],
                      %(challenge_hints)b::text[],
                      %(instructions)b::text[])
               as r (id, outcome, reference, decline_reason, challenge_hint, instructions)
            on r.id = l.id
         where p.id = l.id
           and case r.outcome
                   when 'captured' then p.status in ('open', 'challenge', 'waiting', 'pending', 'abandoned')
                   when 'pending' then p.status in ('open', 'challenge', 'waiting', 'abandoned')
                   when 'challenge' then p.status in ('open', 'pending')
                   -- What cannot be closed yet although its time is over stays in doubt until it is.
                   when 'waiting' then p.status in ('open', 'challenge')
                                    or (p.status = 'pending' and coalesce(p.pay_by > %(now)s, true))
                                    -- A page became a voucher.
                                    or (p.status = 'waiting'
                                        and r.instructions::jsonb is distinct from p.instructions)
                   else p.status in ('open', 'challenge', 'waiting', 'pending')
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
                  p.method,
                  p.instalments,
                  p.pay_by,
                  p.instructions,
                  p.kept_card_id,
                  p.keep_for,
                  l.status as was
        """,
        ids=[result.payment_id for result in results],
        outcomes=[result.outcome.value for result in results],
        references=[result.reference for result in results],
        decline_reasons=[result.decline_reason and result.decline_reason.value for result in results],
        challenge_hints=[result.challenge_hint for result in results],
        instructions=[_json(result.instructions) for result in results],
        unasked=list(unasked),
        now=now,
        poll_at=poll_at,
    )


class Waits(Struct, frozen=True, kw_only=True):
    """How long to wait before a provider is asked again. closed: how long about what was closed here."""

    least: timedelta
    most: timedelta
    closed: timedelta


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
             where poll_at <= %(now)s
               and purpose = %(purpose)s
             order by poll_at
             limit %(limit)s
               for update skip locked
        )
        update payments.payments p
           set poll_at = case
                   when p.status in ('pending', 'waiting') or %(now)s - p.pending_since < %(closed)s
                   then %(now)s + least(%(most)s, greatest(%(least)s, %(now)s - p.pending_since))
               end
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
                  p.challenge_hint,
                  p.method,
                  p.instalments,
                  p.pay_by,
                  p.instructions,
                  p.kept_card_id,
                  p.keep_for
        """,
        purpose=purpose.value,
        now=now,
        least=waits.least,
        most=waits.most,
        closed=waits.closed,
        limit=limit,
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
               (select count(*) from payments.refunds where status = 'refused') as refused_count,
               (select count(*)
                  from payments.hints
                 where state = 'parked'
                    or (state = 'received' and received_at <= kit.now() - %(waited)s)) as parked_count
        """,
        waited=waited,
    )
    assert found
    return found


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
