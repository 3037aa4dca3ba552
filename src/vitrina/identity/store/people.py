"""Persons and handles."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import (
    Account,
    Capability,
    HandleKind,
    HandleOwner,
    NewPerson,
    Person,
    PersonId,
)
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Country, Language
from vitrina.media.model import FileId


class NamedPerson(Struct, frozen=True, kw_only=True):
    """A person by the handle."""

    handle: str
    id: PersonId


async def persons(db: Db, ids: Sequence[PersonId]) -> list[Person]:
    """Load persons by id."""
    return await many(
        db,
        Person,
        """
        select p.id,
               h.handle,
               p.name,
               p.bio,
               p.email,
               p.avatar_file_id,
               p.birth_date,
               p.language,
               p.country,
               p.capabilities
          from identity.persons p
          join identity.handles h
            on h.owner_id = p.id
         where p.id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def find_by_email(db: Db, email: str) -> PersonId | None:
    """Find whose e-mail address it is."""
    return await value(db, "select id from identity.persons where email = %(email)s", email=email)


async def demo_people(db: Db) -> list[Person]:
    """List the people of the demo world."""
    return await many(
        db,
        Person,
        """
        select p.id,
               h.handle,
               p.name,
               p.bio,
               p.email,
               p.avatar_file_id,
               p.birth_date,
               p.language,
               p.country,
               p.capabilities
          from identity.persons p
          join identity.handles h
            on h.owner_id = p.id
         where p.is_demo
         order by p.id
         limit 100
        """,
    )


async def account(db: Db, person_id: PersonId) -> Account | None:
    """Load what only the person sees."""
    return await one(
        db,
        Account,
        "select password_hash, created_at from identity.persons where id = %(person_id)s",
        person_id=person_id,
    )


async def add_person(db: Db, new: NewPerson, *, name: str, now: datetime) -> bool:
    """Write a person. False when the id or the e-mail is there already."""
    return bool(
        await run(
            db,
            """
            insert into identity.persons (id, email, name, bio, birth_date, language, country,
                                          avatar_file_id, capabilities, password_hash, is_demo, created_at)
            values (%(id)s, %(email)s, %(name)s, %(bio)s, %(birth_date)s, %(language)s, %(country)s,
                    %(avatar_file_id)s, %(capabilities)s, %(password_hash)s, %(is_demo)s, %(now)s)
            on conflict do nothing
            """,
            id=new.id,
            email=new.email,
            name=name,
            bio=new.bio,
            birth_date=new.birth_date,
            language=new.language,
            country=new.country,
            avatar_file_id=new.avatar_file_id,
            capabilities=sorted(new.capabilities),
            password_hash=new.password_hash,
            is_demo=new.is_demo,
            now=now,
        )
    )


async def change_profile(
    db: Db,
    person_id: PersonId,
    *,
    name: str | None,
    bio: str | None,
    language: Language | None,
) -> None:
    """Change columns of a person; None leaves one as it is."""
    await run(
        db,
        """
        update identity.persons
           set name = coalesce(%(name)s, name),
               bio = coalesce(%(bio)s, bio),
               language = coalesce(%(language)s, language)
         where id = %(person_id)s
        """,
        person_id=person_id,
        name=name,
        bio=bio,
        language=language,
    )


async def change_birth_date(db: Db, person_id: PersonId, birth_date: date, *, was: date | None) -> int:
    """Write a birth date in place of the one that was read; 0 when there is another one by now."""
    return await run(
        db,
        """
        update identity.persons
           set birth_date = %(birth_date)s
         where id = %(person_id)s
           and (birth_date is not distinct from %(was)s::date or birth_date = %(birth_date)s)
        """,
        person_id=person_id,
        birth_date=birth_date,
        was=was,
    )


async def set_birth_date(db: Db, person_id: PersonId, birth_date: date) -> int:
    """Write a birth date in place of another; 0 when there is no such person."""
    return await run(
        db,
        "update identity.persons set birth_date = %(birth_date)s where id = %(person_id)s",
        person_id=person_id,
        birth_date=birth_date,
    )


async def set_country(db: Db, person_id: PersonId, country: Country | None) -> None:
    """Set or take away a country."""
    await run(
        db,
        "update identity.persons set country = %(country)s where id = %(person_id)s",
        person_id=person_id,
        country=country,
    )


async def set_avatar(db: Db, person_id: PersonId, file_id: FileId | None) -> None:
    """Set or take away a picture."""
    await run(
        db,
        "update identity.persons set avatar_file_id = %(file_id)s where id = %(person_id)s",
        person_id=person_id,
        file_id=file_id,
    )


