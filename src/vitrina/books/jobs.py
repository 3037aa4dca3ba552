"""What the books do by the clock."""

import logging

from vitrina.books import service
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.queue import task

log = logging.getLogger(__name__)


@task(name="books.audit", every="0 17 * * * *", lock="books.audit")
async def audit(pool: Pool) -> None:
    """Look over the books every hour, and whenever an operator asks for it."""
    found = await service.audit(pool, now=clock.now())
    if found.breach_count:
        broken = [each.code for each in found.findings if each.breaches]
        log.error("the books do not hold", extra={"promises": broken, "breach_count": found.breach_count})
