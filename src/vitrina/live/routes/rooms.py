"""HTTP of shows: the programme, one show, and what its host does before and after."""

from typing import Annotated, Any

from litestar import delete, get, patch, post, put
from litestar.params import QueryParameter
from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.errors import BirthDateMissing, SignInNeeded, Suspended, TooYoung
from vitrina.identity.model import HandleKind, Person, PersonId
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, decode_cursor, fails, page_of
from vitrina.kit.static import Static
from vitrina.live import service
from vitrina.live.errors import (
    AgeLimitFixed,
    LineUpFull,
    MayNotHost,
    NoReplay,
    NotForSale,
    NotYourRoom,
    RoomIdTaken,
    RoomNotFound,
    RoomOver,
    TooManyRooms,
)
from vitrina.live.model import (
    ChangeRoom,
    Desk,
    LiveChannel,
    NewRoom,
    RoomCard,
    RoomId,
    RoomView,
    StreamKey,
)
from vitrina.live.service import When, Whose
from vitrina.live.service.programme import Replay
from vitrina.live.service.views import publish_url
from vitrina.media.errors import ImageNotFound
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId

TAGS = ["live"]
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
FILM_NAME = "replay.mp4"
# It never changes; but who may see it can.
FILM_CACHING = b"private, max-age=3600"
WhichWhen = Annotated[When, QueryParameter(name="when", description="live, coming or replays")]
OfHandle = Annotated[
    str | None, QueryParameter(name="handle", max_length=40, description="Of this person or shop alone")
]


class Reminded(Struct, frozen=True, kw_only=True):
    """Whether one is told when a show begins."""

    is_reminded: bool


class Recording:
    """A recorded film as an ASGI application."""

    def __init__(self, replay: Replay) -> None:
        """Describe it; nothing is read before it is asked for."""
        self._film = replay.film

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it, or the part that is asked for."""
        static = Static(self._film.parent, cache_control=FILM_CACHING)
        await static({**scope, "path": f"/{self._film.name}"}, receive, send)


async def _whose(db: Db, handle: str | None, viewer: Person | None) -> Whose:
    """Read of whom shows are wanted. Raises RoomNotFound for a handle that is nobody's."""
    reader_id = viewer.id if viewer else None
    if handle is None:
        return Whose(reader_id=reader_id)
    owner = await identity.find_by_handle(db, handle)
    if owner is None:
        raise RoomNotFound
    if owner.kind is HandleKind.SHOP:
        return Whose(shop_id=ShopId(owner.id), reader_id=reader_id)
    return Whose(host_id=PersonId(owner.id), reader_id=reader_id)


@get("/live-rooms", operation_id="listLiveRooms", tags=TAGS, responses=fails(RoomNotFound, Malformed))
async def list_rooms(
    pool: Pool,
    viewer: Person | None,
    when: WhichWhen = When.LIVE,
    handle: OfHandle = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[RoomCard]:
    """List the shows that are live (one page), those that are announced, or those that can be seen again."""
    async with pool.transaction() as db:
        whose = await _whose(db, handle, viewer)
        return await service.page_of_rooms(
            db, when=when, whose=whose, cursor=cursor, limit=limit, now=clock.now()
        )


@get("/live-channel", operation_id="getLiveChannel", tags=TAGS, responses=fails(RoomNotFound))
async def get_channel(pool: Pool, viewer: Person | None, handle: OfHandle = None) -> LiveChannel:
    """Tell what the channel of a person, a shop or this instance shows now, and what comes."""
    async with pool.transaction() as db:
        whose = await _whose(db, handle, viewer)
        return await service.channel(db, whose=whose, now=clock.now(), real_now=clock.real_now())


@post(
    "/live-rooms",
    operation_id="announceLiveRoom",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        MayNotHost,
        Suspended,
        NotForSale,
        TooManyRooms,
        RoomIdTaken,
        ImageNotFound,
        NotYourShop,
        ShopNotFound,
        Malformed,
    ),
)
async def announce(data: NewRoom, person: Person, pool: Pool, settings: Settings) -> RoomView:
    """Announce a show, or prepare one that begins when its host is ready."""
    async with pool.transaction() as db:
        room = await service.announce(db, actor=person, new=data, now=clock.now())
        return await service.show_room(db, settings, room_id=room.id, viewer=person, now=clock.real_now())


