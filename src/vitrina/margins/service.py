"""Verbs of margins."""

from datetime import datetime

from msgspec.structs import replace

from vitrina.affiliates import service as affiliates
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import PRICE_MINOR_MAX
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.money import Money, tax_inside, with_tax
from vitrina.kit.taxes import TaxClass, tax_rate_bps
from vitrina.margins import rules, store
from vitrina.margins.model import Deductions, Margin, MarginTerms, NewSale
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId


async def terms_of(db: Db, *, shop_id: ShopId, actor: Person) -> MarginTerms:
    """Read what the actor's shop wants to keep. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await store.find_terms(db, shop_id) or MarginTerms()


async def set_terms(db: Db, *, shop_id: ShopId, actor: Person, terms: MarginTerms) -> MarginTerms:
    """Write what the actor's shop wants to keep, and its costs. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    await store.set_terms(db, shop_id, terms)
    return terms


async def check(
    db: Db, *, shop_id: ShopId, actor: Person, sale: NewSale, fee_bps: int, now: datetime
) -> Margin:
    """Tell what one piece sold by the actor's shop would leave; a shop that writes prices without tax is told
    so where it would break even. Raises NotYourShop, ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    terms = await store.find_terms(db, shop_id) or MarginTerms()
    commission_bps = sale.commission_bps
    if commission_bps is None:
        plan = await affiliates.plan_of(db, shop_id=shop_id, actor=actor)
        own = [each.rate_bps for each in plan.overrides if each.product_id == sale.product_id]
        commission_bps = own[0] if own else plan.rate_bps or 0
    by = Deductions(
        tax_bps=tax_rate_bps(shop.country, now, sale.tax_class or await _tax_class_of(db, shop_id, sale)),
        commission_bps=commission_bps,
        fee_bps=fee_bps,
        provider_bps=terms.provider_bps,
        provider_fixed_minor=terms.provider_fixed,
        returns_bps=terms.returns_bps,
        withheld_bps=terms.withheld_bps,
        parcel_minor=shop.shipping_minor if terms.parcel is None else terms.parcel,
    )
    if shop.prices_include_tax or sale.is_as_paid:
        return rules.margin(sale, by, floor_bps=terms.floor_bps, currency=shop.currency)
    paid = replace(sale, price=min(with_tax(sale.price, by.tax_bps), PRICE_MINOR_MAX))
    margin = rules.margin(paid, by, floor_bps=terms.floor_bps, currency=shop.currency)
    if margin.break_even is None:
        return margin
    lowest_minor = margin.break_even.amount_minor
    written_minor = lowest_minor - tax_inside(lowest_minor, by.tax_bps)
    # Rounded down it would lose a unit.
    written_minor += with_tax(written_minor, by.tax_bps) < lowest_minor
    return replace(margin, break_even=Money(written_minor, shop.currency))


async def _tax_class_of(db: Db, shop_id: ShopId, sale: NewSale) -> TaxClass:
    found = await catalogue.products_by_id(db, [sale.product_id]) if sale.product_id else {}
    own = [each.tax_class for each in found.values() if each.shop_id == shop_id]
    return own[0] if own else TaxClass.GENERAL
