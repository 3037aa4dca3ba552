"""Shows that a retailer hands out: invited, answered, announced, and what they brought."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import Agreement
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person, PersonId
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.kit.text import clean_line
from vitrina.live import service as live
from vitrina.live.model import NewRoom, RoomId
from vitrina.partners.errors import (
    CreatorUnknown,
    EarningNeeded,
    EventIdTaken,
    InvitationNotFound,
    InvitationOver,
    TooManyEvents,
)
from vitrina.partners.model import (
    CreatorInvited,
    EventId,
    Invitation,
    InvitationAnswered,
    InvitationId,
    InvitationStatus,
    InvitationView,
    NewRetailEvent,
    OfferedProduct,
    RetailEvent,
    RetailEventView,
    ShowResult,
)
from vitrina.partners.store import events as store
from vitrina.partners.store import keys
from vitrina.partners.store.events import Invited, Wanted
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId
from vitrina.social import service as social

EVENTS_AHEAD_MAX = 50
# As far ahead as a show may be announced, or nobody could accept.
AHEAD_MAX = timedelta(days=180)


async def plan_event(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewRetailEvent, now: datetime
) -> RetailEventView:
    """Plan an event of the actor's shop and invite creators; the same id again answers it as it is.

    Raises Malformed, EventIdTaken, TooManyEvents, CreatorUnknown, Suspended, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    await identity.require_good_standing(db, actor.id)
    title = _checked(new, now)
    await keys.line_up(db, shop_id)
    if known := await store.find_event(db, new.id):
        if known.shop_id != shop_id:
            raise EventIdTaken
        return (await _views(db, [known]))[0]
    if await store.count_ahead(db, shop_id, now=now) >= EVENTS_AHEAD_MAX:
        raise TooManyEvents(count_max=EVENTS_AHEAD_MAX)
    await _require_own(db, new, shop_id)
    invited = await _invited(db, new, actor)
    try:
        if not await store.add_event(db, new, shop_id=shop_id, title=title, now=now):
            raise EventIdTaken
        await store.add_invitations(db, new, invited, shop_id=shop_id)
    except UniqueViolation as e:
        raise EventIdTaken from e
    await emit(
        db,
        *[
            CreatorInvited(
                invitation_id=each.id, shop_id=shop_id, creator_id=each.creator_id, title=title, at=now
            )
            for each in invited
        ],
    )
    event = RetailEvent(id=new.id, shop_id=shop_id, title=title, starts_at=new.starts_at)
    return (await _views(db, [event]))[0]


def _checked(new: NewRetailEvent, now: datetime) -> str:
    title, wrong = clean_line(new.title), dict[str, str]()
    if not title:
        wrong["title"] = "must not be empty"
    if new.starts_at.tzinfo is None or not now < new.starts_at <= now + AHEAD_MAX:
        wrong["starts_at"] = f"must be a moment of the next {AHEAD_MAX.days} days, with its zone"
    if len({_plain(each.handle) for each in new.invitations}) < len(new.invitations):
        wrong["invitations"] = "names a creator twice"
    if any(len({p.product_id for p in each.products}) < len(each.products) for each in new.invitations):
        wrong["invitations"] = "names a product twice"
    if wrong:
        raise Malformed(wrong)
    return title


async def _require_own(db: Db, new: NewRetailEvent, shop_id: ShopId) -> None:
    wanted = {product.product_id for each in new.invitations for product in each.products}
    found = await catalogue.products_by_id(db, list(wanted))
    if any(each not in found or found[each].shop_id != shop_id for each in wanted):
        raise Malformed({"invitations": "names a product that is not the shop's"})


async def _invited(db: Db, new: NewRetailEvent, actor: Person) -> list[Invited]:
    """Find who is invited: who earns and may be seen, and does not keep the actor away."""
    owners = await identity.people_by_handle(db, [_plain(each.handle) for each in new.invitations])
    people = await identity.persons(db, list(owners.values()))
    hidden = await identity.hidden_among(db, list(people))
    invited: list[Invited] = []
    for each in new.invitations:
        creator_id = owners.get(_plain(each.handle))
        creator = people.get(creator_id) if creator_id and creator_id not in hidden else None
        if (
            creator is None
            or not creator.can(Capability.EARN)
            or await social.is_apart(db, creator.id, actor.id)
        ):
            raise CreatorUnknown(handle=each.handle)
        invited.append(Invited(id=each.id, creator_id=creator.id, room_id=RoomId(new_id())))
    return invited


def _plain(handle: str) -> str:
    return handle.strip().removeprefix("@").lower()


