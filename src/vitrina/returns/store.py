"""SQL of returns. A race is a WHERE: whoever finds no row came second."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import NO_EMAIL, Record, Subject, records
from vitrina.media.model import FileId
from vitrina.orders.model import OrderId, OrderLineId
from vitrina.returns.model import (
    Return,
    ReturnId,
    ReturnLine,
    ReturnMove,
    ReturnSide,
    ReturnState,
    Withdrawal,
    WithdrawalOutcome,
)
from vitrina.shops.model import ShopId

CLEARED_AT_ONCE = 500


async def add(db: Db, new: Return, lines: Sequence[ReturnLine]) -> int:
    """Write a return with its lines and its first move; 0 when its id is known.

    Breaks returns_open_key while another one of the order is open.
    """
    return await run(
        db,
        """
        with added as (
            insert into returns.returns (
                       id, code, order_id, order_code, shop_id, buyer_id, buyer_email, language, currency,
                       state, reason, words, is_withdrawal, payer, photo_file_ids, opened_at, moved_at,
                       due_at)
            values (%(id)s, %(code)s, %(order_id)s, %(order_code)s, %(shop_id)s, %(buyer_id)s,
                    %(buyer_email)s, %(language)s, %(currency)s, %(state)s, %(reason)s, %(words)s,
                    %(is_withdrawal)s, %(payer)s, %(photo_file_ids)s::uuid[], %(now)s, %(now)s, %(due_at)s)
                on conflict (id) do nothing
            returning id
        ), moved as (
            insert into returns.moves (return_id, state, by, at)
            select id, %(state)s, 'buyer', %(now)s from added
        )
        insert into returns.lines (return_id, line_id, quantity, refunded_before)
        select added.id, l.line_id, l.quantity, l.refunded_before
          from added,
               unnest(%(line_ids)s::uuid[], %(quantities)s::int[], %(refunded_before)s::int[])
                   as l (line_id, quantity, refunded_before)
        """,
        id=new.id,
        code=new.code,
        order_id=new.order_id,
        order_code=new.order_code,
        shop_id=new.shop_id,
        buyer_id=new.buyer_id,
        buyer_email=new.buyer_email,
        language=new.language.value,
        currency=new.currency.value,
        state=new.state.value,
        reason=new.reason.value,
        words=new.words,
        is_withdrawal=new.is_withdrawal,
        payer=new.payer.value,
        photo_file_ids=new.photo_file_ids,
        now=new.opened_at,
        due_at=new.due_at,
        line_ids=[line.line_id for line in lines],
        quantities=[line.quantity for line in lines],
        refunded_before=[line.refunded_before for line in lines],
    )


class Wanted(Struct, frozen=True, kw_only=True):
    """A move and what comes with it; None leaves what is there."""

    state: ReturnState
    by: ReturnSide
    at: datetime
    due_at: datetime | None
    instructions: str | None = None
    label_url: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    answer: str | None = None
    exclusion: str | None = None
    refunded_minor: int | None = None


async def move(db: Db, return_id: ReturnId, wanted: Wanted, *, sources: Sequence[ReturnState]) -> int:
    """Move a return and write that down. 0: it is in none of the states."""
    return await run(
        db,
        """
        with moved as (
            update returns.returns
               set state = %(state)s,
                   moved_at = %(at)s,
                   due_at = %(due_at)s,
                   instructions = coalesce(%(instructions)s, instructions),
                   label_url = coalesce(%(label_url)s, label_url),
                   carrier = coalesce(%(carrier)s, carrier),
                   tracking_number = coalesce(%(tracking_number)s, tracking_number),
                   answer = coalesce(%(answer)s, answer),
                   exclusion = coalesce(%(exclusion)s, exclusion),
                   refunded_minor = %(refunded_minor)s
             where id = %(return_id)s
               and state = any(%(sources)s)
            returning id
        )
        insert into returns.moves (return_id, state, by, at)
        select id, %(state)s, %(by)s, %(at)s
          from moved
        """,
        return_id=return_id,
        state=wanted.state.value,
        by=wanted.by.value,
        at=wanted.at,
        due_at=wanted.due_at,
        instructions=wanted.instructions,
        label_url=wanted.label_url,
        carrier=wanted.carrier,
        tracking_number=wanted.tracking_number,
        answer=wanted.answer,
        exclusion=wanted.exclusion,
        refunded_minor=wanted.refunded_minor,
        sources=[state.value for state in sources],
    )


async def note_refunded(db: Db, return_id: ReturnId, refunded_minor: int) -> int:
    """Write how much a refunded return gave back."""
    return await run(
        db,
        "update returns.returns set refunded_minor = %(refunded_minor)s where id = %(return_id)s",
        return_id=return_id,
        refunded_minor=refunded_minor,
    )


async def note_accepted(db: Db, return_id: ReturnId, accepted: Mapping[OrderLineId, int]) -> int:
    """Write how many units of each line were accepted; of lines that are left out, none."""
    return await run(
        db,
        """
        update returns.lines l
           set accepted_quantity = coalesce(
                   (select a.quantity
                      from unnest(%(line_ids)s::uuid[], %(quantities)s::int[]) as a (line_id, quantity)
                     where a.line_id = l.line_id), 0)
         where l.return_id = %(return_id)s
        """,
        return_id=return_id,
        line_ids=list(accepted),
        quantities=list(accepted.values()),
    )


async def by_id(db: Db, return_ids: Sequence[ReturnId]) -> list[Return]:
    """Read returns, the newest first."""
    return await many(
        db,
        Return,
        """
        select id,
               code,
               order_id,
               order_code,
               shop_id,
               buyer_id,
               buyer_email,
               language,
               currency,
               state,
               reason,
               words,
               is_withdrawal,
               payer,
               instructions,
               label_url,
               carrier,
               tracking_number,
               answer,
               exclusion,
               refunded_minor,
               photo_file_ids,
               opened_at,
               moved_at,
               due_at
          from returns.returns
         where id = any(%(return_ids)s::uuid[])
         order by id desc
        """,
        return_ids=list(return_ids),
    )


async def find(db: Db, return_id: ReturnId) -> Return | None:
    """Read a return."""
    return next(iter(await by_id(db, [return_id])), None)


class _Id(Struct, frozen=True, kw_only=True):
    id: ReturnId


async def ids_of_order(db: Db, order_id: OrderId, *, limit: int) -> list[ReturnId]:
    """List the returns of an order, the newest first."""
    rows = await many(
        db,
        _Id,
        "select id from returns.returns where order_id = %(order_id)s order by id desc limit %(limit)s",
        order_id=order_id,
        limit=limit,
    )
    return [row.id for row in rows]


async def ids_of_shop(
    db: Db, shop_id: ShopId, *, is_open: bool | None, before: ReturnId | None, limit: int
) -> list[ReturnId]:
    """List the returns of a shop, the newest first; all, the open ones, or those that are over."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from returns.returns
         where shop_id = %(shop_id)s
           and (%(is_open)s::boolean is null or (due_at is not null) = %(is_open)s)
           and (%(before)s::uuid is null or id < %(before)s)
         order by id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        is_open=is_open,
        before=before,
        limit=limit,
    )
    return [row.id for row in rows]


