"""HTTP of shows that a retailer hands out."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded, Suspended
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.live.errors import NotForSale, TooManyRooms
from vitrina.partners import service
from vitrina.partners.errors import (
    CreatorUnknown,
    EarningNeeded,
    EventIdTaken,
    InvitationNotFound,
    InvitationOver,
    TooManyEvents,
)
from vitrina.partners.model import (
    EventId,
    InvitationId,
    InvitationStatus,
    InvitationView,
    NewRetailEvent,
    RetailEventView,
)
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["partners"]
InvitedStatus = Annotated[
    InvitationStatus | None,
    QueryParameter(name="status", description="All, or in one status; open: that can still be answered"),
]


@post(
    "/shops/{shop:uuid}/retail-events",
    operation_id="planRetailEvent",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        Suspended,
        NotYourShop,
        ShopNotFound,
        EventIdTaken,
        TooManyEvents,
        CreatorUnknown,
        Malformed,
    ),
)
async def plan_event(shop: ShopId, data: NewRetailEvent, person: Person, pool: Pool) -> RetailEventView:
    """Plan shows for one hour and invite creators, each with products and what their sales pay her."""
    async with pool.transaction() as db:
        return await service.plan_event(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/retail-events",
    operation_id="listRetailEvents",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_events(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[RetailEventView]:
    """List a shop's events with who was invited and what each show brought, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    before = EventId(key[0]) if key else None
    async with pool.transaction() as db:
        found = await service.list_events(db, shop_id=shop, actor=person, before=before, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.id,))


@post(
    "/shops/{shop:uuid}/invitations/{invitation:uuid}/withdrawal",
    operation_id="withdrawInvitation",
    tags=TAGS,
    status_code=204,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, InvitationNotFound, InvitationOver),
)
async def withdraw(shop: ShopId, invitation: InvitationId, person: Person, pool: Pool) -> None:
    """Take an invitation back that was not answered."""
    async with pool.transaction() as db:
        await service.withdraw(db, shop_id=shop, invitation_id=invitation, actor=person, now=clock.now())


@get(
    "/me/invitations",
    operation_id="listMyInvitations",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_mine(
    person: Person,
    pool: Pool,
    status: InvitedStatus = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[InvitationView]:
    """List the shows that shops invited the signed-in creator to, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    before = InvitationId(key[0]) if key else None
    wanted = service.Wanted(status=status, before=before, limit=limit + 1)
    async with pool.transaction() as db:
        found = await service.my_invitations(db, actor=person, wanted=wanted, now=clock.now())
    return page_of(found, limit, lambda each: (each.id,))


@post(
    "/invitations/{invitation:uuid}/acceptance",
    operation_id="acceptInvitation",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded, Suspended, InvitationNotFound, InvitationOver, EarningNeeded, NotForSale, TooManyRooms
    ),
)
async def accept(invitation: InvitationId, person: Person, pool: Pool) -> InvitationView:
    """Accept: the show is announced with its products, and what was agreed is what its sales pay."""
    async with pool.transaction() as db:
        return await service.accept(db, invitation_id=invitation, actor=person, now=clock.now())


@post(
    "/invitations/{invitation:uuid}/refusal",
    operation_id="declineInvitation",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, InvitationNotFound, InvitationOver),
)
async def decline(invitation: InvitationId, person: Person, pool: Pool) -> InvitationView:
    """Decline an invitation."""
    async with pool.transaction() as db:
        return await service.decline(db, invitation_id=invitation, actor=person, now=clock.now())


ROUTES = [plan_event, list_events, withdraw, list_mine, accept, decline]
