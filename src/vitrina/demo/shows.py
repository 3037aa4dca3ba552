"""Shows of the demo world: each shop announces one, so that the programme has something to come."""

from datetime import datetime, timedelta

from vitrina.catalogue.model import ProductId
from vitrina.demo.world import DemoShop, asset, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.places import Country
from vitrina.live import service as live
from vitrina.live.model import NewRoom, RoomId
from vitrina.media import service as media
from vitrina.media.model import FileId, OwnerId
from vitrina.shops.model import ShopId

ITEMS_SHOWN = 6
TITLES = {Country.BR: "{shop} ao vivo", Country.US: "{shop} live"}
TITLE = "{shop} en vivo"


async def seed_shows(pool: Pool, settings: Settings, now: datetime) -> None:
    """Announce a show of each shop, one on each of the coming evenings."""
    for position, shop in enumerate(world().shops):
        shown = next(each for each in world().products if each.shop == shop.handle)
        owner_id = OwnerId(demo_id("person", shop.owner))
        cover = await media.add_image(pool, settings, owner_id=owner_id, raw=asset(shown.picture), now=now)
        new = _announced(shop, at=now + timedelta(days=position + 1), cover=cover.file_id)
        async with pool.transaction() as db:
            owner = await identity.person_by_id(db, PersonId(demo_id("person", shop.owner)))
            await live.announce(db, actor=owner, new=new, now=now)


def _announced(shop: DemoShop, *, at: datetime, cover: FileId) -> NewRoom:
    products = [each.key for each in world().products if each.shop == shop.handle]
    return NewRoom(
        id=RoomId(demo_id("room", shop.handle)),
        title=TITLES.get(shop.country, TITLE).format(shop=shop.name),
        shop_id=ShopId(demo_id("shop", shop.handle)),
        cover_file_id=cover,
        scheduled_at=at,
        product_ids=[ProductId(demo_id("product", key)) for key in products[:ITEMS_SHOWN]],
    )
