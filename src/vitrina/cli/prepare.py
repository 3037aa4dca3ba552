"""Bring the database to this version and, in a demo, fill it. Runs as a process of its own, once per start.

Prints one JSON line a piece of news, so that the supervisor can show progress without importing the house.
"""

import asyncio
import sys
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from vitrina.kit.config import Settings, load_settings


class DemoPerson(Struct, frozen=True, kw_only=True):
    """Somebody of the demo world who may sign in."""

    handle: str
    name: str
    role: str
    email: str
    password: str
    token: str


class News(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line from this process."""

    step: str = ""
    detail: str = ""
    failure: str = ""
    people: Sequence[DemoPerson] = ()
    is_without_operator: bool = False


def tell(news: News) -> None:
    """Print one line for the supervisor."""
    sys.stdout.buffer.write(msgspec.json.encode(news) + b"\n")
    sys.stdout.buffer.flush()


def read_news(line: str) -> News | None:
    """Understand a line of this process; None when something else printed it."""
    try:
        return msgspec.json.decode(line, type=News)
    except msgspec.DecodeError:
        return None


async def prepare(settings: Settings) -> None:
    """Migrate, then seed. Raises MigrationWrong."""
    from vitrina.kit.migrate import migrate

    tell(News(step="migrations"))
    applied = await migrate(settings.database_url)
    tell(News(detail=f"{len(applied)} applied" if applied else "up to date"))
    if not settings.is_demo:
        tell(News(is_without_operator=not await has_operator(settings)))
    else:
        from vitrina.demo.seed import people, seed

        tell(News(step="demo world"))
        await seed(settings, lambda detail: tell(News(detail=detail)))
        tell(News(people=msgspec.convert(await people(settings), list[DemoPerson], from_attributes=True)))


async def has_operator(settings: Settings) -> bool:
    """Say whether anybody looks after this instance yet."""
    from vitrina.identity import service as identity
    from vitrina.kit.db import Pool

    async with Pool(settings.database_url) as pool, pool.transaction() as db:
        return await identity.has_operator(db)


def main() -> int:
    """Prepare with the settings of the environment."""
    import psycopg

    from vitrina.kit.migrate import MigrationWrong

    try:
        asyncio.run(prepare(load_settings()))
    except MigrationWrong as e:
        tell(News(failure=str(e)))
        return 1
    except psycopg.OperationalError as e:
        tell(News(failure=f"The database does not work: {str(e).strip().splitlines()[0]}"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
