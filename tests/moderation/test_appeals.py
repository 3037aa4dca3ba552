"""Shows and messages are reported and taken down like the rest, and a decision is appealed against once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import clip_of, room_of, shop_of
from tests.live.waiting import somebody_waits
from tests.moderation.test_moderation import decide, report
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, load, sign_in
from vitrina.identity.model import Capability, NewPerson
from vitrina.kit import events
from vitrina.kit.db import Db, Pool
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.kit.signals import signals_of
from vitrina.live import service as live
from vitrina.live.errors import RoomNotFound
from vitrina.live.model import RoomState
from vitrina.messaging.model import ConversationId
from vitrina.messaging.service.posting import topic_of
from vitrina.moderation import personal, service
from vitrina.moderation.errors import (
    AppealDecidedAlready,
    AppealedAlready,
    AppealNotFound,
    DecisionNotFound,
    NothingToAppeal,
    OtherOperatorNeeded,
    ThingNotFound,
)
from vitrina.moderation.model import (
    Action,
    Appeal,
    AppealId,
    AppealOutcome,
    AppealState,
    CaseState,
    DecisionId,
    NewAppeal,
    NewOutcome,
    ThingKind,
)
from vitrina.moderation.service.things import KINDS
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
OURS = [each for each in SUBSCRIBERS if each.name == "notifications.tell_appeals"]
OTHER_OPERATOR = replace(EVA, capabilities=frozenset({Capability.OPERATE}))


async def appeal(db: Db, decision_id: DecisionId, *, by: NewPerson, words: str = "It is mine.") -> Appeal:
    new = NewAppeal(id=AppealId(new_id()), words=words)
    return await service.appeal(db, actor=await load(db, by), decision_id=decision_id, new=new, now=NOW)


async def answer(db: Db, appeal_id: AppealId, outcome: AppealOutcome, *, by: NewPerson = DAVI) -> Appeal:
    new = NewOutcome(outcome=outcome, words="We looked again.")
    operator = await load(db, by)
    return await service.decide_appeal(db, operator=operator, appeal_id=appeal_id, new=new, now=NOW)


async def message_of(client: Client, pool: Pool) -> tuple[UUID, UUID, dict[str, str]]:
    """A message of Ana to Bruno's shop: its conversation, itself, and Bruno's headers."""
    ana, bruno = await sign_in(pool, ANA), await sign_in(pool, BRUNO)
    async with pool.transaction() as db:
        shop = await shop_of(db, BRUNO)
    started = await client.post("/api/v1/conversations", json={"shop_id": str(shop.id)}, headers=ana)
    conversation = started.json()["id"]
    said = {"id": str(new_id()), "text": "Send me your card number"}
    sent = await client.post(f"/api/v1/conversations/{conversation}/messages", json=said, headers=ana)
    assert sent.status_code == 201, sent.text
    return UUID(conversation), UUID(said["id"]), bruno


async def test_every_kind_is_a_row(db: Db) -> None:
    assert set(KINDS) == set(ThingKind)
    for kind in ThingKind:
        with pytest.raises(ThingNotFound):
            await report(db, kind, new_id())


async def test_a_show_that_is_taken_down_ends_and_is_its_replay_when_it_comes_back(db: Db) -> None:
    room_id = await room_of(db, BRUNO)
    await live.begin(db, room_id, now=NOW)
    await report(db, ThingKind.LIVE, room_id)

    await decide(db, ThingKind.LIVE, room_id, Action.TAKE_DOWN)

    down = await live.get_room(db, room_id)
    assert (down.is_hidden, down.state) == (True, RoomState.ENDED)
    with pytest.raises(RoomNotFound):
        await live.get_seen(db, room_id, None)
    await decide(db, ThingKind.LIVE, room_id, Action.RESTORE)
    assert (await live.get_seen(db, room_id, None)).state is RoomState.ENDED


@pytest.mark.parametrize("is_room_first", [True, False])
async def test_a_show_and_its_host_are_brought_back_each_for_itself(db: Db, is_room_first: bool) -> None:
    room_id = await room_of(db, CARLA)
    things = [(ThingKind.LIVE, room_id), (ThingKind.PERSON, CARLA.id)]
    for kind, thing_id in things if is_room_first else things[::-1]:
        await decide(db, kind, thing_id, Action.TAKE_DOWN)

    await decide(db, *things[0], Action.RESTORE)
    assert (await live.get_room(db, room_id)).is_hidden
    await decide(db, *things[1], Action.RESTORE)
    assert not (await live.get_room(db, room_id)).is_hidden
    await decide(db, *things[0], Action.TAKE_DOWN)
    await decide(db, *things[1], Action.TAKE_DOWN)
    await decide(db, *things[1], Action.RESTORE)
    assert (await live.get_room(db, room_id)).is_hidden


async def test_a_message_is_reported_by_who_got_it_alone_and_hidden_from_both(
    client: Client, pool: Pool
) -> None:
    conversation, message, bruno = await message_of(client, pool)
    body = {"id": str(new_id()), "kind": "message", "thing_id": str(message), "reason": "scam"}

    stranger = await client.post("/api/v1/reports", json=body, headers=await sign_in(pool, CARLA))
    own = await client.post("/api/v1/reports", json=body, headers=await sign_in(pool, ANA))
    made = await client.post("/api/v1/reports", json=body, headers=bruno)
    async with pool.transaction() as db:
        [case] = (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=5)).items
        await decide(db, ThingKind.MESSAGE, message, Action.TAKE_DOWN)

    assert (stranger.status_code, own.status_code, made.status_code) == (404, 409, 201)
    assert case.thing
    assert case.thing.text == "Send me your card number"
    for headers in (bruno, await sign_in(pool, ANA)):
        path = f"/api/v1/conversations/{conversation}/messages"
        [shown] = (await client.get(path, headers=headers)).json()["messages"]
        assert (shown["text"], shown["is_hidden"]) == ("", True)
        [listed] = [(await client.get(f"/api/v1/conversations/{conversation}", headers=headers)).json()]
        assert "card number" not in str(listed)
    async with pool.transaction() as db:
        await decide(db, ThingKind.MESSAGE, message, Action.RESTORE)
    [back] = (await client.get(path, headers=bruno)).json()["messages"]
    assert (back["text"], back["is_hidden"]) == ("Send me your card number", False)


async def test_who_has_a_conversation_open_is_told_what_was_taken_down(client: Client, pool: Pool) -> None:
    conversation, message, bruno = await message_of(client, pool)
    body = {"id": str(new_id()), "kind": "message", "thing_id": str(message), "reason": "scam"}
    await client.post("/api/v1/reports", json=body, headers=bruno)
    topic = topic_of(ConversationId(conversation))

    async with signals_of(pool).hear(topic, who="carla") as heard:
        heard.clear()
        async with pool.transaction() as db:
            await decide(db, ThingKind.MESSAGE, message, Action.TAKE_DOWN)
        async with asyncio.timeout(20):
            await heard.wait()
    path = f"/api/v1/conversations/{conversation}/messages/new"
    told = (await client.get(path, params={"after": 1}, headers=bruno)).json()
    async with pool.transaction() as db:
        await decide(db, ThingKind.MESSAGE, message, Action.RESTORE)
    back = (await client.get(path, params={"after": 1}, headers=bruno)).json()

    assert (told["messages"], told["hidden_ids"]) == ([], [str(message)])
    assert back["hidden_ids"] == []


async def test_an_operator_reads_no_message_that_nobody_reported(client: Client, pool: Pool) -> None:
    _, message, bruno = await message_of(client, pool)
    operator = await sign_in(pool, DAVI)
    body = {"kind": "message", "thing_id": str(message), "reason": "scam"}
    decision = {**body, "action": "dismiss"}

    before = await client.post(
        "/api/v1/moderation/decisions", json={**decision, "id": str(new_id())}, headers=operator
    )
    await client.post("/api/v1/reports", json={**body, "id": str(new_id())}, headers=bruno)
    after = await client.post(
        "/api/v1/moderation/decisions", json={**decision, "id": str(new_id())}, headers=operator
    )

    assert (before.status_code, "card number" in before.text) == (404, False)
    assert (after.status_code, after.json()["title"]) == (201, "Send me your card number")


async def test_a_reversed_decision_brings_the_thing_back_and_is_told(pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        made = await appeal(db, decision.id, by=CARLA)
        [waiting] = (
            await service.list_appeals(
                db, AppealState.OPEN, operator=await load(db, DAVI), cursor=None, limit=5
            )
        ).items
        await answer(db, made.id, AppealOutcome.REVERSED)
        found = await service.find_thing(db, ThingKind.CLIP, clip)
        [restored, _] = (
            await service.list_decisions(db, actor=await load(db, CARLA), cursor=None, limit=5)
        ).items
    await events.drain(pool, OURS)

    assert waiting.appeal.words == "It is mine."
    assert waiting.is_own
    assert found
    assert found.is_public
    assert restored.action is Action.RESTORE


async def test_who_is_told_hears_it_in_her_inbox(client: Client, pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        await answer(db, (await appeal(db, decision.id, by=CARLA)).id, AppealOutcome.UPHELD)
    await events.drain(pool, OURS)

    headers = await sign_in(pool, CARLA)
    [notice] = (await client.get("/api/v1/me/notices", headers=headers)).json()["items"]
    [mine] = (await client.get("/api/v1/me/decisions", headers=headers)).json()["items"]

    assert notice["kind"] == "appeal_rejected"
    assert "We looked again." in notice["body"]
    assert (mine["appeal"]["outcome"], mine["appeal"]["answer"]) == ("upheld", "We looked again.")


async def test_nobody_decides_about_the_appeal_of_who_was_forgotten(db: Db) -> None:
    decision = await decide(db, ThingKind.CLIP, await clip_of(db), Action.TAKE_DOWN)
    await appeal(db, decision.id, by=CARLA)

    await personal.erase(db, Subject(person_id=CARLA.id, email=CARLA.email), NOW)

    operator = await load(db, DAVI)
    page = await service.list_appeals(db, AppealState.OPEN, operator=operator, cursor=None, limit=5)
    assert page.items == []


async def test_a_decision_is_appealed_against_once_and_by_its_subject_alone(db: Db) -> None:
    clip = await clip_of(db)
    decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
    with pytest.raises(DecisionNotFound):
        await appeal(db, decision.id, by=ANA)
    with pytest.raises(DecisionNotFound):
        await appeal(db, DecisionId(new_id()), by=CARLA)
    made = await appeal(db, decision.id, by=CARLA)
    again = NewAppeal(id=made.id, words="It is mine.")

    carla = await load(db, CARLA)
    same = await service.appeal(db, actor=carla, decision_id=decision.id, new=again, now=NOW)

    assert same == made
    with pytest.raises(AppealedAlready):
        await appeal(db, decision.id, by=CARLA)
    restored = await decide(db, ThingKind.CLIP, clip, Action.RESTORE)
    with pytest.raises(NothingToAppeal):
        await appeal(db, restored.id, by=CARLA)


async def test_where_there_are_two_operators_the_other_one_decides(db: Db) -> None:
    clip = await clip_of(db)
    await load(db, OTHER_OPERATOR)
    made = await appeal(db, (await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)).id, by=CARLA)

    with pytest.raises(OtherOperatorNeeded):
        await answer(db, made.id, AppealOutcome.UPHELD)
    with pytest.raises(AppealNotFound):
        await answer(db, AppealId(new_id()), AppealOutcome.UPHELD)
    decided = await answer(db, made.id, AppealOutcome.UPHELD, by=OTHER_OPERATOR)

    assert decided.outcome is AppealOutcome.UPHELD
    assert await answer(db, made.id, AppealOutcome.UPHELD, by=OTHER_OPERATOR) == decided
    with pytest.raises(AppealDecidedAlready):
        await answer(db, made.id, AppealOutcome.REVERSED, by=OTHER_OPERATOR)


async def test_a_reversal_leaves_a_later_decision_as_it_is(db: Db) -> None:
    clip = await clip_of(db)
    first = await appeal(db, (await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)).id, by=CARLA)
    await decide(db, ThingKind.CLIP, clip, Action.RESTORE)
    await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)

    await answer(db, first.id, AppealOutcome.REVERSED)

    found = await service.find_thing(db, ThingKind.CLIP, clip)
    assert found
    assert found.is_hidden


async def test_a_reversal_waits_for_who_takes_the_thing_down_anew(pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        made = await appeal(db, decision.id, by=CARLA)

    async def reverse() -> None:
        async with pool.transaction() as db:
            await answer(db, made.id, AppealOutcome.REVERSED)

    async with pool.transaction() as db:
        await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        reversing = asyncio.create_task(reverse())
        await somebody_waits(pool)
    await reversing

    async with pool.transaction() as db:
        found = await service.find_thing(db, ThingKind.CLIP, clip)
    assert found
    assert found.is_hidden


async def test_an_operator_who_taps_twice_at_once_decides_once(pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        made = await appeal(db, decision.id, by=CARLA)

    async def again() -> Appeal:
        async with pool.transaction() as db:
            return await answer(db, made.id, AppealOutcome.REVERSED)

    async with pool.transaction() as db:
        first = await answer(db, made.id, AppealOutcome.REVERSED)
        second = asyncio.create_task(again())
        await somebody_waits(pool)

    assert await second == first


async def test_two_operators_at_once_make_one_outcome(pool: Pool) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db)
        decision = await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
        made = await appeal(db, decision.id, by=CARLA)
        await load(db, ANA)

    async def one(outcome: AppealOutcome) -> bool:
        try:
            async with pool.transaction() as db:
                await answer(db, made.id, outcome)
        except AppealDecidedAlready:
            return False
        return True

    done = await asyncio.gather(one(AppealOutcome.REVERSED), one(AppealOutcome.UPHELD))

    assert sorted(done) == [False, True]
