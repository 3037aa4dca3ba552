"""Verbs of shipping."""

from collections.abc import Sequence

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.shipping import rules, store
from vitrina.shipping.model import ShippingRate
from vitrina.shops import service as shops
from vitrina.shops.model import ChangeShop, ShopId

ways = rules.ways
chosen = rules.chosen
flat = rules.flat
goes_by_weight = rules.goes_by_weight
weight_limit = rules.weight_limit


async def rates_of(db: Db, shop_ids: Sequence[ShopId]) -> dict[ShopId, list[ShippingRate]]:
    """Read the rates of shops, each in its shop's order; shops without any are left out. One statement."""
    found: dict[ShopId, list[ShippingRate]] = {}
    for shop_id, rate in await store.rates_of(db, shop_ids) if shop_ids else []:
        found.setdefault(shop_id, []).append(rate)
    return found


async def show_rates(db: Db, shop_id: ShopId) -> list[ShippingRate]:
    """Show where a shop sends to. Raises ShopNotFound."""
    await shops.get_shop(db, shop_id)
    return (await rates_of(db, [shop_id])).get(shop_id, [])


async def set_rates(
    db: Db, *, shop_id: ShopId, actor: Person, rates: Sequence[ShippingRate]
) -> list[ShippingRate]:
    """Make these the rates of the actor's shop, in this order; none is its flat price to everywhere.

    The price that its shop window tells becomes that of the cheapest parcel within its own country.
    Raises Malformed, NotYourShop, ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    cleaned = rules.checked(rates)
    at_home = [rate.price for rate in cleaned if rate.country is shop.country and not rate.is_pickup]
    # This also keeps other changes of the shop away until the transaction ends.
    terms = ChangeShop(shipping=Money(min(at_home), shop.currency)) if at_home else ChangeShop()
    await shops.change_shop(db, actor, shop_id, terms)
    await store.clear_rates(db, shop_id)
    if cleaned:
        await store.add_rates(db, shop_id, cleaned)
    return cleaned
