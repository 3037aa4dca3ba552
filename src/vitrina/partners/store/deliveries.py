"""SQL of facts on their way to endpoints."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.kit.db import Db, many, one, run
from vitrina.kit.ids import new_id
from vitrina.orders.model import OrderId
from vitrina.partners.model import (
    Acknowledged,
    DeliveryId,
    DeliveryKind,
    DeliveryStatus,
    DeliveryView,
    NewDelivery,
)
from vitrina.shops.model import ShopId


async def add(db: Db, facts: Sequence[NewDelivery], *, now: datetime) -> int:
    """Write down what shall be told, for shops that have an endpoint; a fact known already is told once."""
    return await run(
        db,
        """
        insert into partners.deliveries (
               id, shop_id, kind, order_id, order_code, happened_at, about_id, status, next_at)
        select f.id, f.shop_id, f.kind, f.order_id, f.order_code, f.happened_at, f.about_id, 'waiting',
               %(now)s
          from unnest(%(ids)b::uuid[], %(shop_ids)b::uuid[], %(kinds)b::text[], %(order_ids)b::uuid[],
                      %(codes)b::text[], %(happened)b::timestamptz[], %(about_ids)s::uuid[])
               as f (id, shop_id, kind, order_id, order_code, happened_at, about_id)
          join partners.endpoints e on e.shop_id = f.shop_id
            on conflict do nothing
        """,
        ids=[new_id() for _ in facts],
        shop_ids=[each.shop_id for each in facts],
        kinds=[each.kind.value for each in facts],
        order_ids=[each.order_id for each in facts],
        codes=[each.order_code for each in facts],
        happened=[each.happened_at for each in facts],
        about_ids=[each.about_id for each in facts],
        now=now,
    )


class Claimed(Struct, frozen=True, kw_only=True):
    """A delivery that this worker sends now, and with what it is signed."""

    id: DeliveryId
    shop_id: ShopId
    kind: DeliveryKind
    order_id: OrderId
    happened_at: datetime
    about_id: UUID | None
    attempt_count: int
    url: str
    salt: UUID
    old_salt: UUID | None
    old_until: datetime | None


class Share(Struct, frozen=True, kw_only=True):
    """How many deliveries are taken at once, in all and of one endpoint."""

    in_all: int
    of_one: int


async def claim(
    db: Db, share: Share, *, busy: Sequence[ShopId] = (), now: datetime, until: datetime
) -> list[Claimed]:
    """Take what is due, for this worker alone until then: a worker that dies leaves it to another one.

    Each endpoint comes to its first before any comes to its second; one that fails has one try at a time.
    busy: shops that have enough on their way.
    """
    return await many(
        db,
        Claimed,
        """
        with due as (
            select d.id
              from partners.endpoints e
             cross join lateral (
                   select w.id, w.next_at
                     from partners.deliveries w
                    where w.shop_id = e.shop_id
                      and w.status = 'waiting'
                      and w.next_at <= %(now)s
                    order by w.next_at
                    limit case when e.failing_since is null then %(of_one)s else 1 end
                      for update skip locked) d
             where e.disabled_at is null
               and e.shop_id <> all(%(busy)s::uuid[])
             order by row_number() over (partition by e.shop_id order by d.next_at), d.next_at
             limit %(in_all)s
        )
        update partners.deliveries d
           set next_at = %(until)s,
               attempt_count = d.attempt_count + 1,
               tried_at = %(now)s
          from due, partners.endpoints e
         where d.id = due.id
           and e.shop_id = d.shop_id
        returning d.id,
                  d.shop_id,
                  d.kind,
                  d.order_id,
                  d.happened_at,
                  d.about_id,
                  d.attempt_count,
                  e.url,
                  e.salt,
                  e.old_salt,
                  e.old_until
        """,
        busy=list(busy),
        now=now,
        until=until,
        in_all=share.in_all,
        of_one=share.of_one,
    )


async def end(db: Db, claimed: Claimed, *, status: DeliveryStatus, failure: str | None, now: datetime) -> int:
    """Note how a delivery ended: taken, or dead. 0: another worker has it meanwhile."""
    return await run(
        db,
        """
        update partners.deliveries
           set status = %(status)s,
               failure = %(failure)s,
               next_at = null,
               ended_at = %(now)s
         where id = %(id)s
           and status = 'waiting'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
        status=status.value,
        failure=failure,
        now=now,
    )


