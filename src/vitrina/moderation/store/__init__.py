"""SQL of moderation."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.moderation.model import (
    Action,
    CaseRow,
    Decision,
    DecisionId,
    NewDecision,
    NewReport,
    Reason,
    Report,
    ReportId,
    ThingKind,
)

TimeKey = tuple[datetime, UUID]


async def line_up(db: Db, reporter_id: PersonId) -> None:
    """Let the reports of one person pass one after another."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 23))", id=str(reporter_id))


async def hold_thing(db: Db, kind: ThingKind, thing_id: UUID) -> None:
    """Let what is decided about one thing pass one after another, until the commit."""
    await run(
        db,
        "select pg_advisory_xact_lock(hashtextextended(%(thing)s, 49))",
        thing=f"{kind}:{thing_id}",
    )


async def count_since(db: Db, reporter_id: PersonId, since: datetime) -> int:
    """Count what a person reported since a moment."""
    return await value(
        db,
        """
        select count(*)
          from moderation.reports
         where reporter_id = %(reporter_id)s
           and reported_at > %(since)s
        """,
        reporter_id=reporter_id,
        since=since,
    )


async def find_open(db: Db, reporter_id: PersonId, kind: ThingKind, thing_id: UUID) -> Report | None:
    """Find a person's open report of a thing."""
    return await one(
        db,
        Report,
        """
        select id, kind, thing_id, reason, note, reported_at, closed_at
          from moderation.reports
         where reporter_id = %(reporter_id)s
           and kind = %(kind)s
           and thing_id = %(thing_id)s
           and closed_at is null
        """,
        reporter_id=reporter_id,
        kind=kind,
        thing_id=thing_id,
    )


async def add_report(db: Db, new: NewReport, *, reporter_id: PersonId, now: datetime) -> int:
    """Write a report and let its case wait; 0 when the id is taken."""
    return await run(
        db,
        """
        with added as (
            insert into moderation.reports (id, reporter_id, kind, thing_id, reason, note, reported_at)
            values (%(id)s, %(reporter_id)s, %(kind)s, %(thing_id)s, %(reason)s, %(note)s, %(now)s)
            on conflict (id) do nothing
            returning kind, thing_id, reported_at
        )
        insert into moderation.cases as c (kind, thing_id, open_count, waiting_since)
        select kind, thing_id, 1, reported_at from added
        on conflict (kind, thing_id) do update
           set open_count = c.open_count + 1,
               waiting_since = case when c.open_count = 0 then excluded.waiting_since
                                    else c.waiting_since
                               end
        """,
        id=new.id,
        reporter_id=reporter_id,
        kind=new.kind,
        thing_id=new.thing_id,
        reason=new.reason,
        note=new.note,
        now=now,
    )


async def change_report(db: Db, report_id: ReportId, *, reason: str, note: str) -> None:
    """Say an open report in other words."""
    await run(
        db,
        """
        update moderation.reports
           set reason = %(reason)s,
               note = %(note)s
         where id = %(report_id)s
           and closed_at is null
        """,
        report_id=report_id,
        reason=reason,
        note=note,
    )


async def report(db: Db, report_id: ReportId) -> Report | None:
    """Read a report."""
    return await one(
        db,
        Report,
        """
        select id, kind, thing_id, reason, note, reported_at, closed_at
          from moderation.reports
         where id = %(report_id)s
        """,
        report_id=report_id,
    )


async def is_reported(db: Db, kind: ThingKind, thing_id: UUID) -> bool:
    """Tell whether anybody ever reported a thing."""
    return await value(
        db,
        """
        select exists (
                   select 1
                     from moderation.reports
                    where kind = %(kind)s
                      and thing_id = %(thing_id)s)
        """,
        kind=kind,
        thing_id=thing_id,
    )


