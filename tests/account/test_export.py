"""Taking one's data along: whole, for nobody else, for a while, and in bounded memory."""

import json
import tracemalloc
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.account.planted import CANARY, EMAIL, FLORA, Client, plant
from tests.account.test_forgotten import exported
from tests.account.traces import FATES, files
from tests.identity.test_sessions import enter
from tests.people import ANA, EVA, load, sign_in
from vitrina.account import service, store
from vitrina.account.archive import Archive, Collections
from vitrina.account.errors import ExportUnderWay
from vitrina.account.model import ExportId
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.errors import TooManyRequests
from vitrina.kit.personal import Fate, Personal, Record, Subject, register, registered
from vitrina.wiring import PERSONAL, SUBSCRIBERS

WEEK = timedelta(days=7)


def opened(raw: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {
            name: json.loads(archive.read(name)) if name.endswith(".json") else archive.read(name)
            for name in archive.namelist()
        }


async def test_it_holds_what_every_module_knows(client: Client, pool: Pool, settings: Settings) -> None:
    await plant(pool, settings)
    await exported(pool, settings)
    await enter(client, pool, EMAIL)

    page = (await client.get("/api/v1/me/export")).json()
    answer = await client.get(page["export"]["url"])

    assert page["export"]["state"] == "ready"
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "private, no-store"
    assert int(answer.headers["content-length"]) == len(answer.content) == page["export"]["size_bytes"]
    assert answer.headers["content-disposition"] == f'attachment; filename="vitrina-{FLORA.handle}.zip"'
    found = opened(answer.content)
    [profile] = found["data/identity/profile.json"]
    assert (profile["email"], profile["name"]) == (EMAIL, FLORA.name)
    assert "password_hash" not in profile
    assert {each["text"] for each in found["data/videos/comments.json"]} == {f"This is {CANARY}, signed"}
    assert {each["status"] for each in found["data/orders/orders.json"]} == {"delivered", "cancelled"}
    assert all(CANARY in each["address"]["line1"] for each in found["data/orders/orders.json"])
    assert [each["note"] for each in found["data/moderation/reports.json"]] == [CANARY]
    assert [each["handle"] for each in found["data/shops/shops.json"]] == ["keptia"]
    assert sum(name.startswith("files/pictures/") for name in found) > 0
    assert "ana@people.example" not in json.dumps({k: v for k, v in found.items() if k.endswith(".json")})


def test_a_module_that_erases_lets_people_take_it_along_too() -> None:
    """What is taken from a person's rows she could have had; an index and a log repeat what is elsewhere."""
    silent = [
        port.module
        for port in PERSONAL
        if port.export is None
        and any(held.fate in {Fate.ERASED, Fate.CLEARED} for held in port.tables.values())
    ]

    assert silent == ["search"]
    assert FATES["orders.orders"] is Fate.CLEARED


async def test_only_its_person_with_its_link_gets_it(client: Client, pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        await load(db, EVA)
    await exported(pool, settings, EVA)
    await exported(pool, settings, ANA)
    eva, ana = await sign_in(pool, EVA), await sign_in(pool, ANA)
    url: str = (await client.get("/api/v1/me/export", headers=eva)).json()["export"]["url"]
    path, _, query = url.partition("?")
    until = int(query.partition("until=")[2].partition("&")[0])
    forged = url.replace(f"until={until}", f"until={until + 60}")

    assert (await client.get(url, headers=eva)).status_code == 200
    assert (await client.get(url)).status_code == 401
    assert (await client.get(url, headers=ana)).json()["code"] == "account.link_over"
    assert (await client.get(forged, headers=eva)).json()["code"] == "account.link_over"
    assert (await client.get(path, headers=eva)).json()["code"] == "account.link_over"
    # Nobody reads it past the application.
    [kept] = [each for each in files(settings.data_dir) if "exports" in each.parts][:1]
    assert (await client.get(f"/media/{kept.relative_to(settings.data_dir / 'private')}")).status_code == 404


async def test_a_link_is_over_after_minutes_and_the_file_after_a_week(
    client: Client, pool: Pool, settings: Settings
) -> None:
    await exported(pool, settings, EVA)
    headers = await sign_in(pool, EVA)
    now = clock.now()
    async with pool.transaction() as db:
        eva = await load(db, EVA)
        page = await service.look_export(db, settings, eva, now=now - timedelta(minutes=16))
    assert page.export
    assert page.export.url

    late = await client.get(page.export.url, headers=headers)
    assert await service.expire_exports(pool, settings, now=now + timedelta(days=6)) == 0
    assert await service.expire_exports(pool, settings, now=now + WEEK + timedelta(minutes=1)) == 1

    assert (late.status_code, late.json()["code"]) == (410, "account.link_over")
    assert files(settings.data_dir) == []
    after = (await client.get("/api/v1/me/export", headers=headers)).json()["export"]
    assert (after["state"], after["url"]) == ("expired", None)
    assert (await client.get(page.export.url, headers=headers)).json()["code"] == "account.export_not_ready"


async def test_one_at_a_time_and_three_a_week(pool: Pool, settings: Settings) -> None:
    now = clock.now()
    async with pool.transaction() as db:
        eva = await load(db, EVA)
        first = await service.ask_export(db, eva, now=now)
    async with pool.transaction() as db:
        with pytest.raises(ExportUnderWay):
            await service.ask_export(db, eva, now=now)
    assert await service.make_export(pool, settings, first, now=now)
    await exported(pool, settings, EVA)
    await exported(pool, settings, EVA)

    async with pool.transaction() as db:
        with pytest.raises(TooManyRequests):
            await service.ask_export(db, eva, now=now)
        page = await service.look_export(db, settings, eva, now=now)
        assert page.can_ask_at == now + WEEK
        assert await service.ask_export(db, eva, now=now + WEEK)


async def test_it_is_asked_for_over_http_and_told_by_mail_and_notice(
    client: Client, pool: Pool, settings: Settings
) -> None:
    await enter(client, pool, EMAIL)

    asked = await client.post("/api/v1/me/export")
    again = await client.post("/api/v1/me/export")

    assert asked.status_code == 202, asked.text
    assert asked.json()["export"]["state"] == "waiting"
    assert again.json()["code"] == "account.export_under_way"
    async with pool.transaction() as db:
        job = await value(
            db, "select args->>'export_id' from procrastinate_jobs where task_name = 'account.make_export'"
        )
    assert job == asked.json()["export"]["id"]
    export_id = ExportId(UUID(job))
    await service.make_export(pool, settings, export_id, now=clock.now())
    await events.drain(pool, SUBSCRIBERS)
    notices = (await client.get("/api/v1/me/notices")).json()["items"]
    assert [(each["kind"], each["url"]) for each in notices] == [("export_ready", "/settings/data")]
    mails = (await client.get("/api/v1/demo/mails")).json()["items"]
    # Those of one millisecond come in any order.
    assert [each for each in mails if "/settings/data" in each["text"]]


async def test_a_program_cannot_ask_for_everything(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, EVA)

    assert (await client.post("/api/v1/me/export", headers=headers)).json()[
        "code"
    ] == "identity.browser_needed"


async def test_an_export_that_fails_is_tried_again_and_given_up_at_last(
    pool: Pool, settings: Settings
) -> None:
    class Broken(Exception):
        """The machine went away."""

    async def fail(db: object, subject: Subject):
        raise Broken
        yield Record(collection="never", fields={})

    now = clock.now()
    async with pool.transaction() as db:
        export_id = await service.ask_export(db, await load(db, EVA), now=now)
    later = now + timedelta(minutes=6)
    before = list(registered())
    register([*before, Personal(module="broken", tables={}, export=fail)])
    try:
        for _ in range(3):
            async with pool.transaction() as db:
                assert await service.stalled_exports(db, now=later) == [export_id]
            with pytest.raises(Broken):
                await service.make_export(pool, settings, export_id, now=later)
    finally:
        register(before)

    async with pool.transaction() as db:
        assert await service.stalled_exports(db, now=later) == []
        page = await service.look_export(db, settings, await load(db, EVA), now=later)
        assert page.export
        assert page.export.state == "failed"
        assert await service.ask_export(db, await load(db, EVA), now=later)
    assert files(settings.data_dir) == []


async def test_nobody_else_works_on_an_export_that_is_under_way(pool: Pool, settings: Settings) -> None:
    now = clock.now()
    async with pool.transaction() as db:
        export_id = await service.ask_export(db, await load(db, EVA), now=now)
        assert await store.claim_export(
            db, export_id, now=now, lease_until=now + timedelta(hours=1), attempts_max=3
        )

    assert not await service.make_export(pool, settings, export_id, now=now)
    assert await service.make_export(pool, settings, export_id, now=now + timedelta(hours=2))


async def test_memory_stays_the_same_for_any_size(pool: Pool, tmp_path: Path) -> None:
    """A hundred megabytes of records and files pass through a few."""
    rows = 200_000
    async with pool.transaction() as db:
        await run(
            db,
            """
            insert into social.follows (follower_id, followee_id, followed_at)
            select %(id)s, gen_random_uuid(), now() from generate_series(1, %(rows)s)
            """,
            id=EVA.id,
            rows=rows,
        )
    [port] = [each for each in PERSONAL if each.module == "social"]
    assert port.export
    tracemalloc.start()
    with Archive(tmp_path / "big.zip") as archive:
        collections = Collections(archive, "social")
        async with pool.transaction() as db:
            async for record in port.export(db, Subject(person_id=EVA.id, email="eva@people.example")):
                await collections.add(record)
        await collections.end()
        for _ in range(400):
            await archive.add("files/clips/long.ts", b"\x00" * 256 * 1024)
        await archive.end()
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    with ZipFile(tmp_path / "big.zip") as written:
        assert len(json.loads(written.read("data/social/following.json"))) == rows
        assert written.getinfo("files/clips/long.ts").file_size == 400 * 256 * 1024
    assert peak_bytes < 8 * 1024 * 1024, peak_bytes
