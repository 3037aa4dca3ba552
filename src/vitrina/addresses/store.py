"""SQL of the address book."""

from typing import LiteralString

import msgspec

from vitrina.addresses.model import SavedAddressId, SavedRow
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run

SAVED_OF: LiteralString = """
select label, is_default, address, changed_at
  from addresses.saved
 where person_id = %(person_id)s
 order by changed_at
"""


async def line_up(db: Db, person_id: PersonId) -> None:
    """Let the changes of one address book pass one after another, so that its limit and default hold."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%(id)s, 112))", id=str(person_id))


async def saved(db: Db, person_id: PersonId, *, limit: int) -> list[SavedRow]:
    """List a person's addresses: her default, and then what she changed last."""
    return await many(
        db,
        SavedRow,
        """
        select s.id, s.label, s.is_default, s.address, s.changed_at
          from addresses.saved s
         where s.person_id = %(person_id)s
         order by s.is_default desc, s.changed_at desc, s.id desc
         limit %(limit)s
        """,
        person_id=person_id,
        limit=limit,
    )


async def clear_default(db: Db, person_id: PersonId) -> None:
    """Let no address be the default, before another one becomes it."""
    await run(
        db,
        "update addresses.saved set is_default = false where person_id = %(person_id)s and is_default",
        person_id=person_id,
    )


async def save(db: Db, person_id: PersonId, row: SavedRow) -> bool:
    """Write an address in place of what has its id; false when that is somebody else's."""
    return (
        await run(
            db,
            """
            insert into addresses.saved as s (id, person_id, label, is_default, address, changed_at)
            values (%(id)s, %(person_id)s, %(label)s, %(is_default)s, %(address)s::jsonb, %(changed_at)s)
            on conflict (id) do update
                   set label = excluded.label,
                       is_default = excluded.is_default,
                       address = excluded.address,
                       changed_at = excluded.changed_at
                 where s.person_id = excluded.person_id
            """,
            id=row.id,
            person_id=person_id,
            label=row.label,
            is_default=row.is_default,
            address=msgspec.json.encode(row.address).decode(),
            changed_at=row.changed_at,
        )
        == 1
    )


async def remove(db: Db, person_id: PersonId, saved_id: SavedAddressId) -> None:
    """Take an address out of the book."""
    await run(
        db,
        "delete from addresses.saved where id = %(id)s and person_id = %(person_id)s",
        id=saved_id,
        person_id=person_id,
    )


async def set_newest_default(db: Db, person_id: PersonId) -> None:
    """Make what was changed last the default, where there is none."""
    await run(
        db,
        """
        update addresses.saved s
           set is_default = true
         where s.id = (select l.id
                         from addresses.saved l
                        where l.person_id = %(person_id)s
                        order by l.changed_at desc, l.id desc
                        limit 1)
           and not exists (select 1
                             from addresses.saved d
                            where d.person_id = %(person_id)s
                              and d.is_default)
        """,
        person_id=person_id,
    )


async def erase_of(db: Db, person_id: PersonId) -> None:
    """Forget the address book of a person."""
    await run(db, "delete from addresses.saved where person_id = %(person_id)s", person_id=person_id)
