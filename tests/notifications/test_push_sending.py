"""Pushes on their way: encrypted for one browser, sent once, and tried until their service takes them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.builders import clip_of, shop_of
from tests.notifications.facts import delivered, paid, shipped
from tests.notifications.push_service import Browser, PushService, Reply, push_service
from tests.people import ANA, BRUNO, CARLA, EVA, join, load
from vitrina.identity import service as identity
from vitrina.identity.model import Credential, CredentialKind, NewPerson
from vitrina.identity.store import access
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.crypto import digest
from vitrina.kit.db import Pool, many, value
from vitrina.kit.ids import new_id
from vitrina.notifications import service as notifications
from vitrina.notifications.activity import ActivityEvent
from vitrina.notifications.order_rules import OrderEvent
from vitrina.notifications.payout_facts import DestinationChangedFacts
from vitrina.notifications.providers.web_push import WebPushCarrier
from vitrina.notifications.push import rules, sending
from vitrina.notifications.push import service as push
from vitrina.notifications.push.model import AddPushDevice, PushDeviceId, PushState, PushSubject
from vitrina.shops import service as shops
from vitrina.social.model import Followed
from vitrina.videos.model import VideoLiked

# Half past ten in Mexico City, and midnight there.
MORNING = datetime(2026, 12, 1, 16, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 2, 6, tzinfo=UTC)
EIGHT = datetime(2026, 12, 2, 14, tzinfo=UTC)


@pytest.fixture
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PushService]:
    """A push service whose certificate is trusted, as those of browser makers are."""
    async with push_service(tmp_path / "tls") as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "certificate.pem"))
        yield running


class Row(Struct, frozen=True):
    """A push as it stands in its table."""

    state: PushState
    attempt_count: int
    last_error: str | None
    next_attempt_at: datetime


async def rows(pool: Pool) -> list[Row]:
    async with pool.transaction() as db:
        return await many(
            db,
            Row,
            """
            select state, attempt_count, last_error, next_attempt_at
              from notifications.pushes
             order by id
             limit 100
            """,
        )


async def states(pool: Pool) -> list[PushState]:
    return [row.state for row in await rows(pool)]


async def subscribe(
    pool: Pool, settings: Settings, browser: Browser, *, who: NewPerson = ANA, language: str = "es"
) -> PushDeviceId:
    """Sign somebody in, and have her notices pushed to a browser."""
    secret, now = str(new_id()), clock.real_now()
    async with pool.transaction() as db:
        person = await load(db, who)
        await access.add_session(
            db,
            digest=digest(secret),
            person_id=person.id,
            now=now,
            expires_at=now + timedelta(days=30),
        )
        added = await push.add_device(
            db,
            settings,
            person=person,
            here=Credential(kind=CredentialKind.SESSION, digest=digest(secret)),
            asked=AddPushDevice(**browser.asked(language=language)),
            agent="Tests",
            now=MORNING,
        )
    return added.id


async def tell(pool: Pool, *make: str, now: datetime = MORNING) -> None:
    """Tell Ana of orders, and Bruno of his sales."""
    makers = {"paid": paid, "shipped": shipped, "delivered": delivered}
    async with pool.transaction() as db:
        await join(db, ANA)
        own = await shops.shops_of(db, BRUNO.id)
        shop = own[0] if own else await shop_of(db)
        facts: list[OrderEvent] = [makers[each](shop.id) for each in make]
        await notifications.tell_orders(db, facts, now)


async def send(pool: Pool, settings: Settings, now: datetime = MORNING) -> int:
    moment = sending.Moment(now=now, real_now=clock.real_now())
    return await sending.send_due(pool, settings, carrier_of=WebPushCarrier, moment=moment)


async def test_a_notice_reaches_the_browser_encrypted_and_signed(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped")

    assert await send(pool, settings) == 1

    (received,), (message,) = service.received, service.messages(ana)
    assert message["title"] == "Tu pedido va en camino"
    assert message["body"] == ""
    assert message["url"].startswith("/orders/")
    assert message["badge"] == 1
    assert message["language"] == "es"
    assert message["tag"] == received.headers["topic"]
    assert received.headers["content-encoding"] == "aes128gcm"
    assert received.headers["ttl"] == str(3 * 24 * 3600)
    assert received.headers["urgency"] == "normal"
    assert b"pedido" not in received.body
    assert await states(pool) == [PushState.SENT]


async def test_nothing_but_what_the_title_says_is_on_the_lock_screen(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "paid")
    await send(pool, settings)

    (message,) = service.messages(ana)
    assert "477" not in str(message)
    assert "VT-7Q3K9MP" not in str(message)


@pytest.mark.parametrize(
    ("language", "title"),
    [("es", "Tu pedido llegó"), ("pt", "Seu pedido chegou"), ("en", "Your order has arrived")],
)
async def test_a_push_is_in_the_language_of_the_device(
    pool: Pool, settings: Settings, service: PushService, language: str, title: str
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana, language=language)
    await tell(pool, "delivered")
    await send(pool, settings)

    assert service.messages(ana)[0]["title"] == title


async def test_each_device_of_a_person_gets_it_and_nobody_elses(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings = service.settings(settings)
    phone, desk, eva = (service.browser(name) for name in ("phone", "desk", "eva"))
    await subscribe(pool, settings, phone)
    await subscribe(pool, settings, desk)
    await subscribe(pool, settings, eva, who=EVA)
    await tell(pool, "shipped")

    assert await send(pool, settings) == 2

    assert [len(service.messages(each)) for each in (phone, desk, eva)] == [1, 1, 0]


async def test_two_workers_at_once_send_once(pool: Pool, settings: Settings, service: PushService) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped", "delivered")
    # Both are on their way before either has arrived.
    service.gate = asyncio.Barrier(2)

    assert sum(await asyncio.gather(*[send(pool, settings) for _ in range(4)])) == 2
    assert service.asked_count == 2
    assert await send(pool, settings) == 0


async def test_a_notice_that_is_planned_twice_is_one_push(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    device_id = await subscribe(pool, settings, ana)
    await tell(pool, "shipped")
    async with pool.transaction() as db:
        notice_id = await value(db, "select id from notifications.notices where person_id = %(p)s", p=ANA.id)
        again = rules.planned(DestinationChangedFacts, (await _reached(db))[0], MORNING, notice_id=notice_id)
        assert again[0].device_id == device_id
        assert await push.push_store.add(db, again, MORNING) == 0

    assert await send(pool, settings) == 1


async def _reached(db: object) -> Sequence[rules.Reached]:
    return await push.store.reached(db, [ANA.id])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_device_that_is_gone_is_forgotten(
    pool: Pool, settings: Settings, service: PushService, status: int
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=status)]
    await tell(pool, "shipped")
    await send(pool, settings)

    await tell(pool, "delivered")
    assert await send(pool, settings) == 0
    assert service.asked_count == 1
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from notifications.push_devices") == 0
        assert await value(db, "select count(*) from notifications.pushes") == 0


@pytest.mark.parametrize("status", [400, 401, 403, 413, 302])
async def test_what_is_refused_for_good_is_not_tried_again(
    pool: Pool, settings: Settings, service: PushService, status: int
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    headers = {"location": "https://127.0.0.1:1/elsewhere"}
    service.replies["/push/ana"] = [Reply(status=status, headers=headers)]
    await tell(pool, "shipped")
    await send(pool, settings)
    await send(pool, settings, MORNING + timedelta(hours=1))

    assert service.asked_count == 1
    (row,) = await rows(pool)
    assert row.state is PushState.FAILED
    assert str(status) in (row.last_error or "")
    # The device stays: what is refused may be this message alone.
    await tell(pool, "delivered", now=MORNING + timedelta(hours=1))
    assert await send(pool, settings, MORNING + timedelta(hours=1)) == 1


async def test_a_service_that_asks_for_a_pause_gets_it(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=429, headers={"retry-after": "600"})]
    await tell(pool, "shipped")
    await send(pool, settings)

    # What comes meanwhile waits as well.
    await tell(pool, "delivered", now=MORNING + timedelta(minutes=1))
    assert await send(pool, settings, MORNING + timedelta(minutes=9)) == 0
    assert service.asked_count == 1
    assert await send(pool, settings, MORNING + timedelta(minutes=11)) == 2
    assert await states(pool) == [PushState.SENT, PushState.SENT]


async def test_a_service_that_is_down_is_asked_again_later(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=500), Reply(status=503)]
    await tell(pool, "shipped")

    sent = [await send(pool, settings, MORNING + timedelta(seconds=s)) for s in (0, 1, 16, 17, 60)]

    assert sent == [0, 0, 0, 0, 1]
    assert service.asked_count == 3


async def test_a_service_that_never_answers_holds_nobody_up_for_ever(
    pool: Pool, settings: Settings, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vitrina.notifications.providers import web_push

    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    monkeypatch.setattr(web_push, "BOUNDS", replace(web_push.BOUNDS, time_max_s=0.3))
    service.replies["/push/ana"] = [Reply(is_silent=True)]
    await tell(pool, "shipped")

    assert await send(pool, settings) == 0
    (row,) = await rows(pool)
    assert (row.state, row.last_error) == (PushState.WAITING, "too_slow")
    assert await send(pool, settings, MORNING + timedelta(minutes=1)) == 1


async def test_a_push_is_given_up_in_the_end(pool: Pool, settings: Settings, service: PushService) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=500)] * 99
    await tell(pool, "shipped")

    for hours in range(12):
        await send(pool, settings, MORNING + timedelta(hours=2 * hours))

    (row,) = await rows(pool)
    assert (row.state, row.attempt_count) == (PushState.FAILED, rules.ATTEMPTS_MAX)


async def test_a_device_whose_service_only_says_no_is_forgotten(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=403)] * 99

    for _ in range(rules.REFUSALS_MAX):
        await tell(pool, "shipped")
        await send(pool, settings)

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from notifications.push_devices") == 0


async def test_a_device_outlives_a_service_that_is_down_for_hours(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    service.replies["/push/ana"] = [Reply(status=500)] * 25

    for hours in range(25):
        await tell(pool, "shipped", now=MORNING + timedelta(hours=24 * hours))
        await send(pool, settings, MORNING + timedelta(hours=24 * hours))

    await tell(pool, "delivered", now=MORNING + timedelta(days=40))
    assert await send(pool, settings, MORNING + timedelta(days=40)) == 1


async def test_an_address_of_our_own_network_is_never_asked(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    """Even if it came past the door: the guard of the network stands before the line."""
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped")

    assert await send(pool, replace(settings, fetch_networks="")) == 0

    assert service.asked_count == 0
    (row,) = await rows(pool)
    assert row.state is PushState.FAILED
    assert "address_refused" in (row.last_error or "")


async def test_what_comes_at_night_is_one_push_in_the_morning(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    for hours, what in enumerate(("paid", "shipped", "delivered")):
        await tell(pool, what, now=MIDNIGHT + timedelta(hours=hours))

    assert await send(pool, settings, EIGHT - timedelta(minutes=1)) == 0
    assert await send(pool, settings, EIGHT) == 1

    (message,) = service.messages(ana)
    assert message["title"] == "Tienes 3 avisos"
    assert message["body"] == "Tu pedido llegó"
    assert message["url"] == "/inbox"
    assert message["badge"] == 3
    assert await states(pool) == [PushState.SENT] * 3


async def test_one_that_comes_at_night_is_itself_in_the_morning(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped", now=MIDNIGHT)
    await send(pool, settings, EIGHT)

    assert service.messages(ana)[0]["title"] == "Tu pedido va en camino"


async def test_what_was_read_meanwhile_is_not_pushed(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped", now=MIDNIGHT)
    async with pool.transaction() as db:
        newest = await value(db, "select id from notifications.notices where person_id = %(p)s", p=ANA.id)
        await notifications.mark_read(db, ANA.id, newest)

    assert await send(pool, settings, EIGHT) == 0
    assert await states(pool) == [PushState.DROPPED]


async def test_what_was_silenced_meanwhile_is_not_pushed(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped", now=MIDNIGHT)
    await silence(pool, settings, ANA, [PushSubject.ORDERS])

    assert await send(pool, settings, EIGHT) == 0

    await tell(pool, "shipped", now=EIGHT)
    assert await states(pool) == [PushState.DROPPED]


async def silence(pool: Pool, settings: Settings, who: NewPerson, subjects: list[PushSubject]) -> None:
    async with pool.transaction() as db:
        person = await load(db, who)
        kept = (await push.offer(db, settings, person)).settings
        await push.change_settings(db, person, replace(kept, silenced=subjects))


async def test_money_that_goes_elsewhere_is_told_at_night_and_to_who_silenced_all(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    device_id = await subscribe(pool, settings, ana)
    await silence(pool, settings, ANA, list(PushSubject))
    async with pool.transaction() as db:
        reached = (await push.store.reached(db, [ANA.id]))[0]

    (planned,) = rules.planned(DestinationChangedFacts, reached, MIDNIGHT)

    assert (planned.device_id, planned.is_held, planned.next_attempt_at) == (device_id, False, MIDNIGHT)


async def test_many_at_once_are_one_push(pool: Pool, settings: Settings, service: PushService) -> None:
    settings, bruno = service.settings(settings), service.browser("bruno")
    await subscribe(pool, settings, bruno, who=BRUNO)
    await tell(pool, *["paid"] * 5)

    assert await send(pool, settings) == 1

    assert service.messages(bruno)[0]["title"] == "Tienes 5 avisos"


async def test_what_is_over_is_not_sent(pool: Pool, settings: Settings, service: PushService) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped")

    assert await send(pool, settings, MORNING + timedelta(days=3, seconds=1)) == 0

    assert await states(pool) == [PushState.EXPIRED]


async def test_a_notice_that_grows_is_pushed_once_a_day(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, carla = service.settings(settings), service.browser("carla")
    await subscribe(pool, settings, carla, who=CARLA)
    await silence(pool, settings, CARLA, [])
    async with pool.transaction() as db:
        await join(db, ANA, BRUNO, EVA)
        clip_id = await clip_of(db, CARLA)

    for who in (ANA, BRUNO, EVA):
        liked: list[ActivityEvent] = [
            VideoLiked(video_id=clip_id, creator_id=CARLA.id, person_id=who.id, at=MORNING)
        ]
        async with pool.transaction() as db:
            await notifications.tell_activity(db, liked, MORNING)
        await send(pool, settings)

    (message,) = service.messages(carla)
    assert message["title"] == "A Ana le gusta tu clip"


async def test_followers_are_silent_until_somebody_wants_to_hear_of_them(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, carla = service.settings(settings), service.browser("carla")
    await subscribe(pool, settings, carla, who=CARLA)
    async with pool.transaction() as db:
        await join(db, ANA)
        followed = Followed(follower_id=ANA.id, followee_id=CARLA.id, at=MORNING)
        await notifications.tell_activity(db, [followed], MORNING)

    assert await states(pool) == []


async def test_who_signed_out_gets_nothing(pool: Pool, settings: Settings, service: PushService) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped")
    async with pool.transaction() as db:
        await identity.sign_out_everywhere(db, ANA.id)

    assert await send(pool, settings) == 0
    assert service.asked_count == 0
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from notifications.push_devices") == 0


async def test_a_trial_comes_at_night_as_well_and_once(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    device_id = await subscribe(pool, settings, ana)
    for _ in range(3):
        async with pool.transaction() as db:
            person = await load(db, ANA)
            await push.try_device(db, settings, device_id=device_id, person=person, now=MIDNIGHT)

    assert await send(pool, settings, MIDNIGHT) == 1
    assert service.messages(ana)[0]["title"] == "Así te llegan los avisos"


async def test_without_a_contact_nothing_is_sent(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    on, ana = service.settings(settings), service.browser()
    await subscribe(pool, on, ana)
    await tell(pool, "shipped")

    assert await send(pool, replace(on, push_contact="", is_demo=False)) == 0
    assert service.asked_count == 0
    assert await states(pool) == [PushState.WAITING]


async def test_old_pushes_and_devices_of_ended_sessions_are_forgotten(
    pool: Pool, settings: Settings, service: PushService
) -> None:
    settings, ana = service.settings(settings), service.browser()
    await subscribe(pool, settings, ana)
    await tell(pool, "shipped")
    await send(pool, settings)
    real_now = clock.real_now()

    kept = await push.forget_old(pool, now=MORNING + timedelta(days=29), real_now=real_now)
    pushes = await push.forget_old(pool, now=MORNING + timedelta(days=31), real_now=real_now)
    devices = await push.forget_old(pool, now=MORNING, real_now=real_now + timedelta(days=31))

    assert (kept, pushes, devices) == (0, 1, 1)
