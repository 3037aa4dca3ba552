"""The SQL of notifications."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Record, Subject, records
from vitrina.notifications.model import (
    ActivityKind,
    Group,
    Mail,
    MailId,
    MailState,
    NewMail,
    NewNotice,
    NoticeId,
    NoticeRow,
)

ERASED_AT_ONCE = 1_000


class Silenced(Struct, frozen=True, kw_only=True):
    """What a person does not want to hear of."""

    person_id: PersonId
    kinds: list[ActivityKind]


async def add_mails(db: Db, mails: Sequence[NewMail], now: datetime) -> None:
    """Write mails into the outbox, in their order."""
    await run(
        db,
        """
        insert into notifications.mails (id, recipient, language, facts, written_at, expires_at)
        select id, recipient, language, facts::jsonb, %(now)s, expires_at
          from unnest(%(ids)b::uuid[], %(recipients)b::text[], %(languages)b::text[], %(facts)b::text[],
                      %(expiries)b::timestamptz[])
            as new (id, recipient, language, facts, expires_at)
        """,
        now=now,
        ids=sorted(new_id() for _ in mails),
        recipients=[mail.recipient for mail in mails],
        languages=[mail.language.value for mail in mails],
        facts=[msgspec.json.encode(mail.facts).decode() for mail in mails],
        expiries=[mail.expires_at for mail in mails],
    )


async def add_notices(db: Db, notices: Sequence[NewNotice], now: datetime) -> list[NoticeId]:
    """Write notices into the inboxes, in their order. Returns their ids."""
    ids = [NoticeId(each) for each in sorted(new_id() for _ in notices)]
    await run(
        db,
        """
        insert into notifications.notices (id, person_id, facts, at)
        select id, person_id, facts::jsonb, %(now)s
          from unnest(%(ids)b::uuid[], %(people)b::uuid[], %(facts)b::text[]) as new (id, person_id, facts)
        """,
        now=now,
        ids=ids,
        people=[notice.person_id for notice in notices],
        facts=[msgspec.json.encode(notice.facts).decode() for notice in notices],
    )
    return ids


async def groups(db: Db, keys: Sequence[tuple[PersonId, str]]) -> list[Group]:
    """Read notices that grow."""
    return await many(
        db,
        Group,
        """
        select n.person_id, n.group_key, n.facts
          from unnest(%(people)s::uuid[], %(keys)s::text[]) as wanted (person_id, group_key)
          join notifications.notices n using (person_id, group_key)
        """,
        people=[person_id for person_id, _ in keys],
        keys=[key for _, key in keys],
    )


async def put_groups(db: Db, groups: Sequence[Group], now: datetime) -> None:
    """Write notices that grow, each as the newest of its inbox."""
    await run(
        db,
        """
        insert into notifications.notices as n (id, person_id, group_key, facts, at)
        select id, person_id, group_key, facts::jsonb, %(now)s
          from unnest(%(ids)s::uuid[], %(people)s::uuid[], %(keys)s::text[], %(facts)s::text[])
            as new (id, person_id, group_key, facts)
        on conflict (person_id, group_key) where group_key is not null do update
           set id = excluded.id,
               facts = excluded.facts,
               at = excluded.at
        """,
        now=now,
        ids=sorted(new_id() for _ in groups),
        people=[group.person_id for group in groups],
        keys=[group.group_key for group in groups],
        facts=[msgspec.json.encode(group.facts).decode() for group in groups],
    )


async def silenced(db: Db, person_ids: Sequence[PersonId]) -> list[Silenced]:
    """Read which activity people do not want to hear of; who silenced nothing has no row."""
    return await many(
        db,
        Silenced,
        "select person_id, kinds from notifications.silenced where person_id = any(%(person_ids)s)",
        person_ids=list(person_ids),
    )


async def silence(db: Db, person_id: PersonId, kinds: Sequence[ActivityKind]) -> None:
    """Keep which activity a person does not want to hear of."""
    await run(
        db,
        """
        insert into notifications.silenced (person_id, kinds)
        values (%(person_id)s, %(kinds)s::text[])
        on conflict (person_id) do update set kinds = excluded.kinds
        """,
        person_id=person_id,
        kinds=[kind.value for kind in kinds],
    )


async def take_due(db: Db, *, now: datetime, lease_until: datetime, limit: int) -> list[Mail]:
    """Take waiting mails whose turn has come; nobody else gets them before lease_until."""
    return await many(
        db,
        Mail,
        """
        update notifications.mails
           set next_attempt_at = %(lease_until)s,
               attempt_count = attempt_count + 1
         where id in (select id
                        from notifications.mails
                       where state = 'waiting'
                         and next_attempt_at <= %(now)s
                       order by next_attempt_at
                       limit %(limit)s
                         for update skip locked)
        returning id, recipient, language, facts, written_at, attempt_count
        """,
        now=now,
        lease_until=lease_until,
        limit=limit,
    )


async def end_mail(db: Db, mail_id: MailId, *, state: MailState, error: str | None, now: datetime) -> None:
    """Say what became of a mail for good."""
    await run(
        db,
        """
        update notifications.mails
           set state = %(state)s, last_error = %(error)s, ended_at = %(now)s
         where id = %(mail_id)s
        """,
        mail_id=mail_id,
        state=state,
        error=error,
        now=now,
    )


async def try_later(db: Db, mail_id: MailId, *, at: datetime, error: str) -> None:
    """Say when a mail is tried again, and why it must be."""
    await run(
        db,
        """
        update notifications.mails
           set next_attempt_at = %(at)s, last_error = %(error)s
         where id = %(mail_id)s
        """,
        mail_id=mail_id,
        at=at,
        error=error,
    )


async def expire(db: Db, now: datetime) -> int:
    """End waiting mails whose time is over. Returns how many."""
    return await run(
        db,
        """
        update notifications.mails
           set state = 'expired', ended_at = %(now)s
         where state = 'waiting'
           and expires_at <= %(now)s
        """,
        now=now,
    )


async def mails(db: Db, *, before: MailId | None, limit: int) -> list[Mail]:
    """List mails, the newest first."""
    return await many(
        db,
        Mail,
        """
        select id, recipient, language, facts, written_at, attempt_count
          from notifications.mails
         where (%(before)s::uuid is null or id < %(before)s)
         order by id desc
         limit %(limit)s
        """,
        before=before,
        limit=limit,
    )


async def notices(db: Db, person_id: PersonId, *, before: NoticeId | None, limit: int) -> list[NoticeRow]:
    """List a person's notices, the newest first."""
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
         where n.person_id = %(person_id)s
           and (%(before)s::uuid is null or n.id < %(before)s)
         order by n.id desc
         limit %(limit)s
        """,
        person_id=person_id,
        before=before,
        limit=limit,
    )


async def mark_read(db: Db, person_id: PersonId, until: NoticeId) -> bool:
    """Note the newest notice that a person read, never an older one than before. False: not in the inbox."""
    return bool(
        await run(
            db,
            """
            insert into notifications.readers as r (person_id, read_until)
            select person_id, id
              from notifications.notices
             where id = %(until)s
               and person_id = %(person_id)s
            on conflict (person_id) do update
               set read_until = greatest(r.read_until, excluded.read_until)
            """,
            person_id=person_id,
            until=until,
        )
    )


async def forget(db: Db, *, mails_before: datetime, notices_before: datetime, limit: int) -> int:
    """Delete mails and notices of long ago. Returns how many."""
    count = await value(
        db,
        """
        with gone_mails as (
            delete from notifications.mails
             where id in (select id
                            from notifications.mails
                           where written_at < %(mails_before)s
                           limit %(limit)s)
            returning 1
        ), gone_notices as (
            delete from notifications.notices
             where id in (select id
                            from notifications.notices
                           where at < %(notices_before)s
                           limit %(limit)s)
            returning 1
        )
        select (select count(*) from gone_mails) + (select count(*) from gone_notices)
        """,
        mails_before=mails_before,
        notices_before=notices_before,
        limit=limit,
    )
    return int(count)


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what a person was told, by mail and in the inbox."""
    async for record in records(
        db,
        "mails",
        """
        select id, facts, state, written_at, ended_at
          from notifications.mails
         where recipient = %(email)s
         order by id
        """,
        email=subject.email,
    ):
        yield record
    async for record in records(
        db,
        "notices",
        "select id, facts, at from notifications.notices where person_id = %(person_id)s order by id",
        person_id=subject.person_id,
    ):
        yield record
    async for record in records(
        db,
        "silenced",
        "select kinds from notifications.silenced where person_id = %(person_id)s",
        person_id=subject.person_id,
    ):
        yield record


async def erase(db: Db, subject: Subject) -> int:
    """Delete so many mails and notices of a person, and all preferences. Returns how many of the former."""
    return await value(
        db,
        """
        with mails as (
            delete from notifications.mails
             where id in (select id from notifications.mails where recipient = %(email)s limit %(limit)s)
            returning 1
        ), notices as (
            delete from notifications.notices
             where id in (select id from notifications.notices
                           where person_id = %(person_id)s limit %(limit)s)
            returning 1
        ), readers as (
            delete from notifications.readers where person_id = %(person_id)s
        ), silenced as (
            delete from notifications.silenced where person_id = %(person_id)s
        )
        select (select count(*) from mails) + (select count(*) from notices)
        """,
        person_id=subject.person_id,
        email=subject.email,
        limit=ERASED_AT_ONCE,
    )
