"""People as rooms show them."""

from collections.abc import Sequence

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.live.model import Person
from vitrina.media import service as media


async def shown_people(db: Db, ids: Sequence[PersonId]) -> dict[PersonId, Person]:
    """Show people with their pictures; those that are gone are left out. Two statements."""
    people = await identity.persons(db, list(set(ids))) if ids else {}
    avatars = await media.file_urls(
        db, [each.avatar_file_id for each in people.values() if each.avatar_file_id]
    )
    return {
        each.id: Person(
            id=each.id,
            handle=each.handle,
            name=each.name,
            avatar_url=avatars[each.avatar_file_id].thumbnail_url
            if each.avatar_file_id and each.avatar_file_id in avatars
            else None,
        )
        for each in people.values()
    }
