"""From a report to a decision: what is taken down is nowhere, its owner is told why, and it can come back."""

import asyncio
import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.builders import clip_of, image_of, product_of, room_of, shop_of
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, JOINED, join, load, sign_in
from vitrina.identity.errors import Suspended
from vitrina.identity.model import NewPerson
from vitrina.kit import events
from vitrina.kit.db import Db, Pool, run, value
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.ids import new_id
from vitrina.moderation import service
from vitrina.moderation.errors import (
    CannotDecideOwn,
    CannotReportYourself,
    DecisionIdTaken,
    ReportIdTaken,
    ThingNotFound,
)
from vitrina.moderation.model import (
    Action,
    CaseState,
    Decision,
    DecisionId,
    NewDecision,
    NewReport,
    Reason,
    Report,
    ReportId,
    ThingKind,
)
from vitrina.videos import service as videos
from vitrina.videos.errors import TakenDown
from vitrina.videos.model import CommentId, NewComment, VideoId
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
NOW = JOINED + timedelta(days=30)
OURS = [each for each in SUBSCRIBERS if each.name == "notifications.tell_decisions"]


async def report(
    db: Db, kind: ThingKind, thing_id: UUID, *, by: NewPerson = ANA, note: str = "", now: Any = NOW
) -> Report:
    new = NewReport(id=ReportId(new_id()), kind=kind, thing_id=thing_id, reason=Reason.SCAM, note=note)
    return await service.report(db, actor=await load(db, by), new=new, now=now)


async def decide(
    db: Db, kind: ThingKind, thing_id: UUID, action: Action, *, by: NewPerson = DAVI
) -> Decision:
    new = NewDecision(
        id=DecisionId(new_id()), kind=kind, thing_id=thing_id, action=action, reason=Reason.SCAM, words="No."
    )
    return await service.decide(db, operator=await load(db, by), new=new, now=NOW)


async def say(db: Db, clip: VideoId, by: NewPerson, text: str, to: CommentId | None = None) -> CommentId:
    new = NewComment(id=CommentId(new_id()), text=text, parent_id=to)
    return (await videos.comment(db, video_id=clip, actor=await load(db, by), new=new, now=NOW)).id


async def test_a_person_has_one_open_report_of_a_thing(db: Db) -> None:
    clip = await clip_of(db)
    first = await report(db, ThingKind.CLIP, clip, note="fake")
    again = await report(db, ThingKind.CLIP, clip, note="a fake, look at the price")
    await report(db, ThingKind.CLIP, clip, by=EVA)

    [case] = (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=10)).items

    assert first.id == again.id
    assert case.open_count == 2
    assert {each.note for each in case.reports} == {"a fake, look at the price", ""}
    await decide(db, ThingKind.CLIP, clip, Action.DISMISS)
    assert (await service.list_cases(db, CaseState.OPEN, cursor=None, limit=10)).items == []
    assert (await report(db, ThingKind.CLIP, clip)).id != first.id


async def test_the_longest_waiting_case_comes_first_page_by_page(db: Db) -> None:
    clips = [await clip_of(db) for _ in range(5)]
    for n, clip in enumerate(clips):
        await report(db, ThingKind.CLIP, clip, now=NOW + timedelta(minutes=n))
    await report(db, ThingKind.CLIP, clips[0], by=EVA, now=NOW + timedelta(hours=1))
    seen: list[UUID] = []
    cursor = None
    while True:
        page = await service.list_cases(db, CaseState.OPEN, cursor=cursor, limit=2)
        seen += [case.thing_id for case in page.items]
        if not (cursor := page.next_cursor):
            break

    assert seen == clips


async def test_only_what_others_show_can_be_reported(db: Db) -> None:
    draft, clip = await clip_of(db, published_at=None), await clip_of(db)
    for thing_id in (draft, new_id()):
        with pytest.raises(ThingNotFound):
            await report(db, ThingKind.CLIP, thing_id)
    with pytest.raises(CannotReportYourself):
        await report(db, ThingKind.CLIP, clip, by=CARLA)
    ana = await load(db, ANA)
    made = await report(db, ThingKind.CLIP, clip, by=EVA)
    taken = NewReport(id=made.id, kind=ThingKind.CLIP, thing_id=clip, reason=Reason.SPAM)
    with pytest.raises(ReportIdTaken):
        await service.report(db, actor=ana, new=taken, now=NOW)


