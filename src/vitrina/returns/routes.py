"""Returns over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import QueryParameter

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory.errors import NotEnoughStock
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import (
    PAGE_SIZE,
    TABLE,
    Cursor,
    Limit,
    Limiter,
    Page,
    client_address,
    decode_cursor,
    fails,
    language_of,
    page_of,
    table,
)
from vitrina.media.errors import ImageNotFound, NotAPicture, PictureTooLarge, QuotaFull
from vitrina.media.images import SIZE_MAX_BYTES
from vitrina.media.model import FileView
from vitrina.orders import service as orders
from vitrina.orders.errors import MoreThanIsLeft, NotForYou, NotRefundable, OrderIsDisputed, OrderNotFound
from vitrina.orders.model import Access, OrderId
from vitrina.returns import jobs, service
from vitrina.returns.errors import (
    ExchangeDiffers,
    MoreThanWasBought,
    MoreThanWasReturned,
    NoExchangeWanted,
    NotReturnable,
    ReturnIdTaken,
    ReturnMovedOn,
    ReturnNotFound,
    ReturnOpen,
    ReturnTooLate,
    TooManyPhotos,
    TooManyReturns,
    WithdrawalIsARight,
)
from vitrina.returns.model import (
    Acceptance,
    AcceptanceOfMany,
    AskWithdrawal,
    Inspection,
    NewReturn,
    Replacement,
    ReturnId,
    ReturnOutcome,
    ReturnParcel,
    ReturnRefusal,
    ReturnView,
    WithdrawalReceipt,
)
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["returns"]
# By address: many people may stand behind one.
_withdrawals = Limiter(per_minute=10, burst=30)
_photos = Limiter(per_minute=30, burst=60)
Key = Annotated[
    str | None, QueryParameter(name="key", max_length=64, description="The order's key, for guests")
]
IsOpen = Annotated[
    bool | None, QueryParameter(name="open", description="Only what waits, or only what is over")
]


@post(
    "/orders/{order:uuid}/returns",
    operation_id="askReturn",
    tags=TAGS,
    responses=fails(
        OrderNotFound,
        NotReturnable,
        ReturnTooLate,
        MoreThanWasBought,
        ReturnOpen,
        ReturnIdTaken,
        TooManyReturns,
        ImageNotFound,
        ExchangeDiffers,
        Malformed,
    ),
)
async def ask_return(
    order: OrderId, data: NewReturn, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> ReturnView:
    """Ask to give something back, as its buyer or who holds the order's key; the same id again is one."""
    access = orders.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        await service.ask(db, order_id=order, access=access, new=data, now=clock.now())
        return await service.show(db, return_id=data.id, access=access)


@post(
    "/orders/{order:uuid}/return-photos",
    operation_id="addReturnPhoto",
    request_max_body_size=SIZE_MAX_BYTES,
    # The same picture again is the same file anyway, and pictures outgrow what is kept for replays.
    opt={NOT_REPLAYABLE: True},
    tags=TAGS,
    responses=fails(
        OrderNotFound, TooManyPhotos, NotAPicture, PictureTooLarge, QuotaFull, TooManyRequests, Malformed
    ),
)
async def add_return_photo(
    request: Request[Any, Any, Any],
    order: OrderId,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    key: Key = None,
) -> FileView:
    """Keep a picture for a return, sent as the raw body, with the order's key; unused, it goes in a day."""
    _photos.spend(client_address(request.scope, is_behind_proxy=settings.is_behind_proxy))
    access = orders.access(settings, order, viewer, key)
    return await service.add_photo(
        pool, settings, order_id=order, access=access, raw=await request.body(), now=clock.now()
    )


