"""HTTP of promotions: a shop's coupons, and those that the platform pays for."""

from typing import Annotated

from litestar import get, patch, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.promotions import service
from vitrina.promotions.errors import CodeTaken, CouponIdTaken, CouponNotFound, TooManyCoupons, UsedMoreOften
from vitrina.promotions.model import (
    CouponChanges,
    CouponId,
    CouponState,
    CouponView,
    Funder,
    NewCoupon,
    NewPlatformCoupon,
    PauseOfMany,
)
from vitrina.promotions.store import Slice
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["promotions"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
State = Annotated[CouponState | None, QueryParameter(name="status", description="Only those in this state")]


def _slice(
    funder: Funder, shop_id: ShopId | None, state: CouponState | None, cursor: str | None, limit: int
) -> Slice:
    key = decode_cursor(cursor, tuple[CouponId])
    return Slice(
        funder=funder,
        shop_id=shop_id,
        state=state and state.value,
        before=key[0] if key else None,
        limit=limit + 1,
    )


@post(
    "/shops/{shop:uuid}/coupons",
    operation_id="makeCoupon",
    tags=TAGS,
    responses=fails(
        SignInNeeded, NotYourShop, ShopNotFound, CodeTaken, CouponIdTaken, TooManyCoupons, Malformed
    ),
)
async def make_coupon(shop: ShopId, person: Person, data: NewCoupon, pool: Pool) -> CouponView:
    """Make a coupon of a shop, which pays for it. What it gives never changes afterwards."""
    async with pool.transaction() as db:
        return await service.make(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/coupons",
    operation_id="listCoupons",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_coupons(
    shop: ShopId,
    person: Person,
    pool: Pool,
    status: State = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[CouponView]:
    """List the coupons of a shop, the newest first."""
    wanted = _slice(Funder.SHOP, shop, status, cursor, limit)
    async with pool.transaction() as db:
        found = await service.coupons_of(db, shop_id=shop, actor=person, wanted=wanted, now=clock.now())
    return page_of(found, limit, lambda each: (each.id,))


@patch(
    "/shops/{shop:uuid}/coupons/{coupon:uuid}",
    operation_id="changeCoupon",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, CouponNotFound, UsedMoreOften, Malformed),
)
async def change_coupon(
    shop: ShopId, coupon: CouponId, person: Person, data: CouponChanges, pool: Pool
) -> CouponView:
    """Pause a coupon, or let it go on, longer or more often. Absent fields stay as they are."""
    async with pool.transaction() as db:
        return await service.change(
            db, shop_id=shop, actor=person, coupon_id=coupon, changes=data, now=clock.now()
        )


@patch(
    "/shops/{shop:uuid}/coupons",
    operation_id="pauseCoupons",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, CouponNotFound, Malformed),
)
async def pause_coupons(shop: ShopId, person: Person, data: PauseOfMany, pool: Pool) -> list[CouponView]:
    """Stop several coupons for now or let them go on, all or none; answers them in the same order."""
    async with pool.transaction() as db:
        return await service.pause(db, shop_id=shop, actor=person, wanted=data, now=clock.now())


@post(
    "/platform-coupons",
    operation_id="makePlatformCoupon",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, ShopNotFound, CodeTaken, CouponIdTaken, TooManyCoupons, Malformed
    ),
)
async def make_platform_coupon(operator: Person, data: NewPlatformCoupon, pool: Pool) -> CouponView:
    """Make a coupon that the platform pays for, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.make_for_platform(db, new=data, now=clock.now())


@get(
    "/platform-coupons",
    operation_id="listPlatformCoupons",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_platform_coupons(
    operator: Person, pool: Pool, status: State = None, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[CouponView]:
    """List the coupons that the platform pays for, the newest first, for operators."""
    del operator
    wanted = _slice(Funder.PLATFORM, None, status, cursor, limit)
    async with pool.transaction() as db:
        found = await service.platform_coupons(db, wanted=wanted, now=clock.now())
    return page_of(found, limit, lambda each: (each.id,))


@patch(
    "/platform-coupons/{coupon:uuid}",
    operation_id="changePlatformCoupon",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, CouponNotFound, UsedMoreOften, Malformed),
)
async def change_platform_coupon(
    coupon: CouponId, operator: Person, data: CouponChanges, pool: Pool
) -> CouponView:
    """Change a coupon that the platform pays for, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.change_for_platform(db, coupon_id=coupon, changes=data, now=clock.now())


@patch(
    "/platform-coupons",
    operation_id="pausePlatformCoupons",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, CouponNotFound, Malformed),
)
async def pause_platform_coupons(operator: Person, data: PauseOfMany, pool: Pool) -> list[CouponView]:
    """Stop several coupons that the platform pays for, or let them go on, for operators; all or none."""
    del operator
    async with pool.transaction() as db:
        return await service.pause_for_platform(db, wanted=data, now=clock.now())


ROUTES = [
    make_coupon,
    list_coupons,
    change_coupon,
    pause_coupons,
    make_platform_coupon,
    list_platform_coupons,
    change_platform_coupon,
    pause_platform_coupons,
]
