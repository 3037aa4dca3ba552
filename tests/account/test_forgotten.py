"""Whoever was forgotten is nowhere: not in the database, not among the files, and the books still add up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import LiteralString

import pytest
from msgspec.structs import replace

from tests.account.planted import CANARY, EMAIL, FLORA, PHONE, plant
from tests.account.traces import FATES, files, may_hold_ids, may_hold_words, traces
from tests.identity.codes import ADDRESS, ask
from tests.people import ANA, BRUNO, CARLA, DAVI, EVA, load
from tests.search.shelf import keep_up
from vitrina.account import service
from vitrina.account.model import ExportId
from vitrina.books import service as books
from vitrina.identity import service as identity
from vitrina.identity.errors import HandleTaken
from vitrina.identity.model import HandleKind, NewPerson, PersonId, Proof, SignIn
from vitrina.kit import clock, events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool, value
from vitrina.kit.ids import new_id
from vitrina.kit.personal import Fate, Personal, Subject, register, registered
from vitrina.kit.places import Country
from vitrina.media import service as media
from vitrina.orders import service as orders
from vitrina.orders.model import Slice
from vitrina.search import service as search
from vitrina.wiring import SUBSCRIBERS

GRACE = timedelta(days=14)


async def leave(pool: Pool, settings: Settings, person: NewPerson = FLORA) -> None:
    """Ask for the deletion, with a code of her mail."""
    async with pool.transaction() as db:
        who = await load(db, person)
    code = await ask(pool, person.email)
    await service.ask_deletion(
        pool,
        settings,
        who,
        proof=Proof(code=code),
        address=ADDRESS,
        now=clock.now(),
        real_now=clock.real_now(),
    )


async def forget(pool: Pool, settings: Settings) -> list[PersonId]:
    """Let the grace pass, and do what the jobs do."""
    later = clock.now() + GRACE
    due = await service.start_due(pool, now=later)
    for person_id in due:
        await service.erase(pool, settings, person_id, now=later)
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    await search.forget_unused(pool)
    await media.empty_trash(pool, settings)
    return due


async def exported(pool: Pool, settings: Settings, person: NewPerson = FLORA) -> ExportId:
    async with pool.transaction() as db:
        export_id = await service.ask_export(db, await load(db, person), now=clock.now())
    assert await service.make_export(pool, settings, export_id, now=clock.now())
    return export_id


async def test_nothing_is_left_but_what_is_declared(
    pool: Pool, settings: Settings, database_url: str
) -> None:
    await plant(pool, settings)
    await exported(pool, settings)
    before = traces(database_url, CANARY, str(FLORA.id))
    missing = [
        name
        for name, fate in FATES.items()
        if fate is Fate.ERASED and name not in before and name not in NOT_PLANTED
    ]
    assert not missing, f"nothing of hers was planted in {missing}"
    assert len(files(settings.data_dir)) >= 3

    await leave(pool, settings)
    assert await forget(pool, settings) == [FLORA.id]

    words = {
        name: rows for name, rows in traces(database_url, CANARY, PHONE).items() if not may_hold_words(name)
    }
    ids = {name: rows for name, rows in traces(database_url, str(FLORA.id)).items() if not may_hold_ids(name)}
    assert not words
    assert not ids
    assert files(settings.data_dir) == []
    async with pool.transaction() as db:
        for statement in HERS:
            assert await value(db, statement, flora=FLORA.id, email=EMAIL) == 0, statement


# In tables where what others wrote stays.
HERS: Sequence[LiteralString] = (
    "select count(*) from notifications.mails where recipient = %(email)s",
    "select count(*) from notifications.notices where person_id = %(flora)s",
    "select count(*) from videos.comments where author_id = %(flora)s",
)


# Made by the deletion itself, or counts that follow.
NOT_PLANTED = {
    "identity.departures",
    "identity.suspensions",
    "identity.attempts",
    "identity.sign_in_codes",
    "identity.sessions",
    "notifications.readers",
}


async def test_the_books_add_up_and_the_counts_are_sums_afterwards(pool: Pool, settings: Settings) -> None:
    await plant(pool, settings)
    async with pool.transaction() as db:
        before = await value(db, "select count(*) from ledger.entries")
    await leave(pool, settings)

    await forget(pool, settings)

    async with pool.transaction() as db:
        assert await value(db, "select count(*) from ledger.entries") == before > 0
        for statement in WRONG_COUNTS:
            assert await value(db, statement) == 0, statement
    for found in await books.look_over(pool):
        assert not found.breaches, found.code


WRONG_COUNTS: Sequence[LiteralString] = (
    """
    select count(*)
      from social.counts c
     where c.follower_count <> (select count(*) from social.follows f where f.followee_id = c.owner_id)
        or c.following_count <> (select count(*) from social.follows f where f.follower_id = c.owner_id)
    """,
    """
    select count(*)
      from videos.talk_counts c
     where c.comment_count <> (select count(*)
                                 from videos.comments k
                                where k.video_id = c.video_id
                                  and k.is_shown)
        or c.save_count <> (select count(*) from videos.saves s where s.video_id = c.video_id)
    """,
    """
    select count(*)
      from videos.like_counts c
     where c.like_count <> (select count(*) from videos.likes l where l.video_id = c.video_id)
    """,
)


async def test_an_order_keeps_what_proves_the_sale_and_nothing_of_the_buyer(
    pool: Pool, settings: Settings
) -> None:
    await plant(pool, settings)
    await leave(pool, settings)
    await forget(pool, settings)

    async with pool.transaction() as db:
        bruno = await load(db, BRUNO)
        shop_id = await value(
            db, "select shop_id from orders.orders where buyer_id = %(flora)s limit 1", flora=FLORA.id
        )
        shown = await orders.shop_orders(db, shop_id=shop_id, actor=bruno, wanted=Slice(limit=10))

    assert len(shown) == 2
    for order in shown:
        assert order.total.amount_minor == 150_00
        assert order.lines[0].title == "Linen shirt"
        assert (order.buyer.name, order.buyer.email) == ("", "")
        assert order.address.country is Country.MX
        assert order.address.state == "Ciudad de México"
        assert order.address.postal_code is None


async def test_a_handle_stays_nobodys_for_a_year(pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        await load(db, FLORA)
    await leave(pool, settings)
    await forget(pool, settings)
    handle, heir = FLORA.handle or "", new_id()

    with pytest.raises(HandleTaken):
        async with pool.transaction() as db:
            await identity.claim_handle(db, handle=handle, kind=HandleKind.PERSON, owner_id=heir)
    await identity.forget_old(pool, now=clock.now() + GRACE + timedelta(days=366))
    async with pool.transaction() as db:
        assert (
            await identity.claim_handle(db, handle=handle, kind=HandleKind.PERSON, owner_id=heir)
            == FLORA.handle
        )


async def test_the_email_is_free_for_a_new_account(pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        await load(db, FLORA)
    await leave(pool, settings)
    await forget(pool, settings)

    code = await ask(pool, EMAIL)
    opened = await identity.sign_in(
        pool,
        SignIn(email=EMAIL, code=code),
        address=ADDRESS,
        secret_key=settings.secret_key,
        now=clock.real_now(),
    )

    assert opened.is_new
    assert opened.person.id != FLORA.id


async def test_an_erasure_that_stops_anywhere_goes_on(
    pool: Pool, settings: Settings, database_url: str
) -> None:
    """Every module fails once, half way: at last nothing is left, and nothing was done to somebody else."""
    await plant(pool, settings)
    await leave(pool, settings)
    later = clock.now() + GRACE
    assert await service.start_due(pool, now=later) == [FLORA.id]
    before = list(registered())
    failing = [breaking(port) for port in before]
    register(failing)
    try:
        tries = 0
        while not await erased_at_last(pool, settings):
            tries += 1
    finally:
        register(before)
    await events.drain(pool, SUBSCRIBERS)
    await keep_up(pool)
    await search.forget_unused(pool)

    assert tries == sum(port.erase is not None for port in before)
    assert not [name for name in traces(database_url, CANARY, PHONE) if not may_hold_words(name)]
    async with pool.transaction() as db:
        assert await value(db, "select count(*) from account.erasures where finished_at is not null") == 1
        assert {ANA.id, CARLA.id, BRUNO.id, DAVI.id} <= set(
            await identity.persons(db, [ANA.id, CARLA.id, BRUNO.id, DAVI.id])
        )


class Broken(Exception):
    """The machine went away."""


def breaking(port: Personal) -> Personal:
    """A module that does its work and dies before it is noted, once."""
    has_broken = False

    async def erase(db: Db, subject: Subject, now: datetime) -> bool:
        nonlocal has_broken
        assert port.erase
        is_more = await port.erase(db, subject, now)
        if not has_broken:
            has_broken = True
            raise Broken
        return is_more

    return replace(port, erase=erase) if port.erase else port


async def erased_at_last(pool: Pool, settings: Settings) -> bool:
    try:
        return await service.erase(pool, settings, FLORA.id, now=clock.now() + GRACE)
    except Broken:
        return False


async def test_the_failure_of_one_stops_nobody_else(pool: Pool, settings: Settings) -> None:
    async with pool.transaction() as db:
        await load(db, EVA)
    await plant(pool, settings)
    await leave(pool, settings)
    await leave(pool, settings, EVA)
    later = clock.now() + GRACE
    assert set(await service.start_due(pool, now=later)) == {FLORA.id, EVA.id}
    before = list(registered())
    register([breaking(port) for port in before])
    try:
        with pytest.raises(Broken):
            await service.erase(pool, settings, FLORA.id, now=later)
    finally:
        register(before)

    assert await service.erase(pool, settings, EVA.id, now=later)

    async with pool.transaction() as db:
        assert not await identity.persons(db, [EVA.id])
    assert await service.start_due(pool, now=later) == []
    assert await service.start_due(pool, now=later + timedelta(hours=2)) == [FLORA.id]
