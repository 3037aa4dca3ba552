"""The event log: a fact exists with its cause, and each subscriber acts on it exactly once, in order."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.followers import nothing_is_hidden

from vitrina.kit import events
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.events import (
    BATCH_SIZE,
    Event,
    Subscriber,
    catch_up,
    drain,
    emit,
    follow,
    scrub,
    subscribers,
)

PATIENCE_S = 60


class Rung(Event, frozen=True, kw_only=True):
    """A bell rang."""

    number: int


class Muted(Event, frozen=True, kw_only=True):
    """A bell was muted."""

    number: int


async def test_a_fact_is_gone_when_its_cause_rolls_back(pool: Pool) -> None:
    with pytest.raises(RuntimeError):
        async with pool.transaction() as db:
            await emit(db, Rung(number=1))
            raise RuntimeError

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events") == 0


async def test_a_subscriber_hears_its_kinds_in_order_and_once(pool: Pool) -> None:
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    table = subscribers({Rung: [listen]})
    async with pool.transaction() as db:
        await emit(db, Rung(number=1), Muted(number=2), Rung(number=3))

    await drain(pool, table)
    await drain(pool, table)

    assert heard == [1, 3]


async def test_an_earlier_transaction_that_commits_later_is_not_skipped(pool: Pool) -> None:
    """Identity order is not commit order: the slow writer's fact must not be passed over."""
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    table = subscribers({Rung: [listen]})
    async with pool.transaction() as slow:
        await emit(slow, Rung(number=1))
        async with pool.transaction() as quick:
            await emit(quick, Rung(number=2))
        await catch_up(pool, table[0])
        assert heard == []

    await drain(pool, table)

    assert sorted(heard) == [1, 2]


async def test_effect_and_cursor_commit_together(pool: Pool) -> None:
    crashes = [True]

    async def act(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        await run(db, "update kit.clock set offset_s = offset_s + %(count)s", count=len(facts))
        if crashes.pop() if crashes else False:
            raise ConnectionError

    table = subscribers({Rung: [act]})
    async with pool.transaction() as db:
        await emit(db, Rung(number=1), Rung(number=2))

    await drain(pool, table)

    async with pool.transaction() as db:
        assert await value(db, "select offset_s from kit.clock") == 2


async def test_a_bad_fact_stops_its_subscriber_there_and_nobody_else(pool: Pool) -> None:
    heard: list[int] = []

    async def stumble(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        if any(fact.number == 3 for fact in facts):
            raise ValueError("three")
        heard.extend(fact.number for fact in facts)

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number * 100 for fact in facts)

    stumbling, listening = subscribers({Rung: [stumble, listen]})
    async with pool.transaction() as db:
        await emit(db, *[Rung(number=number) for number in (1, 2, 3, 4)])

    await nothing_is_hidden(pool)
    await catch_up(pool, listening)
    for _ in range(2):
        await catch_up(pool, stumbling)
    with pytest.raises(ValueError, match="three"):
        await catch_up(pool, stumbling)

    assert heard == [100, 200, 300, 400, 1, 2]
    assert sorted((await passed(pool)).values()) == [2, 4]


async def test_two_workers_never_act_on_the_same_fact(pool: Pool) -> None:
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        await asyncio.sleep(0.005)
        heard.extend(fact.number for fact in facts)

    table = subscribers({Rung: [listen]})
    count = BATCH_SIZE * 2 + 7
    async with pool.transaction() as db:
        await emit(db, *[Rung(number=number) for number in range(count)])

    await nothing_is_hidden(pool)

    async def work() -> None:
        for _ in range(8):
            await catch_up(pool, table[0])

    await asyncio.gather(*[work() for _ in range(4)])

    assert heard == list(range(count))


class CountedPool(Pool):
    """A pool that counts transactions, and how often somebody asked where the head of the log is."""

    looks = 0
    transaction_count = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Db, None]:
        self.transaction_count += 1
        async with super().transaction() as db:
            yield db

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Db, None]:
        self.looks += 1
        async with super().connection() as db:
            yield db

    async def looked(self, more: int) -> None:
        """Wait until it was asked that often again."""
        wanted = self.looks + more
        await until(lambda: self.looks >= wanted)


