"""SQL of payouts, their moves and their files."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Currency
from vitrina.payouts.model import (
    BankFile,
    BankFileId,
    PayeeKind,
    Payout,
    PayoutId,
    PayoutState,
    Withholding,
)

Before = tuple[datetime, UUID] | None


async def add(db: Db, payouts: Sequence[Payout]) -> None:
    """Write new payouts. Breaks payouts_payday_key when one has its payout of that day."""
    await run(
        db,
        """
        insert into payouts.payouts (id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor,
                                     destination_id, payday, approvals_needed, state, provider, created_at,
                                     moved_at)
        select n.id, n.code, n.payee_kind, n.payee_id, n.currency, n.amount_minor, n.withheld_minor,
               n.destination_id, n.payday, n.approvals_needed, n.state, n.provider, n.created_at, n.created_at
          from unnest(%(ids)b::uuid[], %(codes)b::text[], %(payee_kinds)b::text[], %(payee_ids)b::uuid[],
                      %(currencies)b::text[], %(amounts)b::bigint[], %(withheld)b::bigint[],
                      %(destinations)b::uuid[], %(paydays)s::date[], %(approvals)b::int[], %(states)b::text[],
                      %(providers)s::text[], %(created)b::timestamptz[])
               as n (id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id,
                     payday, approvals_needed, state, provider, created_at)
        """,
        ids=[each.id for each in payouts],
        codes=[each.code for each in payouts],
        payee_kinds=[each.payee_kind.value for each in payouts],
        payee_ids=[each.payee_id for each in payouts],
        currencies=[each.currency.value for each in payouts],
        amounts=[each.amount_minor for each in payouts],
        withheld=[each.withheld_minor for each in payouts],
        destinations=[each.destination_id for each in payouts],
        paydays=[each.payday for each in payouts],
        approvals=[each.approvals_needed for each in payouts],
        states=[each.state.value for each in payouts],
        providers=[each.provider for each in payouts],
        created=[each.created_at for each in payouts],
    )


async def add_withholdings(db: Db, taxes: Sequence[Withholding]) -> None:
    """Write what payouts keep back."""
    await run(
        db,
        """
        insert into payouts.withholdings (payout_id, tax, base_minor, rate_bps, amount_minor)
        select payout_id, tax, base_minor, rate_bps, amount_minor
          from unnest(%(payout_ids)b::uuid[], %(taxes)b::text[], %(bases)b::bigint[], %(rates)b::int[],
                      %(amounts)b::bigint[]) as n (payout_id, tax, base_minor, rate_bps, amount_minor)
        """,
        payout_ids=[each.payout_id for each in taxes],
        taxes=[each.tax for each in taxes],
        bases=[each.base_minor for each in taxes],
        rates=[each.rate_bps for each in taxes],
        amounts=[each.amount_minor for each in taxes],
    )


async def withholdings(db: Db, payout_ids: Sequence[PayoutId]) -> list[Withholding]:
    """Read what payouts kept back."""
    return await many(
        db,
        Withholding,
        """
        select payout_id, tax, base_minor, rate_bps, amount_minor
          from payouts.withholdings
         where payout_id = any(%(ids)s::uuid[])
         order by payout_id, tax
        """,
        ids=list(payout_ids),
    )


async def by_id(db: Db, ids: Sequence[PayoutId]) -> list[Payout]:
    """Read payouts."""
    return await many(
        db,
        Payout,
        """
        select id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id, payday,
               approvals_needed, approval_count, state, provider, came_back_minor, file_id, note, created_at,
               moved_at
          from payouts.payouts
         where id = any(%(ids)s::uuid[])
         order by created_at, id
        """,
        ids=list(ids),
    )


async def of_payee(db: Db, kind: PayeeKind, payee_id: UUID, *, before: Before, limit: int) -> list[Payout]:
    """List the payouts of a payee, the newest first."""
    return await many(
        db,
        Payout,
        """
        select id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id, payday,
               approvals_needed, approval_count, state, provider, came_back_minor, file_id, note, created_at,
               moved_at
          from payouts.payouts
         where payee_kind = %(kind)s
           and payee_id = %(payee_id)s
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        kind=kind,
        payee_id=payee_id,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


