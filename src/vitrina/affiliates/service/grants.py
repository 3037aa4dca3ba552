"""Rates that outlive a cut, for who shows the product already."""

from collections.abc import Collection, Sequence
from datetime import datetime

from vitrina.affiliates import rules
from vitrina.affiliates.model import Grant, PlanKind
from vitrina.affiliates.store import grants as store
from vitrina.affiliates.store import plans
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.shops.model import ShopId
from vitrina.videos import service as videos
from vitrina.videos.model import VideoDeleted, VideoUnpublished, VideoUntagged


async def keep_rates(
    db: Db,
    products: Sequence[tuple[ProductId, ShopId]],
    *,
    kinds: Collection[PlanKind],
    cut_to_bps: int,
    now: datetime,
) -> None:
    """Grant the present rate of products to the creators who show them, where it follows a plan that is cut.

    kinds: which plans the change is about.  cut_to_bps: what the products will pay.  Three statements.
    """
    cut = [
        each
        for each in await plans.terms(db, products, default_rate_bps=0)
        if each.kind in kinds and each.rate_bps > cut_to_bps
    ]
    promoters = await videos.promoters(db, [each.product_id for each in cut])
    if granted := rules.grants(cut, promoters, now=now):
        await store.add_grants(db, granted)


async def kept_for(
    db: Db, pairs: Sequence[tuple[PersonId, ProductId]], *, at: datetime | None = None
) -> dict[tuple[PersonId, ProductId], list[Grant]]:
    """Find the grants in force of (creator, product) pairs; a pair without any is left out."""
    found: dict[tuple[PersonId, ProductId], list[Grant]] = {}
    for grant in await store.grants_of(db, pairs, at=at) if pairs else []:
        found.setdefault((grant.creator_id, grant.product_id), []).append(grant)
    return found


async def lose_grants(
    db: Db, facts: Sequence[VideoDeleted | VideoUnpublished | VideoUntagged], now: datetime
) -> None:
    """End the grants of creators for products that none of their clips shows any more."""
    creator_ids = list({fact.creator_id for fact in facts})
    if creator_ids:
        shown = await videos.promoted_by(db, creator_ids)
        await store.lose_grants(db, creator_ids, shown=shown, now=now)
