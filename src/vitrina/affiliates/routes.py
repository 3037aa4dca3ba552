"""HTTP of affiliates: plans, touches, earnings."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.params import QueryParameter

from vitrina.affiliates import service
from vitrina.affiliates.errors import CommissionNotFound, NotTagged, SharerNotFound, TouchTaken
from vitrina.affiliates.model import (
    CommissionId,
    CommissionView,
    Disclosures,
    Earnings,
    Keep,
    NewLinkTouch,
    NewTouch,
    Plan,
    RefundPreview,
    SetOverride,
    SetPlan,
    Touched,
)
from vitrina.affiliates.order_model import OrderCommissions
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails
from vitrina.kit.visitors import visitor_cookie, visitor_id
from vitrina.live.errors import RoomNotFound
from vitrina.live.model import RoomId
from vitrina.orders.errors import (
    MoreThanIsLeft,
    NotForYou,
    NothingToRefund,
    NotRefundable,
    OrderIsDisputed,
    OrderNotFound,
    RefundsNothingSent,
)
from vitrina.orders.model import OrderId
from vitrina.orders.refund_model import RefundParts
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.videos.errors import VideoNotFound

TAGS = ["affiliates"]
KEEPS_MAX = 100
Products = Annotated[
    list[ProductId] | None,
    QueryParameter(name="product", max_items=KEEPS_MAX, description="Of which products"),
]
Show = Annotated[
    RoomId | None, QueryParameter(name="room", description="In which show of yours they are shown")
]


@post(
    "/touches",
    operation_id="touch",
    tags=TAGS,
    responses=fails(VideoNotFound, RoomNotFound, NotTagged, TouchTaken),
)
async def touch(
    request: Request[Any, Any, Any], data: NewTouch, pool: Pool, settings: Settings, viewer: Person | None
) -> Response[Touched]:
    """Tell that a product was tapped in a clip or a show; who showed it earns if it is bought in time."""
    visitor = Visitor(id=visitor_id(request), person_id=viewer.id if viewer else None)
    async with pool.transaction() as db:
        touched = await service.touch(
            db,
            tap=data,
            visitor=visitor,
            default_plan_bps=settings.default_plan_bps,
            now=clock.now(),
        )
    return Response(touched, status_code=201, cookies=[visitor_cookie(settings, visitor.id)])


@post(
    "/link-touches",
    operation_id="touchByLink",
    tags=TAGS,
    responses=fails(ProductNotFound, SharerNotFound, TouchTaken, Malformed),
)
async def touch_by_link(
    request: Request[Any, Any, Any],
    data: NewLinkTouch,
    pool: Pool,
    settings: Settings,
    viewer: Person | None,
) -> Response[Touched]:
    """Tell that a shared link of a product was opened; who shared it earns if it is bought in the window."""
    visitor = Visitor(id=visitor_id(request), person_id=viewer.id if viewer else None)
    async with pool.transaction() as db:
        touched = await service.touch_by_link(
            db,
            opened=data,
            visitor=visitor,
            default_plan_bps=settings.default_plan_bps,
            now=clock.now(),
        )
    return Response(touched, status_code=201, cookies=[visitor_cookie(settings, visitor.id)])


@get(
    "/live-rooms/{room:uuid}/disclosures",
    operation_id="getLiveDisclosures",
    tags=TAGS,
    responses=fails(RoomNotFound),
)
async def get_room_disclosures(
    room: RoomId, pool: Pool, settings: Settings, viewer: Person | None
) -> Disclosures:
    """Tell what a show must disclose of who earns from it; every page that shows it says so."""
    async with pool.transaction() as db:
        found = await service.room_disclosures(
            db, room_id=room, viewer=viewer, default_plan_bps=settings.default_plan_bps
        )
    return Disclosures(disclosures=found)


@get("/shops/{shop:uuid}/plan", operation_id="getPlan", tags=TAGS, responses=fails(ShopNotFound, NotYourShop))
async def get_plan(shop: UUID, person: Person, pool: Pool) -> Plan:
    """Show a shop's commission plan to its members."""
    async with pool.transaction() as db:
        return await service.plan_of(db, shop_id=ShopId(shop), actor=person)


@put("/shops/{shop:uuid}/plan", operation_id="setPlan", tags=TAGS, responses=fails(ShopNotFound, NotYourShop))
async def set_plan(shop: UUID, data: SetPlan, person: Person, pool: Pool) -> Plan:
    """Set what creators earn from a shop's products. A cut does not touch what was promised before."""
    async with pool.transaction() as db:
        return await service.set_plan(db, shop_id=ShopId(shop), terms=data, actor=person, now=clock.now())


