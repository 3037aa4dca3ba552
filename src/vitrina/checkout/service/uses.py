"""What coupons were used for, with the orders that people know."""

from uuid import UUID

from vitrina.checkout import store
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.payments.model import PurchaseId
from vitrina.promotions import service as promotions
from vitrina.promotions.model import Coupon, CouponId
from vitrina.shops.model import ShopId


async def uses_as_csv(db: Db, *, shop_id: ShopId, actor: Person, coupon_id: CouponId) -> str:
    """Write the uses of a coupon of the actor's shop as a table, the newest first, 10,000 at most.

    Raises CouponNotFound, NotYourShop, ShopNotFound.
    """
    coupon = await promotions.own_coupon(db, shop_id=shop_id, actor=actor, coupon_id=coupon_id)
    return await _table(db, coupon, shop_id)


async def platform_uses_as_csv(db: Db, coupon_id: CouponId) -> str:
    """Write the uses of a coupon that the platform pays for, with the orders of all shops in a purchase.

    10,000 at most, the newest first; the caller is an operator. Raises CouponNotFound.
    """
    return await _table(db, await promotions.platform_coupon(db, coupon_id), None)


async def _table(db: Db, coupon: Coupon, shop_id: ShopId | None) -> str:
    uses = await promotions.uses_of(db, coupon.id)
    purchases = await store.purchases(db, [PurchaseId(each.purchase_id) for each in uses])
    codes: dict[UUID, str] = {
        purchase.id: " ".join(order.code for order in purchase.orders if shop_id in (None, order.shop.id))
        for purchase in purchases
    }
    return promotions.as_csv(uses, coupon, codes)
