"""Who is paid, and who may look at it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.payouts.errors import PayeeNotFound
from vitrina.payouts.model import Payee, PayeeKind
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId


async def payee_for(db: Db, person: Person, kind: PayeeKind, payee_id: UUID) -> Payee:
    """Find a payee for who answers for her: the owner of a shop, a creator herself. Raises PayeeNotFound."""
    if kind is PayeeKind.CREATOR:
        if payee_id != person.id:
            raise PayeeNotFound
        return _creator(person)
    shop = (await shops.shops_by_id(db, [ShopId(payee_id)])).get(ShopId(payee_id))
    if shop is None or not shop.is_run_by(person.id):
        raise PayeeNotFound
    return _shop(shop, person)


async def payees(db: Db, kind: PayeeKind, ids: Sequence[UUID]) -> Mapping[UUID, Payee]:
    """Find payees, whoever asks. Who was forgotten is left out. Two statements at most."""
    if kind is PayeeKind.CREATOR:
        people = await identity.persons(db, [PersonId(each) for each in ids])
        return {person.id: _creator(person) for person in people.values()}
    found = await shops.shops_by_id(db, [ShopId(each) for each in ids])
    owners = await identity.persons(db, [shop.owner_id for shop in found.values()])
    return {shop.id: _shop(shop, owner) for shop in found.values() if (owner := owners.get(shop.owner_id))}


async def payees_of_both(db: Db, pairs: Sequence[tuple[PayeeKind, UUID]]) -> Mapping[UUID, Payee]:
    """Find payees of either kind."""
    found: dict[UUID, Payee] = {}
    for kind in PayeeKind:
        if ids := list({payee_id for each, payee_id in pairs if each is kind}):
            found |= await payees(db, kind, ids)
    return found


async def suspended_payees(db: Db, pairs: Sequence[tuple[PayeeKind, UUID]]) -> set[UUID]:
    """Find the payees, of either kind, whose person is suspended."""
    found = await payees_of_both(db, pairs)
    suspended = await identity.suspended_among(db, [payee.person_id for payee in found.values()])
    return {payee_id for payee_id, payee in found.items() if payee.person_id in suspended}


def _creator(person: Person) -> Payee:
    return Payee(
        kind=PayeeKind.CREATOR,
        id=person.id,
        name=person.name,
        country=person.country,
        person_id=person.id,
        language=person.language,
        page="/studio/earnings/payouts",
    )


def _shop(shop: Shop, owner: Person) -> Payee:
    return Payee(
        kind=PayeeKind.SHOP,
        id=shop.id,
        name=shop.name,
        country=shop.country,
        person_id=owner.id,
        language=owner.language,
        page=f"/sell/{shop.handle}/payouts",
    )
