"""Buyers who pay no tax in a shop, because she has a document that says so."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from vitrina.checkout import rules, store
from vitrina.checkout.errors import ExemptBuyerIdTaken, TooManyExemptBuyers
from vitrina.checkout.model import (
    EXEMPT_BUYERS_MAX,
    ExemptBuyer,
    ExemptBuyerId,
    ExemptBuyerView,
    NewExemptBuyer,
    TaxRates,
    TaxRateView,
)
from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, Person, PersonId
from vitrina.kit.days import local_day
from vitrina.kit.db import Db
from vitrina.kit.errors import Malformed
from vitrina.kit.places import Country
from vitrina.kit.taxes import rates_of
from vitrina.kit.text import clean_line
from vitrina.shops import service as shops
from vitrina.shops.model import Shop, ShopId


def tax_rates(country: Country, *, now: datetime) -> TaxRates:
    """Tell which classes of goods a country has, with their rates and sources."""
    return TaxRates(
        country=country,
        items=[
            TaxRateView(
                tax_class=tax_class,
                rate_bps=rate.rate_bps,
                valid_from=rate.valid_from,
                source=rate.source,
                page=rate.page,
                read=rate.read,
            )
            for tax_class, rate in rates_of(country, now).items()
        ],
    )


async def exempt_in(
    db: Db, sellers: Mapping[ShopId, Shop], people: Iterable[Person | None], *, now: datetime
) -> dict[PersonId, rules.Exempt]:
    """Tell in which of these shops people pay no tax now. No statement where no shop marked any; else one.

    A guest pays tax, whatever e-mail she writes: it proves nothing.
    """
    marking = [shop.id for shop in sellers.values() if shop.has_exempt_buyers]
    known = {person.id: person.email for person in people if person}
    if not marking or not known:
        return {}
    found: dict[PersonId, dict[ShopId, str]] = {}
    for each in await store.exemptions(db, marking, list(known.items())):
        if each.ends_on >= local_day(now, sellers[each.shop_id].country):
            found.setdefault(each.person_id, {})[each.shop_id] = each.document
    return dict(found)


async def mark_exempt(
    db: Db, *, shop_id: ShopId, actor: Person, new: NewExemptBuyer, now: datetime
) -> list[ExemptBuyerView]:
    """Sell without tax to a buyer from now on, up to a day; marking her again replaces the document.

    Answers all of the shop's. Raises Malformed, TooManyExemptBuyers, ExemptBuyerIdTaken, NotYourShop,
    ShopNotFound.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    buyer = await _checked(db, new, shop, now)
    if await store.count_exempt(db, shop.id) >= EXEMPT_BUYERS_MAX:
        raise TooManyExemptBuyers(count_max=EXEMPT_BUYERS_MAX)
    if not await store.mark_exempt(db, shop.id, buyer, now=now):
        raise ExemptBuyerIdTaken
    await shops.set_exempt(db, shop.id, has_exempt_buyers=True)
    return await _views(db, shop, now)


async def unmark_exempt(db: Db, *, shop_id: ShopId, actor: Person, id: ExemptBuyerId) -> None:
    """Sell with tax to a buyer again. Twice is once. Raises NotYourShop, ShopNotFound."""
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    await store.unmark_exempt(db, shop.id, id)
    await shops.set_exempt(db, shop.id, has_exempt_buyers=await store.count_exempt(db, shop.id) > 0)


async def exempt_buyers(db: Db, *, shop_id: ShopId, actor: Person, now: datetime) -> list[ExemptBuyerView]:
    """List the buyers without tax of the actor's shop. Raises NotYourShop, ShopNotFound."""
    return await _views(db, await shops.require_member(db, shop_id=shop_id, person=actor), now)


async def _checked(db: Db, new: NewExemptBuyer, shop: Shop, now: datetime) -> ExemptBuyer:
    wrong: dict[str, str] = {}
    document = clean_line(new.document)
    if not document:
        wrong["document"] = "must not be empty"
    if new.ends_on < local_day(now, shop.country):
        wrong["ends_on"] = "must not lie in the past"
    if (new.email is None) == (new.handle is None):
        wrong["email"] = "or a handle is needed, one of them"
    email, person_id = None, None
    if new.email is not None and not wrong:
        email = identity.normal_email(new.email)
    if new.handle is not None and not wrong:
        owner = await identity.find_by_handle(db, new.handle)
        if owner is None or owner.kind is not HandleKind.PERSON:
            wrong["handle"] = "is nobody's"
        else:
            person_id = PersonId(owner.id)
    if wrong:
        raise Malformed(wrong)
    return ExemptBuyer(id=new.id, person_id=person_id, email=email, document=document, ends_on=new.ends_on)


async def _views(db: Db, shop: Shop, now: datetime) -> list[ExemptBuyerView]:
    found = await store.exempt_buyers(db, shop.id, limit=EXEMPT_BUYERS_MAX)
    people = await identity.persons(db, [each.person_id for each in found if each.person_id])
    handles = {person_id: person.handle for person_id, person in people.items()}
    today = local_day(now, shop.country)
    return [
        ExemptBuyerView(
            id=each.id,
            email=each.email,
            handle=handles.get(each.person_id) if each.person_id else None,
            document=each.document,
            ends_on=each.ends_on,
            is_over=each.ends_on < today,
        )
        for each in found
    ]
