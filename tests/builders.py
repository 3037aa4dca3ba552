"""Small worlds for tests: a shop, a picture, a product with its stock."""

from collections.abc import Sequence
from datetime import datetime

from tests.people import BRUNO, CARLA, JOINED, join, load
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import (
    Category,
    NewProduct,
    NewVariant,
    Option,
    Product,
    ProductId,
    ProductStatus,
    VariantId,
)
from vitrina.identity import service as identity
from vitrina.identity.model import NewPerson
from vitrina.inventory import service as inventory
from vitrina.inventory.model import Count
from vitrina.kit.db import Db, run
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.live import service as live
from vitrina.live.model import NewRoom, RoomId
from vitrina.media.model import FileId
from vitrina.shops import service as shops
from vitrina.shops.model import NewShop, Shop, ShopId
from vitrina.videos.model import ReadyVideo, Tag, VideoId
from vitrina.videos.store import clips as video_store


async def shop_of(db: Db, owner: NewPerson = BRUNO, *, handle: str | None = None) -> Shop:
    """A shop in its owner's country: 50.00 shipping, 15 days to return, 10 days on the way at most."""
    person = await load(db, owner)
    assert person.country
    shop_id = ShopId(new_id())
    new = NewShop(
        id=shop_id,
        handle=handle or f"shop.{shop_id.hex[-12:]}",
        name=f"{person.name}'s shop",
        country=person.country,
        shipping=Money(50_00, person.country.currency),
        return_days=15,
        transit_max_days=10,
    )
    return await shops.open_shop(db, person, new, now=JOINED)


async def image_of(db: Db, owner: NewPerson = BRUNO) -> FileId:
    """A picture that its owner has sent; no bytes are stored."""
    file_id = FileId(new_id())
    await run(
        db,
        """
        insert into media.files (id, owner_id, kind, key, width, height, size_bytes, created_at)
        values (%(id)s, %(owner_id)s, 'image', %(key)s, 600, 800, 1000, %(now)s)
        """,
        id=file_id,
        owner_id=owner.id,
        key=f"images/{file_id}",
        now=JOINED,
    )
    return file_id


def new_product(*prices_minor: int, title: str = "Linen shirt") -> NewProduct:
    """An active product with one size per price, cheapest first; with one price it has no options."""
    sizes = [f"size {i + 1}" for i in range(len(prices_minor))]
    has_options = len(prices_minor) > 1
    return NewProduct(
        id=ProductId(new_id()),
        title=title,
        description="Washed linen, cut in Oaxaca.",
        category=Category.CLOTHING,
        options=[Option(name="Size", values=sizes)] if has_options else [],
        variants=[
            NewVariant(
                id=VariantId(new_id()),
                sku=f"LS-{i}",
                values=[sizes[i]] if has_options else [],
                price_minor=price,
            )
            for i, price in enumerate(prices_minor)
        ],
        status=ProductStatus.ACTIVE,
    )


async def product_of(
    db: Db,
    shop: Shop,
    *,
    prices_minor: Sequence[int] = (189_00,),
    quantity: int = 10,
    new: NewProduct | None = None,
) -> Product:
    """A product of a shop, with so many of each variant on the shelf."""
    owner = await identity.person_by_id(db, shop.owner_id)
    wanted = new or new_product(*prices_minor)
    await catalogue.create(db, shop_id=shop.id, actor=owner, product=wanted, now=JOINED)
    counts = [Count(variant_id=variant.id, quantity=quantity) for variant in wanted.variants]
    await inventory.count(db, shop_id=shop.id, actor=owner, counts=counts)
    return (await catalogue.products_by_id(db, [wanted.id]))[wanted.id]


async def clip_of(
    db: Db,
    creator: NewPerson = CARLA,
    *,
    products: Sequence[ProductId] = (),
    published_at: datetime | None = JOINED,
    caption: str = "Look at this",
) -> VideoId:
    """A clip of 8 s that plays, showing each product from its beginning to its end; no bytes are stored."""
    await join(db, creator)
    file_id, video_id = FileId(new_id()), VideoId(new_id())
    await run(
        db,
        """
        insert into media.files (id, owner_id, kind, key, width, height, size_bytes, created_at)
        values (%(id)s, %(owner_id)s, 'clip', %(key)s, 540, 960, 1000, %(now)s)
        """,
        id=file_id,
        owner_id=creator.id,
        key=f"clips/{file_id.hex}",
        now=JOINED,
    )
    ready = ReadyVideo(
        id=video_id,
        creator_id=creator.id,
        caption=caption,
        language=creator.language,
        tags=[Tag(product_id=each, from_ms=0, to_ms=8_000) for each in products],
        published_at=published_at,
        created_at=published_at or JOINED,
    )
    await video_store.add_ready_video(db, ready, file_id=file_id, upload_id=None, duration_ms=8_000)
    await video_store.add_tags(db, video_id, ready.tags)
    return video_id


async def room_of(
    db: Db,
    host: NewPerson = BRUNO,
    *,
    shop: Shop | None = None,
    products: Sequence[ProductId] = (),
    is_live: bool = False,
    scheduled_at: datetime | None = None,
) -> RoomId:
    """A show of somebody who may host, announced or begun."""
    room_id = RoomId(new_id())
    new = NewRoom(
        id=room_id,
        title="Coffee live",
        shop_id=shop.id if shop else None,
        product_ids=list(products),
        scheduled_at=scheduled_at,
    )
    await live.announce(db, actor=await load(db, host), new=new, now=JOINED)
    if is_live:
        await live.begin(db, room_id, now=JOINED)
    return room_id