async def open_of_orders(db: Db, order_ids: Sequence[OrderId]) -> list[ReturnId]:
    """Find the open returns of orders."""
    rows = await many(
        db,
        _Id,
        """
        select id
          from returns.returns
         where order_id = any(%(order_ids)s::uuid[])
           and due_at is not null
         order by id
        """,
        order_ids=list(order_ids),
    )
    return [row.id for row in rows]


async def take_due(db: Db, *, now: datetime, leave: Sequence[ReturnId]) -> ReturnId | None:
    """Lock the return that has waited longest for time to decide; other workers skip it."""
    found = await one(
        db,
        _Id,
        """
        select id
          from returns.returns
         where due_at <= %(now)s
           and id <> all(%(leave)s::uuid[])
         order by due_at
         limit 1
           for update skip locked
        """,
        now=now,
        leave=list(leave),
    )
    return found.id if found else None


async def lines_of(db: Db, return_ids: Sequence[ReturnId]) -> list[ReturnLine]:
    """Read the lines of returns."""
    return await many(
        db,
        ReturnLine,
        """
        select return_id, line_id, quantity, refunded_before, accepted_quantity
          from returns.lines
         where return_id = any(%(return_ids)s::uuid[])
         order by return_id, line_id
        """,
        return_ids=list(return_ids),
    )


async def moves_of(db: Db, return_ids: Sequence[ReturnId]) -> list[ReturnMove]:
    """Read how returns moved, in their order."""
    return await many(
        db,
        ReturnMove,
        """
        select return_id, state, by, at
          from returns.moves
         where return_id = any(%(return_ids)s::uuid[])
         order by return_id,
                  at,
                  array_position(array['requested', 'accepted', 'sent'], state)
        """,
        return_ids=list(return_ids),
    )


