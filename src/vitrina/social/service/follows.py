"""Following and not following."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db
from vitrina.kit.events import emit
from vitrina.social.errors import CannotFollowYourself, NobodyThere, TooManyFollows
from vitrina.social.model import FollowCounts, Followed
from vitrina.social.store import blocks
from vitrina.social.store import follows as store

FOLLOWS_MAX = 5_000


async def follow(db: Db, *, person_id: PersonId, followee_id: UUID, now: datetime) -> None:
    """Follow a person or a shop; twice is once. Raises NobodyThere, CannotFollowYourself, TooManyFollows."""
    if followee_id == person_id:
        raise CannotFollowYourself
    if followee_id not in await identity.handle_owners(db, [followee_id]):
        raise NobodyThere
    if await blocks.is_apart(db, person_id, followee_id):
        raise NobodyThere
    change = await store.follow(db, follower_id=person_id, followee_id=followee_id, now=now)
    if change.following_count > FOLLOWS_MAX:
        raise TooManyFollows(count_max=FOLLOWS_MAX)
    if change.is_new:
        await emit(db, Followed(follower_id=person_id, followee_id=followee_id, at=now))


async def unfollow(db: Db, *, person_id: PersonId, followee_id: UUID) -> None:
    """Stop following; who did not follow does not now either."""
    await store.lock_counts(db, [person_id, followee_id])
    await store.unfollow(db, follower_id=person_id, followee_id=followee_id)


async def follow_counts(db: Db, ids: Sequence[UUID]) -> dict[UUID, FollowCounts]:
    """Count followers and followees of persons and shops. Every id has its row; strangers have zeros."""
    found = {each.owner_id: each for each in await store.counts(db, ids)} if ids else {}
    return {owner_id: found.get(owner_id) or FollowCounts(owner_id=owner_id) for owner_id in ids}


async def followed_among(db: Db, person_id: PersonId, ids: Sequence[UUID]) -> set[UUID]:
    """Tell which of some persons and shops a person follows."""
    return set(await store.followed_among(db, person_id, ids)) if ids else set()


async def followees(db: Db, person_id: PersonId, limit: int = FOLLOWS_MAX) -> list[UUID]:
    """List whom a person follows, the newest first."""
    return await store.followees(db, person_id, limit)
