"""Orders out: facts written down with their cause, and sent until they are taken."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vitrina.identity import service as identity
from vitrina.identity.model import Person
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.ending import end
from vitrina.kit.errors import Refusal
from vitrina.kit.events import emit
from vitrina.kit.net import Bounds, Fetcher, FetchFailed
from vitrina.orders import service as orders
from vitrina.orders.model import (
    Access,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderShipped,
)
from vitrina.orders.parcels import (
    ParcelCorrected,
    ParcelDelivered,
    ParcelRecalled,
    ParcelShipped,
    ParcelView,
)
from vitrina.orders.refund_model import OrderRefunded, RefundView
from vitrina.orders.views import (
    OrderView,
)
from vitrina.partners import rules
from vitrina.partners.errors import DeliveryNotFound, EndpointNotFound
from vitrina.partners.model import (
    DeliveryId,
    DeliveryKind,
    DeliveryStatus,
    DeliveryView,
    EndpointDisabled,
    NewDelivery,
)
from vitrina.partners.store import deliveries as store
from vitrina.partners.store import endpoints as endpoint_store
from vitrina.returns import service as returns
from vitrina.returns.model import ReturnId, ReturnMoved, ReturnView
from vitrina.shops import service as shops
from vitrina.shops.model import ShopId

OrderFact = (
    OrderPaid
    | OrderShipped
    | OrderDelivered
    | OrderCancelled
    | OrderRefunded
    | ParcelShipped
    | ParcelDelivered
    | ParcelCorrected
    | ParcelRecalled
    | ReturnMoved
)
BOUNDS = Bounds(size_max_bytes=64 * 1024, time_max_s=10.0)
# Longer than a turn and a try: a worker that dies gives its deliveries to another one after it.
CLAIM_TIME = timedelta(minutes=1)
TURN_S = 20.0
SHARE = store.Share(in_all=64, of_one=4)

log = logging.getLogger(__name__)


class OrderMessage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an endpoint gets. Source: Standard Webhooks, "Payload structure".

    data: the order as it is now.  parcel, refund, given_back: which of the order's it is about.  parcel_id:
    of the parcel, which is not of the order any more once it was taken back.
    """

    type: DeliveryKind
    timestamp: datetime
    data: OrderView
    parcel: ParcelView | None = None
    parcel_id: UUID | None = None
    refund: RefundView | None = None
    given_back: ReturnView | None = None


async def note(db: Db, facts: Sequence[OrderFact], now: datetime) -> int:
    """Write down what endpoints shall be told of orders that were paid. Returns how many. One statement."""
    told = [_fact(fact) for fact in facts if not isinstance(fact, OrderCancelled) or fact.was_paid]
    return await store.add(db, told, now=now) if told else 0


def _fact(fact: OrderFact) -> NewDelivery:
    about_id: UUID | None = None
    match fact:
        case OrderPaid():
            kind, at = DeliveryKind.PAID, fact.paid_at
        case OrderShipped():
            kind, at, about_id = DeliveryKind.SHIPPED, fact.shipped_at, fact.parcel_id
        case OrderDelivered():
            kind, at = DeliveryKind.DELIVERED, fact.delivered_at
        case OrderCancelled():
            kind, at = DeliveryKind.CANCELLED, fact.cancelled_at
        case OrderRefunded():
            kind, at, about_id = DeliveryKind.REFUNDED, fact.refunded_at, fact.refund_id
        case ParcelShipped():
            kind, at, about_id = DeliveryKind.PARCEL_SHIPPED, fact.shipped_at, fact.parcel_id
        case ParcelDelivered():
            kind, at, about_id = DeliveryKind.PARCEL_DELIVERED, fact.delivered_at, fact.parcel_id
        case ParcelCorrected():
            kind, at, about_id = DeliveryKind.PARCEL_CORRECTED, fact.corrected_at, fact.parcel_id
        case ParcelRecalled():
            kind, at, about_id = DeliveryKind.PARCEL_RECALLED, fact.recalled_at, fact.parcel_id
        case ReturnMoved():
            kind, at, about_id = DeliveryKind.RETURN_MOVED, fact.moved_at, fact.return_id
    return NewDelivery(
        shop_id=fact.shop_id,
        kind=kind,
        order_id=fact.order_id,
        order_code=fact.order_code,
        happened_at=at,
        about_id=about_id,
    )


