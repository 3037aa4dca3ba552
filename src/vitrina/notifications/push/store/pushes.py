"""The SQL of pushes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.kit.ids import new_id
from vitrina.notifications.model import NoticeId, NoticeRow
from vitrina.notifications.push.model import NewPush, Push, PushDeviceId, PushId, PushState

# A badge shows no more.
UNREAD_MAX = 99


async def add(db: Db, pushes: Sequence[NewPush], now: datetime) -> int:
    """Write pushes down; one that its device had before is not written again. Returns how many are new."""
    return await run(
        db,
        """
        insert into notifications.pushes
               (id, device_id, notice_id, group_key, is_held, written_at, next_attempt_at, expires_at)
        select id, device_id, notice_id, group_key, is_held, %(now)s, next_attempt_at, expires_at
          from unnest(%(ids)b::uuid[], %(devices)b::uuid[], %(notices)b::uuid[], %(groups)b::text[],
                      %(held)b::boolean[], %(attempts)b::timestamptz[], %(expiries)b::timestamptz[])
            as new (id, device_id, notice_id, group_key, is_held, next_attempt_at, expires_at)
        on conflict do nothing
        """,
        now=now,
        ids=sorted(new_id() for _ in pushes),
        devices=[push.device_id for push in pushes],
        notices=[push.notice_id for push in pushes],
        groups=[push.group_key for push in pushes],
        held=[push.is_held for push in pushes],
        attempts=[push.next_attempt_at for push in pushes],
        expiries=[push.expires_at for push in pushes],
    )


async def take_due(db: Db, *, now: datetime, lease_until: datetime, limit: int) -> list[Push]:
    """Take all that is due for some devices; nobody else gets it before lease_until.

    The device is locked, so that what goes as one push is not divided between two workers.
    """
    return await many(
        db,
        Push,
        """
        with due as (
            select p.device_id
              from notifications.pushes p
             where p.state = 'waiting'
               and p.next_attempt_at <= %(now)s
             group by p.device_id
             order by min(p.next_attempt_at)
             limit %(limit)s
        ), locked as (
            select d.id
              from notifications.push_devices d
             where d.id in (select device_id from due)
               and (d.wait_until is null or d.wait_until <= %(now)s)
             order by d.id
               for update skip locked
        )
        update notifications.pushes p
           set next_attempt_at = %(lease_until)s,
               attempt_count = p.attempt_count + 1
          from locked
         where p.device_id = locked.id
           and p.state = 'waiting'
           and p.next_attempt_at <= %(now)s
        returning p.id, p.device_id, p.notice_id, p.group_key, p.is_held, p.attempt_count, p.expires_at
        """,
        now=now,
        lease_until=lease_until,
        limit=limit,
    )


async def end(db: Db, ids: Sequence[PushId], *, state: PushState, error: str | None, now: datetime) -> None:
    """Say what became of pushes for good."""
    await run(
        db,
        """
        update notifications.pushes
           set state = %(state)s, last_error = %(error)s, ended_at = %(now)s
         where id = any(%(ids)s)
        """,
        ids=list(ids),
        state=state,
        error=error,
        now=now,
    )


async def try_later(db: Db, ids: Sequence[PushId], *, at: datetime, error: str) -> None:
    """Say when pushes are tried again, and why they must be."""
    await run(
        db,
        """
        update notifications.pushes
           set next_attempt_at = %(at)s, last_error = %(error)s
         where id = any(%(ids)s)
           and state = 'waiting'
        """,
        ids=list(ids),
        at=at,
        error=error,
    )


async def expire(db: Db, now: datetime) -> int:
    """End waiting pushes whose time is over. Returns how many."""
    return await run(
        db,
        """
        update notifications.pushes
           set state = 'expired', ended_at = %(now)s
         where state = 'waiting'
           and next_attempt_at <= %(now)s
           and expires_at <= %(now)s
        """,
        now=now,
    )


async def notices(db: Db, ids: Sequence[NoticeId]) -> list[NoticeRow]:
    """Read notices by id, whoever they are of."""
    return await many(
        db,
        NoticeRow,
        """
        select n.id,
               n.facts,
               n.at,
               coalesce(n.id <= r.read_until, false) as is_read
          from notifications.notices n
          left join notifications.readers r
            on r.person_id = n.person_id
         where n.id = any(%(ids)s)
         limit %(limit)s
        """,
        ids=list(ids),
        limit=len(ids),
    )


class Unread(Struct, frozen=True, kw_only=True):
    """How many notices a person has not read, 99 at most."""

    person_id: PersonId
    count: int


async def unread(db: Db, person_ids: Sequence[PersonId]) -> list[Unread]:
    """Count what people have not read."""
    return await many(
        db,
        Unread,
        """
        select w.person_id, count(n.id)::int as count
          from unnest(%(person_ids)s::uuid[]) as w (person_id)
          left join notifications.readers r
            on r.person_id = w.person_id
          left join lateral (select m.id
                               from notifications.notices m
                              where m.person_id = w.person_id
                                and (r.read_until is null or m.id > r.read_until)
                              limit %(unread_max)s) n
            on true
         group by w.person_id
         limit %(limit)s
        """,
        person_ids=list(person_ids),
        unread_max=UNREAD_MAX,
        limit=len(person_ids),
    )


class Grown(Struct, frozen=True, kw_only=True):
    """A notice that grows."""

    id: NoticeId
    person_id: PersonId
    group_key: str


async def notice_ids(db: Db, keys: Sequence[tuple[PersonId, str]]) -> dict[tuple[PersonId, str], NoticeId]:
    """Find notices that grow by person and group, as the newest of the inbox that they are now."""
    found = await many(
        db,
        Grown,
        """
        select n.id, n.person_id, n.group_key
          from unnest(%(people)s::uuid[], %(keys)s::text[]) as wanted (person_id, group_key)
          join notifications.notices n using (person_id, group_key)
         limit %(limit)s
        """,
        people=[person_id for person_id, _ in keys],
        keys=[key for _, key in keys],
        limit=len(keys),
    )
    return {(each.person_id, each.group_key): each.id for each in found}


async def forget(db: Db, *, before: datetime, limit: int) -> int:
    """Delete pushes of long ago. Returns how many."""
    return await run(
        db,
        """
        delete from notifications.pushes
         where id in (select id
                        from notifications.pushes
                       where written_at < %(before)s
                       limit %(limit)s)
        """,
        before=before,
        limit=limit,
    )


async def forget_of_others(db: Db, device_id: PushDeviceId, person_id: PersonId) -> None:
    """Delete what still waits for a device and is for somebody else."""
    await run(
        db,
        """
        delete from notifications.pushes p
         where p.device_id = %(device_id)s
           and p.state = 'waiting'
           and not exists (select 1
                             from notifications.notices n
                            where n.person_id = %(person_id)s
                              and (n.id = p.notice_id or n.group_key = p.group_key))
        """,
        device_id=device_id,
        person_id=person_id,
    )
