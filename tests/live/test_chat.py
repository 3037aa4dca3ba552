"""What is said in a room: by whom, how often, and who takes it away."""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from tests.builders import room_of
from tests.people import ANA, BRUNO, CARLA, EVA, JOINED, join, load
from vitrina.identity.model import NewPerson
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.live import personal, service
from vitrina.live.errors import (
    MessageIdTaken,
    MessageNotFound,
    NotLive,
    NotSaid,
    NotYourRoom,
    Silenced,
)
from vitrina.live.model import ChatFilter, Kind, MessageId, NewMessage, RoomId
from vitrina.social import service as social

NOW = JOINED + timedelta(days=3)


async def say(
    db: Db, room_id: RoomId, person: NewPerson = ANA, text: str = "¿Llega a Guadalajara?", *, after_s: int = 0
) -> MessageId:
    """Say something."""
    new = NewMessage(id=MessageId(new_id()), text=text)
    now = NOW + timedelta(seconds=after_s)
    await service.say(db, room_id=room_id, actor=await load(db, person), new=new, now=now)
    return new.id


async def heard(db: Db, room_id: RoomId) -> list[str]:
    """What stands in the chat, in the log's order."""
    lines = await service.lines_after(db, room_id, after=0, limit=99)
    bodies = [msgspec.json.decode(each.body) for each in lines if each.kind is Kind.CHAT]
    return [each["text"] for each in bodies if each]


async def test_what_is_said_stands_in_the_log_with_its_author(db: Db) -> None:
    room_id = await room_of(db, is_live=True)

    await say(db, room_id, ANA, "  hola \n  a todos ")

    assert await heard(db, room_id) == ["hola a todos"]


async def test_the_same_message_twice_is_one_and_nobody_elses(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    new = NewMessage(id=await say(db, room_id), text="¿Llega a Guadalajara?")

    await service.say(db, room_id=room_id, actor=await load(db, ANA), new=new, now=NOW)

    assert len(await heard(db, room_id)) == 1
    with pytest.raises(MessageIdTaken):
        await service.say(db, room_id=room_id, actor=await load(db, EVA), new=new, now=NOW)


async def test_a_message_sent_twice_at_once_is_one(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, is_live=True)
        ana = await load(db, ANA)
    new = NewMessage(id=MessageId(new_id()), text="¿Llega a Guadalajara?")

    async def send() -> None:
        async with pool.transaction() as db:
            await service.say(db, room_id=room_id, actor=ana, new=new, now=NOW)

    await asyncio.gather(*[send() for _ in range(4)])

    async with pool.transaction() as db:
        assert await heard(db, room_id) == ["¿Llega a Guadalajara?"]


async def test_nobody_talks_before_the_show(db: Db) -> None:
    with pytest.raises(NotLive):
        await say(db, await room_of(db))


async def test_five_messages_in_ten_seconds_are_enough(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    for i in range(5):
        await say(db, room_id, text=f"otra {i}")

    with pytest.raises(TooManyRequests):
        await say(db, room_id, text="otra más")

    await say(db, room_id, text="más tarde", after_s=11)


@pytest.mark.parametrize("text", ["eso es CARÍSIMO", "compra en barato.shop", "hola"])
async def test_filtered_words_links_and_the_same_again_are_not_shown(db: Db, text: str) -> None:
    room_id = await room_of(db, is_live=True)
    await service.set_chat_filter(db, BRUNO.id, ChatFilter(words=["carisimo"]))
    await say(db, room_id, text="hola")

    with pytest.raises(NotSaid):
        await say(db, room_id, text=text)

    await say(db, room_id, BRUNO, text)


async def test_who_is_silenced_writes_again_when_the_time_is_over(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    await join(db, ANA)
    bruno = await load(db, BRUNO)
    await service.silence(db, room_id=room_id, actor=bruno, person_id=ANA.id, minutes=5, now=NOW)

    with pytest.raises(Silenced):
        await say(db, room_id)

    await say(db, room_id, after_s=301)
    await service.silence(db, room_id=room_id, actor=bruno, person_id=ANA.id, minutes=None, now=NOW)
    with pytest.raises(Silenced):
        await say(db, room_id, after_s=9_999_999)
    await service.end_silence(db, room_id=room_id, actor=bruno, person_id=ANA.id)
    await say(db, room_id, text="gracias", after_s=400)


async def test_the_author_and_the_host_take_a_message_away_and_its_words_are_gone(db: Db) -> None:
    room_id, other = await room_of(db, is_live=True), await room_of(db, CARLA, is_live=True)
    by_host, by_author = await say(db, room_id), await say(db, room_id, text="otra cosa")
    ana, bruno, eva = await load(db, ANA), await load(db, BRUNO), await load(db, EVA)

    with pytest.raises(NotYourRoom):
        await service.take_away(db, room_id=room_id, message_id=by_host, actor=eva, now=NOW)
    with pytest.raises(MessageNotFound):
        await service.take_away(db, room_id=other, message_id=by_host, actor=bruno, now=NOW)
    for _ in range(2):
        await service.take_away(db, room_id=room_id, message_id=by_host, actor=bruno, now=NOW)
    await service.take_away(db, room_id=room_id, message_id=by_author, actor=ana, now=NOW)

    assert await heard(db, room_id) == []
    lines = await service.lines_after(db, room_id, after=0, limit=99)
    assert [each.kind for each in lines].count(Kind.UNCHAT) == 2


async def test_a_reader_does_not_meet_whom_she_mutes(db: Db, settings: Settings) -> None:
    room_id = await room_of(db, is_live=True)
    await say(db, room_id, EVA, "aquí estoy")
    ana = await load(db, ANA)
    await social.mute(db, person_id=ANA.id, other_id=EVA.id, now=NOW)

    hers = await service.show_room(db, settings, room_id=room_id, viewer=ana, now=NOW)
    guests = await service.show_room(db, settings, room_id=room_id, viewer=None, now=NOW)

    assert (len(hers.chat), len(guests.chat)) == (0, 1)
    assert (hers.unseen, guests.unseen) == ([EVA.id], [])


async def test_nobody_is_told_who_blocks_her(db: Db, settings: Settings) -> None:
    room_id = await room_of(db, is_live=True)
    eva = await load(db, EVA)
    await load(db, ANA)
    await social.block(db, person_id=ANA.id, other_id=EVA.id, now=NOW)

    assert (await service.show_room(db, settings, room_id=room_id, viewer=eva, now=NOW)).unseen == []


async def test_who_is_forgotten_said_nothing(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    await say(db, room_id)
    subject = Subject(person_id=ANA.id, email=ANA.email)
    assert [each.collection async for each in personal.export(db, subject)] == ["live_messages"]

    while await personal.erase(db, subject, NOW):
        pass

    assert await heard(db, room_id) == []
    assert [each async for each in personal.export(db, subject)] == []
