"""The outbox: every mail is tried until it is sent, refused for good, or its time is over."""

import asyncio
from datetime import datetime, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.builders import shop_of
from tests.notifications.facts import NOON, paid
from tests.notifications.smtp_server import MailServer, mail_server
from tests.people import ANA, BRUNO, join
from vitrina.identity import service as identity
from vitrina.identity.model import AskCode, SignInCodeAsked
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool, many, one, run, value
from vitrina.kit.errors import ProviderError
from vitrina.kit.places import Language
from vitrina.notifications import rules
from vitrina.notifications import service as notifications
from vitrina.notifications.model import Letter, MailId, MailState
from vitrina.notifications.providers.smtp import SmtpCarrier, compose


class Row(Struct, frozen=True):
    """A mail as it stands in the outbox."""

    state: MailState
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
              from notifications.mails
             order by id
             limit 100
            """,
        )


async def sell(pool: Pool, *, count: int = 1) -> None:
    """Write two mails for each sale: to buyer@example.com and to Bruno."""
    async with pool.transaction() as db:
        await join(db, ANA)
        shop = await shop_of(db)
        await notifications.tell_orders(db, [paid(shop.id) for _ in range(count)], NOON)


async def send(pool: Pool, settings: Settings, *, after: timedelta = timedelta(0)) -> int:
    now = clock.real_now() + timedelta(seconds=1) + after
    return await notifications.send_due(pool, settings, carrier_of=SmtpCarrier, now=now)


def real(settings: Settings, server: MailServer, scheme: str = "smtp", login: str = "") -> Settings:
    """Settings of an instance that sends by this server."""
    return replace(settings, is_demo=False, smtp_url=f"{scheme}://{login}127.0.0.1:{server.port}")


async def test_mails_are_sent_once_over_one_connection(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        sent = [await send(pool, real(settings, server)) for _ in range(2)]

    assert sent == [2, 0]
    assert {mail["To"] for mail in server.mails} == {"buyer@example.com", BRUNO.email}
    assert server.connection_count == 1
    assert [row.state for row in await rows(pool)] == [MailState.SENT, MailState.SENT]


async def test_a_mail_is_complete(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        await send(pool, real(settings, server))

    (mail,) = [mail for mail in server.mails if mail["To"] == "buyer@example.com"]
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert mail["From"] == "Vitrina <no-reply@localhost>"
    assert mail["Subject"] == "Recibimos tu pago: pedido VT-7Q3K9MP"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"]
    assert mail["Date"]
    assert text
    assert html
    assert "/orders/" in text.get_content()
    assert "?key=" in text.get_content()
    assert "Café de altura" in html.get_content()


async def test_in_a_demo_and_without_a_server_mails_wait(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        demo = replace(real(settings, server), is_demo=True)
        nowhere = replace(settings, is_demo=False, smtp_url="")
        sent = [await send(pool, each) for each in (demo, nowhere)]

    assert sent == [0, 0]
    assert [(row.state, row.attempt_count) for row in await rows(pool)] == [(MailState.WAITING, 0)] * 2


async def test_who_does_not_exist_is_not_tried_again(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        server.refuse["buyer@example.com"] = "550 nobody here"
        assert await send(pool, real(settings, server)) == 1

    buyer, bruno = await rows(pool)
    assert (buyer.state, bruno.state) == (MailState.FAILED, MailState.SENT)
    assert "550" in (buyer.last_error or "")


async def test_a_busy_mailbox_is_tried_later(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        server.refuse["buyer@example.com"] = "451 later"
        await send(pool, real(settings, server))
        assert await send(pool, real(settings, server)) == 0
        server.refuse.clear()
        assert await send(pool, real(settings, server), after=timedelta(minutes=1)) == 1

    assert [row.state for row in await rows(pool)] == [MailState.SENT, MailState.SENT]
    assert len(server.mails) == 2


async def test_a_mail_that_the_server_never_takes_fails(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        server.after_data = "554 spam"
        await send(pool, real(settings, server))

    assert [row.state for row in await rows(pool)] == [MailState.FAILED, MailState.FAILED]


@pytest.mark.parametrize("greeting", ["554 no", "421 closing"])
async def test_a_server_that_does_not_talk_loses_no_mail(
    pool: Pool, settings: Settings, greeting: str
) -> None:
    await sell(pool)
    async with mail_server() as server:
        server.greeting = greeting
        assert await send(pool, real(settings, server)) == 0
        server.greeting = "220 test"
        assert await send(pool, real(settings, server), after=timedelta(minutes=1)) == 2


async def test_a_server_that_is_not_there_loses_no_mail(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        gone = real(settings, server)

    assert await send(pool, gone) == 0

    assert [(row.state, row.attempt_count) for row in await rows(pool)] == [(MailState.WAITING, 1)] * 2
    assert "no mail server" in ((await rows(pool))[0].last_error or "")


async def test_a_wrong_password_of_the_server_loses_no_mail(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        server.refuse["AUTH"] = "535 who are you"
        assert await send(pool, real(settings, server, login="ann:p%40ss@")) == 0

    assert [row.state for row in await rows(pool)] == [MailState.WAITING] * 2
    assert server.signed_in_as


async def test_tls_is_not_given_up_when_it_was_asked_for(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        assert await send(pool, real(settings, server, scheme="smtp+starttls")) == 0

    assert server.mails == []
    assert [row.state for row in await rows(pool)] == [MailState.WAITING] * 2


async def test_a_mail_is_given_up_after_twelve_attempts(pool: Pool, settings: Settings) -> None:
    await sell(pool)
    async with mail_server() as server:
        gone = real(settings, server)
    after = timedelta(0)

    for _ in range(15):
        await send(pool, gone, after=after)
        after += timedelta(hours=5)

    assert [(row.state, row.attempt_count) for row in await rows(pool)] == [(MailState.FAILED, 12)] * 2


def test_the_pauses_grow_to_four_hours() -> None:
    now = NOON
    pauses = [(rules.next_attempt(count, now) or now) - now for count in range(1, 13)]

    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses[-2:] == [timedelta(hours=4), timedelta(0)]
    assert pauses[:-1] == sorted(pauses[:-1])


async def test_several_workers_send_each_mail_once(pool: Pool, settings: Settings) -> None:
    await sell(pool, count=30)
    async with mail_server() as server:
        sent = await asyncio.gather(*(send(pool, real(settings, server)) for _ in range(4)))

    assert sum(sent) == 60
    assert len({mail["Message-ID"] for mail in server.mails}) == len(server.mails) == 60


async def test_a_worker_that_dies_in_the_middle_leaves_the_mail_for_later(
    pool: Pool, settings: Settings
) -> None:
    await sell(pool)

    class Dying(SmtpCarrier):
        async def send(self, mail_id: MailId, recipient: str, letter: Letter) -> None:
            raise asyncio.CancelledError

    async with mail_server() as server:
        here = real(settings, server)
        with pytest.raises(asyncio.CancelledError):
            await notifications.send_due(
                pool, here, carrier_of=Dying, now=clock.real_now() + timedelta(seconds=1)
            )
        assert await send(pool, here) == 0
        assert await send(pool, here, after=timedelta(minutes=11)) == 2


async def test_a_code_is_not_sent_after_its_ten_minutes(pool: Pool, settings: Settings) -> None:
    await ask(pool)
    async with mail_server() as server:
        assert await send(pool, real(settings, server), after=timedelta(minutes=11)) == 0

    assert [row.state for row in await rows(pool)] == [MailState.EXPIRED]
    assert server.mails == []


async def ask(pool: Pool) -> None:
    """Ask for a code and write its mail."""
    asked = AskCode(email="ana@example.com", language=Language.PT)
    await identity.ask_code(pool, asked, address="203.0.113.7", now=clock.real_now())
    async with pool.transaction() as db:
        body = await one(
            db, Body, "select body from kit.events where name = 'SignInCodeAsked' order by id desc limit 1"
        )
        assert body
        await notifications.write_code_mails(db, [body.body], clock.now())


class Body(Struct, frozen=True):
    body: SignInCodeAsked


async def test_the_code_arrives_and_is_nowhere_in_the_database(pool: Pool, settings: Settings) -> None:
    await ask(pool)
    async with pool.transaction() as db:
        stored = await value(db, "select string_agg(m::text, ' ') from notifications.mails m")
    async with mail_server() as server:
        await send(pool, real(settings, server))

    (mail,) = server.mails
    code = mail["Subject"].split()[0]
    assert mail["To"] == "ana@example.com"
    assert code.isdecimal()
    assert len(code) == 6
    assert code not in stored.replace("-", " ").replace(":", " ").split()


async def test_old_mails_are_forgotten(pool: Pool) -> None:
    await sell(pool)
    async with pool.transaction() as db:
        await run(
            db,
            "update notifications.mails set written_at = %(old)s where recipient like 'buyer%%'",
            old=NOON - timedelta(days=31),
        )

    assert await notifications.forget_old(pool, now=NOON) == 1
    assert await notifications.forget_old(pool, now=NOON + timedelta(days=181)) == 3


LETTER = Letter(subject="Hola", text="Hola", html="<p>Hola</p>")


@pytest.mark.parametrize("text", ["a\nBcc: all@example.com", "a\r\nX: y"])
def test_no_line_break_gets_into_a_header(text: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        compose(replace(LETTER, subject=text), sender="a@example.com", recipient="b@example.com")
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        compose(LETTER, sender="a@example.com", recipient=text)


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://host:port", "://"])
def test_a_setting_that_names_no_mail_server_is_refused(settings: Settings, url: str) -> None:
    with pytest.raises(ProviderError) as refused:
        SmtpCarrier(replace(settings, smtp_url=url))

    assert not refused.value.permanent
