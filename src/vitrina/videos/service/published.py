"""What everybody may see, by date and by product."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.videos.model import VideoId
from vitrina.videos.store import published as store


async def newest_published(db: Db, *, limit: int) -> list[tuple[VideoId, datetime]]:
    """List the clips that were published last, with when, the newest first. One statement."""
    return [(each.id, each.published_at) for each in await store.newest(db, limit)]


async def promoters(db: Db, product_ids: Sequence[ProductId]) -> list[tuple[PersonId, ProductId]]:
    """Find which creators show products in published clips, as pairs. One statement."""
    found = await store.promoters(db, product_ids) if product_ids else []
    return [(each.creator_id, each.product_id) for each in found]


async def promoted_by(db: Db, creator_ids: Sequence[PersonId]) -> list[tuple[PersonId, ProductId]]:
    """Find which products creators show in published clips, as pairs. One statement."""
    found = await store.promoted_by(db, creator_ids) if creator_ids else []
    return [(each.creator_id, each.product_id) for each in found]