async def add_withdrawal(db: Db, new: Withdrawal, *, now: datetime) -> int:
    """Write a withdrawal without an account."""
    return await run(
        db,
        """
        insert into returns.withdrawals (code, order_code, email, asked_at)
        values (%(code)s, %(order_code)s, %(email)s, %(now)s)
        """,
        code=new.code,
        order_code=new.order_code,
        email=new.email,
        now=now,
    )


async def count_withdrawals(db: Db, email: str, *, since: datetime) -> int:
    """Count what was asked for with an e-mail since a moment."""
    return await value(
        db,
        "select count(*) from returns.withdrawals where email = %(email)s and asked_at > %(since)s",
        email=email,
        since=since,
    )


async def take_withdrawal(db: Db, code: str) -> Withdrawal | None:
    """Lock a withdrawal that nobody has looked at."""
    return await one(
        db,
        Withdrawal,
        """
        select code, order_code, email
          from returns.withdrawals
         where code = %(code)s
           and outcome is null
           for update
        """,
        code=code,
    )


async def end_withdrawal(db: Db, code: str, outcome: WithdrawalOutcome) -> int:
    """Write what a withdrawal led to."""
    return await run(
        db,
        "update returns.withdrawals set outcome = %(outcome)s where code = %(code)s",
        code=code,
        outcome=outcome.value,
    )


async def forget_withdrawals(db: Db, *, before: datetime, limit: int) -> int:
    """Delete withdrawals of long ago. Returns how many."""
    return await run(
        db,
        """
        delete from returns.withdrawals
         where code in (select code from returns.withdrawals where asked_at < %(before)s limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what a person gave back or wanted to, and where she withdrew without an account."""
    async for record in records(
        db,
        "returns",
        """
        select r.id, r.code, r.order_code, r.state, r.reason, r.words, r.is_withdrawal, r.carrier,
               r.tracking_number, r.answer, r.refunded_minor, r.currency, r.photo_file_ids, r.opened_at,
               r.moved_at,
               (select coalesce(jsonb_agg(jsonb_build_object(
                           'line_id', l.line_id, 'quantity', l.quantity,
                           'accepted_quantity', l.accepted_quantity)), '[]')
                  from returns.lines l
                 where l.return_id = r.id) as lines
          from returns.returns r
         where r.buyer_id = %(person_id)s
            or (r.buyer_id is null and r.buyer_email = %(email)s)
         order by r.id
        """,
        person_id=subject.person_id,
        email=subject.email,
    ):
        yield record
    async for record in records(
        db,
        "withdrawals",
        """
        select code, order_code, email, asked_at, outcome
          from returns.withdrawals
         where email = %(email)s
         order by asked_at
        """,
        email=subject.email,
    ):
        yield record


class Cleared(Struct, frozen=True, kw_only=True):
    """Of a return that was cleared: whose pictures go."""

    photo_file_ids: list[FileId]


async def clear(db: Db, subject: Subject) -> list[Cleared]:
    """Take words, parcel and pictures out of some of a person's returns. Answers the pictures that may go."""
    return await many(
        db,
        Cleared,
        """
        with hers as (
            select id, photo_file_ids
              from returns.returns
             where (buyer_id = %(person_id)s or (buyer_id is null and buyer_email = %(email)s))
               and buyer_email <> %(no_email)s
             order by id
             limit %(limit)s
               for update
        )
        update returns.returns r
           set buyer_email = %(no_email)s,
               words = '',
               tracking_number = case when r.tracking_number is null then null else '' end,
               instructions = null,
               label_url = null,
               answer = null,
               photo_file_ids = '{}'
          from hers h
         where r.id = h.id
        returning h.photo_file_ids
        """,
        person_id=subject.person_id,
        email=subject.email,
        no_email=NO_EMAIL,
        limit=CLEARED_AT_ONCE,
    )


async def erase_withdrawals(db: Db, email: str) -> int:
    """Delete where a person withdrew without an account."""
    return await run(db, "delete from returns.withdrawals where email = %(email)s", email=email)


async def count_open(db: Db, *, buyer: UUID, shop_ids: Sequence[ShopId]) -> int:
    """Count open returns of a person, or of her shops."""
    return await value(
        db,
        """
        select count(*)
          from returns.returns
         where due_at is not null
           and (buyer_id = %(buyer)s or shop_id = any(%(shop_ids)s::uuid[]))
        """,
        buyer=buyer,
        shop_ids=list(shop_ids),
    )
