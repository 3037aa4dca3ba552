"""HTTP of affiliates: plans, touches, earnings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie

from vitrina.affiliates import service
from vitrina.affiliates.errors import CommissionNotFound, NotTagged, TouchTaken
from vitrina.affiliates.model import (
    CommissionId,
    CommissionView,
    Earnings,
    NewTouch,
    Plan,
    SetOverride,
    SetPlan,
    Touched,
)
from vitrina.affiliates.service.touches import Visitor
from vitrina.catalogue.errors import ProductNotFound
from vitrina.catalogue.model import ProductId
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails
from vitrina.kit.ids import new_id
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.videos.errors import VideoNotFound

VISITOR_COOKIE = "vitrina_visitor"
VISITOR_MAX_AGE_S = 90 * 24 * 3600
TAGS = ["affiliates"]


@post("/touches", operation_id="touch", tags=TAGS, responses=fails(VideoNotFound, NotTagged, TouchTaken))
async def touch(
    request: Request[Any, Any, Any], data: NewTouch, pool: Pool, settings: Settings, viewer: Person | None
) -> Response[Touched]:
    """Tell that somebody tapped a product in a clip; its creator earns if it is bought within the window."""
    visitor = Visitor(id=_visitor_id(request), person_id=viewer.id if viewer else None)
    async with pool.transaction() as db:
        touched = await service.touch(
            db,
            tap=data,
            visitor=visitor,
            default_plan_bps=settings.default_plan_bps,
            now=clock.now(),
        )
    cookie = Cookie(
        key=VISITOR_COOKIE,
        value=str(visitor.id),
        max_age=VISITOR_MAX_AGE_S,
        httponly=True,
        secure=settings.is_https,
        samesite="lax",
    )
    return Response(touched, status_code=201, cookies=[cookie])


def _visitor_id(request: Request[Any, Any, Any]) -> UUID:
    """Read the first-party visitor id; anything that is not one of ours is replaced."""
    try:
        return UUID(request.cookies.get(VISITOR_COOKIE, ""))
    except ValueError:
        return new_id()


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
    """Explain one of your commissions: every sum, every date, and why you."""
    async with pool.transaction() as db:
        return await service.get_commission(db, person, commission_id=CommissionId(commission))


ROUTES = [
    touch,
    get_plan,
    set_plan,
    set_override,
    withdraw_override,
    get_earnings,
    list_commissions,
    get_commission,
]
