"""Sessions, tokens, one-time codes, tries."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import (
    CodeId,
    Person,
    PersonId,
    SignInCode,
    Token,
    TokenId,
    Tries,
)
from vitrina.kit.db import Db, many, one, run, value


async def has_operator(db: Db) -> bool:
    """Say whether anybody looks after this instance."""
    return bool(
        await value(
            db, "select exists (select 1 from identity.persons where capabilities @> array['operate'])"
        )
    )


async def has_other_operator(db: Db, but: Sequence[PersonId]) -> bool:
    """Say whether anybody looks after this instance besides these."""
    return await value(
        db,
        """
        select exists (
                   select 1
                     from identity.persons
                    where capabilities @> array['operate']
                      and id <> all(%(but)s::uuid[]))
        """,
        but=list(but),
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


async def has_session(db: Db, digest: bytes) -> bool:
    """Tell whether a session is there still."""
    return await value(
        db, "select exists (select 1 from identity.sessions where digest = %(digest)s)", digest=digest
    )


async def living_sessions(db: Db, digests: Sequence[bytes], *, now: datetime) -> list[bytes]:
    """Tell which of these sessions are there still, and not over."""
    return await value(
        db,
        """
        select coalesce(array_agg(digest), '{}')
          from identity.sessions
         where digest = any(%(digests)s::bytea[])
           and expires_at > %(now)s
        """,
        digests=list(digests),
        now=now,
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


async def forgive_tries(db: Db, *, kind: str, email: str) -> None:
    """Delete the tries of an e-mail."""
    await run(
        db,
        "delete from identity.attempts where kind = %(kind)s and email = %(email)s",
        kind=kind,
        email=email,
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
