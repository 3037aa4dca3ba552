"""Which rates reach an address, what they cost and when a parcel arrives. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.addresses import service as addresses
from vitrina.kit.days import local_day
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.kit.text import clean_line
from vitrina.shipping.model import ArrivalPromise, Destination, Parcel, Sending, ShippingRate, Way
from vitrina.shops.model import Shop


def plain(text: str) -> str:
    """Write a postal code or the beginning of one as it is compared."""
    return "".join(character for character in text if character.isalnum()).upper()


def checked(rates: Sequence[ShippingRate]) -> list[ShippingRate]:
    """Clean rates and refuse those that contradict themselves. Raises Malformed with every wrong field."""
    wrong: dict[str, str] = {}
    cleaned: list[ShippingRate] = []
    states = [[addresses.known(rate.country, state, None)[0] for state in rate.states] for rate in rates]
    if len({rate.id for rate in rates}) < len(rates):
        wrong["items"] = "two rates have the same id"
    for i, rate in enumerate(rates):
        if not clean_line(rate.name):
            wrong[f"items[{i}].name"] = "must not be empty"
        # A name that no address has would reach nobody, and say nothing.
        if None in states[i]:
            wrong[f"items[{i}].states"] = f"names no state of {rate.country}"
        if rate.transit_max_days < rate.transit_min_days:
            wrong[f"items[{i}].transit_max_days"] = "must not be less than transit_min_days"
        starts = [step.goods_from for step in rate.steps]
        if starts != sorted(set(starts)):
            wrong[f"items[{i}].steps"] = "must rise"
        weights = [step.grams_from for step in rate.weight_steps]
        if weights != sorted(set(weights)):
            wrong[f"items[{i}].weight_steps"] = "must rise"
        elif rate.steps and rate.weight_steps:
            wrong[f"items[{i}].weight_steps"] = "cannot stand beside steps by sum"
        cleaned.append(
            ShippingRate(
                id=rate.id,
                name=clean_line(rate.name),
                country=rate.country,
                states=list(dict.fromkeys(state for state in states[i] if state)),
                postal_prefixes=list(dict.fromkeys(plain(prefix) for prefix in rate.postal_prefixes)),
                price=rate.price,
                steps=rate.steps,
                weight_steps=rate.weight_steps,
                weight_max_g=rate.weight_max_g,
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


def price_of(rate: ShippingRate, parcel: Parcel) -> int:
    """Say what a rate costs for a parcel, before coupons."""
    if rate.free_from is not None and parcel.goods_minor >= rate.free_from:
        return 0
    prices = [step.price for step in rate.steps if parcel.goods_minor >= step.goods_from]
    prices += [step.price for step in rate.weight_steps if parcel.weight_g >= step.grams_from]
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


def goes_by_weight(rates: Sequence[ShippingRate]) -> bool:
    """Tell whether what a parcel weighs matters to any of these rates."""
    return any(rate.weight_steps or rate.weight_max_g for rate in rates)


def weight_limit(shop: Shop, sending: Sending) -> int | None:
    """Say how heavy a parcel to this address may be; None: it is not its weight that keeps it here."""
    limits = [rate.weight_max_g for rate in reaching(sending.rates.get(shop.id, ()), sending.destination)]
    return max((each for each in limits if each), default=None) if all(limits) else None


def ways(shop: Shop, sending: Sending, parcel: Parcel) -> list[Way]:
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
            price_minor=price_of(rate, parcel),
            promise=_promise(
                shop.country,
                sending.now,
                rate.handling_days + rate.transit_min_days,
                rate.handling_days + rate.transit_max_days,
            ),
            transit_max_days=max(1, rate.transit_max_days),
        )
        for rate in reaching(rates, sending.destination)
        if rate.weight_max_g is None or parcel.weight_g <= rate.weight_max_g
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