async def list_events(
    db: Db, *, shop_id: ShopId, actor: Person, before: EventId | None, limit: int
) -> list[RetailEventView]:
    """List the events of the actor's shop with what each show brought. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await _views(db, await store.events(db, shop_id, before=before, limit=limit))


async def my_invitations(db: Db, *, actor: Person, wanted: Wanted, now: datetime) -> list[InvitationView]:
    """List the invitations of a creator, the newest first."""
    return await _shown(db, await store.invitations_to(db, actor.id, wanted, now=now))


async def accept(db: Db, *, invitation_id: InvitationId, actor: Person, now: datetime) -> InvitationView:
    """Accept an invitation: the show is announced with its products, and what was agreed holds.

    A second time answers the first. Raises InvitationNotFound, InvitationOver, EarningNeeded, and what
    `live.announce` raises.
    """
    invitation = await _own(db, invitation_id, actor)
    if invitation.status is not InvitationStatus.ACCEPTED:
        if not actor.can(Capability.EARN):
            raise EarningNeeded
        if not await _answer(db, invitation, InvitationStatus.ACCEPTED, now):
            return await _answered(db, invitation_id, actor)
        new = NewRoom(
            id=invitation.room_id,
            title=invitation.title,
            scheduled_at=invitation.starts_at,
            product_ids=[each.product_id for each in invitation.products],
        )
        await live.announce(db, actor=actor, new=new, now=now)
        agreed = [
            Agreement(
                room_id=invitation.room_id,
                product_id=each.product_id,
                creator_id=actor.id,
                shop_id=invitation.shop_id,
                rate_bps=each.rate_bps,
                agreed_at=now,
            )
            for each in invitation.products
        ]
        await affiliates.agree(db, agreed)
    return await _answered(db, invitation_id, actor)


async def decline(db: Db, *, invitation_id: InvitationId, actor: Person, now: datetime) -> InvitationView:
    """Decline an invitation; a second time answers the first. Raises InvitationNotFound, InvitationOver."""
    invitation = await _own(db, invitation_id, actor)
    if invitation.status is not InvitationStatus.DECLINED:
        await _answer(db, invitation, InvitationStatus.DECLINED, now)
    return await _answered(db, invitation_id, actor)


async def _answered(db: Db, invitation_id: InvitationId, actor: Person) -> InvitationView:
    return (await _shown(db, [await _own(db, invitation_id, actor)]))[0]


async def withdraw(
    db: Db, *, shop_id: ShopId, invitation_id: InvitationId, actor: Person, now: datetime
) -> None:
    """Take an invitation back that was not answered.

    Raises InvitationNotFound, InvitationOver, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    invitation = await store.find_invitation(db, invitation_id)
    if invitation is None or invitation.shop_id != shop_id:
        raise InvitationNotFound
    if not await store.answer(db, invitation_id, status=InvitationStatus.WITHDRAWN, now=now):
        raise InvitationOver


async def _own(db: Db, invitation_id: InvitationId, actor: Person) -> Invitation:
    found = await store.find_invitation(db, invitation_id)
    if found is None or found.creator_id != actor.id or found.status is InvitationStatus.WITHDRAWN:
        raise InvitationNotFound
    return found


async def _answer(db: Db, invitation: Invitation, status: InvitationStatus, now: datetime) -> bool:
    """Answer an invitation. False: the same answer was given meanwhile. Raises InvitationOver."""
    if not await store.answer(db, invitation.id, status=status, now=now):
        found = await store.find_invitation(db, invitation.id)
        if found and found.status is status:
            return False
        raise InvitationOver
    fact = InvitationAnswered(
        invitation_id=invitation.id,
        shop_id=invitation.shop_id,
        creator_id=invitation.creator_id,
        title=invitation.title,
        is_accepted=status is InvitationStatus.ACCEPTED,
        at=now,
    )
    await emit(db, fact)
    return True


async def _views(db: Db, events: Sequence[RetailEvent]) -> list[RetailEventView]:
    found = await store.invitations_of(db, [each.id for each in events]) if events else []
    shown = await _shown(db, found)
    return [
        RetailEventView(
            id=event.id,
            title=event.title,
            starts_at=event.starts_at,
            invitations=[each for each in shown if each.event_id == event.id],
        )
        for event in events
    ]


async def _shown(db: Db, found: Sequence[Invitation]) -> list[InvitationView]:
    """Show invitations with their results: a constant number of statements."""
    people = await identity.persons(db, list({each.creator_id for each in found}))
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in found}))
    product_ids = list({product.product_id for each in found for product in each.products})
    products = await catalogue.summaries(db, product_ids)
    titles = {product_id: product.title for product_id, product in products.items()}
    results = await _results(db, found)
    return [
        InvitationView(
            id=each.id,
            event_id=each.event_id,
            shop_id=each.shop_id,
            shop_name=sellers[each.shop_id].name,
            creator_handle=_handle(people, each.creator_id),
            creator_name=people[each.creator_id].name if each.creator_id in people else "",
            title=each.title,
            starts_at=each.starts_at,
            status=each.status,
            room_id=each.room_id if each.status is InvitationStatus.ACCEPTED else None,
            products=_offered(each, titles),
            results=results.get(each.room_id, []),
        )
        for each in found
    ]


def _handle(people: Mapping[PersonId, Person], person_id: PersonId) -> str:
    return people[person_id].handle if person_id in people else ""


def _offered(invitation: Invitation, titles: Mapping[ProductId, str]) -> list[OfferedProduct]:
    return [
        OfferedProduct(
            product_id=each.product_id, title=titles.get(each.product_id, ""), rate_bps=each.rate_bps
        )
        for each in invitation.products
    ]


async def _results(db: Db, found: Sequence[Invitation]) -> dict[RoomId, list[ShowResult]]:
    """Add up what each show brought of what was agreed for it, and of nothing else. Two statements."""
    agreed = [
        (each.room_id, product.product_id)
        for each in found
        if each.status is InvitationStatus.ACCEPTED
        for product in each.products
    ]
    earned = {
        (each.room_id, each.currency): each.amount_minor for each in await affiliates.earned_in(db, agreed)
    }
    results: dict[RoomId, list[ShowResult]] = {}
    for sold in await live.sold_in(db, agreed):
        commission_minor = earned.get((sold.room_id, sold.currency), 0)
        results.setdefault(sold.room_id, []).append(
            ShowResult(
                order_count=sold.order_count,
                unit_count=sold.unit_count,
                gross=Money(sold.paid_minor, sold.currency),
                commission=Money(commission_minor, sold.currency),
            )
        )
    return results
