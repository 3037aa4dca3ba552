"""The SQL of verification."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.shops.model import Shop, ShopId
from vitrina.verification.model import (
    Application,
    ApplicationId,
    ApplicationStatus,
    Content,
    Document,
    DocumentId,
    VerificationOutcome,
)


async def line_up(db: Db, shop_id: ShopId) -> None:
    """Let what one shop sends pass one after another until this transaction ends."""
    await run(
        db,
        "select pg_advisory_xact_lock(hashtextextended('verification.' || %(id)s, 0))",
        id=str(shop_id),
    )


async def find_last(db: Db, shop_id: ShopId) -> Application | None:
    """Find the last application of a shop."""
    return await one(
        db,
        Application,
        """
        select id,
               shop_id,
               person_id,
               shop_name,
               status,
               sent_at,
               decided_at,
               words
          from verification.applications
         where shop_id = %(shop_id)s
         order by sent_at desc, id desc
         limit 1
        """,
        shop_id=shop_id,
    )


async def find_application(db: Db, application_id: ApplicationId) -> Application | None:
    """Find an application."""
    return await one(
        db,
        Application,
        """
        select id,
               shop_id,
               person_id,
               shop_name,
               status,
               sent_at,
               decided_at,
               words
          from verification.applications
         where id = %(application_id)s
        """,
        application_id=application_id,
    )


async def add_application(
    db: Db, application_id: ApplicationId, *, shop: Shop, person_id: PersonId, now: datetime
) -> None:
    """Write an application. Breaks applications_running_key while another one waits or holds."""
    await run(
        db,
        """
        insert into verification.applications (id, shop_id, person_id, shop_name, status, sent_at)
        values (%(id)s, %(shop_id)s, %(person_id)s, %(shop_name)s, 'pending', %(now)s)
        """,
        id=application_id,
        shop_id=shop.id,
        shop_name=shop.name,
        person_id=person_id,
        now=now,
    )


async def lapse(db: Db, shop_id: ShopId) -> int:
    """Let the badge of a shop that took another name go, so that it can ask for one again."""
    return await run(
        db,
        """
        update verification.applications
           set status = 'lapsed'
         where shop_id = %(shop_id)s and status = 'verified'
        """,
        shop_id=shop_id,
    )


async def decide(
    db: Db,
    application_id: ApplicationId,
    *,
    come_from: ApplicationStatus,
    outcome: VerificationOutcome,
    words: str,
    now: datetime,
) -> int:
    """Move an application, if nobody was first."""
    return await run(
        db,
        """
        update verification.applications
           set status = %(outcome)s, words = %(words)s, decided_at = %(now)s
         where id = %(id)s and status = %(come_from)s
        """,
        id=application_id,
        come_from=come_from,
        outcome=outcome,
        words=words,
        now=now,
    )


async def add_decision(
    db: Db,
    application_id: ApplicationId,
    *,
    operator_id: PersonId,
    outcome: VerificationOutcome,
    now: datetime,
) -> None:
    """Write who decided what."""
    await run(
        db,
        """
        insert into verification.decisions (application_id, operator_id, outcome, decided_at)
        values (%(application_id)s, %(operator_id)s, %(outcome)s, %(now)s)
        """,
        application_id=application_id,
        operator_id=operator_id,
        outcome=outcome,
        now=now,
    )


async def pending(db: Db, *, after: tuple[datetime, ApplicationId] | None, limit: int) -> list[Application]:
    """List applications that wait, the longest waiting first."""
    return await many(
        db,
        Application,
        """
        select id,
               shop_id,
               person_id,
               shop_name,
               status,
               sent_at,
               decided_at,
               words
          from verification.applications
         where status = 'pending'
           and (%(at)s::timestamptz is null or (sent_at, id) > (%(at)s, %(id)s::uuid))
         order by sent_at, id
         limit %(limit)s
        """,
        at=after and after[0],
        id=after and after[1],
        limit=limit,
    )


async def decided(db: Db, *, before: tuple[datetime, ApplicationId] | None, limit: int) -> list[Application]:
    """List decided applications, the last one first."""
    return await many(
        db,
        Application,
        """
        select id,
               shop_id,
               person_id,
               shop_name,
               status,
               sent_at,
               decided_at,
               words
          from verification.applications
         where decided_at is not null
           and (%(at)s::timestamptz is null or (decided_at, id) < (%(at)s, %(id)s::uuid))
         order by decided_at desc, id desc
         limit %(limit)s
        """,
        at=before and before[0],
        id=before and before[1],
        limit=limit,
    )


async def add_document(db: Db, document: Document, content: bytes) -> None:
    """Write a document that is not sent yet."""
    await run(
        db,
        """
        insert into verification.documents (id, shop_id, person_id, kind, media_type, content, added_at)
        values (%(id)s, %(shop_id)s, %(person_id)s, %(kind)s, %(media_type)s, %(content)s, %(added_at)s)
        """,
        id=document.id,
        shop_id=document.shop_id,
        person_id=document.person_id,
        kind=document.kind,
        media_type=document.media_type,
        content=content,
        added_at=document.added_at,
    )


async def unsent(db: Db, shop_id: ShopId, limit: int) -> list[Document]:
    """List what a shop has not sent yet."""
    return await many(
        db,
        Document,
        """
        select id,
               shop_id,
               person_id,
               application_id,
               kind,
               media_type,
               length(content) as size_bytes,
               added_at
          from verification.documents
         where shop_id = %(shop_id)s and application_id is null
         order by added_at, id
         limit %(limit)s
        """,
        shop_id=shop_id,
        limit=limit,
    )


async def documents_of(db: Db, ids: Sequence[ApplicationId], limit: int) -> list[Document]:
    """List the documents of some applications that are still there."""
    return await many(
        db,
        Document,
        """
        select id,
               shop_id,
               person_id,
               application_id,
               kind,
               media_type,
               length(content) as size_bytes,
               added_at
          from verification.documents
         where application_id = any(%(ids)b::uuid[])
         order by added_at, id
         limit %(limit)s
        """,
        ids=list(ids),
        limit=limit,
    )


async def send_documents(db: Db, shop_id: ShopId, application_id: ApplicationId) -> int:
    """Put what is not sent yet into an application."""
    return await run(
        db,
        """
        update verification.documents
           set application_id = %(application_id)s
         where shop_id = %(shop_id)s and application_id is null
        """,
        shop_id=shop_id,
        application_id=application_id,
    )


async def remove_document(db: Db, shop_id: ShopId, document_id: DocumentId) -> int:
    """Delete a document that is not sent yet."""
    return await run(
        db,
        """
        delete from verification.documents
         where id = %(id)s and shop_id = %(shop_id)s and application_id is null
        """,
        id=document_id,
        shop_id=shop_id,
    )


async def find_content(db: Db, document_id: DocumentId) -> Content | None:
    """Read a document."""
    return await one(
        db,
        Content,
        """
        select person_id, application_id is not null as is_sent, media_type, content
          from verification.documents
         where id = %(id)s
        """,
        id=document_id,
    )


async def forget_documents(db: Db, before: datetime, limit: int) -> int:
    """Delete documents that were decided about, or added and never sent, before a time."""
    return await run(
        db,
        """
        delete from verification.documents
         where id in (
               (select d.id
                  from verification.documents d
                  join verification.applications a on a.id = d.application_id
                 where a.decided_at < %(before)s
                 limit %(limit)s)
                union all
               (select d.id
                  from verification.documents d
                 where d.application_id is null and d.added_at < %(before)s
                 limit %(limit)s))
        """,
        before=before,
        limit=limit,
    )


APPLICATIONS_OF: LiteralString = """
    select id, shop_id, shop_name, status, sent_at, decided_at, words
      from verification.applications
     where person_id = %(person_id)s
     order by id
"""
DOCUMENTS_OF: LiteralString = """
    select id, shop_id, application_id, kind, media_type, added_at,
           encode(content, 'base64') as content_base64
      from verification.documents
     where person_id = %(person_id)s
     order by id
"""
DECISIONS_OF: LiteralString = """
    select id, application_id, outcome, decided_at
      from verification.decisions
     where operator_id = %(person_id)s
     order by id
"""


async def erase_of(db: Db, person_id: UUID, now: datetime) -> None:
    """Delete a person's documents and what operators said to her; nobody looks at what waited."""
    await value(
        db,
        """
        with gone as (
            delete from verification.documents where person_id = %(person_id)s
        ), silent as (
            update verification.applications
               set words = '',
                   status = case status when 'pending' then 'lapsed' else status end,
                   decided_at = coalesce(decided_at, %(now)s)
             where person_id = %(person_id)s and (words <> '' or status = 'pending')
        )
        select 1
        """,
        person_id=person_id,
        now=now,
    )
