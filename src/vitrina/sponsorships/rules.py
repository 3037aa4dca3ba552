"""What may move a sponsorship, what it is worth, and what it writes into the books."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from vitrina.kit.money import share
from vitrina.ledger.model import Account, Journal, Line
from vitrina.sponsorships.model import (
    CHANGES_MAX,
    SponsorCampaign,
    Sponsorship,
    SponsorshipAct,
    SponsorshipId,
    SponsorshipState,
    SponsorSide,
)

# Time for what a brand wants changed, where the campaign's own deadline leaves less.
CHANGES_TIME = timedelta(days=7)
SUBMIT_SOONEST = timedelta(days=1)
SUBMIT_LATEST = timedelta(days=180)

APPLIED, INVITED = SponsorshipState.APPLIED, SponsorshipState.INVITED
ACCEPTED, SUBMITTED = SponsorshipState.ACCEPTED, SponsorshipState.SUBMITTED
CHANGES, RELEASED = SponsorshipState.CHANGES, SponsorshipState.RELEASED
WITHDRAWN, EXPIRED = SponsorshipState.WITHDRAWN, SponsorshipState.EXPIRED
BRAND, CREATOR, TIME = SponsorSide.BRAND, SponsorSide.CREATOR, SponsorSide.TIME

MOVES: Mapping[tuple[SponsorshipAct, SponsorSide], Mapping[SponsorshipState, SponsorshipState]] = {
    (SponsorshipAct.ACCEPT, BRAND): {APPLIED: ACCEPTED},
    (SponsorshipAct.ACCEPT, CREATOR): {INVITED: ACCEPTED},
    (SponsorshipAct.DECLINE, BRAND): {APPLIED: SponsorshipState.DECLINED},
    (SponsorshipAct.DECLINE, CREATOR): {INVITED: SponsorshipState.DECLINED},
    (SponsorshipAct.WITHDRAW, BRAND): {INVITED: WITHDRAWN},
    (SponsorshipAct.WITHDRAW, CREATOR): dict.fromkeys((APPLIED, ACCEPTED, SUBMITTED, CHANGES), WITHDRAWN),
    (SponsorshipAct.SUBMIT, CREATOR): {ACCEPTED: SUBMITTED, CHANGES: SUBMITTED},
    (SponsorshipAct.APPROVE, BRAND): {SUBMITTED: RELEASED, CHANGES: RELEASED},
    (SponsorshipAct.APPROVE, TIME): {SUBMITTED: RELEASED},
    (SponsorshipAct.ASK_CHANGES, BRAND): {SUBMITTED: CHANGES},
    # What was shown to the brand outlives its campaign: a creator who delivered is not sent away.
    (SponsorshipAct.CANCEL, BRAND): dict.fromkeys((APPLIED, INVITED, ACCEPTED), SponsorshipState.CANCELLED),
    (SponsorshipAct.EXPIRE, TIME): dict.fromkeys((APPLIED, INVITED, ACCEPTED, SUBMITTED, CHANGES), EXPIRED),
}
# A fee is kept for who is in one of these, and was paid to who is in the last.
HOLDING = frozenset({ACCEPTED, SUBMITTED, CHANGES, RELEASED})
# A clip in one of these is a paid partnership, and says so.
LABELLED = frozenset({SUBMITTED, CHANGES, RELEASED})


def acts_of(sponsorship: Sponsorship, side: SponsorSide) -> list[SponsorshipAct]:
    """List what one side can do now, apart from ending a whole campaign."""
    return [
        act
        for (act, by), moves in MOVES.items()
        if by is side
        and sponsorship.state in moves
        and act is not SponsorshipAct.CANCEL
        and (act is not SponsorshipAct.ASK_CHANGES or sponsorship.changes_count < CHANGES_MAX)
    ]


def due_after(state: SponsorshipState, campaign: SponsorCampaign, *, now: datetime) -> datetime | None:
    """Tell when time moves a sponsorship that has just come into a state; None when nothing will."""
    if state in {APPLIED, INVITED, ACCEPTED}:
        return campaign.submit_by
    if state is SUBMITTED:
        return now + timedelta(days=campaign.review_days)
    if state is CHANGES:
        return max(campaign.submit_by, now + CHANGES_TIME)
    return None


def platform_minor(campaign: SponsorCampaign) -> int:
    """Compute what the platform keeps of one fee, half up."""
    return share(campaign.fee_minor, campaign.fee_bps)


def creator_minor(campaign: SponsorCampaign) -> int:
    """Compute what a creator has of one fee: the rest, so that the parts add up."""
    return campaign.fee_minor - platform_minor(campaign)


def escrow_minor(campaign: SponsorCampaign, *, released_count: int) -> int:
    """Tell what must stand in escrow: the fees that went neither to a creator nor back."""
    return campaign.fee_minor * (campaign.places_max - campaign.places_returned - released_count)


def source(campaign: SponsorCampaign) -> str:
    """Name a campaign as the source of journals."""
    return f"sponsor_campaign:{campaign.id}"


def escrow(campaign: SponsorCampaign) -> Account:
    """Name where a campaign's fees wait."""
    return Account(kind="sponsor_escrow", owner=str(campaign.id), currency=campaign.currency)


def brand_account(campaign: SponsorCampaign) -> Account:
    """Name the shop's own money."""
    return Account(kind="seller_available", owner=str(campaign.shop_id), currency=campaign.currency)


def funded(campaign: SponsorCampaign) -> Journal:
    """Book the fees of all places out of the shop's own money; never forced."""
    total_minor = campaign.fee_minor * campaign.places_max
    return Journal(
        key=f"{source(campaign)}:funded",
        kind="sponsor_campaign_funded",
        source=source(campaign),
        lines=[
            Line(account=brand_account(campaign), amount_minor=total_minor),
            Line(account=escrow(campaign), amount_minor=-total_minor),
        ],
        effective_at=campaign.created_at,
    )


def released_key(sponsorship_id: SponsorshipId) -> str:
    """Name the journal that pays a sponsorship."""
    return f"sponsorship:{sponsorship_id}:released"


def released(campaign: SponsorCampaign, sponsorship: Sponsorship, *, now: datetime) -> Journal:
    """Book an approved clip: the fee is the creator's own at once, less the platform's part."""
    creator = Account(kind="creator_available", owner=str(sponsorship.creator_id), currency=campaign.currency)
    platform = Account(kind="sponsorship_income", owner="", currency=campaign.currency)
    parts = [
        (escrow(campaign), campaign.fee_minor),
        (creator, -creator_minor(campaign)),
        (platform, -platform_minor(campaign)),
    ]
    return Journal(
        key=released_key(sponsorship.id),
        kind="sponsorship_released",
        source=source(campaign),
        lines=[Line(account=account, amount_minor=amount) for account, amount in parts if amount],
        effective_at=now,
    )


def returned(campaign: SponsorCampaign, *, step: str, places: int, now: datetime) -> Journal:
    """Book fees that nobody will have back to the shop. step: what ended, once."""
    back_minor = campaign.fee_minor * places
    return Journal(
        key=f"{step}:returned",
        kind="sponsor_fee_returned",
        source=source(campaign),
        lines=[
            Line(account=escrow(campaign), amount_minor=back_minor),
            Line(account=brand_account(campaign), amount_minor=-back_minor),
        ],
        effective_at=now,
    )
