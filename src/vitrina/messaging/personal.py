"""What messaging knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, nothing
from vitrina.messaging.store import personal as store

ERASE_BATCH = 200


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her messages, those she was sent as a buyer, and the carts she sent."""
    async for record in store.export_messages(db, subject.person_id):
        yield record
    async for record in store.export_carts(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete the conversations in which she buys, and empty what she wrote for her shops."""
    del now
    gone = await store.erase_conversations(db, subject.person_id, ERASE_BATCH)
    emptied = await store.erase_words(db, subject.person_id, ERASE_BATCH)
    return ERASE_BATCH in {gone, emptied}


PERSONAL = Personal(
    module="messaging",
    tables={
        # Contacts of the bridge have no account to close: theirs go a year after their last word.
        "messaging.conversations": erased(),
        "messaging.messages": cleared("a buyer's go; of a shop's the words and pictures go, the places stay"),
        "messaging.carts": erased(),
        "messaging.cart_lines": nothing("how many of what; they go with their cart"),
        "messaging.whatsapp_inbox": nothing("who writes over the bridge has no account; kept for 30 days"),
        "messaging.whatsapp_outbox": nothing("which messages went over the bridge"),
        "messaging.whatsapp_codes": nothing("opaque taps of links; kept for 8 days"),
        "messaging.contact_touches": nothing("opaque taps of contacts without an account"),
    },
    export=export,
    erase=erase,
)
