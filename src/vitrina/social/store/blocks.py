"""SQL of blocks and mutes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.social.model import Listed


async def block(db: Db, *, blocker_id: PersonId, blocked_id: PersonId, count_max: int, now: datetime) -> int:
    """Write a block, once; 0 when it was there, or when there are too many."""
    return await run(
        db,
        """
        insert into social.blocks (blocker_id, blocked_id, blocked_at)
        select %(blocker_id)s, %(blocked_id)s, %(now)s
         where (select count(*) from social.blocks where blocker_id = %(blocker_id)s) < %(count_max)s
        on conflict do nothing
        """,
        blocker_id=blocker_id,
        blocked_id=blocked_id,
        count_max=count_max,
        now=now,
    )


async def unblock(db: Db, *, blocker_id: PersonId, blocked_id: PersonId) -> int:
    """Delete a block."""
    return await run(
        db,
        "delete from social.blocks where blocker_id = %(blocker_id)s and blocked_id = %(blocked_id)s",
        blocker_id=blocker_id,
        blocked_id=blocked_id,
    )


async def mute(db: Db, *, muter_id: PersonId, muted_id: PersonId, count_max: int, now: datetime) -> int:
    """Write a mute, once; 0 when it was there, or when there are too many."""
    return await run(
        db,
        """
        insert into social.mutes (muter_id, muted_id, muted_at)
        select %(muter_id)s, %(muted_id)s, %(now)s
         where (select count(*) from social.mutes where muter_id = %(muter_id)s) < %(count_max)s
        on conflict do nothing
        """,
        muter_id=muter_id,
        muted_id=muted_id,
        count_max=count_max,
        now=now,
    )


async def unmute(db: Db, *, muter_id: PersonId, muted_id: PersonId) -> int:
    """Delete a mute."""
    return await run(
        db,
        "delete from social.mutes where muter_id = %(muter_id)s and muted_id = %(muted_id)s",
        muter_id=muter_id,
        muted_id=muted_id,
    )


async def is_blocking(db: Db, *, blocker_id: PersonId, blocked_id: PersonId) -> bool:
    """Tell whether one person blocks another."""
    return await value(
        db,
        """
        select exists (select 1
                         from social.blocks
                        where blocker_id = %(blocker_id)s
                          and blocked_id = %(blocked_id)s)
        """,
        blocker_id=blocker_id,
        blocked_id=blocked_id,
    )


async def is_muting(db: Db, *, muter_id: PersonId, muted_id: PersonId) -> bool:
    """Tell whether one person mutes another."""
    return await value(
        db,
        """
        select exists (select 1
                         from social.mutes
                        where muter_id = %(muter_id)s
                          and muted_id = %(muted_id)s)
        """,
        muter_id=muter_id,
        muted_id=muted_id,
    )


async def is_apart(db: Db, one_id: UUID, other_id: UUID) -> bool:
    """Tell whether one of two persons blocks the other."""
    return await value(
        db, "select social.is_apart(%(one_id)s, %(other_id)s)", one_id=one_id, other_id=other_id
    )


async def unseen_among(db: Db, pairs: Sequence[tuple[UUID, UUID]]) -> list[int]:
    """Tell by their places, from 0, which of some pairs of reader and author must not meet."""
    return await value(
        db,
        """
        select coalesce(array_agg(pair.position - 1), '{}')
          from unnest(%(readers)s::uuid[], %(authors)s::uuid[])
               with ordinality as pair (reader, author, position)
         where social.is_unseen(pair.reader, pair.author)
        """,
        readers=[reader for reader, _ in pairs],
        authors=[author for _, author in pairs],
    )


async def kept_away(db: Db, person_id: PersonId, *, limit: int) -> list[PersonId]:
    """List whom a person blocks or mutes."""
    found: list[UUID] = await value(
        db,
        """
        select coalesce(array_agg(k.id), '{}')
          from (select blocked_id as id from social.blocks where blocker_id = %(person_id)s
                 union
                select muted_id from social.mutes where muter_id = %(person_id)s
                 limit %(limit)s) k
        """,
        person_id=person_id,
        limit=limit,
    )
    return [PersonId(each) for each in found]


async def list_blocked(
    db: Db, blocker_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """List whom a person blocks, the newest first."""
    return await many(
        db,
        Listed,
        """
        select b.blocked_id as id, b.blocked_at as at
          from social.blocks b
         where b.blocker_id = %(blocker_id)s
           and (%(at)s::timestamptz is null or (b.blocked_at, b.blocked_id) < (%(at)s, %(id)s::uuid))
         order by b.blocked_at desc, b.blocked_id desc
         limit %(limit)s
        """,
        blocker_id=blocker_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def list_muted(
    db: Db, muter_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """List whom a person mutes, the newest first."""
    return await many(
        db,
        Listed,
        """
        select m.muted_id as id, m.muted_at as at
          from social.mutes m
         where m.muter_id = %(muter_id)s
           and (%(at)s::timestamptz is null or (m.muted_at, m.muted_id) < (%(at)s, %(id)s::uuid))
         order by m.muted_at desc, m.muted_id desc
         limit %(limit)s
        """,
        muter_id=muter_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )
