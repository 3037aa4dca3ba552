"""How moderation reacts to what others find out."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import FoundMinor
from vitrina.kit.db import Db
from vitrina.moderation import service


async def close_shops_of_minors(db: Db, facts: Sequence[FoundMinor], now: datetime) -> None:
    """Close the shops of people who turned out to be younger than 18."""
    for fact in facts:
        await service.close_shops(db, person_id=fact.person_id, operator_id=fact.operator_id, now=now)
