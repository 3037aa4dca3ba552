"""A product of the demo world whose words name what some countries prohibit, and its shop's request."""

from datetime import datetime, timedelta

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import Category, NewProduct, NewVariant, ProductId, ProductStatus, VariantId
from vitrina.demo.world import asset, demo_id
from vitrina.identity import service as identity
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.media import service as media
from vitrina.media.model import OwnerId
from vitrina.prohibitions import service as prohibitions
from vitrina.prohibitions.model import NewPermitRequest, PermitRequestId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

SHOP = "lirio.lento"
KEY = "bolsita-vape"
TITLE = "Bolsita de lona para vape"
DESCRIPTION = "Lona cruda con cierre y un bolsillo para las llaves. Cabe en la palma. La bolsita va vacía."
PICTURE = "products/bolsa-sol.webp"
WORDS = "Es una bolsita de tela: no vendemos vapeadores ni nada que se inhale."
PRICE_MINOR = 32_000_00
UNITS = 25
# Older than everything else: it leads no list of what is new.
MADE_AGO, ASKED_AGO = timedelta(days=60), timedelta(hours=5)


async def seed_prohibited(pool: Pool, settings: Settings, now: datetime) -> None:
    """Let a shop sell a bag for what Mexico, Brazil and Argentina prohibit, and ask for a permit."""
    async with pool.transaction() as db:
        shop = await shops.get_shop(db, ShopId(demo_id("shop", SHOP)))
        owner = await identity.person_by_id(db, shop.owner_id)
    picture = await media.add_image(pool, settings, owner_id=OwnerId(owner.id), raw=asset(PICTURE), now=now)
    variant = NewVariant(
        id=VariantId(demo_id("variant", f"{KEY}:0")), sku="LL-VP", values=[], price_minor=PRICE_MINOR
    )
    product = NewProduct(
        id=ProductId(demo_id("product", KEY)),
        title=TITLE,
        description=DESCRIPTION,
        category=Category.ACCESSORIES,
        images=[picture.file_id],
        variants=[variant],
        status=ProductStatus.ACTIVE,
    )
    asked = NewPermitRequest(id=PermitRequestId(demo_id("permit", KEY)), words=WORDS)
    async with pool.transaction() as db:
        await catalogue.create(db, shop_id=shop.id, actor=owner, product=product, now=now - MADE_AGO)
        stock = [Count(variant_id=variant.id, quantity=UNITS)]
        await inventory.count(db, shop_id=shop.id, actor=owner, counts=stock)
        await prohibitions.ask(db, product_id=product.id, actor=owner, new=asked, now=now - ASKED_AGO)
