"""What one piece of a product would cost and bring, before anybody buys it."""

from collections.abc import Collection
from datetime import datetime

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Product, ProductId, ProductStatus, VariantId
from vitrina.checkout import rules
from vitrina.checkout.model import LineWanted
from vitrina.kit.db import Db
from vitrina.kit.places import Country
from vitrina.orders import service as orders
from vitrina.orders.model import Foreseen
from vitrina.shipping.model import Destination, Sending
from vitrina.shops import service as shops


async def foresee(
    db: Db, product_ids: Collection[ProductId], *, fee_bps: int, now: datetime
) -> dict[ProductId, Foreseen]:
    """Tell what a sale of one piece of each product would be now, at its lowest price. Three statements.

    By the rules that price a cart and book an order. What is not on sale is left out.
    """
    found = await catalogue.products_by_id(db, list(product_ids)) if product_ids else {}
    products = [each for each in found.values() if each.status is ProductStatus.ACTIVE and each.variants]
    wanted = {each.id: LineWanted(variant_id=_cheapest(each), quantity=1) for each in products}
    variants = await catalogue.variants_for_sale(db, [line.variant_id for line in wanted.values()])
    sellers = await shops.shops_by_id(db, list({each.shop_id for each in products}))
    foreseen: dict[ProductId, Foreseen] = {}
    # At the shop's flat price, wherever it goes: the line is what counts.
    nowhere = Sending(destination=Destination(country=Country.MX), choices=[], rates={}, now=now)
    for each in products:
        [part] = rules.price([wanted[each.id]], variants, sellers, sending=nowhere).orders
        foreseen[each.id] = orders.foresee(part.lines[0], shop=part.shop, fee_bps=fee_bps, now=now)
    return foreseen


def _cheapest(product: Product) -> VariantId:
    return min(product.variants, key=lambda variant: variant.asked_minor).id
