"""The fourteen promises: each is kept by a busy instance, and each is found when it is broken."""

from typing import Any

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.orders.world import World
from tests.payouts.desk import Desk
from tests.people import DAVI, sign_in
from vitrina.books import service
from vitrina.books.invariants import PROMISES
from vitrina.books.jobs import audit
from vitrina.books.store import audits as store
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders.model import OrderId
from vitrina.wiring import SUBSCRIBERS

Client = AsyncTestClient[Litestar]
API = "/api/v1"


@pytest.fixture
async def sold(pool: Pool, settings: Settings) -> OrderId:
    """A shop of Bruno's, and an order that Ana paid."""
    world = World(pool, settings)
    await world.open()
    order_id = await world.paid()
    await events.drain(pool, SUBSCRIBERS)
    await ledger.seal(pool)
    return order_id


async def broken(pool: Pool) -> dict[str, list[str]]:
    """Which promises are broken, and the rules that say so."""
    found = await service.look_over(pool)
    assert [each.code for each in found] == [promise.code for promise in PROMISES]
    return {each.code: sorted({breach.rule for breach in each.breaches}) for each in found if each.breaches}


def test_there_are_fourteen_promises_each_with_a_name_and_a_check() -> None:
    assert [promise.code for promise in PROMISES] == [f"I{number}" for number in range(1, 15)]
    assert len({promise.name for promise in PROMISES}) == 14
    assert all(promise.checks for promise in PROMISES)


async def test_a_busy_instance_keeps_all_of_them(pool: Pool, sold: OrderId) -> None:
    desk = Desk(pool)
    await desk.open()
    await desk.ready_to_be_paid()
    await desk.payday()
    await desk.send()

    assert await broken(pool) == {}


BREAKS: dict[str, tuple[str, str]] = {
    "I1": (
        "journal is zero per currency",
        "update ledger.entries set amount_minor = amount_minor + 1 where journal_id = 1 and line = 1",
    ),
    "I2": (
        "balance is the sum of its entries",
        "update ledger.balances set amount_minor = amount_minor - 1",
    ),
    "I3": (
        "a captured payment is booked for its orders",
        "update payments.payments set order_amounts = array[1]",
    ),
    "I4": (
        "no balance below its floor",
        "update ledger.balances b set amount_minor = 5 from ledger.accounts a"
        " where a.id = b.account_id and a.kind = 'order_liability'",
    ),
    "I5": (
        "a hold takes once and gives back once",
        "update inventory.holds set state = 'released'",
    ),
    "I6": ("a captured payment is booked", "update payments.payments set amount_minor = 1"),
    "I7": (
        "our book and the provider's say the same",
        "update payments.sandbox_charges set amount_minor = amount_minor + 1",
    ),
    "I8": ("what was acknowledged is there", "delete from orders.lines"),
    "I9": (
        "an order is shared out to the cent",
        "update orders.orders set total_minor = total_minor + 1, shipping_minor = shipping_minor + 1",
    ),
    "I10": (
        "what a provider was asked comes to an end",
        "update payments.payments set status = 'pending', captured_at = null,"
        " pending_since = opened_at - interval '3 hours'",
    ),
    "I11": (
        "every event has its effect",
        "insert into kit.events (tx, name, body, at)"
        " values (2000000000, 'OrderPaid', '{}', kit.now() - interval '16 minutes')",
    ),
    "I12": (
        "a commission has a touch before its order",
        """
        with touch as (
            insert into affiliates.touches (id, visitor_id, creator_id, video_id, product_id, shop_id,
                                            is_earning, at, expires_at)
            select gen_random_uuid(), id, id, id, id, id, true, paid_at + interval '1 second',
                   paid_at + interval '1 day'
              from orders.orders
            returning id
        ), decision as (
            insert into affiliates.decisions (line_id, order_id, rule, winner_touch_id, touches, window_days,
                                              decided_at)
            select o.id, o.id, 'last', t.id, '[]', 7, o.paid_at
              from orders.orders o, touch t
        )
        insert into affiliates.commissions (id, line_id, order_id, order_code, shop_id, creator_id, video_id,
                                            product_id, product_title, currency, price_paid_minor,
                                            discount_minor, tax_rate_bps, tax_minor, base_minor, plan_kind,
                                            plan_version, rate_bps, amount_minor, state, created_at)
        select id, id, id, code, id, id, id, id, 'x', 'MXN', 100, 0, 0, 0, 100, 'shop', 1, 800, 8, 'void',
               paid_at
          from orders.orders
        """,
    ),
    "I13": ("the seals hold", "update ledger.journals set source = 'somebody else' where id = 1"),
    "I14": (
        "a payout stands in the books as it says",
        "update payouts.payouts set state = 'paid', file_id = gen_random_uuid()",
    ),
}


