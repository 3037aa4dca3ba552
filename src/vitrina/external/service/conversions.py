"""Conversions: reported, confirmed, rejected, paid; each change stands in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.external import rules
from vitrina.external.errors import (
    ConversionMatched,
    ConversionNotFound,
    MerchantNotFound,
    PostbackUnreadable,
)
from vitrina.external.model import (
    Cause,
    Change,
    Click,
    ClickId,
    Conversion,
    ConversionId,
    Merchant,
    MerchantId,
    Posted,
    ReceiptId,
    State,
    Told,
)
from vitrina.external.store import conversions as store
from vitrina.external.store import merchants as merchant_store
from vitrina.external.store import products as product_store
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id
from vitrina.ledger import service as ledger

KEPT_FOR = timedelta(days=400)
FORGET_BATCH = 5_000
FORGET_BATCHES_MAX = 50
# Proved postbacks are rows for ever. A network has many sales; a person with a merchant of her own has few.
REPORTS = Limiter(per_minute=1_200)
OWN_REPORTS = Limiter(per_minute=30, burst=120)
REPEATED, UNREADABLE, ORPHAN, CHANGED, UNCHANGED = "repeated", "unreadable", "orphan", "changed", "unchanged"


class Proof(Struct, frozen=True, kw_only=True):
    """What a postback is proved by. real_now: signatures do not follow the clock of a demo."""

    secret_key: str
    real_now: datetime


async def hear(
    pool: Pool, *, merchant_id: MerchantId, parameters: Mapping[str, str], proof: Proof, now: datetime
) -> Posted:
    """Take a postback: prove it, keep it, and let it change its conversion, once.

    An unknown click makes an orphan, which is answered like any other. Raises MerchantNotFound,
    PostbackRefused, TooManyRequests (nothing is kept of these), PostbackUnreadable (it is kept).
    """
    async with pool.transaction() as db:
        merchant = await merchant_store.find(db, merchant_id)
    if merchant is None:
        raise MerchantNotFound
    digest = rules.require_genuine(merchant, parameters, secret_key=proof.secret_key, now=proof.real_now)
    _spend(merchant)
    postback_id = new_id()
    try:
        said = rules.told(merchant, parameters)
    except PostbackUnreadable as refusal:
        async with pool.transaction() as db:
            await _keep(db, merchant, parameters, id=postback_id, digest=digest, outcome=UNREADABLE, now=now)
        raise refusal
    async with pool.transaction() as db:
        if not await _keep(db, merchant, parameters, id=postback_id, digest=digest, outcome=CHANGED, now=now):
            return Posted(outcome=REPEATED)
        outcome = await _apply(db, merchant, said, postback_id=postback_id, now=now)
        if outcome != CHANGED:
            await merchant_store.set_outcome(db, postback_id, outcome)
    return Posted(outcome=outcome)


def _spend(merchant: Merchant) -> None:
    if merchant.person_id:
        OWN_REPORTS.spend(str(merchant.person_id))
    else:
        REPORTS.spend(str(merchant.id))


async def _keep(
    db: Db,
    merchant: Merchant,
    parameters: Mapping[str, str],
    *,
    id: UUID,
    digest: bytes | None,
    outcome: str,
    now: datetime,
) -> int:
    kept = rules.without_secrets(merchant, parameters)
    return await merchant_store.add_postback(
        db, id=id, merchant_id=merchant.id, parameters=kept, digest=digest, outcome=outcome, now=now
    )


async def _apply(db: Db, merchant: Merchant, said: Told, *, postback_id: UUID, now: datetime) -> str:
    known = await store.lock_event(db, merchant.id, said.transaction, said.event)
    if known is None:
        if said.currency is None or said.commission_minor is None:
            return UNREADABLE
        await store.add(db, _new(merchant, said, now))
        # Two at once: one added it, and both go on from what is there.
        known = await store.lock_event(db, merchant.id, said.transaction, said.event)
        assert known, "it was added, or is in the way"
    if said.currency not in (None, known.currency):
        return UNREADABLE
    heard = rules.heard(known, said, is_own_merchant=merchant.person_id is not None)
    if heard.click_id is None and said.click_id:
        heard = await _matched(db, heard, said.click_id)
    if known.change_count and rules.placed(heard) == known:
        return UNCHANGED
    await _write(db, [(known, heard)], cause=Cause.POSTBACK, postback_id=postback_id, now=now)
    return CHANGED if heard.click_id else ORPHAN


def _new(merchant: Merchant, said: Told, now: datetime) -> Conversion:
    assert said.currency and said.commission_minor is not None
    return Conversion(
        id=ConversionId(new_id()),
        merchant_id=merchant.id,
        transaction_ref=said.transaction,
        event=said.event,
        click_id=None,
        creator_id=None,
        product_id=None,
        product_title="",
        currency=said.currency,
        sale_minor=said.sale_minor,
        commission_minor=said.commission_minor,
        share_bps=0,
        state=State.REPORTED,
        received_minor=0,
        reported_minor=0,
        pending_minor=0,
        available_minor=0,
        receivable_minor=0,
        change_count=0,
        created_at=now,
        changed_at=now,
    )


async def _matched(db: Db, conversion: Conversion, click_id: ClickId) -> Conversion:
    """Give a conversion to the creator of its click; a click of another merchant counts for nothing."""
    named = await product_store.find_click(db, click_id)
    if named is None or named.click.merchant_id != conversion.merchant_id:
        return conversion
    click: Click = named.click
    return msgspec.structs.replace(
        conversion,
        click_id=click.id,
        creator_id=click.creator_id,
        product_id=click.product_id,
        product_title=named.title,
        share_bps=click.share_bps,
    )


async def match(
    db: Db, *, merchant_id: MerchantId, conversion_id: ConversionId, click_id: ClickId, now: datetime
) -> None:
    """Give an orphan its click, as an operator found it.

    Raises ConversionNotFound, ConversionMatched for one that has another, or a click of another merchant.
    """
    found = await store.lock(db, merchant_id, [conversion_id])
    if not found:
        raise ConversionNotFound
    [known] = found
    if known.click_id == click_id:
        return
    matched = known if known.click_id else await _matched(db, known, click_id)
    if matched.click_id == known.click_id:
        raise ConversionMatched
    await _write(db, [(known, matched)], cause=Cause.MATCHED, now=now)


async def _write(
    db: Db,
    moves: Sequence[tuple[Conversion, Conversion]],
    *,
    cause: Cause,
    postback_id: UUID | None = None,
    receipt_id: ReceiptId | None = None,
    now: datetime,
) -> None:
    """Write conversions, what changed, and the movement of their money. Constant statements."""
    numbered = [
        (
            before,
            msgspec.structs.replace(
                rules.placed(after), change_count=before.change_count + 1, changed_at=now
            ),
        )
        for before, after in moves
    ]
    await store.change(db, [after for _, after in numbered])
    await store.add_changes(
        db,
        [
            Change(
                conversion_id=after.id,
                number=after.change_count,
                cause=cause,
                state=after.state,
                commission_minor=after.commission_minor,
                creator_change_minor=rules.part(after) - rules.part(before),
                postback_id=postback_id,
                receipt_id=receipt_id,
                at=now,
            )
            for before, after in numbered
        ],
    )
    journals = [rules.movement(before, after, now=now) for before, after in numbered]
    await ledger.post(db, [each for each in journals if each])


async def settle(
    db: Db,
    found: Sequence[Conversion],
    *,
    receipt_id: ReceiptId,
    now: datetime,
) -> None:
    """Note that the money of locked conversions arrived, or went back where they were rejected."""
    moves = [
        (each, msgspec.structs.replace(each, received_minor=each.received_minor + rules.due(each)))
        for each in found
        if rules.due(each)
    ]
    await _write(db, moves, cause=Cause.MONEY_RECEIVED, receipt_id=receipt_id, now=now)


async def forget_postbacks(pool: Pool, *, now: datetime) -> int:
    """Delete what was reported long ago; conversions stay. Returns how many."""
    gone_count = 0
    for _ in range(FORGET_BATCHES_MAX):
        async with pool.transaction() as db:
            gone = await merchant_store.forget_postbacks(db, before=now - KEPT_FOR, limit=FORGET_BATCH)
        gone_count += gone
        if gone < FORGET_BATCH:
            break
    return gone_count
