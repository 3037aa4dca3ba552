"""Asking to be forgotten: proved, out of sight at once, taken back by signing in, held up by what goes on."""

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.account.planted import EMAIL, FLORA, Client, plant
from tests.account.test_forgotten import GRACE, forget, leave
from tests.builders import clip_of, product_of, shop_of
from tests.checkout.buying import bought, on_sale, wanting
from tests.followers import nothing_is_hidden
from tests.identity.codes import ADDRESS, ask, wrong
from tests.identity.test_sessions import PASSWORD, enter
from tests.moderation.test_moderation import decide
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, join, load, sign_in
from tests.search.shelf import keep_up
from vitrina.account import service
from vitrina.account.errors import DeletionBlocked
from vitrina.account.model import DeletionPage
from vitrina.catalogue import service as catalogue
from vitrina.catalogue.model import ProductStatus
from vitrina.identity import service as identity
from vitrina.identity.errors import CodeWrong, PasswordWrong
from vitrina.identity.model import NewPerson, Proof, SignIn
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, run, value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account, Journal, Line
from vitrina.moderation.model import Action, ThingKind
from vitrina.orders import service as orders
from vitrina.orders.model import Access, Shipment
from vitrina.shops import service as shops
from vitrina.videos import service as videos
from vitrina.wiring import SUBSCRIBERS

DAY = timedelta(days=1)
PATIENCE_S = 20


async def say(pool: Pool, settings: Settings, person: NewPerson, proof: Proof) -> None:
    async with pool.transaction() as db:
        who = await load(db, person)
    await service.ask_deletion(
        pool,
        settings,
        who,
        proof=proof,
        address=ADDRESS,
        now=clock.now(),
        real_now=clock.real_now(),
    )


async def join_alone(pool: Pool, person: NewPerson) -> None:
    async with pool.transaction() as db:
        await join(db, person)


async def look(pool: Pool, person: NewPerson) -> DeletionPage:
    async with pool.transaction() as db:
        return await service.look_deletion(db, await load(db, person))


async def test_over_http_with_a_code(client: Client, pool: Pool) -> None:
    await join_alone(pool, EVA)
    await enter(client, pool, EVA.email)
    token = await sign_in(pool, EVA)
    page = (await client.get("/api/v1/me/deletion")).json()
    code = await ask(pool, EVA.email)

    refused = await client.post("/api/v1/me/deletion", json={"code": wrong(code)})
    asked = await client.post("/api/v1/me/deletion", json={"code": code})

    assert page == {"grace_days": 14, "is_blocked": False, "obstacles": []}
    assert (refused.status_code, refused.json()["code"]) == (403, "identity.code_wrong")
    assert asked.status_code == 202, asked.text
    assert "max-age=0" in asked.headers["set-cookie"].lower()
    assert (await client.get("/api/v1/me")).status_code == 401
    assert (await client.get("/api/v1/me", headers=token)).status_code == 401


async def test_it_is_proved_by_a_code_or_the_password_and_nothing_else(
    client: Client, pool: Pool, settings: Settings
) -> None:
    await join_alone(pool, EVA)
    await enter(client, pool, EVA.email)
    assert (await client.put("/api/v1/me/password", json={"password": PASSWORD})).status_code == 204
    code = await ask(pool, ANA.email)

    assert (await client.post("/api/v1/me/deletion", json={})).status_code == 422
    with pytest.raises(CodeWrong):
        await say(pool, settings, EVA, Proof(code=code))
    with pytest.raises(PasswordWrong):
        await say(pool, settings, EVA, Proof(password="not this one at all"))
    program = await client.post(
        "/api/v1/me/deletion", json={"password": PASSWORD}, headers=await sign_in(pool, EVA)
    )
    assert program.json()["code"] == "identity.browser_needed"
    await say(pool, settings, EVA, Proof(password=PASSWORD))

    async with pool.transaction() as db:
        assert await identity.find_departure(db, EVA.id)


PUBLIC_READS = (
    f"/api/v1/profiles/{FLORA.handle}",
    f"/api/v1/profiles/{FLORA.handle}/clips",
    "/api/v1/profiles/keptia",
    f"/api/v1/search/profiles?q={FLORA.handle}",
    "/api/v1/search/products?q=keptia",
    "/api/v1/products?category=clothing",
)