async def set_password(db: Db, person_id: PersonId, password_hash: str) -> None:
    """Keep a password's hash."""
    await run(
        db,
        "update identity.persons set password_hash = %(password_hash)s where id = %(person_id)s",
        person_id=person_id,
        password_hash=password_hash,
    )


async def give(db: Db, person_id: PersonId, capability: Capability) -> None:
    """Add a capability, once."""
    await run(
        db,
        """
        update identity.persons
           set capabilities = array_append(capabilities, %(capability)s)
         where id = %(person_id)s
           and not capabilities @> array[%(capability)s]
        """,
        person_id=person_id,
        capability=capability,
    )


async def take_away(db: Db, person_id: PersonId, capability: Capability) -> None:
    """Remove a capability."""
    await run(
        db,
        """
        update identity.persons
           set capabilities = array_remove(capabilities, %(capability)s)
         where id = %(person_id)s
        """,
        person_id=person_id,
        capability=capability,
    )


async def find_handle(db: Db, handle: str) -> HandleOwner | None:
    """Find who answers to a handle."""
    return await one(
        db,
        HandleOwner,
        "select kind, owner_id as id from identity.handles where handle = %(handle)s",
        handle=handle,
    )


async def people_by_handle(db: Db, handles: Sequence[str]) -> list[NamedPerson]:
    """Find which of some handles are persons'."""
    return await many(
        db,
        NamedPerson,
        """
        select handle, owner_id as id
          from identity.handles
         where handle = any(%(handles)s)
           and kind = 'person'
           and not identity.is_hidden(owner_id)
        """,
        handles=list(handles),
    )


async def handle_owners(db: Db, ids: Sequence[UUID]) -> list[HandleOwner]:
    """Load which of some ids belong to persons or shops."""
    return await many(
        db,
        HandleOwner,
        "select kind, owner_id as id from identity.handles where owner_id = any(%(ids)s)",
        ids=list(ids),
    )


async def put_handle(db: Db, *, handle: str, kind: HandleKind, owner_id: UUID) -> None:
    """Write an owner's handle. Raises UniqueViolation when it is somebody else's."""
    await run(
        db,
        """
        insert into identity.handles (handle, kind, owner_id)
        values (%(handle)s, %(kind)s, %(owner_id)s)
        on conflict (owner_id) do update set handle = excluded.handle
        """,
        handle=handle,
        kind=kind,
        owner_id=owner_id,
    )


async def take_free_handle(db: Db, candidates: Sequence[str], owner_id: UUID) -> str | None:
    """Take the first candidate that nobody has. None when there is none, or somebody was faster."""
    return await value(
        db,
        """
        insert into identity.handles (handle, kind, owner_id)
        select candidate, 'person', %(owner_id)s
          from unnest(%(candidates)s::text[]) with ordinality as proposed (candidate, position)
         where not exists (select 1 from identity.handles h where h.handle = candidate)
         order by position
         limit 1
        on conflict (handle) do nothing
        returning handle
        """,
        candidates=list(candidates),
        owner_id=owner_id,
    )


async def lock_person(db: Db, person_id: PersonId) -> None:
    """Let changes that count a person's things pass one after another."""
    await run(db, "select 1 from identity.persons where id = %(person_id)s for update", person_id=person_id)


async def suspend(db: Db, person_id: PersonId, now: datetime) -> int:
    """Suspend a person, once."""
    return await run(
        db,
        """
        insert into identity.suspensions (person_id, suspended_at)
        values (%(person_id)s, %(now)s)
        on conflict do nothing
        """,
        person_id=person_id,
        now=now,
    )


async def end_suspension(db: Db, person_id: PersonId) -> int:
    """End a suspension."""
    return await run(
        db, "delete from identity.suspensions where person_id = %(person_id)s", person_id=person_id
    )


async def suspended_among(db: Db, ids: Sequence[PersonId]) -> list[PersonId]:
    """Tell which of some persons are suspended."""
    return await value(
        db,
        """
        select coalesce(array_agg(person_id), '{}')
          from identity.suspensions
         where person_id = any(%(ids)s)
        """,
        ids=list(ids),
    )


async def hidden_among(db: Db, ids: Sequence[PersonId]) -> list[PersonId]:
    """Tell which of some persons nobody sees."""
    return await value(
        db,
        """
        select coalesce(array_agg(p.id), '{}')
          from unnest(%(ids)s::uuid[]) as p (id)
         where identity.is_hidden(p.id)
        """,
        ids=list(ids),
    )
