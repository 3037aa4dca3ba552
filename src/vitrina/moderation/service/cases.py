"""The queue of the operators, and what a person is told about her own things."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.kit.http import Page, decode_cursor, page_of
from vitrina.moderation import store
from vitrina.moderation.model import Case, CaseRow, CaseState, Decision, Subject
from vitrina.moderation.service.things import things
from vitrina.moderation.store import appeals

REPORTS_SHOWN = 10
DECISIONS_SHOWN = 10


async def list_cases(db: Db, state: CaseState, *, cursor: str | None, limit: int) -> Page[Case]:
    """List cases that wait or were decided. Raises Malformed."""
    key = decode_cursor(cursor, tuple[datetime, UUID])
    if state is CaseState.OPEN:
        rows = await store.open_cases(db, after=key, limit=limit + 1)
        page = page_of(rows, limit, lambda row: (row.waiting_since, row.thing_id))
    else:
        rows = await store.decided_cases(db, before=key, limit=limit + 1)
        page = page_of(rows, limit, lambda row: (row.decided_at, row.thing_id))
    return Page(items=await _show(db, page.items), next_cursor=page.next_cursor)


async def _show(db: Db, rows: Sequence[CaseRow]) -> list[Case]:
    keys = [(row.kind, row.thing_id) for row in rows]
    if not keys:
        return []
    found = await things(db, keys)
    people = await identity.persons(db, list({thing.subject_id for thing in found.values()}))
    reports = await store.reports_of(db, keys, each_max=REPORTS_SHOWN)
    decisions = await _with_appeals(db, await store.decisions_of(db, keys, each_max=DECISIONS_SHOWN))
    cases: list[Case] = []
    for row in rows:
        thing = found.get((row.kind, row.thing_id))
        person = people.get(thing.subject_id) if thing else None
        cases.append(
            Case(
                kind=row.kind,
                thing_id=row.thing_id,
                open_count=row.open_count,
                waiting_since=row.waiting_since,
                decided_at=row.decided_at,
                thing=thing,
                subject=Subject(id=person.id, handle=person.handle, name=person.name) if person else None,
                reports=[each for each in reports if (each.kind, each.thing_id) == (row.kind, row.thing_id)],
                decisions=[
                    each for each in decisions if (each.kind, each.thing_id) == (row.kind, row.thing_id)
                ],
            )
        )
    return cases


async def list_decisions(db: Db, *, actor: Person, cursor: str | None, limit: int) -> Page[Decision]:
    """List what was decided about one's own things, the newest first. Raises Malformed."""
    before = decode_cursor(cursor, tuple[datetime, UUID])
    found = await _with_appeals(db, await store.decisions_about(db, actor.id, before=before, limit=limit + 1))
    return page_of(found, limit, lambda each: (each.decided_at, each.id))


async def _with_appeals(db: Db, found: Sequence[Decision]) -> list[Decision]:
    made = {each.decision_id: each for each in await appeals.of_decisions(db, [each.id for each in found])}
    return [replace(each, appeal=made.get(each.id)) for each in found]
