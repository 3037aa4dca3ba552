"""HTTP of a show while it is live: pins, what is sold on the spot, and what is said."""

from typing import Annotated

from litestar import delete, get, post, put
from litestar.params import QueryParameter

from vitrina.identity.errors import BirthDateMissing, SignInNeeded, Suspended, TooYoung
from vitrina.identity.model import Person, PersonId
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import fails
from vitrina.live import rules, service
from vitrina.live.errors import (
    LineUpFull,
    MessageIdTaken,
    MessageNotFound,
    NoShop,
    NotForSale,
    NotLive,
    NotSaid,
    NotYourRoom,
    PinIdTaken,
    PinNotFound,
    PinsFull,
    RoomNotFound,
    Silenced,
)
from vitrina.live.model import (
    ChatFilter,
    MessageId,
    NewMessage,
    NewPin,
    NewSilence,
    Pin,
    PinId,
    QuickItem,
    RoomId,
)
from vitrina.media.errors import ImageNotFound

TAGS = ["live"]
PINNING = (SignInNeeded, RoomNotFound, NotYourRoom, NotLive, NotForSale, LineUpFull, PinsFull, PinIdTaken)
AtMs = Annotated[
    int | None,
    QueryParameter(name="at_ms", ge=0, le=2**53, description="Unix ms of the picture; absent: now"),
]


@post(
    "/live-rooms/{room:uuid}/pins", operation_id="pinProduct", tags=TAGS, responses=fails(*PINNING, Malformed)
)
async def pin(room: RoomId, data: NewPin, person: Person, pool: Pool) -> Pin:
    """Put a product on the screen; up to three at once, or this one alone."""
    now_ms = rules.unix_ms(clock.real_now())
    async with pool.transaction() as db:
        return await service.pin(db, room_id=room, actor=person, new=data, now=clock.now(), now_ms=now_ms)


@delete(
    "/live-rooms/{room:uuid}/pins/{pin:uuid}",
    operation_id="unpinProduct",
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom, PinNotFound, Malformed),
)
async def unpin(room: RoomId, pin: PinId, person: Person, pool: Pool, at_ms: AtMs = None) -> None:
    """Take a product off the screen."""
    now_ms = rules.unix_ms(clock.real_now())
    async with pool.transaction() as db:
        await service.unpin(
            db,
            room_id=room,
            actor=person,
            pin_id=pin,
            at_ms=at_ms,
            now=clock.now(),
            now_ms=now_ms,
        )


@post(
    "/live-rooms/{room:uuid}/quick-items",
    operation_id="sellInLiveRoom",
    tags=TAGS,
    responses=fails(*PINNING, NoShop, ImageNotFound, Malformed),
)
async def sell_now(room: RoomId, data: QuickItem, person: Person, pool: Pool) -> Pin:
    """Sell what the host holds up: it becomes a product of her shop, with its pieces, and is pinned alone."""
    now_ms = rules.unix_ms(clock.real_now())
    async with pool.transaction() as db:
        return await service.sell_now(
            db, room_id=room, actor=person, item=data, now=clock.now(), now_ms=now_ms
        )


@post(
    "/live-rooms/{room:uuid}/messages",
    operation_id="sayInLiveRoom",
    status_code=204,
    tags=TAGS,
    responses=fails(
        SignInNeeded,
        RoomNotFound,
        NotLive,
        Suspended,
        Silenced,
        NotSaid,
        MessageIdTaken,
        BirthDateMissing,
        TooYoung,
        TooManyRequests,
        Malformed,
    ),
)
async def say(room: RoomId, data: NewMessage, person: Person, pool: Pool) -> None:
    """Say something in a live room. Everybody gets it through the room's socket."""
    async with pool.transaction() as db:
        await service.say(db, room_id=room, actor=person, new=data, now=clock.real_now())


@delete(
    "/live-rooms/{room:uuid}/messages/{message:uuid}",
    operation_id="takeLiveMessageAway",
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, MessageNotFound, NotYourRoom),
)
async def take_away(room: RoomId, message: MessageId, person: Person, pool: Pool) -> None:
    """Take a message away, as its author or as the host."""
    async with pool.transaction() as db:
        await service.take_away(db, room_id=room, message_id=message, actor=person, now=clock.real_now())


@put(
    "/live-rooms/{room:uuid}/silences/{other:uuid}",
    operation_id="silenceInLiveRoom",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom, Malformed),
)
async def silence(room: RoomId, other: PersonId, data: NewSilence, person: Person, pool: Pool) -> None:
    """Keep somebody from writing in your shows, for some minutes or for ever."""
    async with pool.transaction() as db:
        await service.silence(
            db,
            room_id=room,
            actor=person,
            person_id=other,
            minutes=data.minutes,
            now=clock.real_now(),
        )


@delete(
    "/live-rooms/{room:uuid}/silences/{other:uuid}",
    operation_id="endSilenceInLiveRoom",
    tags=TAGS,
    responses=fails(SignInNeeded, RoomNotFound, NotYourRoom),
)
async def end_silence(room: RoomId, other: PersonId, person: Person, pool: Pool) -> None:
    """Let somebody write in your shows again."""
    async with pool.transaction() as db:
        await service.end_silence(db, room_id=room, actor=person, person_id=other)


@get("/me/live-chat-filter", operation_id="getLiveChatFilter", tags=TAGS, responses=fails(SignInNeeded))
async def get_filter(person: Person, pool: Pool) -> ChatFilter:
    """Read which words nobody can say in your shows."""
    async with pool.transaction() as db:
        return await service.chat_filter(db, person.id)


@put(
    "/me/live-chat-filter",
    operation_id="setLiveChatFilter",
    tags=TAGS,
    responses=fails(SignInNeeded, Malformed),
)
async def set_filter(data: ChatFilter, person: Person, pool: Pool) -> ChatFilter:
    """Set which words nobody can say in your shows."""
    async with pool.transaction() as db:
        return await service.set_chat_filter(db, person.id, data)


ROUTES = [pin, unpin, sell_now, say, take_away, silence, end_silence, get_filter, set_filter]
