"""SQL of what everybody may see."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many
from vitrina.videos.model import VideoId


class Published(Struct, frozen=True, kw_only=True):
    """A published clip."""

    id: VideoId
    published_at: datetime


async def newest(db: Db, limit: int) -> list[Published]:
    """List the clips that were published last, the newest first."""
    return await many(
        db,
        Published,
        """
        select v.id, v.published_at
          from videos.videos v
         where v.published_at is not null
         order by v.published_at desc, v.id desc
         limit %(limit)s
        """,
        limit=limit,
    )


class Promotion(Struct, frozen=True, kw_only=True):
    """A creator and a product that a published clip of hers shows."""

    creator_id: PersonId
    product_id: ProductId


async def promoters(db: Db, product_ids: Sequence[ProductId]) -> list[Promotion]:
    """Find who shows products, each pair once."""
    return await many(
        db,
        Promotion,
        """
        select distinct v.creator_id, t.product_id
          from videos.tags t
          join videos.videos v on v.id = t.video_id
         where t.product_id = any(%(product_ids)s::uuid[])
           and v.published_at is not null
        """,
        product_ids=list(product_ids),
    )


async def promoted_by(db: Db, creator_ids: Sequence[PersonId]) -> list[Promotion]:
    """Find what creators show, each pair once."""
    return await many(
        db,
        Promotion,
        """
        select distinct v.creator_id, t.product_id
          from videos.videos v
          join videos.tags t on t.video_id = v.id
         where v.creator_id = any(%(creator_ids)s::uuid[])
           and v.published_at is not null
        """,
        creator_ids=list(creator_ids),
    )
