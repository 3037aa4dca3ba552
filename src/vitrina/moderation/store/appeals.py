"""SQL of appeals."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run
from vitrina.kit.personal import Record, records
from vitrina.moderation.model import Appeal, AppealId, DecisionId, NewAppeal, NewOutcome

TimeKey = tuple[datetime, UUID]


async def add(db: Db, new: NewAppeal, *, decision_id: DecisionId, person_id: PersonId, now: datetime) -> None:
    """Write an appeal. Raises UniqueViolation when the decision has one, or the id is taken."""
    await run(
        db,
        """
        insert into moderation.appeals (id, decision_id, person_id, words, appealed_at)
        values (%(id)s, %(decision_id)s, %(person_id)s, %(words)s, %(now)s)
        """,
        id=new.id,
        decision_id=decision_id,
        person_id=person_id,
        words=new.words,
        now=now,
    )


async def find(db: Db, appeal_id: AppealId) -> Appeal | None:
    """Read an appeal."""
    return await one(
        db,
        Appeal,
        """
        select a.id, a.decision_id, a.words, a.appealed_at, a.outcome, a.answer, a.decided_at
          from moderation.appeals a
         where a.id = %(appeal_id)s
        """,
        appeal_id=appeal_id,
    )


async def decide(
    db: Db, appeal_id: AppealId, *, operator_id: PersonId, new: NewOutcome, words: str, now: datetime
) -> int:
    """Write what became of an appeal; 0 when somebody did already."""
    return await run(
        db,
        """
        update moderation.appeals
           set outcome = %(outcome)s,
               answer = %(words)s,
               operator_id = %(operator_id)s,
               decided_at = %(now)s
         where id = %(appeal_id)s
           and decided_at is null
        """,
        appeal_id=appeal_id,
        outcome=new.outcome,
        words=words,
        operator_id=operator_id,
        now=now,
    )


async def waiting(db: Db, *, after: TimeKey | None, limit: int) -> list[Appeal]:
    """List appeals that wait, the longest waiting first; who was forgotten has left none to weigh."""
    return await many(
        db,
        Appeal,
        """
        select a.id, a.decision_id, a.words, a.appealed_at, a.outcome, a.answer, a.decided_at
          from moderation.appeals a
         where a.decided_at is null
           and a.words <> ''
           and (%(at)s::timestamptz is null or (a.appealed_at, a.id) > (%(at)s, %(id)s::uuid))
         order by a.appealed_at, a.id
         limit %(limit)s
        """,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def decided(db: Db, *, before: TimeKey | None, limit: int) -> list[Appeal]:
    """List appeals that were decided, the last decided first."""
    return await many(
        db,
        Appeal,
        """
        select a.id, a.decision_id, a.words, a.appealed_at, a.outcome, a.answer, a.decided_at
          from moderation.appeals a
         where a.decided_at is not null
           and (%(at)s::timestamptz is null or (a.decided_at, a.id) < (%(at)s, %(id)s::uuid))
         order by a.decided_at desc, a.id desc
         limit %(limit)s
        """,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def of_decisions(db: Db, decision_ids: Sequence[DecisionId]) -> list[Appeal]:
    """Read the appeals against some decisions."""
    return await many(
        db,
        Appeal,
        """
        select a.id, a.decision_id, a.words, a.appealed_at, a.outcome, a.answer, a.decided_at
          from moderation.appeals a
         where a.decision_id = any(%(ids)s::uuid[])
         limit 1000
        """,
        ids=list(decision_ids),
    )


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's appeals."""
    async for record in records(
        db,
        "appeals",
        """
        select a.id, a.decision_id, a.words, a.appealed_at, a.outcome, a.answer, a.decided_at
          from moderation.appeals a
         where a.person_id = %(person_id)s
         order by a.appealed_at
        """,
        person_id=person_id,
    ):
        yield record


async def clear(db: Db, person_id: UUID) -> int:
    """Take the words out of a person's appeals, and of what she was answered; a decision has one at most."""
    return await run(
        db,
        """
        update moderation.appeals
           set words = '',
               answer = ''
         where person_id = %(person_id)s
        """,
        person_id=person_id,
    )
