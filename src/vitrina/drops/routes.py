"""HTTP of drops: what a shop plans, and what everybody can claim."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.params import QueryParameter

from vitrina.catalogue.errors import VariantNotFound
from vitrina.catalogue.model import ProductId
from vitrina.drops import rules, service
from vitrina.drops.errors import (
    ClaimIdTaken,
    ClaimNotFound,
    DropIdTaken,
    DropLimitReached,
    DropNotFound,
    DropNotOpen,
    DropOver,
    DropSoldOut,
    TicketRefused,
    TooManyDrops,
)
from vitrina.drops.model import (
    ClaimId,
    ClaimView,
    ClaimWanted,
    DropId,
    Drops,
    DropTicket,
    HolderId,
    NewClaim,
    NewDrop,
    OwnDrop,
    SeenDrop,
)
from vitrina.drops.rules import Bearer
from vitrina.identity import guards
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.inventory.errors import NotEnoughStock
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, Overloaded, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Limiter, Page, decode_cursor, fails
from vitrina.kit.visitors import VISITOR_COOKIE, visitor_cookie, visitor_id
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["drops"]
CLAIMS_A_MINUTE = 60
OfVideo = Annotated[UUID | None, QueryParameter(name="video", description="The clip it is looked at from")]
OfRoom = Annotated[UUID | None, QueryParameter(name="room", description="The show it is looked at from")]

_claims = Limiter(per_minute=CLAIMS_A_MINUTE)


@post(
    "/shops/{shop:uuid}/drops",
    operation_id="planDrop",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        NotYourShop,
        ShopNotFound,
        VariantNotFound,
        TooManyDrops,
        DropIdTaken,
        NotEnoughStock,
        Malformed,
    ),
)
async def plan_drop(shop: ShopId, data: NewDrop, person: Person, pool: Pool) -> OwnDrop:
    """Plan a drop: its units leave the counter at once, and can be claimed from its moment on."""
    async with pool.transaction() as db:
        return await service.plan(db, shop_id=shop, actor=person, new=data, now=clock.now())


@get(
    "/shops/{shop:uuid}/drops",
    operation_id="listDrops",
    tags=TAGS,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, Malformed),
)
async def list_drops(
    shop: ShopId, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[OwnDrop]:
    """List a shop's drops, the last to open first."""
    before = decode_cursor(cursor, tuple[datetime, DropId])
    async with pool.transaction() as db:
        return await service.list_own(
            db, shop_id=shop, actor=person, before=before, limit=limit, now=clock.now()
        )


@post(
    "/shops/{shop:uuid}/drops/{drop:uuid}/cancellation",
    operation_id="cancelDrop",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, NotYourShop, ShopNotFound, DropNotFound),
)
async def cancel_drop(shop: ShopId, drop: DropId, person: Person, pool: Pool) -> OwnDrop:
    """Call a drop off: what nobody holds goes back to the counter, and who holds units may still pay."""
    async with pool.transaction() as db:
        return await service.cancel(db, shop_id=shop, actor=person, drop_id=drop, now=clock.now())


