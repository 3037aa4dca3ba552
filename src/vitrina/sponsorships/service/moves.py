"""What moves a sponsorship, and the money with it: one after the other per campaign."""

from datetime import datetime

from msgspec.structs import replace

from vitrina.identity import service as identity
from vitrina.identity.model import Capability, HandleKind, Person, PersonId
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.text import clean_text
from vitrina.ledger import service as ledger
from vitrina.shops import service as shops
from vitrina.social import service as social
from vitrina.sponsorships import rules
from vitrina.sponsorships.errors import (
    AlreadyTakesPart,
    CampaignClosed,
    CampaignTakenDown,
    ClipNotShown,
    ClipTaken,
    CreatorNotFound,
    EarningOff,
    MovedOn,
    NoMoreChanges,
    NoPlaceLeft,
    OwnCampaign,
    SponsorCampaignNotFound,
    SponsorIdTaken,
    SponsorshipNotFound,
)
from vitrina.sponsorships.model import (
    CHANGES_MAX,
    CampaignState,
    NewApplication,
    NewInvitation,
    SponsorCampaign,
    SponsorCampaignId,
    Sponsorship,
    SponsorshipAct,
    SponsorshipId,
    SponsorshipMoved,
    SponsorshipState,
    SponsorSide,
)
from vitrina.sponsorships.store import campaigns, parts
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId


async def apply(
    db: Db, *, campaign_id: SponsorCampaignId, creator: Person, new: NewApplication, now: datetime
) -> Sponsorship:
    """Ask to take part in a campaign. The same id twice is one application.

    Raises SponsorCampaignNotFound, CampaignClosed, OwnCampaign, EarningOff, BirthDateMissing, TooYoung,
    Suspended, AlreadyTakesPart, SponsorIdTaken.
    """
    await require_earning(db, creator, now)
    campaign = await campaigns.lock(db, campaign_id)
    if campaign is None:
        raise SponsorCampaignNotFound
    brand = await shops.get_shop(db, campaign.shop_id)
    if brand.owner_id == creator.id:
        raise OwnCampaign
    is_closed = campaign.is_hidden or await shops.closed_among(db, [brand.id])
    if is_closed or await social.is_apart(db, creator.id, brand.owner_id):
        raise SponsorCampaignNotFound
    words = clean_text(new.words)
    asked = _part(new.id, campaign, creator.id, state=SponsorshipState.APPLIED, now=now)
    return await _add(db, campaign, replace(asked, words=words), side=SponsorSide.CREATOR, now=now)


async def invite(db: Db, *, campaign: SponsorCampaign, new: NewInvitation, now: datetime) -> Sponsorship:
    """Ask a creator by her handle to take part in a campaign that was locked for its brand.

    Raises CreatorNotFound, CampaignClosed, CampaignTakenDown, OwnCampaign, AlreadyTakesPart, SponsorIdTaken.
    """
    owner = await identity.find_by_handle(db, new.handle)
    if owner is None or owner.kind is not HandleKind.PERSON:
        raise CreatorNotFound
    creator_id = PersonId(owner.id)
    brand = await shops.get_shop(db, campaign.shop_id)
    if creator_id == brand.owner_id:
        raise OwnCampaign
    creator = (await identity.persons(db, [creator_id])).get(creator_id)
    is_unseen = await identity.hidden_among(db, [creator_id]) or await social.is_apart(
        db, creator_id, brand.owner_id
    )
    if creator is None or not creator.can(Capability.EARN) or is_unseen:
        raise CreatorNotFound
    asked = _part(new.id, campaign, creator_id, state=SponsorshipState.INVITED, now=now)
    return await _add(db, campaign, asked, side=SponsorSide.BRAND, now=now)


async def require_earning(db: Db, person: Person, now: datetime) -> None:
    """Raise EarningOff, BirthDateMissing, TooYoung or Suspended unless a person may be paid."""
    if not person.can(Capability.EARN):
        raise EarningOff
    identity.require_adult(person, now)
    await identity.require_good_standing(db, person.id)


async def _may_begin(db: Db, creator_id: PersonId) -> bool:
    """Tell whether somebody who asked to take part still earns here, and is seen."""
    creator = (await identity.persons(db, [creator_id])).get(creator_id)
    if creator is None or not creator.can(Capability.EARN):
        return False
    return not await identity.hidden_among(db, [creator_id])


def _part(
    id: SponsorshipId,
    campaign: SponsorCampaign,
    creator_id: PersonId,
    *,
    state: SponsorshipState,
    now: datetime,
) -> Sponsorship:
    return Sponsorship(
        id=id,
        campaign_id=campaign.id,
        creator_id=creator_id,
        is_invited=state is SponsorshipState.INVITED,
        state=state,
        words="",
        wanted="",
        video_id=None,
        changes_count=0,
        due_at=rules.due_after(state, campaign, now=now),
        created_at=now,
        changed_at=now,
    )


