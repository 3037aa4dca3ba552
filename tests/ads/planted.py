"""What advertising keeps of a person."""

from vitrina.identity.model import Person
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id
from vitrina.shops.model import Shop


async def plant_ad(db: Db, shop: Shop, person: Person, *, word: str) -> None:
    """A campaign of hers, an ad that she met and hid, and a clip that she lets shops promote."""
    await run(
        db,
        "insert into ads.accounts (shop_id, currency) values (%(shop)s, %(currency)s)",
        shop=shop.id,
        currency=shop.currency.value,
    )
    await run(
        db,
        """
        with made as (
            insert into ads.campaigns (id, shop_id, advertiser_id, video_id, name, currency, pricing,
                                       bid_minor, budget_minor, daily_cap_minor, countries, languages,
                                       age_bands, categories, starts_at, ends_at, status, spent_on, made_at)
            values (%(id)s, %(shop)s, %(person)s, %(id)s, %(word)s, 'MXN', 'tap', 100, 100, 100, '{MX}', '{}',
                    '{}', '{}', now(), now() + interval '1 day', 'running', current_date, now())
            returning id
        ),
        met as (
            insert into ads.seen (viewer_id, campaign_id, day, seen_count)
            select %(person)s, id, current_date, 1 from made
        ),
        paced as (
            insert into ads.pace (viewer_id, clip_ids, served_at)
            select %(person)s, array[id], now() from made
        ),
        hid as (
            insert into ads.hides (viewer_id, campaign_id)
            select %(person)s, id from made
        ),
        watched as (
            insert into analytics.viewings (day, video_id, viewer_id)
            select current_date, id, %(person)s from made
        ),
        by_day as (
            insert into analytics.daily (kind, subject_id, day, view_count, completed_count, watched_ms,
                                         tap_count)
            values ('creator', %(person)s, current_date, 1, 1, 1, 1)
        ),
        sold_by_day as (
            insert into analytics.daily_sales (kind, subject_id, day, currency, order_count, sold_minor,
                                               earned_minor)
            values ('creator', %(person)s, current_date, 'MXN', 1, 1, 1)
        ),
        totalled as (
            insert into analytics.totals (kind, subject_id, window_days, view_count, completed_count,
                                          watched_ms, tap_count)
            values ('creator', %(person)s, 28, 1, 1, 1, 1)
        ),
        sold as (
            insert into analytics.sales (kind, subject_id, window_days, currency, order_count, sold_minor,
                                         earned_minor)
            values ('creator', %(person)s, 28, 'MXN', 1, 1, 1)
        ),
        counted as (
            insert into analytics.audiences (kind, subject_id, window_days, dimension, name, people_count)
            values ('creator', %(person)s, 28, 'all', '', 1)
        ),
        allowed as (
            insert into ads.consents (video_id, creator_id, allowed_at)
            select id, %(person)s, now() from made
        )
        insert into ads.charges (impression_id, kind, campaign_id, viewer_id, price_milli, charged_at)
        select id, 'impression', id, %(person)s, 0, now() from made
        """,
        id=new_id(),
        shop=shop.id,
        person=person.id,
        word=word,
    )
