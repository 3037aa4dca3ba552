"""What affiliates knows of people: who made a sale happen, and who touched what."""

from collections.abc import AsyncIterator, Sequence

from vitrina.affiliates import rules
from vitrina.affiliates.store import personal as store
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, kept, nothing
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger

CREATOR_ACCOUNTS = ("creator_reported", "creator_pending", "creator_available", "creator_reserve")


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her commissions, the rates kept for her, and what she touched."""
    async for record in store.export(db, subject.person_id):
        yield record


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """What she earned and was not paid."""
    creator_id = PersonId(subject.person_id)
    accounts = [
        rules.creator_account(kind, creator_id, currency)
        for kind in CREATOR_ACCOUNTS
        for currency in Currency
    ]
    owed: dict[Currency, int] = {}
    for account, amount_minor in (await ledger.balances(db, accounts)).items():
        owed[account.currency] = owed.get(account.currency, 0) + amount_minor
    return [
        Obstacle(code="creator_balance", count=1, amount_minor=amount_minor, currency=currency.value)
        for currency, amount_minor in owed.items()
        if amount_minor
    ]


PERSONAL = Personal(
    module="affiliates",
    tables={
        "affiliates.plan_versions": kept("terms as they were promised; who wrote them is an opaque id"),
        "affiliates.shop_policies": nothing("what a shop decided"),
        "affiliates.touches": kept("explains commissions and is never changed; who touched is an opaque id"),
        "affiliates.freezes": nothing("a cart is nobody's"),
        "affiliates.decisions": kept("why a sale was whose, never changed; people are opaque ids"),
        "affiliates.commissions": kept("books rest on them; the creator is an opaque id"),
        "affiliates.reserves": nothing("sums of commissions"),
        "affiliates.adjustments": nothing("corrections of a commission"),
        "affiliates.agreements": kept("what commissions were computed by; the creator is an opaque id"),
        "affiliates.grants": kept("rates that commissions were computed by; the creator is an opaque id"),
    },
    export=export,
    unfinished=unfinished,
)
