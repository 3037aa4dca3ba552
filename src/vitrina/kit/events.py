"""The event log: a fact is written with its cause, and each subscriber acts on it exactly once.

`emit` appends inside the caller's transaction. Subscribers live in the worker, read the log in batches with a
cursor each, and commit their effect together with the cursor's advance.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from vitrina.kit import clock
from vitrina.kit.db import Db, Pool, many, one, run, value

BATCH_SIZE = 500
SCRUB_BATCH = 1_000
POLL_S = 0.15
GROWTH_MAX = 5_000
LOOK_S = 3.0
BACKOFF_MAX_S = 30.0
DRAIN_POLL_S = 0.01
DRAIN_MAX_S = 20.0

log = logging.getLogger(__name__)

# Whose work `oldest_unheard_tx` waits for, as `wiring.py` says.
_AWAITED: set[str] = set()
# What each subscriber of the table hears.
_HEARD: dict[str, set[str]] = {}


class Event(Struct, frozen=True, kw_only=True):
    """A fact in the past tense, with ids and amounts; versioned by adding fields."""


class Reaction(Protocol):
    """What a module does about a batch of facts, inside one transaction, in the log's order."""

    __module__: str
    __name__: str

    def __call__(self, db: Db, facts: Sequence[Any], now: datetime) -> Awaitable[None]:
        """Act on 1..500 facts; may run again after a crash, but its effects commit once."""
        ...


class Subscriber(Struct, frozen=True, kw_only=True):
    """A reaction with the kinds of event that it hears."""

    name: str
    kinds: dict[str, type[Event]]
    react: Callable[[Db, Sequence[Any], datetime], Awaitable[None]]


class Entry(Struct, frozen=True, kw_only=True):
    """One row of the log. passed_count: rows of the batch that it was read with, heard or not."""

    tx: int
    id: int
    name: str
    body: str
    passed_count: int


async def emit(db: Db, *facts: Event) -> None:
    """Append facts to the log; they exist if and only if this transaction commits. One statement."""
    if not facts:
        return
    await run(
        db,
        """
        insert into kit.events (name, body, at)
        select name, body::jsonb, (select kit.now())
          from unnest(%(names)b::text[], %(bodies)b::text[]) with ordinality as fact (name, body, position)
         order by position
        """,
        names=[type(fact).__name__ for fact in facts],
        bodies=[msgspec.json.encode(fact).decode() for fact in facts],
    )


def subscribers(reactions: Mapping[type[Event], Sequence[Reaction]]) -> list[Subscriber]:
    """Turn the table event -> reactions into one subscriber per reaction."""
    heard: dict[Reaction, dict[str, type[Event]]] = {}
    for kind, listeners in reactions.items():
        for react in listeners:
            heard.setdefault(react, {})[kind.__name__] = kind
    _HEARD.update((_name(react), set(kinds)) for react, kinds in heard.items())
    return [Subscriber(name=_name(react), kinds=kinds, react=react) for react, kinds in heard.items()]


def wait_for(*reactions: Reaction) -> None:
    """Remember whose work on a fact must be done before what depends on it; see `oldest_unheard_tx`."""
    _AWAITED.update(_name(react) for react in reactions)


def _name(react: Reaction) -> str:
    return f"{react.__module__.removeprefix('vitrina.').split('.')[0]}.{react.__name__}"


async def catch_up(pool: Pool, subscriber: Subscriber) -> int:
    """Act on one batch of what the subscriber has not seen. Returns how many rows of the log it passed.

    A batch that fails is tried again one fact at a time; the fact that fails alone is raised, and the
    subscriber stays before it: later facts may depend on it.
    """
    try:
        return await _step(pool, subscriber, BATCH_SIZE)
    except Exception:
        log.warning("batch failed, going one by one", extra={"subscriber": subscriber.name}, exc_info=True)
        return await _step(pool, subscriber, 1)


