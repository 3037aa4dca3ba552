"""What moderation knows of people: what they reported, and what was decided about them."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, kept, nothing
from vitrina.moderation import store
from vitrina.moderation.store import appeals


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her reports, and the decisions about her. Who reported her is theirs."""
    async for record in store.export_reports(db, subject.person_id):
        yield record
    async for record in store.export_decisions(db, subject.person_id):
        yield record
    async for record in appeals.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take her words out of her reports and appeals."""
    del now
    await store.clear_reports(db, subject.person_id)
    await appeals.clear(db, subject.person_id)
    return False


PERSONAL = Personal(
    module="moderation",
    tables={
        "moderation.reports": cleared("operators still decide about what was reported; who did is opaque"),
        "moderation.appeals": cleared("that a decision was appealed explains it; her words go"),
        "moderation.kinds": nothing("what can be reported"),
        "moderation.cases": nothing("what waits for a decision"),
        "moderation.decisions": kept("a decision stays as it was made, so that it can be explained"),
    },
    export=export,
    erase=erase,
    spoken=("DecisionMade.words", "DecisionMade.title", "AppealDecided.words", "AppealDecided.title"),
)
