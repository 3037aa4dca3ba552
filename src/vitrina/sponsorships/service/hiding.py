"""Campaigns that were taken down: their brand alone reads them, and nobody begins in them."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.sponsorships.model import SponsorCampaign, SponsorCampaignId
from vitrina.sponsorships.store import campaigns as store


async def campaigns_by_id(
    db: Db, ids: Sequence[SponsorCampaignId]
) -> dict[SponsorCampaignId, SponsorCampaign]:
    """Read campaigns in whatever state; those that do not exist are left out. One statement."""
    return {each.id: each for each in await store.by_ids(db, ids)} if ids else {}


async def hide(db: Db, campaign_id: SponsorCampaignId, *, now: datetime) -> None:
    """Let nobody but its brand read a campaign; who agreed before still delivers and is paid."""
    await store.set_hidden(db, campaign_id, now)


async def restore(db: Db, campaign_id: SponsorCampaignId) -> None:
    """Let creators read a campaign and begin in it again, if it is still open."""
    await store.set_hidden(db, campaign_id, None)