@asynccontextmanager
async def following(pool: Pool, table: Sequence[Subscriber]) -> AsyncGenerator[None]:
    """Somebody who follows the log, until the end of the block."""
    stop = asyncio.Event()
    follower = asyncio.create_task(follow(pool, table, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(follower, PATIENCE_S)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await asyncio.sleep(0.01)
            if is_so():
                return


async def test_who_waits_at_the_head_hears_what_comes_next(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_S", 3_600)
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    async def chime(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number * 100 for fact in facts)

    async with following(pool, subscribers({Rung: [listen, chime]})):
        for number in (1, 2, 3):
            async with pool.transaction() as db:
                await emit(db, Rung(number=number))
            await until(lambda number=number: {number, number * 100} <= set(heard))

    assert sorted(heard) == [1, 2, 3, 100, 200, 300]


async def test_a_log_that_rests_costs_no_transaction_of_each_subscriber(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cursor that is locked is written: where nothing happens the disk must rest, whoever looks."""
    monkeypatch.setattr(events, "LOOK_S", 0.01)
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    async def locks(pool: Pool) -> str:
        async with pool.transaction() as db:
            return await value(db, "select string_agg(xmax::text, ' ') from kit.cursors")

    async with CountedPool(database_url) as pool, following(pool, subscribers({Rung: [listen]})):
        async with pool.transaction() as db:
            await emit(db, Rung(number=1))
        await until(lambda: heard == [1])
        await pool.looked(5)
        before = await locks(pool)

        await pool.looked(5)

        assert await locks(pool) == before


async def test_who_hears_nothing_of_what_happened_is_left_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_S", 3_600)
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    async def mute(db: Db, facts: Sequence[Muted], now: datetime) -> None:
        heard.extend(-fact.number for fact in facts)

    table = subscribers({Rung: [listen], Muted: [mute]})
    async with CountedPool(database_url) as pool:
        async with pool.transaction() as db:
            await emit(db, Rung(number=1))
        async with following(pool, table):
            await until(lambda: heard == [1])
            await pool.looked(5)
            for number in (2, 3):
                async with pool.transaction() as db:
                    await emit(db, Rung(number=number))
                await until(lambda number=number: number in heard)
            await pool.looked(5)

            assert await passed(pool) == {"tests.listen": 3, "tests.mute": 1}

            async with pool.transaction() as db:
                await emit(db, Muted(number=4))
            await until(lambda: -4 in heard)


async def passed(pool: Pool) -> dict[str, int]:
    """How many events each subscriber has behind it, heard or not."""
    async with pool.transaction() as db:
        cursor = await db.execute(
            """
            select c.subscriber,
                   (select count(*) from kit.events e where (e.tx, e.id) <= (c.tx, c.id))
              from kit.cursors c
            """
        )
        return dict(await cursor.fetchall())


async def test_a_subscriber_gets_what_it_hears_and_passes_the_rest(pool: Pool) -> None:
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    [subscriber] = subscribers({Rung: [listen]})
    async with pool.transaction() as db:
        await emit(db, Muted(number=1), Rung(number=2), Muted(number=3), Muted(number=4))
    await nothing_is_hidden(pool)

    assert await catch_up(pool, subscriber) == 4
    assert await catch_up(pool, subscriber) == 0
    assert heard == [2]


async def test_a_drain_leads_who_hears_nothing_past_it_in_one_step(database_url: str) -> None:
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    def deaf_to_rings(number: int) -> Any:
        async def hear(db: Db, facts: Sequence[Muted], now: datetime) -> None:
            heard.extend(-fact.number for fact in facts)

        hear.__name__ = f"hear_{number}"
        return hear

    table = subscribers({Rung: [listen], Muted: [deaf_to_rings(number) for number in range(30)]})
    async with CountedPool(database_url) as pool:
        async with pool.transaction() as db:
            await emit(db, Rung(number=1), Rung(number=2))
        await nothing_is_hidden(pool)
        before = pool.transaction_count

        await drain(pool, table)

        assert heard == [1, 2]
        assert pool.transaction_count - before <= 4
        assert set((await passed(pool)).values()) == {2}
        async with pool.transaction() as db:
            await emit(db, Muted(number=3))
        await drain(pool, table)
        assert heard == [1, 2, *[-3] * 30]


async def test_who_is_behind_with_what_it_does_not_hear_has_left_nothing_undone(pool: Pool) -> None:
    async def listen_well(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        pass

    async def left() -> list[int]:
        async with pool.transaction() as db:
            found = await events.unheard(db, before=timedelta(seconds=-1), limit=10)
        return [each.event_count for each in found]

    table = subscribers({Rung: [listen_well]})
    async with pool.transaction() as db:
        await emit(db, Rung(number=1))
    await drain(pool, table)

    async with pool.transaction() as db:
        await emit(db, Muted(number=2))
    assert await left() == []
    async with pool.transaction() as db:
        await emit(db, Rung(number=3))
    assert await left() == [1]


async def test_what_another_worker_left_undone_is_done(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_S", 0.2)
    heard: list[int] = []

    async def listen(db: Db, facts: Sequence[Rung], now: datetime) -> None:
        heard.extend(fact.number for fact in facts)

    table = subscribers({Rung: [listen]})
    async with CountedPool(database_url) as pool:
        await drain(pool, table)
        async with pool.transaction() as db:
            await emit(db, Rung(number=1))
        await nothing_is_hidden(pool)
        async with AsyncExitStack() as stack:
            async with pool.transaction() as another:
                await run(another, "select from kit.cursors for update")
                await stack.enter_async_context(following(pool, table))
                await pool.looked(5)
                assert heard == []

            await until(lambda: heard == [1])


async def test_an_old_fact_may_lack_a_field_that_has_a_default(pool: Pool) -> None:
    class Chimed(Event, frozen=True, kw_only=True):
        """A clock chimed."""

        hour: int
        is_loud: bool = False

    heard: list[Any] = []

    async def listen(db: Db, facts: Sequence[Any], now: datetime) -> None:
        heard.extend(facts)

    async with pool.transaction() as db:
        await run(db, """insert into kit.events (name, body) values ('Chimed', '{"hour": 3, "extra": 1}')""")
    await drain(pool, subscribers({Chimed: [listen]}))

    assert heard == [Chimed(hour=3)]


async def test_a_person_is_taken_out_of_the_log_by_looking_at_her_own_facts_alone(pool: Pool) -> None:
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into kit.events (name, body)
            select 'Paid', jsonb_build_object('buyer_email', format('p%%s@people.example', n), 'reason', 'r')
              from generate_series(1, 20000) n
            """,
        )
        await run(
            db,
            """
            insert into kit.events (name, body)
            values ('Paid', '{"buyer_email": "ana@people.example", "reason": "tarde", "total": 5}'),
                   ('Asked', '{"email": "ana@people.example"}'),
                   ('Decided', '{"subject_id": "ana", "words": "no", "title": "Clip"}'),
                   ('Decided', '{"subject_id": "eva", "words": "no", "title": "Clip"}')
            """,
        )

    spoken = ["Paid.reason", "Decided.words"]
    after: int | None = 0
    async with pool.transaction() as db:
        while after is not None:
            after = await scrub(
                db, after=after, person_id="ana", email="ana@people.example", instead="gone", spoken=spoken
            )
        read = """
            select seq_tup_read + idx_tup_fetch
              from pg_stat_xact_user_tables
             where relid = 'kit.events'::regclass
            """
        looked_at = await value(db, read)

    async with pool.transaction() as db:
        bodies = await value(
            db,
            "select jsonb_agg(body order by id) from kit.events where id > 20000",
        )
        others = "select count(*) from kit.events where body ->> 'reason' = 'r'"
        assert await value(db, others) == 20_000
    assert bodies == [
        {"buyer_email": "gone", "reason": "", "total": 5},
        {"email": "gone"},
        {"subject_id": "ana", "words": "", "title": "Clip"},
        {"subject_id": "eva", "words": "no", "title": "Clip"},
    ]
    assert looked_at < 50
