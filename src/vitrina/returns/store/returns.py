"""SQL of returns. A race is a WHERE: whoever finds no row came second."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from psycopg.types.json import Jsonb

from vitrina.kit.db import Db, many, one, run
from vitrina.orders.model import OrderId, OrderLineId, Shipment
from vitrina.returns.model import (
    Return,
    ReturnId,
    ReturnLine,
    ReturnMove,
    ReturnSide,
    ReturnState,
)
from vitrina.shops.model import ShopId


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
                       due_at, wanted_variant_id, wanted_values)
            values (%(id)s, %(code)s, %(order_id)s, %(order_code)s, %(shop_id)s, %(buyer_id)s,
                    %(buyer_email)s, %(language)s, %(currency)s, %(state)s, %(reason)s, %(words)s,
                    %(is_withdrawal)s, %(payer)s, %(photo_file_ids)s::uuid[], %(now)s, %(now)s, %(due_at)s,
                    %(wanted_variant_id)s, %(wanted_values)s)
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
        wanted_variant_id=new.wanted_variant_id,
        wanted_values=None if new.wanted_values is None else Jsonb(new.wanted_values),
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
    sent: Shipment | None = None


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
                   refunded_minor = %(refunded_minor)s,
                   sent_carrier = coalesce(%(sent_carrier)s, sent_carrier),
                   sent_number = coalesce(%(sent_number)s, sent_number),
                   sent_url = coalesce(%(sent_url)s, sent_url)
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
        sent_carrier=wanted.sent and wanted.sent.carrier,
        sent_number=wanted.sent and wanted.sent.tracking_number,
        sent_url=wanted.sent and wanted.sent.tracking_url,
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
               due_at,
               wanted_variant_id,
               wanted_values,
               sent_carrier,
               sent_number,
               sent_url
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
