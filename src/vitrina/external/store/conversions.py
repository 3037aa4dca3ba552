"""SQL of conversions, their changes, and receipts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.external.model import Change, Conversion, ConversionId, MerchantId, Receipt, ReceiptId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.kit.places import Currency

CHANGES_MAX = 2_000


async def add(db: Db, conversion: Conversion) -> int:
    """Insert a conversion; 0 when its event is known."""
    return await run(
        db,
        """
        insert into external.conversions
               (id, merchant_id, transaction_ref, event, click_id, creator_id, product_id, product_title,
                currency, sale_minor, commission_minor, share_bps, state, created_at, changed_at)
        values (%(id)s, %(merchant_id)s, %(transaction_ref)s, %(event)s, %(click_id)s, %(creator_id)s,
                %(product_id)s, %(product_title)s, %(currency)s, %(sale_minor)s, %(commission_minor)s,
                %(share_bps)s, %(state)s, %(created_at)s, %(changed_at)s)
            on conflict (merchant_id, transaction_ref, event) do nothing
        """,
        **msgspec.structs.asdict(conversion),
    )


async def lock_event(db: Db, merchant_id: MerchantId, transaction_ref: str, event: str) -> Conversion | None:
    """Find and lock the conversion of an event."""
    return await one(
        db,
        Conversion,
        """
        select id, merchant_id, transaction_ref, event, click_id, creator_id, product_id, product_title,
               currency, sale_minor, commission_minor, share_bps, state, received_minor, reported_minor,
               pending_minor, available_minor, receivable_minor, change_count, created_at, changed_at
          from external.conversions
         where merchant_id = %(merchant_id)s
           and transaction_ref = %(transaction_ref)s
           and event = %(event)s
           for update
        """,
        merchant_id=merchant_id,
        transaction_ref=transaction_ref,
        event=event,
    )


async def lock(db: Db, merchant_id: MerchantId, ids: Sequence[ConversionId]) -> list[Conversion]:
    """Read and lock conversions of a merchant, in the order of their ids."""
    return await many(
        db,
        Conversion,
        """
        select id, merchant_id, transaction_ref, event, click_id, creator_id, product_id, product_title,
               currency, sale_minor, commission_minor, share_bps, state, received_minor, reported_minor,
               pending_minor, available_minor, receivable_minor, change_count, created_at, changed_at
          from external.conversions
         where id = any(%(ids)s)
           and merchant_id = %(merchant_id)s
         order by id
           for update
        """,
        ids=list(ids),
        merchant_id=merchant_id,
    )


async def change(db: Db, conversions: Sequence[Conversion]) -> int:
    """Write what conversions came to. One statement, however many."""
    return await run(
        db,
        """
        update external.conversions c
           set click_id = n.click_id,
               creator_id = n.creator_id,
               product_id = n.product_id,
               product_title = n.product_title,
               share_bps = n.share_bps,
               sale_minor = n.sale_minor,
               commission_minor = n.commission_minor,
               state = n.state,
               received_minor = n.received_minor,
               reported_minor = n.reported_minor,
               pending_minor = n.pending_minor,
               available_minor = n.available_minor,
               receivable_minor = n.receivable_minor,
               change_count = n.change_count,
               changed_at = n.changed_at
          from jsonb_to_recordset(%(rows)s::jsonb)
               as n (id uuid, click_id uuid, creator_id uuid, product_id uuid, product_title text,
                     share_bps int, sale_minor bigint, commission_minor bigint, state text,
                     received_minor bigint, reported_minor bigint, pending_minor bigint,
                     available_minor bigint, receivable_minor bigint, change_count int,
                     changed_at timestamptz)
         where c.id = n.id
        """,
        rows=msgspec.json.encode(list(conversions)).decode(),
    )


async def add_changes(db: Db, changes: Sequence[Change]) -> int:
    """Append changes. One statement, however many."""
    return await run(
        db,
        """
        insert into external.changes
               (conversion_id, number, cause, state, commission_minor, creator_change_minor, postback_id,
                receipt_id, at)
        select conversion_id, number, cause, state, commission_minor, creator_change_minor, postback_id,
               receipt_id, at
          from jsonb_to_recordset(%(rows)s::jsonb)
               as c (conversion_id uuid, number int, cause text, state text, commission_minor bigint,
                     creator_change_minor bigint, postback_id uuid, receipt_id uuid, at timestamptz)
        """,
        rows=msgspec.json.encode(list(changes)).decode(),
    )


async def changes(db: Db, ids: Sequence[ConversionId]) -> list[Change]:
    """Read the changes of conversions, the first ones first."""
    return await many(
        db,
        Change,
        """
        select conversion_id, number, cause, state, commission_minor, creator_change_minor, postback_id,
               receipt_id, at
          from external.changes
         where conversion_id = any(%(ids)s)
         order by conversion_id, number
         limit %(limit)s
        """,
        ids=list(ids),
        limit=CHANGES_MAX,
    )


async def of_creator(
    db: Db, creator_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Conversion]:
    """List a creator's conversions, the newest first."""
    return await many(
        db,
        Conversion,
        """
        select id, merchant_id, transaction_ref, event, click_id, creator_id, product_id, product_title,
               currency, sale_minor, commission_minor, share_bps, state, received_minor, reported_minor,
               pending_minor, available_minor, receivable_minor, change_count, created_at, changed_at
          from external.conversions
         where creator_id = %(creator_id)s
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def of_merchant(
    db: Db, merchant_id: MerchantId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Conversion]:
    """List a merchant's conversions, the newest first."""
    return await many(
        db,
        Conversion,
        """
        select id, merchant_id, transaction_ref, event, click_id, creator_id, product_id, product_title,
               currency, sale_minor, commission_minor, share_bps, state, received_minor, reported_minor,
               pending_minor, available_minor, receivable_minor, change_count, created_at, changed_at
          from external.conversions
         where merchant_id = %(merchant_id)s
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        merchant_id=merchant_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


class Owed(Struct, frozen=True, kw_only=True):
    """What a merchant owes in a currency."""

    merchant_id: MerchantId
    currency: Currency
    amount_minor: int


async def owed(db: Db, merchant_ids: Sequence[MerchantId]) -> list[Owed]:
    """Add up what merchants owe, per currency. Costs what is open, not what was ever settled."""
    return await many(
        db,
        Owed,
        """
        select merchant_id, currency, sum(receivable_minor)::bigint as amount_minor
          from external.conversions
         where merchant_id = any(%(ids)s)
           and receivable_minor <> 0
         group by merchant_id, currency
        having sum(receivable_minor) <> 0
         order by currency
        """,
        ids=list(merchant_ids),
    )


async def add_receipt(db: Db, receipt: Receipt) -> int:
    """Insert a receipt; 0 when its id is taken."""
    return await run(
        db,
        """
        insert into external.receipts (id, merchant_id, operator_id, currency, amount_minor, note, at)
        values (%(id)s, %(merchant_id)s, %(operator_id)s, %(currency)s, %(amount_minor)s, %(note)s, %(at)s)
            on conflict (id) do nothing
        """,
        **msgspec.structs.asdict(receipt),
    )


async def find_receipt(db: Db, receipt_id: ReceiptId) -> Receipt | None:
    """Find a receipt."""
    return await one(
        db,
        Receipt,
        """
        select id, merchant_id, operator_id, currency, amount_minor, note, at
          from external.receipts
         where id = %(id)s
        """,
        id=receipt_id,
    )


async def receipts(db: Db, merchant_id: MerchantId, *, limit: int) -> list[Receipt]:
    """List the newest receipts of a merchant."""
    return await many(
        db,
        Receipt,
        """
        select id, merchant_id, operator_id, currency, amount_minor, note, at
          from external.receipts
         where merchant_id = %(merchant_id)s
         order by at desc, id desc
         limit %(limit)s
        """,
        merchant_id=merchant_id,
        limit=limit,
    )
