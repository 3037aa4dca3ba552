"""The SQL of devices, and of what their people want."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, time

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, Subject, records
from vitrina.kit.places import Language
from vitrina.notifications.push.model import (
    NewDevice,
    Preferences,
    PushDevice,
    PushDeviceId,
    PushSubject,
    Reached,
    Target,
)

DEVICES_MAX = 10


async def put_device(db: Db, new: NewDevice, now: datetime) -> PushDeviceId | None:
    """Write a device; the same browser again is the same device, whoever is signed in there now.

    None: the address is taken by one with other keys, so that this is not the browser it belongs to.
    """
    return await value(
        db,
        """
        insert into notifications.push_devices as d
               (id, person_id, session_digest, endpoint, p256dh, auth, language, agent, made_at)
        values (%(id)s, %(person_id)s, %(session_digest)s, %(endpoint)s, %(p256dh)s, %(auth)s, %(language)s,
                %(agent)s, %(now)s)
        on conflict (endpoint) do update
           set person_id = excluded.person_id,
               session_digest = excluded.session_digest,
               language = excluded.language,
               agent = excluded.agent,
               made_at = excluded.made_at,
               failure_count = 0
         where d.p256dh = excluded.p256dh
           and d.auth = excluded.auth
        returning id
        """,
        id=new.id,
        person_id=new.person_id,
        session_digest=new.session_digest,
        endpoint=new.endpoint,
        p256dh=new.p256dh,
        auth=new.auth,
        language=new.language,
        agent=new.agent,
        now=now,
    )


async def keep_newest_devices(db: Db, person_id: PersonId) -> None:
    """Delete the devices of a person beyond her newest ten."""
    await run(
        db,
        """
        delete from notifications.push_devices
         where person_id = %(person_id)s
           and id not in (select id
                            from notifications.push_devices
                           where person_id = %(person_id)s
                           order by made_at desc, id desc
                           limit %(limit)s)
        """,
        person_id=person_id,
        limit=DEVICES_MAX,
    )


async def devices(db: Db, person_id: PersonId) -> list[PushDevice]:
    """List a person's devices, the newest first."""
    return await many(
        db,
        PushDevice,
        """
        select id, agent, made_at, taken_at, failure_count
          from notifications.push_devices
         where person_id = %(person_id)s
         order by made_at desc, id desc
         limit %(limit)s
        """,
        person_id=person_id,
        limit=DEVICES_MAX,
    )


async def delete_device(db: Db, device_id: PushDeviceId, *, person_id: PersonId) -> bool:
    """Delete one of a person's devices, with what waits for it. False: there is none."""
    return bool(
        await run(
            db,
            "delete from notifications.push_devices where id = %(device_id)s and person_id = %(person_id)s",
            device_id=device_id,
            person_id=person_id,
        )
    )


class Opened(Struct, frozen=True, kw_only=True):
    """A device and the session that it was made in."""

    id: PushDeviceId
    session_digest: bytes


async def sessions(
    db: Db, person_ids: Sequence[PersonId] | None, *, after: PushDeviceId | None, limit: int
) -> list[Opened]:
    """List devices with their sessions by id: of some people, or of all."""
    return await many(
        db,
        Opened,
        """
        select id, session_digest
          from notifications.push_devices
         where (%(person_ids)s::uuid[] is null or person_id = any(%(person_ids)s))
           and (%(after)s::uuid is null or id > %(after)s)
         order by id
         limit %(limit)s
        """,
        person_ids=None if person_ids is None else list(person_ids),
        after=after,
        limit=limit,
    )


async def drop_devices(db: Db, ids: Sequence[PushDeviceId]) -> int:
    """Delete devices, with what waits for them. Returns how many."""
    return await run(db, "delete from notifications.push_devices where id = any(%(ids)s)", ids=list(ids))


async def preferences(db: Db, person_id: PersonId) -> Preferences | None:
    """Read what a person wants to be pushed; None: she never said."""
    return await one(
        db,
        Preferences,
        """
        select silenced, zone, quiet_from, quiet_until
          from notifications.push_settings
         where person_id = %(person_id)s
        """,
        person_id=person_id,
    )


async def put_preferences(db: Db, person_id: PersonId, wanted: Preferences, *, is_first: bool) -> None:
    """Keep what a person wants to be pushed; is_first: unless she has said so before."""
    await run(
        db,
        """
        insert into notifications.push_settings (person_id, silenced, zone, quiet_from, quiet_until)
        values (%(person_id)s, %(silenced)s::text[], %(zone)s, %(quiet_from)s, %(quiet_until)s)
        on conflict (person_id) do update
           set silenced = excluded.silenced,
               zone = excluded.zone,
               quiet_from = excluded.quiet_from,
               quiet_until = excluded.quiet_until
         where not %(is_first)s
        """,
        person_id=person_id,
        silenced=[each.value for each in wanted.silenced],
        zone=wanted.zone,
        quiet_from=wanted.quiet_from,
        quiet_until=wanted.quiet_until,
        is_first=is_first,
    )


