"""What media does by itself."""

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.media import service


@task(name="media.empty_trash", every="*/30 * * * * *", lock="media.empty_trash", queue="storage")
async def empty_trash(pool: Pool) -> None:
    """Delete bytes that nobody needs, every half a minute."""
    await service.empty_trash(pool, load_settings())


@task(name="media.expire_uploads", every="0 */10 * * * *", lock="media.expire_uploads")
async def expire_uploads(pool: Pool) -> None:
    """Throw away uploads that were never used, every ten minutes."""
    await service.expire_uploads(pool, load_settings(), now=clock.real_now())
