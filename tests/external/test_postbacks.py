"""What merchants report: proved, counted once, and in the books with its level of trust."""

import asyncio
from datetime import timedelta

import pytest

from tests.external.world import World
from tests.people import CARLA, EVA, sign_in
from vitrina.books import service as books
from vitrina.books.store import checks
from vitrina.external import rules, service
from vitrina.external.model import Merchant
from vitrina.external.store import merchants as store
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import DatabaseError, Pool, run, value
from vitrina.kit.http import Limiter
from vitrina.kit.ids import new_id


async def books_agree(pool: Pool) -> None:
    """Nothing in the books may say something else than the conversions."""
    for found in await books.look_over(pool):
        assert not found.breaches, found.code


async def test_a_sale_goes_from_reported_to_available_with_the_money(world: World, pool: Pool) -> None:
    click = await world.click()

    assert await world.report(click=click, sale="1000.00") == "changed"
    assert await world.balance() == (70_00, 0, 0)
    assert (await world.conversions())[0]["trust"] == "reported"
    assert await world.report(click=click, status="approved") == "changed"
    assert await world.balance() == (0, 70_00, 0)
    [conversion] = await world.conversions()
    answer = await world.receive(100_00, conversion["id"])

    assert answer.status_code == 201, answer.text
    assert await world.balance() == (0, 0, 70_00)
    [conversion] = await world.conversions()
    assert conversion["trust"] == "available"
    assert conversion["sale"] == {"amount": 1000_00, "currency": "MXN"}
    assert [(each["cause"], each["amount"]["amount"]) for each in conversion["changes"]] == [
        ("postback", 70_00),
        ("postback", 0),
        ("money_received", 0),
    ]
    await books_agree(pool)


async def test_a_repeated_postback_changes_nothing(world: World, pool: Pool) -> None:
    click = await world.click()
    await world.report(click=click, status="approved")

    assert [await world.report(click=click, status="approved") for _ in range(3)] == ["unchanged"] * 3
    assert await world.balance() == (0, 70_00, 0)
    assert len((await world.conversions())[0]["changes"]) == 1
    await books_agree(pool)


async def test_two_postbacks_at_once_are_one_sale(world: World, pool: Pool) -> None:
    click = await world.click()

    outcomes = await asyncio.gather(*[world.report(click=click, status="approved") for _ in range(8)])

    assert sorted(outcomes) == ["changed"] + ["unchanged"] * 7
    assert await world.balance() == (0, 70_00, 0)
    await books_agree(pool)


async def test_a_change_of_the_sum_is_an_adjustment(world: World, pool: Pool) -> None:
    click = await world.click()
    await world.report(click=click, status="approved")

    await world.report(click=click, status="approved", commission="50.01")

    assert await world.balance() == (0, 35_01, 0)
    assert [each["amount"]["amount"] for each in (await world.conversions())[0]["changes"]] == [70_00, -34_99]
    await books_agree(pool)


async def test_a_rejected_sale_takes_everything_back_also_what_was_paid(world: World, pool: Pool) -> None:
    click = await world.click()
    await world.report(click=click, status="approved")
    conversion_id = (await world.conversions())[0]["id"]
    assert (await world.receive(100_00, conversion_id)).status_code == 201

    await world.report(click=click, status="reversed")

    assert await world.balance() == (0, 0, 0)
    assert (await world.owed())[0]["due"]["amount"] == -100_00
    assert (await world.receive(-100_00, conversion_id)).status_code == 201
    assert (await world.owed())[0]["due"]["amount"] == 0
    await books_agree(pool)


async def test_another_event_of_the_same_sale_is_another_conversion(world: World) -> None:
    click = await world.click()

    await world.report(click=click, event="lead", commission="1.00")
    await world.report(click=click, event="sale")

    assert len(await world.conversions()) == 2


