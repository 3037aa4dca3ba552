"""A bank asks its customer's money back: set aside, decided, booked once, before and after it matured."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.apps import Apps
from tests.checkout.buying import Client, on_sale, wanting
from tests.checkout.conftest import Wait, wait
from tests.payments.providers.test_news import OPERATOR, page_of, tell
from tests.people import BRUNO, sign_in
from vitrina.checkout import service as checkout
from vitrina.demo.fakepsp import DISPUTE_FEE, FakePsp
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, value
from vitrina.kit.events import drain
from vitrina.kit.places import Currency
from vitrina.ledger import service as ledger
from vitrina.ledger.model import Account
from vitrina.orders import service as orders
from vitrina.payments import disputes
from vitrina.payments.providers import registry
from vitrina.wiring import SUBSCRIBERS

__all__ = ["wait"]
API = "/api/v1"
TOTAL = 239_00


@pytest.fixture
async def shop(stripe_settings: Settings, pool: Pool, apps: Apps) -> AsyncIterator[Client]:
    ours = replace(stripe_settings, platform_fee_bps=1_000)
    registry.set_up(pool, ours)
    async with apps.serve(ours) as opened:
        yield opened


class Sold:
    """A paid order, and how the books stand that are about it."""

    def __init__(self, pool: Pool, shop_id: UUID, order_id: UUID, fee_minor: int, intent: str) -> None:
        self.pool = pool
        self.shop_id = shop_id
        self.order_id = order_id
        self.fee_minor = fee_minor
        self.intent = intent

    async def standing(self, dispute_id: str) -> dict[str, int]:
        owners = {
            "seller_pending": str(self.shop_id),
            "seller_available": str(self.shop_id),
            "seller_reserve": str(self.shop_id),
            "dispute_suspense": dispute_id,
            "dispute_fee": "",
            "fee_refunds": "",
        }
        named = {
            kind: Account(kind=kind, owner=owner, currency=Currency.MXN) for kind, owner in owners.items()
        }
        async with self.pool.transaction() as db:
            found = await ledger.balances(db, list(named.values()))
        return {kind: found[account] for kind, account in named.items() if found[account]}


async def sold(shop: Client, pool: Pool, psp: FakePsp) -> Sold:
    seller, [variant] = await on_sale(pool, quantity=1)
    body = wanting(variant, total_minor=TOTAL)
    await shop.post(f"{API}/checkouts", json=body)
    page = (await shop.post(f"{API}/checkouts/{body['id']}/payment", json={"method": "stripe_card"})).json()
    intent = psp.complete(page_of(page))
    for news in psp.news:
        await tell(shop, news)
    await checkout.poll_due(pool, now=clock.now())
    order_id = UUID(page["orders"][0]["id"])
    async with pool.transaction() as db:
        fee_minor = await value(db, "select fee_minor from orders.orders where paid_at is not null")
    await drain(pool, SUBSCRIBERS)
    return Sold(pool, seller.id, order_id, fee_minor, intent)


async def heed(pool: Pool, dispute_id: str) -> None:
    await disputes.follow(pool, provider="stripe", dispute_id=dispute_id, now=clock.now())
    await drain(pool, SUBSCRIBERS)


async def assert_agreed(pool: Pool, psp: FakePsp) -> None:
    psp_account = Account(kind="psp_pending", owner="stripe", currency=Currency.MXN)
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
        assert (await ledger.balances(db, [psp_account]))[psp_account] == sum(psp.taken().values()) - psp.kept


async def test_what_is_disputed_is_set_aside_and_comes_back_when_it_is_won(
    shop: Client, pool: Pool, psp: FakePsp
):
    order = await sold(shop, pool, psp)
    dispute = psp.dispute(order.intent)
    assert await tell(shop, psp.news[-1]) == 200
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from kit.events where name = 'DisputeHinted'") == 1
    shops = TOTAL - order.fee_minor

    for _ in range(3):
        await heed(pool, dispute)
    assert await order.standing(dispute) == {
        "seller_reserve": shops,
        "dispute_suspense": TOTAL,
        "dispute_fee": DISPUTE_FEE,
    }
    await assert_agreed(pool, psp)

    psp.decide(dispute, is_won=True)
    for _ in range(3):
        await heed(pool, dispute)
    assert await order.standing(dispute) == {"seller_pending": shops, "dispute_fee": DISPUTE_FEE}
    await assert_agreed(pool, psp)


async def test_what_is_lost_before_it_matured_is_gone(shop: Client, pool: Pool, psp: FakePsp, wait: Wait):
    order = await sold(shop, pool, psp)
    dispute = psp.dispute(order.intent)
    psp.decide(dispute, is_won=False)

    await heed(pool, dispute)  # Opened and lost at once: the first news were missed.

    assert await order.standing(dispute) == {"dispute_fee": DISPUTE_FEE, "fee_refunds": order.fee_minor}
    await assert_agreed(pool, psp)


async def test_what_is_lost_after_it_matured_is_owed_by_the_shop(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
):
    order = await sold(shop, pool, psp)
    seller = await sign_in(pool, BRUNO)
    parcel = {"carrier": "Correos", "tracking_number": "1"}
    await shop.post(f"{API}/orders/{order.order_id}/shipment", json=parcel, headers=seller)
    await wait(timedelta(days=90))
    await drain(pool, SUBSCRIBERS)
    assert await orders.mature_due(pool, now=clock.now()) == 1
    dispute = psp.dispute(order.intent)
    await heed(pool, dispute)
    shops = TOTAL - order.fee_minor
    assert (await order.standing(dispute))["seller_reserve"] == shops
    await assert_agreed(pool, psp)

    psp.decide(dispute, is_won=False)
    assert await disputes.follow_open(pool, now=clock.now()) == 1
    await drain(pool, SUBSCRIBERS)

    assert await order.standing(dispute) == {"dispute_fee": DISPUTE_FEE, "fee_refunds": order.fee_minor}
    assert await disputes.follow_open(pool, now=clock.now()) == 0
    await assert_agreed(pool, psp)


async def test_a_bank_that_only_asks_has_taken_nothing(shop: Client, pool: Pool, psp: FakePsp):
    order = await sold(shop, pool, psp)
    asked: dict[str, Any] = {
        "id": "dp_asked",
        "object": "dispute",
        "payment_intent": order.intent,
        "amount": TOTAL,
        "currency": "mxn",
        "reason": "general",
        "status": "warning_needs_response",
        "balance_transactions": [],
    }
    psp.disputes["dp_asked"] = asked
    psp.disputes["dp_foreign"] = {**asked, "id": "dp_foreign", "payment_intent": None, "status": "lost"}

    for name in psp.disputes:
        await heed(pool, name)

    assert await order.standing("dp_asked") == {"seller_pending": TOTAL - order.fee_minor}
    await assert_agreed(pool, psp)


async def test_money_that_came_too_late_and_went_back_can_be_disputed(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
) -> None:
    _, [variant] = await on_sale(pool, quantity=1)
    pages: list[str] = []
    for _ in range(2):
        body = wanting(variant, total_minor=TOTAL)
        await shop.post(f"{API}/checkouts", json=body)
        way = {"method": "stripe_card"}
        page = (await shop.post(f"{API}/checkouts/{body['id']}/payment", json=way)).json()
        pages.append(page_of(page))
        await wait(timedelta(minutes=16))
        await inventory.expire_holds(pool)
    first, late = psp.complete(pages[1]), psp.complete(pages[0])
    for news in psp.news:
        await tell(shop, news)
    await checkout.poll_due(pool, now=clock.now())
    async with pool.transaction() as db:
        ended = "select array_agg(status order by status) from checkout.purchases"
        assert await value(db, ended) == ["paid", "refunded"]

    for dispute, is_won in ((psp.dispute(late), False), (psp.dispute(first), True)):
        await heed(pool, dispute)
        await drain(pool, SUBSCRIBERS)
        psp.decide(dispute, is_won=is_won)
        await heed(pool, dispute)
        await drain(pool, SUBSCRIBERS)

    async with pool.transaction() as db:
        assert await value(db, "select array_agg(state order by state) from orders.disputes") == [
            "lost",
            "won",
        ]
        assert await checkout.check_money(db) == []


async def test_operators_see_disputes_and_others_do_not(shop: Client, pool: Pool, psp: FakePsp):
    order = await sold(shop, pool, psp)
    await heed(pool, psp.dispute(order.intent))
    operator, seller = await sign_in(pool, OPERATOR), await sign_in(pool, BRUNO)

    listed: list[dict[str, Any]] = (await shop.get(f"{API}/disputes", headers=operator)).json()["items"]

    assert [(each["state"], each["amount_minor"]) for each in listed] == [("open", TOTAL)]
    assert listed[0]["order_ids"] == [str(order.order_id)]
    assert (await shop.get(f"{API}/disputes", headers=seller)).status_code == 403
    assert (await shop.get(f"{API}/disputes")).status_code == 401
