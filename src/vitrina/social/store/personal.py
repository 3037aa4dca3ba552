"""SQL of what social knows of one person."""

from collections.abc import AsyncIterator
from uuid import UUID

from vitrina.kit.db import Db, run, value
from vitrina.kit.personal import Record, records

ERASED_AT_ONCE = 1_000


async def export(db: Db, person_id: UUID) -> AsyncIterator[Record]:
    """Read a person's follows, blocks and mutes."""
    async for record in records(
        db,
        "following",
        """
        select followee_id, followed_at
          from social.follows
         where follower_id = %(person_id)s
         order by followed_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "followers",
        """
        select follower_id, followed_at
          from social.follows
         where followee_id = %(person_id)s
         order by followed_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "blocks",
        """
        select blocked_id, blocked_at
          from social.blocks
         where blocker_id = %(person_id)s
         order by blocked_at
        """,
        person_id=person_id,
    ):
        yield record
    async for record in records(
        db,
        "mutes",
        "select muted_id, muted_at from social.mutes where muter_id = %(person_id)s order by muted_at",
        person_id=person_id,
    ):
        yield record


async def erase(db: Db, person_id: UUID) -> int:
    """Delete so many follows of both directions, and blocks and mutes. Returns how many rows went."""
    gone = await value(
        db,
        """
        with gone as (
            delete from social.follows
             where (follower_id, followee_id) in (
                       (select follower_id, followee_id from social.follows
                         where follower_id = %(person_id)s limit %(limit)s)
                       union all
                       (select follower_id, followee_id from social.follows
                         where followee_id = %(person_id)s limit %(limit)s))
            returning follower_id, followee_id
        ), change as (
            select follower_id as owner_id, 0 as followers, count(*) as following from gone group by 1
            union all
            select followee_id, count(*), 0 from gone group by 1
        ), summed as (
            select owner_id, sum(followers) as followers, sum(following) as following
              from change
             group by owner_id
        ), locked as (
            select c.owner_id
              from social.counts c
              join summed s on s.owner_id = c.owner_id
             order by c.owner_id
               for update of c
        ), counted as (
            update social.counts c
               set follower_count = c.follower_count - s.followers,
                   following_count = c.following_count - s.following
              from summed s
              join locked l on l.owner_id = s.owner_id
             where c.owner_id = s.owner_id
        )
        select count(*) from gone
        """,
        person_id=person_id,
        limit=ERASED_AT_ONCE,
    )
    if gone:
        return gone
    await run(db, "delete from social.counts where owner_id = %(person_id)s", person_id=person_id)
    await run(
        db,
        "delete from social.mutes where muter_id = %(person_id)s or muted_id = %(person_id)s",
        person_id=person_id,
    )
    await run(
        db,
        "delete from social.blocks where blocker_id = %(person_id)s or blocked_id = %(person_id)s",
        person_id=person_id,
    )
    return 0