async def test_who_reports_everything_waits(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["vitrina.moderation.service.report"], "REPORTS_A_DAY", 1)
    await report(db, ThingKind.CLIP, await clip_of(db))

    with pytest.raises(TooManyRequests):
        await report(db, ThingKind.CLIP, await clip_of(db))


async def test_a_decision_stays_as_it_was_made_and_is_made_once(db: Db) -> None:
    clip = await clip_of(db)
    davi = await load(db, DAVI)
    new = NewDecision(
        id=DecisionId(new_id()), kind=ThingKind.CLIP, thing_id=clip, action=Action.WARN, reason=Reason.SPAM
    )

    made = [await service.decide(db, operator=davi, new=new, now=NOW) for _ in "ab"]

    assert made[0] == made[1]
    assert await value(db, "select count(*) from kit.events where name = 'DecisionMade'") == 1
    other = NewDecision(
        id=new.id, kind=ThingKind.CLIP, thing_id=clip, action=Action.TAKE_DOWN, reason=Reason.SPAM
    )
    with pytest.raises(DecisionIdTaken):
        await service.decide(db, operator=davi, new=other, now=NOW)
    for statement in ("update moderation.decisions set words = ''", "delete from moderation.decisions"):
        with pytest.raises(psycopg.errors.RaiseException):
            async with db.transaction():
                await run(db, statement)  # type: ignore[arg-type]


async def test_nobody_decides_about_the_own_or_what_is_not_there(db: Db) -> None:
    clip = await clip_of(db, DAVI)

    with pytest.raises(CannotDecideOwn):
        await decide(db, ThingKind.CLIP, clip, Action.RESTORE)
    with pytest.raises(ThingNotFound):
        await decide(db, ThingKind.CLIP, new_id(), Action.TAKE_DOWN)


async def test_a_clip_taken_down_is_not_published_again_and_comes_back_where_it_stood(db: Db) -> None:
    clip = await clip_of(db)
    carla = await load(db, CARLA)

    await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
    await decide(db, ThingKind.CLIP, clip, Action.TAKE_DOWN)
    with pytest.raises(TakenDown):
        await videos.publish(db, video_id=clip, actor=carla, now=NOW)
    own = await videos.get_own(db, video_id=clip, actor=carla)
    assert (own.published_at, own.is_hidden) == (None, True)

    await decide(db, ThingKind.CLIP, clip, Action.RESTORE)
    own = await videos.get_own(db, video_id=clip, actor=carla)
    assert (own.published_at, own.is_hidden) == (JOINED, False)


async def test_a_comment_taken_down_takes_its_answers_along_and_back(db: Db) -> None:
    clip = await clip_of(db)
    said = await say(db, clip, ANA, "buy followers")
    await say(db, clip, EVA, "don't", to=said)

    async def count() -> int:
        return (await videos.videos_by_id(db, [clip]))[clip].comment_count

    await decide(db, ThingKind.COMMENT, said, Action.TAKE_DOWN)
    assert await count() == 0
    await decide(db, ThingKind.COMMENT, said, Action.RESTORE)
    assert await count() == 2


async def test_a_suspended_person_is_silent_until_she_is_back_and_older_decisions_stay(db: Db) -> None:
    shown, down = await clip_of(db), await clip_of(db)
    evas = await clip_of(db, EVA)
    said = await say(db, evas, CARLA, "hello")
    await decide(db, ThingKind.CLIP, down, Action.TAKE_DOWN)

    await decide(db, ThingKind.PERSON, CARLA.id, Action.TAKE_DOWN)

    carla = await load(db, CARLA)
    with pytest.raises(Suspended):
        await say(db, evas, CARLA, "still here")
    with pytest.raises(Suspended):
        await videos.publish(db, video_id=shown, actor=carla, now=NOW)
    assert not (await videos.comments_by_id(db, [said]))[said].is_shown

    await decide(db, ThingKind.PERSON, CARLA.id, Action.RESTORE)
    found = await videos.videos_by_id(db, [shown, down])
    assert (found[shown].published_at, found[down].published_at) == (JOINED, None)
    assert (await videos.comments_by_id(db, [said]))[said].is_shown


PATHS: dict[ThingKind, list[str]] = {
    ThingKind.CLIP: ["/clips/{clip}", "/videos/{clip}/comments"],
    ThingKind.COMMENT: ["/comments/{comment}/replies"],
    ThingKind.PERSON: ["/profiles/carla.test", "/clips/{clip}"],
    ThingKind.SHOP: ["/profiles/the.shop", "/shops/{shop}", "/products/{product}"],
    ThingKind.PRODUCT: ["/products/{product}"],
    ThingKind.LIVE: ["/live-rooms/{live}"],
}


