"""Leaving: asked for, come back from, carried out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vitrina.identity.errors import CodeWrong, PasswordWrong
from vitrina.identity.model import Departure, Person, PersonErased, PersonId, Proof
from vitrina.identity.service.sign_in import is_code_right, is_password_right
from vitrina.identity.store import access, departures, people
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit

GRACE = timedelta(days=14)
HANDLE_RETIRED = timedelta(days=365)


async def prove(
    pool: Pool, person: Person, proof: Proof, *, address: str, secret_key: str, now: datetime
) -> None:
    """Make sure that it is the person who asks, by the newest code of her mail or by her password.

    now: real time. Raises CodeWrong, PasswordWrong, TooManyRequests, Malformed.
    """
    if (proof.code is None) == (proof.password is None):
        raise Malformed({"code": "give either the code or the password"})
    if proof.code is not None:
        if not await is_code_right(pool, person.email, proof.code, secret_key=secret_key, now=now):
            raise CodeWrong
    elif not await is_password_right(pool, person.email, proof.password or "", address=address, now=now):
        raise PasswordWrong


async def find_departure(db: Db, person_id: PersonId) -> Departure | None:
    """Read when a person will be forgotten; None when she stays."""
    return await departures.find(db, person_id)


async def depart(db: Db, person_id: PersonId, *, now: datetime) -> Departure:
    """Hide a person, and end every session and token. Twice is once."""
    await departures.add(db, person_id, now=now, due_at=now + GRACE)
    await people.lock_person(db, person_id)
    await access.end_sessions(db, person_id, but=None)
    await access.end_tokens(db, person_id)
    found = await departures.find(db, person_id)
    assert found, "it was just written"
    return found


async def due_departures(db: Db, *, now: datetime, limit: int) -> Sequence[PersonId]:
    """List who is to be forgotten now."""
    return await departures.due(db, now, limit)


async def postpone_departure(db: Db, person_id: PersonId, *, until: datetime) -> None:
    """Look again later whether a person can be forgotten."""
    await departures.postpone(db, person_id, until)


async def begin_erasure(db: Db, person_id: PersonId, *, now: datetime) -> str | None:
    """Let there be no way back: the e-mail is free, and opens nothing here any more.

    Returns the e-mail; None when the person came back, or it has begun already.
    """
    return await departures.begin(db, person_id, now)


async def erase_person(db: Db, person_id: UUID, email: str, *, now: datetime) -> None:
    """Delete a person with all ways in; the handle stays nobody's for a year. Twice is once."""
    await departures.erase_access(db, person_id, email)
    if await departures.erase_person(db, person_id, retired_until=now + HANDLE_RETIRED):
        await emit(db, PersonErased(person_id=PersonId(person_id), at=now))
