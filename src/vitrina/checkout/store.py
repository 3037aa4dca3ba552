"""SQL of checkout."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.checkout.model import Purchase, PurchaseOrder, PurchaseStatus
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.kit.places import Currency
from vitrina.payments.model import PurchaseId

_ORDERS = msgspec.json.Decoder(list[PurchaseOrder])


async def add_purchases(db: Db, purchases: Sequence[Purchase], *, now: datetime) -> int:
    """Write purchases that wait for their payment."""
    return await run(
        db,
        """
        insert into checkout.purchases (
                   id, buyer_id, request_hash, currency, total_minor, status, orders, hold_until, placed_at)
        select id, buyer_id, request_hash, currency, total_minor, 'awaiting_payment', orders::json,
               hold_until, %(now)s
          from unnest(%(ids)b::uuid[],
                      %(buyer_ids)b::uuid[],
                      %(hashes)b::bytea[],
                      %(currencies)b::text[],
                      %(totals)b::bigint[],
                      %(orders)b::text[],
                      %(hold_until)b::timestamptz[])
               as p (id, buyer_id, request_hash, currency, total_minor, orders, hold_until)
        """,
        ids=[purchase.id for purchase in purchases],
        buyer_ids=[purchase.buyer_id for purchase in purchases],
        hashes=[purchase.request_hash for purchase in purchases],
        currencies=[purchase.currency.value for purchase in purchases],
        totals=[purchase.total_minor for purchase in purchases],
        orders=[msgspec.json.encode(purchase.orders).decode() for purchase in purchases],
        hold_until=[purchase.hold_until for purchase in purchases],
        now=now,
    )


class _Row(Struct, frozen=True, kw_only=True):
    id: PurchaseId
    buyer_id: PersonId | None
    request_hash: bytes
    currency: Currency
    total_minor: int
    status: PurchaseStatus
    orders: str
    hold_until: datetime


async def purchases(db: Db, ids: Sequence[PurchaseId]) -> list[Purchase]:
    """Read purchases."""
    rows = await many(
        db,
        _Row,
        """
        select id,
               buyer_id,
               request_hash,
               currency,
               total_minor,
               status,
               orders::text as orders,
               hold_until
          from checkout.purchases
         where id = any(%(ids)b::uuid[])
        """,
        ids=list(ids),
    )
    return [
        Purchase(
            id=row.id,
            buyer_id=row.buyer_id,
            request_hash=row.request_hash,
            currency=row.currency,
            total_minor=row.total_minor,
            status=row.status,
            orders=_ORDERS.decode(row.orders),
            hold_until=row.hold_until,
        )
        for row in rows
    ]


async def move(db: Db, moves: Sequence[tuple[PurchaseId, PurchaseStatus]], *, now: datetime) -> int:
    """Write where purchases stand now. What was given up stays expired, unless its money came and went."""
    return await run(
        db,
        """
        update checkout.purchases p
           set status = m.status,
               paid_at = case m.status when 'paid' then %(now)s else p.paid_at end
          from unnest(%(ids)b::uuid[], %(statuses)b::text[]) as m (id, status)
         where p.id = m.id
           and (p.given_up_at is null or m.status = 'refunded')
        """,
        ids=[purchase_id for purchase_id, _ in moves],
        statuses=[status.value for _, status in moves],
        now=now,
    )


async def confirm(db: Db, purchase_id: PurchaseId) -> int:
    """Move a purchase that waits for its buyer's word to confirmed. 0: it does not."""
    return await run(
        db,
        """
        update checkout.purchases
           set status = 'confirmed'
         where id = %(purchase_id)s
           and status = 'waiting'
        """,
        purchase_id=purchase_id,
    )


async def keep_until(db: Db, ids: Sequence[PurchaseId], until: datetime) -> int:
    """Give buyers until then to pay."""
    return await run(
        db,
        """
        update checkout.purchases
           set hold_until = %(until)s
         where id = any(%(ids)s::uuid[])
           and status in ('awaiting_payment', 'challenge', 'declined', 'waiting')
        """,
        ids=list(ids),
        until=until,
    )


class _Id(Struct, frozen=True, kw_only=True):
    id: PurchaseId


async def unpaid_due(db: Db, *, now: datetime, limit: int) -> list[PurchaseId]:
    """List purchases whose time to pay is over."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from checkout.purchases
         where status in ('awaiting_payment', 'challenge', 'declined', 'waiting')
           and hold_until <= %(now)s
         order by hold_until
         limit %(limit)s
        """,
        now=now,
        limit=limit,
    )
    return [row.id for row in rows]


async def expire_declined(db: Db, ids: Sequence[PurchaseId]) -> list[PurchaseId]:
    """Move purchases whose last word was a decline to expired; answer those."""
    rows = await many(
        db,
        _Id,
        """
        update checkout.purchases
           set status = 'expired'
         where id = any(%(ids)s::uuid[])
           and status = 'declined'
        returning id
        """,
        ids=list(ids),
    )
    return [row.id for row in rows]


async def expired_before(db: Db, *, before: datetime, limit: int) -> list[PurchaseId]:
    """List expired purchases that nobody will pay any more."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from checkout.purchases
         where status = 'expired'
           and given_up_at is null
           and hold_until <= %(before)s
         order by hold_until
         limit %(limit)s
        """,
        before=before,
        limit=limit,
    )
    return [row.id for row in rows]


async def give_up(db: Db, ids: Sequence[PurchaseId], *, now: datetime) -> list[PurchaseId]:
    """Mark purchases that are still expired as given up; answer those."""
    rows = await many(
        db,
        _Id,
        """
        update checkout.purchases
           set given_up_at = %(now)s
         where id = any(%(ids)s::uuid[])
           and status = 'expired'
           and given_up_at is null
        returning id
        """,
        ids=list(ids),
        now=now,
    )
    return [row.id for row in rows]


async def hold_still(db: Db) -> None:
    """Let everything that this transaction reads be of one moment. Its first statement."""
    await run(db, "set transaction isolation level repeatable read, read only")


class PurchaseAudit(Struct, frozen=True, kw_only=True):
    """What an auditor compares with payments and orders."""

    id: PurchaseId
    status: PurchaseStatus
    total_minor: int
    currency: Currency


async def audit_page(db: Db, *, after: UUID | None, limit: int) -> list[PurchaseAudit]:
    """Read purchases by id, for the auditor."""
    return await many(
        db,
        PurchaseAudit,
        """
        select id,
               status,
               total_minor,
               currency
          from checkout.purchases
         where %(after)s::uuid is null or id > %(after)s
         order by id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )
