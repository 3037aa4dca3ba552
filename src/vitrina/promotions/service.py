"""Verbs of promotions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import replace

from vitrina.catalogue import service as catalogue
from vitrina.identity.model import Person, PersonId
from vitrina.kit import tables
from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.tables import Row
from vitrina.ledger.model import Breach
from vitrina.promotions import rules, store
from vitrina.promotions.errors import CodeTaken, CouponIdTaken, CouponNotFound, TooManyCoupons, UsedMoreOften
from vitrina.promotions.model import (
    COUPONS_MAX,
    USES_EXPORTED_MAX,
    Candidate,
    CodesTyped,
    Coupon,
    CouponChanges,
    CouponId,
    CouponView,
    Funder,
    NewCoupon,
    NewPlatformCoupon,
    NewUse,
    PauseOfMany,
    Use,
)
from vitrina.promotions.store import Slice
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

apply = rules.apply

CANDIDATES_MAX = 1_000
BREACHES_MAX = 100
USE_COLUMNS = ("used_at", "order", "discount_minor", "currency", "given_back_at")


def buyer_key(person_id: PersonId | None, email: str) -> UUID:
    """Tell whom a limit per buyer counts: a person, or a guest by her e-mail in its normal form."""
    return person_id or rules.guest_key(email)


async def make(db: Db, *, shop_id: ShopId, actor: Person, new: NewCoupon, now: datetime) -> CouponView:
    """Make a coupon of the actor's shop, which pays for it; the same id again answers it as it is.

    Raises Malformed, CodeTaken, CouponIdTaken, TooManyCoupons, what `shops.require_member` raises.
    """
    shop = await shops.require_member(db, shop_id=shop_id, person=actor)
    checked = rules.checked(new, now=now)
    coupon = rules.kept(checked, funder=Funder.SHOP, shop_id=shop.id, currency=shop.currency, now=now)
    return rules.view(await _make(db, coupon), now)


async def make_for_platform(db: Db, *, new: NewPlatformCoupon, now: datetime) -> CouponView:
    """Make a coupon that the platform pays for; the caller is an operator.

    Raises Malformed, CodeTaken, CouponIdTaken, TooManyCoupons, ShopNotFound.
    """
    checked = rules.checked(new, now=now)
    if new.shop_id is None and (new.product_ids or new.collection_ids):
        raise Malformed({"shop_id": "names the shop whose products they are"})
    if new.shop_id is not None and (await shops.get_shop(db, new.shop_id)).currency is not new.currency:
        raise Malformed({"currency": "must be that of the shop"})
    coupon = rules.kept(checked, funder=Funder.PLATFORM, shop_id=new.shop_id, currency=new.currency, now=now)
    return rules.view(await _make(db, coupon), now)


async def _make(db: Db, coupon: Coupon) -> Coupon:
    if coupon.shop_id is not None:
        await _check_scope(db, coupon, coupon.shop_id)
    existing = await store.find(db, coupon.id)
    if existing is None:
        count = await store.count_coupons(db, funder=coupon.funder, shop_id=coupon.shop_id)
        if count >= COUPONS_MAX:
            raise TooManyCoupons(count_max=COUPONS_MAX)
        try:
            await store.add_coupon(db, coupon)
        except UniqueViolation as e:  # coupons_shop_code_key, coupons_platform_code_key
            raise CodeTaken(coupon_code=coupon.code) from e
        existing = await store.find(db, coupon.id)
    assert existing, "it was just written"
    if (existing.funder, existing.shop_id, existing.code) != (coupon.funder, coupon.shop_id, coupon.code):
        raise CouponIdTaken
    return existing


async def _check_scope(db: Db, coupon: Coupon, shop_id: ShopId) -> None:
    """Let a coupon be for things of its own shop alone. Raises Malformed."""
    products = await catalogue.products_by_id(db, coupon.product_ids)
    if any(each not in products or products[each].shop_id != shop_id for each in coupon.product_ids):
        raise Malformed({"product_ids": "names a product that is not of this shop"})
    owners = await catalogue.shops_of_collections(db, coupon.collection_ids)
    if any(owners.get(each) != shop_id for each in coupon.collection_ids):
        raise Malformed({"collection_ids": "names a collection that is not of this shop"})


async def coupons_of(
    db: Db, *, shop_id: ShopId, actor: Person, wanted: Slice, now: datetime
) -> list[CouponView]:
    """List coupons of the actor's shop, the newest first. Raises NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return [rules.view(each, now) for each in await store.coupons(db, wanted, now=now)]


