"""Withdrawing without an account: a code at once, whatever was typed; a job looks afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from vitrina.identity import service as identity
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Refusal, TooManyRequests
from vitrina.kit.ids import new_id, short_code
from vitrina.media import service as media
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId, OrderLineId
from vitrina.orders.refund_model import LineQuantity, NewRefund
from vitrina.payments.model import RefundId
from vitrina.returns import store
from vitrina.returns.errors import ReturnOpen
from vitrina.returns.model import (
    AskWithdrawal,
    NewReturn,
    ReturnId,
    ReturnReason,
    Withdrawal,
    WithdrawalOutcome,
    WithdrawalReceipt,
)
from vitrina.returns.service.ask import open_return

CODE_PREFIX = "WD"
EMAIL_WINDOW = timedelta(hours=1)
PER_EMAIL = 10
KEPT = timedelta(days=180)
PHOTOS_KEPT = timedelta(days=1)
FORGOTTEN_AT_ONCE = 5_000


async def ask_withdrawal(db: Db, asked: AskWithdrawal, *, now: datetime) -> WithdrawalReceipt:
    """Write down that somebody withdraws from an order, and give her a code. Looks nothing up.

    Raises Malformed, TooManyRequests.
    """
    email = identity.normal_email(asked.email)
    if await store.count_withdrawals(db, email, since=now - EMAIL_WINDOW) >= PER_EMAIL:
        raise TooManyRequests(retry_after_s=int(EMAIL_WINDOW.total_seconds()) // PER_EMAIL)
    code = short_code(CODE_PREFIX)
    new = Withdrawal(code=code, order_code=asked.order_code.strip().upper(), email=email)
    await store.add_withdrawal(db, new, now=now)
    return WithdrawalReceipt(code=code, asked_at=now)


async def withdraw(db: Db, code: str, *, now: datetime) -> None:
    """Do what a withdrawal asks for: cancel the order, or ask for the return of all of it; once.

    A return that is open already goes on as it is; what has not left is given back beside it.
    """
    asked = await store.take_withdrawal(db, code)
    if asked is None:
        return
    order_id = await orders.find_by_code(db, code=asked.order_code, email=asked.email)
    outcome = WithdrawalOutcome.NOTHING
    if order_id:
        try:
            async with db.transaction():
                outcome = await _withdraw(db, order_id, code, now)
        except Refusal:
            outcome = WithdrawalOutcome.NOTHING
    await store.end_withdrawal(db, code, outcome)


async def _withdraw(db: Db, order_id: OrderId, code: str, now: datetime) -> WithdrawalOutcome:
    order = (await orders.orders_by_id(db, [order_id]))[order_id]
    if order.status in orders.UNSHIPPED:
        await orders.cancel(db, order_id=order_id, access=Access(has_key=True), reason=code, now=now)
        return WithdrawalOutcome.CANCELLED
    lines = await orders.lines_of(db, order_id)
    # What has not left stays where it is; what has comes back.
    if not_sent := {line.id: line.left_quantity for line in lines if line.left_quantity}:
        wanted = NewRefund(id=RefundId(new_id()), lines=_units(not_sent), reason=code)
        await orders.give_back(db, order_id=order_id, wanted=wanted, now=now)
    sent = {line.id: line.kept_quantity for line in lines if line.kept_quantity}
    new = NewReturn(
        id=ReturnId(new_id()),
        lines=_units(sent),
        reason=ReturnReason.CHANGED_MIND,
        words=code,
    )
    try:
        async with db.transaction():
            await open_return(db, order, new, sent, now=now)
    except ReturnOpen:
        if not not_sent:
            raise
    return WithdrawalOutcome.RETURN


def _units(quantities: Mapping[OrderLineId, int]) -> list[LineQuantity]:
    return [LineQuantity(line_id=line_id, quantity=quantity) for line_id, quantity in quantities.items()]


async def forget_photos(pool: Pool, *, now: datetime) -> int:
    """Delete pictures that guests sent a day ago and did not use, some at once. Returns how many."""
    async with pool.transaction() as db:
        unused = await store.forget_photos(db, before=now - PHOTOS_KEPT, limit=FORGOTTEN_AT_ONCE)
        await media.delete_files(db, unused)
    return len(unused)


async def forget_old(pool: Pool, *, now: datetime) -> int:
    """Delete withdrawals of half a year ago, some at once. Returns how many."""
    async with pool.transaction() as db:
        return await store.forget_withdrawals(db, before=now - KEPT, limit=FORGOTTEN_AT_ONCE)
