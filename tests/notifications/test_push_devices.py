"""Devices and settings over HTTP: who may, what is refused, and what ends them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.followers import nothing_is_hidden
from tests.identity.codes import newest_code
from tests.notifications.push_service import CONTACT, Browser, to_text
from tests.people import ANA, BRUNO, JOINED, join, load, sign_in
from vitrina.app import state_of
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.personal import Subject
from vitrina.notifications.personal import PERSONAL
from vitrina.notifications.providers import web_push
from vitrina.notifications.push.store.devices import DEVICES_MAX
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
URL = "/api/v1/me/push"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
ENDED = [each for each in SUBSCRIBERS if each.name == "notifications.drop_devices"]
USUAL = {
    "silenced": ["reactions"],
    "zone": "America/Mexico_City",
    "quiet_from": "22:00",
    "quiet_until": "08:00",
}


@pytest.fixture
async def client(settings: Settings, routes: Litestar) -> AsyncIterator[Client]:
    """A browser on an instance whose operator turned pushes on."""
    routes.state = state_of(replace(settings, is_demo=False, push_contact=CONTACT))
    async with AsyncTestClient(routes, base_url="https://vitrina.localhost") as opened:
        yield opened


async def enter(client: Client, pool: Pool, email: str = "ana@people.example") -> None:
    """Sign in as a browser does."""
    async with pool.transaction() as db:
        await join(db, ANA, BRUNO)
    client.cookies.clear()
    await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "es"})
    answer = await client.post("/api/v1/sessions", json={"email": email, "code": await newest_code(pool)})
    assert answer.status_code == 201, answer.text


async def add(client: Client, browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await client.post(f"{URL}/devices", json=browser.asked(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def offered(client: Client) -> dict[str, Any]:
    answer = await client.get(URL)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_before_anything_the_usual_settings_hold(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    offer = await offered(client)

    assert offer["settings"] == USUAL
    assert offer["devices"] == []
    assert offer["public_key"] == web_push.public_key(Settings(secret_key="k" * 40))


async def test_a_browser_is_added_and_taken_away(client: Client, pool: Pool) -> None:
    await enter(client, pool)

    added = await add(client, Browser(ENDPOINT), zone="America/Lima")

    offer = await offered(client)
    assert offer["devices"] == [added]
    assert added["agent"]
    assert added["taken_at"] is None
    # The first device tells where her day is.
    assert offer["settings"] == USUAL | {"zone": "America/Lima"}
    gone = await client.delete(f"{URL}/devices/{added['id']}")
    assert gone.status_code == 204
    again = await client.delete(f"{URL}/devices/{added['id']}")
    assert again.json()["code"] == "notifications.push_device_not_found"


async def test_the_same_browser_again_is_the_same_device(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    browser = Browser(ENDPOINT)

    added = [(await add(client, browser))["id"] for _ in range(2)]

    assert added[0] == added[1]
    assert len((await offered(client))["devices"]) == 1


async def test_a_browser_goes_with_who_is_signed_in_there(client: Client, pool: Pool) -> None:
    browser = Browser(ENDPOINT)
    await enter(client, pool)
    await add(client, browser)
    await enter(client, pool, "bruno@people.example")
    await add(client, browser)

    assert len((await offered(client))["devices"]) == 1
    await enter(client, pool)
    assert (await offered(client))["devices"] == []


async def test_nobody_takes_the_address_of_another_browser(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    await add(client, Browser(ENDPOINT))
    await enter(client, pool, "bruno@people.example")

    answer = await client.post(f"{URL}/devices", json=Browser(ENDPOINT).asked())

    assert answer.status_code == 409
    assert answer.json()["code"] == "notifications.push_device_taken"


async def test_the_eleventh_device_takes_the_place_of_the_oldest(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    added = [(await add(client, Browser(f"{ENDPOINT}{n}")))["id"] for n in range(DEVICES_MAX + 1)]

    kept = [each["id"] for each in (await offered(client))["devices"]]

    assert kept == added[:0:-1]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/push",
        "https://10.0.0.1/push",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://evil.example/push",
        "https://fcm.googleapis.com@evil.example/push",
        "file:///etc/passwd",
        "x",
    ],
)
async def test_a_forged_address_is_refused(client: Client, pool: Pool, endpoint: str) -> None:
    await enter(client, pool)

    answer = await client.post(f"{URL}/devices", json=Browser(endpoint).asked())

    assert answer.status_code == 403
    assert answer.json()["code"] == "notifications.push_service_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"p256dh": to_text(b"\4" * 65)},
        {"auth": "AA"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"language": "xx"},
        {"endpoint": ENDPOINT + "a" * 1_000},
        {"more": 1},
    ],
)
async def test_what_is_no_subscription_is_malformed(
    client: Client, pool: Pool, changes: dict[str, Any]
) -> None:
    await enter(client, pool)

    answer = await client.post(f"{URL}/devices", json=Browser(ENDPOINT).asked(**changes))

    assert answer.status_code == 422


async def test_a_program_has_no_lock_screen(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    answer = await client.post(f"{URL}/devices", json=Browser(ENDPOINT).asked(), headers=headers)

    assert answer.json()["code"] == "identity.browser_needed"


async def test_where_nothing_is_pushed_no_device_is_kept(
    client: Client, routes: Litestar, settings: Settings, pool: Pool
) -> None:
    await enter(client, pool)
    device = await add(client, Browser(ENDPOINT))
    routes.state = state_of(replace(settings, is_demo=False))

    async with AsyncTestClient(routes, base_url="https://vitrina.localhost", cookies=client.cookies) as off:
        assert (await offered(off))["public_key"] is None
        for path, body in (("", Browser(ENDPOINT).asked()), (f"/{device['id']}/trial", {})):
            answer = await off.post(f"{URL}/devices{path}", json=body)
            assert answer.json()["code"] == "notifications.push_off"


async def test_settings_are_kept(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    wanted = {
        "silenced": ["orders", "talk"],
        "zone": "America/Santiago",
        "quiet_from": "23:30",
        "quiet_until": "06:15",
    }
    none = wanted | {"silenced": [], "quiet_from": None, "quiet_until": None}

    for each in (wanted, none):
        answer = await client.put(f"{URL}/settings", json=each)
        assert answer.json() == each
        assert (await offered(client))["settings"] == each

    # A new device changes nothing of what she said.
    await add(client, Browser(ENDPOINT), zone="America/Lima")
    assert (await offered(client))["settings"] == none


@pytest.mark.parametrize(
    "changes",
    [
        {"quiet_from": None},
        {"quiet_until": "22:00"},
        {"quiet_until": "24:00"},
        {"zone": "nowhere"},
        {"silenced": ["weather"]},
    ],
)
async def test_settings_that_make_no_sense_are_malformed(
    client: Client, pool: Pool, changes: dict[str, Any]
) -> None:
    await enter(client, pool)

    answer = await client.put(f"{URL}/settings", json=USUAL | changes)

    assert answer.status_code == 422


async def test_a_trial_is_of_the_own_devices_alone(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    device = await add(client, Browser(ENDPOINT))

    answer = await client.post(f"{URL}/devices/{device['id']}/trial")
    assert answer.status_code == 202
    async with pool.transaction() as db:
        jobs = await value(db, "select count(*) from procrastinate_jobs where queue_name = 'pushes'")
    assert jobs == 1

    await enter(client, pool, "bruno@people.example")
    for wrong in (
        await client.post(f"{URL}/devices/{device['id']}/trial"),
        await client.delete(f"{URL}/devices/{device['id']}"),
    ):
        assert wrong.json()["code"] == "notifications.push_device_not_found"


async def test_signing_out_here_forgets_this_device_and_no_other(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    await add(client, Browser(ENDPOINT + "phone"))
    phone = dict(client.cookies)
    await enter(client, pool)
    desk = await add(client, Browser(ENDPOINT + "desk"))
    client.cookies.clear()
    client.cookies.update(phone)

    await client.delete("/api/v1/sessions/current")
    await nothing_is_hidden(pool)
    for subscriber in ENDED:
        await events.catch_up(pool, subscriber)

    async with pool.transaction() as db:
        assert await value(db, "select array_agg(id::text) from notifications.push_devices") == [desk["id"]]


async def test_a_person_takes_her_devices_along_and_they_go_with_her(client: Client, pool: Pool) -> None:
    await enter(client, pool)
    await add(client, Browser(ENDPOINT))
    assert PERSONAL.export
    assert PERSONAL.erase
    async with pool.transaction() as db:
        subject = Subject(person_id=(await load(db, ANA)).id, email=ANA.email)
        records = [record async for record in PERSONAL.export(db, subject)]

    assert [each.collection for each in records] == ["push_devices", "push_settings"]
    # Whoever has the address and the keys can write to the browser.
    assert "fcm" not in str(records)

    async with pool.transaction() as db:
        assert not await PERSONAL.erase(db, subject, JOINED)
        assert await value(db, "select count(*) from notifications.push_devices") == 0
        assert await value(db, "select count(*) from notifications.push_settings") == 0
