"""Follow the money of a purchase: told from the books alone."""

from collections.abc import Sequence
from uuid import UUID

from vitrina.checkout import rules
from vitrina.checkout.trail_model import MoneyJournal, MoneyLine, MoneyPart, MoneyTrail, Party
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Entry
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import Access, Order, OrderId, OrderStatus
from vitrina.payments import service as payments
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

UNTAXED = {OrderStatus.PLACED, OrderStatus.CANCELLED}
Names = dict[str, str]


async def trail(db: Db, *, settings: Settings, order_id: OrderId, access: Access) -> MoneyTrail:
    """Tell where each cent of the purchase of an order is, journal by journal.

    To operators; in a demo or in development, to the order's buyer as well. Raises OrderNotFound.
    """
    order = await _order_for(db, settings=settings, order_id=order_id, access=access)
    placed = (await orders.placed_of(db, [order.purchase_id]))[order.purchase_id]
    of_purchase = list((await orders.orders_by_id(db, [each.id for each in placed])).values())
    sources = [payments.source_of(order.purchase_id), *map(orders.source_of, (each.id for each in placed))]
    entries = await ledger.entries_of(db, sources)
    names = await _names(db, entries)
    return MoneyTrail(
        paid=Money(rules.paid_minor(entries), order.currency),
        parts=_parts(entries, of_purchase, names),
        journals=_journals(entries, names),
    )


async def _order_for(db: Db, *, settings: Settings, order_id: OrderId, access: Access) -> Order:
    is_operator = access.actor is not None and access.actor.can(Capability.OPERATE)
    found = (await orders.orders_by_id(db, [order_id])).get(order_id)
    if found is None:
        raise OrderNotFound
    is_buyer = access.has_key or (access.actor is not None and found.buyer_id == access.actor.id)
    if is_operator or (is_buyer and (settings.is_demo or settings.is_development)):
        return found
    raise OrderNotFound


async def _names(db: Db, entries: Sequence[Entry]) -> Names:
    """Name the shops and creators of lines, by owner. Two statements."""
    owners = {party: {each.owner for each in entries if rules.party(each) is party} for party in Party}
    sellers = await shops.shops_by_id(db, [ShopId(UUID(each)) for each in owners[Party.SHOP]])
    creators = await identity.persons(db, [PersonId(UUID(each)) for each in owners[Party.CREATOR]])
    return {str(each.id): each.name for each in sellers.values()} | {
        str(each.id): f"@{each.handle}" for each in creators.values()
    }


def _parts(entries: Sequence[Entry], of_purchase: Sequence[Order], names: Names) -> list[MoneyPart]:
    """Write what parties have; of a shop's part, the tax that it owes stands by itself."""
    if not entries:
        return []
    currency = entries[0].currency
    taxes: dict[str, int] = {}
    for order in of_purchase:
        if order.status not in UNTAXED:
            shop_id = str(order.shop_id)
            taxes[shop_id] = taxes.get(shop_id, 0) + order.tax_minor
    sums = rules.standing(entries)
    sums.setdefault((Party.PROVIDER, ""), 0)
    parts: list[MoneyPart] = []
    for (party, owner), amount_minor in sums.items():
        tax_minor = taxes.get(owner, 0) if party is Party.SHOP else 0
        if party in {Party.WAITING, Party.BUYER} and not amount_minor:
            continue
        moved = [each for each in entries if rules.party(each) is party and owner in {"", each.owner}]
        journals = sorted({each.journal_id for each in moved})
        name = names.get(owner)
        parts.append(
            MoneyPart(
                party=party, name=name, amount=Money(amount_minor - tax_minor, currency), journals=journals
            )
        )
        if tax_minor:
            parts.append(
                MoneyPart(party=Party.TAX, name=name, amount=Money(tax_minor, currency), journals=journals)
            )
    order_of = list(Party)
    return sorted(parts, key=lambda part: order_of.index(part.party))


def _journals(entries: Sequence[Entry], names: Names) -> list[MoneyJournal]:
    """Put lines together to their journals."""
    found: dict[int, list[Entry]] = {}
    for each in entries:
        found.setdefault(each.journal_id, []).append(each)
    return [
        MoneyJournal(
            id=id,
            key=lines[0].key,
            kind=rules.movement(lines[0].kind),
            posted_at=lines[0].posted_at,
            lines=[
                MoneyLine(
                    account=each.account,
                    party=rules.party(each),
                    name=names.get(each.owner),
                    is_debit=each.amount_minor > 0,
                    amount=Money(abs(each.amount_minor), each.currency),
                )
                for each in lines
            ],
        )
        for id, lines in found.items()
    ]
