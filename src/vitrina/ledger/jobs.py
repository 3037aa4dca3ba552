"""Scheduled work of the ledger."""

from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.ledger import service


@task(name="ledger.seal", every="0 * * * * *", lock="ledger.seal")
async def seal(pool: Pool) -> None:
    """Chain the journals of the last minute, and add them to the revenue of their months."""
    await service.seal(pool)
    await service.sum_revenue(pool)
