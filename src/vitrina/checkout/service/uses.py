"""What the coupons of a shop were used for, with the orders that people know."""

from uuid import UUID

from vitrina.checkout import store
from vitrina.identity.model import Person
from vitrina.kit.db import Db
from vitrina.payments.model import PurchaseId
from vitrina.promotions import service as promotions
from vitrina.promotions.model import CouponId
from vitrina.shops.model import ShopId


async def uses_as_csv(db: Db, *, shop_id: ShopId, actor: Person, coupon_id: CouponId) -> str:
    """Write the uses of a coupon of the actor's shop as a table, the newest first, 10,000 at most.

    Raises CouponNotFound, NotYourShop, ShopNotFound.
    """
    coupon = await promotions.own_coupon(db, shop_id=shop_id, actor=actor, coupon_id=coupon_id)
    uses = await promotions.uses_of(db, coupon.id)
    purchases = await store.purchases(db, [PurchaseId(each.purchase_id) for each in uses])
    codes: dict[UUID, str] = {
        purchase.id: order.code
        for purchase in purchases
        for order in purchase.orders
        if order.shop.id == shop_id
    }
    return promotions.as_csv(uses, coupon, codes)
