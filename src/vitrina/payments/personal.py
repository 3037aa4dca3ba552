"""What payments knows of people: cards they keep, accounts to be paid on. A purchase is nobody's here."""

from collections.abc import AsyncIterator
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, kept, nothing
from vitrina.payments import store


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read the cards that she keeps, as she knows them, and her accounts with providers."""
    for reading in (store.export_cards, store.export_accounts):
        async for record in reading(db, PersonId(subject.person_id)):
            yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Let go of her cards; a job has their providers forget them."""
    await store.erase_cards(db, PersonId(subject.person_id), now=now)
    await store.erase_accounts(db, PersonId(subject.person_id))
    return False


PERSONAL = Personal(
    module="payments",
    tables={
        "payments.payments": cleared("a purchase is an opaque id; who meant to keep its card is forgotten"),
        "payments.kept_cards": erased(),
        "payments.accounts": erased(),
        "payments.transfers": kept("books rest on them; an account is a name at its provider"),
        "payments.reversals": nothing("sums of transfers"),
        "payments.sandbox_transfers": nothing("sums of the sandbox"),
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
