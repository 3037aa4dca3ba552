"""What drops know of people: who claimed what."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.drops.store import claims as claim_store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, nothing


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she claimed."""
    async for record in claim_store.export(db, PersonId(subject.person_id)):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget that it was she who claimed; what she waits for or holds is over."""
    del now
    await claim_store.forget(db, PersonId(subject.person_id))
    return False


PERSONAL = Personal(
    module="drops",
    tables={
        "drops.drops": nothing("what a shop offers"),
        "drops.instruments": nothing("digests of cards, for one drop each"),
        "drops.claims": cleared("how many units were claimed stays, without who claimed them"),
    },
    export=export,
    erase=erase,
)
