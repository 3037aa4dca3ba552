"""Notices written out as their person reads them: who and what is still there, in her language."""

from collections.abc import Sequence

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.places import Language
from vitrina.notifications import letters
from vitrina.notifications.facts import ActivityFacts, GroupFacts, TalkFacts
from vitrina.notifications.kinds import kind_of, name_of
from vitrina.notifications.model import Known, Notice, NoticeId, NoticeRow
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId

# Of a notice that grows: the newest who is still there gives the name.
NAMES_TRIED = 5


async def written(
    db: Db, reader_id: PersonId, rows: Sequence[NoticeRow], *, language: Language
) -> dict[NoticeId, Notice]:
    """Write notices out for who reads them, in their order; what tells of nobody any more is left out."""
    known = await _known(db, reader_id, rows)
    return {row.id: notice for row in rows if (notice := _notice(row, language, known))}


async def _known(db: Db, reader_id: PersonId, rows: Sequence[NoticeRow]) -> Known:
    """Look up whom and what notices of activity name. Four statements at most."""
    actor_ids: set[PersonId] = set()
    comment_ids: set[CommentId] = set()
    for row in rows:
        if isinstance(row.facts, GroupFacts):
            actor_ids.update(row.facts.actor_ids[:NAMES_TRIED])
        elif isinstance(row.facts, TalkFacts):
            actor_ids.add(row.facts.actor_id)
            comment_ids.add(row.facts.comment_id)
    unseen = await social.unseen_among(db, [(reader_id, each) for each in actor_ids])
    hidden = await identity.hidden_among(db, list(actor_ids))
    seen = [each for each in actor_ids if each not in hidden and (reader_id, each) not in unseen]
    people = await identity.persons(db, seen)
    comments = await videos.comments_by_id(db, list(comment_ids))
    is_there = {
        each.id: each.text
        for each in comments.values()
        if not each.deleted_for and not each.hidden_for and (each.is_shown or each.creator_id == reader_id)
    }
    return Known(people=people, texts=is_there)


def _notice(row: NoticeRow, language: Language, known: Known) -> Notice | None:
    written = (
        letters.write_activity(row.facts, language, known)
        if isinstance(row.facts, ActivityFacts)
        else letters.write_notice(row.facts, language)
    )
    if written is None:
        return None
    return Notice(
        id=row.id,
        kind=name_of(type(row.facts)),
        title=written[0],
        body=written[1],
        url=kind_of(row.facts).path(row.facts, known),
        at=row.at,
        is_read=row.is_read,
    )