async def put_off(db: Db, claimed: Claimed, *, failure: str, next_at: datetime) -> int:
    """Let a delivery be tried again later. 0: another worker has it meanwhile."""
    return await run(
        db,
        """
        update partners.deliveries
           set failure = %(failure)s,
               next_at = %(next_at)s
         where id = %(id)s
           and status = 'waiting'
           and attempt_count = %(attempt_count)s
        """,
        id=claimed.id,
        attempt_count=claimed.attempt_count,
        failure=failure,
        next_at=next_at,
    )


async def replay(db: Db, delivery_id: DeliveryId, *, shop_id: ShopId, now: datetime) -> int:
    """Send a delivery again from the first try on; one that waits is tried at once.

    0: there is none, or nowhere to send it.
    """
    return await run(
        db,
        """
        update partners.deliveries
           set status = 'waiting',
               attempt_count = 0,
               replay_count = replay_count + 1,
               next_at = %(now)s,
               ended_at = null
         where id = %(id)s
           and shop_id = %(shop_id)s
           and exists (select 1 from partners.endpoints e where e.shop_id = %(shop_id)s)
        """,
        id=delivery_id,
        shop_id=shop_id,
        now=now,
    )


async def page(
    db: Db, shop_id: ShopId, *, status: DeliveryStatus | None, before: DeliveryId | None, limit: int
) -> list[DeliveryView]:
    """List the deliveries of a shop, the newest first."""
    return await many(
        db,
        DeliveryView,
        """
        select id,
               kind,
               order_id,
               order_code,
               happened_at,
               status,
               attempt_count,
               replay_count,
               next_at,
               failure,
               tried_at,
               ended_at
          from partners.deliveries
         where shop_id = %(shop_id)s
           and (%(status)s::text is null or status = %(status)s)
           and (%(before)s::uuid is null or id < %(before)s)
         order by id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        status=status and status.value,
        before=before,
        limit=limit,
    )


async def find(db: Db, delivery_id: DeliveryId, *, shop_id: ShopId) -> DeliveryView | None:
    """Find a delivery of a shop."""
    return await one(
        db,
        DeliveryView,
        """
        select id,
               kind,
               order_id,
               order_code,
               happened_at,
               status,
               attempt_count,
               replay_count,
               next_at,
               failure,
               tried_at,
               ended_at
          from partners.deliveries
         where id = %(id)s
           and shop_id = %(shop_id)s
        """,
        id=delivery_id,
        shop_id=shop_id,
    )


async def acknowledge(db: Db, taken: Acknowledged, *, shop_id: ShopId) -> Acknowledged | None:
    """Note that a partner has taken an order; the first word counts. Answers what is noted."""
    await run(
        db,
        """
        insert into partners.acknowledgements (order_id, shop_id, reference, at)
        values (%(order_id)s, %(shop_id)s, %(reference)s, %(at)s)
            on conflict (order_id) do nothing
        """,
        order_id=taken.order_id,
        shop_id=shop_id,
        reference=taken.reference,
        at=taken.at,
    )
    return await find_acknowledged(db, taken.order_id)


async def find_acknowledged(db: Db, order_id: OrderId) -> Acknowledged | None:
    """Find whether a partner has taken an order."""
    return await one(
        db,
        Acknowledged,
        "select order_id, reference, at from partners.acknowledgements where order_id = %(order_id)s",
        order_id=order_id,
    )
