"""Statements of providers: read as they grow, booked once, whatever order or repetition they come in."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import ProviderError
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Journal
from vitrina.payments import statement_rules as rules
from vitrina.payments import store
from vitrina.payments.providers import Provider, registry
from vitrina.payments.statement_model import FittedMovement, Reading

# A statement is read again from so long before its end: what appears in it late is found.
OVERLAP = timedelta(days=3)
PAGES_MAX = 500  # a run reads at most so many pages of a provider; the next one goes on from there
BATCH_SIZE = 500
BATCHES_MAX = 400

log = logging.getLogger(__name__)


async def read_all(pool: Pool, *, now: datetime) -> int:
    """Read the statement of every provider that has one, and book it. Returns how many movements were new.

    A provider that does not answer holds up no other, and is read from where it was left the next time.
    """
    new_count = 0
    for provider in registry.with_statements(pool):
        try:
            new_count += await read(pool, provider, now=now)
        except ProviderError as error:
            log.warning("no statement", extra={"provider": provider.name, "reason": str(error)})
    await book(pool, now=now)
    return new_count


async def read(pool: Pool, provider: Provider, *, now: datetime) -> int:
    """Read what is new on a provider's statement; it is asked with no transaction open.

    Returns how many movements were not known. Raises ProviderError when it may work later.
    """
    async with pool.transaction() as db:
        reading = await store.reading(db, provider.name) or await _first(db, provider.name, now=now)
    if reading is None:
        return 0
    since, until, page = reading.reading_from, reading.reading_until, reading.page
    if since is None or until is None:
        since, until = reading.read_until - OVERLAP, now
    new_count = 0
    for _ in range(PAGES_MAX):
        told = await provider.statement(since=since, until=until, page=page)
        page = told.next_page
        done = Reading(
            provider=provider.name,
            read_until=reading.read_until if page else until,
            reading_from=since if page else None,
            reading_until=until if page else None,
            page=page,
        )
        async with pool.transaction() as db:
            await store.line_up_statements(db)
            new_count += await store.add_movements(db, provider.name, told.movements)
            await store.put_reading(db, done)
        if page is None:
            break
    return new_count


async def _first(db: Db, provider: str, *, now: datetime) -> Reading | None:
    """Begin with the first charge that we know of a provider. None: there is none yet."""
    first_at = await store.first_captured_at(db, provider)
    if first_at is None:
        return None
    return Reading(
        provider=provider,
        read_until=min(first_at, now),
        reading_from=None,
        reading_until=None,
        page=None,
    )


async def book(pool: Pool, *, now: datetime) -> None:
    """Book the fees of movements that fit what we know, and what of them has settled; each once.

    One that fits nothing yet, because we are to hear of it later, is tried again by the next run.
    """
    await _post_all(pool, store.take_fitting, rules.fee, now=now)
    await _post_all(pool, store.take_settled, rules.settled, now=now)


async def _post_all(
    pool: Pool,
    take: store.Take,
    journal_of: Callable[..., Journal | None],
    *,
    now: datetime,
) -> None:
    for _ in range(BATCHES_MAX):
        async with pool.transaction() as db:
            taken: list[FittedMovement] = await take(db, now=now, limit=BATCH_SIZE)
            journals = [journal_of(each, now=now) for each in taken]
            await ledger.post(db, [each for each in journals if each])
        if len(taken) < BATCH_SIZE:
            break