async def test_who_leaves_is_out_of_sight_at_once_and_back_by_signing_in(
    client: Client, pool: Pool, settings: Settings
) -> None:
    await plant(pool, settings)
    clip_id = await only(pool, "select id::text from videos.videos where creator_id = %(flora)s")
    talk = await only(pool, "select video_id::text from videos.comments where author_id = %(flora)s")
    shop_id = await only(pool, "select id::text from shops.shops where owner_id = %(flora)s")
    reads = (
        f"/api/v1/clips/{clip_id}",
        f"/api/v1/videos/{talk}/comments",
        f"/api/v1/shops/{shop_id}",
        "/api/v1/feed",
        f"/api/v1/profiles/{CARLA.handle}/followers",
        *PUBLIC_READS,
    )
    before = {path: await seen(client, path) for path in reads}

    await leave(pool, settings)
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    await nothing_is_hidden(pool)
    await until(client, reads, dict.fromkeys(reads, False))
    code = await ask(pool, EMAIL)
    back = await client.post("/api/v1/sessions", json={"email": EMAIL, "code": code})
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    await nothing_is_hidden(pool)
    client.cookies.clear()

    assert all(before.values()), before
    assert back.json()["has_stayed"] is True
    await until(client, reads, before)
    async with pool.transaction() as db:
        assert await identity.find_departure(db, FLORA.id) is None
        letters = await value(
            db,
            """
            select array_agg(facts->>'type' order by id)
              from notifications.mails
             where recipient = %(email)s
               and facts->>'type' like 'deletion%%'
            """,
            email=EMAIL,
        )
    assert letters == ["deletion_asked", "deletion_cancelled"]
    assert await service.start_due(pool, now=clock.now() + GRACE) == []


async def only(pool: Pool, statement: Any) -> str:
    async with pool.transaction() as db:
        return await value(db, statement, flora=FLORA.id)


async def seen(client: Client, path: str) -> bool:
    """Whether a guest finds something of Flora's there."""
    answer = await client.get(path)
    return answer.status_code == 200 and any(word in answer.text for word in ("zorzal", "Keptia"))


async def until(client: Client, reads: Sequence[str], wanted: Mapping[str, bool]) -> None:
    """Ask again until a guest sees what is wanted: caches follow within a moment."""
    deadline = time.monotonic() + PATIENCE_S
    while (now := {path: await seen(client, path) for path in reads}) != wanted:
        assert time.monotonic() < deadline, now
        await asyncio.sleep(0.05)


async def test_it_waits_for_what_she_bought(pool: Pool, settings: Settings) -> None:
    now = clock.now()
    _, [variant_id] = await on_sale(pool, prices_minor=[100_00])
    async with pool.transaction() as db:
        eva, bruno = await load(db, EVA), await load(db, BRUNO)
    body = wanting(variant_id, total_minor=150_00)
    order_id = (await bought(pool, settings, body, now=now, buyer=eva)).orders[0].id
    page = await look(pool, EVA)
    await leave(pool, settings, EVA)
    assert await forget(pool, settings) == []
    async with pool.transaction() as db:
        shipment = Shipment(carrier="DHL", tracking_number="1")
        await orders.ship(db, order_id=order_id, actor=bruno, shipment=shipment, now=now)
        await orders.deliver(db, order_id=order_id, access=Access(actor=bruno), now=now)
    await events.drain(pool, SUBSCRIBERS)
    await orders.mature_due(pool, now=now + timedelta(days=60))

    assert [(each.code, each.is_waited_for) for each in page.obstacles] == [("orders_coming", True)]
    assert not page.is_blocked
    assert await service.start_due(pool, now=clock.now() + GRACE) == []
    assert await service.start_due(pool, now=clock.now() + GRACE + DAY) == [EVA.id]


async def test_a_seller_ends_her_sales_first_and_is_paid(pool: Pool, settings: Settings) -> None:
    _, [variant_id] = await on_sale(pool, prices_minor=[100_00])
    body = wanting(variant_id, total_minor=150_00)
    await bought(pool, settings, body, now=clock.now())

    page = await look(pool, BRUNO)
    with pytest.raises(DeletionBlocked):
        await say(pool, settings, BRUNO, Proof(code="123456"))

    assert page.is_blocked
    assert {each.code: (each.count, each.amount and each.amount.amount_minor) for each in page.obstacles} == {
        "orders_to_finish": (1, None),
        "shop_balance": (1, 150_00),
    }


