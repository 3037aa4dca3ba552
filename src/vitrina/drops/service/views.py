"""Drops and claims as people see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId, VariantForSale, VariantId
from vitrina.drops import rules
from vitrina.drops.errors import DropNotFound
from vitrina.drops.model import (
    Claim,
    ClaimState,
    ClaimView,
    Drop,
    DropId,
    DropPlace,
    Drops,
    DropView,
    HolderId,
    OwnDrop,
    SeenDrop,
)
from vitrina.drops.store import claims as claim_store
from vitrina.drops.store import drops as drop_store
from vitrina.inventory import service as inventory
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.shops import service as shops

SHOWN_MAX = 10


async def show(db: Db, *, drop_id: DropId, holder_ids: Sequence[HolderId], now: datetime) -> SeenDrop:
    """Show a drop with the reader's newest claim. Raises DropNotFound."""
    drop = (await drop_store.drops(db, [drop_id])).get(drop_id)
    seen = await _seen(db, [drop] if drop else [], holder_ids, now)
    if not seen:
        raise DropNotFound
    return seen[0]


async def of_product(
    db: Db,
    *,
    product_id: ProductId,
    video_id: UUID | None,
    room_id: UUID | None,
    holder_ids: Sequence[HolderId],
    now: datetime,
) -> Drops:
    """List the drops of a product that are not over: everywhere, and in one clip or show; the next first."""
    places: dict[DropPlace, UUID | None] = {DropPlace.PRODUCT: None}
    if video_id:
        places[DropPlace.VIDEO] = video_id
    if room_id:
        places[DropPlace.ROOM] = room_id
    found = await drop_store.shown(db, product_id, places=places, now=now, limit=SHOWN_MAX)
    return Drops(drops=await _seen(db, found, holder_ids, now))


async def _seen(
    db: Db, drops: Sequence[Drop], holder_ids: Sequence[HolderId], now: datetime
) -> list[SeenDrop]:
    """Show drops of what is on sale; of hidden products and closed shops there is nothing to see."""
    if not drops:
        return []
    variants = await catalogue.variants_for_sale(db, [drop.variant_id for drop in drops])
    closed = await shops.closed_among(db, list({drop.shop_id for drop in drops}))
    open_drops = [
        drop
        for drop in drops
        if drop.shop_id not in closed and drop.variant_id in variants and variants[drop.variant_id].is_active
    ]
    shown = await _views(db, open_drops, variants, now)
    ids = [drop.id for drop in open_drops]
    own = await claim_store.newest_of(db, ids, holder_ids) if holder_ids else []
    claims = {claim.drop_id: claim for claim in await claim_views(db, own)}
    return [SeenDrop(drop=view, claim=claims.get(view.id)) for view in shown]


async def own_views(db: Db, drops: Sequence[Drop], *, now: datetime) -> list[OwnDrop]:
    """Show drops to their shop, in their order."""
    variants = await catalogue.variants_for_sale(db, [drop.variant_id for drop in drops])
    tallies = await claim_store.tallies(db, [drop.id for drop in drops])
    return [
        OwnDrop(drop=view, place_id=drop.place_id, held=tally.held, bought=tally.bought)
        for drop, view in zip(drops, await _views(db, drops, variants, now), strict=True)
        if (tally := tallies[drop.id])
    ]


async def _views(
    db: Db, drops: Sequence[Drop], variants: dict[VariantId, VariantForSale], now: datetime
) -> list[DropView]:
    ids = [drop.id for drop in drops]
    free = await inventory.available(db, ids)
    lines = await claim_store.waited_for(db, ids)
    return [
        _view(
            drop,
            variants[drop.variant_id],
            free=free.get(VariantId(drop.id), 0),
            waiting=lines.get(drop.id, 0),
            now=now,
        )
        for drop in drops
    ]


def _view(drop: Drop, variant: VariantForSale, *, free: int, waiting: int, now: datetime) -> DropView:
    return DropView(
        id=drop.id,
        shop_id=drop.shop_id,
        product_id=drop.product_id,
        variant_id=drop.variant_id,
        title=variant.title,
        variant_values=variant.values,
        place=drop.place,
        price=drop.price,
        regular_price=Money(variant.price_minor, variant.currency),
        unit_count=drop.unit_count,
        buyer_max=drop.buyer_max,
        needs_account=drop.needs_account,
        left=free,
        waiting=waiting,
        phase=rules.phase(drop, free=free, now=now),
        opens_at=drop.opens_at,
        closes_at=drop.closes_at,
        now=now,
    )


async def claim_views(db: Db, claims: Sequence[Claim]) -> list[ClaimView]:
    """Show claims to their holders, in their order; those that wait with their place. One statement."""
    waiting = [claim for claim in claims if claim.state is ClaimState.WAITING]
    ahead = await claim_store.ahead(db, waiting) if waiting else {}
    return [
        ClaimView(
            id=claim.id,
            drop_id=claim.drop_id,
            state=claim.state,
            quantity=claim.quantity,
            until=claim.until if claim.state is ClaimState.HELD else None,
            ahead=ahead.get(claim.id),
        )
        for claim in claims
    ]
