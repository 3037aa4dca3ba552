"""SQL of follows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.social.model import FollowCounts, Listed


class Change(Struct, frozen=True, kw_only=True):
    """What a follow changed. following_count: of the follower after it."""

    is_new: bool
    following_count: int


async def follow(db: Db, *, follower_id: PersonId, followee_id: UUID, now: datetime) -> Change:
    """Write a follow and count it, once."""
    # The counts are locked in the order of their ids: two who follow each other never wait in a ring.
    change = await one(
        db,
        Change,
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
        select exists (select 1 from follow) as is_new,
               coalesce((select following_count from counted where owner_id = %(follower_id)s), 0)
                   as following_count
        """,
        follower_id=follower_id,
        followee_id=followee_id,
        now=now,
    )
    assert change, "a statement without a table answers one row"
    return change


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


async def list_followers(
    db: Db, followee_id: UUID, *, reader_id: PersonId | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """List who follows a person or a shop, the newest first, without whom the reader is apart from."""
    return await many(
        db,
        Listed,
        """
        select f.follower_id as id, f.followed_at as at
          from social.follows f
         where f.followee_id = %(followee_id)s
           and (%(at)s::timestamptz is null or (f.followed_at, f.follower_id) < (%(at)s, %(id)s::uuid))
           and not social.is_apart(%(reader_id)s, f.follower_id)
           and not identity.is_hidden(f.follower_id)
         order by f.followed_at desc, f.follower_id desc
         limit %(limit)s
        """,
        followee_id=followee_id,
        reader_id=reader_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def list_followees(
    db: Db,
    follower_id: PersonId,
    *,
    reader_id: PersonId | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Listed]:
    """List whom a person follows, the newest first; the reader does not see whom she is apart from."""
    return await many(
        db,
        Listed,
        """
        select f.followee_id as id, f.followed_at as at
          from social.follows f
         where f.follower_id = %(follower_id)s
           and (%(at)s::timestamptz is null or (f.followed_at, f.followee_id) < (%(at)s, %(id)s::uuid))
           and not social.is_apart(%(reader_id)s, f.followee_id)
           and not identity.is_hidden(f.followee_id)
         order by f.followed_at desc, f.followee_id desc
         limit %(limit)s
        """,
        follower_id=follower_id,
        reader_id=reader_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )
