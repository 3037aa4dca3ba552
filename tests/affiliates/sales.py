"""A small world in which Carla's touch sells Bruno's product to somebody."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from tests.builders import product_of, shop_of
from tests.people import ANA, BRUNO, CARLA, join
from vitrina.affiliates import rules
from vitrina.affiliates.model import PlanKind, Touch, TouchId
from vitrina.affiliates.store import touches as touch_store
from vitrina.catalogue.model import Product
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.kit.money import share, tax_inside
from vitrina.kit.places import Currency, Language
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders.model import (
    CancelledBy,
    OrderCancelled,
    OrderDelivered,
    OrderId,
    OrderLineId,
    OrderPaid,
    OrderShipped,
    PaidLine,
    ParcelId,
    PurchaseId,
)
from vitrina.orders.parcels import ParcelRecalled
from vitrina.shops.model import Shop
from vitrina.videos.model import VideoId

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PRICE_MINOR = 499_00
FEE_BPS = 800
TAX_BPS = 1_600


class World(Struct, frozen=True, kw_only=True):
    """Bruno's shop with one product."""

    shop: Shop
    product: Product


async def world_of(db: Db) -> World:
    """Open the shop; Ana and Carla are there too."""
    await join(db, ANA, BRUNO, CARLA)
    shop = await shop_of(db)
    return World(shop=shop, product=await product_of(db, shop, prices_minor=[PRICE_MINOR]))


async def touch_of(
    db: Db,
    world: World,
    *,
    creator_id: PersonId = CARLA.id,
    visitor_id: UUID | None = None,
    video_id: VideoId | None = None,
    at: datetime = NOON - timedelta(hours=1),
    plan: tuple[PlanKind, int] | None = (PlanKind.SHOP, 1_500),
) -> Touch:
    """A tap on the product in a clip of Carla's."""
    touch = Touch(
        id=TouchId(new_id()),
        visitor_id=visitor_id or new_id(),
        person_id=None,
        creator_id=creator_id,
        video_id=video_id or VideoId(new_id()),
        product_id=world.product.id,
        shop_id=world.shop.id,
        is_earning=True,
        plan_kind=plan[0] if plan else None,
        plan_version=1 if plan else None,
        rate_bps=plan[1] if plan else None,
        at=at,
        expires_at=rules.touch_until(at),
    )
    assert await touch_store.add_touch(db, touch)
    return touch


async def paid_order(
    db: Db,
    world: World,
    *,
    touch: Touch | None = None,
    cart_id: UUID | None = None,
    buyer_id: PersonId | None = ANA.id,
    email: str = ANA.email,
    paid_at: datetime = NOON,
) -> OrderPaid:
    """An order of one piece whose money has reached the shop's pending balance, as orders would post it."""
    tax_minor = tax_inside(PRICE_MINOR, TAX_BPS)
    base_minor = PRICE_MINOR - tax_minor
    line = PaidLine(
        line_id=OrderLineId(new_id()),
        product_id=world.product.id,
        variant_id=world.product.variants[0].id,
        title=world.product.title,
        quantity=1,
        paid_minor=PRICE_MINOR,
        discount_minor=0,
        tax_rate_bps=TAX_BPS,
        tax_minor=tax_minor,
        base_minor=base_minor,
        fee_minor=share(base_minor, FEE_BPS),
        touch_id=touch.id if touch else None,
        cart_id=cart_id,
    )
    order = OrderPaid(
        order_id=OrderId(new_id()),
        order_code="VT-TEST234",
        purchase_id=PurchaseId(new_id()),
        shop_id=world.shop.id,
        buyer_id=buyer_id,
        buyer_email=email,
        language=Language.ES,
        currency=Currency.MXN,
        total_minor=PRICE_MINOR,
        paid_at=paid_at,
        lines=[line],
    )
    await ledger.post(db, [_accrued(order)])
    return order


def _accrued(order: OrderPaid) -> Journal:
    fee_minor = sum(line.fee_minor for line in order.lines)
    lines = [
        Line(account=account("psp_pending", "sandbox"), amount_minor=order.total_minor),
        Line(account=seller_pending(order), amount_minor=fee_minor - order.total_minor),
        Line(account=account("fee_pending", ""), amount_minor=-fee_minor),
    ]
    return Journal(
        key=f"test:order:{order.order_id}:accrued",
        kind="accrual",
        source=f"order:{order.order_id}",
        lines=lines,
        effective_at=order.paid_at,
    )


def account(kind: str, owner: str) -> Account:
    """An account in pesos."""
    return Account(kind=kind, owner=owner, currency=Currency.MXN)


def seller_pending(order: OrderPaid) -> Account:
    """What the shop of an order waits for."""
    return account("seller_pending", str(order.shop_id))


async def balance(db: Db, of: Account) -> int:
    """What stands on an account."""
    return (await ledger.balances(db, [of]))[of]


def shipped(order: OrderPaid, *, at: datetime, return_until: datetime) -> OrderShipped:
    """The order was given to a carrier."""
    return OrderShipped(
        order_id=order.order_id,
        order_code=order.order_code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        shipped_at=at,
        deliver_by=at + timedelta(days=10),
        return_until=return_until,
        carrier="Correo",
        tracking_number="MX1",
        tracking_url=None,
    )


def recalled(order: OrderPaid, *, at: datetime) -> ParcelRecalled:
    """The order was marked as sent by mistake."""
    return ParcelRecalled(
        order_id=order.order_id,
        order_code=order.order_code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        parcel_id=ParcelId(new_id()),
        number=1,
        pieces=[],
        recalled_at=at,
    )


def delivered(order: OrderPaid, *, at: datetime, return_until: datetime) -> OrderDelivered:
    """The order reached its buyer."""
    return OrderDelivered(
        order_id=order.order_id,
        order_code=order.order_code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        delivered_at=at,
        return_until=return_until,
    )


def cancelled(order: OrderPaid, *, at: datetime) -> OrderCancelled:
    """The shop gave the money back."""
    return OrderCancelled(
        order_id=order.order_id,
        order_code=order.order_code,
        purchase_id=order.purchase_id,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        currency=order.currency,
        total_minor=order.total_minor,
        cancelled_at=at,
        cancelled_by=CancelledBy.SHOP,
        reason="broken",
        was_paid=True,
        lines=order.lines,
    )
