"""Verbs of the books: look over all of it, and look behind a figure."""

import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.books.invariants import PROMISES
from vitrina.books.model import (
    AccountEntry,
    Audit,
    AuditDesk,
    AuditId,
    BookJournal,
    BookLine,
    BookSeal,
    Finding,
    FoundJournals,
    Seals,
)
from vitrina.books.store import audits as store
from vitrina.kit.db import Db, Pool
from vitrina.kit.http import Page, page_of
from vitrina.kit.ids import new_id
from vitrina.kit.money import Money
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, JournalView
from vitrina.payments import service as payments
from vitrina.payments.model import PurchaseId

AUDITS_SHOWN = 24
AUDITS_KEPT = 24 * 31
JOURNALS_MAX = 100
SEALS_SHOWN = 20
SEARCH_LENGTH_MAX = 255
# Whose money may move, under an id alone.
SOURCES = ("order", "payout", "tip", "conversion", "write_off")


async def look_over(pool: Pool) -> list[Finding]:
    """Hold the books against every promise, in one moment: sales go on meanwhile. Changes nothing."""
    async with pool.transaction() as db:
        await store.hold_still(db)
        return await check(db)


async def check(db: Db) -> list[Finding]:
    """Hold the books against every promise, in the order of their codes."""
    return [
        Finding(
            code=promise.code,
            breaches=[breach for check in promise.checks for breach in await check(db)],
        )
        for promise in PROMISES
    ]


async def audit(pool: Pool, *, now: datetime) -> Audit:
    """Look over the books and write down what was found."""
    began = time.monotonic()
    async with pool.transaction() as db:
        await store.hold_still(db)
        journal_count = await ledger.journal_count(db)
        findings = await check(db)
    found = Audit(
        id=AuditId(new_id()),
        began_at=now,
        took_ms=round((time.monotonic() - began) * 1000),
        journal_count=journal_count,
        findings=findings,
        breach_count=sum(len(each.breaches) for each in findings),
    )
    async with pool.transaction() as db:
        await store.add(db, found)
        await store.forget(db, kept=AUDITS_KEPT)
    return found


async def last_audits(db: Db) -> AuditDesk:
    """Show what the last audits found, the newest first."""
    return AuditDesk(audits=await store.last(db, limit=AUDITS_SHOWN))


async def find_journals(db: Db, search: str) -> FoundJournals:
    """Find journals by what an operator has at hand, at most JOURNALS_MAX.

    search: the code of an order or payout, an id, whose money moved ("order:..."), or a journal's key.
    """
    sources = await _sources(db, search.strip())
    found = await ledger.find_journals(db, keys=[search.strip()], sources=sources, limit=JOURNALS_MAX + 1)
    return FoundJournals(
        journals=[_journal(each) for each in found[:JOURNALS_MAX]], is_cut=len(found) > JOURNALS_MAX
    )


async def _sources(db: Db, search: str) -> Sequence[str]:
    sources = [search]
    for each in await store.find_code(db, search.upper()):
        sources.append(f"{each.kind}:{each.id}")
        if each.purchase_id:
            sources.append(payments.source_of(PurchaseId(each.purchase_id)))
    try:
        found = UUID(search)
    except ValueError:
        return sources
    return [*sources, payments.source_of(PurchaseId(found)), *[f"{kind}:{found}" for kind in SOURCES]]


def _journal(view: JournalView) -> BookJournal:
    head = view.head
    return BookJournal(
        id=head.id,
        key=head.key,
        kind=head.kind,
        source=head.source,
        is_forced=head.is_forced,
        reverses=head.reverses,
        at=head.effective_at,
        posted_at=head.posted_at,
        lines=[
            BookLine(account=line.account, owner=line.owner, amount=Money(line.amount_minor, line.currency))
            for line in view.lines
        ],
    )


async def lines_of(
    db: Db, account: Account, *, before: tuple[int, int] | None, limit: int
) -> Page[AccountEntry]:
    """List the lines of an account, the newest journal first."""
    found = await ledger.lines_of(db, account, before=before, limit=limit + 1)
    page = page_of(found, limit, lambda each: (each.journal_id, each.line))
    return Page(
        items=[
            AccountEntry(
                key=each.key,
                kind=each.kind,
                source=each.source,
                amount=Money(each.amount_minor, account.currency),
                at=each.effective_at,
            )
            for each in page.items
        ],
        next_cursor=page.next_cursor,
    )


async def seals(db: Db) -> Seals:
    """Show the last links of the chain that seals the books, the newest first."""
    return Seals(
        seals=[
            BookSeal(number=each.number, upto_journal=each.upto_journal_id, hash=each.hash, at=each.sealed_at)
            for each in await ledger.seals(db, limit=SEALS_SHOWN)
        ]
    )