async def _step(pool: Pool, subscriber: Subscriber, limit: int) -> int:
    async with pool.transaction() as db:
        entries = await _unseen(db, subscriber, limit)
        if not entries and await _begin(db, subscriber):
            entries = await _unseen(db, subscriber, limit)
        if not entries:
            return 0
        facts = [
            msgspec.json.decode(entry.body, type=subscriber.kinds[entry.name])
            for entry in entries
            if entry.name in subscriber.kinds
        ]
        if facts:
            await subscriber.react(db, facts, clock.now())
        await _advance(db, subscriber.name, entries[-1])
        return entries[-1].passed_count


async def _begin(db: Db, subscriber: Subscriber) -> bool:
    """Give a subscriber its cursor. False: it has one."""
    begun_count = await run(
        db,
        "insert into kit.cursors (subscriber) values (%(name)s) on conflict do nothing",
        name=subscriber.name,
    )
    return bool(begun_count)


async def _unseen(db: Db, subscriber: Subscriber, limit: int) -> list[Entry]:
    """Read what the subscriber hears of the next rows of the log, and the last of these rows in any case."""
    return await many(
        db,
        Entry,
        """
        with passed as (
            select e.tx, e.id, e.name, e.body
              from (select tx, id from kit.cursors where subscriber = %(name)s for update skip locked) c
              join kit.events e
                on (e.tx, e.id) > (c.tx, c.id)
               and e.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by e.tx, e.id
             limit %(limit)s
        )
        select p.tx,
               p.id,
               p.name,
               p.body::text as body,
               p.passed_count
          from (select tx, id, name, body,
                       count(*) over () as passed_count,
                       lead(id) over (order by tx, id) is null as is_last
                  from passed) p
         where p.is_last
            or p.name = any(%(kinds)s::text[])
         order by p.tx, p.id
        """,
        name=subscriber.name,
        kinds=list(subscriber.kinds),
        limit=limit,
    )


async def _advance(db: Db, subscriber: str, to: Entry) -> None:
    await run(
        db,
        "update kit.cursors set tx = %(tx)s, id = %(id)s where subscriber = %(name)s",
        name=subscriber,
        tx=to.tx,
        id=to.id,
    )


async def oldest_unheard_tx(db: Db) -> int | None:
    """Find the first transaction of which an awaited subscriber has not heard every event, or None.

    For work that must come after what those subscribers do: facts of lower transactions have been acted on.
    Subscribers that are not awaited may be stuck without holding anything up.
    """
    assert _AWAITED, "wiring.py says who is waited for, and was not imported"
    return min((each.tx for each in await _behind(db, sorted(_AWAITED))), default=None)


class _Behind(Struct, frozen=True, kw_only=True):
    """A subscriber with the transaction of the first event that it has not passed, heard or not."""

    subscriber: str
    tx: int


async def _behind(db: Db, names: Sequence[str]) -> list[_Behind]:
    return await many(
        db,
        _Behind,
        """
        select s.name as subscriber,
               unheard.tx
          from unnest(%(names)s::text[]) as s (name)
          left join kit.cursors c on c.subscriber = s.name
          join lateral (
                   select e.tx
                     from kit.events e
                    where (e.tx, e.id) > (coalesce(c.tx, 0), coalesce(c.id, 0))
                    order by e.tx, e.id
                    limit 1
               ) unheard on true
        """,
        names=list(names),
    )


class Unheard(Struct, frozen=True, kw_only=True):
    """What a subscriber should have acted on, and has not."""

    subscriber: str
    event_count: int
    oldest: datetime


