"""From a cart to paid orders in one call."""

from datetime import datetime

from vitrina.checkout.model import Asked, NewCheckout, PurchaseView
from vitrina.checkout.service import views
from vitrina.checkout.service.pay import pay
from vitrina.checkout.service.place import placed
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool


async def buy(
    pool: Pool, *, settings: Settings, viewer: Person | None, request: NewCheckout, now: datetime
) -> PurchaseView:
    """Place a purchase, and pay it where the request says how. The same again is one purchase and one charge.

    Raises what `placed` and `pay` raise. What refuses the payment alone leaves the purchase placed: it is
    paid by its id, or by the same request with another way to pay. A guest has no kept cards, and her
    purchase would not be that of who signs in: SignInNeeded comes before anything is placed.
    """
    payment = request.payment
    if payment and viewer is None and (payment.kept_card_id or payment.keep_card):
        raise SignInNeeded
    placement = await placed(pool, settings=settings, viewer=viewer, request=request, now=now)
    if payment is None:
        return views.purchase_view(settings, placement.purchase, placement.payment)
    asked = Asked(purchase_id=request.id, viewer_id=viewer and viewer.id, now=now)
    return await pay(pool, settings=settings, asked=asked, wanted=payment, placed=placement.due)