async def platform_coupons(db: Db, *, wanted: Slice, now: datetime) -> list[CouponView]:
    """List the coupons that the platform pays for, the newest first; the caller is an operator."""
    return [rules.view(each, now) for each in await store.coupons(db, wanted, now=now)]


async def own_coupon(db: Db, *, shop_id: ShopId, actor: Person, coupon_id: CouponId) -> Coupon:
    """Load a coupon that the actor's shop made. Raises CouponNotFound, NotYourShop, ShopNotFound."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    coupon = await store.find(db, coupon_id)
    if coupon is None or coupon.funder is not Funder.SHOP or coupon.shop_id != shop_id:
        raise CouponNotFound
    return coupon


async def platform_coupon(db: Db, coupon_id: CouponId) -> Coupon:
    """Load a coupon that the platform pays for; the caller is an operator. Raises CouponNotFound."""
    coupon = await store.find(db, coupon_id)
    if coupon is None or coupon.funder is not Funder.PLATFORM:
        raise CouponNotFound
    return coupon


async def change(
    db: Db, *, shop_id: ShopId, actor: Person, coupon_id: CouponId, changes: CouponChanges, now: datetime
) -> CouponView:
    """Pause a coupon of the actor's shop, or let it go on, longer or more often.

    Raises CouponNotFound, UsedMoreOften, Malformed, NotYourShop, ShopNotFound.
    """
    await store.lock_coupon(db, coupon_id)
    coupon = await own_coupon(db, shop_id=shop_id, actor=actor, coupon_id=coupon_id)
    return await _change(db, coupon, changes, now)


async def change_for_platform(
    db: Db, *, coupon_id: CouponId, changes: CouponChanges, now: datetime
) -> CouponView:
    """Change a coupon that the platform pays for. Raises CouponNotFound, UsedMoreOften, Malformed."""
    await store.lock_coupon(db, coupon_id)
    return await _change(db, await platform_coupon(db, coupon_id), changes, now)


async def pause(
    db: Db, *, shop_id: ShopId, actor: Person, wanted: PauseOfMany, now: datetime
) -> list[CouponView]:
    """Stop coupons of the actor's shop for now, or let them go on, all or none; answers them in that order.

    Raises CouponNotFound, NotYourShop, ShopNotFound.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await _pause(db, wanted, funder=Funder.SHOP, shop_id=shop_id, now=now)


async def pause_for_platform(db: Db, *, wanted: PauseOfMany, now: datetime) -> list[CouponView]:
    """Stop coupons that the platform pays for, or let them go on, all or none. Raises CouponNotFound."""
    return await _pause(db, wanted, funder=Funder.PLATFORM, shop_id=None, now=now)


async def _pause(
    db: Db, wanted: PauseOfMany, *, funder: Funder, shop_id: ShopId | None, now: datetime
) -> list[CouponView]:
    ids = list(dict.fromkeys(wanted.coupon_ids))
    written = await store.pause(db, ids, funder=funder, shop_id=shop_id, is_paused=wanted.is_paused)
    paused = {each.id: rules.view(each, now) for each in written}
    if len(paused) < len(ids):
        raise CouponNotFound
    return [paused[each] for each in ids]


