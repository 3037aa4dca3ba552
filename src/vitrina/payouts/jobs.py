"""What payouts do by the clock."""

from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Pool
from vitrina.kit.queue import task
from vitrina.payouts import service


@task(name="payouts.run_payday", every="*/20 * * * * *", lock="payouts.run_payday")
async def run_payday(pool: Pool) -> None:
    """Make the payouts of the last payday, if they are not made yet."""
    await service.run_payday(pool, load_settings(), now=clock.now())
