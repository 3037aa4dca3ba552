"""Bugs that were made on purpose: each changes one place of the product, and some oracle must notice.

They are of the kinds that lost, doubled or oversold something elsewhere: a check without its lock, a step
that runs twice, a guard that looks at the wrong state, a rounding, an amount of the wrong thing.
"""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

INVENTORY = "migrations/0008_inventory.sql"
PARCELS = "migrations/0120_parcels.sql"
LEDGER = "migrations/0003_ledger.sql"
PAYMENTS, PAYMENTS_STORE = "payments/service.py", "payments/store/attempts.py"
REFUNDS_STORE = "payments/store/refunds.py"
PAYMENTS_RULES = "payments/rules.py"
CHECKOUT_PAY, CHECKOUT_PLACE = "checkout/service/pay.py", "checkout/service/place.py"
ORDERS_RULES, ORDERS_CANCEL = "orders/rules.py", "orders/service/cancel.py"
ORDERS_MATURE = "orders/service/mature.py"
AFFILIATES, AFFILIATES_RULES = "affiliates/service/commissions.py", "affiliates/rules.py"
AFFILIATES_STORE = "affiliates/store/commissions.py"
DROPS, DROPS_STORE, PROMOTIONS = "drops/rules.py", "drops/store/claims.py", "migrations/0095_promotions.sql"
REFUND_RULES, PAYOUTS = "orders/refund_rules.py", "payouts/rules/paydays.py"


class Oracle(StrEnum):
    """What must notice."""

    SIMULATION = "simulation"
    """Random buyers, shops, banks and time (tests/simulation)."""
    RACES = "races"
    """Buyers against each other, and attacks on ledger and stock (tests of those modules)."""
    CRASH = "crash"
    """A day in which a process dies (lab crash)."""
    KILL = "kill"
    """A shop that is killed while it sells (lab kill)."""


class Bug(Struct, frozen=True, kw_only=True):
    """One bug. file: below src/vitrina.  old: what stands there, once; new: what the bug makes of it."""

    name: str
    file: str
    old: str
    new: str
    caught_by: Oracle = Oracle.SIMULATION


