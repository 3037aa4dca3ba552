"""What live rooms know of people."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.personal import Personal, Record, Subject, cleared, erased, nothing
from vitrina.live.jobs import delete_recording
from vitrina.live.service import hide_all_of, restore
from vitrina.live.store import personal as store
from vitrina.media import service as media


async def export(db: Db, subject: Subject) -> AsyncIterator[Record]:
    """Read her shows, what she said in others, and what she wanted to be reminded of."""
    async for record in store.export(db, subject.person_id):
        yield record


async def erase(db: Db, subject: Subject, now: datetime) -> bool:
    """Delete her shows with all that hangs on them, then what she said in others and the rest."""
    del now
    gone = await store.delete_rooms(db, subject.person_id)
    await media.delete_files(db, [each.cover_file_id for each in gone if each.cover_file_id])
    for path in (path for each in gone for path in (each.recording_path, each.recording_index_path) if path):
        await delete_recording.defer(db, path=path)
    if gone:
        return True
    return await store.delete_marks(db, subject.person_id) > 0


async def hide(db: Db, person_id: UUID, now: datetime) -> None:
    """Take her shows out of sight."""
    await hide_all_of(db, PersonId(person_id), now=now)


async def show(db: Db, person_id: UUID) -> None:
    """Bring them back, unless she is hidden for another reason."""
    if not await identity.hidden_among(db, [PersonId(person_id)]):
        await restore(db, person_id)


PERSONAL = Personal(
    module="live",
    tables={
        "live.rooms": erased(),
        "live.counters": nothing("how long a room's log is; goes with it"),
        "live.items": nothing("what a show sells; goes with it"),
        "live.pins": nothing("what a show had on the screen; goes with it"),
        "live.log": cleared("its numbers have no gaps; the words and who said them go"),
        "live.silences": erased(),
        "live.filters": erased(),
        "live.reminders": erased(),
        "live.taps": nothing("from which show somebody tapped; goes with it"),
        "live.sales": nothing("what a show sold, without its buyer; goes with it"),
        "live.earnings": nothing("what a sold line brought"),
    },
    export=export,
    erase=erase,
    hide=hide,
    show=show,
)
