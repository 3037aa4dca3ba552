"""What search engines are pointed to."""

from vitrina.catalogue import service as catalogue
from vitrina.kit.db import Db
from vitrina.pages.model import Listing
from vitrina.videos import service as videos

CLIPS_MAX = 2_000
PRODUCTS_MAX = 2_000


async def listing(db: Db, *, clips_max: int = CLIPS_MAX, products_max: int = PRODUCTS_MAX) -> Listing:
    """List the newest published clips and products on sale, at most so many. Two statements."""
    products = await catalogue.active_products(
        db, shop_id=None, category=None, before=None, limit=products_max
    )
    return Listing(
        clips=await videos.newest_published(db, limit=clips_max),
        products=[(each.id, each.published_at) for each in products],
    )