BUGS: Sequence[Bug] = (
    Bug(
        name="a hold looks for one unit, whatever is wanted",
        file=INVENTORY,
        old="if coalesce(free[purchase.places[i]], 0) < purchase.quantities[i] then",
        new="if coalesce(free[purchase.places[i]], 0) < 1 then",
    ),
    Bug(
        name="a batch of holds forgets what its first ones took",
        file=INVENTORY,
        old="free[purchase.places[i]] := available - wanted;",
        new="free[purchase.places[i]] := available;",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a purchase that lacks one line keeps the others",
        file=INVENTORY,
        old="is_short := true;",
        new="is_short := i = 1;",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="stock may go below nothing",
        file=INVENTORY,
        old="available integer not null default 0 check (available >= 0),",
        new="available integer not null default 0,",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a late payment takes no stock",
        file=INVENTORY,
        old="        perform inventory.hold_again(late, purchases);",
        new="        update inventory.holds set state = 'active' where purchase_id = any(late)\n"
        "            and state = 'expired';",
    ),
    Bug(
        name="a cancelled order gives back what it never had",
        file=PARCELS,
        old="                  and h.state = from_state\n",
        new="",
    ),
    Bug(
        name="a unit gets lost on its way back to the shelf",
        file=INVENTORY,
        old="set available = s.available + greatest(0, b.quantity - s.short_by),",
        new="set available = s.available + greatest(0, b.quantity - s.short_by - 1),",
    ),
    Bug(
        name="the sweeper takes what was sold",
        file=INVENTORY,
        old="                where h.state = 'active'\n                  and h.until <= kit.now()",
        new="                where h.state in ('active', 'sold')\n                  and h.until <= kit.now()",
    ),
    Bug(
        name="the sweeper gives nothing back",
        file=INVENTORY,
        old="    perform inventory.put_back(given.purchases, given.variants, given.quantities, 'expiry');\n",
        new="",
    ),
    Bug(
        name="shipped units count as on the shelf",
        file=PARCELS,
        old="then 'shipped' else 'sold' end",
        new="then 'released' else 'sold' end",
    ),
    Bug(
        name="a journal need not balance",
        file=LEDGER,
        old="    having sum(f.amount_minor) <> 0\n     limit 1;",
        new="    having false\n     limit 1;",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="lines can be added to an old journal",
        file=LEDGER,
        old="where j.line_count <> (select count(*) from ledger.entries e where e.journal_id = j.id)",
        new="where false",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a key may be used for other lines",
        file=LEDGER,
        old="raise exception 'the key % was used for other lines', differing using errcode = 'LG004';",
        new="null;",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a journal of a known key is posted once more",
        file=LEDGER,
        old="array_agg(new_ids ? k.key and k.turn = 1 order by k.position)",
        new="array_agg(new_ids ? k.key order by k.position)",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a balance may go below its floor",
        file=LEDGER,
        old="       and s.sign * m.unforced_minor < 0;",
        new="       and false;",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="balances forget what was moved",
        file=LEDGER,
        old="set amount_minor = b.amount_minor + m.amount_minor,",
        new="set amount_minor = m.amount_minor,",
    ),
    Bug(
        name="a refused card overrides money that came",
        file=PAYMENTS_STORE,
        old="else p.status in ('open', 'challenge', 'waiting', 'pending')",
        new="else p.status in ('open', 'challenge', 'waiting', 'pending', 'captured')",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="money that came after the time is not taken note of",
        file=PAYMENTS_STORE,
        old="when 'captured' then p.status in ('open', 'challenge', 'waiting', 'pending', 'abandoned')",
        new="when 'captured' then p.status in ('open', 'challenge')",
    ),
    Bug(
        name="nobody asks what became of a payment",
        file=PAYMENTS_STORE,
        old="             where poll_at <= %(now)s",
        new="             where status = 'open'\n               and poll_at <= %(now)s",
    ),
    Bug(
        name="a refund gives the whole payment back",
        file=REFUNDS_STORE,
        old="select r.id, p.id, r.order_id, r.amount_minor, p.currency, %(now)s",
        new="select r.id, p.id, r.order_id, p.amount_minor, p.currency, %(now)s",
    ),
    Bug(
        name="silence of a provider counts as no",
        file=PAYMENTS,
        old="            return _declined(payment.id, reason)\n        return _not_known(payment.id, error)",
        new="            return _declined(payment.id, reason)\n"
        "        return _declined(payment.id, DeclineReason.NOT_COMPLETED)",
    ),
    Bug(
        name="a charge that has not arrived is not closed before the next",
        file=PAYMENTS,
        old="        result = await abandon(pool, payment, now=now)\n    if result.outcome",
        new="        result = _declined(payment.id, DeclineReason.NOT_COMPLETED)\n    if result.outcome",
    ),
    Bug(
        name="each try of a refund has a key of its own",
        file=PAYMENTS,
        old="        refund_id=wanted.id,\n",
        new="        refund_id=RefundId(new_id()),\n",
    ),
    Bug(
        name="what a provider carried back is not booked",
        file=PAYMENTS_RULES,
        old='        key=f"{refund.provider}:refund:{refund.id}:done",',
        new='        key=f"{refund.provider}:refund:{refund.order_id}:done",',
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="paid counts as sold, whatever the stock says",
        file=CHECKOUT_PAY,
        old="    unsold = [purchase_id for purchase_id in captured if purchase_id not in sold]",
        new="    unsold = [purchase_id for purchase_id in captured if purchase_id not in captured]",
    ),
    Bug(
        name="the total that a buyer saw does not matter",
        file=CHECKOUT_PLACE,
        old="(priced if cart.total == request.expected_total else changed)[request.id] = cart",
        new="(priced if cart.total else changed)[request.id] = cart",
    ),
    Bug(
        name="an id is taken for the same purchase, whatever it asks for",
        file=CHECKOUT_PLACE,
        old="answer.purchase.request_hash != wanted.request_hash",
        new="not answer.purchase.request_hash",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="the platform keeps its fee of a cancelled order",
        file=ORDERS_RULES,
        old='            (_seller("seller_pending", order), order.worth_minor - order.fee_minor),\n'
        '            (_platform("fee_pending", order), order.fee_minor),\n'
        '            (_platform("promo_expense", order), -order.promo_minor),\n'
        "            (_payable(order, refund_id), -order.total_minor),",
        new='            (_seller("seller_pending", order), order.worth_minor),\n'
        '            (_platform("promo_expense", order), -order.promo_minor),\n'
        "            (_payable(order, refund_id), -order.total_minor),",
    ),
    Bug(
        name="a shop gets what its creator has",
        file=ORDERS_MATURE,
        old='seller_minor=left.get((rules.source(order.id), "seller_pending"), 0),',
        new="seller_minor=order.total_minor - order.fee_minor,",
    ),
    Bug(
        name="orders mature before commissions were taken out",
        file=ORDERS_MATURE,
        old="heard_below_tx=heard_below_tx,",
        new="heard_below_tx=None,",
    ),
    Bug(
        name="a cancelled order leaves its units nowhere",
        file=ORDERS_CANCEL,
        old="    await inventory.give_back(db, order.purchase_id, [line.variant_id for line in lines])\n",
        new="",
    ),
    Bug(
        name="an order matures twice",
        file="orders/store/moves.py",
        old="               and matured_at is null\n               and paused_at is null\n",
        new="               and paused_at is null\n",
    ),
    Bug(
        name="commissions of cancelled orders stay",
        file=AFFILIATES,
        old="    await ledger.post(db, journals)",
        new="    await ledger.post(db, journals[:0])",
    ),
    Bug(
        name="a commission is released with what was taken back of it",
        file=AFFILIATES_RULES,
        old="amount_minor = commission.amount_minor - commission.reversed_minor - aside_minor",
        new="amount_minor = commission.amount_minor - aside_minor",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a fact acts on the books and is not marked as heard",
        file="kit/events.py",
        old="        await _advance(db, subscriber.name, entries[-1])\n",
        new="    async with pool.transaction() as db:\n"
        "        await _advance(db, subscriber.name, entries[-1])\n",
        caught_by=Oracle.CRASH,
    ),
    Bug(
        name="a drop forgets what a buyer has already",
        file=DROPS,
        old="if bought + wanted.quantity > drop.buyer_max:",
        new="if wanted.quantity > drop.buyer_max:",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="an address gets as much of a drop as it has accounts",
        file=DROPS_STORE,
        old="e.place <= w.place) <= w.buyer_max",
        new="e.place = w.place) <= w.buyer_max",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a line for a drop is longer than what may come back",
        file=DROPS,
        old="if length <= min(tallies[each.drop_id].held, LINE_MAX):",
        new="if length <= LINE_MAX:",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="a ticket for a drop is good in any browser",
        file=DROPS,
        old='PURPOSE, f"{drop_id}.{body}.{binding}", signature):',
        new='PURPOSE, f"{drop_id}.{body}.{binding}", signature) and not signature:',
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="the last use of a coupon is everybody's",
        file=PROMOTIONS,
        old="= null;\n        update promotions.coupons c set use_count = c.use_count + 1 where",
        new="= null;\n        update promotions.coupons c set use_count = c.use_count where",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="more units are refunded than are left",
        file=REFUND_RULES,
        old="if quantity > rest_quantity:",
        new="if quantity > line.quantity:",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="fees of partial refunds are rounded one by one",
        file=REFUND_RULES,
        old="refunded_fee(line, line.refunded_minor + part_minor) - refunded_fee(line, line.refunded_minor)",
        new="refunded_fee(line, part_minor)",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="money goes at once to where somebody else just said",
        file=PAYOUTS,
        old="DESTINATION_HOLD = timedelta(hours=72)",
        new="DESTINATION_HOLD = timedelta()",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="one operator is enough for any payout",
        file=PAYOUTS,
        old="return 2 if amount_minor > above_minor else 0",
        new="return 1 if amount_minor > above_minor else 0",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="who asked second gets the answer of who asked first",
        file="kit/batch.py",
        old="zip(calls, results, strict=True)",
        new="zip(calls, reversed(results), strict=True)",
        caught_by=Oracle.RACES,
    ),
    Bug(
        name="the database says that it has written before it has",
        file="kit/postgres.py",
        old='    "synchronous_commit": "on",',
        new='    "synchronous_commit": "off",',
        caught_by=Oracle.KILL,
    ),
)
