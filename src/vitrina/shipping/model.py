"""Rates, and the ways that a cart can take."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.kit.places import Country
from vitrina.shops.model import ShopId

RateId = NewType("RateId", UUID)

RATES_MAX = 40

StateName = Annotated[str, Meta(min_length=1, max_length=60)]
Prefix = Annotated[str, Meta(min_length=1, max_length=8, pattern="^[A-Za-z0-9]+$")]
Minor = Annotated[int, Meta(ge=0, le=10**9)]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another price from a sum of goods on, in minor units of the shop's currency."""

    goods_from: Annotated[int, Meta(ge=1, le=10**12)]
    price: Minor


class WeightStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another price from a weight on, in minor units of the shop's currency."""

    grams_from: Annotated[int, Meta(ge=1, le=10**8)]
    price: Minor


class ShippingRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to get goods to a part of a country. id: the client's.  Sums in the shop's currency.

    states, postal_prefixes: which part; both empty: all of it.  price: of a parcel, whatever is in it.
    steps, weight_steps: other prices, by the sum of the goods or by their weight, not by both.
    weight_max_g: the heaviest parcel that it takes.  free_from: sum of goods from which it is free.
    handling_days: until it leaves.
    """

    id: RateId
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    country: Country
    states: Annotated[list[StateName], Meta(max_length=60)] = []
    postal_prefixes: Annotated[list[Prefix], Meta(max_length=100)] = []
    price: Minor
    steps: Annotated[list[Step], Meta(max_length=10)] = []
    weight_steps: Annotated[list[WeightStep], Meta(max_length=10)] = []
    weight_max_g: Annotated[int, Meta(ge=1, le=10**8)] | None = None
    free_from: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    handling_days: Annotated[int, Meta(ge=0, le=30)]
    transit_min_days: Annotated[int, Meta(ge=0, le=60)]
    transit_max_days: Annotated[int, Meta(ge=0, le=60)]
    is_pickup: bool = False


class ShippingRates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All rates of a shop, in its order. None: one flat price to everywhere, as its terms say."""

    items: Annotated[list[ShippingRate], Meta(max_length=RATES_MAX)]


class Destination(Struct, frozen=True, kw_only=True):
    """Where a cart goes, as far as it is known. is_whole: an address, and not a first look."""

    country: Country
    state: str | None = None
    postal_code: str | None = None
    is_whole: bool = False


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rate a buyer chose for a shop's part."""

    shop_id: ShopId
    rate_id: RateId


Choices = Annotated[list[Choice], Meta(max_length=50)]


class Sending(Struct, frozen=True, kw_only=True):
    """What is needed to say how each shop's part of a cart gets there."""

    destination: Destination
    choices: Sequence[Choice]
    rates: Mapping[ShopId, Sequence[ShippingRate]]
    now: datetime


class Parcel(Struct, frozen=True, kw_only=True):
    """What of a cart one shop sends.

    is_estimated: some of its pieces are counted with the weight that the shop gives those it did not weigh.
    """

    goods_minor: int
    weight_g: int = 0
    is_estimated: bool = False


class ArrivalPromise(Struct, frozen=True, kw_only=True):
    """The first and the last day on which goods should arrive, or can be fetched; in the shop's country."""

    first: date
    last: date


class Way(Struct, frozen=True, kw_only=True):
    """A rate for one cart. rate_id, name: None for a shop with one flat price."""

    rate_id: RateId | None
    name: str | None
    is_pickup: bool
    price_minor: int
    promise: ArrivalPromise
    transit_max_days: int
