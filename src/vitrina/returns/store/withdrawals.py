"""SQL of withdrawals without an account, and of what guests send for a return."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run, value
from vitrina.media.model import FileId
from vitrina.orders.model import OrderId
from vitrina.returns.model import Withdrawal, WithdrawalOutcome


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


async def count_photos(db: Db, order_id: OrderId) -> int:
    """Count the pictures that were sent for an order and are not used."""
    return await value(
        db, "select count(*) from returns.photos where order_id = %(order_id)s", order_id=order_id
    )


async def add_photo(db: Db, order_id: OrderId, file_id: FileId, *, now: datetime) -> int:
    """Note that a guest sent a picture for an order; again changes nothing."""
    return await run(
        db,
        """
        insert into returns.photos (file_id, order_id, at)
        values (%(file_id)s, %(order_id)s, %(now)s)
            on conflict (file_id) do nothing
        """,
        file_id=file_id,
        order_id=order_id,
        now=now,
    )


async def take_photos(db: Db, order_id: OrderId, file_ids: Sequence[FileId]) -> int:
    """Use pictures that a guest sent for an order. Returns how many of them were there."""
    return await run(
        db,
        """
        delete from returns.photos
         where order_id = %(order_id)s
           and file_id = any(%(file_ids)s::uuid[])
        """,
        order_id=order_id,
        file_ids=list(file_ids),
    )


class _File(Struct, frozen=True, kw_only=True):
    file_id: FileId


async def forget_photos(db: Db, *, before: datetime, limit: int) -> list[FileId]:
    """Forget pictures that nobody used. Answers those that are in no return of their order."""
    rows = await many(
        db,
        _File,
        """
        with old as (
            select file_id
              from returns.photos
             where at < %(before)s
             order by at
             limit %(limit)s
               for update skip locked
        ), gone as (
            delete from returns.photos p
             using old o
             where p.file_id = o.file_id
            returning p.file_id, p.order_id
        )
        select g.file_id
          from gone g
         where not exists (select 1
                             from returns.returns r
                            where r.order_id = g.order_id
                              and g.file_id = any(r.photo_file_ids))
        """,
        before=before,
        limit=limit,
    )
    return [row.file_id for row in rows]
