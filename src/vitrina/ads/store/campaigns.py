"""SQL of advertising: campaigns, auctions, and the money of shops."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.ads.model import (
    AdCampaign,
    AdCampaignId,
    AdMoveId,
    Bid,
    CampaignStatus,
    NewAdCampaign,
    PromotableClip,
    Slot,
)
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Country, Currency
from vitrina.shops.model import Shop, ShopId
from vitrina.videos.model import VideoId

CANDIDATES_MAX = 200
BIDS_MAX = 20
NEAR = 5  # A clip is not offered again while it is fresh: it is none of so many before the slot.
CLIPS_MAX = 50


class Purse(Struct, frozen=True, kw_only=True):
    """The advertising account of a shop."""

    shop_id: ShopId
    currency: Currency
    deposited_minor: int
    spent_milli: int
    posted_minor: int


class Move(Struct, frozen=True, kw_only=True):
    """Money that was moved under an id."""

    shop_id: ShopId
    amount_minor: int


async def open_purse(db: Db, shop: Shop) -> Purse:
    """Find the account of a shop, opening it when there is none, and hold it until the commit."""
    await run(
        db,
        """
        insert into ads.accounts (shop_id, currency)
        values (%(shop_id)s, %(currency)s)
        on conflict (shop_id) do nothing
        """,
        shop_id=shop.id,
        currency=shop.currency.value,
    )
    found = await one(
        db,
        Purse,
        """
        select shop_id, currency, deposited_minor, spent_milli, posted_minor
          from ads.accounts
         where shop_id = %(shop_id)s
           for update
        """,
        shop_id=shop.id,
    )
    assert found, "it was just opened"
    return found


async def find_purse(db: Db, shop_id: ShopId) -> Purse | None:
    """Find the account of a shop."""
    return await one(
        db,
        Purse,
        """
        select shop_id, currency, deposited_minor, spent_milli, posted_minor
          from ads.accounts
         where shop_id = %(shop_id)s
        """,
        shop_id=shop_id,
    )


async def find_move(db: Db, move_id: AdMoveId) -> Move | None:
    """Find what was moved under an id."""
    return await one(
        db, Move, "select shop_id, amount_minor from ads.moves where id = %(move_id)s", move_id=move_id
    )


async def move(db: Db, *, move_id: AdMoveId, shop_id: ShopId, amount_minor: int, now: datetime) -> None:
    """Put money into an account, or take it out. Twice under one id is a UniqueViolation."""
    await run(
        db,
        """
        with moved as (
            insert into ads.moves (id, shop_id, amount_minor, moved_at)
            values (%(move_id)s, %(shop_id)s, %(amount_minor)s, %(now)s)
            returning shop_id, amount_minor
        )
        update ads.accounts a
           set deposited_minor = a.deposited_minor + m.amount_minor
          from moved m
         where a.shop_id = m.shop_id
        """,
        move_id=move_id,
        shop_id=shop_id,
        amount_minor=amount_minor,
        now=now,
    )


async def add_campaign(
    db: Db,
    new: NewAdCampaign,
    *,
    shop: Shop,
    advertiser_id: PersonId,
    countries: Sequence[Country],
    now: datetime,
) -> None:
    """Write a campaign. The same id twice is a UniqueViolation."""
    await run(
        db,
        """
        insert into ads.campaigns (id, shop_id, advertiser_id, video_id, name, currency, pricing, bid_minor,
                                   budget_minor, daily_cap_minor, countries, languages, age_bands, categories,
                                   starts_at, ends_at, status, spent_on, made_at)
        values (%(id)s, %(shop_id)s, %(advertiser_id)s, %(video_id)s, %(name)s, %(currency)s, %(pricing)s,
                %(bid_minor)s, %(budget_minor)s, %(daily_cap_minor)s, %(countries)s::text[],
                %(languages)s::text[], %(age_bands)s::text[], %(categories)s::text[], %(starts_at)s,
                %(ends_at)s, 'running', %(day)s, %(now)s)
        """,
        id=new.id,
        shop_id=shop.id,
        advertiser_id=advertiser_id,
        video_id=new.video_id,
        name=new.name,
        currency=shop.currency.value,
        pricing=new.pricing.value,
        bid_minor=new.bid_minor,
        budget_minor=new.budget_minor,
        daily_cap_minor=new.daily_cap_minor,
        countries=[each.value for each in countries],
        languages=[each.value for each in new.languages],
        age_bands=[each.value for each in new.age_bands],
        categories=[each.value for each in new.categories],
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        day=now.date(),
        now=now,
    )


async def campaigns(
    db: Db, *, shop_id: ShopId | None, campaign_id: AdCampaignId | None, limit: int
) -> list[AdCampaign]:
    """List campaigns of a shop, or find one, with what came of them; the newest first."""
    return await many(
        db,
        AdCampaign,
        """
        select c.id,
               c.shop_id,
               c.advertiser_id,
               c.video_id,
               c.name,
               c.currency,
               c.pricing,
               c.bid_minor,
               c.budget_minor,
               c.daily_cap_minor,
               c.countries,
               c.languages,
               c.age_bands,
               c.categories,
               c.starts_at,
               c.ends_at,
               c.status,
               c.hidden_at is not null as is_hidden,
               c.spent_milli,
               d.served_count,
               d.viewable_count,
               d.tap_count,
               d.filtered_count
          from ads.campaigns c
         cross join lateral (
                   select coalesce(sum(d.served_count), 0)::bigint as served_count,
                          coalesce(sum(d.viewable_count), 0)::bigint as viewable_count,
                          coalesce(sum(d.tap_count), 0)::bigint as tap_count,
                          coalesce(sum(d.filtered_count), 0)::bigint as filtered_count
                     from ads.days d
                    where d.campaign_id = c.id
               ) d
         where (%(shop_id)s::uuid is null or c.shop_id = %(shop_id)s)
           and (%(campaign_id)s::uuid is null or c.id = %(campaign_id)s)
         order by c.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        campaign_id=campaign_id,
        limit=limit,
    )


