"""SQL of events and invitations."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.live.model import RoomId
from vitrina.partners.model import (
    EventId,
    Invitation,
    InvitationId,
    InvitationStatus,
    NewRetailEvent,
    RetailEvent,
)
from vitrina.shops.model import ShopId


class Invited(Struct, frozen=True, kw_only=True):
    """Who is invited, and the id of the show that accepting announces."""

    id: InvitationId
    creator_id: PersonId
    room_id: RoomId


async def add_event(db: Db, new: NewRetailEvent, *, shop_id: ShopId, title: str, now: datetime) -> int:
    """Write an event. 0: its id is known."""
    return await run(
        db,
        """
        insert into partners.events (id, shop_id, title, starts_at, made_at)
        values (%(id)s, %(shop_id)s, %(title)s, %(starts_at)s, %(now)s)
            on conflict (id) do nothing
        """,
        id=new.id,
        shop_id=shop_id,
        title=title,
        starts_at=new.starts_at,
        now=now,
    )


async def add_invitations(
    db: Db, new: NewRetailEvent, invited: Sequence[Invited], *, shop_id: ShopId
) -> None:
    """Write the invitations of an event with their products. Two statements."""
    await run(
        db,
        """
        insert into partners.invitations (id, event_id, shop_id, creator_id, status, room_id)
        select i.id, %(event_id)s, %(shop_id)s, i.creator_id, 'open', i.room_id
          from unnest(%(ids)s::uuid[], %(creators)s::uuid[], %(rooms)s::uuid[]) as i (id, creator_id, room_id)
        """,
        event_id=new.id,
        shop_id=shop_id,
        ids=[each.id for each in invited],
        creators=[each.creator_id for each in invited],
        rooms=[each.room_id for each in invited],
    )
    rows = [
        (each.id, position, product.product_id, product.rate_bps)
        for each in new.invitations
        for position, product in enumerate(each.products)
    ]
    await run(
        db,
        """
        insert into partners.invited_products (invitation_id, position, product_id, rate_bps)
        select p.invitation_id, p.position, p.product_id, p.rate_bps
          from unnest(%(ids)s::uuid[], %(positions)s::smallint[], %(products)s::uuid[], %(rates)s::int[])
               as p (invitation_id, position, product_id, rate_bps)
        """,
        ids=[row[0] for row in rows],
        positions=[row[1] for row in rows],
        products=[row[2] for row in rows],
        rates=[row[3] for row in rows],
    )


async def find_event(db: Db, event_id: EventId) -> RetailEvent | None:
    """Find an event."""
    return await one(
        db,
        RetailEvent,
        "select id, shop_id, title, starts_at from partners.events where id = %(id)s",
        id=event_id,
    )


async def count_ahead(db: Db, shop_id: ShopId, *, now: datetime) -> int:
    """Count the events of a shop that are to come."""
    return await value(
        db,
        "select count(*) from partners.events where shop_id = %(shop_id)s and starts_at > %(now)s",
        shop_id=shop_id,
        now=now,
    )


async def events(db: Db, shop_id: ShopId, *, before: EventId | None, limit: int) -> list[RetailEvent]:
    """List the events of a shop, the newest first."""
    return await many(
        db,
        RetailEvent,
        """
        select id, shop_id, title, starts_at
          from partners.events
         where shop_id = %(shop_id)s
           and (%(before)s::uuid is null or id < %(before)s)
         order by id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        before=before,
        limit=limit,
    )


async def invitations_of(db: Db, event_ids: Sequence[EventId]) -> list[Invitation]:
    """Read the invitations of events; an event has twenty at most."""
    return await many(
        db,
        Invitation,
        """
        select i.id, i.event_id, i.shop_id, i.creator_id, i.status, i.room_id, e.title, e.starts_at,
               (select jsonb_agg(jsonb_build_object('product_id', p.product_id, 'rate_bps', p.rate_bps)
                                 order by p.position)
                  from partners.invited_products p
                 where p.invitation_id = i.id) as products
          from partners.invitations i
          join partners.events e on e.id = i.event_id
         where i.event_id = any(%(event_ids)s::uuid[])
         order by i.id
        """,
        event_ids=list(event_ids),
    )


class Wanted(Struct, frozen=True, kw_only=True):
    """Which invitations of a creator. status: all, or in one; open ones only while they can be answered."""

    status: InvitationStatus | None = None
    before: InvitationId | None = None
    limit: int


async def invitations_to(db: Db, creator_id: PersonId, wanted: Wanted, *, now: datetime) -> list[Invitation]:
    """List the invitations of a creator that were not taken back, the newest first."""
    return await many(
        db,
        Invitation,
        """
        select i.id, i.event_id, i.shop_id, i.creator_id, i.status, i.room_id, e.title, e.starts_at,
               (select jsonb_agg(jsonb_build_object('product_id', p.product_id, 'rate_bps', p.rate_bps)
                                 order by p.position)
                  from partners.invited_products p
                 where p.invitation_id = i.id) as products
          from partners.invitations i
          join partners.events e on e.id = i.event_id
         where i.creator_id = %(creator_id)s
           and i.status <> 'withdrawn'
           and (%(status)s::text is null or i.status = %(status)s)
           and (%(status)s::text is distinct from 'open' or e.starts_at > %(now)s)
           and (%(before)s::uuid is null or i.id < %(before)s)
         order by i.id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        status=wanted.status and wanted.status.value,
        now=now,
        before=wanted.before,
        limit=wanted.limit,
    )


async def find_invitation(db: Db, invitation_id: InvitationId) -> Invitation | None:
    """Find an invitation."""
    return await one(
        db,
        Invitation,
        """
        select i.id, i.event_id, i.shop_id, i.creator_id, i.status, i.room_id, e.title, e.starts_at,
               (select jsonb_agg(jsonb_build_object('product_id', p.product_id, 'rate_bps', p.rate_bps)
                                 order by p.position)
                  from partners.invited_products p
                 where p.invitation_id = i.id) as products
          from partners.invitations i
          join partners.events e on e.id = i.event_id
         where i.id = %(id)s
        """,
        id=invitation_id,
    )


async def answer(db: Db, invitation_id: InvitationId, *, status: InvitationStatus, now: datetime) -> int:
    """Answer an invitation that is open and whose hour is to come. 0: it is not."""
    return await run(
        db,
        """
        update partners.invitations i
           set status = %(status)s, answered_at = %(now)s
          from partners.events e
         where i.id = %(id)s
           and i.status = 'open'
           and e.id = i.event_id
           and e.starts_at > %(now)s
        """,
        id=invitation_id,
        status=status.value,
        now=now,
    )
