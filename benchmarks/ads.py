"""`vitrina bench ads`: the ad of a slot beside a page of the feed, by the services that the API calls.

500 clips of 50 creators, 100 shops with three running campaigns each. In turn a signed-in viewer reads the
first page of her feed and asks for the ad after nine clips. The ratio of the two is of one run, so that it
does not depend on the machine.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import LiteralString

import msgspec
import psycopg
import uvloop
from msgspec.structs import replace

from benchmarks import http, place
from benchmarks.search import Asking, Report
from vitrina.feed import service as feed
from vitrina.feed.model import Reader, Tab
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Country
from vitrina.videos.model import VideoId

QUESTION_COUNT = 500
WARM_UP = 20
BETWEEN = 9
SLOT_TO_FEED_MAX = 2.0
SEED = 7
STEP = timedelta(hours=1)  # Between two slots of the run: no clip of before keeps an ad away.
SETTINGS = Settings(secret_key="bench" * 8)

SEEDS: Sequence[LiteralString] = (
    """
    insert into ads.accounts (shop_id, currency, deposited_minor)
    select id, currency, 100000000 from shops.shops
    """,
    """
    insert into ads.consents (video_id, creator_id, allowed_at)
    select id, creator_id, now() from videos.videos
    """,
    """
    insert into ads.campaigns (id, shop_id, advertiser_id, video_id, name, currency, pricing, bid_minor,
                               budget_minor, daily_cap_minor, countries, languages, age_bands, categories,
                               starts_at, ends_at, status, spent_on, made_at)
    select gen_random_uuid(), s.id, s.owner_id, c.video_id, 'Campaign ' || c.n, 'MXN',
           case when c.n %% 2 = 0 then 'tap' else 'impression' end, 1000 + c.n, 100000000, 100000000, '{MX}',
           '{}', '{}', '{}', now(), now() + interval '300 days', 'running', current_date, now()
      from (select t.video_id, p.shop_id, row_number() over (partition by p.shop_id order by t.video_id) as n
              from videos.tags t
              join catalogue.products p on p.id = t.product_id) c
      join shops.shops s on s.id = c.shop_id
     where c.n <= 3
    """,
    "analyze",
)


def main() -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="vitrina bench ads", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object alone")
    parser.add_argument("--questions", type=int, default=QUESTION_COUNT)
    asked = parser.parse_args()
    with place.database() as url:
        http.seed(url)
        with psycopg.connect(url, autocommit=True) as db:
            for statement in SEEDS:
                db.execute(statement, {})
        report = uvloop.run(measure(url, question_count=asked.questions))
    text = msgspec.json.encode(report)
    sys.stdout.write((text if asked.json else msgspec.json.format(text, indent=2)).decode() + "\n")
    if not all(report.bounds.values()):
        raise SystemExit(1)


async def measure(url: str, *, question_count: int) -> Report:
    """Ask for a page and for an ad in turn."""
    chance = random.Random(SEED)
    pages, slots = Asking(), Asking()
    async with Pool(url, size_max=2) as pool:
        viewers, clip_ids = await people_and_clips(pool)
        started_at = clock.now()
        for i in range(question_count + WARM_UP):
            reader = Reader(viewer=viewers[i % len(viewers)], default_plan_bps=SETTINGS.default_plan_bps)
            async with pages.one(pool) as db:
                page = await feed.read_feed(
                    db, tab=Tab.FOR_YOU, reader=reader, cursor=None, limit=http.FEED_PAGE_SIZE, now=started_at
                )
            assert page.items
            near = chance.sample(clip_ids, BETWEEN)
            async with slots.one(pool) as db:
                slot = await feed.fill_slot(
                    db, reader=reader, clip_ids=near, settings=SETTINGS, now=started_at + i * STEP
                )
            slots.found += slot.ad is not None
            if i < WARM_UP:
                pages, slots = Asking(), Asking()
    return report_of(pages, slots)


async def people_and_clips(pool: Pool) -> tuple[list[Person], list[VideoId]]:
    """Find the creators, who watch as well, and every clip."""
    async with pool.transaction() as db:
        cursor = await db.execute("select id from identity.persons order by id")
        person_ids = [PersonId(row[0]) for row in await cursor.fetchall()]
        cursor = await db.execute("select id from videos.videos order by id")
        clip_ids = [VideoId(row[0]) for row in await cursor.fetchall()]
        people = [await identity.person_by_id(db, each) for each in person_ids]
    return [replace(each, country=Country.MX) for each in people], clip_ids


def report_of(pages: Asking, slots: Asking) -> Report:
    """Put the figures together."""
    figures: dict[str, float | str] = {
        "questions": len(slots.took_ms),
        **pages.figures("feed_page"),
        **slots.figures("ad_slot"),
        "filled": slots.found,
    }
    ratio = round(float(figures["ad_slot_p50_ms"]) / float(figures["feed_page_p50_ms"]), 3)
    return Report(
        bench="ads",
        figures=figures,
        ratios={"ad_slot_to_feed_page": ratio},
        bounds={
            f"ad_slot <= {SLOT_TO_FEED_MAX} feed_page": ratio <= SLOT_TO_FEED_MAX,
            "every slot filled": slots.found == len(slots.took_ms),
        },
    )


if __name__ == "__main__":
    main()
