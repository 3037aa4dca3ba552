"""Lists of people: followers, followees, whom one blocks or mutes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.social.model import Listed
from vitrina.social.store import blocks, follows


class People(StrEnum):
    """Which list of people."""

    FOLLOWERS = "followers"
    """Who follows a person or a shop."""
    FOLLOWEES = "followees"
    """Whom a person follows."""
    BLOCKED = "blocked"
    """Whom a person blocks."""
    MUTED = "muted"
    """Whom a person mutes."""


async def list_people(
    db: Db,
    which: People,
    owner_id: UUID,
    *,
    reader_id: PersonId | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Listed]:
    """List people by id, the newest first, without those from whom the reader is apart."""
    person_id = PersonId(owner_id)
    match which:
        case People.FOLLOWERS:
            return await follows.list_followers(db, owner_id, reader_id=reader_id, before=before, limit=limit)
        case People.FOLLOWEES:
            return await follows.list_followees(
                db, person_id, reader_id=reader_id, before=before, limit=limit
            )
        case People.BLOCKED:
            return await blocks.list_blocked(db, person_id, before=before, limit=limit)
        case People.MUTED:
            return await blocks.list_muted(db, person_id, before=before, limit=limit)
