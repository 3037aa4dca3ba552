"""SQL of votes for answers that helped. What they come to stands on the answer, by a trigger."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, run, value
from vitrina.kit.personal import Record, records
from vitrina.reviews.model import AnswerId


async def count_since(db: Db, person_id: PersonId, since: datetime) -> int:
    """Count the answers that a person said helped her since a moment."""
    return await value(
        db,
        "select count(*) from reviews.votes where person_id = %(person_id)s and voted_at > %(since)s",
        person_id=person_id,
        since=since,
    )


async def vote(db: Db, answer_id: AnswerId, person_id: PersonId, now: datetime) -> int:
    """Note that an answer helped somebody; 0 when she said so before, or it was taken down or is gone."""
    return await run(
        db,
        """
        insert into reviews.votes (answer_id, person_id, voted_at)
        select a.id, %(person_id)s, %(now)s
          from reviews.answers a
         where a.id = %(answer_id)s
           and a.hidden_for is null
            on conflict do nothing
        """,
        answer_id=answer_id,
        person_id=person_id,
        now=now,
    )


async def unvote(db: Db, answer_id: AnswerId, person_id: PersonId) -> int:
    """Forget that an answer helped somebody; 0 when she did not say so."""
    return await run(
        db,
        "delete from reviews.votes where answer_id = %(answer_id)s and person_id = %(person_id)s",
        answer_id=answer_id,
        person_id=person_id,
    )


async def erase(db: Db, person_id: PersonId, limit: int) -> int:
    """Delete so many votes of a person. Returns how many."""
    return await run(
        db,
        """
        delete from reviews.votes v
         using (select answer_id
                  from reviews.votes
                 where person_id = %(person_id)s
                 limit %(limit)s) found
         where v.person_id = %(person_id)s
           and v.answer_id = found.answer_id
        """,
        person_id=person_id,
        limit=limit,
    )


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read which answers a person said helped her."""
    async for record in records(
        db,
        "votes",
        """
        select v.answer_id, v.voted_at
          from reviews.votes v
         where v.person_id = %(person_id)s
         order by v.voted_at
        """,
        person_id=person_id,
    ):
        yield record
