"""Two drops of a demo shop: one is open, one opens in half an hour."""

from datetime import datetime, timedelta

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import (
    Category,
    NewProduct,
    NewVariant,
    Option,
    ProductId,
    ProductStatus,
    VariantId,
)
from vitrina.demo.world import asset, demo_id
from vitrina.drops import service as drops
from vitrina.drops.model import DropId, NewDrop
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.shops.model import ShopId

SHOP, OWNER, KEY = "molino.nube", "bruno", "taza-numerada"
TITLE = "Taza numerada Nube"
PICTURE = "products/taza-barro.webp"
LISTED_AGO = timedelta(days=59)
STOCK, UNITS, PRICE_MINOR, DROP_MINOR = 40, 12, 349_00, 249_00
COLOURS = {"Arena": timedelta(0), "Noche": timedelta(minutes=30)}


async def seed_drops(pool: Pool, settings: Settings, now: datetime) -> None:
    """Put the cup on sale and plan a drop of each colour. What was done is not done again."""
    owner_id, shop_id = PersonId(demo_id("person", OWNER)), ShopId(demo_id("shop", SHOP))
    product_id = ProductId(demo_id("product", KEY))
    async with pool.transaction() as db:
        if await catalogue.products_by_id(db, [product_id]):
            return
    picture = await media.add_image(pool, settings, owner_id=OwnerId(owner_id), raw=asset(PICTURE), now=now)
    variants = [
        NewVariant(
            id=VariantId(demo_id("variant", f"{KEY}:{colour}")),
            sku=f"MN-NUM-{colour.upper()}",
            values=[colour],
            price_minor=PRICE_MINOR,
        )
        for colour in COLOURS
    ]
    new = NewProduct(
        id=product_id,
        title=TITLE,
        description="De una serie corta, con su número en la base. Inventada.",
        category=Category.KITCHEN,
        options=[Option(name="Esmalte", values=list(COLOURS))],
        images=[picture.file_id],
        variants=variants,
        status=ProductStatus.ACTIVE,
    )
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, owner_id)
        await catalogue.create(db, shop_id=shop_id, actor=owner, product=new, now=now - LISTED_AGO)
        counts = [Count(variant_id=variant.id, quantity=STOCK) for variant in variants]
        await inventory.count(db, shop_id=shop_id, actor=owner, counts=counts)
        for variant, opens_in in zip(variants, COLOURS.values(), strict=True):
            a_drop = NewDrop(
                id=DropId(demo_id("drop", variant.sku)),
                variant_id=variant.id,
                price=Money(DROP_MINOR, Currency.MXN),
                unit_count=UNITS,
                buyer_max=2,
                opens_at=now + opens_in,
            )
            await drops.plan(db, shop_id=shop_id, actor=owner, new=a_drop, now=now)
