"""SQL of ads that are taken down."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.ads.model import AdCampaignId, Advertised
from vitrina.kit.db import Db, many, run


async def advertised(db: Db, ids: Sequence[AdCampaignId]) -> list[Advertised]:
    """Read what campaigns show and who answers for them."""
    return await many(
        db,
        Advertised,
        """
        select c.id, c.advertiser_id, c.video_id, c.name, c.hidden_at is not null as is_hidden
          from ads.campaigns c
         where c.id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(ids),
    )


async def set_hidden(db: Db, campaign_id: AdCampaignId, hidden_at: datetime | None) -> None:
    """Take a campaign out of auctions, or let it back."""
    await run(
        db,
        "update ads.campaigns set hidden_at = %(hidden_at)s where id = %(campaign_id)s",
        campaign_id=campaign_id,
        hidden_at=hidden_at,
    )
