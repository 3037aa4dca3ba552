"""What returns knows of people: what they gave back, and why."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Obstacle, Personal, Record, Subject, cleared, erased, kept
from vitrina.media import service as media
from vitrina.returns.store import personal as store
from vitrina.shops import service as shops


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read what she gave back, and where she withdrew without an account."""
    async for record in store.export(db, subject):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Take words, parcels and pictures out of her returns; that something came back stays."""
    del now
    await store.erase_withdrawals(db, subject.email)
    cleared_now = await store.clear(db, subject)
    await media.delete_files(db, [file_id for each in cleared_now for file_id in each.photo_file_ids])
    return bool(cleared_now)


async def unfinished(db: Db, subject: Subject) -> Sequence[Obstacle]:
    """Returns that wait for an answer, a parcel or a look."""
    run_by = await shops.shops_of(db, PersonId(subject.person_id))
    count = await store.count_open(db, buyer=subject.person_id, shop_ids=[shop.id for shop in run_by])
    return [Obstacle(code="returns_open", count=count, is_waited_for=True)] if count else []


PERSONAL = Personal(
    module="returns",
    tables={
        "returns.returns": cleared("that something came back belongs to the sale; words and pictures go"),
        "returns.lines": kept("proofs of what came back; they name lines of an order"),
        "returns.moves": kept("when a return was where belongs to the sale"),
        "returns.photos": kept("pictures that a guest has not used yet; they go within a day"),
        "returns.withdrawals": erased(),
    },
    export=export,
    erase=erase,
    unfinished=unfinished,
)
