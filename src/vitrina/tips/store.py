"""SQL of tips."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.kit.personal import Record, records
from vitrina.tips.model import Tip, TipId, TipState

Before = tuple[datetime, TipId] | None


async def add(db: Db, tip: Tip) -> int:
    """Write an open tip. 0: the id is taken."""
    return await run(
        db,
        """
        insert into tips.tips (id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor,
                               is_anonymous, state, created_at)
        values (%(id)s, %(giver_id)s, %(creator_id)s, %(video_id)s, %(room_id)s, %(amount_minor)s,
                %(currency)s, %(fee_minor)s, %(is_anonymous)s, 'open', %(created_at)s)
            on conflict (id) do nothing
        """,
        id=tip.id,
        giver_id=tip.giver_id,
        creator_id=tip.creator_id,
        video_id=tip.video_id,
        room_id=tip.room_id,
        amount_minor=tip.amount_minor,
        currency=tip.currency.value,
        fee_minor=tip.fee_minor,
        is_anonymous=tip.is_anonymous,
        created_at=tip.created_at,
    )


async def use_day(db: Db, tip: Tip, *, side: str, cap_minor: int, day: date) -> int:
    """Count a tip against a day of its giver ('given') or creator ('received'). 0: the cap is reached.

    Whoever races waits for the row, and is counted on top of it.
    """
    return await run(
        db,
        """
        insert into tips.days as d (side, person_id, currency, day, amount_minor, cap_minor)
        values (%(side)s, %(person_id)s, %(currency)s, %(day)s, %(amount_minor)s, %(cap_minor)s)
            on conflict (side, person_id, currency, day) do update
           set amount_minor = d.amount_minor + excluded.amount_minor,
               cap_minor = excluded.cap_minor
         where d.amount_minor + excluded.amount_minor <= excluded.cap_minor
        """,
        side=side,
        person_id=tip.giver_id if side == "given" else tip.creator_id,
        currency=tip.currency.value,
        day=day,
        amount_minor=tip.amount_minor,
        cap_minor=cap_minor,
    )


async def give_back_day(db: Db, tip: Tip, *, side: str, day: date) -> int:
    """Take a tip that failed out of a day again."""
    return await run(
        db,
        """
        update tips.days
           set amount_minor = amount_minor - %(amount_minor)s
         where side = %(side)s
           and person_id = %(person_id)s
           and currency = %(currency)s
           and day = %(day)s
        """,
        side=side,
        person_id=tip.giver_id if side == "given" else tip.creator_id,
        currency=tip.currency.value,
        day=day,
        amount_minor=tip.amount_minor,
    )


async def tips(db: Db, ids: Sequence[UUID]) -> list[Tip]:
    """Read tips."""
    return await many(
        db,
        Tip,
        """
        select id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor, is_anonymous,
               state, created_at, paid_at, matures_at
          from tips.tips
         where id = any(%(ids)s::uuid[])
         order by id
        """,
        ids=list(ids),
    )


async def mark_paid(db: Db, tip_id: UUID, *, now: datetime, matures_at: datetime) -> Tip | None:
    """Let an open tip be paid. None: it had ended."""
    return await one(
        db,
        Tip,
        """
        update tips.tips
           set state = 'paid',
               paid_at = %(now)s,
               matures_at = %(matures_at)s
         where id = %(tip_id)s
           and state = 'open'
        returning id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor,
                  is_anonymous, state, created_at, paid_at, matures_at
        """,
        tip_id=tip_id,
        now=now,
        matures_at=matures_at,
    )


async def fail(db: Db, tip_id: TipId) -> int:
    """End an open tip. 0: somebody was first."""
    return await run(
        db, "update tips.tips set state = 'failed' where id = %(tip_id)s and state = 'open'", tip_id=tip_id
    )


async def open_before(db: Db, *, after: Before, before: datetime, limit: int) -> list[Tip]:
    """List open tips promised before a moment, the oldest first."""
    return await many(
        db,
        Tip,
        """
        select id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor, is_anonymous,
               state, created_at, paid_at, matures_at
          from tips.tips
         where state = 'open'
           and created_at <= %(before)s
           and (%(at)s::timestamptz is null or (created_at, id) > (%(at)s, %(id)s))
         order by created_at, id
         limit %(limit)s
        """,
        before=before,
        at=after and after[0],
        id=after and after[1],
        limit=limit,
    )


async def mature_due(db: Db, *, now: datetime, limit: int) -> list[Tip]:
    """Let paid tips whose time has come be the creators' own; answer them."""
    return await many(
        db,
        Tip,
        """
        with due as (
            select id
              from tips.tips
             where state = 'paid'
               and matures_at <= %(now)s
             order by id
             limit %(limit)s
               for update skip locked
        )
        update tips.tips t
           set state = 'available'
          from due
         where t.id = due.id
        returning t.id, t.giver_id, t.creator_id, t.video_id, t.room_id, t.amount_minor, t.currency,
                  t.fee_minor, t.is_anonymous, t.state, t.created_at, t.paid_at, t.matures_at
        """,
        now=now,
        limit=limit,
    )


