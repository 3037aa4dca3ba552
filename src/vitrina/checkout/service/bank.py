"""A statement of the bank, held against transfers and cash that are awaited: first told, then noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from vitrina.checkout import bank_rules as rules
from vitrina.checkout.bank_model import BankLine, BankLineView, BankReport, BankVerdict, NewBankStatement
from vitrina.checkout.service.hand import receive_transfer, remit_cash
from vitrina.identity.model import Person
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.orders import service as orders
from vitrina.orders.errors import NoCashAwaited
from vitrina.orders.model import OrderId
from vitrina.orders.unpaid import PaidInCash
from vitrina.payments import by_hand
from vitrina.payments.errors import TransferNotFound
from vitrina.payments.model import KnownTransfer, PaymentId


async def hold_bank_statement(
    pool: Pool, *, new: NewBankStatement, actor: Person, now: datetime
) -> BankReport:
    """Tell line by line what a statement is about and, where it is asked for, note what fits to the cent.

    A statement may be held against what is awaited again and again: what was noted is not noted twice. Raises
    BankStatementUnreadable.
    """
    lines = rules.read(new.text, new.currency)
    async with pool.transaction() as db:
        wanted = {each for line in lines for each in rules.references(line)}
        transfers = {each.reference: each for each in await by_hand.known_transfers(db, list(wanted))}
        named = {each for line in lines for each in rules.codes(line)}
        cash = {each.code: each for each in await orders.paid_in_cash(db, sorted(named))}
    views = _views(lines, new.currency, transfers, cash)
    if new.is_applied:
        views = [await _note(pool, view, actor=actor, now=now) for view in views]
    fitting = [view for view in views if view.verdict in {BankVerdict.TRANSFER, BankVerdict.CASH}]
    return BankReport(lines=views, fitting_count=len(fitting), is_applied=new.is_applied)


def _views(
    lines: Sequence[BankLine],
    currency: Currency,
    transfers: Mapping[str, KnownTransfer],
    cash: Mapping[str, PaidInCash],
) -> list[BankLineView]:
    """Say of each line what it is; what one line has, no later one gets."""
    views: list[BankLineView] = []
    had = set[str]()
    for line in lines:
        view = _view(line, currency, transfers, cash)
        if view.reference in had:
            view = _as(view, BankVerdict.DIFFERS)
        elif view.reference and view.verdict in {BankVerdict.TRANSFER, BankVerdict.CASH}:
            had.add(view.reference)
        views.append(view)
    return views


def _view(
    line: BankLine,
    currency: Currency,
    transfers: Mapping[str, KnownTransfer],
    cash: Mapping[str, PaidInCash],
) -> BankLineView:
    plain = BankLineView(
        row=line.row,
        amount=Money(line.amount_minor, currency),
        words=line.words,
        verdict=BankVerdict.OUTGOING if line.amount_minor < 0 else BankVerdict.UNKNOWN,
        reference=None,
        expected=None,
        thing_id=None,
    )
    if line.amount_minor < 0:
        return plain
    for reference in rules.references(line):
        if (transfer := transfers.get(reference)) and transfer.currency is currency:
            is_whole = transfer.amount_minor == line.amount_minor
            fits = BankVerdict.TRANSFER if transfer.is_awaited else BankVerdict.NOTED
            return replace(
                plain,
                verdict=fits if is_whole else BankVerdict.DIFFERS,
                reference=reference,
                expected=Money(transfer.amount_minor, currency),
                thing_id=transfer.payment_id,
            )
    for code in rules.codes(line):
        if (order := cash.get(code)) and order.currency is currency:
            is_whole = rules.is_cash_of(line.amount_minor, order.total_minor)
            fits = BankVerdict.NOTED if order.is_remitted else BankVerdict.CASH
            return replace(
                plain,
                verdict=fits if is_whole else BankVerdict.DIFFERS,
                reference=code,
                expected=Money(order.total_minor, currency),
                thing_id=order.id,
            )
    return plain


def _as(view: BankLineView, verdict: BankVerdict) -> BankLineView:
    return replace(view, verdict=verdict)


async def _note(pool: Pool, view: BankLineView, *, actor: Person, now: datetime) -> BankLineView:
    """Note what a line is about; one that somebody noted meanwhile was noted."""
    try:
        if view.verdict is BankVerdict.TRANSFER and view.thing_id:
            await receive_transfer(pool, payment_id=PaymentId(view.thing_id), actor=actor, now=now)
        elif view.verdict is BankVerdict.CASH and view.thing_id and view.expected:
            async with pool.transaction() as db:
                fee = view.expected - view.amount
                await remit_cash(db, order_id=OrderId(view.thing_id), fee=fee, now=now)
    except (TransferNotFound, NoCashAwaited):
        return _as(view, BankVerdict.NOTED)
    return view
