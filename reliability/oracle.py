"""Who is right: the journals of the buyers against the database, after everything has come to rest."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

import psycopg
from msgspec import Struct

from reliability.journal import Line, Step
from vitrina.affiliates import service as affiliates
from vitrina.checkout import service as checkout
from vitrina.drops import service as drops
from vitrina.kit import clock, events
from vitrina.kit.db import Pool
from vitrina.kit.ticker import advance_clock, read_clock_offset
from vitrina.orders import service as orders
from vitrina.payments import service as payments
from vitrina.wiring import SUBSCRIBERS

WAITS = (timedelta(minutes=16), timedelta(hours=25), timedelta(days=60))

# Each is a count of what must not be.
DOUBLED: Mapping[str, LiteralString] = {
    "purchase with two captured payments": """
        select count(*)
          from (select purchase_id
                  from payments.payments
                 where status = 'captured'
                 group by purchase_id
                having count(*) > 1) p
        """,
    "charge at the provider that no payment knows as captured": """
        select count(*)
          from payments.sandbox_charges c
          left join payments.payments p on p.id = c.key and p.status = 'captured'
         where c.outcome = 'captured'
           and p.id is null
        """,
    "captured payment that the provider never took": """
        select count(*)
          from payments.payments p
          left join payments.sandbox_charges c on c.key = p.id and c.outcome = 'captured'
         where p.status = 'captured'
           and c.key is null
        """,
    "purchase with two orders of one shop": """
        select count(*)
          from (select purchase_id, shop_id
                  from orders.orders
                 group by purchase_id, shop_id
                having count(*) > 1) o
        """,
    "browser with more of a drop than it allows": """
        select count(*)
          from (select c.drop_id, c.holder_id
                  from drops.claims c
                  join drops.drops d on d.id = c.drop_id
                 where c.state = 'bought'
                 group by c.drop_id, c.holder_id, d.buyer_max
                having sum(c.quantity) > d.buyer_max) c
        """,
    "event heard twice by the books": """
        select count(*)
          from (select source, kind
                  from ledger.journals
                 where kind in ('order_paid', 'payment_captured')
                 group by source, kind
                having count(*) > 1) j
        """,
}
UNFINISHED: Mapping[str, LiteralString] = {
    "payment": "select count(*) from payments.payments where status in ('open', 'challenge', 'pending')",
    "refund": "select count(*) from payments.refunds where status = 'queued'",
    "hold": "select count(*) from inventory.holds where state = 'active'",
    "order": "select count(*) from orders.orders where status = 'placed'",
    "claim": "select count(*) from drops.claims where state in ('waiting', 'held')",
}


class Verdict(Struct, frozen=True, kw_only=True):
    """What was found. Every list names what it counts; all are empty when the promises held.

    lost: paid or held by a buyer's journal and not by the database.  contradicted: refused for good, and
    there.  unheard_of: in the database, and nobody ever sent it.
    """

    acknowledged: int
    acknowledged_in_drops: int
    refused: int
    left: int
    server_errors: int
    lost: list[str]
    contradicted: list[str]
    unheard_of: list[str]
    doubled: list[str]
    oversold: list[str]
    unfinished: list[str]
    unbalanced: list[str]


async def come_to_rest(pool: Pool) -> None:
    """Do what the worker does by the clock until nothing is left to do. Nobody else may work meanwhile."""
    await read_clock_offset(pool)
    for wait in WAITS:
        await advance_clock(pool, int(wait.total_seconds()))
        now = clock.now()
        await events.drain(pool, SUBSCRIBERS)
        await checkout.poll_due(pool, now=now)
        await drops.keep_lines(pool, now=now)
        await checkout.expire_due(pool, now=now)
        await checkout.give_up_due(pool, now=now)
        await payments.refund_queued(pool, now=now)
        await events.drain(pool, SUBSCRIBERS)
        await orders.mature_due(pool, now=now)
        await affiliates.release_due(pool, now=now)


def judge(url: str, lines: Sequence[Line], units: Mapping[UUID, int]) -> Verdict:
    """Compare what buyers knew with a database that is at rest. units: how many there were of a variant."""
    return asyncio.run(_judge(url, lines, units))


async def _judge(url: str, lines: Sequence[Line], units: Mapping[UUID, int]) -> Verdict:
    try:
        async with Pool(url) as pool:
            await come_to_rest(pool)
            breaches = await checkout.audit_money(pool)
    finally:
        clock.set_offset(timedelta())
    steps: dict[UUID, set[Step]] = {}
    for line in lines:
        steps.setdefault(line.purchase_id, set()).add(line.step)
    counts = Counter(step for known in steps.values() for step in known)
    with psycopg.connect(url, autocommit=True) as db:
        there: dict[UUID, str] = dict(db.execute("select id, status from checkout.purchases").fetchall())
        claims: set[UUID] = {row[0] for row in db.execute("select id from drops.claims")}
        return Verdict(
            acknowledged=counts[Step.PAID],
            acknowledged_in_drops=sum({Step.HELD, Step.PAID} <= known for known in steps.values()),
            refused=counts[Step.REFUSED],
            left=counts[Step.LEFT],
            server_errors=sum(_faults(lines).values()),
            lost=[
                str(each)
                for each, known in steps.items()
                if (Step.PAID in known and there.get(each) != "paid")
                or (Step.PLACED in known and each not in there)
                or (Step.HELD in known and each not in claims)
            ],
            contradicted=[
                str(each) for each, known in steps.items() if Step.REFUSED in known and each in there
            ],
            unheard_of=[str(each) for each in there if each not in steps],
            doubled=_found(db, DOUBLED),
            oversold=_oversold(db, units),
            unfinished=_found(db, UNFINISHED),
            unbalanced=[f"{each.rule}: {each.subject} {each.detail}" for each in breaches],
        )


def _faults(lines: Sequence[Line]) -> dict[UUID, int]:
    faults: dict[UUID, int] = {}
    for line in lines:
        faults[line.purchase_id] = max(line.faults, faults.get(line.purchase_id, 0))
    return faults


def _found(db: psycopg.Connection, questions: Mapping[str, LiteralString]) -> list[str]:
    counts = {name: _count(db, question) for name, question in questions.items()}
    return [f"{count} x {name}" for name, count in counts.items() if count]


def _count(db: psycopg.Connection, question: LiteralString) -> int:
    row = db.execute(question).fetchone()
    assert row
    return int(row[0])


def _oversold(db: psycopg.Connection, units: Mapping[UUID, int]) -> list[str]:
    """Name variants of which more left the shelf than there were, or of which some are nowhere.

    What was set aside for drops counts with its variant, and each drop for itself.
    """
    rows = db.execute(
        """
        with shelves as (
            select coalesce(s.of_variant_id, s.variant_id) as variant_id,
                   s.available,
                   (select coalesce(sum(h.quantity), 0)
                      from inventory.holds h
                     where h.variant_id = s.variant_id
                       and h.state in ('active', 'sold', 'shipped')) as held
              from inventory.stock s
        )
        select s.variant_id,
               min(s.available),
               sum(s.available),
               sum(s.held),
               (select coalesce(sum(l.quantity), 0)
                  from orders.lines l
                  join orders.orders o on o.id = l.order_id
                 where l.variant_id = s.variant_id
                   and o.paid_at is not null
                   and o.status <> 'cancelled')
          from shelves s
         where s.variant_id = any(%(ids)s)
         group by s.variant_id
        """,
        {"ids": list(units)},
    ).fetchall()
    assert len(rows) == len(units)
    dropped = db.execute(
        """
        select d.id, d.unit_count, sum(h.quantity)
          from drops.drops d
          join inventory.holds h on h.variant_id = d.id and h.state in ('active', 'sold', 'shipped')
         group by d.id, d.unit_count
        having sum(h.quantity) > d.unit_count
        """
    ).fetchall()
    return [
        f"{variant_id}: {units[variant_id]} units, {available} left, {held} held, {sold} sold"
        for variant_id, least, available, held, sold in rows
        if sold > units[variant_id] or least < 0 or available + held != units[variant_id] or held != sold
    ] + [f"drop {drop_id}: {unit_count} units, {sold} sold" for drop_id, unit_count, sold in dropped]