class _Joined(Struct, frozen=True, kw_only=True):
    """A device beside what its person wants, which she may never have said."""

    id: PushDeviceId
    person_id: PersonId
    silenced: list[PushSubject] | None
    zone: str | None
    quiet_from: time | None
    quiet_until: time | None

    def preferences(self) -> Preferences | None:
        """Put what she wants together."""
        if self.zone is None or self.silenced is None:
            return None
        return Preferences(
            silenced=self.silenced, zone=self.zone, quiet_from=self.quiet_from, quiet_until=self.quiet_until
        )


class _JoinedTarget(_Joined, frozen=True, kw_only=True):
    """The same with all that is needed to send."""

    session_digest: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    language: Language
    failure_count: int


async def reached(db: Db, person_ids: Sequence[PersonId]) -> list[Reached]:
    """Find the devices of people, with what they want."""
    found = await many(
        db,
        _Joined,
        """
        select d.id, d.person_id, s.silenced, s.zone, s.quiet_from, s.quiet_until
          from notifications.push_devices d
          left join notifications.push_settings s
            on s.person_id = d.person_id
         where d.person_id = any(%(person_ids)s)
         order by d.id
         limit %(limit)s
        """,
        person_ids=list(person_ids),
        limit=DEVICES_MAX * len(person_ids),
    )
    return [Reached(id=each.id, person_id=each.person_id, preferences=each.preferences()) for each in found]


async def targets(db: Db, ids: Sequence[PushDeviceId]) -> list[Target]:
    """Read devices that something is sent to."""
    found = await many(
        db,
        _JoinedTarget,
        """
        select d.id,
               d.person_id,
               d.session_digest,
               d.endpoint,
               d.p256dh,
               d.auth,
               d.language,
               d.failure_count,
               s.silenced,
               s.zone,
               s.quiet_from,
               s.quiet_until
          from notifications.push_devices d
          left join notifications.push_settings s
            on s.person_id = d.person_id
         where d.id = any(%(ids)s)
         order by d.id
         limit %(limit)s
        """,
        ids=list(ids),
        limit=len(ids),
    )
    return [
        Target(
            id=each.id,
            person_id=each.person_id,
            session_digest=each.session_digest,
            endpoint=each.endpoint,
            p256dh=each.p256dh,
            auth=each.auth,
            language=each.language,
            failure_count=each.failure_count,
            preferences=each.preferences(),
        )
        for each in found
    ]


async def note_taken(db: Db, device_id: PushDeviceId, now: datetime) -> None:
    """Note that a device's service took a message."""
    await run(
        db,
        """
        update notifications.push_devices
           set taken_at = %(now)s, failure_count = 0, wait_until = null
         where id = %(device_id)s
        """,
        device_id=device_id,
        now=now,
    )


async def wait(db: Db, device_id: PushDeviceId, until: datetime) -> None:
    """Note that a device's service asked for a pause."""
    await run(
        db,
        "update notifications.push_devices set wait_until = %(until)s where id = %(device_id)s",
        device_id=device_id,
        until=until,
    )


async def note_refused(db: Db, device_id: PushDeviceId, *, refusals_max: int) -> None:
    """Count that a device's service refused a message, and delete the device after too many in a row."""
    await run(
        db,
        """
        with counted as (
            update notifications.push_devices
               set failure_count = failure_count + 1
             where id = %(device_id)s
               and failure_count + 1 < %(refusals_max)s
            returning id
        )
        delete from notifications.push_devices
         where id = %(device_id)s
           and not exists (select 1 from counted)
        """,
        device_id=device_id,
        refusals_max=refusals_max,
    )


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read a person's devices and what she wants to be pushed; the addresses are keys, and stay here."""
    async for record in records(
        db,
        "push_devices",
        """
        select id, language, agent, made_at, taken_at
          from notifications.push_devices
         where person_id = %(person_id)s
         order by id
        """,
        person_id=subject.person_id,
    ):
        yield record
    async for record in records(
        db,
        "push_settings",
        """
        select silenced, zone, quiet_from::text, quiet_until::text
          from notifications.push_settings
         where person_id = %(person_id)s
        """,
        person_id=subject.person_id,
    ):
        yield record
    async for record in records(
        db,
        "pushes",
        """
        select p.id, p.device_id, p.notice_id, p.state, p.written_at, p.ended_at
          from notifications.pushes p
          join notifications.push_devices d
            on d.id = p.device_id
         where d.person_id = %(person_id)s
         order by p.id
        """,
        person_id=subject.person_id,
    ):
        yield record


async def erase(db: Db, subject: Subject) -> None:
    """Delete a person's devices, with what waits for them, and what she wants to be pushed."""
    await run(
        db,
        """
        with devices as (
            delete from notifications.push_devices where person_id = %(person_id)s
        )
        delete from notifications.push_settings where person_id = %(person_id)s
        """,
        person_id=subject.person_id,
    )
