"""What sponsorships does in the worker."""

from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.sponsorships import service


@task(name="sponsorships.move_due", every="*/20 * * * * *", lock="sponsorships.move_due")
async def move_due(pool: Pool) -> None:
    """Let time end campaigns, approve what brands said nothing about, and let the rest expire."""
    await service.move_due(pool, now=clock.now())
