"""Shows that a retailer hands out: what was agreed is what their sales pay."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from tests.builders import product_of
from tests.checkout.buying import buy, wanting
from tests.partners.world import World
from tests.people import ANA, BRUNO, CARLA, load, sign_in
from vitrina.catalogue.model import Product
from vitrina.identity import service as identity
from vitrina.identity.model import NewPerson
from vitrina.kit import clock
from vitrina.kit.db import run, value
from vitrina.kit.events import drain
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Subject
from vitrina.partners import personal
from vitrina.social import service as social
from vitrina.wiring import SUBSCRIBERS

AGREED_BPS = 2_500


class Show:
    """An event with one invitation to Carla."""

    def __init__(self, world: World, carla: dict[str, str]) -> None:
        self.world, self.carla = world, carla
        self.invitation_id, self.event_id = str(new_id()), str(new_id())
        self.path = f"/api/v1/shops/{world.shop.id}/retail-events"

    def body(self, **changes: Any) -> dict[str, Any]:
        product = {"product_id": str(self.world.product.id), "rate_bps": AGREED_BPS}
        invitation = {"id": self.invitation_id, "handle": f"@{CARLA.handle}", "products": [product]}
        starts_at = (clock.now() + timedelta(days=1)).isoformat()
        return {
            "id": self.event_id,
            "title": "Noche de barro",
            "starts_at": starts_at,
            "invitations": [invitation | changes.pop("invitation", {})],
        } | changes

    async def plan(self, **changes: Any) -> Response:
        return await self.world.client.post(self.path, headers=self.world.bruno, json=self.body(**changes))

    async def answer(self, verb: str, headers: dict[str, str] | None = None) -> Response:
        path = f"/api/v1/invitations/{self.invitation_id}/{verb}"
        return await self.world.client.post(path, headers=headers or self.carla)

    async def report(self) -> dict[str, Any]:
        answer = await self.world.client.get(self.path, headers=self.world.bruno)
        return answer.json()["items"][0]["invitations"][0]


@pytest.fixture
async def show(world: World) -> Show:
    return Show(world, await sign_in(world.pool, CARLA))


async def set_plan(world: World, rate_bps: int) -> None:
    path = f"/api/v1/shops/{world.shop.id}/plan"
    body = {"rate_bps": rate_bps, "is_default_plan_opted_out": False}
    answer = await world.client.put(path, headers=world.bruno, json=body)
    assert answer.status_code == 200, answer.text


async def buy_in(show: Show, room_id: str, product: Product | None = None) -> None:
    """Let a guest tap the product in the show and buy it."""
    world, product = show.world, product or show.world.product
    tap = {"id": str(new_id()), "room_id": room_id, "product_id": str(product.id)}
    touched = await world.client.post("/api/v1/touches", json=tap)
    assert touched.status_code == 201, touched.text
    body = wanting(product.variants[0].id, total_minor=150_00)
    body["lines"][0]["touch_id"] = touched.json()["id"]
    await buy(world.client, body)


@pytest.mark.parametrize("plan_bps", [1_000, 4_000])
async def test_a_sale_in_the_show_pays_what_was_agreed_and_nothing_else(show: Show, plan_bps: int) -> None:
    world = show.world
    await set_plan(world, plan_bps)
    assert (await show.plan()).status_code == 201
    accepted = await show.answer("acceptance")
    assert accepted.status_code == 200, accepted.text
    room_id = accepted.json()["room_id"]
    room = (await world.client.get(f"/api/v1/live-rooms/{room_id}", headers=show.carla)).json()

    await buy_in(show, room_id)
    await set_plan(world, 6_000)  # Raised after the tap: a plan would count at once, an agreement is kept.
    await drain(world.pool, SUBSCRIBERS)

    commissions = (await world.client.get("/api/v1/me/commissions", headers=show.carla)).json()["items"]
    base = commissions[0]["base"]["amount"]
    assert commissions[0]["plan"]["kind"] == "agreed"
    assert commissions[0]["amount"]["amount"] == round(base * AGREED_BPS / 10_000)
    assert str(world.product.id) in str(room)
    [result] = (await show.report())["results"]
    assert (result["order_count"], result["unit_count"]) == (1, 1)
    assert result["gross"] == {"amount": 100_00, "currency": "MXN"}
    assert result["commission"] == commissions[0]["amount"]


async def test_the_report_counts_what_was_agreed_and_nothing_besides(show: Show) -> None:
    world = show.world
    await set_plan(world, 1_000)
    await show.plan()
    room_id = (await show.answer("acceptance")).json()["room_id"]
    async with world.pool.transaction() as db:
        besides = await product_of(db, world.shop, prices_minor=(100_00,))
    line_up = {"product_ids": [str(world.product.id), str(besides.id)]}
    changed = await world.client.patch(f"/api/v1/live-rooms/{room_id}", headers=show.carla, json=line_up)
    assert changed.status_code == 200, changed.text

    await buy_in(show, room_id)
    await buy_in(show, room_id, besides)
    await drain(world.pool, SUBSCRIBERS)

    commissions = (await world.client.get("/api/v1/me/commissions", headers=show.carla)).json()["items"]
    amounts = {each["plan"]["kind"]: each["amount"] for each in commissions}
    assert amounts.keys() == {"agreed", "shop"}
    [result] = (await show.report())["results"]
    assert (result["unit_count"], result["commission"]) == (1, amounts["agreed"])


async def test_the_creator_is_told_and_the_shop_hears_the_answer(show: Show) -> None:
    world = show.world
    await show.plan()
    await show.answer("refusal")
    await drain(world.pool, SUBSCRIBERS)

    hers = (await world.client.get("/api/v1/me/notices", headers=show.carla)).json()["items"]
    his = (await world.client.get("/api/v1/me/notices", headers=world.bruno)).json()["items"]

    assert "invited" in {each["kind"] for each in hers}
    assert "invitation_answered" in {each["kind"] for each in his}


async def test_an_invitation_is_answered_once(show: Show) -> None:
    await show.plan()

    answers = await asyncio.gather(*[show.answer("acceptance") for _ in range(3)])
    late = await show.answer("refusal")

    assert {each.status_code for each in answers} == {200}
    assert len({each.json()["room_id"] for each in answers}) == 1
    assert late.json()["code"] == "partners.invitation_over"
    async with show.world.pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'InvitationAnswered'") == 1


async def test_the_same_event_again_is_one(show: Show) -> None:
    first, second = await show.plan(), await show.plan()

    assert first.json() == second.json()


async def test_who_is_not_invited_answers_nothing(show: Show) -> None:
    await show.plan()
    ana = await sign_in(show.world.pool, ANA)

    answer = await show.answer("acceptance", ana)

    assert (answer.status_code, answer.json()["code"]) == (404, "partners.invitation_not_found")


async def test_who_earns_no_more_accepts_nothing(show: Show) -> None:
    await show.plan()
    await show.world.client.delete("/api/v1/me/capabilities/earn", headers=show.carla)

    answer = await show.answer("acceptance")

    assert (answer.status_code, answer.json()["code"]) == (409, "partners.earning_needed")


async def test_a_withdrawn_invitation_is_gone(show: Show) -> None:
    await show.plan()
    path = f"/api/v1/shops/{show.world.shop.id}/invitations/{show.invitation_id}/withdrawal"
    withdrawn = await show.world.client.post(path, headers=show.world.bruno)

    answer = await show.answer("acceptance")

    assert withdrawn.status_code == 204
    assert answer.status_code == 404
    mine = await show.world.client.get("/api/v1/me/invitations", headers=show.carla)
    assert mine.json()["items"] == []


async def test_a_creator_finds_what_waits_for_her_answer(show: Show) -> None:
    await show.plan()
    await show.answer("refusal")
    waiting_id = show.invitation_id = str(new_id())
    show.event_id = str(new_id())
    await show.plan()

    async def ids(status: str) -> list[str]:
        params = {"status": status}
        path = "/api/v1/me/invitations"
        answer = await show.world.client.get(path, headers=show.carla, params=params)
        return [each["id"] for each in answer.json()["items"]]

    assert await ids("open") == [waiting_id]
    async with show.world.pool.transaction() as db:
        await run(db, "update partners.events set starts_at = now() - interval '1 hour'")
    assert await ids("open") == []
    assert len(await ids("declined")) == 1


@pytest.mark.parametrize("who", [BRUNO, CARLA], ids=["the shop", "the creator"])
async def test_nothing_waits_for_who_left(show: Show, who: NewPerson) -> None:
    await show.plan()
    subject = Subject(person_id=who.id, email=who.email)
    async with show.world.pool.transaction() as db:
        exported = [record async for record in personal.export(db, subject)]
        await personal.erase(db, subject, clock.now())

    assert (await show.report())["status"] == "withdrawn"
    assert (show.invitation_id in str(exported)) is (who is CARLA)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_at": "2020-01-01T00:00:00Z"}, "kit.malformed"),
        ({"starts_at": "9999-01-01T00:00:00Z"}, "kit.malformed"),
        ({"title": "  "}, "kit.malformed"),
        ({"invitation": {"handle": "nobody.here"}}, "partners.creator_unknown"),
        ({"invitation": {"handle": ANA.handle}}, "partners.creator_unknown"),
        ({"invitation": {"products": []}}, "kit.malformed"),
        (
            {"invitation": {"products": [{"product_id": str(new_id()), "rate_bps": 1_000}]}},
            "kit.malformed",
        ),
    ],
)
async def test_a_wrong_event_is_refused(show: Show, changes: dict[str, Any], code: str) -> None:
    await sign_in(show.world.pool, ANA)

    answer = await show.plan(**changes)

    assert answer.json()["code"] == code


async def test_who_keeps_the_shop_away_is_not_invited(show: Show) -> None:
    async with show.world.pool.transaction() as db:
        carla, bruno = await load(db, CARLA), await load(db, BRUNO)
        await social.block(db, person_id=carla.id, other_id=bruno.id, now=clock.now())

    answer = await show.plan()

    assert answer.json()["code"] == "partners.creator_unknown"


@pytest.mark.parametrize("who", [BRUNO, CARLA], ids=["the shop", "the creator"])
async def test_nobody_who_is_suspended_takes_part(show: Show, who: NewPerson) -> None:
    async with show.world.pool.transaction() as db:
        await identity.suspend(db, who.id, now=clock.now())

    answer = await show.plan()

    assert answer.json()["code"] == ("identity.suspended" if who is BRUNO else "partners.creator_unknown")


async def test_an_id_of_another_event_is_refused(show: Show) -> None:
    await show.plan()
    event_id, show.event_id = show.event_id, str(new_id())

    answer = await show.plan()

    assert event_id != show.event_id
    assert answer.json()["code"] == "partners.event_id_taken"


async def test_events_to_come_are_bounded(show: Show) -> None:
    codes: list[str | None] = []
    for _ in range(51):
        show.event_id, show.invitation_id = str(new_id()), str(new_id())
        codes.append((await show.plan()).json().get("code"))

    assert codes == [None] * 50 + ["partners.too_many_events"]
