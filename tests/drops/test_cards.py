"""A drop is paid by card, and one card pays no more of it than one buyer may have, whoever carries it."""

import asyncio
from uuid import UUID

import pytest
from httpx import Response

from tests.checkout.buying import ADDRESS, Client, buy, pay, wanting
from tests.checkout.conftest import two_processes, wait
from tests.drops.dropping import a_drop, checkout_of, claim, state_of, units
from tests.people import ANA, EVA, NewPerson, sign_in
from vitrina.catalogue.model import VariantId
from vitrina.checkout import service as checkout
from vitrina.drops import service as drops
from vitrina.drops.model import ClaimState, DropId
from vitrina.kit.db import Pool, value

__all__ = ["two_processes", "wait"]
PLACES = "/api/v1/checkouts"
CARD = "sandbox the same card"
Headers = dict[str, str]


async def keeper(client: Client, pool: Pool, person: NewPerson, variant: VariantId) -> tuple[Headers, str]:
    """Somebody who keeps the test card that everybody else keeps. Answers how she is known, and her card."""
    headers = await sign_in(pool, person)
    await buy(client, wanting(variant, total_minor=239_00), keep_card=True, headers=headers)
    [card] = (await client.get("/api/v1/me/kept-cards", headers=headers)).json()["items"]
    return headers, card["id"]


async def placed(client: Client, drop_id: DropId, variant: VariantId, headers: Headers) -> str:
    """A claim that is ordered, to an address of its own."""
    claimed = (await claim(client, drop_id, headers=headers)).json()
    address = ADDRESS | {"line1": f"Calle {claimed['id']}"}
    answer = await client.post(
        PLACES, json=checkout_of(claimed["id"], variant, address=address), headers=headers
    )
    assert answer.status_code == 201, answer.text
    return str(claimed["id"])


async def pay_kept(client: Client, purchase_id: str, headers: Headers, card_id: str) -> Response:
    body = {"method": "sandbox", "kept_card_id": card_id}
    return await client.post(f"{PLACES}/{purchase_id}/payment", json=body, headers=headers)


async def test_one_card_on_two_accounts_is_refused_before_it_is_charged(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=3)
    (ana, hers), (eva, other) = [await keeper(client, pool, each, variant) for each in (ANA, EVA)]
    first, second = [await placed(client, drop_id, variant, each) for each in (ana, eva)]
    async with pool.transaction() as db:
        before = await value(db, "select count(*) from payments.sandbox_charges where outcome = 'captured'")

    paid = await pay_kept(client, first, ana, hers)
    refused = await pay_kept(client, second, eva, other)

    assert paid.json()["status"] == "paid"
    assert (refused.status_code, refused.json()["code"]) == (409, "drops.card_limit_reached")
    assert refused.json()["facts"] == {"allowed": 1}
    async with pool.transaction() as db:
        after = await value(db, "select count(*) from payments.sandbox_charges where outcome = 'captured'")
        assert after == before + 1
    # Another card of hers may.
    assert (await pay(client, second, headers=eva)).json()["status"] == "paid"


async def test_a_card_may_pay_as_many_as_one_buyer_may_have(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=5, buyer_max=2)
    (ana, hers), (eva, other) = [await keeper(client, pool, each, variant) for each in (ANA, EVA)]

    for headers, card in ((ana, hers), (eva, other)):
        purchase_id = await placed(client, drop_id, variant, headers)
        assert (await pay_kept(client, purchase_id, headers, card)).json()["status"] == "paid"

    third = await placed(client, drop_id, variant, ana)
    refused = await pay_kept(client, third, ana, hers)
    assert refused.json()["code"] == "drops.card_limit_reached"


