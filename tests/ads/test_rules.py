"""The auction, prices and tokens: tables and properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vitrina.ads import rules
from vitrina.ads.model import AdCampaignId, AgeBand, Bid, ImpressionId, Offer, Pricing
from vitrina.identity.model import PersonId
from vitrina.kit.ids import new_id
from vitrina.shops.model import ShopId
from vitrina.videos.model import VideoId

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOPS = [ShopId(new_id()) for _ in range(4)]
KEY = "k" * 32


def bid(shop: int, worth_minor: int, pricing: Pricing = Pricing.IMPRESSION) -> Bid:
    return Bid(
        campaign_id=AdCampaignId(new_id()),
        shop_id=SHOPS[shop],
        video_id=VideoId(new_id()),
        pricing=pricing,
        worth_minor=worth_minor,
        countries=[],
        languages=[],
        age_bands=[],
        categories=[],
    )


# How quick a busy machine draws bids is not what is promised.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 10**9), st.sampled_from(Pricing)).map(
            lambda it: bid(it[0], rules.worth_minor(it[2], it[1]), it[2])
        ),
        max_size=30,
    )
)
def test_the_highest_bid_pays_what_the_next_shop_makes_it(bids: list[Bid]) -> None:
    bids.sort(key=lambda each: -each.worth_minor)

    outcome = rules.auction(bids)

    if not bids or bids[0].worth_minor < rules.FLOOR_MINOR:
        assert outcome is None
        return
    assert outcome
    winner, price_milli = outcome
    thousand_milli = price_milli * (1 if winner.pricing is Pricing.TAP else 1_000)
    worth_milli = thousand_milli * (rules.TAPS_PER_THOUSAND if winner.pricing is Pricing.TAP else 1)
    rivals = [each.worth_minor for each in bids if each.shop_id != winner.shop_id]
    assert winner is bids[0]
    assert worth_milli == max([rules.FLOOR_MINOR, *rivals]) * rules.MILLI, "nothing is lost by rounding"
    assert rules.FLOOR_MINOR * rules.MILLI <= worth_milli <= winner.worth_minor * rules.MILLI


def test_a_shop_does_not_bid_against_itself() -> None:
    outcome = rules.auction([bid(0, 900), bid(0, 800), bid(1, 300)])

    assert outcome
    assert outcome[1] == 300


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, None),
        (17, None),
        (18, AgeBand.FROM_18),
        (24, AgeBand.FROM_18),
        (25, AgeBand.FROM_25),
        (44, AgeBand.FROM_35),
        (80, AgeBand.FROM_45),
    ],
)
def test_nobody_below_18_has_a_band(years: int, band: AgeBand | None) -> None:
    assert rules.age_band(years) is band


def test_a_token_says_what_was_offered_and_nothing_else_opens() -> None:
    offer = Offer(
        impression_id=ImpressionId(new_id()),
        campaign_id=AdCampaignId(new_id()),
        viewer_id=PersonId(new_id()),
        pricing=Pricing.TAP,
        price_milli=12_300,
        expires_at=int((NOW + timedelta(minutes=30)).timestamp()),
    )
    token = rules.seal_offer(offer, KEY)
    cheap = rules.seal_offer(replace(offer, price_milli=1), "x" * 32)
    mixed = f"{cheap.partition('.')[0]}.{token.partition('.')[2]}"

    assert rules.open_offer(token, KEY) == offer
    assert len(token) <= 600
    for forged in (cheap, mixed, token[:-1], "", ".", "a.b", token.upper(), "ñ.ñ"):
        assert rules.open_offer(forged, KEY) is None
