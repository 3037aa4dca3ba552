"""Reporting."""

from datetime import datetime, timedelta

import msgspec

from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.text import clean_text
from vitrina.moderation import store
from vitrina.moderation.errors import CannotReportYourself, ReportIdTaken, ThingNotFound
from vitrina.moderation.model import NewReport, Report
from vitrina.moderation.service.things import KINDS, find_thing

REPORTS_A_DAY = 50
DAY = timedelta(days=1)


async def report(db: Db, *, actor: Person, new: NewReport, now: datetime) -> Report:
    """Report a thing. While a report of it is open, another one only changes its words.

    Raises ThingNotFound, CannotReportYourself, ReportIdTaken, TooManyRequests.
    """
    wanted = msgspec.structs.replace(new, note=clean_text(new.note))
    await store.line_up(db, actor.id)
    if known := await store.find_open(db, actor.id, new.kind, new.thing_id):
        await store.change_report(db, known.id, reason=wanted.reason, note=wanted.note)
        return msgspec.structs.replace(known, reason=wanted.reason, note=wanted.note)
    thing = await find_thing(db, new.kind, new.thing_id)
    if thing is None or not await KINDS[new.kind].sees(db, thing, actor.id):
        raise ThingNotFound
    if thing.subject_id == actor.id:
        raise CannotReportYourself
    if await store.count_since(db, actor.id, now - DAY) >= REPORTS_A_DAY:
        raise TooManyRequests(retry_after_s=int(DAY.total_seconds()) // REPORTS_A_DAY)
    if not await store.add_report(db, wanted, reporter_id=actor.id, now=now):
        raise ReportIdTaken
    made = await store.report(db, new.id)
    assert made, "it was just written"
    return made