@put(
    "/products/{product:uuid}/plan-override",
    operation_id="setPlanOverride",
    tags=TAGS,
    responses=fails(ProductNotFound, NotYourShop),
)
async def set_override(product: UUID, data: SetOverride, person: Person, pool: Pool) -> Plan:
    """Give one product a rate of its own."""
    async with pool.transaction() as db:
        return await service.set_override(
            db, product_id=ProductId(product), rate_bps=data.rate_bps, actor=person, now=clock.now()
        )


@delete(
    "/products/{product:uuid}/plan-override",
    operation_id="withdrawPlanOverride",
    tags=TAGS,
    status_code=200,
    responses=fails(ProductNotFound, NotYourShop),
)
async def withdraw_override(product: UUID, person: Person, pool: Pool) -> Plan:
    """Let a product follow the shop's plan again."""
    async with pool.transaction() as db:
        return await service.withdraw_override(
            db, product_id=ProductId(product), actor=person, now=clock.now()
        )


@get("/me/earnings", operation_id="getEarnings", tags=TAGS)
async def get_earnings(person: Person, pool: Pool) -> Earnings:
    """Show what you have earned: pending and available, per currency."""
    async with pool.transaction() as db:
        return await service.earnings_of(db, person)


@get("/me/keeps", operation_id="listKeeps", tags=TAGS, responses=fails(Malformed))
async def list_keeps(
    person: Person, pool: Pool, settings: Settings, products: Products = None, room: Show = None
) -> Page[Keep]:
    """Tell what you would keep of one piece of products, sold and shipped now, and when it would be yours.

    By the rules that book it, and by what you agreed to for a show; what is not on sale is left out.
    """
    showing = service.Showing(product_ids=products or [], room_id=room)
    fees = service.Fees(fee_bps=settings.platform_fee_bps, default_plan_bps=settings.default_plan_bps)
    async with pool.transaction() as db:
        return Page(items=await service.keeps_of(db, person, showing, fees=fees, now=clock.now()))


@get("/me/commissions", operation_id="listCommissions", tags=TAGS)
async def list_commissions(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[CommissionView]:
    """List your commissions, newest first, each with its arithmetic."""
    before = decode_cursor(cursor, tuple[datetime, CommissionId])
    async with pool.transaction() as db:
        return await service.commissions_of(db, person, before=before, limit=limit)


@get(
    "/commissions/{commission:uuid}",
    operation_id="getCommission",
    tags=TAGS,
    responses=fails(CommissionNotFound),
)
async def get_commission(commission: UUID, person: Person, pool: Pool) -> CommissionView:
    """Explain one of your commissions: every sum, every date, and why you. Operators read any."""
    async with pool.transaction() as db:
        return await service.get_commission(db, person, commission_id=CommissionId(commission))


@get(
    "/orders/{order:uuid}/commissions",
    operation_id="listOrderCommissions",
    tags=TAGS,
    responses=fails(SignInNeeded, OrderNotFound, NotForYou),
)
async def list_order_commissions(order: OrderId, person: Person, pool: Pool) -> OrderCommissions:
    """Tell a shop who earns how much of an order: handle, rate and sum."""
    async with pool.transaction() as db:
        return await service.commissions_of_order(db, order_id=order, actor=person)


@post(
    "/orders/{order:uuid}/refund-preview",
    operation_id="previewRefund",
    tags=TAGS,
    status_code=200,
    responses=fails(
        SignInNeeded,
        OrderNotFound,
        NotForYou,
        NotRefundable,
        OrderIsDisputed,
        MoreThanIsLeft,
        NothingToRefund,
        RefundsNothingSent,
        Malformed,
    ),
)
async def preview_refund(order: OrderId, data: RefundParts, person: Person, pool: Pool) -> RefundPreview:
    """Tell a shop who would bear how much of a refund: the shop, the platform, creators. Writes nothing."""
    async with pool.transaction() as db:
        return await service.foresee_refund(db, order_id=order, actor=person, wanted=data)


ROUTES = [
    touch,
    touch_by_link,
    get_room_disclosures,
    get_plan,
    set_plan,
    set_override,
    withdraw_override,
    get_earnings,
    list_keeps,
    list_commissions,
    get_commission,
    list_order_commissions,
    preview_refund,
]
