"""SQL of who downloaded which file for the bank."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run
from vitrina.payouts.model import BankFileId

SHOWN_MAX = 20


class Download(Struct, frozen=True, kw_only=True):
    """Somebody took a file along."""

    file_id: BankFileId
    person_id: PersonId
    at: datetime


async def add(db: Db, download: Download) -> None:
    """Write that somebody took a file along."""
    await run(
        db,
        "insert into payouts.downloads (file_id, person_id, at) values (%(file_id)s, %(person_id)s, %(at)s)",
        file_id=download.file_id,
        person_id=download.person_id,
        at=download.at,
    )


async def of_files(db: Db, file_ids: Sequence[BankFileId]) -> list[Download]:
    """List who took files along, of each the last SHOWN_MAX times, the last one first."""
    return await many(
        db,
        Download,
        """
        select d.file_id, d.person_id, d.at
          from unnest(%(file_ids)s::uuid[]) f (id)
         cross join lateral (
               select d.file_id, d.person_id, d.at, d.id
                 from payouts.downloads d
                where d.file_id = f.id
                order by d.id desc
                limit %(limit)s) d
         order by d.id desc
        """,
        file_ids=list(file_ids),
        limit=SHOWN_MAX,
    )
