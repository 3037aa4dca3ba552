"""Orders out: told once, signed, tried again, laid among the dead letters, sent again by hand."""

import asyncio
import json
import threading
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.partners.world import World, world_of
from tests.people import BRUNO, load
from tests.races import one_waits
from vitrina.demo.retailer import Retailer
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import run, value
from vitrina.kit.ids import new_id
from vitrina.partners import rules, service
from vitrina.partners.service import Moment, telling


async def deliver(world: World, settings: Settings, now: datetime | None = None) -> int:
    moment = Moment(now=now or clock.now(), real_now=clock.real_now())
    return await service.deliver_due(world.pool, settings, moment)


def test_a_signature_is_what_the_specification_says() -> None:
    """The example of the specification's reference libraries."""
    now = datetime.fromisoformat("2021-02-25T15:02:10+00:00")
    headers = rules.signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        now=now,
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


async def test_a_paid_order_is_told_once_and_signed(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    await world.bought()

    assert await deliver(world, settings) == 1
    assert await deliver(world, settings) == 0

    assert [kind for _, kind in retailer.heard] == ["order.paid"]
    [told] = await world.deliveries()
    assert (told["status"], told["attempt_count"], told["failure"]) == ("delivered", 1, None)
    assert retailer.forged_count == 0


async def test_a_shop_without_an_endpoint_tells_nobody(world: World, settings: Settings) -> None:
    await world.bought()

    assert await deliver(world, settings) == 0
    assert await world.deliveries() == []


async def test_a_secret_that_is_wrong_is_refused_there(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    retailer.secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    await world.bought()

    await deliver(world, settings)

    [told] = await world.deliveries()
    assert (told["status"], told["failure"]) == ("waiting", "answered_4xx")
    assert retailer.heard == []


async def test_two_secrets_are_valid_for_a_day(world: World, settings: Settings, retailer: Retailer) -> None:
    old = await world.open_endpoint(retailer)
    rotated = await world.client.post(f"{world.path}/endpoint/secrets", headers=world.bruno)
    await world.bought()
    await deliver(world, settings)
    assert [kind for _, kind in retailer.heard] == ["order.paid"]

    retailer.secrets = [rotated.json()["secret"]]
    [told] = await world.deliveries()
    await world.client.post(f"{world.path}/deliveries/{told['id']}/replay", headers=world.bruno)
    await deliver(world, settings)
    assert len(retailer.heard) == 2

    async with world.pool.transaction() as db:
        await run(db, "update partners.endpoints set old_until = now() - interval '1 second'")
    retailer.secrets = [old]
    await world.client.post(f"{world.path}/deliveries/{told['id']}/replay", headers=world.bruno)
    await deliver(world, settings)
    assert len(retailer.heard) == 2
    assert retailer.forged_count == 1


async def test_what_fails_is_tried_again_with_growing_pauses_and_then_dead(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    retailer.refusals = [500] * rules.ATTEMPTS_MAX
    await world.bought()
    now = clock.now()
    pauses: list[timedelta] = []

    while True:
        assert await deliver(world, settings, now) == 1
        [told] = await world.deliveries()
        if told["status"] == "dead":
            break
        next_at = datetime.fromisoformat(told["next_at"])
        assert await deliver(world, settings, next_at - timedelta(seconds=1)) == 0
        pauses.append(next_at - now)
        now = next_at

    assert tuple(pauses) == rules.PAUSES
    assert (told["attempt_count"], told["failure"]) == (rules.ATTEMPTS_MAX, "answered_5xx")
    shown = await world.client.get(world.path, headers=world.bruno)
    assert shown.json()["dead_letter_count"] == 1


async def test_a_dead_letter_is_sent_again_under_its_id(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    retailer.refusals = [500] * rules.ATTEMPTS_MAX
    await world.bought()
    now = clock.now()
    for pause in (timedelta(0), *rules.PAUSES):
        now += pause
        await deliver(world, settings, now)
    [dead] = await world.deliveries("dead")

    answer = await world.client.post(f"/api/v1/partner/deliveries/{dead['id']}/replay", headers=world.key)
    assert answer.json()["status"] == "waiting"
    # It was disabled meanwhile, for it had taken nothing for three days.
    await world.open_endpoint_again(retailer)
    await deliver(world, settings, now)

    assert [message_id for message_id, _ in retailer.heard] == [f"msg_{dead['id'].replace('-', '')}"]
    assert await world.deliveries("dead") == []


async def test_an_endpoint_that_takes_nothing_for_days_is_disabled_with_a_notice(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    retailer.refusals = [503] * 100
    await world.bought()
    now = clock.now()
    for pause in (timedelta(0), *rules.PAUSES):
        now += pause
        await deliver(world, settings, now)

    await world.bought()
    assert await deliver(world, settings, now + timedelta(days=1)) == 0

    shown = (await world.client.get(world.path, headers=world.bruno)).json()["endpoint"]
    assert shown["disabled_at"] is not None
    async with world.pool.transaction() as db:
        told = await value(db, "select count(*) from kit.events where name = 'EndpointDisabled'")
    assert told == 1
    [waiting] = await world.deliveries("waiting")
    assert waiting["attempt_count"] == 0


async def test_an_address_that_became_private_is_not_asked_again(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    await world.bought()

    await deliver(world, replace(settings, retailer_port=0))

    [told] = await world.deliveries()
    assert (told["status"], told["failure"]) == ("dead", "address_refused")
    assert retailer.heard == []


async def test_a_worker_that_dies_leaves_its_deliveries_to_another_one(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    await world.bought()
    now = clock.now()
    async with world.pool.transaction() as db:
        await telling.store.claim(db, telling.SHARE, now=now, until=now + telling.CLAIM_TIME)

    assert await deliver(world, settings, now) == 0
    assert await deliver(world, settings, now + telling.CLAIM_TIME) == 1


async def test_a_slow_endpoint_holds_up_its_own_orders_alone(
    world: World, settings: Settings, retailer: Retailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await world_of(world.client, world.pool)
    retailer.secrets = [await each.open_endpoint(retailer) for each in (world, other)]
    slow_id = await world.bought()
    for _ in range(telling.SHARE.of_one + 1):
        await other.bought()
    take, left, is_free = retailer.hear, threading.Semaphore(telling.SHARE.of_one), threading.Event()

    def hear(body: bytes, headers: dict[str, str]) -> int:
        if json.loads(body)["data"]["id"] == slow_id:
            is_free.wait(30)  # Until one more than a handful of the other shop's were taken.
        elif not left.acquire(blocking=False):
            is_free.set()
        return take(body, headers)

    monkeypatch.setattr(retailer, "hear", hear)

    assert await deliver(world, settings) == telling.SHARE.of_one + 2

    assert [(each["status"], each["failure"]) for each in await world.deliveries()] == [("delivered", None)]
    assert {each["status"] for each in await other.deliveries()} == {"delivered"}


async def test_an_endpoint_that_fails_is_tried_with_one_order_at_a_time(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    retailer.refusals = [503]
    await world.bought()
    await deliver(world, settings)
    for _ in range(2):
        await world.bought()
    now = clock.now()

    async with world.pool.transaction() as db:
        claimed = await telling.store.claim(db, telling.SHARE, now=now, until=now + telling.CLAIM_TIME)

    assert len(claimed) == 1


async def test_an_order_that_is_gone_is_a_dead_letter_and_breaks_no_other(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    await world.bought()
    async with world.pool.transaction() as db:
        await run(db, "update partners.deliveries set order_id = %(id)s", id=new_id())
    await world.bought()

    assert await deliver(world, settings) == 2

    assert {(each["status"], each["failure"]) for each in await world.deliveries()} == {
        ("dead", "orders.order_not_found"),
        ("delivered", None),
    }


async def test_nothing_is_sent_again_to_nowhere(world: World, settings: Settings, retailer: Retailer) -> None:
    await world.open_endpoint(retailer)
    await world.bought()
    await deliver(world, settings)
    [told] = await world.deliveries()
    await world.client.delete(f"{world.path}/endpoint", headers=world.bruno)

    answer = await world.client.post(f"{world.path}/deliveries/{told['id']}/replay", headers=world.bruno)

    assert (answer.status_code, answer.json()["code"]) == (404, "partners.endpoint_not_found")
    assert [each["status"] for each in await world.deliveries()] == ["delivered"]


async def test_nobody_is_named_in_what_rests(world: World, settings: Settings, retailer: Retailer) -> None:
    await world.open_endpoint(retailer)
    await world.bought()
    await deliver(world, settings)

    async with world.pool.transaction() as db:
        row = await value(db, "select deliveries::text from partners.deliveries")
    assert "order.paid" in row
    assert "@" not in row


async def test_a_cancelled_order_is_told_as_well(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    order_id = await world.bought()
    answer = await world.client.post(
        f"/api/v1/orders/{order_id}/cancellation", headers=world.bruno, json={"reason": "sin existencias"}
    )
    assert answer.status_code == 200, answer.text
    await world.hear()

    await deliver(world, settings)

    assert sorted(kind for _, kind in retailer.heard) == ["order.cancelled", "order.paid"]


async def test_an_endpoint_that_is_taken_away_while_a_try_is_noted_only_waits(
    world: World, settings: Settings, retailer: Retailer
) -> None:
    await world.open_endpoint(retailer)
    await world.bought()
    now, pool = clock.now(), world.pool
    async with pool.transaction() as db:
        [claimed] = await telling.store.claim(db, telling.SHARE, now=now, until=now + telling.CLAIM_TIME)
        bruno = await load(db, BRUNO)

    async def take_away() -> None:
        async with pool.transaction() as db:
            await service.delete_endpoint(db, shop_id=world.shop.id, actor=bruno)

    async with pool.transaction() as db:
        await telling.store.put_off(db, claimed, failure="answered_5xx", next_at=now)
        gone = asyncio.create_task(take_away())
        await one_waits(pool)
        await telling.endpoint_store.note_failed(
            db, world.shop.id, now=now, after=rules.DISABLED_AFTER, count_min=rules.DISABLED_FAILURES_MIN
        )

    await gone
    assert await world.deliveries() == []
