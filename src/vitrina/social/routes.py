"""Following, blocking, muting, and taking each back."""

from uuid import UUID

from litestar import delete, put

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person, PersonId
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.http import fails
from vitrina.social import service
from vitrina.social.errors import (
    CannotBlockYourself,
    CannotFollowYourself,
    NobodyThere,
    TooManyBlocks,
    TooManyFollows,
)

TAGS = ["social"]


@put(
    "/follows/{followee:uuid}",
    operation_id="follow",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, NobodyThere, CannotFollowYourself, TooManyFollows),
)
async def follow(person: Person, followee: UUID, pool: Pool) -> None:
    """Follow a person or a shop, by id."""
    async with pool.transaction() as db:
        await service.follow(db, person_id=person.id, followee_id=followee, now=clock.now())


@delete("/follows/{followee:uuid}", operation_id="unfollow", tags=TAGS, responses=fails(SignInNeeded))
async def unfollow(person: Person, followee: UUID, pool: Pool) -> None:
    """Stop following a person or a shop."""
    async with pool.transaction() as db:
        await service.unfollow(db, person_id=person.id, followee_id=followee)


@put(
    "/blocks/{other:uuid}",
    operation_id="block",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, NobodyThere, CannotBlockYourself, TooManyBlocks),
)
async def block(person: Person, other: PersonId, pool: Pool) -> None:
    """Block a person: neither sees what the other shows or says, and neither follows the other."""
    async with pool.transaction() as db:
        await service.block(db, person_id=person.id, other_id=other, now=clock.now())


@delete("/blocks/{other:uuid}", operation_id="unblock", tags=TAGS, responses=fails(SignInNeeded))
async def unblock(person: Person, other: PersonId, pool: Pool) -> None:
    """Take a block back. The follows that it ended stay ended."""
    async with pool.transaction() as db:
        await service.unblock(db, person_id=person.id, other_id=other)


@put(
    "/mutes/{other:uuid}",
    operation_id="mute",
    status_code=204,
    tags=TAGS,
    responses=fails(SignInNeeded, NobodyThere, CannotBlockYourself, TooManyBlocks),
)
async def mute(person: Person, other: PersonId, pool: Pool) -> None:
    """Mute a person: the own feed, comments and inbox are without her; she is not told."""
    async with pool.transaction() as db:
        await service.mute(db, person_id=person.id, other_id=other, now=clock.now())


@delete("/mutes/{other:uuid}", operation_id="unmute", tags=TAGS, responses=fails(SignInNeeded))
async def unmute(person: Person, other: PersonId, pool: Pool) -> None:
    """See a muted person again."""
    async with pool.transaction() as db:
        await service.unmute(db, person_id=person.id, other_id=other)


ROUTES = [follow, unfollow, block, unblock, mute, unmute]