async def unheard(db: Db, *, before: timedelta, limit: int) -> list[Unheard]:
    """List subscribers that have not acted on what they hear of the log for so long.

    One that hears nothing of what came stays behind for a while, and misses nothing by it.
    """
    pairs = [(name, kind) for name, kinds in sorted(_HEARD.items()) for kind in sorted(kinds)]
    return await many(
        db,
        Unheard,
        """
        select c.subscriber,
               e.event_count,
               e.oldest
          from kit.cursors c
         cross join lateral (
               select count(*) as event_count, min(e.at) as oldest
                 from kit.events e
                where (e.tx, e.id) > (c.tx, c.id)
                  and e.at < kit.now() - %(before)s::interval
                  and e.name in (select h.kind
                                   from unnest(%(names)s::text[], %(kinds)s::text[]) as h (name, kind)
                                  where h.name = c.subscriber)) e
         where e.event_count > 0
         order by c.subscriber
         limit %(limit)s
        """,
        before=before,
        names=[name for name, _ in pairs],
        kinds=[kind for _, kind in pairs],
        limit=limit,
    )


async def scrub(
    db: Db, *, after: int, person_id: str, email: str, instead: str, spoken: Sequence[str]
) -> int | None:
    """Take an e-mail address, and words of or about a person, out of some of her events.

    spoken: fields with words, such as "OrderCancelled.reason".  Returns where the next part starts; None at
    the end. Costs what she has in the log, however long it is; running it again changes nothing.
    """
    return await value(
        db,
        """
        with part as materialized (
            select id
              from kit.events
             where body ? 'buyer_email' and body ->> 'buyer_email' = %(email)s and id > %(after)s
            union
            select id
              from kit.events
             where body ? 'email' and body ->> 'email' = %(email)s and id > %(after)s
            union
            select id
              from kit.events
             where body ? 'subject_id' and body ->> 'subject_id' = %(person_id)s and id > %(after)s
             order by id
             limit %(limit)s
        ), scrubbed as (
            update kit.events e
               set body = (select jsonb_object_agg(
                                      f.key,
                                      case when f.value = to_jsonb(%(email)s::text)
                                           then to_jsonb(%(instead)s::text)
                                           when e.name || '.' || f.key = any(%(spoken)s) then '""'::jsonb
                                           else f.value
                                      end)
                             from jsonb_each(e.body) f)
              from part p
             where e.id = p.id
        )
        select max(id) from part
        """,
        after=after,
        limit=SCRUB_BATCH,
        person_id=person_id,
        email=email,
        instead=instead,
        spoken=list(spoken),
    )


async def drain(pool: Pool, table: Sequence[Subscriber]) -> None:
    """Run every subscriber until none has anything left, for tests and seeding.

    Whoever hears nothing of what came is led past it in one statement: a transaction of each costs more than
    what the others do. A transaction that runs anywhere on the server, in another database too, hides younger
    facts until it ends: waited for, at most DRAIN_MAX_S.
    """
    names = [subscriber.name for subscriber in table]
    deadline = time.monotonic() + DRAIN_MAX_S
    while True:
        async with pool.transaction() as db:
            await _pass_by(db, table)
            behind = {each.subscriber for each in await _behind(db, names)}
        if not behind:
            return
        if sum([await catch_up(pool, each) for each in table if each.name in behind]):
            continue
        if time.monotonic() > deadline:
            return
        await asyncio.sleep(DRAIN_POLL_S)


async def _pass_by(db: Db, table: Sequence[Subscriber]) -> None:
    """Move subscribers that hear nothing of the rest of the log to its end; who has no cursor gets one."""
    await run(
        db,
        """
        insert into kit.cursors (subscriber)
        select s.name from unnest(%(names)s::text[]) as s (name)
            on conflict do nothing
        """,
        names=sorted(subscriber.name for subscriber in table),
    )
    pairs = [(subscriber.name, kind) for subscriber in table for kind in subscriber.kinds]
    await run(
        db,
        """
        with head as (
            select e.tx, e.id
              from kit.events e
             where e.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by e.tx desc, e.id desc
             limit 1
        ), deaf as (
            select c.subscriber
              from kit.cursors c
              join head h on (h.tx, h.id) > (c.tx, c.id)
             where c.subscriber = any(%(names)s::text[])
               and not exists (
                       select 1
                         from kit.events e
                         join unnest(%(names)s::text[], %(kinds)s::text[]) as k (name, kind)
                              on k.kind = e.name and k.name = c.subscriber
                        where (e.tx, e.id) > (c.tx, c.id)
                          and (e.tx, e.id) <= (h.tx, h.id))
             order by c.subscriber
               for update of c skip locked
        )
        update kit.cursors c
           set tx = h.tx,
               id = h.id
          from head h, deaf d
         where c.subscriber = d.subscriber
        """,
        names=[name for name, _ in pairs],
        kinds=[kind for _, kind in pairs],
    )