async def count_open(db: Db, shop_id: ShopId, now: datetime) -> int:
    """Count the campaigns of a shop that have not ended."""
    return await value(
        db,
        """
        select count(*)
          from ads.campaigns
         where shop_id = %(shop_id)s
           and status <> 'ended'
           and ends_at > %(now)s
        """,
        shop_id=shop_id,
        now=now,
    )


async def set_status(db: Db, campaign_id: AdCampaignId, status: CampaignStatus, now: datetime) -> int:
    """Pause, go on, or end. Returns 0 when it had ended."""
    return await run(
        db,
        """
        update ads.campaigns
           set status = %(status)s
         where id = %(campaign_id)s
           and status <> 'ended'
           and ends_at > %(now)s
        """,
        status=status.value,
        campaign_id=campaign_id,
        now=now,
    )


async def end_over(db: Db, now: datetime) -> int:
    """End campaigns whose last moment has come."""
    return await run(
        db,
        "update ads.campaigns set status = 'ended' where status <> 'ended' and ends_at <= %(now)s",
        now=now,
    )


async def promotable(
    db: Db, *, shop_id: ShopId, owner_id: PersonId, video_id: VideoId | None
) -> list[PromotableClip]:
    """List published clips that show something of a shop and may be promoted, the newest first."""
    return await many(
        db,
        PromotableClip,
        """
        select v.id, v.caption, v.creator_id = %(owner_id)s as is_own
          from (select %(shop_id)s::uuid as id) s
         cross join lateral videos.showing(s.id) v
         where (%(video_id)s::uuid is null or v.id = %(video_id)s)
           and (v.creator_id = %(owner_id)s
                or exists (select 1 from ads.consents a where a.video_id = v.id))
         order by v.published_at desc, v.id desc
         limit %(limit)s
        """,
        shop_id=shop_id,
        owner_id=owner_id,
        video_id=video_id,
        limit=CLIPS_MAX,
    )


