"""A claim is bought through the ordinary checkout, at the price of the drop, by who made it."""

from datetime import timedelta

from tests.checkout.buying import ADDRESS, buy, pay
from tests.checkout.conftest import Wait
from tests.drops.dropping import (
    PRICE,
    SHIPPING,
    Client,
    a_drop,
    checkout_of,
    claim,
    state_of,
    units,
)
from tests.people import ANA, BRUNO, EVA, sign_in
from vitrina.checkout import service as checkout
from vitrina.drops import service as drops
from vitrina.drops.model import ClaimState
from vitrina.inventory import service as inventory
from vitrina.kit import clock
from vitrina.kit.db import Pool, value

PLACES = "/api/v1/checkouts"


async def test_a_guest_buys_what_she_claimed_at_the_price_of_the_drop(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=2)
    claimed = (await claim(client, drop_id)).json()
    quote = {
        "lines": [{"variant_id": str(variant), "quantity": 1}],
        "country": "MX",
        "claim_id": claimed["id"],
    }

    quoted = await client.post("/api/v1/quotes", json=quote)
    paid = await buy(client, checkout_of(claimed["id"], variant))

    assert quoted.json()["total"]["amount"] == PRICE + SHIPPING == paid["total"]["amount"]
    assert await state_of(pool, claimed["id"]) is ClaimState.BOUGHT
    assert await units(pool, drop_id) == {"free": 1, "active": 0, "sold": 1}
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []
        level = (await inventory.levels(db, [variant]))[variant]
    assert (level.available, level.sold_unshipped, level.set_aside, level.quantity) == (8, 1, 1, 10)


async def test_a_claim_is_bought_as_it_was_claimed_and_by_nobody_else(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=2, buyer_max=2)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    claimed = (await claim(client, drop_id, headers=ana)).json()
    body = checkout_of(claimed["id"], variant)

    refused = [
        await client.post(PLACES, json=checkout_of(claimed["id"], variant, quantity=2), headers=ana),
        await client.post(PLACES, json=body, headers=eva),
        await client.post(PLACES, json=body),
        await client.post(
            PLACES, json={**body, "expected_total": {"amount": 239_00, "currency": "MXN"}}, headers=ana
        ),
    ]
    placed = await client.post(PLACES, json=body, headers=ana)

    assert [answer.json()["code"] for answer in refused] == [
        "drops.not_what_was_claimed",
        "drops.claim_not_found",
        "drops.claim_not_found",
        "checkout.total_changed",
    ]
    assert placed.status_code == 201


async def test_who_waits_cannot_pay_yet_and_who_is_late_cannot_any_more(
    client: Client, pool: Pool, wait: Wait
) -> None:
    _, variant, drop_id = await a_drop(pool, units=1)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    first = (await claim(client, drop_id, headers=ana)).json()
    second = (await claim(client, drop_id, headers=eva)).json()

    early = await client.post(PLACES, json=checkout_of(second["id"], variant), headers=eva)
    await wait(timedelta(minutes=3))
    late = await client.post(PLACES, json=checkout_of(first["id"], variant), headers=ana)
    await drops.keep_lines(pool, now=clock.now())
    later = await client.post(PLACES, json=checkout_of(first["id"], variant), headers=ana)
    on_time = await client.post(PLACES, json=checkout_of(second["id"], variant), headers=eva)

    assert [answer.json()["code"] for answer in (early, late, later)] == [
        "drops.claim_waits",
        "drops.claim_over",
        "drops.claim_over",
    ]
    assert on_time.status_code == 201


async def test_what_was_bought_counts_for_the_limit(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=5)
    ana = await sign_in(pool, ANA)
    claimed = (await claim(client, drop_id, headers=ana)).json()
    await buy(client, checkout_of(claimed["id"], variant), headers=ana)

    again = await claim(client, drop_id, headers=ana)

    assert (again.status_code, again.json()["code"]) == (409, "drops.limit_reached")
    assert again.json()["facts"] == {"allowed": 1}


async def test_no_address_gets_more_than_one_buyer_may_have(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=5)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    first = (await claim(client, drop_id, headers=ana)).json()
    second = (await claim(client, drop_id, headers=eva)).json()
    same = {**ADDRESS, "name": "Eva", "line1": "AV ALVARO OBREGON, 151"}
    other = {**ADDRESS, "name": "Eva", "line1": "Av. Álvaro Obregón 153"}

    placed = await client.post(PLACES, json=checkout_of(first["id"], variant), headers=ana)
    refused = await client.post(PLACES, json=checkout_of(second["id"], variant, address=same), headers=eva)
    allowed = await client.post(PLACES, json=checkout_of(second["id"], variant, address=other), headers=eva)

    assert (placed.status_code, allowed.status_code) == (201, 201)
    assert (refused.status_code, refused.json()["code"]) == (409, "drops.address_limit_reached")


async def test_money_that_comes_late_buys_what_is_left_or_goes_back(
    client: Client, pool: Pool, wait: Wait
) -> None:
    _, variant, drop_id = await a_drop(pool, units=1, buyer_max=1)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    first = (await claim(client, drop_id, headers=ana)).json()
    await client.post(PLACES, json=checkout_of(first["id"], variant), headers=ana)
    slow = await pay(client, first["id"], "time_out", headers=ana)
    assert slow.json()["status"] == "pending"

    await wait(timedelta(minutes=6))
    await drops.keep_lines(pool, now=clock.now())
    second = (await claim(client, drop_id, headers=eva)).json()
    assert second["state"] == "held"
    await checkout.poll_due(pool, now=clock.now())

    shown = (await client.get(f"{PLACES}/{first['id']}", headers=ana)).json()
    assert shown["status"] == "refunded"
    assert await units(pool, drop_id) == {"free": 0, "active": 1, "sold": 0}
    async with pool.transaction() as db:
        assert await checkout.check_money(db) == []


async def test_a_sold_unit_is_shipped_and_a_cancelled_one_comes_back_to_the_shelf(
    client: Client, pool: Pool
) -> None:
    _, variant, drop_id = await a_drop(pool, units=2)
    ana, eva, bruno = await sign_in(pool, ANA), await sign_in(pool, EVA), await sign_in(pool, BRUNO)
    bought: list[str] = []
    for who, line1 in ((ana, "Calle Uno 1"), (eva, "Calle Dos 2")):
        claimed = (await claim(client, drop_id, headers=who)).json()
        paid = await buy(
            client,
            checkout_of(claimed["id"], variant, address={**ADDRESS, "line1": line1}),
            headers=who,
        )
        bought.append(paid["orders"][0]["id"])

    packed = await client.post(f"/api/v1/orders/{bought[0]}/packing", headers=bruno)
    assert packed.status_code == 200, packed.text
    shipped = await client.post(
        f"/api/v1/orders/{bought[0]}/shipment",
        json={"carrier": "Estafeta", "tracking_number": "1"},
        headers=bruno,
    )
    cancelled = await client.post(
        f"/api/v1/orders/{bought[1]}/cancellation", json={"reason": "No"}, headers=bruno
    )

    assert (shipped.status_code, cancelled.status_code) == (200, 200), (shipped.text, cancelled.text)
    assert await units(pool, drop_id) == {"free": 1, "active": 0, "sold": 0}
    async with pool.transaction() as db:
        level = (await inventory.levels(db, [variant]))[variant]
        assert (level.available, level.sold_unshipped, level.quantity) == (8, 0, 9)
        assert await value(db, "select count(*) from inventory.holds where state = 'shipped'") == 1
