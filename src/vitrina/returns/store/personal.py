"""SQL of what returns knows of one person."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, run, value
from vitrina.kit.personal import NO_EMAIL, Record, Subject, records
from vitrina.media.model import FileId
from vitrina.shops.model import ShopId

CLEARED_AT_ONCE = 500


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what a person gave back or wanted to, and where she withdrew without an account."""
    async for record in records(
        db,
        "returns",
        """
        select r.id, r.code, r.order_code, r.state, r.reason, r.words, r.is_withdrawal, r.carrier,
               r.tracking_number, r.answer, r.refunded_minor, r.currency, r.photo_file_ids, r.opened_at,
               r.moved_at, r.wanted_values, r.sent_carrier, r.sent_number,
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
               sent_number = case when r.sent_number is null then null else '' end,
               sent_url = null,
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
