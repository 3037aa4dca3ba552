"""A buyer asks to give something back."""

from collections.abc import Mapping
from datetime import datetime

from vitrina.kit.db import Db, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import short_code
from vitrina.kit.text import clean_text
from vitrina.media import service as media
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import Access, Order, OrderId, OrderLineId
from vitrina.returns import rules, store
from vitrina.returns.errors import NotReturnable, ReturnIdTaken, ReturnOpen, TooManyReturns
from vitrina.returns.model import NewReturn, Return, ReturnSide, ReturnState
from vitrina.returns.service.move import tell

CODE_PREFIX = "RT"
OPEN_KEY = "returns_open_key"


async def ask(db: Db, *, order_id: OrderId, access: Access, new: NewReturn, now: datetime) -> None:
    """Ask to give units of an order back; the same id again changes nothing. The order's money waits.

    Raises OrderNotFound, NotReturnable, ReturnTooLate, MoreThanWasBought, ReturnOpen, ReturnIdTaken,
    TooManyReturns, ImageNotFound, Malformed.
    """
    order, roles = await orders.get_for(db, order_id=order_id, access=access)
    if orders.Role.BUYER not in roles:
        raise OrderNotFound if not roles else NotReturnable
    if known := await store.find(db, new.id):
        if known.order_id != order_id:
            raise ReturnIdTaken
        return
    if new.photos and access.actor is None:
        raise Malformed({"photos": "only who is signed in can add photos"})
    if new.photos and access.actor:
        await media.own_images(db, file_ids=new.photos, person_id=access.actor.id)
    quantities: dict[OrderLineId, int] = {}
    for each in new.lines:
        quantities[each.line_id] = quantities.get(each.line_id, 0) + each.quantity
    await open_return(db, order, new, quantities, now=now)


async def open_return(
    db: Db, order: Order, new: NewReturn, quantities: Mapping[OrderLineId, int], *, now: datetime
) -> None:
    """Write a return of so many units of lines, whoever asks. Raises as `ask` does about the order."""
    rules.check_returnable(order, now=now)
    lines = await orders.lines_of(db, order.id)
    wanted = rules.lines_of_return(new.id, quantities, lines)
    if len(await store.ids_of_order(db, order.id, limit=rules.RETURNS_MAX)) >= rules.RETURNS_MAX:
        raise TooManyReturns
    by_law = rules.is_withdrawal(order, now=now)
    opened = Return(
        id=new.id,
        code=short_code(CODE_PREFIX),
        order_id=order.id,
        order_code=order.code,
        shop_id=order.shop_id,
        buyer_id=order.buyer_id,
        buyer_email=order.buyer_email,
        language=order.language,
        currency=order.currency,
        state=ReturnState.REQUESTED,
        reason=new.reason,
        words=clean_text(new.words),
        is_withdrawal=by_law,
        payer=rules.payer(order, new.reason, by_law=by_law),
        instructions=None,
        label_url=None,
        carrier=None,
        tracking_number=None,
        answer=None,
        exclusion=None,
        refunded_minor=None,
        photo_file_ids=list(new.photos),
        opened_at=now,
        moved_at=now,
        due_at=rules.due_after(ReturnState.REQUESTED, now=now),
    )
    try:
        async with db.transaction():
            is_new = await store.add(db, opened, wanted)
    except UniqueViolation as e:
        if e.diag.constraint_name != OPEN_KEY:
            raise
        raise ReturnOpen from e
    if not is_new:
        return
    await orders.pause(db, order.id, now=now)
    await tell(db, opened, by=ReturnSide.BUYER, now=now)
