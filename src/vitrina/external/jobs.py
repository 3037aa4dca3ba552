"""What external does in the worker."""

from uuid import UUID

from vitrina.external import service
from vitrina.external.model import ExternalId
from vitrina.kit import clock
from vitrina.kit.config import load_settings
from vitrina.kit.db import Pool
from vitrina.kit.queue import task


# Tried again for a minute; then it counts as failed, until its person refreshes the product.
@task(name="external.fetch_picture", queue="external", attempts_max=9)
async def fetch_picture(pool: Pool, external_id: str) -> None:
    """Fetch the picture of a product sold elsewhere."""
    found = ExternalId(UUID(external_id))
    await service.fetch_picture(pool, load_settings(), external_id=found, now=clock.now())


@task(name="external.forget_postbacks", every="0 41 4 * * *", lock="external.forget_postbacks")
async def forget_postbacks(pool: Pool) -> None:
    """Forget, once a day, what postbacks said long ago; what came of them stays."""
    await service.forget_postbacks(pool, now=clock.now())