async def _add(
    db: Db, campaign: SponsorCampaign, asked: Sponsorship, *, side: SponsorSide, now: datetime
) -> Sponsorship:
    if (known := await parts.find(db, asked.id)) is not None:
        if (known.creator_id, known.campaign_id) != (asked.creator_id, asked.campaign_id):
            raise SponsorIdTaken
        return known
    if campaign.is_hidden:
        raise CampaignTakenDown
    if campaign.state is not CampaignState.OPEN or campaign.submit_by <= now:
        raise CampaignClosed
    if campaign.places_taken >= campaign.places_max:
        raise NoPlaceLeft
    if not await parts.add(db, asked):
        raise AlreadyTakesPart
    await _tell(db, campaign, asked, side=side, now=now)
    return asked


async def accept(db: Db, *, sponsorship_id: SponsorshipId, actor: Person, now: datetime) -> Sponsorship:
    """Agree: a brand to an application, a creator to an invitation. The last place is taken once.

    Raises SponsorshipNotFound, MovedOn, NoPlaceLeft, CampaignClosed, CampaignTakenDown, EarningOff,
    BirthDateMissing, TooYoung, Suspended, and CreatorNotFound when who applied is gone, suspended, or does
    not earn any more.
    """
    campaign, current, side = await _turn(db, sponsorship_id, actor, act=SponsorshipAct.ACCEPT)
    if campaign.is_hidden:
        raise CampaignTakenDown
    if side is SponsorSide.CREATOR:
        await require_earning(db, actor, now)
    elif not await _may_begin(db, current.creator_id):
        raise CreatorNotFound
    return await _move(db, campaign, current, act=(SponsorshipAct.ACCEPT, side), now=now)


async def step(
    db: Db, *, sponsorship_id: SponsorshipId, actor: Person, act: SponsorshipAct, now: datetime
) -> Sponsorship:
    """Decline or withdraw. Raises SponsorshipNotFound, MovedOn."""
    assert act in {SponsorshipAct.DECLINE, SponsorshipAct.WITHDRAW}
    campaign, current, side = await _turn(db, sponsorship_id, actor, act=act)
    return await _move(db, campaign, current, act=(act, side), now=now)


async def submit(
    db: Db, *, sponsorship_id: SponsorshipId, actor: Person, video_id: VideoId, now: datetime
) -> Sponsorship:
    """Show the brand a published clip of one's own; from now on it says that it is paid for.

    Raises SponsorshipNotFound, MovedOn (also after the deadline), VideoNotFound, ClipNotShown, ClipTaken.
    """
    campaign, current, side = await _turn(db, sponsorship_id, actor, act=SponsorshipAct.SUBMIT)
    if current.due_at is None or current.due_at <= now:
        raise MovedOn
    video = await videos.get_own(db, video_id=video_id, actor=actor)
    if video.published_at is None or video.is_hidden or await identity.hidden_among(db, [actor.id]):
        raise ClipNotShown
    try:
        await parts.set_video(db, current.id, video_id)  # Refused already here when changes were wanted.
        return await _move(db, campaign, current, act=(SponsorshipAct.SUBMIT, side), now=now)
    except UniqueViolation as e:  # sponsorships_video_key
        raise ClipTaken from e


async def approve(db: Db, *, sponsorship_id: SponsorshipId, actor: Person, now: datetime) -> Sponsorship:
    """Let the creator have the fee. Raises SponsorshipNotFound, MovedOn, ClipNotShown."""
    campaign, current, side = await _turn(db, sponsorship_id, actor, act=SponsorshipAct.APPROVE)
    if not await is_shown(db, current):
        raise ClipNotShown
    return await _move(db, campaign, current, act=(SponsorshipAct.APPROVE, side), now=now)


async def ask_changes(
    db: Db, *, sponsorship_id: SponsorshipId, actor: Person, words: str, now: datetime
) -> Sponsorship:
    """Tell the creator what should be changed, twice at most.

    Raises SponsorshipNotFound, MovedOn, NoMoreChanges, Malformed.
    """
    wanted = clean_text(words)
    if not wanted:
        raise Malformed({"words": "must not be empty"})
    campaign, current, side = await _turn(db, sponsorship_id, actor, act=SponsorshipAct.ASK_CHANGES)
    if not await parts.want_changes(db, current.id, wanted, count_max=CHANGES_MAX):
        raise NoMoreChanges(count_max=CHANGES_MAX)
    return await _move(db, campaign, current, act=(SponsorshipAct.ASK_CHANGES, side), now=now)


async def let_time_move(db: Db, *, sponsorship_id: SponsorshipId, now: datetime) -> None:
    """Approve what a brand said nothing about, end what its campaign left over, or let it expire.

    What moved meanwhile is left alone.
    """
    found = await parts.find(db, sponsorship_id)
    campaign = await campaigns.lock(db, found.campaign_id) if found else None
    current = await parts.find(db, sponsorship_id)
    if campaign is None or current is None or current.due_at is None or current.due_at > now:
        return
    await _move(db, campaign, current, act=await _act_due(db, campaign, current), now=now)


