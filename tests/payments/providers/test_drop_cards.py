"""A card that a provider names only after it paid: what is beyond its share of a drop goes back by itself."""

from datetime import timedelta
from typing import Any

from tests.checkout.buying import ADDRESS, Client
from tests.checkout.conftest import Wait, wait
from tests.drops.dropping import a_drop, checkout_of, claim, state_of, units
from tests.payments.providers.test_news import API, assert_agreed, choose, heed, page_of, shop, standing, tell
from vitrina.checkout import service as checkout
from vitrina.demo.fakepsp import FakePsp
from vitrina.drops import service as drops
from vitrina.drops.model import ClaimState
from vitrina.kit import clock
from vitrina.kit.db import Pool, value
from vitrina.payments import service as payments

__all__ = ["shop", "wait"]


async def test_one_card_that_guests_type_on_two_pages_buys_one_share_and_the_rest_goes_back(
    shop: Client, pool: Pool, psp: FakePsp, wait: Wait
) -> None:
    _, variant, drop_id = await a_drop(pool, units=3)
    begun: list[dict[str, Any]] = []
    for number in range(3):
        shop.cookies.clear()
        claimed = (await claim(shop, drop_id)).json()
        body = checkout_of(claimed["id"], variant, address=ADDRESS | {"line1": f"Calle {number}"})
        assert (await shop.post(f"{API}/checkouts", json=body)).status_code == 201
        begun.append(await choose(shop, claimed["id"], "stripe_card"))
    for bought, fingerprint in zip(begun, ("one card", "one card", "another"), strict=True):
        psp.complete(page_of(bought), fingerprint=fingerprint)

    for news in psp.news:
        await tell(shop, news)
    await heed(pool)

    told = [(await standing(shop, each))["status"] for each in begun]
    assert sorted(told) == ["paid", "paid", "refunded"]
    assert told[2] == "paid"
    refused = begun[told.index("refunded")]
    assert await state_of(pool, refused["id"]) is ClaimState.OVER
    assert await units(pool, drop_id) == {"free": 1, "active": 0, "sold": 2}
    async with pool.transaction() as db:
        reason = await value(
            db, "select cancel_reason from orders.orders where purchase_id = %(id)s", id=refused["id"]
        )
        assert reason == "one card paid for more of a drop than one buyer may have"
    assert await payments.refund_queued(pool, now=clock.now() + timedelta(hours=1)) == 1
    assert sum(each > 0 for each in psp.taken().values()) == 2
    await assert_agreed(pool, psp)
    await drops.keep_lines(pool, now=clock.now())
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