async def test_money_is_received_once_and_for_exactly_what_it_is_for(world: World, pool: Pool) -> None:
    await world.report(click=await world.click(), status="approved")
    conversion_id, receipt_id = (await world.conversions())[0]["id"], str(new_id())

    refused = [
        await world.receive(99_99, conversion_id),
        await world.receive(100_00, conversion_id, currency="USD"),
        await world.receive(100_00, str(new_id())),
    ]
    first = await world.receive(100_00, conversion_id, receipt_id=receipt_id)
    again = await world.receive(100_00, conversion_id, receipt_id=receipt_id)
    other = await world.receive(1, conversion_id, receipt_id=receipt_id)

    codes = [each.json()["code"] for each in [*refused, other]]
    assert codes == [
        "external.receipt_differs",
        "external.receipt_differs",
        "external.conversion_not_found",
        "external.receipt_id_taken",
    ]
    assert (first.status_code, again.json()) == (201, first.json())
    assert await world.balance() == (0, 0, 70_00)
    listed = await world.client.get(f"/api/v1/merchants/{world.merchant['id']}/receipts", headers=world.davi)
    assert [each["amount"]["amount"] for each in listed.json()] == [100_00]
    await books_agree(pool)


async def test_two_operators_receive_the_same_money_once(world: World, pool: Pool) -> None:
    await world.report(click=await world.click(), status="approved")
    conversion_id = (await world.conversions())[0]["id"]

    answers = await asyncio.gather(*[world.receive(100_00, conversion_id) for _ in range(4)])

    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert await world.balance() == (0, 0, 70_00)
    await books_agree(pool)


async def test_a_forged_postback_is_refused_and_not_kept(world: World, pool: Pool) -> None:
    path = f"/api/v1/postbacks/{world.merchant['id']}"
    said = {"transaction": "T", "commission": "100", "currency": "MXN", "status": "approved"}

    answers = [
        await world.client.get(path, params=said),
        await world.client.get(path, params=said | {"token": "vpt_" + "x" * 22}),
        await world.client.post(path, data=said | {"timestamp": "1700000000", "signature": "0" * 64}),
    ]
    lost = await world.client.get(f"/api/v1/postbacks/{new_id()}", params=said)

    assert [each.json()["code"] for each in answers] == ["external.postback_refused"] * 3
    assert lost.json()["code"] == "external.merchant_not_found"
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from external.postbacks") == 0
        assert await value(db, "select count(*) from external.conversions") == 0


async def merchant_of(world: World, pool: Pool) -> Merchant:
    async with pool.transaction() as db:
        found = await store.find(db, world.merchant["id"])
    assert found
    return found


async def test_the_same_signed_postback_counts_once_even_after_a_rejection(
    world: World, pool: Pool, settings: Settings
) -> None:
    click, merchant = await world.click(), await merchant_of(world, pool)

    def signed(**said: str) -> dict[str, str]:
        pairs = {
            "transaction": "T-1",
            "currency": "MXN",
            "commission": "100.00",
            "click": click,
            "timestamp": str(int(clock.real_now().timestamp())),
        } | said
        text = rules.signed_text(pairs, but="signature")
        return pairs | {
            "signature": rules.signature(rules.signing_key_of(settings.secret_key, merchant), text)
        }

    async def send(pairs: dict[str, str]) -> str:
        answer = await world.client.post(f"/api/v1/postbacks/{merchant.id}", data=pairs)
        assert answer.status_code == 200, answer.text
        return answer.json()["outcome"]

    approved = signed(status="approved")

    assert await send(approved) == "changed"
    assert await send(signed(status="rejected")) == "changed"
    assert await send(approved) == "repeated"
    assert await world.balance() == (0, 0, 0)


