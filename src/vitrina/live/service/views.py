"""Rooms as people see them: in lists, on their own page, and at the host's desk."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import Person as Account
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Db
from vitrina.kit.money import Money
from vitrina.live import rules
from vitrina.live.broadcast.ports import Stretch
from vitrina.live.model import (
    CHAT_SHOWN,
    ITEMS_MAX,
    Chapter,
    Desk,
    LineUpItem,
    PinView,
    Room,
    RoomCard,
    RoomId,
    RoomState,
    RoomView,
    Sale,
)
from vitrina.live.service.chat import is_kept_from_talking
from vitrina.live.service.people import shown_people
from vitrina.live.service.pins import PINS_OF_A_ROOM_MAX, offers
from vitrina.live.service.rooms import age_refusal, get_seen, own_room, rooms_by_id
from vitrina.live.store import log, programme
from vitrina.live.store import pins as pin_store
from vitrina.live.store import rooms as store
from vitrina.live.store import sales as sale_store
from vitrina.media import service as media
from vitrina.shops import service as shops
from vitrina.social import service as social
from vitrina.storefront.model import ShopName

SALES_SHOWN = 50
AHEAD = {RoomState.SCHEDULED, RoomState.LIVE}
SILENCED_SHOWN = 100


async def room_cards(db: Db, ids: Sequence[RoomId]) -> list[RoomCard]:
    """Show rooms in lists, in this order; those that are gone are left out. Five statements however many."""
    found = await rooms_by_id(db, ids)
    rooms = [found[each] for each in ids if each in found]
    if not rooms:
        return []
    hosts = await shown_people(db, [each.host_id for each in rooms])
    owners = await shops.shops_by_id(db, list({each.shop_id for each in rooms if each.shop_id}))
    covers = await media.file_urls(db, {each.cover_file_id for each in rooms if each.cover_file_id})
    counts = await pin_store.item_counts(db, [each.id for each in rooms])
    return [
        RoomCard(
            id=room.id,
            title=room.title,
            state=room.state,
            host=hosts[room.host_id],
            shop=ShopName(id=shop.id, handle=shop.handle, name=shop.name)
            if room.shop_id and (shop := owners.get(room.shop_id))
            else None,
            cover_url=covers[room.cover_file_id].url
            if room.cover_file_id and room.cover_file_id in covers
            else None,
            product_count=counts.get(room.id, 0),
            scheduled_at=room.scheduled_at,
            started_at=room.started_at,
            ended_at=room.ended_at,
            duration_ms=room.recording_ms,
            age_limit=room.age_limit,
        )
        for room in rooms
        if room.host_id in hosts
    ]


async def show_room(
    db: Db, settings: Settings, *, room_id: RoomId, viewer: Account | None, now: datetime
) -> RoomView:
    """Show a room with all that stands in it at this moment. now: real time. Raises RoomNotFound."""
    # Before the rest: what is written meanwhile comes through the socket a second time, and changes nothing.
    seq = await log.last_seq(db, room_id)
    room = await get_seen(db, room_id, viewer.id if viewer else None)
    cards = await room_cards(db, [room_id])
    items = await pin_store.items(db, [room_id], limit=ITEMS_MAX)
    pinned = await pin_store.pinned(db, [room_id])
    offered = await offers(db, list({each.product_id for each in [*items, *pinned]}))
    is_ended = room.state is RoomState.ENDED
    refused = age_refusal(room, viewer, now)
    return RoomView(
        card=cards[0],
        is_on_air=room.is_on_air,
        seq=seq,
        pins=[
            PinView(
                id=each.id,
                number=each.number,
                product=offer.card,
                available=offer.available,
                at_ms=each.from_ms,
            )
            for each in pinned
            if (offer := offered.get(each.product_id))
        ],
        items=[
            LineUpItem(number=each.number, product=offer.card, available=offer.available)
            for each in items
            if (offer := offered.get(each.product_id))
        ],
        chat=[]
        if is_ended or refused
        else await log.last_chat(db, room_id, reader_id=viewer.id if viewer else None, limit=CHAT_SHOWN),
        socket_url=None if refused else socket_url(settings, room),
        playlist_url=film_url(settings, room) if room.state in AHEAD and not refused else None,
        sound_url=film_url(settings, room, name="sound") if room.state in AHEAD and not refused else None,
        replay_url=replay_url(room) if is_ended and not refused else None,
        start_ms=room.recording_start_ms,
        chapters=await _chapters(db, room) if is_ended else [],
        heart_count=room.heart_count,
        is_host=viewer is not None and viewer.id == room.host_id,
        is_reminded=viewer is not None and await programme.is_reminded(db, room_id, viewer.id),
        may_talk=viewer is not None and not refused and await _may_talk(db, room, viewer, now),
        refusal=refused.code if refused else None,
        unseen=await social.kept_away(db, viewer.id) if viewer and not is_ended else [],
        now_ms=rules.unix_ms(now),
        as_of=now + clock.offset(),
    )


async def _may_talk(db: Db, room: Room, viewer: Account, now: datetime) -> bool:
    if room.host_id == viewer.id:
        return True
    return not await is_kept_from_talking(db, room.host_id, viewer.id, now=now)


async def _chapters(db: Db, room: Room) -> list[Chapter]:
    if room.recording_start_ms is None or room.recording_ms is None:
        return []
    pins = await pin_store.pins_of(db, room.id, limit=PINS_OF_A_ROOM_MAX)
    stretches = await store.stretches(db, room.id) or [
        Stretch(started_ms=room.recording_start_ms, position_ms=0)
    ]
    return rules.chapters(pins, stretches=stretches, length_ms=room.recording_ms)


async def show_desk(db: Db, settings: Settings, *, room_id: RoomId, actor: Account, now: datetime) -> Desk:
    """Show a room to its host, with her sales. now: real time. Raises RoomNotFound, NotYourRoom."""
    room = await own_room(db, room_id, actor)
    rows = await sale_store.sales(db, room_id, limit=SALES_SHOWN)
    sums = await sale_store.sums(db, room_id)
    silenced = await log.silenced(db, room.host_id, now=now, limit=SILENCED_SHOWN)
    people = await shown_people(db, silenced)
    return Desk(
        room=await show_room(db, settings, room_id=room_id, viewer=actor, now=now),
        sales=[_sale(each) for each in rows],
        sold_count=sum(each.sold_count for each in sums),
        sold=[Money(each.paid_minor, each.currency) for each in sums],
        kept=[Money(each.keeps_minor, each.currency) for each in sums],
        viewer_peak=room.viewer_peak,
        silenced=[people[each] for each in silenced if each in people],
    )


def _sale(row: sale_store.SaleRow) -> Sale:
    return Sale(
        line_id=row.line_id,
        order_code=row.order_code,
        product_id=row.product_id,
        title=row.title,
        quantity=row.quantity,
        paid=Money(row.paid_minor, row.currency),
        you_keep=None if row.keeps_minor is None else Money(row.keeps_minor, row.currency),
        is_replay=row.is_replay,
        at=row.at,
    )


def socket_url(settings: Settings, room: Room) -> str:
    """Tell where the socket of a room is."""
    url = f"{settings.sockets_url}/rooms/{room.id}"
    return f"{url}?key={rules.room_key(settings.secret_key, room.id)}" if room.age_limit else url


def film_url(settings: Settings, room: Room, *, name: str = "index") -> str:
    """Tell where a playlist of what is broadcast now is; with a key for a show with an age limit."""
    url = f"{settings.live_url}/live/{room.id}/{name}.m3u8"
    return f"{url}?key={rules.room_key(settings.secret_key, room.id)}" if room.age_limit else url


def publish_url(settings: Settings) -> str:
    """Tell where a browser sends the pictures of a show to."""
    return settings.live_url.replace("http", "ws", 1) + "/live/publish"


def replay_url(room: Room) -> str | None:
    """Tell where the playlist of a replay is; None without one."""
    return f"/api/v1/live-rooms/{room.id}/replay.m3u8" if room.recording_path else None