@get(
    "/orders/{order:uuid}/returns", operation_id="listOrderReturns", tags=TAGS, responses=fails(OrderNotFound)
)
async def list_order_returns(
    order: OrderId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> list[ReturnView]:
    """List the returns of an order for its buyer and its shop, the newest first."""
    access = orders.access(settings, order, viewer, key)
    async with pool.transaction() as db:
        return await service.returns_of_order(db, order_id=order, access=access)


@get(
    "/shops/{shop:uuid}/returns",
    operation_id="listShopReturns",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_shop_returns(
    shop: ShopId,
    person: Person,
    pool: Pool,
    is_open: IsOpen = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[ReturnView]:
    """List what buyers give back to a shop, the newest first."""
    key = decode_cursor(cursor, tuple[UUID])
    before = None if key is None else ReturnId(key[0])
    async with pool.transaction() as db:
        found = await service.returns_of_shop(
            db, shop_id=shop, actor=person, is_open=is_open, before=before, limit=limit + 1
        )
    return page_of(found, limit, lambda each: (each.id,))


@get(
    "/shops/{shop:uuid}/returns/table",
    operation_id="exportShopReturns",
    tags=TAGS,
    media_type="text/csv",
    responses={200: TABLE, **fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed)},
)
async def export_shop_returns(
    shop: ShopId, person: Person, pool: Pool, is_open: IsOpen = None
) -> Response[bytes]:
    """Fetch what buyers give back to a shop as CSV, the newest first, at most 5,000."""
    async with pool.transaction() as db:
        text = await service.table(db, shop_id=shop, actor=person, is_open=is_open)
    return table(text, "returns.csv")


@post(
    "/shops/{shop:uuid}/returns/acceptances",
    operation_id="acceptReturns",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def accept_returns(
    request: Request[Any, Any, Any], shop: ShopId, data: AcceptanceOfMany, person: Person, pool: Pool
) -> list[ReturnOutcome]:
    """Say, as the shop, where the goods of many returns go; each is accepted, or says why not."""
    return await service.accept_many(
        pool, shop_id=shop, actor=person, wanted=data, language=language_of(request), now=clock.now()
    )


@get("/returns/{given:uuid}", operation_id="getReturn", tags=TAGS, responses=fails(ReturnNotFound))
async def get_return(
    given: ReturnId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> ReturnView:
    """Show a return to its buyer, to who holds its order's key, or to its shop."""
    async with pool.transaction() as db:
        access = await service.access(db, settings, given, actor=viewer, key=key)
        return await service.show(db, return_id=given, access=access)


@post(
    "/returns/{given:uuid}/acceptance",
    operation_id="acceptReturn",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, ReturnNotFound, NotForYou, ReturnMovedOn, NotEnoughStock, Malformed),
)
async def accept_return(given: ReturnId, data: Acceptance, person: Person, pool: Pool) -> ReturnView:
    """Say, as the shop, where the goods go."""
    async with pool.transaction() as db:
        await service.accept(db, return_id=given, actor=person, acceptance=data, now=clock.now())
        return await service.show(db, return_id=given, access=Access(actor=person))


@post(
    "/returns/{given:uuid}/refusal",
    operation_id="refuseReturn",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, ReturnNotFound, NotForYou, ReturnMovedOn, WithdrawalIsARight, Malformed),
)
async def refuse_return(given: ReturnId, data: ReturnRefusal, person: Person, pool: Pool) -> ReturnView:
    """Say no, as the shop, and why."""
    async with pool.transaction() as db:
        await service.refuse(db, return_id=given, actor=person, refusal=data, now=clock.now())
        return await service.show(db, return_id=given, access=Access(actor=person))


@post(
    "/returns/{given:uuid}/parcel",
    operation_id="sendReturn",
    tags=TAGS,
    status_code=200,
    responses=fails(ReturnNotFound, NotForYou, ReturnMovedOn, Malformed),
)
async def send_return(
    given: ReturnId,
    data: ReturnParcel,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    key: Key = None,
) -> ReturnView:
    """Note, as the buyer, which carrier brings it back."""
    async with pool.transaction() as db:
        access = await service.access(db, settings, given, actor=viewer, key=key)
        await service.send(db, return_id=given, access=access, parcel=data, now=clock.now())
        return await service.show(db, return_id=given, access=access)


@post(
    "/returns/{given:uuid}/withdrawal",
    operation_id="keepReturned",
    tags=TAGS,
    status_code=200,
    responses=fails(ReturnNotFound, NotForYou, ReturnMovedOn),
)
async def keep_returned(
    given: ReturnId, viewer: Person | None, pool: Pool, settings: Settings, key: Key = None
) -> ReturnView:
    """End a return, as the buyer, and keep the goods."""
    async with pool.transaction() as db:
        access = await service.access(db, settings, given, actor=viewer, key=key)
        await service.keep(db, return_id=given, access=access, now=clock.now())
        return await service.show(db, return_id=given, access=access)


@post(
    "/returns/{given:uuid}/inspection",
    operation_id="inspectReturn",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded,
        ReturnNotFound,
        NotForYou,
        ReturnMovedOn,
        MoreThanWasReturned,
        WithdrawalIsARight,
        MoreThanIsLeft,
        NotRefundable,
        OrderIsDisputed,
        Malformed,
    ),
)
async def inspect_return(given: ReturnId, data: Inspection, person: Person, pool: Pool) -> ReturnView:
    """Refund, as the shop, what came back as it should; all of it, a part, or nothing with words why."""
    async with pool.transaction() as db:
        await service.inspect(db, return_id=given, actor=person, inspection=data, now=clock.now())
        return await service.show(db, return_id=given, access=Access(actor=person))


@post(
    "/returns/{given:uuid}/exchange",
    operation_id="exchangeReturn",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded, ReturnNotFound, NotForYou, ReturnMovedOn, NoExchangeWanted, MoreThanIsLeft, Malformed
    ),
)
async def exchange_return(given: ReturnId, data: Replacement, person: Person, pool: Pool) -> ReturnView:
    """Send, as the shop, what the buyer wants instead of money."""
    async with pool.transaction() as db:
        await service.exchange(db, return_id=given, actor=person, replacement=data, now=clock.now())
        return await service.show(db, return_id=given, access=Access(actor=person))


@post(
    "/withdrawals",
    operation_id="withdraw",
    tags=TAGS,
    status_code=202,
    responses=fails(Malformed, TooManyRequests),
)
async def withdraw(
    request: Request[Any, Any, Any], data: AskWithdrawal, pool: Pool, settings: Settings
) -> WithdrawalReceipt:
    """Withdraw from an order without an account: a code at once, whatever was typed. Looked at afterwards."""
    _withdrawals.spend(client_address(request.scope, is_behind_proxy=settings.is_behind_proxy))
    async with pool.transaction() as db:
        receipt = await service.ask_withdrawal(db, data, now=clock.now())
        await jobs.withdraw.defer(db, code=receipt.code)
    return receipt


ROUTES = [
    ask_return,
    list_order_returns,
    list_shop_returns,
    export_shop_returns,
    accept_returns,
    get_return,
    accept_return,
    refuse_return,
    send_return,
    keep_returned,
    inspect_return,
    exchange_return,
    add_return_photo,
    withdraw,
]