# A review has no address of its own: tests/reviews asks the lists and sums that show it.
# A message is shown to two people alone: test_appeals asks them.
@pytest.mark.parametrize("kind", [each for each in ThingKind if each in PATHS])
async def test_what_is_taken_down_is_nowhere_and_its_owner_is_told_why(
    client: Client, pool: Pool, kind: ThingKind
) -> None:
    async with pool.transaction() as db:
        await join(db, BRUNO)
        shop = await shop_of(db, handle="the.shop")
        product = await product_of(db, shop)
        await image_of(db)
        clip = await clip_of(db, products=[product.id])
        comment = await say(db, clip, EVA, "oh")
        room = await room_of(db, CARLA)
    ids: dict[str, UUID] = {
        "clip": clip,
        "comment": comment,
        "person": CARLA.id,
        "shop": shop.id,
        "product": product.id,
        "live": room,
    }
    subject = {ThingKind.COMMENT: EVA, ThingKind.SHOP: BRUNO, ThingKind.PRODUCT: BRUNO}.get(kind, CARLA)
    paths = [f"/api/v1{path.format(**ids)}" for path in PATHS[kind]]
    ana, davi, owner = [await sign_in(pool, each) for each in (ANA, DAVI, subject)]
    body: dict[str, Any] = {"kind": kind.value, "thing_id": str(ids[kind.value]), "reason": "scam"}

    async def statuses() -> dict[str, int]:
        return {path: (await client.get(path)).status_code for path in paths}

    async def become(status: int) -> None:
        """Shelves look after what changed many times a second, not before each answer."""
        found: dict[str, int] = {}
        for _ in range(500):
            if (found := await statuses()) == dict.fromkeys(paths, status):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(found)

    async def listed() -> str:
        shelf = (await client.get("/api/v1/products", params={"shop": "the.shop"})).text
        return (await client.get("/api/v1/profiles/carla.test/clips")).text + shelf

    async def act(action: str) -> None:
        made = body | {"id": str(new_id()), "action": action, "words": "Look at our rules."}
        answer = await client.post("/api/v1/moderation/decisions", json=made, headers=davi)
        assert answer.status_code == 201, answer.text

    assert await statuses() == dict.fromkeys(paths, 200)
    reported = await client.post("/api/v1/reports", json=body | {"id": str(new_id())}, headers=ana)
    assert reported.status_code == 201, reported.text
    queue = (await client.get("/api/v1/moderation/cases", headers=davi)).json()["items"]
    assert [(each["kind"], each["thing"]["is_hidden"]) for each in queue] == [(kind.value, False)]
    assert queue[0]["subject"]["handle"] == subject.handle

    await act("take_down")

    await become(404)
    if kind is not ThingKind.COMMENT:
        assert str(ids[kind.value]) not in (await listed()).replace(f'"creator":{{"id":"{CARLA.id}"', "")
    assert (await client.get("/api/v1/moderation/cases", headers=davi)).json()["items"] == []
    decided = await client.get("/api/v1/moderation/cases", params={"state": "decided"}, headers=davi)
    assert [each["thing"]["is_hidden"] for each in decided.json()["items"]] == [True]
    await events.drain(pool, OURS)
    told = (await client.get("/api/v1/me/decisions", headers=owner)).json()["items"]
    assert [(each["action"], each["reason"], each["words"]) for each in told] == [
        ("take_down", "scam", "Look at our rules.")
    ]
    notices = (await client.get("/api/v1/me/notices", headers=owner)).json()["items"]
    assert [(each["kind"], each["url"]) for each in notices] == [("taken_down", "/settings/decisions")]
    mails = (await client.get("/api/v1/demo/mails")).json()["items"]
    assert [mail["to"] for mail in mails] == [subject.email]
    assert "Look at our rules." in mails[0]["text"]

    await act("restore")
    await become(200)


async def test_what_a_closed_shop_adds_waits_with_the_rest(db: Db) -> None:
    await join(db, BRUNO)
    shop = await shop_of(db)
    await decide(db, ThingKind.SHOP, shop.id, Action.TAKE_DOWN)

    product = await product_of(db, shop)

    assert product.status == "draft"
    await decide(db, ThingKind.SHOP, shop.id, Action.RESTORE)
    assert (
        await value(db, "select status from catalogue.products where id = %(id)s", id=product.id) == "active"
    )
