"""Money that people report: transfers that came, refunds that were sent; and who sends parcels unpaid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account
from vitrina.payments import rules, store
from vitrina.payments.errors import RefundNotFound, TransferNotFound
from vitrina.payments.model import (
    AwaitedRefund,
    AwaitedTransfer,
    ChargeOutcome,
    ChargeResult,
    KnownTransfer,
    Payment,
    PaymentId,
    PaymentStatus,
    PurchaseId,
    RefundId,
    RefundStatus,
)
from vitrina.payments.service import latest_payments
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

BY_HAND = (rules.CASH, rules.TRANSFER)
AWAITED = {PaymentStatus.WAITING, PaymentStatus.PENDING, PaymentStatus.ABANDONED}


async def awaited_transfers(db: Db, *, after: UUID | None, limit: int) -> list[AwaitedTransfer]:
    """List transfers that buyers promised, by their ids."""
    return await store.awaited_transfers(db, after=after, limit=limit)


async def known_transfers(db: Db, references: Sequence[str]) -> list[KnownTransfer]:
    """Find transfers by their references, those that came as well; others are left out."""
    return await store.known_transfers(db, references) if references else []


async def receive_transfer(
    db: Db, *, payment_id: PaymentId, actor: Person, now: datetime
) -> ChargeResult | None:
    """Note that a transfer came, whole; hand the result to whoever settles. None: it was noted before.

    Also one that came after its time: what it paid for is taken again, or the money is sent back. Raises
    TransferNotFound.
    """
    found = await store.payments_by_id(db, [payment_id])
    if not found or found[0].provider != rules.TRANSFER:
        raise TransferNotFound
    if found[0].status is PaymentStatus.CAPTURED:
        return None
    if found[0].status not in AWAITED:
        raise TransferNotFound
    await store.say(db, payment_id, "received", person_id=actor.id, now=now)
    return _captured(found[0])


def _captured(payment: Payment) -> ChargeResult:
    return ChargeResult(payment_id=payment.id, outcome=ChargeOutcome.CAPTURED, reference=str(payment.id))


async def receive_cash(
    db: Db, *, purchase_id: PurchaseId, actor: Person, now: datetime
) -> ChargeResult | None:
    """Note that a purchase was paid at the door; hand the result to who settles. None: nothing is awaited."""
    payment = (await latest_payments(db, [purchase_id])).get(purchase_id)
    if payment is None or payment.provider != rules.CASH or payment.status is not PaymentStatus.WAITING:
        return None
    await store.say(db, payment.id, "received", person_id=actor.id, now=now)
    return _captured(payment)


async def awaited_refunds(db: Db, *, after: UUID | None, limit: int) -> list[AwaitedRefund]:
    """List money that a person is to send back, or that its provider refused to send, by its ids."""
    return await store.awaited_refunds(db, providers=BY_HAND, after=after, limit=limit)


async def return_by_hand(db: Db, *, refund_id: RefundId, actor: Person, now: datetime) -> None:
    """Note that somebody sent money back; the sweep of refunds books it. Raises RefundNotFound."""
    found = await store.find_refund(db, refund_id)
    if found is None or found.provider not in BY_HAND or found.status is RefundStatus.REFUSED:
        raise RefundNotFound
    await store.say(db, refund_id, "returned", person_id=actor.id, now=now)


async def ask_again(db: Db, *, refund_id: RefundId) -> None:
    """Let a provider be asked again for a refund that it refused. Raises RefundNotFound."""
    if not await store.requeue_refund(db, refund_id):
        raise RefundNotFound


async def let_pay_at_door(db: Db, *, shop_id: ShopId, actor: Person, is_let: bool, now: datetime) -> None:
    """Say whether a shop sends parcels unpaid. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    if is_let:
        await store.put_cash_shop(db, shop_id, now=now)
    else:
        await store.delete_cash_shop(db, shop_id)


async def takes_cash(db: Db, shop_ids: Sequence[ShopId]) -> set[ShopId]:
    """Tell which of some shops send parcels unpaid. One statement."""
    return await store.cash_shops(db, shop_ids) if shop_ids else set()


def cash_account(currency: Currency) -> Account:
    """Name the account on which the cash of doors stands until it is settled."""
    return rules.held(rules.CASH, currency)
