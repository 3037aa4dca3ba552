"""The lab of a demo: what may be asked for, by whom, and what the supervisor hears of it."""

from datetime import UTC, datetime

from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from vitrina.app import state_of
from vitrina.demo import lab
from vitrina.demo.lab import Pace, Race, RaceState, Survived, Victim
from vitrina.kit.config import Settings

Client = AsyncTestClient[Litestar]


async def test_what_the_page_asks_for_reaches_the_supervisor_once_and_in_turn(
    client: Client, settings: Settings
):
    for path, wish in (
        ("races", {"pace": "rush"}),
        ("blows", {"target": "database"}),
        ("blows", {"target": "web"}),
    ):
        assert (await client.post(f"/api/v1/demo/lab/{path}", json=wish)).status_code == 202

    assert lab.take(settings) == [Pace.RUSH, Victim.DATABASE, Victim.WEB]
    assert lab.take(settings) == []


async def test_only_what_the_lab_knows_can_be_killed(client: Client, settings: Settings):
    for path, wish in (("blows", {"target": "postgres; rm"}), ("races", {"pace": "web"}), ("blows", {})):
        assert (await client.post(f"/api/v1/demo/lab/{path}", json=wish)).status_code == 422

    assert lab.take(settings) == []


async def test_who_taps_faster_than_the_supervisor_hears_is_asked_to_wait(client: Client, settings: Settings):
    statuses = [
        (await client.post("/api/v1/demo/lab/blows", json={"target": "worker"})).status_code for _ in range(7)
    ]

    assert statuses == [202] * lab.ASKED_MAX + [429] * 2
    assert len(lab.take(settings)) == lab.ASKED_MAX


async def test_a_real_instance_has_no_lab(client: Client, routes: Litestar, settings: Settings):
    routes.state = state_of(replace(settings, is_demo=False))

    assert (await client.get("/api/v1/demo/lab")).status_code == 404
    assert (await client.post("/api/v1/demo/lab/blows", json={"target": "web"})).status_code == 404
    assert lab.take(settings) == []


async def test_the_page_sees_the_last_race_and_the_blows_that_it_met(client: Client, settings: Settings):
    assert (await client.get("/api/v1/demo/lab")).json() == {"race": None}
    lab.note_blow(settings, Victim.WEB)
    [blow] = lab.blows(settings)
    now = datetime.now(UTC)
    race = Race(
        pace=Pace.RUSH,
        state=RaceState.RUNNING,
        began_at=now,
        elapsed_s=0.4,
        units=200,
        buyers=500,
        bought=120,
        refused=0,
        waiting=380,
        blows=[Survived(target=blow.target, at=blow.at, answered_after_s=None)],
    )
    lab.write_race(settings, race)

    seen = (await client.get("/api/v1/demo/lab")).json()["race"]

    assert (seen["bought"], seen["waiting"], seen["verdict"]) == (120, 380, None)
    assert seen["blows"][0]["target"] == "web"