async def test_a_creator_is_paid_first(pool: Pool, settings: Settings) -> None:
    journal = Journal(
        key="test",
        kind="test",
        source="test",
        lines=[
            Line(
                account=Account(kind="creator_available", owner=str(CARLA.id), currency=Currency.MXN),
                amount_minor=-12_34,
            ),
            Line(account=Account(kind="bank", owner="test", currency=Currency.MXN), amount_minor=12_34),
        ],
        effective_at=clock.now(),
    )
    async with pool.transaction() as db:
        await ledger.post(db, [journal])

    [obstacle] = (await look(pool, CARLA)).obstacles

    assert (obstacle.code, obstacle.is_waited_for) == ("creator_balance", False)
    assert obstacle.amount
    assert (obstacle.amount.amount_minor, obstacle.amount.currency) == (12_34, Currency.MXN)


async def test_an_instance_is_never_left_alone(pool: Pool, settings: Settings) -> None:
    alone = await look(pool, DAVI)
    async with pool.transaction() as db:
        await identity.create_operator(
            db,
            email="second@people.example",
            language=DAVI.language,
            secret_key=settings.secret_key,
            now=clock.real_now(),
        )
    helped = await look(pool, DAVI)

    assert [each.code for each in alone.obstacles] == ["only_operator"]
    assert helped.obstacles == []


async def test_coming_back_and_being_forgotten_at_the_same_moment(pool: Pool, settings: Settings) -> None:
    """Either she is back with her account, or it is gone and her e-mail makes a new one; nothing between."""
    for number in range(6):
        person = NewPerson(id=EVA.id, email=f"eva{number}@people.example", language=EVA.language)
        async with pool.transaction() as db:
            await run(db, "delete from account.erasures")
            await run(db, "delete from identity.handles where owner_id = %(id)s", id=EVA.id)
            await run(db, "delete from identity.persons where id = %(id)s", id=EVA.id)
            await join(db, person)
        await leave(pool, settings, person)
        code = await ask(pool, person.email)
        later = clock.now() + GRACE

        begun, opened = await both(
            service.start_due(pool, now=later),
            identity.sign_in(
                pool,
                SignIn(email=person.email, code=code),
                address=ADDRESS,
                secret_key=settings.secret_key,
                now=clock.real_now(),
            ),
        )

        came_back = not isinstance(opened, BaseException) and opened.person.id == EVA.id
        assert came_back == (begun == [])
        if isinstance(opened, BaseException):
            assert isinstance(opened, CodeWrong)
        for person_id in begun:
            await service.erase(pool, settings, person_id, now=later)
        async with pool.transaction() as db:
            assert (EVA.id in await identity.persons(db, [EVA.id])) == came_back
            orphans = await value(
                db, "select count(*) from identity.sessions where person_id = %(id)s", id=EVA.id
            )
            assert orphans == int(came_back)


async def both(one: Awaitable[Any], other: Awaitable[Any]) -> tuple[Any, Any]:
    first, second = await asyncio.gather(one, other, return_exceptions=True)
    assert not isinstance(first, BaseException), first
    return first, second


@pytest.mark.parametrize("is_restored_first", [True, False])
async def test_who_is_suspended_and_leaves_is_back_when_both_are_over(
    pool: Pool, settings: Settings, is_restored_first: bool
) -> None:
    async with pool.transaction() as db:
        clip = await clip_of(db, EVA)
        shop = await shop_of(db, EVA)
        product = await product_of(db, shop)
        await decide(db, ThingKind.PERSON, EVA.id, Action.TAKE_DOWN)
    await leave(pool, settings, EVA)

    async def is_shown() -> bool:
        await events.drain(pool, SUBSCRIBERS)
        async with pool.transaction() as db:
            video = (await videos.videos_by_id(db, [clip]))[clip]
            sold = (await catalogue.products_by_id(db, [product.id]))[product.id]
            closed = await shops.closed_among(db, [shop.id])
        seen = {video.published_at is not None, sold.status is ProductStatus.ACTIVE, not closed}
        assert len(seen) == 1, "all of it or nothing"
        return seen.pop()

    async def restore() -> None:
        async with pool.transaction() as db:
            await decide(db, ThingKind.PERSON, EVA.id, Action.RESTORE)

    async def come_back() -> None:
        asked = SignIn(email=EVA.email, code=await ask(pool, EVA.email))
        now = clock.real_now()
        await identity.sign_in(pool, asked, address=ADDRESS, secret_key=settings.secret_key, now=now)

    assert not await is_shown()
    for end in (restore, come_back) if is_restored_first else (come_back, restore):
        assert not await is_shown()
        await end()
    assert await is_shown()