async def follow(pool: Pool, table: Sequence[Subscriber], stop: asyncio.Event) -> None:
    """Keep every subscriber at the head of the log until `stop` is set.

    What the log grew by is asked once for all of them, and whoever hears none of it is left alone: a cursor
    that is looked at costs a transaction that must reach the disk. Now and then all who are behind are woken.
    """
    wakes = [asyncio.Event() for _ in table]
    followers = [
        asyncio.create_task(_follow(pool, subscriber, wake, stop))
        for subscriber, wake in zip(table, wakes, strict=True)
    ]
    known: _Head | None = None
    look_at = time.monotonic() + LOOK_S
    while not stop.is_set():
        late, is_time = set[str](), time.monotonic() >= look_at
        try:
            head = await (_growth(pool, known) if known else _head(pool))
            if is_time:
                late, look_at = await _late(pool, table), time.monotonic() + LOOK_S
        except Exception:
            log.exception("the log does not answer")
            head, known = None, None
        for subscriber, wake in zip(table, wakes, strict=True):
            if subscriber.name in late or (head and (known is None or _is_woken(subscriber, head))):
                wake.set()
        known = head or known
        await _pause(stop, POLL_S)
    for wake in wakes:
        wake.set()
    await asyncio.gather(*followers)


def _is_woken(subscriber: Subscriber, head: "_Head") -> bool:
    return subscriber.name in _AWAITED or not subscriber.kinds.keys().isdisjoint(head.names)


async def _follow(pool: Pool, subscriber: Subscriber, wake: asyncio.Event, stop: asyncio.Event) -> None:
    """Catch up whenever woken."""
    failing_s = POLL_S
    while not stop.is_set():
        wake.clear()
        try:
            if await catch_up(pool, subscriber) < BATCH_SIZE:
                await wake.wait()
            failing_s = POLL_S
        except Exception:
            failing_s = min(failing_s * 2, BACKOFF_MAX_S)
            log.exception("subscriber is stuck", extra={"subscriber": subscriber.name, "wait_s": failing_s})
            await _pause(stop, failing_s)


async def _late(pool: Pool, table: Sequence[Subscriber]) -> set[str]:
    """Name who has not passed all of the log, as a worker that died leaves them."""
    async with pool.connection() as db:
        return {each.subscriber for each in await _behind(db, [one.name for one in table])}


class _Head(Struct, frozen=True, kw_only=True):
    """The last fact that may be told, and the kinds of what came since another one."""

    tx: int
    id: int
    names: list[str] = []


async def _head(pool: Pool) -> _Head | None:
    """Find the last fact that may be told."""
    async with pool.connection() as db:
        return await one(
            db,
            _Head,
            """
            select tx, id
              from kit.events
             where tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             order by tx desc, id desc
             limit 1
            """,
        )


async def _growth(pool: Pool, known: _Head) -> _Head | None:
    """Tell what came since a fact, GROWTH_MAX of it; None: nothing. What may be told stays in its order."""
    async with pool.connection() as db:
        return await one(
            db,
            _Head,
            """
            with fresh as (
                select tx, id, name
                  from kit.events
                 where (tx, id) > (%(tx)s, %(id)s)
                   and tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                 order by tx, id
                 limit %(limit)s
            )
            select tx,
                   id,
                   (select array_agg(distinct name) from fresh) as names
              from fresh
             order by tx desc, id desc
             limit 1
            """,
            tx=known.tx,
            id=known.id,
            limit=GROWTH_MAX,
        )


async def _pause(until: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(until.wait(), seconds)
