"""Money of merchants that arrived, and what creators and operators see of conversions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.external import rules
from vitrina.external.errors import ConversionNotFound, MerchantNotFound, ReceiptDiffers, ReceiptIdTaken
from vitrina.external.model import (
    Change,
    ChangeView,
    ClickId,
    Conversion,
    ConversionView,
    MerchantId,
    NewReceipt,
    OwedConversion,
    Receipt,
    ReceiptView,
)
from vitrina.external.service.conversions import settle
from vitrina.external.service.products import cards
from vitrina.external.store import conversions as store
from vitrina.external.store import merchants as merchant_store
from vitrina.external.store import products as product_store
from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.http import Page, page_of
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line

RECEIPTS_MAX = 100


async def receive(
    db: Db, *, merchant_id: MerchantId, operator: Person, new: NewReceipt, now: datetime
) -> Receipt:
    """Record that the money of conversions arrived: what creators get of it is theirs to take from now on.

    The sum must be what the conversions come to; rejected ones that were paid count against it. The same id
    again changes nothing. Raises MerchantNotFound, ConversionNotFound, ReceiptDiffers, ReceiptIdTaken.
    """
    if await merchant_store.find(db, merchant_id) is None:
        raise MerchantNotFound
    found = await store.lock(db, merchant_id, sorted(set(new.conversion_ids)))
    if known := await store.find_receipt(db, new.id):
        if (known.merchant_id, known.currency, known.amount_minor) != (
            merchant_id,
            new.amount.currency,
            new.amount.amount_minor,
        ):
            raise ReceiptIdTaken
        return known
    if len(found) < len(set(new.conversion_ids)):
        raise ConversionNotFound
    amount_minor = sum(rules.due(each) for each in found)
    currencies = {each.currency for each in found}
    if currencies != {new.amount.currency} or amount_minor != new.amount.amount_minor:
        raise ReceiptDiffers(amount_minor=amount_minor, currency=" ".join(sorted(currencies)))
    receipt = Receipt(
        id=new.id,
        merchant_id=merchant_id,
        operator_id=operator.id,
        currency=new.amount.currency,
        amount_minor=amount_minor,
        note=clean_line(new.note),
        at=now,
    )
    if not await store.add_receipt(db, receipt):
        raise ReceiptIdTaken
    await settle(db, found, receipt_id=receipt.id, now=now)
    return receipt


def show_receipt(receipt: Receipt) -> ReceiptView:
    """Show a receipt to operators."""
    amount = Money(receipt.amount_minor, receipt.currency)
    return ReceiptView(id=receipt.id, amount=amount, note=receipt.note, at=receipt.at)


async def list_receipts(db: Db, *, merchant_id: MerchantId) -> list[Receipt]:
    """List the newest receipts of a merchant. Raises MerchantNotFound."""
    if await merchant_store.find(db, merchant_id) is None:
        raise MerchantNotFound
    return await store.receipts(db, merchant_id, limit=RECEIPTS_MAX)


async def list_conversions(
    db: Db, *, merchant_id: MerchantId, before: tuple[datetime, UUID] | None, limit: int
) -> Page[OwedConversion]:
    """List the conversions of a merchant for operators, the newest first. Raises MerchantNotFound."""
    if await merchant_store.find(db, merchant_id) is None:
        raise MerchantNotFound
    rows = await store.of_merchant(db, merchant_id, before=before, limit=limit + 1)
    page = page_of(rows, limit, lambda row: (row.created_at, row.id))
    people = await identity.persons(db, list({each.creator_id for each in page.items if each.creator_id}))
    handles = {each.id: each.handle for each in people.values()}
    return Page(
        items=[
            OwedConversion(
                id=each.id,
                transaction=each.transaction_ref,
                event=each.event,
                product_title=each.product_title,
                creator_handle=handles.get(each.creator_id) if each.creator_id else None,
                trust=rules.trust(each),
                commission=Money(each.commission_minor, each.currency),
                due=Money(rules.due(each), each.currency),
                created_at=each.created_at,
            )
            for each in page.items
        ],
        next_cursor=page.next_cursor,
    )


async def conversions_of(
    db: Db, person: Person, *, before: tuple[datetime, UUID] | None, limit: int
) -> Page[ConversionView]:
    """List a creator's sales elsewhere, newest first, each with its arithmetic. Constant statements."""
    rows = await store.of_creator(db, person.id, before=before, limit=limit + 1)
    page = page_of(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=await _views(db, page.items), next_cursor=page.next_cursor)


async def _views(db: Db, rows: Sequence[Conversion]) -> list[ConversionView]:
    if not rows:
        return []
    changes: dict[UUID, list[Change]] = defaultdict(list)
    for each in await store.changes(db, [row.id for row in rows]):
        changes[each.conversion_id].append(each)
    clicks = {
        each.id: each
        for each in await product_store.clicks(db, [ClickId(row.click_id) for row in rows if row.click_id])
    }
    shown = await cards(db, {row.product_id for row in rows if row.product_id})
    merchant_ids = list({row.merchant_id for row in rows})
    merchants = {each.id: each.name for each in await merchant_store.by_ids(db, merchant_ids)}
    views: list[ConversionView] = []
    for row in rows:
        assert row.click_id, "a creator's conversion has a click"
        card = shown.get(row.product_id) if row.product_id else None
        views.append(
            ConversionView(
                id=row.id,
                product_title=row.product_title,
                image_url=card.image_url if card else None,
                merchant_name=merchants[row.merchant_id],
                video_id=clicks[row.click_id].video_id,
                trust=rules.trust(row),
                sale=None if row.sale_minor is None else Money(row.sale_minor, row.currency),
                commission=Money(row.commission_minor, row.currency),
                share_bps=row.share_bps,
                amount=Money(rules.part(row), row.currency),
                available=Money(row.available_minor, row.currency),
                changes=[_change(each, row) for each in changes[row.id]],
                clicked_at=clicks[row.click_id].at,
                created_at=row.created_at,
            )
        )
    return views


def _change(change: Change, row: Conversion) -> ChangeView:
    return ChangeView(
        cause=change.cause,
        state=change.state,
        commission=Money(change.commission_minor, row.currency),
        amount=Money(change.creator_change_minor, row.currency),
        at=change.at,
    )
