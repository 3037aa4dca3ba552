"""Persons: made, shown, changed, and what they may do."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import UNSET
from msgspec.structs import replace

from vitrina.identity import rules
from vitrina.identity.errors import (
    BirthDateFixed,
    EarningByInvitation,
    EmailTaken,
    PersonNotFound,
    SignInNeeded,
    Suspended,
)
from vitrina.identity.model import (
    Capability,
    ChangeMe,
    FoundMinor,
    HandleKind,
    Me,
    NewPerson,
    Person,
    PersonId,
)
from vitrina.identity.service.handles import claim_handle, take_handle
from vitrina.identity.store import access, people
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.kit.text import clean_text
from vitrina.media import service as media


async def persons(db: Db, ids: Sequence[PersonId]) -> dict[PersonId, Person]:
    """Find persons by id. Who does not exist is left out."""
    return {person.id: person for person in await people.persons(db, ids)} if ids else {}


async def person_by_id(db: Db, person_id: PersonId) -> Person:
    """Load a person who just asked. Raises SignInNeeded when the account is gone."""
    found = await persons(db, [person_id])
    if person_id not in found:
        raise SignInNeeded
    return found[person_id]


async def find_by_email(db: Db, email: str) -> Person | None:
    """Find whose address it is. Raises Malformed for what is none."""
    person_id = await people.find_by_email(db, rules.normal_email(email))
    return await person_by_id(db, person_id) if person_id else None


async def joined_at(db: Db, person_id: PersonId) -> datetime:
    """Tell since when a person has an account. Raises SignInNeeded when it is gone."""
    account = await people.account(db, person_id)
    if account is None:
        raise SignInNeeded
    return account.created_at


async def demo_people(db: Db) -> list[Person]:
    """List the people of the demo world, at most 100."""
    return await people.demo_people(db)


async def has_operator(db: Db) -> bool:
    """Say whether anybody looks after this instance."""
    return await access.has_operator(db)


async def create_person(db: Db, new: NewPerson, *, now: datetime) -> Person:
    """Make an account. The same id twice is one account.

    Raises EmailTaken, HandleTaken, Malformed.
    """
    if existing := (await persons(db, [new.id])).get(new.id):
        return existing
    wanted = replace(new, email=rules.normal_email(new.email))
    handle = await take_handle(db, wanted)
    name = handle if new.name is None else rules.normal_name(new.name)
    if not await people.add_person(db, wanted, name=name, now=now):
        raise EmailTaken
    return await person_by_id(db, new.id)


async def has_other_operator(db: Db, *, but: Sequence[PersonId]) -> bool:
    """Say whether anybody looks after this instance besides these."""
    return await access.has_other_operator(db, but)


async def change_me(db: Db, person: Person, change: ChangeMe, *, now: datetime) -> Person:
    """Change what the person asked to change, all or nothing.

    Raises HandleTaken, BirthDateFixed, Malformed, and media's refusals for somebody else's picture.
    """
    if change.birth_date is not UNSET:
        await _tell_birth_date(db, person, change.birth_date, now)
    if change.handle is not UNSET:
        await claim_handle(db, handle=change.handle, kind=HandleKind.PERSON, owner_id=person.id)
    await people.change_profile(
        db,
        person.id,
        name=None if change.name is UNSET else rules.normal_name(change.name),
        bio=None if change.bio is UNSET else clean_text(change.bio),
        language=None if change.language is UNSET else change.language,
    )
    if change.country is not UNSET:
        await people.set_country(db, person.id, change.country)
    if change.avatar_file_id is not UNSET:
        if change.avatar_file_id is not None:
            await media.own_image(db, file_id=change.avatar_file_id, person_id=person.id)
        await people.set_avatar(db, person.id, change.avatar_file_id)
    return await person_by_id(db, person.id)


async def _tell_birth_date(db: Db, person: Person, birth_date: date, now: datetime) -> None:
    rules.check_birth_date(person, birth_date, now)
    # An operator who corrected it meanwhile was first.
    if not await people.change_birth_date(db, person.id, birth_date, was=person.birth_date):
        raise BirthDateFixed


async def correct_birth_date(
    db: Db, person_id: PersonId, birth_date: date, *, operator: Person, now: datetime
) -> None:
    """Write another birth date than a person told, for an operator who saw it proven.

    Who turns out to be younger than 18 does not earn any more, and moderation closes her shops.
    Raises PersonNotFound, Malformed.
    """
    rules.check_possible(birth_date, now)
    if not await people.set_birth_date(db, person_id, birth_date):
        raise PersonNotFound
    person = await person_by_id(db, person_id)
    if rules.is_known_minor(person, now):
        await people.take_away(db, person_id, Capability.EARN)
        await emit(db, FoundMinor(person_id=person_id, operator_id=operator.id))


async def turn_earning_on(db: Db, person: Person, *, is_open: bool, now: datetime) -> Person:
    """Let a person earn with clips and links.

    is_open: whether it is for everyone of age, as the operator says.
    Raises BirthDateMissing, TooYoung, EarningByInvitation.
    """
    rules.require_adult(person, now)
    if not is_open and not person.can(Capability.EARN):
        raise EarningByInvitation
    await people.give(db, person.id, Capability.EARN)
    return await person_by_id(db, person.id)


async def turn_earning_off(db: Db, person: Person) -> Person:
    """Stop a person's earning; what was earned stays theirs."""
    await people.take_away(db, person.id, Capability.EARN)
    return await person_by_id(db, person.id)


async def give_capability(db: Db, *, person_id: PersonId, capability: Capability) -> None:
    """Let a person do more. The caller has checked that they may, such as their age."""
    await people.give(db, person_id, capability)


async def me_of(db: Db, person: Person) -> Me:
    """Show a person the own account."""
    account = await people.account(db, person.id)
    if account is None:
        raise SignInNeeded
    return Me(
        id=person.id,
        handle=person.handle,
        name=person.name,
        bio=person.bio,
        email=person.email,
        avatar_url=await _avatar_url(db, person),
        birth_date=person.birth_date,
        language=person.language,
        country=person.country,
        capabilities=sorted(person.capabilities),
        has_password=account.password_hash is not None,
        created_at=account.created_at,
    )


async def _avatar_url(db: Db, person: Person) -> str | None:
    if person.avatar_file_id is None:
        return None
    found = await media.file_urls(db, [person.avatar_file_id])
    view = found.get(person.avatar_file_id)
    return view.url if view else None


async def suspend(db: Db, person_id: PersonId, *, now: datetime) -> None:
    """Let nobody see a person, and let her neither publish nor comment; buying and leaving stay hers."""
    await people.suspend(db, person_id, now)


async def end_suspension(db: Db, person_id: PersonId) -> None:
    """Give a person her place back."""
    await people.end_suspension(db, person_id)


async def suspended_among(db: Db, ids: Sequence[PersonId]) -> set[PersonId]:
    """Tell which of some persons are suspended. One statement."""
    return set(await people.suspended_among(db, ids)) if ids else set()


async def hidden_among(db: Db, ids: Sequence[PersonId]) -> set[PersonId]:
    """Tell which of some persons nobody sees: suspended, or about to be forgotten. One statement."""
    return set(await people.hidden_among(db, ids)) if ids else set()


async def require_good_standing(db: Db, person_id: PersonId) -> None:
    """Raise Suspended for who may not publish or comment."""
    if await people.suspended_among(db, [person_id]):
        raise Suspended
