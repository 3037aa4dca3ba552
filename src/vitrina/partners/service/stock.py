"""Pushes: many rows of stock and prices, in a constant number of statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import NewPrice, PricedName
from vitrina.imports import service as imports
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count, StockCause
from vitrina.kit.db import Db
from vitrina.partners import rules
from vitrina.partners.model import Caller, Named, RowFate, StockAnswer, StockPush
from vitrina.partners.rules import Kind
from vitrina.partners.service.account import terms_of
from vitrina.partners.store import stock as store


async def push(db: Db, *, caller: Caller, pushed: StockPush, now: datetime) -> StockAnswer:
    """Take what a partner says of its shop's stock and prices, and answer each row. Refuses none as a whole.

    The same push again changes nothing, also after units were sold or sent in between. At most ten
    statements, however many rows.
    """
    found = await _found(db, caller, pushed)
    measure = rules.Measure(terms=await terms_of(db, caller.shop_id), currency=caller.currency, now=now)
    told, fates = rules.judge(pushed, found, measure)
    stamps = [store.Stamp(variant_id=each.variant_id, kind=each.kind, at=each.at) for each in told]
    kept = {
        (each.variant_id, each.kind): each
        for each in (await store.stamp(db, stamps, shop_id=caller.shop_id) if stamps else [])
    }
    by_row: dict[int, list[store.Stamped]] = {}
    for each in told:
        by_row.setdefault(each.place, []).append(kept[each.variant_id, each.kind])
    fates |= {place: _fate(stamped) for place, stamped in by_row.items()}
    new = [each for each in told if kept[each.variant_id, each.kind].is_new]
    prices = [
        NewPrice(variant_id=each.variant_id, price_minor=each.number)
        for each in new
        if each.kind is Kind.PRICE
    ]
    await catalogue.set_prices(db, prices, currency=caller.currency, now=now)
    counts = [
        Count(variant_id=each.variant_id, quantity=each.number) for each in new if each.kind is Kind.STOCK
    ]
    await inventory.count_many(db, counts, person_id=caller.owner_id, cause=StockCause.PARTNER)
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


def _fate(stamps: Sequence[store.Stamped]) -> RowFate:
    if any(each.is_new for each in stamps):
        return RowFate.ACCEPTED
    return RowFate.REPEATED if all(each.is_repeated for each in stamps) else RowFate.STALE