@get("/me/live-rooms", operation_id="listMyLiveRooms", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_own(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[RoomCard]:
    """List your own shows in whatever state, the last made first."""
    key = decode_cursor(cursor, tuple[RoomId])
    before = key[0] if key else None
    async with pool.transaction() as db:
        found = await service.own_rooms(db, actor=person, before=before, limit=limit + 1)
    return page_of(found, limit, lambda each: (each.id,))


@get("/live-rooms/{room:uuid}", operation_id="getLiveRoom", tags=TAGS, responses=fails(RoomNotFound))
async def get_room(room: RoomId, pool: Pool, settings: Settings, viewer: Person | None) -> RoomView:
    """Show a room as it stands: what is pinned, what is sold, what was said last; and where to go on."""
    async with pool.transaction() as db:
        return await service.show_room(db, settings, room_id=room, viewer=viewer, now=clock.real_now())


@patch(
    "/live-rooms/{room:uuid}",
    operation_id="changeLiveRoom",
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        RoomNotFound,
        NotYourRoom,
        RoomOver,
        AgeLimitFixed,
        NotForSale,
        LineUpFull,
        ImageNotFound,
        Malformed,
    ),
)
async def change(room: RoomId, data: ChangeRoom, person: Person, pool: Pool, settings: Settings) -> RoomView:
    """Change what is announced of a show, or its line-up."""
    async with pool.transaction() as db:
        await service.change(db, room_id=room, actor=person, changes=data, now=clock.now())
        return await service.show_room(db, settings, room_id=room, viewer=person, now=clock.real_now())


@post(
    "/live-rooms/{room:uuid}/cancellation",
    operation_id="cancelLiveRoom",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom, RoomOver),
)
async def cancel(room: RoomId, person: Person, pool: Pool, settings: Settings) -> RoomView:
    """Take an announced show back."""
    async with pool.transaction() as db:
        await service.cancel(db, room_id=room, actor=person, now=clock.now())
        return await service.show_room(db, settings, room_id=room, viewer=person, now=clock.real_now())


@post(
    "/live-rooms/{room:uuid}/ending",
    operation_id="endLiveRoom",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom),
)
async def end(room: RoomId, person: Person, pool: Pool, settings: Settings) -> RoomView:
    """End a show for good."""
    async with pool.transaction() as db:
        await service.end(db, room_id=room, actor=person, now=clock.now())
        return await service.show_room(db, settings, room_id=room, viewer=person, now=clock.real_now())


@post(
    "/live-rooms/{room:uuid}/stream-key",
    operation_id="rotateStreamKey",
    tags=TAGS,
    opt={NOT_REPLAYABLE: True},
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom, RoomOver, Suspended),
)
async def rotate_key(room: RoomId, person: Person, pool: Pool, settings: Settings) -> StreamKey:
    """Make a new key for whoever sends the pictures of a show. It is shown once; the one before ends."""
    async with pool.transaction() as db:
        key = await service.rotate_key(db, room_id=room, actor=person)
    return StreamKey(rtmp_url=settings.rtmp_url, publish_url=publish_url(settings), key=key)


@get(
    "/live-rooms/{room:uuid}/desk",
    operation_id="getLiveDesk",
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom),
)
async def get_desk(room: RoomId, person: Person, pool: Pool, settings: Settings) -> Desk:
    """Show a room to its host, with what it sold and what she keeps."""
    async with pool.transaction() as db:
        return await service.show_desk(db, settings, room_id=room, actor=person, now=clock.real_now())


@put(
    "/live-rooms/{room:uuid}/reminder",
    operation_id="setLiveReminder",
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, RoomOver),
)
async def remind(room: RoomId, person: Person, pool: Pool) -> Reminded:
    """Ask to be told when a show begins."""
    async with pool.transaction() as db:
        await service.remind(db, room_id=room, actor=person, now=clock.now())
    return Reminded(is_reminded=True)


@delete(
    "/live-rooms/{room:uuid}/reminder",
    operation_id="forgetLiveReminder",
    status_code=200,
    tags=TAGS,
    responses=fails(SignInNeeded),
)
async def forget_reminder(room: RoomId, person: Person, pool: Pool) -> Reminded:
    """Ask not to be told any more."""
    async with pool.transaction() as db:
        await service.forget_reminder(db, room_id=room, actor=person)
    return Reminded(is_reminded=False)


@get(
    "/live-rooms/{room:uuid}/replay.m3u8",
    operation_id="getLiveReplay",
    tags=TAGS,
    media_type=PLAYLIST_TYPE,
    responses=fails(RoomNotFound, NoReplay, SignInNeeded, BirthDateMissing, TooYoung),
)
async def get_replay(room: RoomId, pool: Pool, settings: Settings, viewer: Person | None) -> str:
    """Give the HLS playlist of a replay: byte ranges of the recorded film."""
    async with pool.transaction() as db:
        found = await service.find_replay(db, settings, room_id=room, viewer=viewer, now=clock.real_now())
    return await service.playlist_of(found, film_url=FILM_NAME)


@get(
    "/live-rooms/{room:uuid}/replay.mp4",
    operation_id="getLiveRecording",
    tags=TAGS,
    opt={IS_RAW: True},
    responses=fails(RoomNotFound, NoReplay, SignInNeeded, BirthDateMissing, TooYoung),
)
async def get_recording(room: RoomId, pool: Pool, settings: Settings, viewer: Person | None) -> Recording:
    """Give the recorded film of a show; whole or by byte ranges."""
    async with pool.transaction() as db:
        found = await service.find_replay(db, settings, room_id=room, viewer=viewer, now=clock.real_now())
    return Recording(found)


ROUTES = [
    get_replay,
    get_recording,
    list_rooms,
    get_channel,
    announce,
    list_own,
    get_room,
    change,
    cancel,
    end,
    rotate_key,
    get_desk,
    remind,
    forget_reminder,
]
