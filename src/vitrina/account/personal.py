"""What account and the ground floor know of people."""

from collections.abc import AsyncIterator

from vitrina.account import store
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, nothing


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read when she asked for her data."""
    async for record in store.export_exports(db, subject.person_id):
        yield record


# Exports go before everything else, with their files: no transaction is open while a file is deleted.
PERSONAL = Personal(
    module="account",
    tables={
        "account.exports": erased(),
        "account.erasures": kept("proves that it was done: an opaque id and two dates"),
        "kit.clock": nothing("by how much a demo's clock was moved"),
        "kit.events": cleared("the log of facts is never shortened; e-mails and words are taken out"),
        "kit.cursors": nothing("how far subscribers have read"),
        "kit.idempotency_keys": kept("answers for who repeats a request; forgotten after 30 days"),
    },
    export=export,
)
