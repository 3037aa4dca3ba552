"""SQL of disputes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import Db, many, one, value
from vitrina.payments.disputed import Dispute, DisputeResult
from vitrina.payments.model import Payment, PaymentPurpose, PurchaseId


class Charged(Payment, frozen=True, kw_only=True):
    """A captured payment, and who asked for it."""

    purpose: PaymentPurpose


async def captured_as(db: Db, provider: str, reference: str) -> Charged | None:
    """Find the payment that a provider's charge captured."""
    return await one(
        db,
        Charged,
        """
        select id,
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
               purpose
          from payments.payments
         where provider = %(provider)s
           and reference = %(reference)s
           and status = 'captured'
        """,
        provider=provider,
        reference=reference,
    )


class Put(Struct, frozen=True, kw_only=True):
    """Whether a dispute that moved was not known before."""

    is_new: bool


async def put_dispute(db: Db, told: DisputeResult, payment: Payment, *, now: datetime) -> Put | None:
    """Write how a dispute stands, where that is a step forward. None: it was known so."""
    return await one(
        db,
        Put,
        """
        insert into payments.disputes as d (
                   provider, id, payment_id, amount_minor, fee_minor, currency, reason, state, opened_at,
                   closed_at)
        values (%(provider)s, %(id)s, %(payment_id)s, %(amount_minor)s, %(fee_minor)s, %(currency)s,
                %(reason)s, %(state)s, %(now)s, case when %(state)s <> 'open' then %(now)s::timestamptz end)
        on conflict (provider, id) do update
           set state = excluded.state,
               closed_at = excluded.closed_at
         where d.state = 'open'
           and excluded.state <> 'open'
        returning xmax = 0 as is_new
        """,
        provider=payment.provider,
        id=told.id,
        payment_id=payment.id,
        amount_minor=told.amount_minor,
        fee_minor=told.fee_minor,
        currency=told.currency.value,
        reason=told.reason,
        state=told.state.value,
        now=now,
    )


async def disputes(db: Db, *, limit: int) -> list[Dispute]:
    """List disputes, those that are open first, then the newest."""
    return await many(
        db,
        Dispute,
        """
        select d.provider,
               d.id,
               d.amount_minor,
               d.fee_minor,
               d.currency,
               d.reason,
               d.state,
               d.opened_at,
               d.closed_at,
               p.order_ids
          from payments.disputes d
          join payments.payments p on p.id = d.payment_id
         order by d.state = 'open' desc, d.opened_at desc
         limit %(limit)s
        """,
        limit=limit,
    )


async def open_disputes(db: Db, *, limit: int) -> Sequence[Dispute]:
    """List disputes that are not decided yet."""
    return await many(
        db,
        Dispute,
        """
        select d.provider,
               d.id,
               d.amount_minor,
               d.fee_minor,
               d.currency,
               d.reason,
               d.state,
               d.opened_at,
               d.closed_at,
               p.order_ids
          from payments.disputes d
          join payments.payments p on p.id = d.payment_id
         where d.state = 'open'
         order by d.opened_at
         limit %(limit)s
        """,
        limit=limit,
    )


async def has_open_dispute(db: Db, purchase_id: PurchaseId) -> bool:
    """Tell whether anything of a purchase is disputed and not decided."""
    return await value(
        db,
        """
        select exists (select 1
                         from payments.payments p
                         join payments.disputes d on d.payment_id = p.id
                        where p.purchase_id = %(purchase_id)s
                          and d.state = 'open')
        """,
        purchase_id=purchase_id,
    )
