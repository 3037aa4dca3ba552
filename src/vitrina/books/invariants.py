"""The fourteen promises of the money: one list, for the command line, the hourly audit and operators."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from msgspec import Struct

from vitrina.books.store import checks, statements
from vitrina.checkout import service as checkout
from vitrina.kit import events
from vitrina.kit.db import Db
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Breach
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.payouts import service as payouts

UNHEARD_AFTER = timedelta(minutes=15)

Check = Callable[[Db], Awaitable[Sequence[Breach]]]


class Promise(Struct, frozen=True, kw_only=True):
    """What must hold at every moment. checks: each answers what breaks it."""

    code: str
    name: str
    checks: Sequence[Check]


async def unanswered(db: Db) -> list[Breach]:
    """List that providers left something open for an hour."""
    found = await payments.unanswered(db)
    said = {
        "payments without an answer": found.pending_count,
        "refunds that wait": found.queued_count,
        "refunds refused": found.refused_count,
    }
    rule = "what a provider was asked comes to an end"
    return [Breach(rule=rule, subject=subject, detail=str(count)) for subject, count in said.items() if count]


async def unheard_events(db: Db) -> list[Breach]:
    """List subscribers that have not acted for a quarter of an hour on what they should have heard."""
    return [
        Breach(
            rule="every event has its effect",
            subject=each.subscriber,
            detail=f"{each.event_count} events, the oldest of {each.oldest}",
        )
        for each in await events.unheard(db, before=UNHEARD_AFTER, limit=checks.BREACHES_MAX)
    ]


PROMISES: Sequence[Promise] = (
    Promise(
        code="I1",
        name="every journal is zero per currency and has its lines",
        checks=[ledger.check_journals],
    ),
    Promise(
        code="I2",
        name="every balance is the sum of its lines, and every module says what its accounts say",
        checks=[
            ledger.check_balances,
            checks.pending_commissions,
            checks.conversions,
            checks.advertising,
            checks.tips,
        ],
    ),
    Promise(
        code="I3",
        name="what is closed owes nothing: orders, refunds and payouts on their way come back to zero",
        checks=[ledger.check_liabilities, payments.check],
    ),
    Promise(
        code="I4",
        name="no balance is below its floor unless a forced journal took it there",
        checks=[ledger.check_floors],
    ),
    Promise(
        code="I5",
        name="free, held and sold stock is what was counted",
        checks=[checks.stock_counters, checks.holds],
    ),
    Promise(
        code="I6",
        name="a paid order is one captured attempt and one journal",
        checks=[checks.bookings, checkout.check_purchases],
    ),
    Promise(
        code="I7",
        name="the providers' book and ours say the same",
        checks=[checks.providers, statements.differences],
    ),
    Promise(
        code="I8",
        name="what a buyer was told exists, exists whole",
        checks=[checks.acknowledged],
    ),
    Promise(
        code="I9",
        name="what a sale brought is shared out to the cent",
        checks=[orders.check],
    ),
    Promise(
        code="I10",
        name="what a provider was asked comes to an end",
        checks=[unanswered, checks.unheard_hints],
    ),
    Promise(
        code="I11",
        name="every event has its effect",
        checks=[unheard_events],
    ),
    Promise(
        code="I12",
        name="a commission has a touch that came before its order",
        checks=[checks.late_touches],
    ),
    Promise(
        code="I13",
        name="the chain of seals holds",
        checks=[ledger.check_seals],
    ),
    Promise(
        code="I14",
        name="a payout takes what there was, and arrives once or comes back once; providers hold as they say",
        checks=[payouts.check, statements.held],
    ),
)
