"""The SQL of social."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, run, value
from vitrina.social.model import FollowCounts


async def follow(db: Db, *, follower_id: PersonId, followee_id: UUID, now: datetime) -> int:
    """Write a follow and count it, once. Returns how many the follower follows after it."""
    # The counts are locked in the order of their ids: two who follow each other never wait in a ring.
    return await value(
        db,
        """
        with follow as (
            insert into social.follows (follower_id, followee_id, followed_at)
            values (%(follower_id)s, %(followee_id)s, %(now)s)
            on conflict do nothing
            returning follower_id, followee_id
        ), change as (
            select follower_id as owner_id, 0 as followers, 1 as following from follow
            union all
            select followee_id, 1, 0 from follow
        ), counted as (
            insert into social.counts as c (owner_id, follower_count, following_count)
            select owner_id, followers, following from change order by owner_id
            on conflict (owner_id) do update
               set follower_count = c.follower_count + excluded.follower_count,
                   following_count = c.following_count + excluded.following_count
            returning owner_id, following_count
        )
        select coalesce((select following_count from counted where owner_id = %(follower_id)s), 0)
        """,
        follower_id=follower_id,
        followee_id=followee_id,
        now=now,
    )


async def lock_counts(db: Db, ids: Sequence[UUID]) -> None:
    """Lock the counts of persons and shops in the order of their ids."""
    # A statement of its own: what reads the counts afterwards sees them as they are once locked.
    await run(
        db,
        """
        select 1
          from social.counts
         where owner_id = any(%(ids)s)
         order by owner_id
           for update
        """,
        ids=list(ids),
    )


async def unfollow(db: Db, *, follower_id: PersonId, followee_id: UUID) -> None:
    """Delete a follow and take it from the counts, once. The counts are locked already."""
    await run(
        db,
        """
        with gone as (
            delete from social.follows
             where follower_id = %(follower_id)s
               and followee_id = %(followee_id)s
            returning follower_id, followee_id
        )
        update social.counts c
           set follower_count = c.follower_count - (c.owner_id = gone.followee_id)::int,
               following_count = c.following_count - (c.owner_id = gone.follower_id)::int
          from gone
         where c.owner_id in (gone.follower_id, gone.followee_id)
        """,
        follower_id=follower_id,
        followee_id=followee_id,
    )


async def counts(db: Db, ids: Sequence[UUID]) -> list[FollowCounts]:
    """Load the counts of persons and shops; those never followed and following nobody have no row."""
    return await many(
        db,
        FollowCounts,
        "select owner_id, follower_count, following_count from social.counts where owner_id = any(%(ids)s)",
        ids=list(ids),
    )


async def followed_among(db: Db, follower_id: PersonId, ids: Sequence[UUID]) -> list[UUID]:
    """List those of some persons and shops that a person follows."""
    return await value(
        db,
        """
        select coalesce(array_agg(followee_id), '{}')
          from social.follows
         where follower_id = %(follower_id)s
           and followee_id = any(%(ids)s)
        """,
        follower_id=follower_id,
        ids=list(ids),
    )


async def followees(db: Db, follower_id: PersonId, limit: int) -> list[UUID]:
    """List whom a person follows, the newest first."""
    return await value(
        db,
        """
        select coalesce(array_agg(followee_id order by followed_at desc, followee_id), '{}')
          from (select followee_id, followed_at
                  from social.follows
                 where follower_id = %(follower_id)s
                 order by followed_at desc
                 limit %(limit)s
               ) newest
        """,
        follower_id=follower_id,
        limit=limit,
    )