async def bids(db: Db, slot: Slot, currency: Currency) -> list[Bid]:
    """Find who may have a slot, the highest bid first; at most 200 running campaigns are looked at."""
    return await many(
        db,
        Bid,
        """
        with running as materialized (
            select c.id, c.shop_id, c.advertiser_id, c.video_id, c.pricing, c.worth_minor, c.countries,
                   c.languages, c.age_bands, c.categories
              from ads.campaigns c
              join ads.accounts a on a.shop_id = c.shop_id
             where c.currency = %(currency)s
               and c.status = 'running'
               and c.hidden_at is null
               and c.starts_at <= %(now)s
               and c.ends_at > %(now)s
               and c.spent_milli < c.budget_minor * 1000
               and (c.spent_on <> %(day)s or c.day_milli < c.daily_cap_minor * 1000)
               and a.spent_milli < a.deposited_minor * 1000
               and %(country)s = any(c.countries)
             order by c.worth_minor desc, c.id
             limit %(candidates)s
        )
        select r.id as campaign_id, r.shop_id, r.video_id, r.pricing, r.worth_minor, r.countries,
               r.languages, r.age_bands, r.categories
          from running r
         cross join lateral videos.creator_of_shown(r.video_id, %(now)s) v (creator_id)
         where v.creator_id is not null
           and (cardinality(r.languages) = 0 or %(language)s = any(r.languages))
           and (cardinality(r.age_bands) = 0 or %(age_band)s::text = any(r.age_bands))
           and (cardinality(r.categories) = 0
                or (%(age_band)s::text is not null
                    and videos.shows_category(%(clip_ids)s::uuid[], r.categories)))
           and r.video_id <> all(%(near_ids)s::uuid[])
           and (v.creator_id = r.advertiser_id
                or exists (select 1 from ads.consents a where a.video_id = r.video_id))
           and r.advertiser_id <> %(viewer_id)s
           and v.creator_id <> %(viewer_id)s
           and videos.shows_shop(r.video_id, r.shop_id)
           and (%(age_band)s::text is not null or not videos.is_limited(r.video_id))
           and not shops.is_closed(r.shop_id)
           and not social.is_unseen(%(viewer_id)s, r.advertiser_id)
           and not social.is_unseen(%(viewer_id)s, v.creator_id)
           and not exists (select 1
                             from ads.hides h
                            where h.viewer_id = %(viewer_id)s
                              and h.campaign_id = r.id)
           and not exists (select 1
                             from ads.seen s
                            where s.viewer_id = %(viewer_id)s
                              and s.campaign_id = r.id
                              and s.day = %(day)s
                              and s.seen_count >= %(frequency_max)s)
         order by r.worth_minor desc, r.id
         limit %(limit)s
        """,
        currency=currency.value,
        now=slot.now,
        day=slot.day,
        country=slot.country.value,
        language=slot.language.value,
        age_band=slot.age_band,
        clip_ids=slot.clip_ids,
        near_ids=slot.clip_ids[-NEAR:],
        viewer_id=slot.viewer_id,
        frequency_max=slot.frequency_max,
        candidates=CANDIDATES_MAX,
        limit=BIDS_MAX,
    )


async def take_unposted(db: Db, limit: int) -> list[Purse]:
    """Take accounts that spent whole minor units which the books do not know; others may take others."""
    return await many(
        db,
        Purse,
        """
        select shop_id, currency, deposited_minor, spent_milli, posted_minor
          from ads.accounts
         where spent_milli - posted_minor * 1000 >= 1000
         order by shop_id
         limit %(limit)s
           for update skip locked
        """,
        limit=limit,
    )


async def note_posted(db: Db, posted: Sequence[tuple[ShopId, int]]) -> None:
    """Note up to where the books know what shops spent."""
    await run(
        db,
        """
        update ads.accounts a
           set posted_minor = p.posted_minor
          from unnest(%(shop_ids)s::uuid[], %(amounts)s::bigint[]) as p (shop_id, posted_minor)
         where a.shop_id = p.shop_id
        """,
        shop_ids=[shop_id for shop_id, _ in posted],
        amounts=[amount_minor for _, amount_minor in posted],
    )