async def _change(db: Db, coupon: Coupon, changes: CouponChanges, now: datetime) -> CouponView:
    changed = replace(
        coupon,
        is_paused=coupon.is_paused if changes.is_paused is UNSET else changes.is_paused,
        ends_at=coupon.ends_at if changes.ends_at is UNSET else changes.ends_at,
        uses_max=coupon.uses_max if changes.uses_max is UNSET else changes.uses_max,
    )
    if changed.ends_at is not None:
        if changed.ends_at.tzinfo is None:
            raise Malformed({"ends_at": "must name its time zone"})
        if changed.ends_at <= changed.starts_at:
            raise Malformed({"ends_at": "must lie after its beginning"})
    if not await store.change_coupon(db, changed):
        raise UsedMoreOften(use_count=coupon.use_count)
    return rules.view(changed, now)


async def with_candidates(
    db: Db, typed: Sequence[CodesTyped], *, shop_ids: Sequence[ShopId]
) -> list[CodesTyped]:
    """Add the coupons that typed codes may stand for in carts of these shops.

    Three statements whatever the number; none when nobody typed a code.
    """
    codes = {rules.normal_code(code) for each in typed for code in each.codes}
    if not codes or not shop_ids:
        return list(typed)
    coupons = await store.by_code(db, sorted(codes), shop_ids=shop_ids, limit=CANDIDATES_MAX)
    keys = [each.buyer_key for each in typed if each.buyer_key]
    used_by: dict[CouponId, dict[UUID, int]] = {}
    for each in await store.used_by(db, [coupon.id for coupon in coupons], keys) if coupons else []:
        used_by.setdefault(each.coupon_id, {})[each.buyer_key] = each.count
    collections = [collection for coupon in coupons for collection in coupon.collection_ids]
    members = await catalogue.products_in(db, collections)
    found = [
        Candidate(
            coupon=coupon,
            product_ids=frozenset(
                [
                    *coupon.product_ids,
                    *(product for each in coupon.collection_ids for product in members.get(each, ())),
                ]
            )
            if coupon.product_ids or coupon.collection_ids
            else None,
            used_by=used_by.get(coupon.id, {}),
        )
        for coupon in coupons
    ]
    return [replace(each, candidates=found) if each.codes else each for each in typed]


async def redeem(db: Db, uses: Sequence[NewUse], *, now: datetime) -> dict[UUID, set[CouponId]]:
    """Use coupons for purchases, each purchase wholly or not at all, in the order given. One statement.

    Answers, per purchase that was refused, the coupons that it may not use any more.
    """
    refused: dict[UUID, set[CouponId]] = {}
    for each in await store.redeem(db, uses, now=now) if uses else []:
        refused.setdefault(each.purchase_id, set()).add(each.coupon_id)
    return refused


async def give_back(db: Db, purchase_ids: Sequence[UUID], *, now: datetime) -> None:
    """Give back, once, what purchases used and will not pay for. One statement."""
    if purchase_ids:
        await store.give_back(db, purchase_ids, now=now)


async def retake(db: Db, purchase_ids: Sequence[UUID]) -> set[UUID]:
    """Take again what purchases gave back and paid for after all. One statement.

    Answers those that cannot have it: others have used it up.
    """
    return set(await store.retake(db, purchase_ids)) if purchase_ids else set()


async def uses_of(db: Db, coupon_id: CouponId) -> list[Use]:
    """List the uses of a coupon, the newest first, USES_EXPORTED_MAX at most."""
    return await store.uses_of(db, coupon_id, limit=USES_EXPORTED_MAX)


def as_csv(uses: Sequence[Use], coupon: Coupon, order_codes: Mapping[UUID, str]) -> str:
    """Write uses as a table, sums in minor units. order_codes: by purchase, as people read them."""
    rows: list[Row] = [
        (
            each.used_at.isoformat(),
            order_codes.get(each.purchase_id),
            each.discount_minor,
            coupon.currency.value,
            each.given_back_at and each.given_back_at.isoformat(),
        )
        for each in uses
    ]
    return tables.as_csv([USE_COLUMNS, *rows])


async def check(db: Db) -> list[Breach]:
    """Compare how often coupons say they were used with their uses. Empty: they agree."""
    return [
        Breach(
            rule="a coupon counts its uses",
            subject=each.code,
            detail=f"counts {each.use_count}, has {each.found}",
        )
        for each in await store.misused(db, limit=BREACHES_MAX)
    ]
