"""The SQL of shipping."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from vitrina.kit.db import Db, many, run
from vitrina.kit.places import Country
from vitrina.shipping.model import RateId, ShippingRate, Step, WeightStep
from vitrina.shops.model import ShopId


class _Row(Struct, frozen=True, kw_only=True):
    id: RateId
    shop_id: ShopId
    name: str
    is_pickup: bool
    country: Country
    states: list[str]
    postal_prefixes: list[str]
    price_minor: int
    steps: list[Step]
    weight_steps: list[WeightStep]
    weight_max_g: int | None
    free_from_minor: int | None
    handling_days: int
    transit_min_days: int
    transit_max_days: int


async def rates_of(db: Db, shop_ids: Sequence[ShopId]) -> list[tuple[ShopId, ShippingRate]]:
    """Read the rates of shops, in each shop's order."""
    rows = await many(
        db,
        _Row,
        """
        select id, shop_id, name, is_pickup, country, states, postal_prefixes, price_minor, steps,
               weight_steps, weight_max_g, free_from_minor, handling_days, transit_min_days, transit_max_days
          from shipping.rates
         where shop_id = any(%(shop_ids)b::uuid[])
         order by shop_id, position
        """,
        shop_ids=list(shop_ids),
    )
    return [
        (
            row.shop_id,
            ShippingRate(
                id=row.id,
                name=row.name,
                country=row.country,
                states=row.states,
                postal_prefixes=row.postal_prefixes,
                price=row.price_minor,
                steps=row.steps,
                weight_steps=row.weight_steps,
                weight_max_g=row.weight_max_g,
                free_from=row.free_from_minor,
                handling_days=row.handling_days,
                transit_min_days=row.transit_min_days,
                transit_max_days=row.transit_max_days,
                is_pickup=row.is_pickup,
            ),
        )
        for row in rows
    ]


async def clear_rates(db: Db, shop_id: ShopId) -> int:
    """Delete the rates of a shop."""
    return await run(db, "delete from shipping.rates where shop_id = %(shop_id)s", shop_id=shop_id)


async def add_rates(db: Db, shop_id: ShopId, rates: Sequence[ShippingRate]) -> int:
    """Write rates of a shop, in this order."""
    return await run(
        db,
        """
        insert into shipping.rates (
               id, shop_id, position, name, is_pickup, country, states, postal_prefixes, price_minor, steps,
               weight_steps, weight_max_g, free_from_minor, handling_days, transit_min_days, transit_max_days)
        select r.id, %(shop_id)s, r.position - 1, r.rate ->> 'name', (r.rate ->> 'is_pickup')::boolean,
               r.rate ->> 'country',
               array(select jsonb_array_elements_text(r.rate -> 'states')),
               array(select jsonb_array_elements_text(r.rate -> 'postal_prefixes')),
               (r.rate ->> 'price')::bigint, r.rate -> 'steps', r.rate -> 'weight_steps',
               (r.rate ->> 'weight_max_g')::integer, (r.rate ->> 'free_from')::bigint,
               (r.rate ->> 'handling_days')::smallint, (r.rate ->> 'transit_min_days')::smallint,
               (r.rate ->> 'transit_max_days')::smallint
          from (select (e.rate ->> 'id')::uuid as id, e.rate, e.position
                  from jsonb_array_elements(%(rates)s::jsonb) with ordinality as e (rate, position)) r
        """,
        shop_id=shop_id,
        rates=msgspec.json.encode(list(rates)).decode(),
    )