async def test_a_card_of_a_claim_that_was_given_up_may_pay_another(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=3)
    (ana, hers), (eva, other) = [await keeper(client, pool, each, variant) for each in (ANA, EVA)]
    first, second = [await placed(client, drop_id, variant, each) for each in (ana, eva)]
    async with pool.transaction() as db:
        await drops.note_cards(db, {_id(first): "sandbox sbx_success"})
    assert (await pay_kept(client, second, eva, other)).status_code == 409

    await client.delete(f"/api/v1/drops/{drop_id}/claims/{first}", headers=ana)

    assert (await pay_kept(client, second, eva, other)).json()["status"] == "paid"
    del hers


def _id(text: str) -> UUID:
    return UUID(text)


async def test_of_two_payments_with_one_card_at_once_one_is_taken(
    two_processes: list[Client], pool: Pool
) -> None:
    here, there = two_processes
    _, variant, drop_id = await a_drop(pool, units=3)
    (ana, hers), (eva, other) = [await keeper(here, pool, each, variant) for each in (ANA, EVA)]
    first, second = [await placed(here, drop_id, variant, each) for each in (ana, eva)]

    answers = await asyncio.gather(pay_kept(here, first, ana, hers), pay_kept(there, second, eva, other))

    assert sorted(each.status_code for each in answers) == [200, 409]
    async with pool.transaction() as db:
        bought = "select coalesce(sum(quantity), 0) from drops.claims where state = 'bought'"
        assert await value(db, bought) == 1
        assert await checkout.check_money(db) == []


async def test_who_counts_a_card_holds_it_until_the_other_has_counted(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=3)
    ana, eva = await sign_in(pool, ANA), await sign_in(pool, EVA)
    first, second = [_id(await placed(client, drop_id, variant, each)) for each in (ana, eva)]
    counted = asyncio.Event()

    async def late() -> dict[UUID, int]:
        await counted.wait()
        async with pool.transaction() as db:
            return await drops.over_share(db, {second: CARD})

    waiting = asyncio.create_task(late())
    async with pool.transaction() as db:
        assert await drops.over_share(db, {first: CARD}) == {}
        counted.set()
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
        await drops.note_cards(db, {first: CARD})

    assert await waiting == {second: 1}


@pytest.mark.parametrize("method", ["sandbox_voucher", "cash_on_delivery"])
async def test_a_drop_takes_nothing_that_is_paid_days_later(client: Client, pool: Pool, method: str) -> None:
    _, variant, drop_id = await a_drop(pool, units=1)
    ana = await sign_in(pool, ANA)
    purchase_id = await placed(client, drop_id, variant, ana)

    refused = await client.post(f"{PLACES}/{purchase_id}/payment", json={"method": method}, headers=ana)

    assert (refused.status_code, refused.json()["code"]) == (409, "drops.paid_by_card_alone")
    assert await state_of(pool, _id(purchase_id)) is ClaimState.HELD
    assert (await pay(client, purchase_id, headers=ana)).json()["status"] == "paid"


async def test_a_declined_card_opens_no_way_to_hold_a_drop_for_days(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=1)
    ana = await sign_in(pool, ANA)
    purchase_id = await placed(client, drop_id, variant, ana)
    declined = (await pay(client, purchase_id, "decline", headers=ana)).json()

    for method in ("sandbox_voucher", "cash_on_delivery"):
        refused = await client.post(f"{PLACES}/{purchase_id}/payment", json={"method": method}, headers=ana)
        assert (refused.status_code, refused.json()["code"]) == (409, "drops.paid_by_card_alone")

    shown = (await client.get(f"{PLACES}/{purchase_id}", headers=ana)).json()
    assert (shown["status"], shown["hold_until"]) == ("declined", declined["hold_until"])


async def test_a_crowd_that_types_its_cards_is_no_card(client: Client, pool: Pool) -> None:
    _, variant, drop_id = await a_drop(pool, units=2)
    for person in (ANA, EVA):
        headers = await sign_in(pool, person)
        purchase_id = await placed(client, drop_id, variant, headers)
        assert (await pay(client, purchase_id, headers=headers)).json()["status"] == "paid"

    assert await units(pool, drop_id) == {"free": 0, "active": 0, "sold": 2}
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from drops.instruments") == 0
