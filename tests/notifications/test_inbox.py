"""The inbox and the demo's outbox over HTTP."""

import asyncio
import re
import time

from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from tests.builders import shop_of
from tests.notifications.facts import NOON, delivered, paid, shipped
from tests.people import ANA, BRUNO, EVA, join, sign_in
from vitrina.app import create_app
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.notifications import service as notifications
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
PATIENCE_S = 60
CODES = [each for each in SUBSCRIBERS if each.name == "notifications.mail_codes"]


async def tell(pool: Pool) -> None:
    """Three notices for Ana and one for Bruno, in this order: paid, shipped, delivered."""
    async with pool.transaction() as db:
        await join(db, ANA)
        shop = await shop_of(db)
        facts = [paid(shop.id), shipped(shop.id), delivered(shop.id)]
        await notifications.tell_orders(db, facts, NOON)


async def test_notices_come_newest_first_in_the_readers_language(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    await tell(pool)

    answer = await client.get("/api/v1/me/notices", headers=headers | {"accept-language": "pt-BR"})

    assert answer.status_code == 200, answer.text
    newest, middle, oldest = answer.json()["items"]
    assert [n["kind"] for n in (newest, middle, oldest)] == ["order_delivered", "order_shipped", "order_paid"]
    assert newest["title"] == "Seu pedido chegou"
    assert "8 de dezembro de 2026" in newest["body"]
    assert re.fullmatch(r"/orders/[0-9a-f-]{36}", newest["url"])
    assert newest["at"] == "2026-12-01T12:00:00Z"
    assert not newest["is_read"]
    assert answer.json()["next_cursor"] is None


async def test_notices_page_by_cursor(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    await tell(pool)

    first = (await client.get("/api/v1/me/notices?limit=2", headers=headers)).json()
    second = (
        await client.get(f"/api/v1/me/notices?limit=2&cursor={first['next_cursor']}", headers=headers)
    ).json()

    kinds = [notice["kind"] for notice in [*first["items"], *second["items"]]]
    assert kinds == ["order_delivered", "order_shipped", "order_paid"]
    assert second["next_cursor"] is None


async def test_reading_marks_this_and_all_older_notices(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)
    await tell(pool)
    newest, middle, oldest = (await client.get("/api/v1/me/notices", headers=headers)).json()["items"]

    # Reading an older one afterwards unreads nothing.
    for notice in (middle, oldest):
        answer = await client.put("/api/v1/me/notices/read", json={"until": notice["id"]}, headers=headers)
        assert answer.status_code == 204

    items = (await client.get("/api/v1/me/notices", headers=headers)).json()["items"]
    assert [item["is_read"] for item in items] == [False, True, True]
    assert items[0]["id"] == newest["id"]


async def test_nobody_sees_or_marks_the_notices_of_others(client: Client, pool: Pool) -> None:
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    await tell(pool)
    notice = (await client.get("/api/v1/me/notices", headers=ana)).json()["items"][0]

    assert (await client.get("/api/v1/me/notices", headers=eva)).json()["items"] == []
    for until in (notice["id"], str(new_id())):
        answer = await client.put("/api/v1/me/notices/read", json={"until": until}, headers=eva)
        assert (answer.status_code, answer.json()["code"]) == (404, "notifications.notice_not_found")
    for answer in (
        await client.get("/api/v1/me/notices"),
        await client.put("/api/v1/me/notices/read", json={"until": notice["id"]}),
    ):
        assert answer.status_code == 401


async def test_wrong_input_is_malformed(client: Client, pool: Pool) -> None:
    headers = await sign_in(pool, ANA)

    for query in ("limit=0", "limit=101", "limit=x", "cursor=%00", "cursor=WzFd", "cursor=W10", "cursor=!"):
        for path in ("/api/v1/me/notices", "/api/v1/demo/mails"):
            answer = await client.get(f"{path}?{query}", headers=headers)
            assert answer.status_code == 422, (path, query, answer.text)
    for body in ({}, {"until": "all"}, {"until": None}, {"until": str(new_id()), "x": 1}):
        answer = await client.put("/api/v1/me/notices/read", json=body, headers=headers)
        assert answer.status_code == 422, body


async def test_a_demo_shows_its_mails_to_everybody(client: Client, pool: Pool) -> None:
    await tell(pool)

    answer = await client.get("/api/v1/demo/mails?limit=2")

    assert answer.status_code == 200
    newest, older = answer.json()["items"]
    assert (newest["to"], newest["subject"]) == ("buyer@example.com", "Se entregó tu pedido VT-7Q3K9MP")
    assert newest["at"] == "2026-12-01T12:00:00Z"
    assert newest["html"].startswith("<!doctype html>")
    assert "http://localhost:8000/orders/" in newest["text"]
    rest = await client.get(f"/api/v1/demo/mails?limit=2&cursor={answer.json()['next_cursor']}")
    assert [mail["to"] for mail in rest.json()["items"]] == [BRUNO.email, "buyer@example.com"]
    assert older["subject"] == "Tu pedido VT-7Q3K9MP va en camino"


async def test_a_real_instance_shows_nobodys_mails(settings: Settings, pool: Pool) -> None:
    await tell(pool)
    async with AsyncTestClient(create_app(replace(settings, is_demo=False))) as client:
        answer = await client.get("/api/v1/demo/mails")

    assert (answer.status_code, answer.json()["code"]) == (404, "kit.not_found")


async def test_a_code_is_in_the_outbox_at_the_next_look_at_the_log(client: Client, pool: Pool) -> None:
    """So it never waits for a job, a schedule or a batch to fill: only for the log to be looked at."""
    for number in range(3):
        email = f"p{number}@example.com"
        await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "en"})

        # A look passes by what an older transaction, anywhere on the server, may still hide; and what it
        # passes may be another fact.
        async with asyncio.timeout(PATIENCE_S):
            while await newest_recipient(client) != email:
                await events.catch_up(pool, CODES[0])

        [mail, *_] = (await client.get("/api/v1/demo/mails")).json()["items"]
        code = mail["subject"].split()[0]
        answer = await client.post("/api/v1/sessions", json={"email": email, "code": code})
        assert answer.status_code == 201
        client.cookies.clear()


async def newest_recipient(client: Client) -> str | None:
    items = (await client.get("/api/v1/demo/mails?limit=1")).json()["items"]
    return items[0]["to"] if items else None


async def test_a_worker_looks_at_the_log_again_and_again(client: Client, pool: Pool) -> None:
    """The looks follow each other closely: two of them take less than a third of a second."""
    stop = asyncio.Event()
    following = asyncio.create_task(events.follow(pool, [CODES[0]], stop))
    try:
        for number in range(3):
            email = f"p{number}@example.com"
            await client.post("/api/v1/sign-in-codes", json={"email": email, "language": "en"})
            deadline = time.monotonic() + PATIENCE_S
            while await newest_recipient(client) != email:
                assert time.monotonic() < deadline, "nobody looks at the log"
                await asyncio.sleep(0.01)  # Else the test's own loop never turns, and nobody can look.
    finally:
        stop.set()
        await following

    assert 2 * events.POLL_S < 1 / 3
