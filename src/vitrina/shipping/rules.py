"""Which rates reach an address, what they cost and when a parcel arrives. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country, local_day
from vitrina.kit.text import clean_line
from vitrina.shipping.model import ArrivalPromise, Destination, Sending, ShippingRate, Way
from vitrina.shops.model import Shop


def plain(text: str) -> str:
    """Write a postal code or the beginning of one as it is compared."""
    return "".join(character for character in text if character.isalnum()).upper()


def checked(rates: Sequence[ShippingRate]) -> list[ShippingRate]:
    """Clean rates and refuse those that contradict themselves. Raises Malformed with every wrong field."""
    wrong: dict[str, str] = {}
    cleaned: list[ShippingRate] = []
    if len({rate.id for rate in rates}) < len(rates):
        wrong["items"] = "two rates have the same id"
    for i, rate in enumerate(rates):
        if not clean_line(rate.name):
            wrong[f"items[{i}].name"] = "must not be empty"
        if rate.transit_max_days < rate.transit_min_days:
            wrong[f"items[{i}].transit_max_days"] = "must not be less than transit_min_days"
        starts = [step.goods_from for step in rate.steps]
        if starts != sorted(set(starts)):
            wrong[f"items[{i}].steps"] = "must rise"
        cleaned.append(
            ShippingRate(
                id=rate.id,
                name=clean_line(rate.name),
                country=rate.country,
                states=list(dict.fromkeys(clean_line(state) for state in rate.states)),
                postal_prefixes=list(dict.fromkeys(plain(prefix) for prefix in rate.postal_prefixes)),
                price=rate.price,
                steps=rate.steps,
                free_from=rate.free_from,
                handling_days=rate.handling_days,
                transit_min_days=rate.transit_min_days,
                transit_max_days=rate.transit_max_days,
                is_pickup=rate.is_pickup,
            )
        )
    if wrong:
        raise Malformed(wrong)
    return cleaned


def price_of(rate: ShippingRate, goods_minor: int) -> int:
    """Say what a rate costs for so many goods, before coupons."""
    if rate.free_from is not None and goods_minor >= rate.free_from:
        return 0
    prices = [step.price for step in rate.steps if goods_minor >= step.goods_from]
    return prices[-1] if prices else rate.price


def _narrowness(rate: ShippingRate, to: Destination) -> int | None:
    """Say how narrowly a rate reaches a destination: 0 the country, 1 the state, 2 and more the postal code.

    None: it does not. A first look that does not know the state yet is reached by every rate of the country.
    """
    if rate.country is not to.country:
        return None
    reached = 0
    if rate.states:
        if to.state is None and not to.is_whole:
            return 0
        if to.state not in rate.states:
            return None
        reached = 1
    if rate.postal_prefixes:
        if to.postal_code is None and not to.is_whole:
            return 0
        code = plain(to.postal_code or "")
        fitting = [len(prefix) for prefix in rate.postal_prefixes if code.startswith(prefix)]
        if not fitting:
            return None
        reached = 1 + max(fitting)
    return reached


def reaching(rates: Sequence[ShippingRate], to: Destination) -> list[ShippingRate]:
    """List the rates for a destination: the narrowest parcels, and every pickup that it may use."""
    reached = {rate.id: found for rate in rates if (found := _narrowness(rate, to)) is not None}
    parcels = [reached[rate.id] for rate in rates if rate.id in reached and not rate.is_pickup]
    narrowest = max(parcels, default=0)
    return [
        rate for rate in rates if rate.id in reached and (rate.is_pickup or reached[rate.id] == narrowest)
    ]


def ways(shop: Shop, sending: Sending, *, goods_minor: int) -> list[Way]:
    """List how a shop's part of a cart can get there, parcels first, the cheapest first. Empty: it cannot.

    A shop without rates sends everywhere for its flat price.
    """
    rates = sending.rates.get(shop.id, ())
    if not rates:
        return [flat(shop, now=sending.now)]
    found = [
        Way(
            rate_id=rate.id,
            name=rate.name,
            is_pickup=rate.is_pickup,
            price_minor=price_of(rate, goods_minor),
            promise=_promise(
                shop.country,
                sending.now,
                rate.handling_days + rate.transit_min_days,
                rate.handling_days + rate.transit_max_days,
            ),
            transit_max_days=max(1, rate.transit_max_days),
        )
        for rate in reaching(rates, sending.destination)
    ]
    return sorted(found, key=lambda way: (way.is_pickup, way.price_minor))


def flat(shop: Shop, *, now: datetime) -> Way:
    """Say how a shop without rates sends: for its flat price, within its longest transit."""
    return Way(
        rate_id=None,
        name=None,
        is_pickup=False,
        price_minor=shop.shipping_minor,
        promise=_promise(shop.country, now, 1, shop.transit_max_days),
        transit_max_days=shop.transit_max_days,
    )


def chosen(found: Sequence[Way], shop: Shop, sending: Sending) -> Way:
    """Find the way that a buyer chose among those there are; the first when she did not, or it is gone."""
    wanted = {choice.rate_id for choice in sending.choices if choice.shop_id == shop.id}
    return next((way for way in found if way.rate_id in wanted), found[0])


def _promise(country: Country, now: datetime, days_min: int, days_max: int) -> ArrivalPromise:
    today = local_day(now, country)
    return ArrivalPromise(first=today + timedelta(days=days_min), last=today + timedelta(days=days_max))
