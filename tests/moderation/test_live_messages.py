"""What is said in a live show is reported, looked at with what was said around it, taken down and back."""

import asyncio
from datetime import datetime, timedelta

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import room_of
from tests.live.waiting import somebody_waits
from tests.moderation.test_appeals import answer, appeal
from tests.moderation.test_moderation import decide, report
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from vitrina.identity.model import NewPerson
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.live import personal
from vitrina.live import service as live
from vitrina.live.model import Kind, MessageId, NewMessage, RoomId
from vitrina.moderation import service
from vitrina.moderation.errors import CannotDecideOwn, CannotReportYourself, ThingNotFound
from vitrina.moderation.model import Action, AppealOutcome, CaseState, Thing, ThingKind
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
LINE = ThingKind.LIVE_MESSAGE
WORDS = "Mándame tu tarjeta"
TOLD = [each for each in SUBSCRIBERS if each.name == "notifications.tell_decisions"]


async def say(
    db: Db, room_id: RoomId, by: NewPerson = EVA, text: str = WORDS, *, at: datetime = NOW
) -> MessageId:
    new = NewMessage(id=MessageId(new_id()), text=text)
    await live.say(db, room_id=room_id, actor=await load(db, by), new=new, now=at)
    return new.id


async def chat_of(db: Db, settings: Settings, room_id: RoomId) -> list[str]:
    """What a guest reads who opens the room."""
    shown = await live.show_room(db, settings, room_id=room_id, viewer=None, now=NOW)
    return [msgspec.json.decode(each.body)["text"] for each in shown.chat]


async def told(db: Db, room_id: RoomId) -> list[tuple[str, str]]:
    """What a socket is sent: kind and body of each line of the chat."""
    lines = await live.lines_after(db, room_id, after=0, limit=99)
    assert lines == await live.last_lines(db, room_id, limit=99)
    return [
        (each.kind.value, bytes(each.body).decode())
        for each in lines
        if each.kind in {Kind.CHAT, Kind.UNCHAT}
    ]


async def the_thing(db: Db) -> Thing:
    """What operators see of the one case that waits."""
    [case] = (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=5)).items
    assert case.thing
    return case.thing


async def test_a_line_that_is_taken_down_is_in_no_answer_and_comes_back(db: Db, settings: Settings) -> None:
    room_id = await room_of(db, is_live=True)
    message = await say(db, room_id)
    await say(db, room_id, CARLA, "¿Llega a Guadalajara?")
    await report(db, LINE, message)

    for _ in range(2):
        await decide(db, LINE, message, Action.TAKE_DOWN)

    assert await chat_of(db, settings, room_id) == ["¿Llega a Guadalajara?"]
    kinds = [kind for kind, _ in await told(db, room_id)]
    assert kinds == ["chat", "chat", "unchat"]
    assert WORDS not in str(await told(db, room_id))
    await decide(db, LINE, message, Action.RESTORE)
    assert await chat_of(db, settings, room_id) == [WORDS, "¿Llega a Guadalajara?"]


async def test_an_operator_sees_the_line_among_what_was_said_around_it(db: Db) -> None:
    room_id, other = await room_of(db, is_live=True), await room_of(db, CARLA, is_live=True)
    await say(db, other, ANA, "en otro lado")
    said = [f"frase {n}" for n in range(14)]
    lines = [
        await say(db, room_id, (ANA, CARLA, EVA)[n % 3], text, at=NOW + timedelta(seconds=40 * n))
        for n, text in enumerate(said)
    ]
    await live.take_away(db, room_id=room_id, message_id=lines[7], actor=await load(db, BRUNO), now=NOW)
    await report(db, LINE, lines[8], by=ANA)

    thing = await the_thing(db)

    assert [each.text for each in thing.context] == said[1:7] + said[8:12]
    assert [each.text for each in thing.context if each.is_it] == [thing.text] == ["frase 8"]
    assert {each.handle for each in thing.context} == {ANA.handle, CARLA.handle, EVA.handle}
    assert (thing.url, thing.subject_id) == (f"/live/{room_id}", EVA.id)


