"""Decisions of advertising: who wins a slot at which price, what a token says, who is targeted by what."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from vitrina.ads.model import NAME_MAX, AgeBand, Bid, NewAdCampaign, Offer, Pricing, WhyAd
from vitrina.kit import crypto
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.ledger.model import Account, Journal, Line
from vitrina.shops.model import Shop

MILLI = 1_000
# Of a thousand impressions, so many are thought to bring a tap: bids for both meet in one auction by it. The
# schema writes worth_minor by the same number.
TAPS_PER_THOUSAND = 10
FLOOR_MINOR = 100  # for a thousand impressions, in any currency
OFFER_LIFE = timedelta(minutes=30)
DURATION_MAX = timedelta(days=366)
EVENTS_PER_MINUTE_MAX = 12
PURPOSE = "ads.offer"
BANDS = ((45, AgeBand.FROM_45), (35, AgeBand.FROM_35), (25, AgeBand.FROM_25), (18, AgeBand.FROM_18))


def age_band(years: int) -> AgeBand | None:
    """Tell the band of an age; None below 18."""
    return next((band for least, band in BANDS if years >= least), None)


def worth_minor(pricing: Pricing, bid_minor: int) -> int:
    """Tell what a thousand impressions are worth to a bid."""
    return bid_minor * TAPS_PER_THOUSAND if pricing is Pricing.TAP else bid_minor


def auction(bids: Sequence[Bid]) -> tuple[Bid, int] | None:
    """Give the slot to the highest bid, at the price of the next one of another shop, or the floor.

    bids: the highest first.  The price is in thousandths of a minor unit, for one impression or one tap; it
    is never above the winner's own bid, and never below the floor.
    """
    if not bids or bids[0].worth_minor < FLOOR_MINOR:
        return None
    winner = bids[0]
    others = (bid.worth_minor for bid in bids if bid.shop_id != winner.shop_id)
    thousand_minor = max(next(others, 0), FLOOR_MINOR)
    if winner.pricing is Pricing.TAP:
        return winner, thousand_minor * MILLI // TAPS_PER_THOUSAND
    return winner, thousand_minor  # Minor units for a thousand are thousandths of them for one.


def why(bid: Bid) -> list[WhyAd]:
    """Name the targeting that its viewer met."""
    return [
        WhyAd.COUNTRY,
        *([WhyAd.LANGUAGE] if bid.languages else []),
        *([WhyAd.AGE] if bid.age_bands else []),
        *([WhyAd.CATEGORY] if bid.categories else []),
    ]


def seal_offer(offer: Offer, secret_key: str) -> str:
    """Write an offer as a token that nobody else can make."""
    body = urlsafe_b64encode(msgspec.json.encode(offer)).decode().rstrip("=")
    return f"{body}.{crypto.sign(secret_key, PURPOSE, body)}"


def open_offer(token: str, secret_key: str) -> Offer | None:
    """Read a token back; None when it is not ours."""
    body, _, signature = token.partition(".")
    if not crypto.signature_fits(secret_key, PURPOSE, body, signature):
        return None
    return msgspec.json.decode(urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Offer)


def check_campaign(new: NewAdCampaign, shop: Shop, now: datetime) -> list[Country]:
    """Raise Malformed for terms that cannot be; answer the countries where it is shown."""
    wrong: dict[str, str] = {}
    countries = new.countries or [shop.country]
    if not 0 < len(new.name) <= NAME_MAX:
        wrong["name"] = f"must have 1 to {NAME_MAX} characters"
    if any(country.currency is not shop.currency for country in countries):
        wrong["countries"] = "must have the currency of the shop"
    if worth_minor(new.pricing, new.bid_minor) < FLOOR_MINOR:
        wrong["bid_minor"] = f"must be worth {FLOOR_MINOR} for a thousand impressions"
    if new.bid_minor > new.budget_minor:
        wrong["bid_minor"] = "must not be above the budget"
    if new.daily_cap_minor > new.budget_minor:
        wrong["daily_cap_minor"] = "must not be above the budget"
    if not (new.starts_at < new.ends_at <= new.starts_at + DURATION_MAX) or new.ends_at <= now:
        wrong["ends_at"] = "must come after the start and now, within a year"
    if wrong:
        raise Malformed(wrong)
    return countries


def moved(shop: Shop, move_id: object, amount_minor: int, *, now: datetime) -> Journal:
    """Book money from a shop's available balance to its advertising, or back when it is negative."""
    return Journal(
        key=f"ads:move:{move_id}",
        kind="ads_moved",
        source=f"ads:{shop.id}",
        lines=[
            Line(account=available(shop), amount_minor=amount_minor),
            Line(account=balance(shop), amount_minor=-amount_minor),
        ],
        effective_at=now,
    )


def left_minor(deposited_minor: int, spent_milli: int) -> int:
    """Tell what is left of what was paid in, in whole minor units; one that is begun is not."""
    return (deposited_minor * MILLI - spent_milli) // MILLI


def available(shop: Shop) -> Account:
    """Name the account that a shop's matured sales fill."""
    return Account(kind="seller_available", owner=str(shop.id), currency=shop.currency)


def balance(shop: Shop) -> Account:
    """Name the account of a shop's prepaid advertising."""
    return Account(kind="ad_balance", owner=str(shop.id), currency=shop.currency)
