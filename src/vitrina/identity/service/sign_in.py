"""Ways in and out: one-time codes, passwords, sessions."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.identity import rules
from vitrina.identity.errors import CodeWrong, PasswordWrong
from vitrina.identity.model import (
    AskCode,
    Capability,
    CodeId,
    Credential,
    CredentialKind,
    DepartureCancelled,
    EmailProven,
    NewPerson,
    Opened,
    Person,
    PersonId,
    SignedOut,
    SignIn,
    SignInCode,
    SignInCodeAsked,
)
from vitrina.identity.service.people import create_person, person_by_id, persons
from vitrina.identity.store import access, departures, people
from vitrina.kit import crypto
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.events import emit
from vitrina.kit.ids import new_id
from vitrina.kit.places import Language

CODE_LIFE = timedelta(minutes=10)
CODE_ATTEMPTS = 5
CODE_PURPOSE = "identity.sign_in_code"
SESSION_LIFE = timedelta(days=30)
# A session that slides costs a write: once a day is enough.
SESSION_SLIDES_EVERY = timedelta(days=1)
TOKEN_USE_NOTED_EVERY = timedelta(hours=1)
SESSION_PREFIX = "vs"


async def ask_code(pool: Pool, asked: AskCode, *, address: str, now: datetime) -> int:
    """Have a one-time code sent to an e-mail address, whether or not it has an account.

    address: the network address that asks.  now: real time.  Returns the code's life in seconds.
    Raises Malformed, TooManyRequests.
    """
    email = rules.normal_email(asked.email)
    async with pool.transaction() as db:
        await _count_try(db, "code", email=email, address=address, now=now)
        code = await _add_code(db, email, asked.language, now)
        await emit(db, SignInCodeAsked(code_id=code.id))
    return int(CODE_LIFE.total_seconds())


async def _count_try(db: Db, kind: str, *, email: str, address: str, now: datetime) -> None:
    allowed = rules.CODES_ALLOWED if kind == "code" else rules.PASSWORDS_ALLOWED
    await access.line_up(db, email)
    tries = await access.count_tries(db, kind=kind, email=email, address=address, since=now - allowed.window)
    rules.check_tries(tries, allowed, now)
    await access.add_try(db, kind=kind, email=email, address=address, now=now)


async def _add_code(db: Db, email: str, language: Language, now: datetime) -> SignInCode:
    code = SignInCode(id=CodeId(new_id()), email=email, language=language, expires_at=now + CODE_LIFE)
    await access.add_code(db, code, attempts=CODE_ATTEMPTS, now=now)
    return code


async def codes_by_id(db: Db, ids: Sequence[CodeId]) -> dict[CodeId, SignInCode]:
    """Find codes that were asked for, to write their mails. Forgotten ones are left out."""
    return {code.id: code for code in await access.codes(db, ids)} if ids else {}


def code_digits(secret_key: str, code_id: CodeId) -> str:
    """Tell the six digits of a code; they are stored nowhere."""
    return crypto.one_time_code(secret_key, CODE_PURPOSE, str(code_id))


async def sign_in(pool: Pool, asked: SignIn, *, address: str, secret_key: str, now: datetime) -> Opened:
    """Open a session with a code or with a password, whichever was given. now: real time.

    Raises CodeWrong, PasswordWrong, TooManyRequests, Malformed.
    """
    if (asked.code is None) == (asked.password is None):
        raise Malformed({"code": "give either the code or the password"})
    if asked.password is not None:
        return await sign_in_with_password(
            pool, email=asked.email, password=asked.password, address=address, now=now
        )
    return await sign_in_with_code(
        pool, email=asked.email, digits=asked.code or "", secret_key=secret_key, now=now
    )


async def sign_in_with_code(pool: Pool, *, email: str, digits: str, secret_key: str, now: datetime) -> Opened:
    """Open a session for who typed the newest code of an e-mail; an unknown e-mail becomes a person.

    Raises CodeWrong, Malformed.
    """
    wanted = rules.normal_email(email)
    code = await _code_typed(pool, wanted, digits, secret_key=secret_key, now=now)
    async with pool.transaction() as db:
        if code is None or not await access.use_code(db, code.id, now):
            raise CodeWrong
        await access.forgive_tries(db, kind="code", email=wanted)
        person_id = await people.find_by_email(db, wanted)
        is_new = person_id is None
        if person_id is None:
            new = NewPerson(id=PersonId(new_id()), email=wanted, language=code.language)
            person_id = (await create_person(db, new, now=now)).id
        return await _open_session(db, person_id, is_new=is_new, now=now)


async def is_code_right(pool: Pool, email: str, digits: str, *, secret_key: str, now: datetime) -> bool:
    """Use up the newest code of an e-mail, if these are its digits. now: real time."""
    code = await _code_typed(pool, email, digits, secret_key=secret_key, now=now)
    async with pool.transaction() as db:
        if code is None or not await access.use_code(db, code.id, now):
            return False
        await access.forgive_tries(db, kind="code", email=email)
        return True


async def _code_typed(
    pool: Pool, email: str, digits: str, *, secret_key: str, now: datetime
) -> SignInCode | None:
    # An attempt is spent for good before it is judged: guessing in parallel gains nothing.
    async with pool.transaction() as db:
        code = await access.spend_attempt(db, email, now)
    typed = "".join(digits.split())
    if code is None or not crypto.equal(code_digits(secret_key, code.id), typed):
        return None
    return code


async def sign_in_with_password(
    pool: Pool, *, email: str, password: str, address: str, now: datetime
) -> Opened:
    """Open a session for who knows the password. Raises PasswordWrong, TooManyRequests, Malformed."""
    wanted = rules.normal_email(email)
    is_right = await is_password_right(pool, wanted, password, address=address, now=now)
    async with pool.transaction() as db:
        person_id = await people.find_by_email(db, wanted)
        if person_id is None or not is_right:
            raise PasswordWrong
        return await _open_session(db, person_id, is_new=False, now=now)


async def is_password_right(pool: Pool, email: str, password: str, *, address: str, now: datetime) -> bool:
    """Tell whether a password is that of an e-mail's account; as slow where there is none. now: real time.

    Raises TooManyRequests.
    """
    async with pool.transaction() as db:
        await _count_try(db, "password", email=email, address=address, now=now)
        person_id = await people.find_by_email(db, email)
        account = await people.account(db, person_id) if person_id else None
    password_hash = account.password_hash if account else None
    if not await asyncio.to_thread(crypto.verify_password, password, password_hash):
        return False
    async with pool.transaction() as db:
        await access.forgive_tries(db, kind="password", email=email)
    return True


async def _open_session(db: Db, person_id: PersonId, *, is_new: bool, now: datetime) -> Opened:
    has_stayed = await _come_back(db, person_id)
    secret = crypto.new_token(SESSION_PREFIX)
    person = await person_by_id(db, person_id)
    await access.add_session(
        db, digest=crypto.digest(secret), person_id=person_id, now=now, expires_at=now + SESSION_LIFE
    )
    await emit(db, EmailProven(person_id=person_id, email=person.email))
    return Opened(secret=secret, person=person, is_new=is_new, has_stayed=has_stayed)


async def _come_back(db: Db, person_id: PersonId) -> bool:
    """Let a person who signs in stay. Tells whether she was about to leave; raises CodeWrong if too late."""
    if await departures.cancel(db, person_id):
        await emit(db, DepartureCancelled(person_id=person_id))
        return True
    # What still stands there has begun in this very moment.
    if await departures.find(db, person_id):
        raise CodeWrong
    return False


async def find_by_credential(pool: Pool, credential: Credential, *, now: datetime) -> Person | None:
    """Find who carries a living session or token, in one statement. now: real time."""
    # Every request of a signed-in person passes here: one statement needs no begin and no commit.
    async with pool.connection() as db:
        if credential.kind is CredentialKind.TOKEN:
            noted_before = now - TOKEN_USE_NOTED_EVERY
            return await access.find_by_token(db, credential.digest, now=now, noted_before=noted_before)
        expires_at = now + SESSION_LIFE
        renew_before = expires_at - SESSION_SLIDES_EVERY
        return await access.find_by_session(
            db, credential.digest, now=now, expires_at=expires_at, renew_before=renew_before
        )


async def sign_out(db: Db, person_id: PersonId, credential: Credential) -> None:
    """End the session or token that the request carries, and no other."""
    if credential.kind is CredentialKind.TOKEN:
        await access.end_token(db, person_id, credential.digest)
    else:
        await access.end_session(db, person_id, credential.digest)
        await emit(db, SignedOut(person_id=person_id))


async def living_sessions(db: Db, digests: Sequence[bytes], *, now: datetime) -> set[bytes]:
    """Tell which of these sessions are open still. now: real time."""
    return set(await access.living_sessions(db, digests, now=now)) if digests else set()


async def sign_out_everywhere(db: Db, person_id: PersonId) -> None:
    """End every session and every token of a person; none is made by a request that is under way."""
    await people.lock_person(db, person_id)
    await access.end_sessions(db, person_id, but=None)
    await access.end_tokens(db, person_id)
    await emit(db, SignedOut(person_id=person_id))


async def hash_password(password: str) -> str:
    """Hash a password without holding up other requests."""
    return await asyncio.to_thread(crypto.hash_password, password)


async def set_password(pool: Pool, person: Person, *, password: str, here: Credential) -> None:
    """Set a password. Whoever got in before is out: every session but this one ends, and every token.

    A token is as good as a password, and whoever had the old one may have made some.
    """
    password_hash = await hash_password(password)
    async with pool.transaction() as db:
        await people.set_password(db, person.id, password_hash)
        await access.end_sessions(db, person.id, but=here.digest)
        await access.end_tokens(db, person.id)
        await emit(db, SignedOut(person_id=person.id))


async def create_operator(
    db: Db, *, email: str, language: Language, secret_key: str, now: datetime
) -> tuple[Person, str]:
    """Make a person an operator, with an account if there is none. Returns the person and a one-time code.

    The code is shown to who runs the command, and signs in once within ten minutes. Raises Malformed.
    """
    wanted = rules.normal_email(email)
    person_id = await people.find_by_email(db, wanted)
    if person_id is None:
        new = NewPerson(id=PersonId(new_id()), email=wanted, language=language)
        person_id = (await create_person(db, new, now=now)).id
    await people.give(db, person_id, Capability.OPERATE)
    code = await _add_code(db, wanted, language, now)
    return (await persons(db, [person_id]))[person_id], code_digits(secret_key, code.id)
