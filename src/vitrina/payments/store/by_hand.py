"""SQL of money that no provider reports, and of who sends parcels unpaid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.payments.model import AwaitedRefund, AwaitedTransfer, KnownTransfer, Payment
from vitrina.shops.model import ShopId

Word = Literal["received", "closed", "returned"]


class Said(Struct, frozen=True, kw_only=True):
    """What a person said of some money."""

    word: Word


async def said(db: Db, key: UUID) -> Word | None:
    """Read what was said of a charge or a refund."""
    found = await one(db, Said, "select word from payments.receipts where key = %(key)s", key=key)
    return found and found.word


async def say(db: Db, key: UUID, word: Word, *, person_id: PersonId | None, now: datetime) -> Word:
    """Say something of a charge or a refund; answers what holds. Money that came wins over a closed door."""
    await run(
        db,
        """
        insert into payments.receipts (key, word, person_id, at)
        values (%(key)s, %(word)s, %(person_id)s, %(now)s)
        on conflict (key) do update
           set word = 'received',
               person_id = excluded.person_id,
               at = excluded.at
         where receipts.word = 'closed'
           and excluded.word = 'received'
        """,
        key=key,
        word=word,
        person_id=person_id,
        now=now,
    )
    first = await said(db, key)
    assert first, "it was just written"
    return first


async def close_unchosen(db: Db, payment_id: UUID) -> int:
    """Bar an attempt whose buyer has not chosen from being chosen. 0: she was first."""
    return await run(
        db,
        """
        update payments.payments
           set provider = 'closed'
         where id = %(payment_id)s
           and method is null
           and provider in ('nobody', 'closed')
        """,
        payment_id=payment_id,
    )


async def awaited_transfers(db: Db, *, after: UUID | None, limit: int) -> list[AwaitedTransfer]:
    """List transfers that buyers promised, the oldest first, with those of the last month that are late."""
    return await many(
        db,
        AwaitedTransfer,
        """
        select id as payment_id,
               purchase_id,
               instructions ->> 'reference' as reference,
               amount_minor,
               currency,
               opened_at,
               pay_by
          from payments.payments
         where provider = 'transfer'
           and (status in ('waiting', 'pending')
                or (status = 'abandoned' and pay_by > kit.now() - interval '30 days'))
           and (%(after)s::uuid is null or id > %(after)s)
         order by id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )


async def known_transfers(db: Db, references: Sequence[str]) -> list[KnownTransfer]:
    """Find transfers by what their buyers were told to write into them."""
    return await many(
        db,
        KnownTransfer,
        """
        select id as payment_id,
               instructions ->> 'reference' as reference,
               amount_minor,
               currency,
               status <> 'captured' as is_awaited
          from payments.payments
         where provider = 'transfer'
           and status in ('waiting', 'pending', 'abandoned', 'captured')
           and instructions ->> 'reference' = any(%(references)s::text[])
         order by id
        """,
        references=list(references),
    )


async def awaited_refunds(
    db: Db, *, providers: Sequence[str], after: UUID | None, limit: int
) -> list[AwaitedRefund]:
    """List money that a person is to send back, or that its provider refused to, the oldest first."""
    return await many(
        db,
        AwaitedRefund,
        """
        select r.id as refund_id,
               r.order_id,
               p.provider,
               r.amount_minor,
               r.currency,
               r.asked_at,
               r.status = 'refused' as is_refused,
               r.reason
          from payments.refunds r
          join payments.payments p on p.id = r.payment_id
         where (r.status = 'refused' or r.status = 'queued' and p.provider = any(%(providers)s))
           and (%(after)s::uuid is null or r.id > %(after)s)
         order by r.id
         limit %(limit)s
        """,
        providers=list(providers),
        after=after,
        limit=limit,
    )


async def put_cash_shop(db: Db, shop_id: ShopId, *, now: datetime) -> int:
    """Note that a shop sends parcels unpaid."""
    return await run(
        db,
        """
        insert into payments.cash_shops (shop_id, at)
        values (%(shop_id)s, %(now)s)
        on conflict do nothing
        """,
        shop_id=shop_id,
        now=now,
    )


async def delete_cash_shop(db: Db, shop_id: ShopId) -> int:
    """Note that a shop sends no parcel unpaid any more."""
    return await run(db, "delete from payments.cash_shops where shop_id = %(shop_id)s", shop_id=shop_id)


class _Shop(Struct, frozen=True, kw_only=True):
    shop_id: ShopId


async def cash_shops(db: Db, shop_ids: Sequence[ShopId]) -> set[ShopId]:
    """Tell which of some shops send parcels unpaid."""
    found = await many(
        db,
        _Shop,
        "select shop_id from payments.cash_shops where shop_id = any(%(shop_ids)s::uuid[])",
        shop_ids=list(shop_ids),
    )
    return {row.shop_id for row in found}


async def payments_by_id(db: Db, ids: Sequence[UUID]) -> list[Payment]:
    """Read attempts."""
    return await many(
        db,
        Payment,
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
               method,
               instalments,
               pay_by,
               instructions
          from payments.payments
         where id = any(%(ids)s::uuid[])
        """,
        ids=list(ids),
    )
