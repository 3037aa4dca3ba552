"""SQL of what providers say that moved on our account with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from vitrina.kit.db import Db, many, one, run, value
from vitrina.payments.statement_model import FittedMovement, Movement, Reading


class Take(Protocol):
    """Take movements for whom it is time, so that nobody else does."""

    async def __call__(self, db: Db, *, now: datetime, limit: int) -> list[FittedMovement]:
        """Take at most so many."""
        ...


async def line_up_statements(db: Db) -> None:
    """Let nobody else learn of movements, or settle what a statement lacks, until this transaction ends."""
    await run(db, "select pg_advisory_xact_lock(hashtext('payments.statements'))")


async def reading(db: Db, provider: str) -> Reading | None:
    """Tell how far a statement was read."""
    return await one(
        db,
        Reading,
        """
        select provider, read_until, reading_from, reading_until, page
          from payments.readings
         where provider = %(provider)s
        """,
        provider=provider,
    )


async def put_reading(db: Db, done: Reading) -> int:
    """Write how far a statement was read; it does not go back."""
    return await run(
        db,
        """
        insert into payments.readings as r (provider, read_until, reading_from, reading_until, page)
        values (%(provider)s, %(read_until)s, %(reading_from)s, %(reading_until)s, %(page)s)
            on conflict (provider) do update
           set read_until = greatest(r.read_until, excluded.read_until),
               reading_from = excluded.reading_from,
               reading_until = excluded.reading_until,
               page = excluded.page
        """,
        provider=done.provider,
        read_until=done.read_until,
        reading_from=done.reading_from,
        reading_until=done.reading_until,
        page=done.page,
    )


async def first_captured_at(db: Db, provider: str) -> datetime | None:
    """Tell when a provider first took money for us, as far as we know."""
    return await value(
        db,
        "select min(captured_at) from payments.payments where provider = %(provider)s",
        provider=provider,
    )


async def add_movements(db: Db, provider: str, movements: Sequence[Movement]) -> int:
    """Write movements that are not known yet. Returns how many."""
    if not movements:
        return 0
    return await run(
        db,
        """
        insert into payments.movements (
                   provider, id, kind, reference, amount_minor, fee_minor, currency, at, settles_at)
        select %(provider)s, m.id, m.kind, m.reference, m.amount_minor, m.fee_minor, m.currency, m.at,
               m.settles_at
          from unnest(%(ids)b::text[], %(kinds)b::text[], %(references)b::text[], %(amounts)b::bigint[],
                      %(fees)b::bigint[], %(currencies)b::text[], %(moments)b::timestamptz[],
                      %(settle)b::timestamptz[])
               as m (id, kind, reference, amount_minor, fee_minor, currency, at, settles_at)
         order by m.id
            on conflict (provider, id) do nothing
        """,
        provider=provider,
        ids=[each.id for each in movements],
        kinds=[each.kind.value for each in movements],
        references=[each.reference for each in movements],
        amounts=[each.amount_minor for each in movements],
        fees=[each.fee_minor for each in movements],
        currencies=[each.currency for each in movements],
        moments=[each.at for each in movements],
        settle=[each.settles_at for each in movements],
    )


async def take_fitting(db: Db, *, now: datetime, limit: int) -> list[FittedMovement]:
    """Take movements that fit a payment, refund or dispute of ours to the cent, or that need none.

    A second movement about the same thing fits nothing.
    """
    return await many(
        db,
        FittedMovement,
        """
        with chosen as (
            select m.provider, m.id, f.source
              from payments.fitting f
              join payments.movements m using (provider, id)
             order by m.at, m.id
             limit %(limit)s
               for update of m skip locked
        )
        update payments.movements m
           set booked_at = %(now)s,
               source = c.source
          from chosen c
         where m.provider = c.provider
           and m.id = c.id
           and m.booked_at is null
        returning m.provider, m.id, m.kind, m.reference, m.amount_minor, m.fee_minor, m.currency, m.at,
                  m.settles_at, m.source
        """,
        now=now,
        limit=limit,
    )


async def take_settled(db: Db, *, now: datetime, limit: int) -> list[FittedMovement]:
    """Take booked movements that have settled."""
    return await many(
        db,
        FittedMovement,
        """
        with due as (
            select m.provider, m.id
              from payments.movements m
             where m.booked_at is not null
               and m.settled_at is null
               and m.settles_at <= %(now)s
             order by m.settles_at
             limit %(limit)s
               for update skip locked
        )
        update payments.movements m
           set settled_at = %(now)s
          from due
         where m.provider = due.provider
           and m.id = due.id
        returning m.provider, m.id, m.kind, m.reference, m.amount_minor, m.fee_minor, m.currency, m.at,
                  m.settles_at, m.source
        """,
        now=now,
        limit=limit,
    )