class RefundedTip(Tip, frozen=True, kw_only=True):
    """A tip that has just gone back. was: its state before."""

    was: TipState


async def refund(db: Db, tip_id: TipId) -> RefundedTip | None:
    """Let a paid tip go back. None: it was not paid, or has gone back already."""
    return await one(
        db,
        RefundedTip,
        """
        with locked as (
            select id, state
              from tips.tips
             where id = %(tip_id)s
               for update
        )
        update tips.tips t
           set state = 'refunded'
          from locked l
         where t.id = l.id
           and l.state in ('paid', 'available')
        returning t.id, t.giver_id, t.creator_id, t.video_id, t.room_id, t.amount_minor, t.currency,
                  t.fee_minor, t.is_anonymous, t.state, t.created_at, t.paid_at, t.matures_at, l.state as was
        """,
        tip_id=tip_id,
    )


async def given_by(db: Db, giver_id: PersonId, *, before: Before, limit: int) -> list[Tip]:
    """List the tips that a person gave or began to give, the newest first."""
    return await many(
        db,
        Tip,
        """
        select id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor, is_anonymous,
               state, created_at, paid_at, matures_at
          from tips.tips
         where giver_id = %(giver_id)s
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        giver_id=giver_id,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


async def received_by(db: Db, creator_id: PersonId, *, before: Before, limit: int) -> list[Tip]:
    """List the paid tips that a creator got, the newest first."""
    return await many(
        db,
        Tip,
        """
        select id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor, is_anonymous,
               state, created_at, paid_at, matures_at
          from tips.tips
         where creator_id = %(creator_id)s
           and paid_at is not null
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


async def paid_tips(db: Db, *, before: Before, limit: int) -> list[Tip]:
    """List the paid tips of everybody, the newest first."""
    return await many(
        db,
        Tip,
        """
        select id, giver_id, creator_id, video_id, room_id, amount_minor, currency, fee_minor, is_anonymous,
               state, created_at, paid_at, matures_at
          from tips.tips
         where paid_at is not null
           and (%(at)s::timestamptz is null or (created_at, id) < (%(at)s, %(id)s))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


class PendingTips(Struct, frozen=True, kw_only=True):
    """How many tips of a person are not at their end."""

    count: int


async def pending_of(db: Db, person_id: UUID) -> PendingTips:
    """Count the tips that a person is paying, or that are on their way to her."""
    found = await one(
        db,
        PendingTips,
        """
        select (select count(*) from tips.tips where giver_id = %(person_id)s and state = 'open')
             + (select count(*) from tips.tips where creator_id = %(person_id)s and state = 'paid') as count
        """,
        person_id=person_id,
    )
    assert found
    return found


async def forget_days(db: Db, before: date) -> int:
    """Forget how much of old days was used up."""
    return await run(db, "delete from tips.days where day < %(before)s", before=before)


async def erase_days(db: Db, person_id: UUID) -> int:
    """Forget how much of her days a person used up."""
    return await run(db, "delete from tips.days where person_id = %(person_id)s", person_id=person_id)


async def export_days(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read how much of her days a person used up."""
    async for record in records(
        db,
        "tip_days",
        """
        select side, currency, day, amount_minor, cap_minor
          from tips.days
         where person_id = %(person_id)s
         order by day, side, currency
        """,
        person_id=person_id,
    ):
        yield record


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read the tips that a person gave and got; who gave one unnamed stays unnamed."""
    async for record in records(
        db,
        "tips",
        """
        select id,
               case when giver_id = %(person_id)s then 'given' else 'received' end as side,
               video_id, room_id, amount_minor, currency, fee_minor, is_anonymous, state, created_at, paid_at,
               matures_at
          from tips.tips
         where giver_id = %(person_id)s
            or (creator_id = %(person_id)s and paid_at is not null)
         order by created_at
        """,
        person_id=person_id,
    ):
        yield record
