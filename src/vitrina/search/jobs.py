"""What search does by itself, and how it reacts to what happens."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.carts.model import CartLineAdded
from vitrina.identity.model import PersonErased
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.orders.model import OrderPaid
from vitrina.search import service
from vitrina.videos.model import VideoDeleted

KEEP_UP_EVERY_S = 0.5


async def warm_products(db: Db, facts: Sequence[OrderPaid | CartLineAdded], now: datetime) -> None:
    """Let sales and carts make products popular."""
    await service.add_heat(db, facts, now)


async def forget_found_clips(db: Db, facts: Sequence[VideoDeleted], now: datetime) -> None:
    """Forget deleted clips."""
    del now
    await service.forget_clips(db, [each.video_id for each in facts])


async def forget_found_people(db: Db, facts: Sequence[PersonErased], now: datetime) -> None:
    """Let nobody find who was forgotten."""
    del now
    await service.forget_people(db, [each.person_id for each in facts])


async def keep_up(pool: Pool) -> None:
    """Bring the index to what is there now; the worker does this all the time."""
    await service.keep_up(pool)


@task(name="search.tell_heat", every="15 * * * * *", lock="search.tell_heat")
async def tell_heat(pool: Pool) -> None:
    """Order products by what was bought meanwhile, every minute."""
    await service.tell_heat(pool)


@task(name="search.forget_unused", every="0 23 4 * * *", lock="search.forget_unused")
async def forget_unused(pool: Pool) -> None:
    """Forget words that nothing has any more, every night."""
    await service.forget_unused(pool)