@get(
    "/products/{product:uuid}/drops",
    operation_id="listProductDrops",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_product_drops(
    request: Request[Any, Any, Any],
    product: ProductId,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    video: OfVideo = None,
    room: OfRoom = None,
) -> Drops:
    """List the drops of a product that are not over, with the reader's claims; the next to open first."""
    holders = _holders(request, viewer, settings)
    async with pool.transaction() as db:
        return await service.of_product(
            db, product_id=product, video_id=video, room_id=room, holder_ids=holders, now=clock.now()
        )


@get("/drops/{drop:uuid}", operation_id="getDrop", tags=TAGS, responses=fails(SignInNeeded, DropNotFound))
async def get_drop(
    request: Request[Any, Any, Any], drop: DropId, viewer: Person | None, pool: Pool, settings: Settings
) -> SeenDrop:
    """Show a drop with the reader's claim: whether it is hers, and to when, or how many are before her."""
    async with pool.transaction() as db:
        return await service.show(
            db, drop_id=drop, holder_ids=_holders(request, viewer, settings), now=clock.now()
        )


@post(
    "/drops/{drop:uuid}/tickets",
    operation_id="askDropTicket",
    tags=TAGS,
    responses=fails(SignInNeeded, DropNotFound),
)
async def ask_ticket(
    request: Request[Any, Any, Any], drop: DropId, viewer: Person | None, pool: Pool, settings: Settings
) -> Response[DropTicket]:
    """Get the ticket that a claim needs, for this session or guest's browser alone. Good for 30 minutes."""
    visitor = visitor_id(request)
    if viewer:
        bearer = Bearer(holder_id=HolderId(viewer.id), person_id=viewer.id)
    else:
        bearer = Bearer(holder_id=rules.guest_id(settings.secret_key, visitor), person_id=None)
    binding = _session(request, settings) if viewer else str(visitor)
    assert binding, "who is signed in has a credential"
    async with pool.transaction() as db:
        ticket = await service.ask_ticket(
            db, settings, drop_id=drop, bearer=bearer, binding=binding, real_now=clock.real_now()
        )
    return Response(ticket, status_code=201, cookies=[visitor_cookie(settings, visitor)])


@post(
    "/drops/{drop:uuid}/claims",
    operation_id="claimDrop",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        TicketRefused,
        DropNotFound,
        DropNotOpen,
        DropOver,
        DropSoldOut,
        DropLimitReached,
        ClaimIdTaken,
        TooManyRequests,
        Overloaded,
        Malformed,
    ),
)
async def claim_drop(request: Request[Any, Any, Any], drop: DropId, data: NewClaim) -> ClaimView:
    """Claim units: they are yours for three minutes, or you wait in the line. The ticket says who you are."""
    pool: Pool = request.app.state.pool
    settings: Settings = request.app.state.settings
    bearer = service.bearer_of(
        settings,
        drop_id=drop,
        ticket=data.ticket,
        bindings=_bindings(request, settings),
        real_now=clock.real_now(),
    )
    _claims.spend(bearer.holder_id.hex)
    wanted = ClaimWanted(
        id=data.id,
        drop_id=drop,
        holder_id=bearer.holder_id,
        person_id=bearer.person_id,
        quantity=data.quantity,
        now=clock.now(),
    )
    return await service.claim(pool, wanted)


@delete(
    "/drops/{drop:uuid}/claims/{claim:uuid}",
    operation_id="giveUpClaim",
    tags=TAGS,
    status_code=204,
    responses=fails(SignInNeeded, ClaimNotFound),
)
async def give_up_claim(
    request: Request[Any, Any, Any],
    drop: DropId,
    claim: ClaimId,
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
) -> None:
    """Leave the line, or let the next in it have the units."""
    holders = _holders(request, viewer, settings)
    await service.give_up(pool, drop_id=drop, claim_id=claim, holder_ids=holders, now=clock.now())


def _bindings(request: Request[Any, Any, Any], settings: Settings) -> list[str]:
    """What may tie a ticket to who asks: the session, and the guest's browser."""
    session = _session(request, settings)
    visitor = [str(visitor_id(request))] if VISITOR_COOKIE in request.cookies else []
    return [session, *visitor] if session else visitor


def _session(request: Request[Any, Any, Any], settings: Settings) -> str | None:
    """What ties a ticket to a session: the digest of its secret. None for a guest."""
    credential = guards.find_credential(request, settings)
    return credential and credential.digest.hex()


def _holders(request: Request[Any, Any, Any], viewer: Person | None, settings: Settings) -> list[HolderId]:
    """Whose claims the reader sees: her own, and those of this browser as a guest's."""
    holders = [HolderId(viewer.id)] if viewer else []
    if VISITOR_COOKIE in request.cookies:
        holders.append(rules.guest_id(settings.secret_key, visitor_id(request)))
    return holders


ROUTES = [
    plan_drop,
    list_drops,
    cancel_drop,
    list_product_drops,
    get_drop,
    ask_ticket,
    claim_drop,
    give_up_claim,
]