async def _act_due(
    db: Db, campaign: SponsorCampaign, current: Sponsorship
) -> tuple[SponsorshipAct, SponsorSide]:
    by_brand = (SponsorshipAct.CANCEL, SponsorSide.BRAND)
    if campaign.state is CampaignState.CANCELLED and current.state in rules.MOVES[by_brand]:
        return by_brand
    is_approved = current.state is SponsorshipState.SUBMITTED and await is_shown(db, current)
    return (SponsorshipAct.APPROVE if is_approved else SponsorshipAct.EXPIRE), SponsorSide.TIME


async def end_parts(db: Db, campaign: SponsorCampaign, *, now: datetime) -> None:
    """End what a brand ends with a locked campaign: who agreed at once, who waits for an answer soon.

    Those who agreed have places, so they are few; anybody may apply.
    """
    for sponsorship_id in await parts.ids_in(db, campaign.id, SponsorshipState.ACCEPTED):
        current = await parts.find(db, sponsorship_id)
        assert current, "the campaign is locked, and none is ever deleted"
        await _move(db, campaign, current, act=(SponsorshipAct.CANCEL, SponsorSide.BRAND), now=now)
    await parts.make_due(db, campaign.id, now=now)


async def is_shown(db: Db, sponsorship: Sponsorship) -> bool:
    """Tell whether everybody may see the clip of a sponsorship."""
    if sponsorship.video_id is None:
        return False
    video = (await videos.videos_by_id(db, [sponsorship.video_id])).get(sponsorship.video_id)
    return (
        video is not None
        and video.published_at is not None
        and not video.is_hidden
        and video.creator_id == sponsorship.creator_id
        and not await identity.hidden_among(db, [sponsorship.creator_id])
    )


async def side_of(db: Db, campaign: SponsorCampaign, sponsorship: Sponsorship, actor: Person) -> SponsorSide:
    """Tell which side a person is on. Raises SponsorshipNotFound for everybody else."""
    if sponsorship.creator_id == actor.id:
        return SponsorSide.CREATOR
    brand = (await shops.shops_by_id(db, [campaign.shop_id])).get(campaign.shop_id)
    if brand is None or not brand.is_run_by(actor.id):
        raise SponsorshipNotFound
    return SponsorSide.BRAND


async def _turn(
    db: Db, sponsorship_id: SponsorshipId, actor: Person, *, act: SponsorshipAct
) -> tuple[SponsorCampaign, Sponsorship, SponsorSide]:
    found = await parts.find(db, sponsorship_id)
    campaign = await campaigns.lock(db, found.campaign_id) if found else None
    # Read again: while this waited for the campaign, somebody else may have been first.
    current = await parts.find(db, sponsorship_id)
    if campaign is None or current is None:
        raise SponsorshipNotFound
    side = await side_of(db, campaign, current, actor)
    if (act, side) not in rules.MOVES:
        raise SponsorshipNotFound
    return campaign, current, side


async def _move(
    db: Db,
    campaign: SponsorCampaign,
    current: Sponsorship,
    *,
    act: tuple[SponsorshipAct, SponsorSide],
    now: datetime,
) -> Sponsorship:
    state = rules.MOVES[act].get(current.state)
    if state is None:
        raise MovedOn
    due_at = rules.due_after(state, campaign, now=now)
    moved = await parts.move(db, current.id, moves=(current.state, state), due_at=due_at, now=now)
    if moved is None:
        raise MovedOn
    had, has = current.state in rules.HOLDING, state in rules.HOLDING
    if has and not had:
        await _take_place(db, campaign, now=now)
    if had and not has and await campaigns.leave_place(db, campaign.id):
        step = f"sponsorship:{current.id}"
        await ledger.post(db, [rules.returned(campaign, step=step, places=1, now=now)])
    if state is SponsorshipState.RELEASED:
        await ledger.post(db, [rules.released(campaign, moved, now=now)])
    await _tell(db, campaign, moved, side=act[1], now=now)
    return moved


async def _take_place(db: Db, campaign: SponsorCampaign, *, now: datetime) -> None:
    if await campaigns.take_place(db, campaign.id, now=now):
        return
    if campaign.state is CampaignState.OPEN and now < campaign.submit_by:
        raise NoPlaceLeft
    raise CampaignClosed


async def _tell(
    db: Db, campaign: SponsorCampaign, moved: Sponsorship, *, side: SponsorSide, now: datetime
) -> None:
    await emit(
        db,
        SponsorshipMoved(
            sponsorship_id=moved.id,
            campaign_id=campaign.id,
            campaign_title=campaign.title,
            shop_id=campaign.shop_id,
            creator_id=moved.creator_id,
            state=moved.state,
            by=side,
            amount_minor=rules.creator_minor(campaign),
            currency=campaign.currency,
            at=now,
        ),
    )
