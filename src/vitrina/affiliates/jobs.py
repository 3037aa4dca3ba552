"""Reactions and schedules of affiliates."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.affiliates import service
from vitrina.carts.model import CartLineAdded
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.orders.model import OrderCancelled, OrderPaid
from vitrina.orders.refund_model import OrderDisputed, OrderRefunded
from vitrina.videos.model import VideoDeleted, VideoUnpublished, VideoUntagged

Fact = CartLineAdded | OrderPaid | service.HoldFact | OrderRefunded | OrderDisputed | OrderCancelled


async def follow_sales(db: Db, facts: Sequence[Fact], now: datetime) -> None:
    """Freeze, attribute, hold and reverse, as one subscriber: what is paid at once still finds its freeze."""
    await service.freeze_touches(db, [fact for fact in facts if isinstance(fact, CartLineAdded)])
    await service.attribute_orders(db, [fact for fact in facts if isinstance(fact, OrderPaid)])
    await service.hold_commissions(db, [fact for fact in facts if isinstance(fact, service.HoldFact)])
    for fact in facts:  # In their order: each says what is gone of a line in all.
        if isinstance(fact, OrderRefunded):
            await service.reverse_refunded(db, [fact], now)
        elif isinstance(fact, OrderDisputed):
            await service.follow_disputed(db, [fact], now)
    await service.reverse_commissions(db, [fact for fact in facts if isinstance(fact, OrderCancelled)], now)


async def follow_clips(
    db: Db, facts: Sequence[VideoDeleted | VideoUnpublished | VideoUntagged], now: datetime
) -> None:
    """Keep no rate for who shows a product no more."""
    await service.lose_grants(db, facts, now)


@task(name="affiliates.release_due", every="*/10 * * * * *", lock="affiliates.release_due")
async def release_due(pool: Pool) -> None:
    """Make due commissions available."""
    await service.release_due(pool, now=clock.now())


@task(name="affiliates.forget_freezes", every="0 17 4 * * *", lock="affiliates.forget_freezes")
async def forget_freezes(pool: Pool) -> None:
    """Delete expired frozen touches once a day."""
    async with pool.transaction() as db:
        await service.forget_freezes(db, now=clock.now())