async def test_an_orphan_is_kept_and_matched_later(world: World, pool: Pool) -> None:
    click = await world.click()

    assert await world.report(click=str(new_id()), status="approved") == "orphan"
    assert await world.report(transaction="T-2", status="approved") == "orphan"
    assert await world.conversions() == []
    assert [each["creator_handle"] for each in await world.owed()] == [None, None]
    assert await world.report(click=click, status="approved") == "changed"
    assert await world.balance() == (0, 70_00, 0)
    orphan = next(each for each in await world.owed() if each["transaction"] == "T-2")
    path = f"/api/v1/merchants/{world.merchant['id']}/conversions/{orphan['id']}/click"
    matched = await world.client.put(path, headers=world.davi, json={"click_id": click})
    again = await world.client.put(path, headers=world.davi, json={"click_id": click})
    wrong = await world.client.put(path, headers=world.davi, json={"click_id": str(new_id())})
    lost = await world.client.put(
        path.replace(orphan["id"], str(new_id())), headers=world.davi, json={"click_id": click}
    )

    assert (matched.status_code, again.status_code) == (204, 204)
    assert wrong.json()["code"] == "external.conversion_matched"
    assert lost.json()["code"] == "external.conversion_not_found"
    assert await world.balance() == (0, 140_00, 0)
    await books_agree(pool)


async def test_an_unreadable_postback_is_kept_for_the_operator(world: World, pool: Pool) -> None:
    answer = await world.client.get(
        f"/api/v1/postbacks/{world.merchant['id']}", params={"token": world.token, "commission": "ten"}
    )

    assert answer.json()["code"] == "external.postback_unreadable"
    async with pool.transaction() as db:
        kept = await value(db, "select parameters::text || outcome from external.postbacks")
    assert kept == '{"commission": "ten"}unreadable', "the token is not kept"