async def listed(db: Db, state: PayoutState | None, *, before: Before, limit: int) -> list[Payout]:
    """List payouts of everybody, the newest first."""
    return await many(
        db,
        Payout,
        """
        select id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id, payday,
               approvals_needed, approval_count, state, provider, came_back_minor, file_id, note, created_at,
               moved_at
          from payouts.payouts
         where (%(state)s::text is null or state = %(state)s)
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        state=state,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


async def of_file(db: Db, file_id: BankFileId, *, limit: int) -> list[Payout]:
    """List the payouts of a file, in the order of their ids."""
    return await many(
        db,
        Payout,
        """
        select id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id, payday,
               approvals_needed, approval_count, state, provider, came_back_minor, file_id, note, created_at,
               moved_at
          from payouts.payouts
         where file_id = %(file_id)s
         order by id
         limit %(limit)s
        """,
        file_id=file_id,
        limit=limit,
    )


class Served(Struct, frozen=True, kw_only=True):
    """Who has a payout of a payday."""

    payee_id: UUID
    currency: Currency


async def of_payday(
    db: Db, kind: PayeeKind, payee_ids: Sequence[UUID], payday: date
) -> set[tuple[UUID, Currency]]:
    """Tell which payees have their payout of a payday, and in which currency."""
    found = await many(
        db,
        Served,
        """
        select payee_id, currency
          from payouts.payouts
         where payee_kind = %(kind)s
           and payee_id = any(%(payee_ids)s::uuid[])
           and payday = %(payday)s
        """,
        kind=kind,
        payee_ids=list(payee_ids),
        payday=payday,
    )
    return {(row.payee_id, row.currency) for row in found}


async def approve(db: Db, payout_id: PayoutId, *, now: datetime) -> Payout | None:
    """Count one more operator who agrees; the last one needed makes it ready. None: it does not wait."""
    return await one(
        db,
        Payout,
        """
        update payouts.payouts
           set approval_count = approval_count + 1,
               state = case when approval_count + 1 >= approvals_needed then 'ready' else state end,
               moved_at = %(now)s
         where id = %(id)s
           and state = 'waiting'
        returning id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id,
                  payday, approvals_needed, approval_count, state, provider, came_back_minor, file_id, note,
                  created_at, moved_at
        """,
        id=payout_id,
        now=now,
    )


async def move(
    db: Db,
    payout_id: PayoutId,
    *,
    come_from: Sequence[PayoutState],
    to: PayoutState,
    note: str,
    now: datetime,
) -> Payout | None:
    """Move a payout, if nobody was first."""
    return await one(
        db,
        Payout,
        """
        update payouts.payouts
           set state = %(to)s,
               note = %(note)s,
               moved_at = %(now)s
         where id = %(id)s
           and state = any(%(come_from)s::text[])
        returning id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id,
                  payday, approvals_needed, approval_count, state, provider, came_back_minor, file_id, note,
                  created_at, moved_at
        """,
        id=payout_id,
        come_from=[each.value for each in come_from],
        to=to,
        note=note,
        now=now,
    )


async def arrive(db: Db, ids: Sequence[PayoutId], *, note: str, now: datetime) -> list[Payout]:
    """Let payouts that are with the bank be paid; answer them in the order of their ids."""
    return await many(
        db,
        Payout,
        """
        with moved as (
            update payouts.payouts
               set state = 'paid',
                   note = %(note)s,
                   moved_at = %(now)s
             where id = any(%(ids)s::uuid[])
               and state = 'sent'
            returning id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id,
                      payday, approvals_needed, approval_count, state, provider, came_back_minor, file_id,
                      note, created_at, moved_at
        )
        select id, code, payee_kind, payee_id, currency, amount_minor, withheld_minor, destination_id, payday,
               approvals_needed, approval_count, state, provider, came_back_minor, file_id, note, created_at,
               moved_at
          from moved
         order by id
        """,
        ids=list(ids),
        note=note,
        now=now,
    )


class Ready(Struct, frozen=True, kw_only=True):
    """A payout that may leave, and whose it is."""

    id: PayoutId
    payee_kind: PayeeKind
    payee_id: UUID


async def lock_ready(db: Db, currency: Currency, *, limit: int) -> list[Ready]:
    """Take what is ready for the bank in a currency, the oldest first; what somebody else has is left out."""
    return await many(
        db,
        Ready,
        """
        select id, payee_kind, payee_id
          from payouts.payouts
         where state = 'ready'
           and provider is null
           and currency = %(currency)s
         order by created_at, id
         limit %(limit)s
           for update skip locked
        """,
        currency=currency,
        limit=limit,
    )


async def send(db: Db, ids: Sequence[PayoutId], *, file_id: BankFileId | None, now: datetime) -> list[Payout]:
    """Let payouts leave that are ready: in a file, or with their provider."""
    return await many(
        db,
        Payout,
        """
        update payouts.payouts p
           set state = 'sent',
               file_id = %(file_id)s,
               moved_at = %(now)s
         where p.id = any(%(ids)s::uuid[])
           and p.state = 'ready'
        returning p.id, p.code, p.payee_kind, p.payee_id, p.currency, p.amount_minor, p.withheld_minor,
                  p.destination_id, p.payday, p.approvals_needed, p.approval_count, p.state, p.provider,
                  p.came_back_minor, p.file_id, p.note, p.created_at, p.moved_at
        """,
        ids=list(ids),
        file_id=file_id,
        now=now,
    )


async def add_file(db: Db, file: BankFile, *, made_by: PersonId) -> int:
    """Write a file. 0: the id is taken."""
    return await run(
        db,
        """
        insert into payouts.files (id, code, currency, made_by, made_at)
        values (%(id)s, %(code)s, %(currency)s, %(made_by)s, %(made_at)s)
            on conflict (id) do nothing
        """,
        id=file.id,
        code=file.code,
        currency=file.currency,
        made_by=made_by,
        made_at=file.made_at,
    )


async def files(db: Db, *, file_id: BankFileId | None, before: Before, limit: int) -> list[BankFile]:
    """List files, the newest first, with what is in them."""
    return await many(
        db,
        BankFile,
        """
        select f.id, f.code, f.currency, f.made_at, c.payout_count, c.sent_count, c.total_minor
          from payouts.files f
         cross join lateral (
               select count(*) as payout_count,
                      count(*) filter (where p.state = 'sent') as sent_count,
                      coalesce(sum(p.amount_minor - p.withheld_minor), 0)::bigint as total_minor
                 from payouts.payouts p
                where p.file_id = f.id) c
         where (%(file_id)s::uuid is null or f.id = %(file_id)s)
           and (%(at)s::timestamptz is null or (f.made_at, f.id) < (%(at)s, %(id)s))
         order by f.made_at desc, f.id desc
         limit %(limit)s
        """,
        file_id=file_id,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


class Move(Struct, frozen=True, kw_only=True):
    """What was done to a payout."""

    payout_id: PayoutId
    step: str
    actor_id: PersonId | None
    note: str = ""
    at: datetime


async def add_moves(db: Db, moves: Sequence[Move]) -> None:
    """Write what was done. Breaks moves_approved_key when somebody agrees twice."""
    await run(
        db,
        """
        insert into payouts.moves (payout_id, step, actor_id, note, at)
        select payout_id, step, actor_id, note, at
          from unnest(%(payout_ids)b::uuid[], %(steps)b::text[], %(actors)s::uuid[], %(notes)b::text[],
                      %(moments)b::timestamptz[]) as n (payout_id, step, actor_id, note, at)
        """,
        payout_ids=[each.payout_id for each in moves],
        steps=[each.step for each in moves],
        actors=[each.actor_id for each in moves],
        notes=[each.note for each in moves],
        moments=[each.at for each in moves],
    )


async def moves_of(db: Db, payout_ids: Sequence[PayoutId]) -> list[Move]:
    """Read what was done to payouts, in order."""
    return await many(
        db,
        Move,
        """
        select payout_id, step, actor_id, note, at
          from payouts.moves
         where payout_id = any(%(ids)s::uuid[])
         order by payout_id, id
        """,
        ids=list(payout_ids),
    )


async def is_done(db: Db, day: date) -> bool:
    """Tell whether a payday is done."""
    return await value(db, "select exists (select 1 from payouts.paydays where day = %(day)s)", day=day)


async def finish_day(db: Db, day: date, *, now: datetime) -> int:
    """Remember that a payday is done."""
    return await run(
        db,
        "insert into payouts.paydays (day, done_at) values (%(day)s, %(now)s) on conflict do nothing",
        day=day,
        now=now,
    )


class UnderWay(Struct, frozen=True, kw_only=True):
    """How much is on its way in a currency."""

    currency: Currency
    amount_minor: int
    count: int


async def under_way(db: Db, kind: PayeeKind, payee_id: UUID) -> list[UnderWay]:
    """Add up what is on its way to a payee."""
    return await many(
        db,
        UnderWay,
        """
        select currency, sum(amount_minor - withheld_minor)::bigint as amount_minor, count(*) as count
          from payouts.payouts
         where payee_kind = %(kind)s
           and payee_id = %(payee_id)s
           and state in ('waiting', 'ready', 'sent')
         group by currency
        """,
        kind=kind,
        payee_id=payee_id,
    )


class Booked(Struct, frozen=True, kw_only=True):
    """What an auditor compares with the books. returned_minor: tax given back of refunded sales."""

    id: PayoutId
    code: str
    currency: Currency
    amount_minor: int
    withheld_minor: int
    taxes_minor: int
    returned_minor: int
    came_back_minor: int
    state: PayoutState


async def audit_page(db: Db, *, after: PayoutId | None, limit: int) -> list[Booked]:
    """List payouts in the order of their ids."""
    return await many(
        db,
        Booked,
        """
        select p.id, p.code, p.currency, p.amount_minor, p.withheld_minor,
               coalesce((select sum(w.amount_minor) from payouts.withholdings w where w.payout_id = p.id), 0)
                   ::bigint as taxes_minor,
               coalesce((select sum(t.amount_minor) from payouts.tax_returns t where t.payout_id = p.id), 0)
                   ::bigint as returned_minor,
               p.came_back_minor, p.state
          from payouts.payouts p
         where %(after)s::uuid is null or p.id > %(after)s
         order by p.id
         limit %(limit)s
        """,
        after=after,
        limit=limit,
    )
