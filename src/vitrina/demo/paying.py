"""Ways to pay, in the demo: a voucher that waits, and cash at the door in each state that it can have."""

from datetime import datetime, timedelta

from vitrina.catalogue.model import VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.model import (
    Asked,
    BuyerDetails,
    LineWanted,
    NewCheckout,
    NewPaymentTry,
    PurchaseView,
)
from vitrina.demo.purchases import ADDRESSES, ANA_ID, CARRIERS
from vitrina.demo.world import DemoShop, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.events import drain
from vitrina.kit.places import Country, Language
from vitrina.orders import service as orders
from vitrina.orders.model import OrderId, OrderStatus, Shipment
from vitrina.payments import by_hand
from vitrina.payments.model import Method, PurchaseId
from vitrina.shipping.model import Destination
from vitrina.shops.model import ShopId
from vitrina.wiring import SUBSCRIBERS

AWAY = timedelta(hours=20)


async def seed_paying(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let every shop send parcels unpaid, and give Ana a voucher and a parcel that she pays at her door."""
    async with pool.transaction() as db:
        ana = await identity.person_by_id(db, ANA_ID)
        for shop in world().shops:
            owner = await identity.person_by_id(db, PersonId(demo_id("person", shop.owner)))
            shop_id = ShopId(demo_id("shop", shop.handle))
            await by_hand.let_pay_at_door(db, shop_id=shop_id, actor=owner, is_let=True, now=now)
    shop = next(each for each in world().shops if each.country is Country.MX)
    await _begin(pool, settings, (shop, "voucher", Method.SANDBOX_VOUCHER), buyer=ana, at=now)
    await _at_door(pool, settings, (shop, "refused"), buyer=None, times=(now - timedelta(days=5), now))
    await _at_door(pool, settings, (shop, "collected"), buyer=None, times=(now - timedelta(days=4), now))
    await _at_door(pool, settings, (shop, "confirmed"), buyer=ana, times=(now, now))
    await drain(pool, SUBSCRIBERS)


async def _begin(
    pool: Pool, settings: Settings, what: tuple[DemoShop, str, Method], *, buyer: Person | None, at: datetime
) -> PurchaseView:
    """Order the first thing of a shop that there is enough of, and choose how it is paid."""
    shop, name, method = what
    product = next(each for each in world().products if each.shop == shop.handle)
    stocks = [variant.stock for variant in product.variants]
    variant = VariantId(demo_id("variant", f"{product.key}:{stocks.index(max(stocks))}"))
    line = LineWanted(variant_id=variant, quantity=1)
    async with pool.transaction() as db:
        quote = await checkout.quote(db, [line], Destination(country=shop.country), now=at)
    request = NewCheckout(
        id=PurchaseId(demo_id("purchase", f"paying:{name}")),
        lines=[line],
        buyer=BuyerDetails(
            email=buyer.email if buyer else f"compra.{name}@demo.vitrina.example",
            name="Ana López",
            language=buyer.language if buyer else Language.ES,
        ),
        address=ADDRESSES[shop.country],
        expected_total=quote.total,
        payment=NewPaymentTry(method=method),
    )
    return await checkout.buy(pool, settings=settings, viewer=buyer, request=request, now=at)


async def _at_door(
    pool: Pool,
    settings: Settings,
    what: tuple[DemoShop, str],
    *,
    buyer: Person | None,
    times: tuple[datetime, datetime],
) -> None:
    """Bring a parcel that is paid at the door as far as its name says."""
    (shop, name), (at, now) = what, times
    bought = await _begin(pool, settings, (shop, name, Method.CASH_ON_DELIVERY), buyer=buyer, at=at)
    asked = Asked(purchase_id=bought.id, viewer_id=None, now=at)
    await checkout.confirm_cash(pool, settings=settings, asked=asked, key=bought.key)
    if name == "confirmed":
        return
    order_id = OrderId(bought.orders[0].id)
    shipment = Shipment(carrier=CARRIERS[shop.country], tracking_number=f"DEMO-{name}")
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", shop.owner)))
        if (await orders.orders_by_id(db, [order_id]))[order_id].status is not OrderStatus.CONFIRMED:
            return
        await orders.ship(db, order_id=order_id, actor=owner, shipment=shipment, now=min(at + AWAY, now))
        if name == "refused":
            await checkout.refuse_cash(db, order_id=order_id, actor=owner, now=min(at + 2 * AWAY, now))
        else:
            await checkout.collect_cash(
                db, settings=settings, order_id=order_id, actor=owner, now=min(at + 2 * AWAY, now)
            )
