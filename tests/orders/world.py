"""A shop of Bruno's, and what others bought from it."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tests.checkout.buying import bought, on_sale, wanting
from tests.people import ANA, BRUNO, load
from vitrina.catalogue.model import VariantId
from vitrina.identity.model import NewPerson, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.orders import service as orders
from vitrina.orders.model import Order, OrderId
from vitrina.shops.model import Shop

PRICE_MINOR = 116_00
TOTAL_MINOR = 166_00
FEE_MINOR = 10_00


class World:
    """What a test of orders needs: a shop with stock, its owner, a buyer, and paid orders."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = replace(settings, platform_fee_bps=1_000)
        self.shop: Shop
        self.variant_id: VariantId
        self.bruno: Person
        self.ana: Person

    async def open(self) -> None:
        self.shop, [self.variant_id] = await on_sale(self.pool, prices_minor=[PRICE_MINOR])
        self.bruno, self.ana = await self.person(BRUNO), await self.person(ANA)

    async def person(self, new: NewPerson) -> Person:
        async with self.pool.transaction() as db:
            return await load(db, new)

    async def paid(
        self, *, buyer: Person | None = None, now: datetime | None = None, **changes: Any
    ) -> OrderId:
        """An order of one unit, paid: 116.00 with 16.00 tax, 50.00 shipping, 10.00 of it fee."""
        body = wanting(self.variant_id, total_minor=TOTAL_MINOR, **changes)
        purchase = await bought(self.pool, self.settings, body, now=now or clock.now(), buyer=buyer)
        return purchase.orders[0].id

    async def order(self, order_id: OrderId) -> Order:
        async with self.pool.transaction() as db:
            return (await orders.orders_by_id(db, [order_id]))[order_id]
