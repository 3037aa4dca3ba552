"""Pushes: many rows of stock and prices, in a constant number of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import NewPrice, PricedName
from vitrina.imports import service as imports
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.db import Db
from vitrina.partners import rules
from vitrina.partners.model import Caller, Named, RowFate, StockAnswer, StockPush
from vitrina.partners.rules import Told
from vitrina.partners.service.account import terms_of
from vitrina.partners.store import stock as store

STOCK, PRICE = "stock", "price"


async def push(db: Db, *, caller: Caller, pushed: StockPush, now: datetime) -> StockAnswer:
    """Take what a partner says of its shop's stock and prices, and answer each row. Refuses none as a whole.

    The same push again changes nothing, also after units were sold or sent in between. At most ten
    statements, however many rows.
    """
    found = await _found(db, caller, pushed)
    measure = rules.Measure(terms=await terms_of(db, caller.shop_id), currency=caller.currency, now=now)
    told, fates = rules.judge(pushed, found, measure)
    kept = {
        (each.variant_id, each.kind): each
        for each in (await store.stamp(db, _stamps(told), shop_id=caller.shop_id) if told else [])
    }
    for each in told:
        stamps = [kept[each.named.variant_id, kind] for kind in _kinds(each)]
        fates[each.place] = _fate(stamps)
    prices = [
        NewPrice(variant_id=each.named.variant_id, price_minor=each.price_minor)
        for each in told
        if each.price_minor is not None and kept[each.named.variant_id, PRICE].is_new
    ]
    await catalogue.set_prices(db, prices, currency=caller.currency, now=now)
    counts = [
        Count(variant_id=each.named.variant_id, quantity=each.stock)
        for each in told
        if each.stock is not None and kept[each.named.variant_id, STOCK].is_new
    ]
    await inventory.count_many(db, counts, person_id=caller.owner_id)
    answers = [fates[place] for place in range(len(pushed.rows))]
    return StockAnswer(accepted_count=answers.count(RowFate.ACCEPTED), fates=answers)


async def _found(db: Db, caller: Caller, pushed: StockPush) -> Mapping[tuple[str, str], Sequence[Named]]:
    skus, external_ids = rules.names_of(pushed)
    by_sku = await catalogue.shop_variants_by_sku(db, skus, shop_id=caller.shop_id)
    products = await imports.products_by_external_id(db, external_ids, shop_id=caller.shop_id)
    by_product = await catalogue.variants_of_products(db, list(products.values()), shop_id=caller.shop_id)
    found = {("sku", name): _named(variants) for name, variants in by_sku.items()}
    for external_id, product_id in products.items():
        found["external_id", external_id] = _named(by_product.get(str(product_id), []))
    return found


def _named(variants: Sequence[PricedName]) -> list[Named]:
    return [Named(variant_id=each.variant_id, price_minor=each.price_minor) for each in variants]


def _kinds(told: Told) -> list[str]:
    return [kind for kind, said in ((STOCK, told.stock), (PRICE, told.price_minor)) if said is not None]


def _stamps(told: Sequence[Told]) -> list[store.Stamp]:
    return [
        store.Stamp(variant_id=UUID(int=each.named.variant_id.int), kind=kind, at=each.at)
        for each in told
        for kind in _kinds(each)
    ]


def _fate(stamps: Sequence[store.Stamped]) -> RowFate:
    if any(each.is_new for each in stamps):
        return RowFate.ACCEPTED
    return RowFate.REPEATED if all(each.is_repeated for each in stamps) else RowFate.STALE
