"""A campaign from its money to its charges, and everything that must not be charged."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, LiteralString

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec import Struct
from msgspec.structs import replace

from tests.builders import clip_of, product_of, shop_of
from tests.moderation.test_moderation import decide, report
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from vitrina.ads import rules, service
from vitrina.ads.errors import (
    AdCampaignNotFound,
    AdCampaignOver,
    AdCampaignTaken,
    AdMoveTaken,
    AdTokenWrong,
    ClipNotPromotable,
    TooManyAdCampaigns,
)
from vitrina.ads.model import (
    AdCampaignId,
    AdMoveId,
    AdTopUp,
    AgeBand,
    CampaignStatus,
    NewAdCampaign,
    Pricing,
    Won,
)
from vitrina.ads.personal import unfinished
from vitrina.books.store import checks
from vitrina.catalogue.model import Category
from vitrina.identity.errors import TooYoung
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.kit.places import Country, Language
from vitrina.ledger import service as ledger
from vitrina.ledger.errors import BalanceTooLow
from vitrina.ledger.model import Account, Journal, Line
from vitrina.moderation import service as moderation
from vitrina.moderation.errors import ThingNotFound
from vitrina.moderation.model import Action, CaseState, ThingKind
from vitrina.shops import service as shops
from vitrina.shops.model import Shop
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import VideoId

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
SETTINGS = Settings(secret_key="k" * 32)
PAID_MINOR = 1_000_00


def nine() -> list[VideoId]:
    """Clips that made room for no ad yet."""
    return [VideoId(new_id()) for _ in range(9)]


class World(Struct, frozen=True, kw_only=True):
    """A shop with money, and a clip of Carla's that she lets it promote."""

    pool: Pool
    shop: Shop
    video_id: VideoId
    ana: Person
    bruno: Person
    carla: Person

    def new(self, **terms: Any) -> NewAdCampaign:
        plain: dict[str, Any] = {
            "id": AdCampaignId(new_id()),
            "name": "Coffee",
            "video_id": self.video_id,
            "pricing": Pricing.IMPRESSION,
            "bid_minor": 5_000,
            "budget_minor": 100_00,
            "daily_cap_minor": 50_00,
            "starts_at": NOW - timedelta(days=1),
            "ends_at": NOW + timedelta(days=10),
        }
        return NewAdCampaign(**(plain | terms))

    async def make(self, **terms: Any) -> AdCampaignId:
        new = self.new(**terms)
        async with self.pool.transaction() as db:
            await service.make(db, shop_id=self.shop.id, actor=self.bruno, new=new, now=NOW)
        return new.id

    async def top_up(self, amount_minor: int) -> None:
        top_up = AdTopUp(id=AdMoveId(new_id()), amount_minor=amount_minor)
        async with self.pool.transaction() as db:
            await service.top_up(db, shop_id=self.shop.id, actor=self.bruno, top_up=top_up, now=NOW)

    async def choose(
        self,
        viewer: Person | None = None,
        *,
        clips: list[VideoId] | None = None,
        now: datetime = NOW,
        **set_to: Any,
    ) -> Won | None:
        async with self.pool.transaction() as db:
            return await service.choose(
                db,
                viewer=viewer or self.ana,
                clip_ids=clips or nine(),
                settings=replace(SETTINGS, **set_to),
                now=now,
            )

    async def tell(
        self,
        won: Won | None,
        kind: Pricing = Pricing.IMPRESSION,
        *,
        viewer: Person | None = None,
        now: datetime = NOW,
    ) -> bool:
        assert won
        return await service.count(
            self.pool, viewer=viewer or self.ana, token=won.token, kind=kind, settings=SETTINGS, now=now
        )

    async def report(self) -> tuple[int, int, int, int, int]:
        async with self.pool.transaction() as db:
            desk = await service.desk(db, shop_id=self.shop.id, actor=self.bruno, settings=SETTINGS, now=NOW)
        [it] = desk.campaigns
        return (
            it.served_count,
            it.viewable_count,
            it.tap_count,
            it.filtered_count,
            it.spent.amount_minor,
        )

    async def books(self) -> tuple[int, int, int]:
        """What stands on the shop's own money, its advertising, and the platform's income of it."""
        owner, currency = str(self.shop.id), self.shop.currency
        accounts = [
            Account(kind="seller_available", owner=owner, currency=currency),
            Account(kind="ad_balance", owner=owner, currency=currency),
            Account(kind="ad_income", owner="", currency=currency),
        ]
        async with self.pool.transaction() as db:
            assert await ledger.check(db) == []
            assert await checks.advertising(db) == []
            found = await ledger.balances(db, accounts)
        own, paid, income = (found[each] for each in accounts)
        return own, paid, income