async def open_cases(db: Db, *, after: TimeKey | None, limit: int) -> list[CaseRow]:
    """List cases that wait, the longest waiting first."""
    return await many(
        db,
        CaseRow,
        """
        select kind, thing_id, open_count, waiting_since, decided_at
          from moderation.cases
         where open_count > 0
           and (%(at)s::timestamptz is null or (waiting_since, thing_id) > (%(at)s, %(id)s::uuid))
         order by waiting_since, thing_id
         limit %(limit)s
        """,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def decided_cases(db: Db, *, before: TimeKey | None, limit: int) -> list[CaseRow]:
    """List cases that were decided, the last decided first."""
    return await many(
        db,
        CaseRow,
        """
        select kind, thing_id, open_count, waiting_since, decided_at
          from moderation.cases
         where decided_at is not null
           and (%(at)s::timestamptz is null or (decided_at, thing_id) < (%(at)s, %(id)s::uuid))
         order by decided_at desc, thing_id desc
         limit %(limit)s
        """,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def reports_of(db: Db, things: Sequence[tuple[ThingKind, UUID]], *, each_max: int) -> list[Report]:
    """Read the last reports of some things, at most so many of each."""
    return await many(
        db,
        Report,
        """
        select r.id, r.kind, r.thing_id, r.reason, r.note, r.reported_at, r.closed_at
          from unnest(%(kinds)s::text[], %(ids)s::uuid[]) as t (kind, thing_id)
         cross join lateral (select r.id, r.kind, r.thing_id, r.reason, r.note, r.reported_at, r.closed_at
                               from moderation.reports r
                              where r.kind = t.kind
                                and r.thing_id = t.thing_id
                              order by r.reported_at desc, r.id desc
                              limit %(each_max)s) r
        """,
        kinds=[kind.value for kind, _ in things],
        ids=[thing_id for _, thing_id in things],
        each_max=each_max,
    )


async def decisions_of(db: Db, things: Sequence[tuple[ThingKind, UUID]], *, each_max: int) -> list[Decision]:
    """Read the last decisions about some things, at most so many of each."""
    return await many(
        db,
        Decision,
        """
        select d.id, d.kind, d.thing_id, d.action, d.reason, d.words, d.title, d.decided_at
          from unnest(%(kinds)s::text[], %(ids)s::uuid[]) as t (kind, thing_id)
         cross join lateral (select d.id, d.kind, d.thing_id, d.action, d.reason, d.words, d.title,
                                    d.decided_at
                               from moderation.decisions d
                              where d.kind = t.kind
                                and d.thing_id = t.thing_id
                              order by d.decided_at desc, d.id desc
                              limit %(each_max)s) d
        """,
        kinds=[kind.value for kind, _ in things],
        ids=[thing_id for _, thing_id in things],
        each_max=each_max,
    )


async def decisions_about(
    db: Db, subject_id: PersonId, *, before: TimeKey | None, limit: int
) -> list[Decision]:
    """List what was decided about a person's things and told to her, the newest first."""
    return await many(
        db,
        Decision,
        """
        select id, kind, thing_id, action, reason, words, title, decided_at
          from moderation.decisions
         where subject_id = %(subject_id)s
           and action <> 'dismiss'
           and (%(at)s::timestamptz is null or (decided_at, id) < (%(at)s, %(id)s::uuid))
         order by decided_at desc, id desc
         limit %(limit)s
        """,
        subject_id=subject_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def add_decision(
    db: Db, new: NewDecision, *, subject_id: PersonId, operator_id: PersonId, title: str, now: datetime
) -> int:
    """Write a decision; 0 when the id is taken."""
    return await run(
        db,
        """
        insert into moderation.decisions
               (id, kind, thing_id, subject_id, operator_id, action, reason, words, title, decided_at)
        values (%(id)s, %(kind)s, %(thing_id)s, %(subject_id)s, %(operator_id)s, %(action)s, %(reason)s,
                %(words)s, %(title)s, %(now)s)
        on conflict (id) do nothing
        """,
        id=new.id,
        kind=new.kind,
        thing_id=new.thing_id,
        subject_id=subject_id,
        operator_id=operator_id,
        action=new.action,
        reason=new.reason,
        words=new.words,
        title=title,
        now=now,
    )


async def find_decision(db: Db, decision_id: DecisionId) -> Decision | None:
    """Read a decision."""
    return await one(
        db,
        Decision,
        """
        select id, kind, thing_id, action, reason, words, title, decided_at
          from moderation.decisions
         where id = %(decision_id)s
        """,
        decision_id=decision_id,
    )


class Made(Struct, frozen=True, kw_only=True):
    """A decision with who made it and about whom; what only operators know."""

    id: DecisionId
    kind: ThingKind
    thing_id: UUID
    subject_id: PersonId
    operator_id: PersonId
    action: Action
    reason: Reason
    words: str
    title: str
    decided_at: datetime

    def shown(self) -> Decision:
        """Leave out who made it."""
        return Decision(
            id=self.id,
            kind=self.kind,
            thing_id=self.thing_id,
            action=self.action,
            reason=self.reason,
            words=self.words,
            title=self.title,
            decided_at=self.decided_at,
        )


async def made(db: Db, ids: Sequence[DecisionId]) -> list[Made]:
    """Read decisions with who made them."""
    return await many(
        db,
        Made,
        """
        select id, kind, thing_id, subject_id, operator_id, action, reason, words, title, decided_at
          from moderation.decisions
         where id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(ids),
    )


async def find_made(db: Db, decision_id: DecisionId) -> Made | None:
    """Read a decision with who made it."""
    found = await made(db, [decision_id])
    return found[0] if found else None


async def is_last_move(db: Db, decision: Made) -> bool:
    """Tell whether no later decision took the thing down or brought it back."""
    return not await value(
        db,
        """
        select exists (
                   select 1
                     from moderation.decisions
                    where kind = %(kind)s
                      and thing_id = %(thing_id)s
                      and action in ('take_down', 'restore')
                      and (decided_at, id) > (%(at)s, %(id)s))
        """,
        kind=decision.kind,
        thing_id=decision.thing_id,
        at=decision.decided_at,
        id=decision.id,
    )


async def close_case(db: Db, kind: ThingKind, thing_id: UUID, now: datetime) -> int:
    """Close the reports of a thing: it was decided."""
    return await run(
        db,
        """
        with closed as (
            update moderation.reports
               set closed_at = %(now)s
             where kind = %(kind)s
               and thing_id = %(thing_id)s
               and closed_at is null
        )
        insert into moderation.cases (kind, thing_id, open_count, waiting_since, decided_at)
        values (%(kind)s, %(thing_id)s, 0, %(now)s, %(now)s)
        on conflict (kind, thing_id) do update
           set open_count = 0,
               decided_at = excluded.decided_at
        """,
        kind=kind,
        thing_id=thing_id,
        now=now,
    )


async def export_reports(db: Db, reporter_id: UUID) -> AsyncIterator[Record]:
    """Read what a person reported."""
    async for record in records(
        db,
        "reports",
        """
        select id, kind, thing_id, reason, note, reported_at, closed_at
          from moderation.reports
         where reporter_id = %(reporter_id)s
         order by reported_at
        """,
        reporter_id=reporter_id,
    ):
        yield record


async def export_decisions(db: Db, subject_id: UUID) -> AsyncIterator[Record]:
    """Read what was decided about a person's things."""
    async for record in records(
        db,
        "decisions",
        """
        select id, kind, thing_id, action, reason, words, title, decided_at
          from moderation.decisions
         where subject_id = %(subject_id)s
         order by decided_at
        """,
        subject_id=subject_id,
    ):
        yield record


async def clear_reports(db: Db, reporter_id: UUID) -> int:
    """Take the words out of a person's reports; there are 50 a day at most."""
    return await run(
        db,
        "update moderation.reports set note = '' where reporter_id = %(reporter_id)s and note <> ''",
        reporter_id=reporter_id,
    )
