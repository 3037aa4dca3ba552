"""Blocks and mutes: who keeps away from whom."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity import service as identity
from vitrina.identity.model import HandleKind, PersonId
from vitrina.kit.db import Db
from vitrina.social.errors import CannotBlockYourself, NobodyThere, TooManyBlocks
from vitrina.social.service.follows import unfollow
from vitrina.social.store import blocks as store

BLOCKS_MAX = 2_000


async def block(db: Db, *, person_id: PersonId, other_id: PersonId, now: datetime) -> None:
    """Keep two persons apart; twice is once. The follows of both ways end.

    Raises NobodyThere, CannotBlockYourself, TooManyBlocks.
    """
    await _require_other(db, person_id, other_id)
    if not await store.block(
        db, blocker_id=person_id, blocked_id=other_id, count_max=BLOCKS_MAX, now=now
    ) and not await store.is_blocking(db, blocker_id=person_id, blocked_id=other_id):
        raise TooManyBlocks(count_max=BLOCKS_MAX)
    await unfollow(db, person_id=person_id, followee_id=other_id)
    await unfollow(db, person_id=other_id, followee_id=person_id)


async def unblock(db: Db, *, person_id: PersonId, other_id: PersonId) -> None:
    """Take a block back; the follows that it ended stay ended."""
    await store.unblock(db, blocker_id=person_id, blocked_id=other_id)


async def mute(db: Db, *, person_id: PersonId, other_id: PersonId, now: datetime) -> None:
    """Stop seeing what a person says and shows; she is not told. Twice is once.

    Raises NobodyThere, CannotBlockYourself, TooManyBlocks.
    """
    await _require_other(db, person_id, other_id)
    if not await store.mute(
        db, muter_id=person_id, muted_id=other_id, count_max=BLOCKS_MAX, now=now
    ) and not await store.is_muting(db, muter_id=person_id, muted_id=other_id):
        raise TooManyBlocks(count_max=BLOCKS_MAX)


async def unmute(db: Db, *, person_id: PersonId, other_id: PersonId) -> None:
    """See a muted person again."""
    await store.unmute(db, muter_id=person_id, muted_id=other_id)


async def _require_other(db: Db, person_id: PersonId, other_id: PersonId) -> None:
    if other_id == person_id:
        raise CannotBlockYourself
    owner = (await identity.handle_owners(db, [other_id])).get(other_id)
    if owner is None or owner.kind is not HandleKind.PERSON:
        raise NobodyThere


async def is_apart(db: Db, one_id: UUID, other_id: UUID) -> bool:
    """Tell whether one of two persons blocks the other."""
    return await store.is_apart(db, one_id, other_id)


async def is_muting(db: Db, *, person_id: PersonId, other_id: PersonId) -> bool:
    """Tell whether one person mutes another."""
    return await store.is_muting(db, muter_id=person_id, muted_id=other_id)


async def unseen_among(db: Db, pairs: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Tell which pairs of reader and author must not meet: apart, or muted by the reader. One statement."""
    return {pairs[place] for place in await store.unseen_among(db, pairs)} if pairs else set()


async def kept_away(db: Db, person_id: PersonId) -> list[PersonId]:
    """List whom a person blocks or mutes; never who blocks her. One statement."""
    return await store.kept_away(db, person_id, limit=2 * BLOCKS_MAX)
