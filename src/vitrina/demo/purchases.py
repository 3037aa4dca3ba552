"""Purchases of the demo world: made through checkout, in every state that an order can have."""

from datetime import datetime, timedelta
from enum import IntEnum

from msgspec import Struct

from vitrina.affiliates import service as affiliates
from vitrina.affiliates.model import NewTouch, TouchId
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue.model import ProductId, VariantId
from vitrina.checkout import service as checkout
from vitrina.checkout.errors import PurchaseNotFound
from vitrina.checkout.model import (
    BuyerDetails,
    LineWanted,
    NewCheckout,
    NewPaymentTry,
    PurchaseStatus,
    PurchaseView,
    Quote,
)
from vitrina.demo.world import DemoClip, DemoShop, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.events import drain
from vitrina.kit.places import Country
from vitrina.orders import service as orders
from vitrina.orders.model import Access, Address, OrderId, Shipment
from vitrina.payments.model import Card, Method, PurchaseId
from vitrina.shipping.model import Destination
from vitrina.videos.model import VideoId
from vitrina.wiring import SUBSCRIBERS

CARD_OF = {True: Card.DECLINE, False: Card.SUCCESS}
ANA_ID = PersonId(demo_id("person", "ana"))


class Stage(IntEnum):
    """How far a demo purchase has come."""

    DECLINED = 0
    PAID = 1
    CANCELLED = 2
    PACKED = 3
    SHIPPED = 4
    DELIVERED = 5


class Plan(Struct, frozen=True, kw_only=True):
    """A purchase to be made. days_ago: when it was placed."""

    clip: DemoClip
    stage: Stage
    days_ago: int
    quantity: int = 1
    is_ana: bool = False


ADDRESSES = {
    Country.MX: Address(
        country=Country.MX,
        name="Ana López",
        line1="Av. Álvaro Obregón 151",
        neighbourhood="Roma Norte",
        city="Cuauhtémoc",
        state="Ciudad de México",
        postal_code="06700",
        phone="+52 55 1234 5678",
    ),
    Country.BR: Address(
        country=Country.BR,
        name="Ana López",
        line1="Rua Augusta 1500",
        neighbourhood="Consolação",
        city="São Paulo",
        state="SP",
        postal_code="01304-001",
        phone="+55 11 91234 5678",
    ),
    Country.CO: Address(
        country=Country.CO,
        name="Ana López",
        line1="Carrera 7 # 72-41",
        city="Bogotá",
        state="Bogotá, D. C.",
        phone="+57 300 123 4567",
    ),
    Country.US: Address(
        country=Country.US,
        name="Ana López",
        line1="200 E Market St",
        city="San Antonio",
        state="TX",
        postal_code="78205",
        phone="+1 210 555 0142",
    ),
}
CARRIERS = {
    Country.MX: "Correos de México",
    Country.BR: "Correios",
    Country.CO: "Servicios Postales Nacionales",
    Country.US: "USPS",
}
REASONS = {
    Country.MX: "Se nos quebró la última pieza al empacar.",
    Country.BR: "A última peça quebrou na embalagem.",
    Country.CO: "Se nos dañó la última pieza al empacar.",
    Country.US: "The last piece broke while we packed it.",
}
STAGES = (
    (Stage.DELIVERED, 40),
    (Stage.DELIVERED, 9),
    (Stage.PAID, 0),
    (Stage.SHIPPED, 4),
    (Stage.PACKED, 1),
    (Stage.CANCELLED, 6),
    (Stage.PAID, 0),
    (Stage.DECLINED, 0),
)


def plans() -> list[Plan]:
    """List the purchases: two of each clip, at different stages; every fourth is Ana's own."""
    clips = world().clips
    return [
        Plan(
            clip=clip,
            stage=STAGES[(2 * position + turn * 3) % len(STAGES)][0],
            days_ago=STAGES[(2 * position + turn * 3) % len(STAGES)][1],
            quantity=1 + (position + turn) % 2,
            is_ana=(position + turn) % 4 == 0,
        )
        for turn in range(2)
        for position, clip in enumerate(clips)
    ]


async def is_seeded(pool: Pool, settings: Settings) -> bool:
    """Tell whether the last purchase has been made, which is Ana's and the last thing that seeding does."""
    async with pool.transaction() as db:
        ana = (await identity.persons(db, [ANA_ID])).get(ANA_ID)
    purchase_id = _purchase_id(plans()[-1])
    try:
        await checkout.show(pool, settings=settings, viewer=ana, purchase_id=purchase_id, key=None)
    except PurchaseNotFound:
        return False
    return True


async def seed_purchases(pool: Pool, settings: Settings, now: datetime) -> None:
    """Make every purchase and bring it to its stage; then let commissions and mails follow."""
    async with pool.transaction() as db:
        ana = await identity.person_by_id(db, ANA_ID)
    for plan in plans():
        await make_purchase(pool, settings, plan, buyer=ana if plan.is_ana else None, now=now)
    await drain(pool, SUBSCRIBERS)
    await affiliates.release_due(pool, now=now)
    await orders.mature_due(pool, now=now)
    await drain(pool, SUBSCRIBERS)