async def fund(db: Db, shop: Shop) -> None:
    """The shop's sales matured."""
    own = Account(kind="seller_available", owner=str(shop.id), currency=shop.currency)
    bank = Account(kind="psp_available", owner="", currency=shop.currency)
    journal = Journal(
        key=f"sales:{shop.id}",
        kind="order_matured",
        source=f"order:{new_id()}",
        lines=[Line(account=bank, amount_minor=PAID_MINOR), Line(account=own, amount_minor=-PAID_MINOR)],
        effective_at=NOW,
    )
    await ledger.post(db, [journal])


@pytest.fixture
async def world(pool: Pool) -> World:
    async with pool.transaction() as db:
        shop = await shop_of(db)
        product = await product_of(db, shop)
        video_id = await clip_of(db, CARLA, products=[product.id], published_at=JOINED)
        carla = await load(db, CARLA)
        await service.allow(db, video_id=video_id, actor=carla, is_allowed=True, now=NOW)
        await fund(db, shop)
        return World(
            pool=pool,
            shop=shop,
            video_id=video_id,
            ana=await load(db, ANA),
            bruno=await load(db, BRUNO),
            carla=carla,
        )


async def test_an_impression_is_charged_once_to_the_thousandth_of_a_cent(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    assert won
    assert won.video_id == world.video_id

    assert await world.tell(won)
    assert not await world.tell(won), "told again"

    assert await world.report() == (1, 1, 0, 1, 0)
    async with world.pool.transaction() as db:
        assert await value(db, "select spent_milli from ads.accounts") == rules.FLOOR_MINOR


async def test_fractions_wait_and_none_is_lost_on_the_way_to_the_books(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    for charged in range(1, 24):
        at = NOW + timedelta(minutes=charged)
        assert await world.tell(await world.choose(now=at, ad_frequency_per_day=100), now=at)
        await service.post_spent(world.pool, now=at)
        whole_minor = charged * rules.FLOOR_MINOR // rules.MILLI
        assert await world.books() == (PAID_MINOR - 10_00, 10_00 - whole_minor, whole_minor)

    assert await service.post_spent(world.pool, now=NOW) == 0, "nothing twice"
    refund = AdMoveId(new_id())
    for _ in range(2):
        async with world.pool.transaction() as db:
            await service.refund(db, shop_id=world.shop.id, actor=world.bruno, move_id=refund, now=NOW)
    own, paid, income = await world.books()
    assert (own, paid, income) == (PAID_MINOR - 3, 1, 2), "the begun cent stays until it is spent"


async def test_a_tap_is_charged_after_its_impression_at_the_second_price(world: World) -> None:
    await world.make(pricing=Pricing.TAP, bid_minor=3_00, budget_minor=50_00)
    await world.top_up(50_00)
    async with world.pool.transaction() as db:
        rival = await shop_of(db, EVA)
        await run(
            db, "update shops.shops set country = 'MX', currency = 'MXN' where id = %(id)s", id=rival.id
        )
        product = await product_of(db, rival)
        video_id = await clip_of(db, EVA, products=[product.id], published_at=JOINED)
        eva = await load(db, EVA)
        rival = replace(rival, country=Country.MX, currency=world.shop.currency)
        await fund(db, rival)
        new = world.new(video_id=video_id, bid_minor=20_00)
        await service.make(db, shop_id=rival.id, actor=eva, new=new, now=NOW)
        top_up = AdTopUp(id=AdMoveId(new_id()), amount_minor=50_00)
        await service.top_up(db, shop_id=rival.id, actor=eva, top_up=top_up, now=NOW)

    won = await world.choose()
    assert won
    assert won.shop_id == world.shop.id, "3.00 a tap is worth 30.00 a thousand, more than 20.00"
    assert not await world.tell(won, Pricing.TAP), "nothing was on the screen"
    assert await world.tell(won)
    assert await world.tell(won, Pricing.TAP)

    assert await world.report() == (1, 1, 1, 1, 2_00), "20.00 a thousand are 2.00 a tap"


async def test_the_last_cent_is_spent_once(world: World) -> None:
    await world.make(pricing=Pricing.TAP, bid_minor=1_00, budget_minor=1_00, daily_cap_minor=1_00)
    await world.top_up(10)  # One tap at the floor.
    async with world.pool.transaction() as db:
        eva = await load(db, replace(EVA, country=Country.MX))
    offers = [(each, await world.choose(each)) for each in (eva, world.ana)]
    for viewer, won in offers:
        assert await world.tell(won, viewer=viewer)

    counted = await asyncio.gather(*[world.tell(won, Pricing.TAP, viewer=viewer) for viewer, won in offers])

    assert sorted(counted) == [False, True]
    await service.post_spent(world.pool, now=NOW)
    assert await world.books() == (PAID_MINOR - 10, 0, 10)
    assert await world.choose(now=NOW + timedelta(days=1)) is None, "no money, no ad"


@pytest.mark.parametrize("limit", ["budget_minor", "daily_cap_minor"])
async def test_budget_and_day_stop_where_they_end(world: World, limit: str) -> None:
    terms: dict[str, Any] = {
        "pricing": Pricing.TAP,
        "bid_minor": 10,
        "budget_minor": 100,
        "daily_cap_minor": 100,
    }
    await world.make(**(terms | {"budget_minor": 20, "daily_cap_minor": 20} | ({limit: 20})))
    await world.top_up(100)
    counted: list[bool] = []
    offers = [await world.choose(ad_frequency_per_day=10) for _ in range(3)]
    for won in offers:
        await world.tell(won)
        counted.append(await world.tell(won, Pricing.TAP))

    assert counted == [True, True, False]
    assert await world.choose(ad_frequency_per_day=10) is None


async def test_a_new_day_has_its_own_cap(world: World) -> None:
    await world.make(pricing=Pricing.TAP, bid_minor=10, budget_minor=100, daily_cap_minor=10)
    await world.top_up(100)
    for days in range(3):
        at = NOW + timedelta(days=days)
        won = await world.choose(now=at)
        await world.tell(won, now=at)
        assert await world.tell(won, Pricing.TAP, now=at)
        assert await world.choose(now=at) is None, "today's cap is spent"


async def test_nobody_meets_a_campaign_more_often_than_its_cap(world: World) -> None:
    await world.make()
    await world.top_up(10_00)

    met = [await world.choose() is not None for _ in range(5)]

    assert met == [True, True, True, False, False]
    assert await world.choose(now=NOW + timedelta(days=1)), "tomorrow again"


async def test_a_clip_makes_room_for_one_ad(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    clips = nine()
    at_once = await asyncio.gather(*[world.choose(clips=clips) for _ in range(2)])

    assert sorted(won is None for won in at_once) == [False, True], "two screens, the same clips"
    assert await world.choose(clips=[*clips, *nine()[:8]]) is None, "eight others"
    assert await world.choose(clips=[*clips, *nine()]), "nine others"
    assert await world.choose(clips=clips, now=NOW + timedelta(hours=1)), "opened again later"


async def test_a_campaign_ends_by_the_clock(world: World) -> None:
    last = NOW + timedelta(days=10)
    campaign_ids = [await world.make() for _ in range(service.OPEN_MAX)]
    async with world.pool.transaction() as db:
        with pytest.raises(AdCampaignOver):
            await service.change(
                db,
                campaign_id=campaign_ids[0],
                actor=world.bruno,
                status=CampaignStatus.RUNNING,
                now=last,
            )
        new = world.new(ends_at=last + timedelta(days=1))
        await service.make(db, shop_id=world.shop.id, actor=world.bruno, new=new, now=last)
        await service.end_over(db, last)
        desk = await service.desk(db, shop_id=world.shop.id, actor=world.bruno, settings=SETTINGS, now=NOW)

    assert {each.id for each in desk.campaigns if each.status is CampaignStatus.RUNNING} == {new.id}
    assert {each.id for each in desk.campaigns if each.status is CampaignStatus.ENDED} == set(campaign_ids)


async def test_a_name_is_kept_as_one_line(world: World) -> None:
    await world.make(name=" Coffee\u200b \t from  here ")

    async with world.pool.transaction() as db:
        assert await value(db, "select name from ads.campaigns") == "Coffee from here"


async def test_who_is_not_offered_an_ad(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    async with world.pool.transaction() as db:
        davi = await load(db, DAVI)

    assert await world.choose(world.bruno) is None, "the advertiser"
    assert await world.choose(world.carla) is None, "who made the clip"
    assert await world.choose(davi) is None, "who lives elsewhere"
    assert await world.choose(replace(world.ana, country=None)) is None, "who told no country"
    assert await world.choose(clips=[*nine(), world.video_id]) is None, "who just saw the clip"
    async with world.pool.transaction() as db:
        await social.mute(db, person_id=ANA.id, other_id=BRUNO.id, now=NOW)
    assert await world.choose() is None, "who mutes the shop's owner"


async def test_blocks_and_closed_shops_keep_an_ad_away(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    for blocker, blocked in ((ANA, CARLA), (BRUNO, ANA)):
        async with world.pool.transaction() as db:
            await social.block(db, person_id=blocker.id, other_id=blocked.id, now=NOW)
        assert await world.choose() is None, f"{blocker.name} blocks {blocked.name}"
        async with world.pool.transaction() as db:
            await social.unblock(db, person_id=blocker.id, other_id=blocked.id)
    assert await world.choose()

    async with world.pool.transaction() as db:
        await shops.close_shop(db, world.shop.id, now=NOW)

    assert await world.choose() is None


async def test_a_clip_that_is_gone_or_not_allowed_any_more_is_not_served(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    async with world.pool.transaction() as db:
        await service.allow(db, video_id=world.video_id, actor=world.carla, is_allowed=False, now=NOW)
        assert not (await service.promotion(db, video_id=world.video_id, actor=world.carla)).is_allowed
    assert await world.choose() is None

    async with world.pool.transaction() as db:
        await service.allow(db, video_id=world.video_id, actor=world.carla, is_allowed=True, now=NOW)
    assert await world.choose()
    async with world.pool.transaction() as db:
        await videos.hide(db, world.video_id)
    assert await world.choose() is None


async def test_age_and_interest_are_for_those_who_told_that_they_are_of_age(world: World) -> None:
    await world.make(age_bands=[AgeBand.FROM_25], categories=[Category.CLOTHING], languages=[Language.ES])
    await world.top_up(10_00)
    async with world.pool.transaction() as db:
        product = await product_of(db, world.shop)
        other = await clip_of(db, CARLA, products=[product.id], published_at=JOINED)
    near = [*nine(), other]
    adult = replace(world.ana, birth_date=NOW.date() - timedelta(days=30 * 366))

    won = await world.choose(adult, clips=near)
    assert won
    assert won.why == ["country", "language", "age", "category"]
    assert await world.choose(adult) is None, "nothing near it is of the category"
    for birth_date in (None, NOW.date() - timedelta(days=17 * 365)):
        assert await world.choose(replace(adult, birth_date=birth_date), clips=near) is None


async def test_the_young_meet_only_what_targets_neither_age_nor_interest(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    young = replace(world.ana, birth_date=NOW.date() - timedelta(days=16 * 365))

    won = await world.choose(young)

    assert won
    assert won.why == ["country"]


@pytest.mark.parametrize(
    ("years", "is_met"),
    [(None, False), (17, False), (30, True)],
    ids=["told no birth date", "is 17", "is 30"],
)
async def test_what_is_for_adults_is_an_ad_for_known_adults_alone(
    world: World, years: int | None, is_met: bool
) -> None:
    async with world.pool.transaction() as db:
        limited = await product_of(db, world.shop)
        await run(db, "update catalogue.products set age_limit = 18 where id = %(id)s", id=limited.id)
        video_id = await clip_of(db, BRUNO, products=[limited.id], published_at=JOINED)
    await world.make(video_id=video_id)
    await world.top_up(10_00)
    born = None if years is None else NOW.date() - timedelta(days=years * 365 + 180)

    won = await world.choose(replace(world.ana, birth_date=born))

    assert (won is not None) is is_met


async def test_an_ad_is_reported_and_wins_no_slot_while_it_is_taken_down(world: World) -> None:
    campaign_id = await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    assert won
    async with world.pool.transaction() as db:
        await report(db, ThingKind.AD, won.campaign_id, by=EVA)
        [case] = (await moderation.list_cases(db, CaseState.OPEN, cursor=None, limit=5)).items
        await decide(db, ThingKind.AD, campaign_id, Action.TAKE_DOWN)
    assert case.thing
    assert (case.thing.title, case.thing.url) == ("Coffee", f"/v/{world.video_id}")
    assert case.thing.subject_id == BRUNO.id

    assert await world.choose() is None
    async with world.pool.transaction() as db:
        running = CampaignStatus.RUNNING
        await service.change(db, campaign_id=campaign_id, actor=world.bruno, status=running, now=NOW)
        desk = await service.desk(db, shop_id=world.shop.id, actor=world.bruno, settings=SETTINGS, now=NOW)
        with pytest.raises(ThingNotFound):
            await report(db, ThingKind.AD, campaign_id)
    assert desk.campaigns[0].is_hidden
    assert await world.choose() is None, "its shop lets it go on"

    async with world.pool.transaction() as db:
        await decide(db, ThingKind.AD, campaign_id, Action.RESTORE)
    assert await world.choose()


async def test_what_is_not_charged_is_counted_as_filtered(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    assert not await world.tell(won, now=NOW + rules.OFFER_LIFE), "too late"
    async with world.pool.transaction() as db:
        davi = await load(db, replace(DAVI, country=Country.MX))
    staff = replace(davi, country=Country.MX)
    assert not await world.tell(await world.choose(staff), viewer=staff), "who runs the instance"

    assert await world.report() == (2, 0, 0, 2, 0)


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.ENDED])
async def test_what_was_offered_before_a_campaign_was_stopped_costs_nothing_after(
    world: World, status: CampaignStatus
) -> None:
    campaign_id = await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    async with world.pool.transaction() as db:
        await service.change(db, campaign_id=campaign_id, actor=world.bruno, status=status, now=NOW)

    assert not await world.tell(won)

    async with world.pool.transaction() as db:
        assert await value(db, "select spent_milli from ads.accounts") == 0


async def test_what_is_seen_after_the_last_moment_costs_nothing(world: World) -> None:
    await world.make(ends_at=NOW + timedelta(minutes=5))
    await world.top_up(10_00)
    won = await world.choose()

    assert not await world.tell(won, now=NOW + timedelta(minutes=5))

    async with world.pool.transaction() as db:
        assert await value(db, "select spent_milli from ads.accounts") == 0


async def test_a_screen_faster_than_a_person_is_filtered(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    offers = [await world.choose(ad_frequency_per_day=100) for _ in range(rules.EVENTS_PER_MINUTE_MAX + 2)]

    counted = [await world.tell(won) for won in offers]

    assert counted == [True] * rules.EVENTS_PER_MINUTE_MAX + [False, False]


async def test_a_screen_that_tells_everything_at_once_is_filtered_as_well(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    offers = [await world.choose(ad_frequency_per_day=100) for _ in range(rules.EVENTS_PER_MINUTE_MAX + 4)]

    counted = await asyncio.gather(*[world.tell(won) for won in offers])

    assert counted.count(True) == rules.EVENTS_PER_MINUTE_MAX


async def test_a_token_of_somebody_else_or_of_nobody_is_refused(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    assert won

    with pytest.raises(AdTokenWrong):
        await world.tell(won, viewer=world.carla)
    offer = rules.open_offer(won.token, SETTINGS.secret_key)
    assert offer
    forged = replace(won, token=rules.seal_offer(replace(offer, price_milli=1), "x" * 32))
    with pytest.raises(AdTokenWrong):
        await world.tell(forged)
    assert (await world.report())[3] == 0


async def test_a_hidden_ad_does_not_come_back(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    won = await world.choose()
    assert won

    async with world.pool.transaction() as db:
        await service.hide(db, viewer=world.ana, token=won.token, settings=SETTINGS)

    assert await world.choose() is None


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"bid_minor": 100_01}, "bid_minor"),
        ({"bid_minor": 99}, "bid_minor"),
        ({"pricing": Pricing.TAP, "bid_minor": 9}, "bid_minor"),
        ({"daily_cap_minor": 100_01}, "daily_cap_minor"),
        ({"ends_at": NOW - timedelta(days=1)}, "ends_at"),
        ({"starts_at": NOW - timedelta(days=3), "ends_at": NOW - timedelta(days=2)}, "ends_at"),
        ({"ends_at": NOW + timedelta(days=400)}, "ends_at"),
        ({"countries": [Country.BR]}, "countries"),
        ({"name": " \u200b"}, "name"),
    ],
)
async def test_terms_that_cannot_be_are_refused(world: World, terms: dict[str, Any], field: str) -> None:
    with pytest.raises(Malformed) as refused:
        await world.make(**terms)

    assert field in refused.value.fields["fields"]  # type: ignore[operator]


async def test_only_an_allowed_clip_with_a_product_of_the_shop_is_promoted(world: World) -> None:
    async with world.pool.transaction() as db:
        plain = await clip_of(db, BRUNO, published_at=JOINED)
        product = await product_of(db, world.shop)
        own = await clip_of(db, BRUNO, products=[product.id], published_at=JOINED)
        others = await clip_of(db, CARLA, products=[product.id], published_at=JOINED)

    for video_id in (plain, others, VideoId(new_id())):
        with pytest.raises(ClipNotPromotable):
            await world.make(video_id=video_id)
    await world.make(video_id=own)


async def test_a_campaign_is_made_once_by_an_adult_and_ended_for_good(world: World) -> None:
    new = world.new()
    minor = replace(world.bruno, birth_date=NOW.date() - timedelta(days=17 * 365))
    async with world.pool.transaction() as db:
        with pytest.raises(TooYoung):
            await service.make(db, shop_id=world.shop.id, actor=minor, new=new, now=NOW)
        first = await service.make(db, shop_id=world.shop.id, actor=world.bruno, new=new, now=NOW)
        again = await service.make(db, shop_id=world.shop.id, actor=world.bruno, new=new, now=NOW)
        assert first == again
        other = await shop_of(db, BRUNO)
        with pytest.raises(AdCampaignTaken):
            await service.make(db, shop_id=other.id, actor=world.bruno, new=new, now=NOW)
        with pytest.raises(AdCampaignNotFound):
            await service.change(
                db, campaign_id=new.id, actor=world.carla, status=CampaignStatus.ENDED, now=NOW
            )
    await world.top_up(10_00)

    for status, is_met in (("paused", False), ("running", True), ("ended", False)):
        async with world.pool.transaction() as db:
            await service.change(
                db, campaign_id=new.id, actor=world.bruno, status=CampaignStatus(status), now=NOW
            )
        assert (await world.choose() is not None) is is_met
    async with world.pool.transaction() as db:
        with pytest.raises(AdCampaignOver):
            await service.change(
                db, campaign_id=new.id, actor=world.bruno, status=CampaignStatus.RUNNING, now=NOW
            )


async def test_a_shop_has_ten_open_campaigns(world: World) -> None:
    for _ in range(service.OPEN_MAX):
        await world.make()

    with pytest.raises(TooManyAdCampaigns):
        await world.make()


async def test_nobody_pays_in_more_than_there_is_or_twice(world: World) -> None:
    top_up = AdTopUp(id=AdMoveId(new_id()), amount_minor=10_00)
    for _ in range(2):
        async with world.pool.transaction() as db:
            await service.top_up(db, shop_id=world.shop.id, actor=world.bruno, top_up=top_up, now=NOW)
    assert await world.books() == (PAID_MINOR - 10_00, 10_00, 0)

    with pytest.raises(AdMoveTaken):
        async with world.pool.transaction() as db:
            await service.refund(db, shop_id=world.shop.id, actor=world.bruno, move_id=top_up.id, now=NOW)
    with pytest.raises(BalanceTooLow):
        await world.top_up(PAID_MINOR)
    assert await world.books() == (PAID_MINOR - 10_00, 10_00, 0)


LIES: list[tuple[LiteralString, set[str]]] = [
    ("update ads.accounts set deposited_minor = deposited_minor + 1", {"balance", "paid in"}),
    ("update ads.accounts set posted_minor = 0", {"balance", "income"}),
    ("update ads.campaigns set spent_milli = spent_milli - 1", {"spent, in thousandths"}),
    ("delete from ads.moves", {"paid in"}),
]


async def test_the_check_of_the_books_sees_each_kind_of_lie(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    for minute in range(10):
        at = NOW + timedelta(minutes=minute)
        await world.tell(await world.choose(now=at, ad_frequency_per_day=100), now=at)
    await service.post_spent(world.pool, now=NOW)
    assert await world.books() == (PAID_MINOR - 10_00, 9_99, 1)

    for lie, what in LIES:
        async with world.pool.transaction() as db, db.transaction(force_rollback=True):
            await run(db, lie)
            assert {each.subject.split(", ", 2)[2] for each in await checks.advertising(db)} == what


async def test_what_is_left_of_it_is_taken_back_before_an_account_is_deleted(world: World) -> None:
    owner = Subject(person_id=BRUNO.id, email=BRUNO.email)
    await world.top_up(10_00)
    async with world.pool.transaction() as db:
        [obstacle] = await unfinished(db, owner)
        assert (obstacle.code, obstacle.amount_minor, obstacle.is_waited_for) == ("ads_balance", 10_00, False)
        await service.refund(
            db, shop_id=world.shop.id, actor=world.bruno, move_id=AdMoveId(new_id()), now=NOW
        )
        assert await unfinished(db, owner) == []


async def test_old_traces_are_forgotten_and_sums_stay(world: World) -> None:
    await world.make()
    await world.top_up(10_00)
    await world.tell(await world.choose())

    async with world.pool.transaction() as db:
        await service.forget_old(db, NOW + timedelta(days=91))
        assert await value(db, "select count(*) from ads.charges") == 0
        assert await value(db, "select count(*) from ads.seen") == 0
        assert await value(db, "select count(*) from ads.pace") == 0
    assert (await world.report())[:2] == (1, 1)


async def test_a_slot_needs_nine_clips_before_it_and_a_person(client: Client, world: World) -> None:
    headers = await sign_in(world.pool, ANA)
    clips = [str(each) for each in nine()]

    assert (await client.post("/api/v1/feed/ads", json={"clip_ids": clips})).status_code == 401
    few = await client.post("/api/v1/feed/ads", json={"clip_ids": clips[:8]}, headers=headers)
    assert few.status_code == 422
    same = await client.post("/api/v1/feed/ads", json={"clip_ids": [*clips[:8], clips[0]]}, headers=headers)
    assert same.status_code == 422, "eight clips, one of them twice"
    empty = await client.post("/api/v1/feed/ads", json={"clip_ids": clips}, headers=headers)
    assert empty.json() == {"ad": None}
