"""What orders knows of people: who bought, and where it went."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, kept, nothing
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders.store import personal as store
from vitrina.shops import service as shops

SELLER_ACCOUNTS = ("seller_pending", "seller_available", "seller_reserve")


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she bought. What others bought from her shops is theirs."""
    async for record in store.export(db, subject):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take name, contacts and address out of her orders; what was bought, and for how much, stays."""
    del now
    return await store.clear(db, subject) > 0


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Orders under way, and what her shops are owed."""
    run_by = await shops.shops_of(db, PersonId(subject.person_id))
    selling = await store.count_selling(db, [shop.id for shop in run_by])
    buying = await store.count_buying(db, subject)
    found: list[Obstacle] = []
    if selling:
        found.append(Obstacle(code="orders_to_finish", count=selling))
    if buying:
        found.append(Obstacle(code="orders_coming", count=buying, is_waited_for=True))
    accounts = [
        Account(kind=kind, owner=str(shop.id), currency=currency)
        for shop in run_by
        for kind in SELLER_ACCOUNTS
        for currency in Currency
    ]
    owed: dict[Currency, int] = {}
    for account, amount_minor in (await ledger.balances(db, accounts)).items() if accounts else ():
        owed[account.currency] = owed.get(account.currency, 0) + amount_minor
    found += [
        Obstacle(code="shop_balance", count=1, amount_minor=amount_minor, currency=currency.value)
        for currency, amount_minor in owed.items()
        if amount_minor
    ]
    return found


PERSONAL = Personal(
    module="orders",
    tables={
        "orders.orders": cleared("sums, tax and codes are proofs of sale; country and state decided the tax"),
        "orders.exempt_orders": cleared(
            "that no tax was taken, and why, belongs to the sale; the number goes"
        ),
        "orders.lines": kept("proofs of sale; they name products and an order"),
        "orders.refunds": cleared("what went back belongs to the sale; the words of the reason go"),
        "orders.disputes": nothing("sums that banks asked of orders"),
        "orders.refund_lines": kept("proofs of what went back; they name lines"),
        "orders.parcels": cleared("when which part was sent belongs to the sale; its number goes"),
        "orders.parcel_lines": kept("proofs of what was sent; they name lines"),
        "orders.recalled_parcels": nothing("numbers and times of what never left"),
        "orders.timeline": cleared("when an order was where belongs to the sale; notes go"),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
    spoken=(
        "OrderShipped.tracking_number",
        "OrderShipped.tracking_url",
        "ParcelShipped.tracking_number",
        "ParcelShipped.tracking_url",
        "ParcelCorrected.tracking_number",
        "ParcelCorrected.tracking_url",
        "OrderCancelled.reason",
        "OrderRefunded.reason",
    ),
)
