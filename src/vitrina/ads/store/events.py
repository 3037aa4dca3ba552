"""SQL of advertising: what became of an ad that was offered, and what it cost."""

from datetime import date, datetime, timedelta

from vitrina.ads.model import SHOWN_MIN, AdCampaignId, Offer, Pricing, Slot
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run, value

PACE_KEPT = timedelta(minutes=30)  # A feed that is opened later may begin with the clips of before.


async def note_served(db: Db, slot: Slot, campaign_id: AdCampaignId) -> int:
    """Count an ad for its viewer: her day, and the clips that made room for it.

    Returns 0 when the frequency cap is reached meanwhile, or when her last ad was served for some of these
    clips, so that fewer than nine are left for this one.
    """
    return await run(
        db,
        """
        with paced as (
            insert into ads.pace (viewer_id, clip_ids, served_at)
            values (%(viewer_id)s, %(clip_ids)s::uuid[], %(now)s)
            on conflict (viewer_id) do update
               set clip_ids = excluded.clip_ids,
                   served_at = excluded.served_at
             where pace.served_at <= %(forgotten)s
                or (select count(*)
                      from unnest(excluded.clip_ids) as told (clip_id)
                     where told.clip_id <> all(pace.clip_ids)) >= %(between)s
            returning viewer_id
        ),
        seen as (
            insert into ads.seen (viewer_id, campaign_id, day, seen_count)
            select p.viewer_id, %(campaign_id)s, %(day)s, 1
              from paced p
            on conflict (viewer_id, campaign_id, day) do update
               set seen_count = seen.seen_count + 1
             where seen.seen_count < %(frequency_max)s
            returning campaign_id
        )
        insert into ads.days (campaign_id, day, served_count)
        select s.campaign_id, %(day)s, 1
          from seen s
        on conflict (campaign_id, day) do update
           set served_count = days.served_count + 1
        """,
        viewer_id=slot.viewer_id,
        campaign_id=campaign_id,
        day=slot.day,
        clip_ids=slot.clip_ids,
        now=slot.now,
        forgotten=slot.now - PACE_KEPT,
        between=SHOWN_MIN,
        frequency_max=slot.frequency_max,
    )


async def note_event(db: Db, campaign_id: AdCampaignId, day: date, kind: str) -> None:
    """Count an impression, a tap, or one that was filtered."""
    await run(
        db,
        """
        insert into ads.days (campaign_id, day, viewable_count, tap_count, filtered_count)
        values (%(campaign_id)s,
                %(day)s,
                (%(kind)s = 'impression')::int,
                (%(kind)s = 'tap')::int,
                (%(kind)s = 'filtered')::int)
        on conflict (campaign_id, day) do update
           set viewable_count = days.viewable_count + excluded.viewable_count,
               tap_count = days.tap_count + excluded.tap_count,
               filtered_count = days.filtered_count + excluded.filtered_count
        """,
        campaign_id=campaign_id,
        day=day,
        kind=kind,
    )


async def hold_viewer(db: Db, viewer_id: PersonId) -> None:
    """Let what one viewer tells be counted one after the other, until the commit."""
    await run(db, "select from ads.pace where viewer_id = %(viewer_id)s for update", viewer_id=viewer_id)


async def recent_count(db: Db, viewer_id: PersonId, since: datetime) -> int:
    """Count what a viewer was counted for since a moment."""
    return await value(
        db,
        "select count(*) from ads.charges where viewer_id = %(viewer_id)s and charged_at > %(since)s",
        viewer_id=viewer_id,
        since=since,
    )


async def add_charge(db: Db, offer: Offer, kind: Pricing, *, price_milli: int, now: datetime) -> int:
    """Write an event once. Returns 0 when it was there, or when a tap comes without impression."""
    return await run(
        db,
        """
        insert into ads.charges (impression_id, kind, campaign_id, viewer_id, price_milli, charged_at)
        select %(impression_id)s, %(kind)s, %(campaign_id)s, %(viewer_id)s, %(price_milli)s, %(now)s
         where %(kind)s = 'impression'
            or exists (select 1
                         from ads.charges c
                        where c.impression_id = %(impression_id)s
                          and c.kind = 'impression')
        on conflict (impression_id, kind) do nothing
        """,
        impression_id=offer.impression_id,
        kind=kind.value,
        campaign_id=offer.campaign_id,
        viewer_id=offer.viewer_id,
        price_milli=price_milli,
        now=now,
    )


async def charge_account(db: Db, campaign_id: AdCampaignId, price_milli: int) -> int:
    """Take a price from what a shop paid in. Returns 0 when it is not there."""
    return await run(
        db,
        """
        update ads.accounts a
           set spent_milli = a.spent_milli + %(price_milli)s
          from ads.campaigns c
         where c.id = %(campaign_id)s
           and a.shop_id = c.shop_id
           and a.spent_milli + %(price_milli)s <= a.deposited_minor * 1000
        """,
        campaign_id=campaign_id,
        price_milli=price_milli,
    )


async def charge_campaign(db: Db, campaign_id: AdCampaignId, price_milli: int, now: datetime) -> int:
    """Take a price from a campaign's budget and its day. Returns 0 without room, or when it does not run."""
    return await run(
        db,
        """
        update ads.campaigns
           set spent_milli = spent_milli + %(price_milli)s,
               day_milli = case when spent_on = %(day)s then day_milli else 0 end + %(price_milli)s,
               spent_on = %(day)s
         where id = %(campaign_id)s
           and status = 'running'
           and ends_at > %(now)s
           and spent_milli + %(price_milli)s <= budget_minor * 1000
           and case when spent_on = %(day)s then day_milli else 0 end + %(price_milli)s
               <= daily_cap_minor * 1000
        """,
        campaign_id=campaign_id,
        price_milli=price_milli,
        now=now,
        day=now.date(),
    )


async def hide(db: Db, viewer_id: PersonId, campaign_id: AdCampaignId) -> None:
    """Never offer a campaign to somebody again."""
    await run(
        db,
        """
        insert into ads.hides (viewer_id, campaign_id)
        values (%(viewer_id)s, %(campaign_id)s)
        on conflict (viewer_id, campaign_id) do nothing
        """,
        viewer_id=viewer_id,
        campaign_id=campaign_id,
    )


async def forget_seen(db: Db, before: date) -> int:
    """Forget who met what before a day."""
    return await run(
        db,
        """
        with paced as (delete from ads.pace where served_at < %(before)s)
        delete from ads.seen where day < %(before)s
        """,
        before=before,
    )


async def forget_charges(db: Db, before: datetime) -> int:
    """Forget events before a moment; what they cost stays in the sums."""
    return await run(db, "delete from ads.charges where charged_at < %(before)s", before=before)
