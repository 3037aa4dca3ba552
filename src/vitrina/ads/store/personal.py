"""SQL of what advertising knows of people."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records


async def export_campaigns(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read the campaigns that somebody made."""
    async for record in records(
        db,
        "ad_campaigns",
        """
        select id, name, video_id, pricing, bid_minor, budget_minor, currency, starts_at, ends_at, status
          from ads.campaigns
         where advertiser_id = %(person_id)s
         order by id
        """,
        person_id=person_id,
    ):
        yield record


async def export_traces(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read the ads that somebody saw or hid, and the clips that she lets shops promote."""
    async for record in records(
        db,
        "ads_met",
        """
        select campaign_id, kind, charged_at as at from ads.charges where viewer_id = %(person_id)s
        union all
        select campaign_id, 'served', day from ads.seen where viewer_id = %(person_id)s
        union all
        select clip_id, 'before_an_ad', p.served_at
          from ads.pace p
         cross join lateral unnest(p.clip_ids) as told (clip_id)
         where p.viewer_id = %(person_id)s
        union all
        select campaign_id, 'hidden', null from ads.hides where viewer_id = %(person_id)s
        union all
        select video_id, 'allowed', allowed_at from ads.consents where creator_id = %(person_id)s
        """,
        person_id=person_id,
    ):
        yield record


async def erase(db: Db, person_id: UUID) -> None:
    """Forget what somebody saw, hid and allowed, and end her campaigns under a name that tells nothing."""
    await run(db, "delete from ads.seen where viewer_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from ads.pace where viewer_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from ads.hides where viewer_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from ads.charges where viewer_id = %(person_id)s", person_id=person_id)
    await run(db, "delete from ads.consents where creator_id = %(person_id)s", person_id=person_id)
    await run(
        db,
        "update ads.campaigns set name = '-', status = 'ended' where advertiser_id = %(person_id)s",
        person_id=person_id,
    )
