"""Being forgotten: asked for, come back from, carried out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vitrina.account import store
from vitrina.account.errors import DeletionBlocked
from vitrina.account.model import AccountDeletionAsked, DeletionAsked, DeletionPage, Late, ObstacleView
from vitrina.account.service.exports import delete_exports_of
from vitrina.identity import service as identity
from vitrina.identity.model import Person, PersonId, Proof
from vitrina.kit import events
from vitrina.kit.config import Settings
from vitrina.kit.db import Db, Pool
from vitrina.kit.money import Money
from vitrina.kit.personal import NO_EMAIL, Obstacle, Personal, Subject, registered
from vitrina.kit.places import Currency

DUE_BATCH = 50
LOOK_AGAIN = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
LATE_AFTER = timedelta(days=1)
STUCK_MAX = 20


async def look_deletion(db: Db, person: Person) -> DeletionPage:
    """Tell a person what a deletion would mean now: the days of grace, and what is unfinished."""
    obstacles = await _obstacles(db, Subject(person_id=person.id, email=person.email))
    return DeletionPage(
        grace_days=identity.GRACE.days,
        is_blocked=_is_blocked(obstacles),
        obstacles=[
            ObstacleView(
                code=each.code,
                count=each.count,
                is_waited_for=each.is_waited_for,
                amount=_amount(each),
            )
            for each in obstacles
        ],
    )


def _amount(obstacle: Obstacle) -> Money | None:
    if obstacle.amount_minor is None or obstacle.currency is None:
        return None
    return Money(obstacle.amount_minor, Currency(obstacle.currency))


async def _obstacles(db: Db, subject: Subject) -> list[Obstacle]:
    return [each for port in registered() if port.unfinished for each in await port.unfinished(db, subject)]


def _is_blocked(obstacles: Sequence[Obstacle]) -> bool:
    return any(not each.is_waited_for for each in obstacles)


async def ask_deletion(
    pool: Pool,
    settings: Settings,
    person: Person,
    *,
    proof: Proof,
    address: str,
    now: datetime,
    real_now: datetime,
) -> DeletionAsked:
    """Take a person out of sight and sign her out everywhere; after the grace she is forgotten.

    now: of the house's clock.  real_now: by which codes live.
    Raises DeletionBlocked, CodeWrong, PasswordWrong, TooManyRequests, Malformed.
    """
    subject = Subject(person_id=person.id, email=person.email)
    async with pool.transaction() as db:
        if _is_blocked(await _obstacles(db, subject)):
            raise DeletionBlocked
    await identity.prove(pool, person, proof, address=address, secret_key=settings.secret_key, now=real_now)
    async with pool.transaction() as db:
        departure = await identity.depart(db, person.id, now=now)
        for port in registered():
            if port.hide:
                await port.hide(db, person.id, now)
        await events.emit(db, AccountDeletionAsked(person_id=person.id, due_at=departure.due_at))
    return DeletionAsked(due_at=departure.due_at)


async def show_again(db: Db, person_ids: Sequence[PersonId]) -> None:
    """Bring back what people show who came back."""
    for person_id in person_ids:
        for port in registered():
            if port.show:
                await port.show(db, person_id)


async def start_due(pool: Pool, *, now: datetime) -> list[PersonId]:
    """Begin to forget whose grace is over; who has something unfinished waits another day.

    Returns whom `erase` has to do: those, and whoever an earlier try left unfinished.
    """
    async with pool.transaction() as db:
        due = await identity.due_departures(db, now=now, limit=DUE_BATCH)
    begun: list[PersonId] = []
    for person_id in due:
        async with pool.transaction() as db:
            if await _begin(db, person_id, now):
                begun.append(person_id)
    async with pool.transaction() as db:
        left = await store.take_unfinished(db, now=now, tried_before=now - TRY_AGAIN, limit=DUE_BATCH)
    return [*begun, *left]


async def late(db: Db, *, now: datetime) -> Late:
    """Tell who should have been forgotten a day ago."""
    waiting = await identity.due_departures(db, now=now - LATE_AFTER, limit=DUE_BATCH)
    stuck = await store.stuck_erasures(db, begun_before=now - LATE_AFTER, limit=STUCK_MAX)
    return Late(waiting_count=len(waiting), stuck_ids=stuck)


async def _begin(db: Db, person_id: PersonId, now: datetime) -> bool:
    person = (await identity.persons(db, [person_id])).get(person_id)
    if person is None:
        return False
    if await _obstacles(db, Subject(person_id=person_id, email=person.email)):
        await identity.postpone_departure(db, person_id, until=now + LOOK_AGAIN)
        return False
    email = await identity.begin_erasure(db, person_id, now=now)
    if email is None:
        return False
    await store.add_erasure(db, person_id, email=email, now=now)
    return True


async def erase(pool: Pool, settings: Settings, person_id: PersonId, *, now: datetime) -> bool:
    """Forget a person in every module, the highest layer first, a bounded part a transaction.

    May stop anywhere and run again: what is done stays done. False when there was nothing to do.
    """
    async with pool.transaction() as db:
        found = await store.find_erasure(db, person_id)
    if found is None:
        return False
    subject = Subject(person_id=person_id, email=found.email)
    await delete_exports_of(pool, settings, subject)
    for port in reversed(registered()):
        if port.erase and port.module not in found.done:
            while not await _erase_part(pool, port, subject, now=now):
                pass
    await _scrub_log(pool, subject)
    async with pool.transaction() as db:
        await store.finish_erasure(db, person_id, now)
    return True


async def _erase_part(pool: Pool, port: Personal, subject: Subject, *, now: datetime) -> bool:
    """Let one module erase a part; true when it has nothing left."""
    assert port.erase, "only modules that erase are asked"
    async with pool.transaction() as db:
        if await port.erase(db, subject, now):
            return False
        await store.note_done(db, PersonId(subject.person_id), port.module)
        return True


async def _scrub_log(pool: Pool, subject: Subject) -> None:
    """Take her e-mail and words out of the event log, which is never shortened."""
    spoken = [field for port in registered() for field in port.spoken]
    after: int | None = 0
    while after is not None:
        async with pool.transaction() as db:
            after = await events.scrub(
                db,
                after=after,
                person_id=str(subject.person_id),
                email=subject.email,
                instead=NO_EMAIL,
                spoken=spoken,
            )
