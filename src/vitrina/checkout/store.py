"""SQL of checkout."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.checkout.model import ExemptBuyer, ExemptBuyerId, Purchase, PurchaseOrder, PurchaseStatus
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import Record, Subject, records
from vitrina.kit.places import Currency
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId

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


async def mark_exempt(db: Db, shop_id: ShopId, buyer: ExemptBuyer, *, now: datetime) -> int:
    """Write a buyer without tax in place of what is written of her. 0: the id is another's."""
    await run(
        db,
        """
        delete from checkout.exempt_buyers
         where shop_id = %(shop_id)s
           and id <> %(id)s
           and (person_id = %(person_id)s::uuid or email = %(email)s::text)
        """,
        shop_id=shop_id,
        id=buyer.id,
        person_id=buyer.person_id,
        email=buyer.email,
    )
    return await run(
        db,
        """
        insert into checkout.exempt_buyers as b (id, shop_id, person_id, email, document, ends_on, created_at)
        values (%(id)s, %(shop_id)s, %(person_id)s, %(email)s, %(document)s, %(ends_on)s, %(now)s)
            on conflict (id) do update
           set document = excluded.document,
               ends_on = excluded.ends_on
         where b.shop_id = excluded.shop_id
           and b.person_id is not distinct from excluded.person_id
           and b.email is not distinct from excluded.email
        """,
        id=buyer.id,
        shop_id=shop_id,
        person_id=buyer.person_id,
        email=buyer.email,
        document=buyer.document,
        ends_on=buyer.ends_on,
        now=now,
    )


async def unmark_exempt(db: Db, shop_id: ShopId, id: ExemptBuyerId) -> int:
    """Delete a buyer without tax."""
    return await run(
        db,
        "delete from checkout.exempt_buyers where shop_id = %(shop_id)s and id = %(id)s",
        shop_id=shop_id,
        id=id,
    )


async def exempt_buyers(db: Db, shop_id: ShopId, *, limit: int) -> list[ExemptBuyer]:
    """List the buyers without tax of a shop, the last marked first."""
    return await many(
        db,
        ExemptBuyer,
        """
        select id, person_id, email, document, ends_on
          from checkout.exempt_buyers
         where shop_id = %(shop_id)s
         order by created_at desc, id
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def count_exempt(db: Db, shop_id: ShopId) -> int:
    """Count the buyers without tax of a shop, and let others who count them wait."""
    return await value(
        db,
        """
        with line as (
            select pg_advisory_xact_lock(hashtextextended(%(shop_id)s::uuid::text, 116))
        )
        select (select count(*) from checkout.exempt_buyers b where b.shop_id = %(shop_id)s::uuid)
          from line
        """,
        shop_id=shop_id,
    )


class Exemption(Struct, frozen=True, kw_only=True):
    """That a shop sells to a person without tax, up to a day."""

    shop_id: ShopId
    person_id: PersonId
    document: str
    ends_on: date


async def exemptions(
    db: Db, shop_ids: Sequence[ShopId], people: Sequence[tuple[PersonId, str]]
) -> list[Exemption]:
    """Read which of these people, each with her e-mail, pay no tax in which of these shops."""
    return await many(
        db,
        Exemption,
        """
        select b.shop_id, p.person_id, b.document, b.ends_on
          from unnest(%(person_ids)b::uuid[], %(emails)b::text[]) as p (person_id, email)
          join checkout.exempt_buyers b on b.person_id = p.person_id or b.email = p.email
         where b.shop_id = any(%(shop_ids)b::uuid[])
         order by b.ends_on
        """,
        shop_ids=list(shop_ids),
        person_ids=[person_id for person_id, _ in people],
        emails=[email for _, email in people],
    )


async def export_exempt(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read which shops sell to a person without tax."""
    async for record in records(
        db,
        "tax_exemptions",
        """
        select shop_id, email, document, ends_on, created_at
          from checkout.exempt_buyers
         where person_id = %(person_id)s or email = %(email)s
         order by created_at
        """,
        person_id=subject.person_id,
        email=subject.email,
    ):
        yield record


async def forget_exempt(db: Db, subject: Subject) -> int:
    """Delete what shops wrote of a person who pays no tax."""
    return await run(
        db,
        "delete from checkout.exempt_buyers where person_id = %(person_id)s or email = %(email)s",
        person_id=subject.person_id,
        email=subject.email,
    )
