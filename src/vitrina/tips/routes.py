"""HTTP of tips."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.identity.errors import BirthDateMissing, NotAllowed, SignInNeeded, Suspended, TooYoung
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails
from vitrina.live.errors import RoomNotFound
from vitrina.live.model import RoomId
from vitrina.payments.errors import MethodUnavailable, TooManyAttempts
from vitrina.tips import service
from vitrina.tips.errors import (
    TipIdTaken,
    TipNotFound,
    TipNotOffered,
    TipNotPaid,
    TipOver,
    TipsClosed,
    TipsGivenToday,
    TipsReceivedToday,
    TipToYourself,
)
from vitrina.tips.model import NewTip, NewTipPayment, TipId, TipOffer, TipView
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import VideoId

TAGS = ["tips"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
TipKey = tuple[datetime, TipId]
OfVideo = Annotated[UUID | None, QueryParameter(name="video", description="The clip; or name a show")]
OfRoom = Annotated[UUID | None, QueryParameter(name="room", description="The show; or name a clip")]


@get(
    "/tip-offer",
    operation_id="getTipOffer",
    tags=TAGS,
    responses=fails(VideoNotFound, RoomNotFound, TipsClosed, TipToYourself, Malformed),
)
async def get_tip_offer(
    viewer: Person | None,
    pool: Pool,
    settings: Settings,
    video: OfVideo = None,
    room: OfRoom = None,
) -> TipOffer:
    """Tell which sums can be given from a clip or a show, and what its creator keeps of each."""
    place = service.Place(video_id=VideoId(video) if video else None, room_id=RoomId(room) if room else None)
    async with pool.transaction() as db:
        return await service.offer(db, settings, place=place, reader=viewer, now=clock.now())


@post(
    "/tips",
    operation_id="giveTip",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        BirthDateMissing,
        TooYoung,
        Suspended,
        VideoNotFound,
        RoomNotFound,
        TipsClosed,
        TipToYourself,
        TipNotOffered,
        TipsGivenToday,
        TipsReceivedToday,
        TipIdTaken,
        Malformed,
    ),
)
async def give_tip(data: NewTip, person: Person, pool: Pool, settings: Settings) -> TipView:
    """Promise a creator a tip; it waits 15 minutes for its payment. For people of 18 and older."""
    now = clock.now()
    async with pool.transaction() as db:
        tip = await service.give(db, settings, giver=person, new=data, now=now)
        return await service.show(db, reader=person, tip_id=tip.id)


@post(
    "/tips/{tip:uuid}/payment",
    operation_id="payTip",
    tags=TAGS,
    status_code=200,
    responses=fails(SignInNeeded, TipNotFound, TipOver, MethodUnavailable, TooManyAttempts, Malformed),
)
async def pay_tip(tip: UUID, data: NewTipPayment, person: Person, pool: Pool, settings: Settings) -> TipView:
    """Pay a tip, answer the bank's question, or look how it went: it is charged once."""
    return await service.pay(pool, settings, giver=person, tip_id=TipId(tip), wanted=data, now=clock.now())


@get("/tips/{tip:uuid}", operation_id="getTip", tags=TAGS, responses=fails(SignInNeeded, TipNotFound))
async def get_tip(tip: UUID, person: Person, pool: Pool) -> TipView:
    """Show a tip to its giver."""
    async with pool.transaction() as db:
        return await service.show(db, reader=person, tip_id=TipId(tip))


@post(
    "/tips/{tip:uuid}/refund",
    operation_id="refundTip",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, TipNotFound, TipNotPaid),
)
async def refund_tip(tip: UUID, operator: Person, pool: Pool) -> TipView:
    """Send a paid tip back whole, for operators. A creator who was paid her part already owes it."""
    del operator
    async with pool.transaction() as db:
        return await service.refund(db, tip_id=TipId(tip), now=clock.now())


@get(
    "/tips",
    operation_id="listTips",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_tips(
    operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[TipView]:
    """List the paid tips of everybody, the newest first, for operators. Who gave unnamed stays unnamed."""
    del operator
    before = decode_cursor(cursor, TipKey)
    async with pool.transaction() as db:
        return await service.list_paid(db, before=before, limit=limit)


@get("/me/tips", operation_id="listMyTips", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_given(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[TipView]:
    """List the tips that you gave, the newest first."""
    before = decode_cursor(cursor, TipKey)
    async with pool.transaction() as db:
        return await service.list_given(db, giver=person, before=before, limit=limit)


@get(
    "/me/received-tips",
    operation_id="listReceivedTips",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def list_received(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[TipView]:
    """List the tips that you got, the newest first, each with its arithmetic."""
    before = decode_cursor(cursor, TipKey)
    async with pool.transaction() as db:
        return await service.list_received(db, creator=person, before=before, limit=limit)


ROUTES = [get_tip_offer, give_tip, pay_tip, get_tip, refund_tip, list_tips, list_given, list_received]
