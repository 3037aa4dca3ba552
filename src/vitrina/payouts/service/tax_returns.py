"""Tax of sales that went back after it was withheld: a line of its own on the payee's account."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, Pool
from vitrina.ledger import service as ledger
from vitrina.orders import service as orders
from vitrina.orders.model import Order, OrderId
from vitrina.payouts.model import PayeeKind, PayoutId, TaxReturn, TaxReturnSum, Withholding
from vitrina.payouts.rules import journals, taxes
from vitrina.payouts.store import destinations, sales, tax_returns
from vitrina.payouts.store import payouts as store
from vitrina.payouts.store.sales import RefundedSale

BATCH_SIZE = 100
BATCHES_MAX = 200


async def note_refunded(db: Db, order_ids: Sequence[OrderId]) -> None:
    """Remember that something of orders went back, for the tax that may have been withheld of them."""
    if order_ids:
        await sales.mark_refunded(db, order_ids)


async def return_taxes(pool: Pool, *, now: datetime) -> int:
    """Give back the tax of what went back after a payout withheld it and arrived. Returns how many sales.

    May run twice. A payout that has not arrived yet is waited for: one that comes back withholds nothing.
    """
    done_count = 0
    for _ in range(BATCHES_MAX):
        async with pool.transaction() as db:
            due = await sales.take_refunded(db, limit=BATCH_SIZE)
            await _return(db, due, now=now)
        done_count += len(due)
        if len(due) < BATCH_SIZE:
            break
    return done_count


async def _return(db: Db, due: Sequence[RefundedSale], *, now: datetime) -> None:
    if not due:
        return
    for payee_id in sorted({each.payee_id for each in due}):
        await destinations.line_up(db, payee_id)
    payout_ids = list({each.payout_id for each in due})
    withheld: dict[PayoutId, list[Withholding]] = defaultdict(list)
    for tax in await store.withholdings(db, payout_ids):
        withheld[tax.payout_id].append(tax)
    before = {(each.payout_id, each.tax): each for each in await tax_returns.sums(db, payout_ids)}
    known = await orders.orders_by_id(db, [each.order_id for each in due])
    for sale in due:
        order = known[sale.order_id]
        gone = _gone(sale, order)
        returned = [
            TaxReturn(
                payout_id=sale.payout_id,
                tax=tax.tax,
                order_id=order.id,
                refunded_minor=order.refunded_minor,
                base_minor=gone[tax.tax],
                rate_bps=tax.rate_bps,
                amount_minor=taxes.returned(
                    tax, gone_minor=gone[tax.tax], before=before.get((tax.payout_id, tax.tax))
                ),
                at=now,
            )
            for tax in withheld[sale.payout_id]
            if gone[tax.tax] > 0
        ]
        await tax_returns.add(db, returned)
        before |= {
            (each.payout_id, each.tax): _sum(before.get((each.payout_id, each.tax)), each)
            for each in returned
        }
        await sales.reckon(db, sale.journal_id, refunded_minor=order.refunded_minor)
        journal = journals.tax_returned(sale.payee_id, sale.currency, returned, now=now)
        await ledger.post(db, [journal] if journal else [])


def _sum(before: TaxReturnSum | None, more: TaxReturn) -> TaxReturnSum:
    return TaxReturnSum(
        payout_id=more.payout_id,
        tax=more.tax,
        base_minor=more.base_minor + (before.base_minor if before else 0),
        amount_minor=more.amount_minor + (before.amount_minor if before else 0),
    )


def _gone(sale: RefundedSale, order: Order) -> dict[str, int]:
    """Tell how much of each tax's base went back since it was last reckoned."""

    def base(refunded_minor: int) -> taxes.Base:
        return taxes.base_of(
            PayeeKind.SHOP, amount_minor=0, orders=[order], refunded={order.id: refunded_minor}
        )

    then, since = base(sale.refunded_minor), base(order.refunded_minor)
    return {
        taxes.ISR: then.income_minor - since.income_minor,
        taxes.IVA: then.iva_minor - since.iva_minor,
    }
