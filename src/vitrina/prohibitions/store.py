"""SQL of prohibitions."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.kit.personal import Record, records
from vitrina.prohibitions.model import NewRuling, Permit, PermitRequestId, PermitRow, PermitState

TimeKey = tuple[datetime, UUID]


async def permits(db: Db, texts: Sequence[tuple[ProductId, bytes]]) -> list[Permit]:
    """Read what is permitted for these words of these products."""
    return await many(
        db,
        Permit,
        """
        select r.product_id, r.digest, r.goods, r.permitted
          from unnest(%(product_ids)s::uuid[], %(digests)s::bytea[]) as t (product_id, digest)
          join prohibitions.permit_requests r using (product_id, digest)
         where r.state = 'permitted'
        """,
        product_ids=[product_id for product_id, _ in texts],
        digests=[digest for _, digest in texts],
    )


async def find_about(db: Db, product_id: ProductId, digest: bytes) -> PermitRow | None:
    """Find the request about these words of a product."""
    return await one(
        db,
        PermitRow,
        """
        select r.id, r.product_id, r.shop_id, r.digest, r.title, r.goods, r.countries, r.words, r.asked_by,
               r.asked_at, r.state, r.permitted, r.answer, r.ruled_at, r.version
          from prohibitions.permit_requests r
         where r.product_id = %(product_id)s
           and r.digest = %(digest)s
        """,
        product_id=product_id,
        digest=digest,
    )


async def find(db: Db, request_id: PermitRequestId) -> PermitRow | None:
    """Read a request."""
    return await one(
        db,
        PermitRow,
        """
        select r.id, r.product_id, r.shop_id, r.digest, r.title, r.goods, r.countries, r.words, r.asked_by,
               r.asked_at, r.state, r.permitted, r.answer, r.ruled_at, r.version
          from prohibitions.permit_requests r
         where r.id = %(request_id)s
        """,
        request_id=request_id,
    )


async def line_up(db: Db, person_id: PersonId) -> None:
    """Let the requests of one person pass one after another."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 84))", id=str(person_id))


async def count_since(db: Db, person_id: PersonId, since: datetime) -> int:
    """Count what a person asked for since a moment."""
    return await value(
        db,
        """
        select count(*)
          from prohibitions.permit_requests
         where asked_by = %(person_id)s
           and asked_at > %(since)s
        """,
        person_id=person_id,
        since=since,
    )


async def replace_asked(db: Db, product_id: ProductId, digest: bytes) -> int:
    """Close the request that waits about other words of a product."""
    return await run(
        db,
        """
        update prohibitions.permit_requests
           set state = 'replaced',
               version = version + 1
         where product_id = %(product_id)s
           and state = 'asked'
           and digest <> %(digest)s
        """,
        product_id=product_id,
        digest=digest,
    )


async def add(db: Db, row: PermitRow) -> None:
    """Write a request. Raises UniqueViolation when these words were asked about, or the id is taken."""
    await run(
        db,
        """
        insert into prohibitions.permit_requests (
               id, product_id, shop_id, digest, title, goods, countries, words, asked_by, asked_at)
        values (%(id)s, %(product_id)s, %(shop_id)s, %(digest)s, %(title)s, %(goods)s, %(countries)s,
               %(words)s, %(asked_by)s, %(asked_at)s)
        """,
        id=row.id,
        product_id=row.product_id,
        shop_id=row.shop_id,
        digest=row.digest,
        title=row.title,
        goods=[each.value for each in row.goods],
        countries=[each.value for each in row.countries],
        words=row.words,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
    )


async def rule(
    db: Db,
    request_id: PermitRequestId,
    new: NewRuling,
    *,
    state: PermitState,
    operator_id: PersonId,
    now: datetime,
) -> int:
    """Write a decision about the version of a request that was looked at; 0 when there is another by now."""
    return await run(
        db,
        """
        update prohibitions.permit_requests
           set state = %(state)s,
               permitted = %(permitted)s,
               answer = %(answer)s,
               ruled_by = %(operator_id)s,
               ruled_at = %(now)s,
               version = version + 1
         where id = %(request_id)s
           and version = %(version)s
           and state <> 'replaced'
        """,
        request_id=request_id,
        version=new.version,
        state=state,
        permitted=[each.value for each in new.permitted],
        answer=new.words,
        operator_id=operator_id,
        now=now,
    )


async def waiting(db: Db, *, after: TimeKey | None, limit: int) -> list[PermitRow]:
    """List requests that wait, the longest waiting first."""
    return await many(
        db,
        PermitRow,
        """
        select r.id, r.product_id, r.shop_id, r.digest, r.title, r.goods, r.countries, r.words, r.asked_by,
               r.asked_at, r.state, r.permitted, r.answer, r.ruled_at, r.version
          from prohibitions.permit_requests r
         where r.state = 'asked'
           and (%(at)s::timestamptz is null or (r.asked_at, r.id) > (%(at)s, %(id)s::uuid))
         order by r.asked_at, r.id
         limit %(limit)s
        """,
        at=after[0] if after else None,
        id=after[1] if after else None,
        limit=limit,
    )


async def ruled(db: Db, *, before: TimeKey | None, limit: int) -> list[PermitRow]:
    """List requests that were decided, the last decided first."""
    return await many(
        db,
        PermitRow,
        """
        select r.id, r.product_id, r.shop_id, r.digest, r.title, r.goods, r.countries, r.words, r.asked_by,
               r.asked_at, r.state, r.permitted, r.answer, r.ruled_at, r.version
          from prohibitions.permit_requests r
         where r.ruled_at is not null
           and (%(at)s::timestamptz is null or (r.ruled_at, r.id) < (%(at)s, %(id)s::uuid))
         order by r.ruled_at desc, r.id desc
         limit %(limit)s
        """,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read what a person asked for."""
    async for record in records(
        db,
        "permit_requests",
        """
        select r.id, r.product_id, r.title, r.words, r.asked_at, r.state, r.permitted, r.answer, r.ruled_at
          from prohibitions.permit_requests r
         where r.asked_by = %(person_id)s
         order by r.asked_at
        """,
        person_id=person_id,
    ):
        yield record


async def clear(db: Db, person_id: UUID) -> int:
    """Take the words out of what a person asked for, and of what she was answered."""
    return await run(
        db,
        """
        update prohibitions.permit_requests
           set words = '',
               answer = ''
         where asked_by = %(person_id)s
        """,
        person_id=person_id,
    )
