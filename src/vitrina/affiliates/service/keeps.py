"""What a creator would keep of a sale: told before she records, by the rules that book it afterwards."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.affiliates import rules
from vitrina.affiliates.model import Keep, PlanView, Promise
from vitrina.affiliates.service.grants import kept_for
from vitrina.affiliates.service.plans import terms_of
from vitrina.affiliates.store import agreements
from vitrina.catalogue.model import ProductId
from vitrina.checkout import service as checkout
from vitrina.identity.model import Capability, Person
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.live.model import RoomId
from vitrina.orders.model import Foreseen
from vitrina.shops import service as shops
from vitrina.storefront import service as storefront


class Fees(Struct, frozen=True, kw_only=True):
    """What the operator takes of a sale, and what of that goes on where a shop has no plan."""

    fee_bps: int
    default_plan_bps: int


class Showing(Struct, frozen=True, kw_only=True):
    """What a creator is about to show. room_id: in which show of hers; None for a clip."""

    product_ids: Sequence[ProductId]
    room_id: RoomId | None = None


async def keeps_of(db: Db, person: Person, showing: Showing, *, fees: Fees, now: datetime) -> list[Keep]:
    """Tell what a person would keep of one piece of each product sold and shipped now, in the order asked.

    What is not on sale is left out. A constant number of statements.
    """
    product_ids = showing.product_ids
    shown = await storefront.product_cards(db, product_ids)
    foreseen = await checkout.foresee(db, shown.keys(), fee_bps=fees.fee_bps, now=now)
    owners = await shops.shops_by_id(db, list({shown[each].shop.id for each in foreseen}))
    terms = await terms_of(
        db, [(each, shown[each].shop.id) for each in foreseen], default_plan_bps=fees.default_plan_bps
    )
    kept = await kept_for(db, [(person.id, each) for each in foreseen], at=now)
    found = (
        await agreements.agreements_of(db, showing.room_id, creator_id=person.id, product_ids=product_ids)
        if showing.room_id
        else []
    )
    agreed = {each.product_id: each for each in found}
    return [
        _keep(
            foreseen[each],
            rules.promise(terms.get(each), kept.get((person.id, each), []), agreed.get(each)),
            currency=shown[each].price.currency,
            fee_bps=fees.fee_bps,
            person=(person, owners[shown[each].shop.id].owner_id == person.id),
        )
        for each in dict.fromkeys(product_ids)
        if each in foreseen
    ]


def _keep(
    sale: Foreseen,
    promised: Promise | None,
    *,
    currency: Currency,
    fee_bps: int,
    person: tuple[Person, bool],
) -> Keep:
    line, (creator, is_own_shop) = sale.line, person
    return Keep(
        product_id=line.product_id,
        nothing_because=rules.nothing_because(
            promised, is_own_shop=is_own_shop, is_earning=Capability.EARN in creator.capabilities
        ),
        price=Money(line.paid_minor, currency),
        tax_rate_bps=line.tax_rate_bps,
        tax=Money(line.tax_minor, currency),
        base=Money(line.base_minor, currency),
        plan=promised
        and PlanView(
            kind=promised.plan_kind, version=promised.plan_version, locked_until=promised.locked_until
        ),
        rate_bps=promised.rate_bps if promised else 0,
        fee_bps=fee_bps,
        fee=Money(line.fee_minor, currency),
        amount=Money(rules.earned(line, promised) if promised else 0, currency),
        transit_max_days=sale.transit_max_days,
        return_days=sale.return_days,
        available_at=sale.return_until,
    )
