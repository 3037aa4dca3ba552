"""What live rooms do by themselves, and how they react to sales."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.queue import task
from vitrina.live import service
from vitrina.live.model import RoomId
from vitrina.orders.model import OrderPaid


async def show_sale(db: Db, facts: Sequence[OrderPaid], now: datetime) -> None:
    """Tell rooms, and their hosts, what was bought from them."""
    await service.show_sales(db, facts, now=now)


@task(name="live.call_reminded", attempts_max=3)
async def call_reminded(pool: Pool, room_id: str) -> None:
    """Tell everybody who wanted to hear that a show began."""
    await service.call_reminded(pool, room_id=RoomId(UUID(room_id)), now=clock.now())


@task(name="live.close_left_alone", every="*/15 * * * * *", lock="live.close_left_alone")
async def close_left_alone(pool: Pool) -> None:
    """End the shows whose host did not come back."""
    await service.close_left_alone(pool, now=clock.now())


@task(name="live.delete_recording", attempts_max=5)
async def delete_recording(pool: Pool, path: str) -> None:
    """Delete a file of a recording whose show is gone. path: below the data folder."""
    del pool
    await service.delete_recording(load_settings(), path)


@task(name="live.forget_taps", every="0 23 4 * * *", lock="live.forget_taps")
async def forget_taps(pool: Pool) -> None:
    """Forget from where people tapped long ago, once a day."""
    async with pool.transaction() as db:
        await service.forget_taps(db, now=clock.now())
