"""Tokens for programs, and the forgetting of what is over."""

from datetime import datetime, timedelta

from vitrina.identity import rules
from vitrina.identity.errors import SignInNeeded, TokenNotFound, TooManyTokens
from vitrina.identity.model import AskToken, Credential, NewToken, PersonId, Token, TokenId
from vitrina.identity.store import access, departures, people
from vitrina.kit import crypto
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id

TOKEN_PREFIX = "vt"  # noqa: S105  It only tells secret scanners what they see.
TOKENS_MAX = 50
FORGET_BATCH = 5_000
FORGET_ROUNDS_MAX = 200
DAY = timedelta(days=1)


async def create_token(
    db: Db, person_id: PersonId, asked: AskToken, *, now: datetime, here: Credential | None = None
) -> NewToken:
    """Make a token that acts as the person. Its secret is in this answer and nowhere else.

    now: real time.  here: the session that asks; it must not have been ended meanwhile.
    Raises SignInNeeded, TooManyTokens, Malformed.
    """
    name = rules.normal_name(asked.name)
    await people.lock_person(db, person_id)
    if here and not await access.has_session(db, here.digest):
        raise SignInNeeded
    if len(await access.tokens(db, person_id, now=now, limit=TOKENS_MAX)) >= TOKENS_MAX:
        raise TooManyTokens(count_max=TOKENS_MAX)
    secret = crypto.new_token(TOKEN_PREFIX)
    token = Token(
        id=TokenId(new_id()),
        name=name,
        created_at=now,
        expires_at=now + timedelta(days=asked.expires_in_days),
        last_used_at=None,
    )
    await access.add_token(db, token, person_id=person_id, digest=crypto.digest(secret))
    return NewToken(id=token.id, token=secret)


async def list_tokens(db: Db, person_id: PersonId, *, now: datetime) -> list[Token]:
    """List a person's living tokens, newest first, at most 50."""
    return await access.tokens(db, person_id, now=now, limit=TOKENS_MAX)


async def delete_token(db: Db, *, token_id: TokenId, person_id: PersonId) -> None:
    """End a token. Raises TokenNotFound for what is not the person's own."""
    if not await access.delete_token(db, token_id=token_id, person_id=person_id):
        raise TokenNotFound


async def forget_old(pool: Pool, *, now: datetime) -> int:
    """Delete sessions and tokens that ended, and yesterday's codes and attempts. Returns how many rows.

    now: real time.
    """
    count = 0
    for _ in range(FORGET_ROUNDS_MAX):
        async with pool.transaction() as db:
            forgotten = await access.forget(db, now=now, day_ago=now - DAY, limit=FORGET_BATCH)
            forgotten += await departures.forget_retired(db, now)
        count += forgotten
        if not forgotten:
            break
    return count
