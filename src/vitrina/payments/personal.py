"""What payments knows of people: which cards they keep. What a purchase cost is nobody's here."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, nothing
from vitrina.payments import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the cards that she keeps, as she knows them."""
    async for record in store.export_cards(db, PersonId(subject.person_id)):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Let go of her cards; a job has their providers forget them."""
    await store.erase_cards(db, PersonId(subject.person_id), now=now)
    return False


PERSONAL = Personal(
    module="payments",
    tables={
        "payments.payments": cleared("a purchase is an opaque id; who meant to keep its card is forgotten"),
        "payments.kept_cards": erased(),
        "payments.refunds": nothing("an order is an opaque id"),
        "payments.hints": nothing("ids of objects at a provider"),
        "payments.disputes": nothing("a payment is an opaque id"),
        "payments.receipts": kept("proves which operator or shop said that money came"),
        "payments.cash_shops": nothing("a shop"),
        "payments.movements": nothing("sums under ids of a provider"),
        "payments.settlements": kept("why the books were corrected; operators are opaque ids"),
        "payments.readings": nothing("how far a statement was read"),
        "payments.sandbox_payouts": nothing("sums of the sandbox"),
        "payments.voucher_shops": nothing("a shop"),
        "payments.sandbox_charges": nothing("sums of the sandbox"),
        "payments.sandbox_refunds": nothing("sums of the sandbox"),
        "payments.sandbox_cards": nothing("test cards of the sandbox"),
    },
    export=export,
    erase=erase,
)
