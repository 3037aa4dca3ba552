"""What time does: campaigns end at their deadline, silence approves, and what nobody did expires."""

from collections.abc import Collection
from datetime import datetime

from vitrina.kit.db import Db, Pool
from vitrina.sponsorships.errors import MovedOn
from vitrina.sponsorships.model import CampaignState
from vitrina.sponsorships.service.campaigns import end_campaign
from vitrina.sponsorships.service.moves import let_time_move
from vitrina.sponsorships.store import campaigns, parts
from vitrina.videos.model import VideoId

BATCH_SIZE = 200


async def move_due(pool: Pool, *, now: datetime) -> int:
    """Move what is due, each in its own transaction, at most 200 campaigns and 200 sponsorships a run.

    Returns how many; the next run takes the rest.
    """
    async with pool.transaction() as db:
        ended = await campaigns.due(db, now=now, limit=BATCH_SIZE)
        due = await parts.due(db, now=now, limit=BATCH_SIZE)
    for campaign_id in ended:
        async with pool.transaction() as db:
            await campaigns.lock(db, campaign_id)
            try:
                await end_campaign(db, campaign_id=campaign_id, state=CampaignState.CLOSED, now=now)
            except MovedOn:
                continue  # Its brand cancelled it meanwhile.
    for sponsorship_id in due:
        async with pool.transaction() as db:
            await let_time_move(db, sponsorship_id=sponsorship_id, now=now)
    return len(ended) + len(due)


async def paid_among(db: Db, video_ids: Collection[VideoId]) -> set[VideoId]:
    """Tell which clips must say that they are a paid partnership. One statement."""
    return {VideoId(each) for each in await parts.paid_among(db, video_ids)} if video_ids else set()