async def test_a_postback_has_a_bound(world: World) -> None:
    answer = await world.client.post(
        f"/api/v1/postbacks/{world.merchant['id']}",
        content=b"a" * 20_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413


async def test_ones_own_click_earns_nothing_and_a_click_counts_for_its_merchant_alone(
    world: World, pool: Pool
) -> None:
    own = await world.click(world.carla)
    other = await world.client.post(
        "/api/v1/merchants",
        headers=world.davi,
        json={"id": str(new_id()), "host": "otra.example", "name": "Otra"},
    )
    secrets = await world.client.post(f"/api/v1/merchants/{other.json()['id']}/secrets", headers=world.davi)

    await world.report(click=own, status="approved")
    said = {"transaction": "T", "commission": "100", "currency": "MXN", "token": secrets.json()["token"]}
    stolen = await world.client.get(
        f"/api/v1/postbacks/{other.json()['id']}", params=said | {"click": await world.click()}
    )

    assert await world.balance() == (0, 0, 0)
    assert stolen.json()["outcome"] == "orphan"
    await books_agree(pool)


async def test_who_does_not_earn_gets_no_share(world: World, pool: Pool) -> None:
    await world.client.delete("/api/v1/me/capabilities/earn", headers=world.carla)
    click = await world.click()

    await world.report(click=click, status="approved")

    assert (await world.balance()) == (0, 0, 0)


async def test_her_own_merchant_reports_and_proves_nothing(world: World, pool: Pool) -> None:
    mine = await world.client.post(
        "/api/v1/me/merchants",
        headers=world.carla,
        json={
            "id": str(new_id()),
            "host": "tienda.example",
            "name": "Mi tienda",
            "sub_id_template": "clickref={click_id}",
        },
    )
    assert mine.status_code == 201, mine.text
    secrets = await world.client.post(
        f"/api/v1/me/merchants/{mine.json()['id']}/secrets", headers=world.carla
    )
    said = {"transaction": "T", "commission": "100", "currency": "MXN", "token": secrets.json()["token"]}

    answer = await world.client.get(
        f"/api/v1/postbacks/{mine.json()['id']}",
        params=said | {"click": await world.click(), "status": "approved"},
    )

    assert answer.json()["outcome"] == "changed"
    assert await world.balance() == (100_00, 0, 0)
    assert (await world.conversions())[0]["trust"] == "reported"
    await books_agree(pool)


async def test_a_persons_own_merchant_fills_no_disk_and_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrina.external.service.conversions.OWN_REPORTS", Limiter(per_minute=1, burst=2))
    own = await world.client.post(
        "/api/v1/me/merchants",
        headers=world.carla,
        json={"id": str(new_id()), "host": "mia.example", "name": "Mía"},
    )
    path = f"/api/v1/me/merchants/{own.json()['id']}/secrets"
    secrets = (await world.client.post(path, headers=world.carla)).json()
    said = {"currency": "MXN", "commission": "1", "token": secrets["token"]}

    answers = [
        await world.client.get(
            f"/api/v1/postbacks/{own.json()['id']}", params=said | {"transaction": f"T-{i}"}
        )
        for i in range(6)
    ]

    assert [each.status_code for each in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert await world.report(status="approved") == "orphan"


async def test_who_cannot_prove_anything_keeps_no_merchant_from_reporting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vitrina.external.service.conversions.REPORTS", Limiter(per_minute=1, burst=1))

    forged = [
        await world.client.get(f"/api/v1/postbacks/{world.merchant['id']}", params={"transaction": "T"})
        for _ in range(3)
    ]

    assert [each.status_code for each in forged] == [403] * 3
    assert await world.report(status="approved") == "orphan"


async def test_another_persons_merchant_is_not_there(world: World, pool: Pool) -> None:
    eva = await sign_in(pool, EVA)
    terms = {"name": "Mine"}

    for answer in (
        await world.client.put(f"/api/v1/me/merchants/{world.merchant['id']}", headers=eva, json=terms),
        await world.client.post(f"/api/v1/me/merchants/{world.merchant['id']}/secrets", headers=eva),
    ):
        assert answer.json()["code"] == "external.merchant_not_found"


async def test_a_merchant_is_set_up_once_and_changed(world: World) -> None:
    same = {"id": str(new_id()), "host": "tienda.example", "name": "Again"}
    taken = await world.client.post("/api/v1/merchants", headers=world.davi, json=same)
    path = f"/api/v1/merchants/{world.merchant['id']}"
    click = await world.click()
    terms = {"name": "La Tienda", "sub_id_template": "clickref={click_id}", "creator_share_bps": 1_000}
    changed = await world.client.put(path, headers=world.davi, json=terms)
    await world.report(click=click, status="approved")
    await world.report(transaction="T-2", click=await world.click(), status="approved")
    listed = await world.client.get("/api/v1/merchants", headers=world.davi)

    assert taken.json()["code"] == "external.merchant_taken"
    assert changed.json()["creator_share_bps"] == 1_000
    assert await world.balance() == (0, 70_00 + 10_00, 0), "a click keeps what it was promised"
    assert listed.json()[0]["owed"] == [{"amount": 200_00, "currency": "MXN"}]


async def test_too_many_own_merchants_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vitrina.external.service.merchants.OWN_MAX", 1)
    new = [{"id": str(new_id()), "host": f"t{i}.example", "name": "T"} for i in range(2)]

    answers = [
        await world.client.post("/api/v1/me/merchants", headers=world.carla, json=each) for each in new
    ]

    assert answers[0].status_code == 201
    assert answers[1].json()["code"] == "external.too_many_merchants"


async def test_what_was_reported_long_ago_is_forgotten_and_what_came_of_it_stays(
    world: World, pool: Pool
) -> None:
    await world.report(click=await world.click())
    later = clock.now() + timedelta(days=401)

    assert await service.forget_postbacks(pool, now=later) == 1
    assert len(await world.conversions()) == 1


async def test_the_audit_finds_a_conversion_that_the_books_do_not_know(world: World, pool: Pool) -> None:
    await world.report(click=await world.click(), status="approved")
    async with pool.transaction() as db:
        await run(db, "update external.conversions set pending_minor = pending_minor + 1")

    async with pool.transaction() as db:
        found = await checks.conversions(db)

    assert {each.detail.partition(",")[0] for each in found} == {"7001", "2999"}


async def test_clicks_and_changes_are_for_ever(world: World, pool: Pool) -> None:
    await world.report(click=await world.click())

    for statement in ("delete from external.clicks", "update external.changes set commission_minor = 0"):
        with pytest.raises(DatabaseError):
            async with pool.transaction() as db:
                await db.execute(statement)


async def test_an_account_with_reported_money_is_not_deleted_in_silence(world: World, pool: Pool) -> None:
    await world.report(click=await world.click())

    asked = await world.client.get("/api/v1/me/deletion", headers=world.carla)

    assert "creator_balance" in asked.text, CARLA.handle
