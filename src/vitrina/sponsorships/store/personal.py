"""SQL of what sponsorships knows of one person."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from vitrina.kit.db import Db, run
from vitrina.kit.personal import Record, records


async def export_campaigns(db: Db, shop_ids: Sequence[UUID]) -> AsyncIterator[Record]:
    """Read the campaigns of a person's shops."""
    async for record in records(
        db,
        "sponsor_campaigns",
        """
        select id, shop_id, title, brief, currency, fee_minor, places_max, submit_by, state, created_at,
               ended_at
          from sponsorships.campaigns
         where shop_id = any(%(shop_ids)s)
         order by created_at
        """,
        shop_ids=list(shop_ids),
    ):
        yield record


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's parts in campaigns."""
    async for record in records(
        db,
        "sponsorships",
        """
        select s.id, s.campaign_id, c.title, c.currency, c.fee_minor, c.fee_bps, s.state, s.words, s.wanted,
               s.video_id, s.created_at, s.changed_at
          from sponsorships.sponsorships s
          join sponsorships.campaigns c on c.id = s.campaign_id
         where s.creator_id = %(person_id)s
         order by s.created_at
        """,
        person_id=person_id,
    ):
        yield record


async def erase(db: Db, person_id: UUID) -> None:
    """Take a person's words out of her parts in campaigns, and those said to her."""
    await run(
        db,
        """
        update sponsorships.sponsorships
           set words = '',
               wanted = ''
         where creator_id = %(person_id)s
           and (words <> '' or wanted <> '')
        """,
        person_id=person_id,
    )


async def decline_open(db: Db, person_id: UUID) -> None:
    """Say no to what she had not agreed to yet."""
    await run(
        db,
        """
        update sponsorships.sponsorships
           set state = case state when 'invited' then 'declined' else 'withdrawn' end,
               due_at = null
         where creator_id = %(person_id)s
           and state in ('applied', 'invited')
        """,
        person_id=person_id,
    )
