"""One-time codes: used once, for ten minutes, with five attempts."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from tests.identity.codes import ADDRESS, SECRET_KEY, ask, newest_code, wrong
from tests.people import ANA, DAVI, JOINED, join
from vitrina.identity import service as identity
from vitrina.identity.errors import CodeWrong
from vitrina.identity.model import AskCode, Capability, Opened, SignIn
from vitrina.kit import clock
from vitrina.kit.db import Db, Pool, many, value
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.places import Language

NEW = "Nueva.Persona@Example.COM "


async def enter(pool: Pool, email: str, code: str, *, after: timedelta = timedelta(0)) -> Opened:
    return await identity.sign_in(
        pool,
        SignIn(email=email, code=code),
        address=ADDRESS,
        secret_key=SECRET_KEY,
        now=clock.real_now() + after,
    )


async def test_a_code_for_an_unknown_address_makes_a_person(pool: Pool) -> None:
    code = await ask(pool, NEW)

    opened = await enter(pool, NEW, code)

    assert opened.is_new
    assert opened.person.email == "nueva.persona@example.com"
    assert opened.person.handle == "nueva.persona"
    assert opened.person.capabilities == frozenset()


async def test_a_code_for_a_known_address_opens_the_same_account(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, ANA)

    opened = await enter(pool, "ANA@people.example", await ask(pool, "ana@PEOPLE.example"))

    assert not opened.is_new
    assert opened.person.id == ANA.id


async def test_a_code_may_be_typed_with_spaces(pool: Pool) -> None:
    code = await ask(pool, NEW)

    assert (await enter(pool, NEW, f" {code[:3]} {code[3:]} ")).is_new


async def test_a_code_works_once(pool: Pool) -> None:
    code = await ask(pool, NEW)
    await enter(pool, NEW, code)

    with pytest.raises(CodeWrong):
        await enter(pool, NEW, code)


async def test_a_code_typed_twice_at_once_opens_one_session(pool: Pool) -> None:
    code = await ask(pool, NEW)

    results = await asyncio.gather(*(enter(pool, NEW, code) for _ in range(4)), return_exceptions=True)

    assert sum(isinstance(result, Opened) for result in results) == 1
    assert sum(isinstance(result, CodeWrong) for result in results) == 3
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from identity.persons") == 1
        assert await value(db, "select count(*) from identity.sessions") == 1


async def test_a_code_ends_after_ten_minutes(pool: Pool) -> None:
    code = await ask(pool, NEW)

    with pytest.raises(CodeWrong):
        await enter(pool, NEW, code, after=timedelta(minutes=10, seconds=1))

    assert (await enter(pool, NEW, code, after=timedelta(minutes=9))).is_new


async def test_a_code_bears_five_attempts(pool: Pool) -> None:
    code = await ask(pool, NEW)
    for _ in range(5):
        with pytest.raises(CodeWrong):
            await enter(pool, NEW, wrong(code))

    with pytest.raises(CodeWrong):
        await enter(pool, NEW, code)


async def test_four_wrong_attempts_leave_the_fifth(pool: Pool) -> None:
    code = await ask(pool, NEW)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            await enter(pool, NEW, wrong(code))

    assert (await enter(pool, NEW, code)).is_new


async def test_guessing_in_parallel_gains_no_attempt(pool: Pool) -> None:
    code = await ask(pool, NEW)

    guesses = [enter(pool, NEW, wrong(code)) for _ in range(20)]
    results = await asyncio.gather(*guesses, return_exceptions=True)

    assert all(isinstance(result, CodeWrong) for result in results)
    with pytest.raises(CodeWrong):
        await enter(pool, NEW, code)
    async with pool.transaction() as db:
        assert await value(db, "select attempts_left from identity.sign_in_codes") == 0


async def test_only_the_newest_code_counts(pool: Pool) -> None:
    first = await ask(pool, NEW)
    second = await ask(pool, NEW)

    with pytest.raises(CodeWrong):
        await enter(pool, NEW, first if first != second else wrong(second))

    assert (await enter(pool, NEW, second)).is_new


async def test_a_code_opens_no_other_account(pool: Pool) -> None:
    async with pool.transaction() as db:
        await join(db, DAVI)
    code = await ask(pool, NEW)

    with pytest.raises(CodeWrong):
        await enter(pool, DAVI.email, code)


async def test_without_a_code_asked_for_none_is_right(pool: Pool) -> None:
    with pytest.raises(CodeWrong):
        await enter(pool, NEW, "000000")


async def test_what_is_no_code_is_wrong_and_no_bug(pool: Pool) -> None:
    await ask(pool, NEW)

    for typed in ("", "١٢٣٤٥٦", "１２３４５６", "' or 1=1", "ñ"):
        with pytest.raises(CodeWrong):
            await enter(pool, NEW, typed)


async def test_the_sixth_code_in_a_quarter_of_an_hour_is_refused(pool: Pool) -> None:
    for _ in range(5):
        await ask(pool, NEW)

    with pytest.raises(TooManyRequests) as refused:
        await ask(pool, NEW)

    assert 880 <= int(str(refused.value.fields["retry_after_s"])) <= 901
    await ask(pool, "somebody.else@example.com")


async def test_codes_that_were_used_do_not_count_against_the_limit(pool: Pool) -> None:
    for _ in range(7):
        await enter(pool, NEW, await ask(pool, NEW))


async def test_asking_at_once_does_not_pass_the_limit(pool: Pool) -> None:
    results = await asyncio.gather(*(ask(pool, NEW) for _ in range(10)), return_exceptions=True)

    assert sum(isinstance(result, TooManyRequests) for result in results) == 5


async def test_the_limit_forgets(pool: Pool) -> None:
    for _ in range(5):
        await ask(pool, NEW)

    later = clock.real_now() + timedelta(minutes=16)
    asked = AskCode(email=NEW, language=Language.PT)

    assert await identity.ask_code(pool, asked, address=ADDRESS, now=later) == 600


async def test_one_address_cannot_ask_for_everybody(pool: Pool) -> None:
    now = clock.real_now()
    for number in range(200):
        asked = AskCode(email=f"p{number}@example.com", language=Language.ES)
        await identity.ask_code(pool, asked, address=ADDRESS, now=now)

    with pytest.raises(TooManyRequests):
        await ask(pool, "one.more@example.com")


async def test_neither_code_nor_address_is_in_the_event_log(pool: Pool) -> None:
    code = await ask(pool, NEW)

    async with pool.transaction() as db:
        facts = await many(db, LogRow, "select body::text as body from kit.events limit 10")
        rows = await many(db, LogRow, "select c::text as body from identity.sign_in_codes c limit 10")

    assert len(facts) == 1
    assert code not in facts[0].body.replace("-", " ").split()
    assert "example" not in facts[0].body
    assert code not in rows[0].body.split(",")


class LogRow(msgspec.Struct, frozen=True):
    body: str


async def test_signing_in_proves_the_address(pool: Pool) -> None:
    opened = await enter(pool, NEW, await ask(pool, NEW))

    async with pool.transaction() as db:
        fact = await value(db, "select body from kit.events where name = 'EmailProven'")

    assert fact == {"person_id": str(opened.person.id), "email": "nueva.persona@example.com"}


async def test_people_with_like_addresses_get_handles_of_their_own(pool: Pool) -> None:
    handles: set[str] = set()
    for number in range(4):
        email = f"maria@shop{number}.example"
        handles.add((await enter(pool, email, await ask(pool, email))).person.handle)

    assert len(handles) == 4
    assert all(handle.startswith("maria") for handle in handles)


async def test_the_operator_made_on_the_command_line_gets_in_with_the_code_shown(pool: Pool) -> None:
    async with pool.transaction() as db:
        person, code = await identity.create_operator(
            db, email="Boss@Example.com", language=Language.EN, secret_key=SECRET_KEY, now=clock.real_now()
        )

    opened = await enter(pool, "boss@example.com", code)

    assert opened.person.id == person.id
    assert opened.person.can(Capability.OPERATE)
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'SignInCodeAsked'") == 0


async def test_making_an_operator_again_changes_nothing_but_gives_a_new_code(db: Db) -> None:
    await join(db, ANA)

    again = [
        await identity.create_operator(
            db, email=ANA.email, language=Language.ES, secret_key=SECRET_KEY, now=JOINED
        )
        for _ in range(2)
    ]

    assert [person.id for person, _ in again] == [ANA.id, ANA.id]
    assert again[1][0].capabilities == {Capability.OPERATE}
    assert await value(db, "select count(*) from identity.sign_in_codes") == 2


async def test_codes_differ_by_id_and_by_key(pool: Pool) -> None:
    await ask(pool, NEW)
    code = await newest_code(pool)

    assert len(code) == 6
    assert code.isdecimal()
