"""The SQL of identity."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from vitrina.identity.model import (
    Account,
    Capability,
    CodeId,
    HandleKind,
    HandleOwner,
    NewPerson,
    Person,
    PersonId,
    SignInCode,
    Token,
    TokenId,
    Tries,
)
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.places import Country, Language
from vitrina.media.model import FileId


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
    birth_date: date | None,
    language: Language | None,
) -> None:
    """Change columns of a person; None leaves one as it is."""
    await run(
        db,
        """
        update identity.persons
           set name = coalesce(%(name)s, name),
               bio = coalesce(%(bio)s, bio),
               birth_date = coalesce(%(birth_date)s, birth_date),
               language = coalesce(%(language)s, language)
         where id = %(person_id)s
        """,
        person_id=person_id,
        name=name,
        bio=bio,
        birth_date=birth_date,
        language=language,
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


async def has_operator(db: Db) -> bool:
    """Say whether anybody looks after this instance."""
    return bool(
        await value(
            db, "select exists (select 1 from identity.persons where capabilities @> array['operate'])"
        )
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


async def add_session(
    db: Db, *, digest: bytes, person_id: PersonId, now: datetime, expires_at: datetime
) -> None:
    """Write a session."""
    await run(
        db,
        """
        insert into identity.sessions (digest, person_id, created_at, expires_at)
        values (%(digest)s, %(person_id)s, %(now)s, %(expires_at)s)
        """,
        digest=digest,
        person_id=person_id,
        now=now,
        expires_at=expires_at,
    )


async def find_by_session(
    db: Db, digest: bytes, *, now: datetime, expires_at: datetime, renew_before: datetime
) -> Person | None:
    """Find who carries a living session; it slides to expires_at when it would end before renew_before."""
    return await one(
        db,
        Person,
        """
        with slid as (
            update identity.sessions
               set expires_at = %(expires_at)s
             where digest = %(digest)s
               and expires_at > %(now)s
               and expires_at < %(renew_before)s
        )
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
          from identity.sessions s
          join identity.persons p
            on p.id = s.person_id
          join identity.handles h
            on h.owner_id = p.id
         where s.digest = %(digest)s
           and s.expires_at > %(now)s
        """,
        digest=digest,
        now=now,
        expires_at=expires_at,
        renew_before=renew_before,
    )


async def find_by_token(db: Db, digest: bytes, *, now: datetime, noted_before: datetime) -> Person | None:
    """Find who carries a living token; its use is noted unless one was since noted_before."""
    return await one(
        db,
        Person,
        """
        with noted as (
            update identity.tokens
               set last_used_at = %(now)s
             where digest = %(digest)s
               and expires_at > %(now)s
               and (last_used_at is null or last_used_at < %(noted_before)s)
        )
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
          from identity.tokens t
          join identity.persons p
            on p.id = t.person_id
          join identity.handles h
            on h.owner_id = p.id
         where t.digest = %(digest)s
           and t.expires_at > %(now)s
        """,
        digest=digest,
        now=now,
        noted_before=noted_before,
    )


async def end_session(db: Db, person_id: PersonId, digest: bytes) -> None:
    """Delete one session."""
    await run(
        db,
        "delete from identity.sessions where digest = %(digest)s and person_id = %(person_id)s",
        digest=digest,
        person_id=person_id,
    )


async def end_token(db: Db, person_id: PersonId, digest: bytes) -> None:
    """Delete one token by its digest."""
    await run(
        db,
        "delete from identity.tokens where digest = %(digest)s and person_id = %(person_id)s",
        digest=digest,
        person_id=person_id,
    )


async def end_sessions(db: Db, person_id: PersonId, *, but: bytes | None) -> None:
    """Delete a person's sessions, all but one."""
    await run(
        db,
        """
        delete from identity.sessions
         where person_id = %(person_id)s
           and digest is distinct from %(but)s
        """,
        person_id=person_id,
        but=but,
    )


async def end_tokens(db: Db, person_id: PersonId) -> None:
    """Delete a person's tokens."""
    await run(db, "delete from identity.tokens where person_id = %(person_id)s", person_id=person_id)


async def lock_person(db: Db, person_id: PersonId) -> None:
    """Let changes that count a person's things pass one after another."""
    await run(db, "select 1 from identity.persons where id = %(person_id)s for update", person_id=person_id)


async def tokens(db: Db, person_id: PersonId, *, now: datetime, limit: int) -> list[Token]:
    """List a person's living tokens, newest first."""
    return await many(
        db,
        Token,
        """
        select id, name, created_at, expires_at, last_used_at
          from identity.tokens
         where person_id = %(person_id)s
           and expires_at > %(now)s
         order by id desc
         limit %(limit)s
        """,
        person_id=person_id,
        now=now,
        limit=limit,
    )


