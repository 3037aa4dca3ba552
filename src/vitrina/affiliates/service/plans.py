"""Plans of shops, and what they make clips disclose."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.affiliates import rules
from vitrina.affiliates.model import Disclosure, Plan, PlanKind, PlanVersion, SetPlan, Terms
from vitrina.affiliates.service.grants import keep_rates, kept_for
from vitrina.affiliates.store import agreements
from vitrina.affiliates.store import plans as store
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductId
from vitrina.identity import service as identity
from vitrina.identity.model import Capability, Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.ids import new_id
from vitrina.live import service as live
from vitrina.live.model import RoomId
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

PAGE_SIZE = 200


async def plan_of(db: Db, *, shop_id: ShopId, actor: Person) -> Plan:
    """Show a shop's plan to its members. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    newest = await store.find_plan(db, shop_id)
    return Plan(
        rate_bps=newest.rate_bps if newest else None,
        version=newest.version if newest else 0,
        overrides=await store.overrides(db, shop_id),
        is_default_plan_opted_out=await store.is_opted_out(db, shop_id),
    )


async def set_plan(db: Db, *, shop_id: ShopId, terms: SetPlan, actor: Person, now: datetime) -> Plan:
    """Change a shop's terms: a new immutable version; what was promised before stays promised.

    A cut leaves the old rate to the creators who show its products already, for 30 days.
    Raises ShopNotFound, NotYourShop.
    """
    current = await plan_of(db, shop_id=shop_id, actor=actor)
    if terms.rate_bps != current.rate_bps:
        await _keep_shop_rate(db, shop_id, cut_to_bps=terms.rate_bps or 0, now=now)
        await _add(db, (shop_id, None), rate_bps=terms.rate_bps, actor=actor, now=now)
    await store.set_opted_out(db, shop_id, is_opted_out=terms.is_default_plan_opted_out)
    return await plan_of(db, shop_id=shop_id, actor=actor)


async def set_override(
    db: Db, *, product_id: ProductId, rate_bps: int | None, actor: Person, now: datetime
) -> Plan:
    """Give one product a rate of its own; None goes back to the shop's plan.

    A cut leaves the old rate to the creators who show it already, for 30 days.
    Raises ProductNotFound, NotYourShop.
    """
    shop_id = await catalogue.shop_of_product(db, product_id)
    await shops.require_member(db, shop_id=shop_id, person=actor)
    plan = await store.find_plan(db, shop_id)
    cut_to_bps = rate_bps or (plan and plan.rate_bps) or 0
    await keep_rates(
        db, [(product_id, shop_id)], kinds={PlanKind.PRODUCT, PlanKind.SHOP}, cut_to_bps=cut_to_bps, now=now
    )
    await _add(db, (shop_id, product_id), rate_bps=rate_bps, actor=actor, now=now)
    return await plan_of(db, shop_id=shop_id, actor=actor)


async def withdraw_override(db: Db, *, product_id: ProductId, actor: Person, now: datetime) -> Plan:
    """Let a product follow the shop's plan again. Raises ProductNotFound, NotYourShop."""
    return await set_override(db, product_id=product_id, rate_bps=None, actor=actor, now=now)


async def _keep_shop_rate(db: Db, shop_id: ShopId, *, cut_to_bps: int, now: datetime) -> None:
    before: ProductId | None = None
    while page := await catalogue.shop_product_ids(db, shop_id=shop_id, before=before, limit=PAGE_SIZE):
        before = page[-1]
        products = [(product_id, shop_id) for product_id in page]
        await keep_rates(db, products, kinds={PlanKind.SHOP}, cut_to_bps=cut_to_bps, now=now)


async def _add(
    db: Db, of: tuple[ShopId, ProductId | None], *, rate_bps: int | None, actor: Person, now: datetime
) -> None:
    version = PlanVersion(
        id=new_id(),
        shop_id=of[0],
        product_id=of[1],
        version=0,  # The statement numbers it.
        rate_bps=rate_bps,
        created_by=actor.id,
        created_at=now,
    )
    while await store.add_plan_version(db, version) is None:
        pass  # Two owners at once: each try sees the other's version, so this ends.


async def terms_of(
    db: Db, products: Sequence[tuple[ProductId, ShopId]], *, default_plan_bps: int
) -> dict[ProductId, Terms]:
    """Find the terms that apply to products now; a product without any is left out."""
    if not products:
        return {}
    found = await store.terms(db, products, default_rate_bps=default_plan_bps)
    return {each.product_id: each for each in found}


async def disclosures(
    db: Db,
    clips: Sequence[tuple[PersonId, Sequence[ProductId]]],
    *,
    with_outside: Sequence[bool],
    default_plan_bps: int,
) -> list[list[Disclosure]]:
    """Compute what each clip (creator, tagged products) must disclose. A constant number of statements.

    with_outside: whether each shows a product sold elsewhere, whose link may pay its creator there.
    """
    product_ids = list({product_id for _, tagged in clips for product_id in tagged})
    products = await catalogue.products_by_id(db, product_ids)
    owners = await shops.shops_by_id(db, list({each.shop_id for each in products.values()}))
    shop_of = {each.id: each.shop_id for each in products.values()}
    terms = await terms_of(db, list(shop_of.items()), default_plan_bps=default_plan_bps)
    creators = await identity.persons(db, list({creator_id for creator_id, _ in clips}))
    kept = await kept_for(
        db,
        [
            (creator_id, product_id)
            for creator_id, tagged in clips
            for product_id in tagged
            if product_id in shop_of and product_id not in terms
        ],
    )
    labels: list[list[Disclosure]] = []
    for (creator_id, tagged), has_outside in zip(clips, with_outside, strict=True):
        shown = [product_id for product_id in tagged if product_id in shop_of]
        own = {each for each in shown if owners[shop_of[each]].owner_id == creator_id}
        is_earning = creator_id in creators and Capability.EARN in creators[creator_id].capabilities
        earns = is_earning and any(
            (each in terms or (creator_id, each) in kept) and each not in own for each in shown
        )
        labels.append(rules.disclosures(owns_a_shop_shown=bool(own), earns=earns or has_outside))
    return labels


async def room_disclosures(
    db: Db, *, room_id: RoomId, viewer: Person | None, default_plan_bps: int
) -> list[Disclosure]:
    """Compute what a show must disclose, as a clip with the same products would. Raises RoomNotFound."""
    shown = await live.line_up_of(db, room_id=room_id, reader_id=viewer.id if viewer else None)
    [labels] = await disclosures(
        db,
        [(shown.host_id, shown.product_ids)],
        # What was agreed for the show pays where no plan does.
        with_outside=[await agreements.has_agreement(db, room_id)],
        default_plan_bps=default_plan_bps,
    )
    return labels
