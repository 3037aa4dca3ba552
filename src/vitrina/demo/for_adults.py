"""Something of a demo shop that adults alone buy."""

from datetime import datetime, timedelta

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, NewProduct, NewVariant, ProductId, ProductStatus, VariantId
from vitrina.demo.world import asset, demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.shops.model import ShopId

SHOP, OWNER, KEY = "molino.nube", "bruno", "licor-cafe"
PICTURE = "products/cold-brew.webp"
LISTED_AGO = timedelta(days=60)


async def seed_for_adults(pool: Pool, settings: Settings, now: datetime) -> None:
    """Put it on sale. What was done is not done again."""
    owner_id, shop_id = PersonId(demo_id("person", OWNER)), ShopId(demo_id("shop", SHOP))
    variant = NewVariant(
        id=VariantId(demo_id("variant", f"{KEY}:0")), sku="MN-LICOR", values=[], price_minor=329_00
    )
    async with pool.transaction() as db:
        if await catalogue.products_by_id(db, [ProductId(demo_id("product", KEY))]):
            return
    picture = await media.add_image(pool, settings, owner_id=OwnerId(owner_id), raw=asset(PICTURE), now=now)
    new = NewProduct(
        id=ProductId(demo_id("product", KEY)),
        title="Licor de café Nube 500 ml",
        description="De café de altura, 20 % de alcohol; solo para mayores de 18 años. Inventado.",
        category=Category.PANTRY,
        images=[picture.file_id],
        variants=[variant],
        status=ProductStatus.ACTIVE,
        age_limit=18,
    )
    async with pool.transaction() as db:
        owner = await identity.person_by_id(db, owner_id)
        await catalogue.create(db, shop_id=shop_id, actor=owner, product=new, now=now - LISTED_AGO)
        stock = [Count(variant_id=variant.id, quantity=24)]
        await inventory.count(db, shop_id=shop_id, actor=owner, counts=stock)
