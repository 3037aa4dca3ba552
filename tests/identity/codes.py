"""Reads one-time codes as the mail's reader would, without the mail."""

from vitrina.identity import service as identity
from vitrina.identity.model import AskCode, CodeId
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.kit.places import Language

SECRET_KEY = "k" * 40
ADDRESS = "203.0.113.7"


async def newest_code(pool: Pool) -> str:
    """The digits of the code that was asked for last, whoever asked."""
    async with pool.transaction() as db:
        code_id = await value(
            db,
            """
            select (body->>'code_id')::uuid
              from kit.events
             where name = 'SignInCodeAsked'
             order by id desc
             limit 1
            """,
        )
    return identity.code_digits(SECRET_KEY, CodeId(code_id))


async def ask(pool: Pool, email: str) -> str:
    """Ask for a code and read it."""
    asked = AskCode(email=email, language=Language.ES)
    await identity.ask_code(pool, asked, address=ADDRESS, now=clock.real_now())
    return await newest_code(pool)


def wrong(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 1_000_000:06}"
