"""Following and not following."""

from uuid import UUID

from litestar import delete, put

from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.http import fails
from vitrina.social import service
from vitrina.social.errors import CannotFollowYourself, NobodyThere, TooManyFollows

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


ROUTES = [follow, unfollow]
