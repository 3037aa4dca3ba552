"""A piped transaction is a transaction: what travels together is written together, or not at all."""

from contextlib import suppress
from typing import LiteralString

import psycopg
import pytest
from msgspec import Struct

from vitrina.kit.db import (
    CheckViolation,
    DataError,
    Db,
    OperationalError,
    Pool,
    UniqueViolation,
    many,
    run,
    send,
    together,
    value,
)


class Number(Struct, frozen=True, kw_only=True):
    number: int


async def add(db: Db, number: int) -> None:
    await send(db, "insert into public.numbers (number) values (%(number)s)", number=number)


async def numbers_in(db: Db) -> list[int]:
    return await value(db, "select coalesce(array_agg(number order by number), '{}') from public.numbers")


@pytest.fixture
async def numbers(pool: Pool) -> Pool:
    async with pool.connection() as db:
        await run(db, "reset role")
        await run(db, "create table public.numbers (number bigint unique deferrable initially immediate)")
        await run(db, "alter table public.numbers add constraint small check (number < 100)")
        await run(db, "grant select, insert, update, delete on public.numbers to vitrina_app")
        await run(db, "set role vitrina_app")
    return pool


async def kept(pool: Pool) -> list[int]:
    async with pool.transaction() as db:
        return await numbers_in(db)


async def test_what_was_sent_is_there_for_the_next_question_and_is_committed(numbers: Pool) -> None:
    async with numbers.piped() as db:
        await add(db, 1)
        await add(db, 2)
        seen = await numbers_in(db)
        await add(db, 3)

    assert seen == [1, 2]
    assert await kept(numbers) == [1, 2, 3]


async def test_a_count_is_that_of_its_own_statement(numbers: Pool) -> None:
    async with numbers.piped() as db:
        await add(db, 1)
        await add(db, 2)
        count = await run(db, "update public.numbers set number = number + 10")

    assert count == 2
    assert await kept(numbers) == [11, 12]


async def asked(db: Db, sql: LiteralString) -> list[int]:
    return [row.number for row in await many(db, Number, sql)]


async def test_what_is_asked_together_is_answered_to_who_asked(numbers: Pool) -> None:
    async with numbers.piped() as db:
        await add(db, 1)
        answers = await together(
            asked(db, "select 7 as number"),
            asked(db, "select number from public.numbers"),
            asked(db, "select 9 as number"),
        )

    assert answers == ([7], [1], [9])


@pytest.mark.parametrize("turn", range(12))
async def test_when_one_of_those_asked_together_fails_that_is_raised_and_nothing_is_written(
    numbers: Pool, turn: int
) -> None:
    questions: list[LiteralString] = ["select 8 as number", "select 9 as number"]
    questions.insert(turn % 3, "select 1 / 0 as number")

    with pytest.raises(DataError):
        async with numbers.piped() as db:
            await add(db, 1)
            first, second, third = (asked(db, each) for each in questions)
            await together(first, second, third)

    assert await kept(numbers) == []


async def test_what_went_wrong_is_raised_whoever_heard_of_it_first() -> None:
    async def fail(error: Exception) -> None:
        raise error

    aborted = psycopg.errors.PipelineAborted("pipeline aborted")
    for order in ((aborted, DataError("zero"), aborted), (DataError("zero"), aborted, aborted)):
        first, second, third = (fail(each) for each in order)
        with pytest.raises(DataError):
            await together(first, second, third)


async def test_nothing_is_written_when_its_block_fails(numbers: Pool) -> None:
    with pytest.raises(ValueError, match="seven"):
        async with numbers.piped() as db:
            await add(db, 7)
            await numbers_in(db)
            await add(db, 8)
            raise ValueError("seven")

    assert await kept(numbers) == []


async def test_nothing_is_written_when_what_was_sent_last_is_refused(numbers: Pool) -> None:
    with pytest.raises(CheckViolation):
        async with numbers.piped() as db:
            await add(db, 1)
            await add(db, 100)

    assert await kept(numbers) == []


async def test_what_was_sent_and_refused_is_raised_by_the_next_question(numbers: Pool) -> None:
    reached = False

    with pytest.raises(CheckViolation):
        async with numbers.piped() as db:
            await add(db, 100)
            await numbers_in(db)
            reached = True

    assert not reached
    assert await kept(numbers) == []


async def test_nothing_is_written_when_the_commit_is_refused(numbers: Pool) -> None:
    with pytest.raises(UniqueViolation):
        async with numbers.piped() as db:
            await run(db, "set constraints all deferred")
            await add(db, 1)
            await add(db, 1)
            assert await numbers_in(db) == [1, 1]

    assert await kept(numbers) == []


async def test_a_connection_serves_others_after_a_failure(numbers: Pool) -> None:
    for _ in range(30):  # More than the pool has.
        with pytest.raises(CheckViolation):
            async with numbers.piped() as db:
                await add(db, 100)

    async with numbers.piped() as db:
        await add(db, 1)
    assert await kept(numbers) == [1]


async def test_who_loses_the_server_is_told_that_nothing_is_sure(numbers: Pool) -> None:
    with pytest.raises(OperationalError):
        async with numbers.piped() as db:
            pid = await value(db, "select pg_backend_pid()")
            await add(db, 1)
            async with numbers.connection() as other:
                await run(other, "reset role")
                await value(other, "select pg_terminate_backend(%(pid)s)", pid=pid)
                await run(other, "set role vitrina_app")

    assert await kept(numbers) == []


async def test_what_was_refused_and_passed_over_is_not_taken_for_committed(numbers: Pool) -> None:
    with pytest.raises(OperationalError):
        async with numbers.piped() as db:
            await add(db, 1)
            with suppress(CheckViolation):
                await run(db, "update public.numbers set number = 100")

    assert await kept(numbers) == []
