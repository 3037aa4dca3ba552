"""Prices that hold for a time, and a memory of ours of what each thing should cost when."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.errors import FlashOverlaps, TooManyFlashPrices
from vitrina.catalogue.flash_model import NewFlash, NewFlashPrice
from vitrina.catalogue.model import FlashId, VariantId
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.ids import new_id
from vitrina.payments.model import PurchaseId
from vitrina.shops.model import ShopId

if TYPE_CHECKING:
    from tests.simulation.world import World

LENGTHS = (timedelta(minutes=6), timedelta(hours=3), timedelta(days=5))
AHEAD = (timedelta(), timedelta(), timedelta(minutes=4), timedelta(hours=20))


class Flash(Struct, kw_only=True):
    """A price for a time, as we remember it."""

    id: FlashId
    shop_id: ShopId
    owner: Person
    variant_id: VariantId
    price_minor: int
    starts_at: datetime
    ends_at: datetime


class Prices:
    """Plans and ends flash prices, and holds what buyers are asked for against them."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.flashes: list[Flash] = []

    async def plan(self) -> None:
        """Let a variant cost less for a time."""
        world, now = self.world, clock.now()
        product = world.chance.choice(world.products)
        variant = world.chance.choice(product.variants)
        if variant.price_minor == 1:
            return
        starts_at = now + world.chance.choice(AHEAD)
        flash = Flash(
            id=FlashId(new_id()),
            shop_id=product.shop_id,
            owner=world.owners[product.shop_id],
            variant_id=variant.id,
            price_minor=world.chance.randint(1, variant.price_minor - 1),
            starts_at=starts_at,
            ends_at=starts_at + world.chance.choice(LENGTHS),
        )
        new = NewFlash(
            id=flash.id,
            product_id=product.id,
            prices=[NewFlashPrice(variant_id=variant.id, price=flash.price_minor)],
            starts_at=starts_at,
            ends_at=flash.ends_at,
        )
        try:
            async with world.pool.transaction() as db:
                await catalogue.plan_flash(db, shop_id=flash.shop_id, actor=flash.owner, new=new, now=now)
        except (FlashOverlaps, TooManyFlashPrices) as refusal:
            world.seen[refusal.code] += 1
            return
        self.flashes.append(flash)
        world.seen["flash planned"] += 1

    async def cancel(self) -> None:
        """End one before its time, or have it never begin."""
        world, now = self.world, clock.now()
        to_come = [flash for flash in self.flashes if flash.ends_at > now]
        if not to_come:
            return
        flash = world.chance.choice(to_come)
        async with world.pool.transaction() as db:
            await catalogue.cancel_flash(
                db, shop_id=flash.shop_id, actor=flash.owner, flash_id=flash.id, now=now
            )
        if flash.starts_at > now:
            self.flashes.remove(flash)
        flash.ends_at = now
        world.seen["flash cancelled"] += 1

    async def tell(self, now: datetime) -> None:
        async with self.world.pool.transaction() as db:
            await catalogue.tell_turned(db, now=now)

    async def check(self, purchase_id: PurchaseId) -> None:
        """Assert that a purchase costs what its things cost when it was placed."""
        own = {each.id: each.price_minor for product in self.world.products for each in product.variants}
        async with self.world.pool.transaction() as db:
            cursor = await db.execute(
                """
                select l.variant_id, l.unit_price_minor, o.placed_at
                  from orders.orders o
                  join orders.lines l on l.order_id = o.id
                 where o.purchase_id = %(id)s
                """,
                {"id": purchase_id},
            )
            rows = await cursor.fetchall()
        for variant_id, price_minor, at in rows:
            running = [
                flash.price_minor
                for flash in self.flashes
                if flash.variant_id == variant_id and flash.starts_at <= at < flash.ends_at
            ]
            assert price_minor == min(running, default=own[variant_id]), (variant_id, at)
            self.world.seen["sold in a flash"] += bool(running)
