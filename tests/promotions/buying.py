"""Coupons that exist, for tests that buy with them."""

from typing import Any

from tests.people import BRUNO, JOINED, load
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.kit.places import Currency
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CouponId, CouponKind, CouponView, NewCoupon, NewPlatformCoupon
from vitrina.shops.model import Shop


async def coupon_of(pool: Pool, shop: Shop, code: str = "TEN", **changes: Any) -> CouponView:
    """A coupon of Bruno's shop: 10 %, unless said otherwise."""
    if not changes.keys() & {"kind", "rate_bps"}:
        changes = {"kind": CouponKind.PERCENT, "rate_bps": 1_000, **changes}
    new = NewCoupon(id=CouponId(new_id()), code=code, **changes)
    async with pool.transaction() as db:
        actor = await load(db, BRUNO)
        return await promotions.make(db, shop_id=shop.id, actor=actor, new=new, now=JOINED)


async def platform_coupon(pool: Pool, code: str = "HOUSE", **changes: Any) -> CouponView:
    """A coupon that the platform pays for: 20.00 off, unless said otherwise."""
    if "kind" not in changes:
        changes = {"kind": CouponKind.AMOUNT, "amount": 20_00, **changes}
    new = NewPlatformCoupon(id=CouponId(new_id()), code=code, currency=Currency.MXN, **changes)
    async with pool.transaction() as db:
        return await promotions.make_for_platform(db, new=new, now=JOINED)


GUEST = {"email": "guest@people.example", "name": "Guest", "language": "es"}
