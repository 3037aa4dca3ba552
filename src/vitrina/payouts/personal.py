"""What payouts know of people: where their money went, and what they did to the money of others."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, kept, nothing
from vitrina.payouts.store import personal as store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her destinations, her payouts, and what she did as an operator."""
    for reading in (
        store.destinations,
        store.payouts,
        store.moves,
        store.files,
        store.downloads,
        store.write_offs,
    ):
        async for record in reading(db, subject.person_id):
            yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Forget whose account it was and its number; that money went there stays."""
    await store.erase_destinations(db, subject.person_id, now=now)
    return False


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Payouts that are on their way to her."""
    count = await store.under_way(db, subject.person_id)
    return [Obstacle(code="payouts_under_way", count=count, is_waited_for=True)] if count else []


PERSONAL = Personal(
    module="payouts",
    tables={
        "payouts.destinations": cleared("payouts rest on them; holder, number and tax number go"),
        "payouts.payouts": kept("books rest on them; the payee is an opaque id"),
        "payouts.moves": kept("who agreed to what, never changed; people are opaque ids"),
        "payouts.files": kept("what was carried to the bank; who made it is an opaque id"),
        "payouts.downloads": kept("who took the numbers of accounts along; people are opaque ids"),
        "payouts.withholdings": nothing("sums of tax"),
        "payouts.sales": nothing("orders by opaque ids"),
        "payouts.tax_returns": nothing("sums of tax"),
        "payouts.paydays": nothing("days"),
        "payouts.write_offs": kept("why a loss was taken; people are opaque ids"),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
    spoken=("DestinationChanged.ending",),
)