class Moment(Struct, frozen=True, kw_only=True):
    """When it is, by the clock of the house and by the clock that receivers compare with."""

    now: datetime
    real_now: datetime


async def deliver_due(pool: Pool, settings: Settings, moment: Moment) -> int:
    """Send what is due, few at a time and few of one endpoint; returns how many tries.

    An endpoint that is slow holds up its own orders alone: a place that becomes free goes to another one.
    Each call of the network is between transactions. What is still due after TURN_S is left to the next call,
    so that no signature grows old and no claim ends while its delivery is sent.
    """
    fetcher, loop, tried_count = Fetcher(settings), asyncio.get_running_loop(), 0
    flying: dict[asyncio.Task[None], ShopId] = {}
    broken: list[BaseException] = []
    ends_at, may_be_more, served = loop.time() + TURN_S, True, set[ShopId]()
    try:
        while True:
            share = store.Share(in_all=SHARE.in_all - len(flying), of_one=SHARE.of_one)
            if may_be_more and share.in_all and loop.time() < ends_at:
                claims = await _claim(pool, share, busy=sorted(set(flying.values())), moment=moment)
                for claimed in claims:
                    sending = _deliver(pool, settings, fetcher, claimed=claimed, moment=moment)
                    flying[asyncio.create_task(sending)] = claimed.shop_id
                tried_count += len(claims)
                may_be_more = len(claims) == share.in_all
                served |= {each for each, count in _per_shop(claims).items() if count == share.of_one}
            if not flying:
                break
            done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                shop_id = flying.pop(each)
                if shop_id in served and shop_id not in flying.values():
                    served.remove(shop_id)
                    may_be_more = True
                if error := each.exception():
                    broken.append(error)  # Told at the end: others are on their way.
    finally:
        await end(*flying)
    if broken:
        raise BaseExceptionGroup("deliveries broke", broken)
    return tried_count


def _per_shop(claims: Sequence[store.Claimed]) -> Counter[ShopId]:
    return Counter(each.shop_id for each in claims)


async def _claim(
    pool: Pool, share: store.Share, *, busy: Sequence[ShopId], moment: Moment
) -> list[store.Claimed]:
    async with pool.transaction() as db:
        return await store.claim(db, share, busy=busy, now=moment.now, until=moment.now + CLAIM_TIME)


async def _deliver(
    pool: Pool, settings: Settings, fetcher: Fetcher, *, claimed: store.Claimed, moment: Moment
) -> None:
    try:
        async with pool.transaction() as db:
            body = await written(db, claimed)
    except Refusal as refused:  # The order or its shop's owner is gone: tomorrow as well.
        async with pool.transaction() as db:
            await store.end(db, claimed, status=DeliveryStatus.DEAD, failure=refused.code, now=moment.now)
        return
    headers = rules.signed_headers(
        f"msg_{claimed.id.hex}", body, secrets=_secrets(settings, claimed, moment), now=moment.real_now
    )
    try:
        await fetcher.tell(claimed.url, body, headers=headers, bounds=BOUNDS)
    except FetchFailed as failed:
        async with pool.transaction() as db:
            await _note_failed(db, claimed, failed, now=moment.now)
        return
    async with pool.transaction() as db:
        await store.end(db, claimed, status=DeliveryStatus.DELIVERED, failure=None, now=moment.now)
        await endpoint_store.note_taken(db, claimed.shop_id)


