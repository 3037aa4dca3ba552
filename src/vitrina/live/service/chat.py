"""What is said in rooms: shown at once or not at all; taken away, silenced, filtered."""

from datetime import datetime, timedelta

from msgspec import Struct

from vitrina.identity import service as identity
from vitrina.identity.model import Person as Account
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.text import fold_words
from vitrina.live import rules
from vitrina.live.errors import (
    MessageIdTaken,
    MessageNotFound,
    NotLive,
    NotSaid,
    NotYourRoom,
    Silenced,
)
from vitrina.live.model import (
    ChatFilter,
    Kind,
    MessageId,
    NewMessage,
    Person,
    RoomId,
    RoomState,
)
from vitrina.live.service.people import shown_people
from vitrina.live.service.rooms import age_refusal, get_room, get_seen, own_room
from vitrina.live.store import log as store
from vitrina.social import service as social

# More in so short a time is no conversation.
BURST = (timedelta(seconds=10), 5)
AGAIN = timedelta(seconds=30)


class Said(Struct, frozen=True, kw_only=True):
    """A message as viewers get it."""

    id: MessageId
    text: str
    author: Person


class TakenAway(Struct, frozen=True, kw_only=True):
    """What viewers hear when a message is taken away."""

    id: MessageId


async def say(db: Db, *, room_id: RoomId, actor: Account, new: NewMessage, now: datetime) -> None:
    """Say something in a live room; the same id twice is one message.

    now: real time.  Raises RoomNotFound, NotLive, Suspended, Silenced, NotSaid, Malformed, TooManyRequests,
    MessageIdTaken; in a show with an age limit BirthDateMissing, TooYoung.
    """
    text = rules.message_text(new.text)
    await identity.require_good_standing(db, actor.id)
    room = await get_seen(db, room_id, actor.id)
    if refused := age_refusal(room, actor, now):
        raise refused
    if room.state is not RoomState.LIVE:
        raise NotLive
    is_host = room.host_id == actor.id
    if not is_host and await is_kept_from_talking(db, room.host_id, actor.id, now=now):
        raise Silenced
    # A message that is sent twice at once is one, and the pace counts what is being said.
    await store.line_up(db, room_id)
    if known := await store.find_message(db, new.id):
        if known.person_id != actor.id or known.room_id != room_id:
            raise MessageIdTaken
        return
    window, count_max = BURST
    pace = await store.pace_of(db, actor.id, text, since=now - window, again_since=now - AGAIN)
    if pace.lately >= count_max:
        raise TooManyRequests(retry_after_s=int(window.total_seconds()) // count_max)
    words = await store.filter_words(db, room.host_id)
    if not rules.may_be_said(text, words=words, is_host=is_host) or (pace.is_repeated and not is_host):
        raise NotSaid
    author = (await shown_people(db, [actor.id]))[actor.id]
    said = Said(id=new.id, text=text, author=author)
    entry = store.Entry(kind=Kind.CHAT, body=said, message_id=new.id, person_id=actor.id)
    await store.write(db, room_id, entry, now=now)


async def is_kept_from_talking(db: Db, host_id: PersonId, person_id: PersonId, *, now: datetime) -> bool:
    """Tell whether a person may not talk to a host: silenced, or one of them blocks the other."""
    if await store.is_silenced(db, host_id=host_id, person_id=person_id, now=now):
        return True
    return await social.is_apart(db, host_id, person_id)


async def take_away(db: Db, *, room_id: RoomId, message_id: MessageId, actor: Account, now: datetime) -> None:
    """Take a message away, as its author or the host; its words are forgotten, and twice is once.

    Raises RoomNotFound, MessageNotFound, NotYourRoom.
    """
    room = await get_room(db, room_id)
    said = await store.find_message(db, message_id)
    if said is None or said.room_id != room_id:
        raise MessageNotFound
    if actor.id not in (room.host_id, said.person_id):
        raise NotYourRoom
    await store.line_up(db, room_id)
    if await store.take_away(db, message_id):
        entry = store.Entry(kind=Kind.UNCHAT, body=TakenAway(id=message_id))
        await store.write(db, room_id, entry, now=now)


async def silence(
    db: Db, *, room_id: RoomId, actor: Account, person_id: PersonId, minutes: int | None, now: datetime
) -> None:
    """Keep a person from talking in the rooms of this host, for some minutes or for ever.

    now: real time.  Raises RoomNotFound, NotYourRoom, PersonNotFound.
    """
    room = await own_room(db, room_id, actor)
    await identity.person_by_id(db, person_id)
    until = now + timedelta(minutes=minutes) if minutes else None
    if person_id != room.host_id:
        await store.silence(db, host_id=room.host_id, person_id=person_id, until=until, now=now)


async def end_silence(db: Db, *, room_id: RoomId, actor: Account, person_id: PersonId) -> None:
    """Let a person talk again. Raises RoomNotFound, NotYourRoom."""
    room = await own_room(db, room_id, actor)
    await store.end_silence(db, host_id=room.host_id, person_id=person_id)


async def chat_filter(db: Db, host_id: PersonId) -> ChatFilter:
    """Read what nobody can say in a person's rooms."""
    return ChatFilter(words=await store.filter_words(db, host_id))


async def set_chat_filter(db: Db, host_id: PersonId, wanted: ChatFilter) -> ChatFilter:
    """Keep what nobody can say in a person's rooms from now on."""
    await store.set_filter_words(db, host_id, fold_words(wanted.words))
    return await chat_filter(db, host_id)
