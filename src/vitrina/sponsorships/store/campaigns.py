"""SQL of campaigns and their places."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import ShopId
from vitrina.sponsorships.model import CampaignState, SponsorCampaign, SponsorCampaignId


async def add(db: Db, campaign: SponsorCampaign) -> int:
    """Insert a campaign; 0 when its id is taken."""
    return await run(
        db,
        """
        insert into sponsorships.campaigns
               (id, shop_id, title, brief, product_ids, currency, fee_minor, fee_bps, review_days, places_max,
                submit_by, created_by, created_at)
        values (%(id)s, %(shop_id)s, %(title)s, %(brief)s, %(product_ids)s, %(currency)s, %(fee_minor)s,
                %(fee_bps)s, %(review_days)s, %(places_max)s, %(submit_by)s, %(created_by)s, %(created_at)s)
            on conflict (id) do nothing
        """,
        id=campaign.id,
        shop_id=campaign.shop_id,
        title=campaign.title,
        brief=campaign.brief,
        product_ids=campaign.product_ids,
        currency=campaign.currency.value,
        fee_minor=campaign.fee_minor,
        fee_bps=campaign.fee_bps,
        review_days=campaign.review_days,
        places_max=campaign.places_max,
        submit_by=campaign.submit_by,
        created_by=campaign.created_by,
        created_at=campaign.created_at,
    )


async def by_ids(db: Db, ids: Sequence[SponsorCampaignId]) -> list[SponsorCampaign]:
    """Read campaigns."""
    return await many(
        db,
        SponsorCampaign,
        """
        select id, shop_id, title, brief, product_ids, currency, fee_minor, fee_bps, review_days, places_max,
               places_taken, places_returned, submit_by, state, created_by, created_at, ended_at,
               hidden_at is not null as is_hidden
          from sponsorships.campaigns
         where id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def lock(db: Db, campaign_id: SponsorCampaignId) -> SponsorCampaign | None:
    """Read a campaign and let nobody else move it or its sponsorships until this transaction ends."""
    return await one(
        db,
        SponsorCampaign,
        """
        select id, shop_id, title, brief, product_ids, currency, fee_minor, fee_bps, review_days, places_max,
               places_taken, places_returned, submit_by, state, created_by, created_at, ended_at,
               hidden_at is not null as is_hidden
          from sponsorships.campaigns
         where id = %(id)s
           for update
        """,
        id=campaign_id,
    )


async def open_ones(
    db: Db, *, now: datetime, before: tuple[datetime, SponsorCampaignId] | None, limit: int
) -> list[SponsorCampaign]:
    """List campaigns that take creators, the newest first."""
    return await many(
        db,
        SponsorCampaign,
        """
        select id, shop_id, title, brief, product_ids, currency, fee_minor, fee_bps, review_days, places_max,
               places_taken, places_returned, submit_by, state, created_by, created_at, ended_at,
               hidden_at is not null as is_hidden
          from sponsorships.campaigns
         where state = 'open'
           and submit_by > %(now)s
           and places_taken < places_max
           and hidden_at is null
           and (%(before_at)s::timestamptz is null
                or (created_at, id) < (%(before_at)s::timestamptz, %(before_id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        now=now,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


async def of_shop(
    db: Db, shop_id: ShopId, *, before: tuple[datetime, SponsorCampaignId] | None, limit: int
) -> list[SponsorCampaign]:
    """List a shop's campaigns, the newest first."""
    return await many(
        db,
        SponsorCampaign,
        """
        select id, shop_id, title, brief, product_ids, currency, fee_minor, fee_bps, review_days, places_max,
               places_taken, places_returned, submit_by, state, created_by, created_at, ended_at,
               hidden_at is not null as is_hidden
          from sponsorships.campaigns
         where shop_id = %(shop_id)s
           and (%(before_at)s::timestamptz is null
                or (created_at, id) < (%(before_at)s::timestamptz, %(before_id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


async def take_place(db: Db, campaign_id: SponsorCampaignId, *, now: datetime) -> int:
    """Take a place; 0 when there is none, or the campaign has ended."""
    return await run(
        db,
        """
        update sponsorships.campaigns
           set places_taken = places_taken + 1
         where id = %(id)s
           and state = 'open'
           and submit_by > %(now)s
           and places_taken < places_max
        """,
        id=campaign_id,
        now=now,
    )


async def leave_place(db: Db, campaign_id: SponsorCampaignId) -> bool:
    """Free a place. True when the campaign has ended, so that its fee goes back."""
    return await value(
        db,
        """
        update sponsorships.campaigns
           set places_taken = places_taken - 1,
               places_returned = places_returned + (state <> 'open')::int
         where id = %(id)s
        returning state <> 'open'
        """,
        id=campaign_id,
    )


async def end(db: Db, campaign_id: SponsorCampaignId, *, state: CampaignState, now: datetime) -> int:
    """End an open campaign: what is free counts as returned. 0 when it has ended already."""
    return await run(
        db,
        """
        update sponsorships.campaigns
           set state = %(state)s,
               ended_at = %(now)s,
               places_returned = places_max - places_taken
         where id = %(id)s
           and state = 'open'
        """,
        id=campaign_id,
        state=state.value,
        now=now,
    )


async def set_hidden(db: Db, campaign_id: SponsorCampaignId, hidden_at: datetime | None) -> None:
    """Let nobody but its brand read a campaign, or everybody again; waits for who moves it."""
    await run(
        db,
        "update sponsorships.campaigns set hidden_at = %(hidden_at)s where id = %(id)s",
        id=campaign_id,
        hidden_at=hidden_at,
    )


async def due(db: Db, *, now: datetime, limit: int) -> list[SponsorCampaignId]:
    """List open campaigns whose deadline has passed, the first one first."""
    return await value(
        db,
        """
        select coalesce(array_agg(t.id), '{}')
          from (select id
                  from sponsorships.campaigns
                 where state = 'open'
                   and submit_by <= %(now)s
                 order by submit_by
                 limit %(limit)s) t
        """,
        now=now,
        limit=limit,
    )


async def open_count_of(db: Db, shop_ids: Sequence[ShopId]) -> int:
    """Count what shops have to finish: campaigns that are open, or hold a fee that may still be paid."""
    return await value(
        db,
        """
        select count(*)
          from sponsorships.campaigns c
         where c.shop_id = any(%(shop_ids)s)
           and (c.state = 'open'
                or exists (select 1
                             from sponsorships.sponsorships s
                            where s.campaign_id = c.id
                              and s.due_at is not null))
        """,
        shop_ids=list(shop_ids),
    )