async def written(db: Db, claimed: store.Claimed) -> bytes:
    """Write the message as its order is now: what happened since is in it, too."""
    shop = await shops.get_shop(db, claimed.shop_id)
    access = Access(actor=await identity.person_by_id(db, shop.owner_id))
    view = await orders.show(db, order_id=claimed.order_id, access=access)
    message = OrderMessage(type=claimed.kind, timestamp=claimed.happened_at, data=view)
    about_id = claimed.about_id
    if about_id and claimed.kind is DeliveryKind.RETURN_MOVED:
        message = replace(
            message, given_back=await returns.show(db, return_id=ReturnId(about_id), access=access)
        )
    elif about_id and claimed.kind is DeliveryKind.REFUNDED:
        refunds = await orders.refunds_of(db, order_id=claimed.order_id, access=access)
        message = replace(message, refund=next(each for each in refunds if each.id == about_id))
    elif about_id:
        # One that was taken back meanwhile is not of the order any more.
        parcel = next((each for each in view.parcels if each.id == about_id), None)
        message = replace(message, parcel=parcel, parcel_id=about_id)
    return msgspec.json.encode(message)


def _secrets(settings: Settings, claimed: store.Claimed, moment: Moment) -> list[str]:
    salts = [claimed.salt]
    if claimed.old_salt and claimed.old_until and claimed.old_until > moment.real_now:
        salts.append(claimed.old_salt)
    return [rules.secret_of(settings.secret_key, salt) for salt in salts]


async def _note_failed(db: Db, claimed: store.Claimed, failed: FetchFailed, *, now: datetime) -> None:
    """Try again later, or lay it among the dead letters: an address that is refused is so tomorrow, too."""
    next_at = None if failed.code == "address_refused" else rules.next_try(claimed.attempt_count, now)
    if next_at:
        await store.put_off(db, claimed, failure=failed.code, next_at=next_at)
    else:
        await store.end(db, claimed, status=DeliveryStatus.DEAD, failure=failed.code, now=now)
    disabled = await endpoint_store.note_failed(
        db,
        claimed.shop_id,
        now=now,
        after=rules.DISABLED_AFTER,
        count_min=rules.DISABLED_FAILURES_MIN,
    )
    log.info("an order was not taken", extra={"delivery": str(claimed.id), "failure": failed.code})
    if disabled and disabled.failing_since:
        await emit(
            db,
            EndpointDisabled(
                shop_id=claimed.shop_id, url=disabled.url, failing_since=disabled.failing_since, at=now
            ),
        )


async def list_deliveries(
    db: Db, *, shop_id: ShopId, status: DeliveryStatus | None, before: DeliveryId | None, limit: int
) -> list[DeliveryView]:
    """List the deliveries of a shop, the newest first; at most `limit`. For who may see them."""
    return await store.page(db, shop_id, status=status, before=before, limit=limit)


async def list_own_deliveries(
    db: Db,
    *,
    shop_id: ShopId,
    actor: Person,
    wanted: tuple[DeliveryStatus | None, DeliveryId | None],
    limit: int,
) -> list[DeliveryView]:
    """List the deliveries of the actor's shop, the newest first. Raises ShopNotFound, NotYourShop."""
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await list_deliveries(db, shop_id=shop_id, status=wanted[0], before=wanted[1], limit=limit)


async def replay(db: Db, *, shop_id: ShopId, delivery_id: DeliveryId, now: datetime) -> DeliveryView:
    """Send a delivery again from the first try on, under the same id.

    Raises DeliveryNotFound, EndpointNotFound.
    """
    is_sent = await store.replay(db, delivery_id, shop_id=shop_id, now=now)
    found = await store.find(db, delivery_id, shop_id=shop_id)
    if found is None:
        raise DeliveryNotFound
    if not is_sent:
        raise EndpointNotFound
    return found


async def replay_own(
    db: Db, *, shop_id: ShopId, delivery_id: DeliveryId, actor: Person, now: datetime
) -> DeliveryView:
    """Send a delivery of the actor's shop again.

    Raises DeliveryNotFound, EndpointNotFound, ShopNotFound, NotYourShop.
    """
    await shops.require_member(db, shop_id=shop_id, person=actor)
    return await replay(db, shop_id=shop_id, delivery_id=delivery_id, now=now)
