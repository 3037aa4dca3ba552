"""Products on sale, and people who bought and received them."""

from tests.checkout.buying import bought, on_sale, wanting
from tests.people import BRUNO, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import NewPerson
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.orders import service as orders
from vitrina.orders.model import Access, OrderId, Shipment

PRICE_MINOR = 100_00
PARCEL = Shipment(carrier="Correos", tracking_number="RR1")


async def product_on_sale(pool: Pool, *, owner: NewPerson = BRUNO) -> ProductId:
    """A product of a new shop, with stock for many."""
    _, [variant_id] = await on_sale(pool, prices_minor=[PRICE_MINOR], quantity=99, owner=owner)
    async with pool.transaction() as db:
        [product_id] = await catalogue.products_of(db, [variant_id])
    return product_id


async def paid_by(pool: Pool, settings: Settings, product_id: ProductId, person: NewPerson) -> OrderId:
    """An order of one unit, paid by a person; 50.00 shipping."""
    async with pool.transaction() as db:
        buyer = await load(db, person)
        product = (await catalogue.products_by_id(db, [product_id]))[product_id]
    body = wanting(product.variants[0].id, total_minor=PRICE_MINOR + 50_00)
    return (await bought(pool, settings, body, now=clock.now(), buyer=buyer)).orders[0].id


async def shipped(pool: Pool, order_id: OrderId, *, owner: NewPerson = BRUNO) -> None:
    """Its shop sends an order."""
    async with pool.transaction() as db:
        seller = await load(db, owner)
        await orders.ship(db, order_id=order_id, actor=seller, shipment=PARCEL, now=clock.now())


async def received(
    pool: Pool, settings: Settings, product_id: ProductId, *people: NewPerson, owner: NewPerson = BRUNO
) -> None:
    """Each of some people buys a product and receives it."""
    for person in people:
        order_id = await paid_by(pool, settings, product_id, person)
        await shipped(pool, order_id, owner=owner)
        async with pool.transaction() as db:
            access = Access(actor=await load(db, owner))
            await orders.deliver(db, order_id=order_id, access=access, now=clock.now())