@pytest.mark.parametrize("code", BREAKS)
async def test_a_broken_promise_is_found(pool: Pool, database_url: str, sold: OrderId, code: str) -> None:
    desk = Desk(pool)
    await desk.open()
    await desk.earn(desk.bruno, 500_00)
    await desk.goes_to(desk.bruno)
    await desk.payday()
    rule, statement = BREAKS[code]
    with psycopg.connect(database_url) as db:
        db.execute("set session_replication_role = replica")  # As somebody would who means harm.
        db.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]

    assert rule in (await broken(pool)).get(code, [])


async def test_an_audit_is_kept_and_old_ones_go(pool: Pool, sold: OrderId) -> None:
    for _ in range(3):
        await service.audit(pool, now=clock.now())
    await audit.run(pool)

    async with pool.transaction() as db:
        desk = await service.last_audits(db)
        assert len(desk.audits) == 4
        assert desk.audits[0].breach_count == 0
        assert desk.audits[0].journal_count >= 2
        await store.forget(db, kept=1)
        assert await value(db, "select count(*) from books.audits") == 1


async def test_journals_are_found_by_whatever_is_at_hand(pool: Pool, sold: OrderId) -> None:
    async with pool.transaction() as db:
        code = await value(db, "select code from orders.orders")
        purchase_id = await value(db, "select id from checkout.purchases")
        for search in (code, code.lower(), f" {code} ", str(sold), f"order:{sold}"):
            found = await service.find_journals(db, search)
            assert f"order:{sold}:paid" in [each.key for each in found.journals], search
        by_code = await service.find_journals(db, code)
        assert {each.kind for each in by_code.journals} == {"payment_captured", "order_paid"}
        assert all(sum(line.amount.amount_minor for line in each.lines) == 0 for each in by_code.journals)
        assert (await service.find_journals(db, str(purchase_id))).journals[0].kind == "payment_captured"
        assert (await service.find_journals(db, f"order:{sold}:paid")).journals[0].source == f"order:{sold}"
        assert (await service.find_journals(db, "nothing")).journals == []


async def test_lines_of_an_account_come_page_by_page(pool: Pool) -> None:
    desk = Desk(pool)
    await desk.open()
    for amount_minor in (1_00, 2_00, 3_00):
        await desk.earn(desk.bruno, amount_minor)
    account = Account(kind="seller_available", owner=str(desk.shop.id), currency=Currency.MXN)

    async with pool.transaction() as db:
        first = await service.lines_of(db, account, before=None, limit=2)

    assert [each.amount.amount_minor for each in first.items] == [3_00, 2_00]
    assert first.next_cursor


async def test_operators_look_over_http(client: Client, pool: Pool, sold: OrderId) -> None:
    headers = await sign_in(pool, DAVI)
    asked = await client.post(f"{API}/books/audit", headers=headers)
    assert asked.status_code == 202, asked.text
    await audit.run(pool)

    async def get(path: str, **params: Any) -> Any:
        answer = await client.get(f"{API}/books/{path}", params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert [each["code"] for each in (await get("audit"))["audits"][0]["findings"]] == [
        promise.code for promise in PROMISES
    ]
    assert len((await get("journals", search=str(sold)))["journals"]) == 1
    lines = await get("lines", kind="psp_pending", owner="sandbox", currency="MXN", limit=1)
    assert len(lines["items"]) <= 1
    assert (await get("seals"))["seals"][0]["number"] == 1
    for path, params in (("journals", {}), ("lines", {"kind": "bank"}), ("lines", {"cursor": "x"})):
        answer = await client.get(f"{API}/books/{path}", params=params, headers=headers)
        assert answer.status_code == 422, answer.text
    answers = [await client.post(f"{API}/books/audit", headers=headers) for _ in range(6)]
    assert answers[-1].status_code == 429
