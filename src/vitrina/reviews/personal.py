"""What reviews knows of people."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, erased, nothing
from vitrina.reviews import service, store
from vitrina.reviews.store import questions, votes
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she wrote and asked about products, and what she and her shops answered."""
    async for record in store.export(db, subject.person_id):
        yield record
    own_shops = [each.id for each in await shops.shops_of(db, PersonId(subject.person_id))]
    async for record in store.export_answers(db, own_shops):
        yield record
    async for record in questions.export(db, subject.person_id):
        yield record
    async for record in questions.export_answers(db, subject.person_id, own_shops):
        yield record
    async for record in votes.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete what she wrote about products and what her shops answered; the sums follow."""
    del now
    return await service.erase(db, PersonId(subject.person_id))


async def hide(db: Db, person_id: UUID, now: datetime) -> None:
    """Take whatever she wrote out of sight."""
    del now
    await service.hide_all_of(db, PersonId(person_id))


async def show(db: Db, person_id: UUID) -> None:
    """Bring it back, unless she is hidden for another reason."""
    if not await identity.hidden_among(db, [PersonId(person_id)]):
        await service.restore(db, person_id)


PERSONAL = Personal(
    module="reviews",
    tables={
        "reviews.reviews": erased(),
        "reviews.ratings": nothing("sums"),
        "reviews.questions": erased(),
        "reviews.answers": erased(),
        "reviews.votes": erased(),
        "reviews.words": erased(),
    },
    export=export,
    erase=erase,
    hide=hide,
    show=show,
)