async def test_whoever_sees_the_show_reports_what_others_said_in_it(db: Db) -> None:
    room_id, hidden = await room_of(db, is_live=True), await room_of(db, CARLA, is_live=True)
    message, unseen, gone = (
        await say(db, room_id),
        await say(db, hidden, ANA),
        await say(db, room_id, ANA, "ya no"),
    )
    await live.hide(db, hidden, now=NOW)
    await live.take_away(db, room_id=room_id, message_id=gone, actor=await load(db, ANA), now=NOW)

    for thing_id in (unseen, gone, new_id()):
        with pytest.raises(ThingNotFound):
            await report(db, LINE, thing_id, by=BRUNO)
    with pytest.raises(CannotReportYourself):
        await report(db, LINE, message, by=EVA)
    assert (await report(db, LINE, message, by=BRUNO)).id != (await report(db, LINE, message)).id

    with pytest.raises(CannotDecideOwn):
        await decide(db, LINE, message, Action.DISMISS, by=EVA)


async def test_a_line_is_reported_and_decided_about_when_the_show_is_over(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    message = await say(db, room_id)
    await live.close(db, room_id, now=NOW)

    await report(db, LINE, message)
    made = await decide(db, LINE, message, Action.TAKE_DOWN)

    assert made.title == WORDS
    assert WORDS not in str(await told(db, room_id))


async def test_a_second_take_down_says_nothing_into_the_room(db: Db) -> None:
    room_id = await room_of(db, is_live=True)
    message = await say(db, room_id)

    for _ in range(2):
        await live.hide_message(db, message, now=NOW)
    await live.hide_message(db, MessageId(new_id()), now=NOW)

    assert [kind for kind, _ in await told(db, room_id)] == ["chat", "unchat"]


async def test_its_author_is_told_why_and_has_it_back_on_appeal(
    client: Client, pool: Pool, settings: Settings
) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, is_live=True)
        message = await say(db, room_id)
    body = {"id": str(new_id()), "kind": "live_message", "thing_id": str(message), "reason": "scam"}
    viewer, author = await sign_in(pool, ANA), await sign_in(pool, EVA)
    guest = await client.post("/api/v1/reports", json=body)
    made = await client.post("/api/v1/reports", json=body, headers=viewer)
    operator = await sign_in(pool, DAVI)
    [case] = (await client.get("/api/v1/moderation/cases", headers=operator)).json()["items"]
    async with pool.transaction() as db:
        decision = await decide(db, LINE, message, Action.TAKE_DOWN)
    await events.drain(pool, TOLD)

    [notice] = (await client.get("/api/v1/me/notices", headers=author)).json()["items"]
    async with pool.transaction() as db:
        waiting = await appeal(db, decision.id, by=EVA)
        await answer(db, waiting.id, AppealOutcome.REVERSED)

    assert (guest.status_code, made.status_code) == (401, 201)
    assert [(each["text"], each["is_it"]) for each in case["thing"]["context"]] == [(WORDS, True)]
    assert notice["kind"] == "taken_down"
    assert WORDS in notice["body"]
    async with pool.transaction() as db:
        assert await chat_of(db, settings, room_id) == [WORDS]


async def test_a_line_that_was_forgotten_meanwhile_does_not_come_back(db: Db, settings: Settings) -> None:
    room_id = await room_of(db, is_live=True)
    message = await say(db, room_id)
    await report(db, LINE, message)
    decision = await decide(db, LINE, message, Action.TAKE_DOWN)
    waiting = await appeal(db, decision.id, by=EVA)

    while await personal.erase(db, Subject(person_id=EVA.id, email=EVA.email), NOW):
        pass
    await answer(db, waiting.id, AppealOutcome.REVERSED)

    assert await chat_of(db, settings, room_id) == []
    [case] = (await service.list_cases(db, CaseState.DECIDED, cursor=None, limit=5)).items
    assert case.thing is None
    assert (
        await value(db, "select count(*) from live.log where body::text like %(text)s", text=f"%{WORDS}%")
        == 0
    )


async def test_what_its_host_takes_away_while_it_is_taken_down_never_comes_back(pool: Pool) -> None:
    async with pool.transaction() as db:
        room_id = await room_of(db, is_live=True)
        message = await say(db, room_id)
        bruno = await load(db, BRUNO)

    async def take_away() -> None:
        async with pool.transaction() as db:
            await live.take_away(db, room_id=room_id, message_id=message, actor=bruno, now=NOW)

    async with pool.transaction() as db:
        await decide(db, LINE, message, Action.TAKE_DOWN)
        taking = asyncio.create_task(take_away())
        await somebody_waits(pool)
    await taking

    async with pool.transaction() as db:
        with pytest.raises(ThingNotFound):
            await decide(db, LINE, message, Action.RESTORE)
        await live.restore_message(db, message)
        assert ("chat", "{}") in await told(db, room_id)
        assert WORDS not in str(await told(db, room_id))