async def add_token(db: Db, token: Token, *, person_id: PersonId, digest: bytes) -> None:
    """Write a token."""
    await run(
        db,
        """
        insert into identity.tokens (id, digest, person_id, name, created_at, expires_at)
        values (%(id)s, %(digest)s, %(person_id)s, %(name)s, %(created_at)s, %(expires_at)s)
        """,
        id=token.id,
        digest=digest,
        person_id=person_id,
        name=token.name,
        created_at=token.created_at,
        expires_at=token.expires_at,
    )


async def delete_token(db: Db, *, token_id: TokenId, person_id: PersonId) -> bool:
    """Delete a person's token. False when it is not theirs."""
    return bool(
        await run(
            db,
            "delete from identity.tokens where id = %(token_id)s and person_id = %(person_id)s",
            token_id=token_id,
            person_id=person_id,
        )
    )


async def line_up(db: Db, email: str) -> None:
    """Let sign-ins of one e-mail pass one after another until this transaction ends."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(email)s, 4))", email=email)


async def count_tries(db: Db, *, kind: str, email: str, address: str, since: datetime) -> Tries:
    """Count the tries since a moment, by e-mail and by address."""
    found = await one(
        db,
        Tries,
        """
        select count(*) filter (where email = %(email)s) as by_email,
               count(*) filter (where address = %(address)s) as by_address,
               min(at) as oldest
          from identity.attempts
         where kind = %(kind)s
           and at > %(since)s
           and (email = %(email)s or address = %(address)s)
        """,
        kind=kind,
        email=email,
        address=address,
        since=since,
    )
    return found or Tries(by_email=0, by_address=0, oldest=None)


async def add_try(db: Db, *, kind: str, email: str, address: str, now: datetime) -> None:
    """Write a try down."""
    await run(
        db,
        """
        insert into identity.attempts (kind, email, address, at)
        values (%(kind)s, %(email)s, %(address)s, %(now)s)
        """,
        kind=kind,
        email=email,
        address=address,
        now=now,
    )


async def add_code(db: Db, code: SignInCode, *, attempts: int, now: datetime) -> None:
    """Write a code that was asked for."""
    await run(
        db,
        """
        insert into identity.sign_in_codes (id, email, language, attempts_left, created_at, expires_at)
        values (%(id)s, %(email)s, %(language)s, %(attempts)s, %(now)s, %(expires_at)s)
        """,
        id=code.id,
        email=code.email,
        language=code.language,
        attempts=attempts,
        now=now,
        expires_at=code.expires_at,
    )


async def codes(db: Db, ids: Sequence[CodeId]) -> list[SignInCode]:
    """Load codes by id."""
    return await many(
        db,
        SignInCode,
        "select id, email, language, expires_at from identity.sign_in_codes where id = any(%(ids)s)",
        ids=list(ids),
    )


async def spend_attempt(db: Db, email: str, now: datetime) -> SignInCode | None:
    """Take one attempt from the newest code of an e-mail. None when it has none left, or is over."""
    return await one(
        db,
        SignInCode,
        """
        update identity.sign_in_codes
           set attempts_left = attempts_left - 1
         where id = (select id
                       from identity.sign_in_codes
                      where email = %(email)s
                      order by created_at desc, id desc
                      limit 1)
           and attempts_left > 0
           and used_at is null
           and expires_at > %(now)s
        returning id, email, language, expires_at
        """,
        email=email,
        now=now,
    )


async def use_code(db: Db, code_id: CodeId, now: datetime) -> bool:
    """Mark a code used. False when somebody was first."""
    return bool(
        await run(
            db,
            "update identity.sign_in_codes set used_at = %(now)s where id = %(code_id)s and used_at is null",
            code_id=code_id,
            now=now,
        )
    )


async def forget(db: Db, *, now: datetime, day_ago: datetime, limit: int) -> int:
    """Delete sessions and tokens that are over, codes and attempts of yesterday. Returns how many rows."""
    count = await value(
        db,
        """
        with sessions as (
            delete from identity.sessions
             where digest in (select digest from identity.sessions where expires_at < %(now)s limit %(limit)s)
            returning 1
        ), tokens as (
            delete from identity.tokens
             where id in (select id from identity.tokens where expires_at < %(now)s limit %(limit)s)
            returning 1
        ), codes as (
            delete from identity.sign_in_codes
             where id in (select id
                            from identity.sign_in_codes
                           where expires_at < %(day_ago)s
                           limit %(limit)s)
            returning 1
        ), attempts as (
            delete from identity.attempts
             where ctid in (select ctid from identity.attempts where at < %(day_ago)s limit %(limit)s)
            returning 1
        )
        select (select count(*) from sessions) + (select count(*) from tokens)
             + (select count(*) from codes) + (select count(*) from attempts)
        """,
        now=now,
        day_ago=day_ago,
        limit=limit,
    )
    return int(count)