async def make_purchase(
    pool: Pool, settings: Settings, plan: Plan, *, buyer: Person | None, now: datetime
) -> PurchaseView:
    """Make one purchase and bring it to its stage."""
    at = now - timedelta(days=plan.days_ago, hours=2)
    purchase = await _buy(pool, settings, plan, buyer=buyer, at=at)
    await drain(pool, SUBSCRIBERS)
    for order in purchase.orders if purchase.status is PurchaseStatus.PAID else ():
        await _advance(pool, plan, order_id=order.id, times=(at, now))
    return purchase


def _purchase_id(plan: Plan) -> PurchaseId:
    return PurchaseId(demo_id("purchase", f"{plan.clip.key}:{plan.stage}:{plan.days_ago}:{plan.quantity}"))


async def _buy(
    pool: Pool, settings: Settings, plan: Plan, *, buyer: Person | None, at: datetime
) -> PurchaseView:
    product_id = ProductId(demo_id("product", plan.clip.tags[0].product))
    tap = NewTouch(
        id=TouchId(demo_id("touch", str(_purchase_id(plan)))),
        video_id=VideoId(demo_id("clip", plan.clip.key)),
        product_id=product_id,
    )
    visitor = Visitor(id=demo_id("visitor", str(_purchase_id(plan))), person_id=buyer.id if buyer else None)
    async with pool.transaction() as db:
        await affiliates.touch(
            db, tap=tap, visitor=visitor, default_plan_bps=settings.default_plan_bps, now=at
        )
    line = LineWanted(variant_id=_variant(plan), quantity=plan.quantity, touch_id=tap.id)
    return await _pay(pool, settings, plan, line, buyer=buyer, at=at)


def _shop(plan: Plan) -> DemoShop:
    product = next(each for each in world().products if each.key == plan.clip.tags[0].product)
    return next(each for each in world().shops if each.handle == product.shop)


def _variant(plan: Plan) -> VariantId:
    """Choose a variant of which there is enough."""
    product = next(each for each in world().products if each.key == plan.clip.tags[0].product)
    stocks = [variant.stock for variant in product.variants]
    return VariantId(demo_id("variant", f"{product.key}:{stocks.index(max(stocks))}"))


def _checkout(plan: Plan, line: LineWanted, quote: Quote, buyer: Person | None) -> NewCheckout:
    email = buyer.email if buyer else f"compra.{plan.clip.key}@demo.vitrina.example"
    shop = next(each for each in world().shops if each.currency is quote.total.currency)
    return NewCheckout(
        id=_purchase_id(plan),
        lines=[line],
        buyer=BuyerDetails(
            email=email, name="Ana López", language=buyer.language if buyer else plan.clip.language
        ),
        address=ADDRESSES[shop.country],
        expected_total=quote.total,
        payment=NewPaymentTry(method=Method.SANDBOX, card=CARD_OF[plan.stage is Stage.DECLINED]),
    )


async def _pay(
    pool: Pool, settings: Settings, plan: Plan, line: LineWanted, *, buyer: Person | None, at: datetime
) -> PurchaseView:
    async with pool.transaction() as db:
        to = Destination(country=_shop(plan).country)
        quote = await checkout.quote(db, [line], to, now=at)
    request = _checkout(plan, line, quote, buyer)
    return await checkout.buy(pool, settings=settings, viewer=buyer, request=request, now=at)


async def _advance(pool: Pool, plan: Plan, *, order_id: OrderId, times: tuple[datetime, datetime]) -> None:
    """Let the shop do what the plan says, some hours apart and never in the future."""
    at, now = times
    shop = _shop(plan)
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, PersonId(demo_id("person", shop.owner)))
        if plan.stage is Stage.CANCELLED:
            await orders.cancel(
                db,
                order_id=order_id,
                access=Access(actor=owner),
                reason=REASONS[shop.country],
                now=min(at + timedelta(hours=5), now),
            )
            return
        if plan.stage >= Stage.PACKED:
            await orders.pack(db, order_id=order_id, actor=owner, now=min(at + timedelta(hours=5), now))
        if plan.stage >= Stage.SHIPPED:
            shipment = Shipment(
                carrier=CARRIERS[shop.country], tracking_number=f"DEMO{plan.clip.duration_ms}"
            )
            shipped_at = min(at + timedelta(hours=24), now)
            await orders.ship(db, order_id=order_id, actor=owner, shipment=shipment, now=shipped_at)
        if plan.stage >= Stage.DELIVERED:
            await orders.deliver(
                db,
                order_id=order_id,
                access=Access(actor=owner),
                now=min(at + timedelta(days=3), now),
            )
