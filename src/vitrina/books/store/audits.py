"""SQL of audits, and of what codes stand for."""

from uuid import UUID

import msgspec
from msgspec import Struct

from vitrina.books.model import Audit
from vitrina.kit.db import Db, many, run


async def hold_still(db: Db) -> None:
    """Let everything that this transaction reads be of one moment. Its first statement."""
    await run(db, "set transaction isolation level repeatable read, read only")


async def add(db: Db, audit: Audit) -> None:
    """Write what an audit found."""
    await run(
        db,
        """
        insert into books.audits (id, began_at, took_ms, journal_count, findings, breach_count)
        values (%(id)s, %(began_at)s, %(took_ms)s, %(journal_count)s, %(findings)s::jsonb, %(breach_count)s)
        """,
        id=audit.id,
        began_at=audit.began_at,
        took_ms=audit.took_ms,
        journal_count=audit.journal_count,
        findings=msgspec.json.encode(audit.findings).decode(),
        breach_count=audit.breach_count,
    )


async def last(db: Db, *, limit: int) -> list[Audit]:
    """Read the last audits."""
    return await many(
        db,
        Audit,
        """
        select id, began_at, took_ms, journal_count, findings, breach_count
          from books.audits
         order by began_at desc, id desc
         limit %(limit)s
        """,
        limit=limit,
    )


async def forget(db: Db, *, kept: int) -> int:
    """Delete all but the last audits."""
    return await run(
        db,
        """
        delete from books.audits
         where id not in (select id from books.audits order by began_at desc, id desc limit %(kept)s)
        """,
        kept=kept,
    )


class Coded(Struct, frozen=True, kw_only=True):
    """What a code stands for. purchase_id: of an order."""

    kind: str
    id: UUID
    purchase_id: UUID | None


async def find_code(db: Db, code: str) -> list[Coded]:
    """Find the order or payout that people know by a code."""
    return await many(
        db,
        Coded,
        """
        select 'order' as kind, id, purchase_id
          from orders.orders
         where code = %(code)s
        union all
        select 'payout', id, null
          from payouts.payouts
         where code = %(code)s
        """,
        code=code,
    )
