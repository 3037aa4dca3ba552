"""A buyer asks to give something back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import VariantForSale
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, UniqueViolation
from vitrina.kit.errors import Malformed
from vitrina.kit.ids import short_code
from vitrina.kit.taxes import tax_rate_bps
from vitrina.kit.text import clean_text
from vitrina.media import service as media
from vitrina.media.model import FileId, FileView, OwnerId
from vitrina.orders import service as orders
from vitrina.orders.errors import OrderNotFound
from vitrina.orders.model import Access, Order, OrderId, OrderLine, OrderLineId
from vitrina.returns import rules, store
from vitrina.returns.errors import NotReturnable, ReturnIdTaken, ReturnOpen, TooManyPhotos, TooManyReturns
from vitrina.returns.model import PHOTOS_MAX, NewReturn, Return, ReturnSide, ReturnState
from vitrina.returns.service.move import tell
from vitrina.shops import service as shops

CODE_PREFIX = "RT"
OPEN_KEY = "returns_open_key"
# Who chooses other pictures sends a few that she does not use.
UNUSED_PHOTOS_MAX = 2 * PHOTOS_MAX


async def ask(db: Db, *, order_id: OrderId, access: Access, new: NewReturn, now: datetime) -> None:
    """Ask to give units of an order back; the same id again changes nothing. The order's money waits.

    Raises OrderNotFound, NotReturnable, ReturnTooLate, MoreThanWasBought, ReturnOpen, ReturnIdTaken,
    TooManyReturns, ImageNotFound, ExchangeDiffers, Malformed.
    """
    order, roles = await orders.get_for(db, order_id=order_id, access=access)
    if orders.Role.BUYER not in roles:
        raise OrderNotFound if not roles else NotReturnable
    if known := await store.find(db, new.id):
        if known.order_id != order_id:
            raise ReturnIdTaken
        return
    if new.photos:
        await _take_photos(db, order_id, access, new.photos)
    quantities: dict[OrderLineId, int] = {}
    for each in new.lines:
        quantities[each.line_id] = quantities.get(each.line_id, 0) + each.quantity
    await open_return(db, order, new, quantities, now=now)


async def _take_photos(db: Db, order_id: OrderId, access: Access, photos: Sequence[FileId]) -> None:
    """Use pictures of who is signed in; a guest's are the order's."""
    owner_id = access.actor.id if access.actor else order_id
    # Taken before they are looked up: what is forgotten just now is no picture any more.
    if not access.actor:
        await store.take_photos(db, order_id, photos)
    await media.own_images(db, file_ids=photos, person_id=owner_id)


async def add_photo(
    pool: Pool, settings: Settings, *, order_id: OrderId, access: Access, raw: bytes, now: datetime
) -> FileView:
    """Keep a picture that who holds an order's key wants to send with a return of it.

    Raises OrderNotFound, TooManyPhotos, NotAPicture, PictureTooLarge, QuotaFull.
    """
    async with pool.transaction() as db:
        _, roles = await orders.get_for(db, order_id=order_id, access=access)
        if orders.Role.BUYER not in roles:
            raise OrderNotFound
        if await store.count_photos(db, order_id) >= UNUSED_PHOTOS_MAX:
            raise TooManyPhotos
    view = await media.add_image(pool, settings, owner_id=OwnerId(order_id), raw=raw, now=now)
    async with pool.transaction() as db:
        await store.add_photo(db, order_id, view.file_id, now=now)
    return view


async def open_return(
    db: Db, order: Order, new: NewReturn, quantities: Mapping[OrderLineId, int], *, now: datetime
) -> None:
    """Write a return of so many units of lines, whoever asks. Raises as `ask` does about the order."""
    rules.check_returnable(order, now=now)
    lines = await orders.lines_of(db, order.id)
    wanted = rules.lines_of_return(new.id, quantities, lines)
    instead = await _wanted_instead(db, order, new, [line for line in lines if line.id in quantities])
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
        wanted_variant_id=instead.variant_id if instead else None,
        wanted_values=instead.values if instead else None,
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


async def _wanted_instead(
    db: Db, order: Order, new: NewReturn, lines: Sequence[OrderLine]
) -> VariantForSale | None:
    if new.wanted_variant_id is None:
        return None
    if len(lines) != 1:
        raise Malformed({"wanted_variant_id": "an exchange is of one line"})
    found = await catalogue.variants_for_sale(db, [new.wanted_variant_id])
    instead = found.get(new.wanted_variant_id)
    untaxed_bps = 0
    if instead and order.exempt_document is not None:
        shop = await shops.get_shop(db, order.shop_id)
        # The rate of the day on which it was taken out of the price.
        untaxed_bps = tax_rate_bps(shop.country, order.placed_at, instead.tax_class)
    rules.check_exchange(lines[0], instead, untaxed_bps=untaxed_bps)
    return instead
