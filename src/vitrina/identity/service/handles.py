"""Handles: one name, one owner, people and shops alike."""

from collections.abc import Sequence
from uuid import UUID

from vitrina.identity import rules
from vitrina.identity.errors import HandleTaken
from vitrina.identity.model import HandleKind, HandleOwner, NewPerson, PersonId
from vitrina.identity.store import departures, people
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import new_id

ROUNDS = 3


async def find_by_handle(db: Db, handle: str) -> HandleOwner | None:
    """Find who answers to a handle, with or without its @."""
    try:
        wanted = rules.normal_handle(handle)
    except Malformed:
        return None
    return await people.find_handle(db, wanted)


async def people_by_handle(db: Db, handles: Sequence[str]) -> dict[str, PersonId]:
    """Find persons by handles as they are stored. What is nobody's or a shop's is left out. One statement."""
    return {each.handle: each.id for each in await people.people_by_handle(db, handles)} if handles else {}


async def handle_owners(db: Db, ids: Sequence[UUID]) -> dict[UUID, HandleOwner]:
    """Tell which ids are persons and which are shops. What is neither is left out."""
    return {owner.id: owner for owner in await people.handle_owners(db, ids)} if ids else {}


async def claim_handle(db: Db, *, handle: str, kind: HandleKind, owner_id: UUID) -> str:
    """Give an owner a handle, in place of the one it had. Returns it as stored.

    Raises Malformed for what is no handle, HandleTaken for somebody else's or the house's own.
    """
    wanted = rules.normal_handle(handle)
    if wanted in rules.RESERVED or await departures.retired_among(db, [wanted]):
        raise HandleTaken(handle=wanted)
    try:
        async with db.transaction():
            await people.put_handle(db, handle=wanted, kind=kind, owner_id=owner_id)
    except UniqueViolation as e:
        raise HandleTaken(handle=wanted) from e
    return wanted


async def take_handle(db: Db, new: NewPerson) -> str:
    """Give a new person the handle asked for, or a free one near the e-mail's local part."""
    if new.handle is not None:
        return await claim_handle(db, handle=new.handle, kind=HandleKind.PERSON, owner_id=new.id)
    for _ in range(ROUNDS):
        proposed = rules.proposed_handles(new.email, new_id())
        retired = await departures.retired_among(db, proposed)
        free = [each for each in proposed if each not in retired]
        if handle := await people.take_free_handle(db, free, new.id):
            return handle
    raise HandleTaken(handle=new.email.partition("@")[0])
