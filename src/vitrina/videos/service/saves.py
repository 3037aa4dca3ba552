"""Saves, and the lists that people make of them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import UNSET

from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.videos import rules
from vitrina.videos.errors import ListIdTaken, ListNotFound, TooManyLists, TooManySaves
from vitrina.videos.model import (
    ListId,
    NewSaveList,
    Saved,
    SavedAt,
    SaveList,
    SaveListChanges,
    VideoId,
)
from vitrina.videos.service.clips import get_seen
from vitrina.videos.store import saves as store

SAVES_MAX = 10_000
LISTS_MAX = 50


async def save(db: Db, *, video_id: VideoId, actor: Person, now: datetime) -> Saved:
    """Save a clip; twice is once. Raises VideoNotFound, TooManySaves."""
    await get_seen(db, video_id, actor.id)
    is_new = await store.save(db, actor.id, video_id, count_max=SAVES_MAX, now=now)
    if not is_new and not await store.saved_among(db, actor.id, [video_id]):
        raise TooManySaves(count_max=SAVES_MAX)
    return Saved(save_count=(await get_seen(db, video_id, actor.id)).save_count, is_saved=True)


async def unsave(db: Db, *, video_id: VideoId, actor: Person) -> Saved:
    """Take a save back, out of every list; twice is once. Raises VideoNotFound."""
    await store.unsave(db, actor.id, video_id)
    return Saved(save_count=(await get_seen(db, video_id, actor.id)).save_count, is_saved=False)


async def saved_among(db: Db, person_id: PersonId, video_ids: Collection[VideoId]) -> set[VideoId]:
    """Tell which of these clips a person saved. One statement."""
    return set(await store.saved_among(db, person_id, list(video_ids))) if video_ids else set()


async def list_saved(
    db: Db, *, actor: Person, list_id: ListId | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[SavedAt]:
    """List what a person saved, or what is in one of the lists, the last first. Raises ListNotFound."""
    if list_id is None:
        return await store.list_saved(db, actor.id, before=before, limit=limit)
    await _require_own(db, list_id, actor)
    return await store.list_listed(db, list_id, before=before, limit=limit)


async def _require_own(db: Db, list_id: ListId, actor: Person) -> None:
    if await store.owner_of(db, list_id) != actor.id:
        raise ListNotFound


async def _get(db: Db, list_id: ListId, video_id: VideoId | None = None) -> SaveList:
    found = await store.find_list(db, list_id, video_id=video_id)
    if found is None:
        raise ListNotFound
    return found


async def lists_of(db: Db, *, actor: Person, video_id: VideoId | None) -> list[SaveList]:
    """List a person's lists, the newest first, at most 50."""
    return await store.lists(db, actor.id, video_id=video_id, limit=LISTS_MAX)


async def add_list(db: Db, *, actor: Person, new: NewSaveList, now: datetime) -> SaveList:
    """Make a list; the same id twice is one. Raises ListIdTaken, TooManyLists, Malformed."""
    name = rules.list_name(new.name)
    made = await store.add_list(db, new.id, person_id=actor.id, name=name, count_max=LISTS_MAX, now=now)
    if not made:
        owner_id = await store.owner_of(db, new.id)
        if owner_id is None:
            raise TooManyLists(count_max=LISTS_MAX)
        if owner_id != actor.id:
            raise ListIdTaken
    return await _get(db, new.id)


async def change_list(db: Db, *, list_id: ListId, actor: Person, changes: SaveListChanges) -> SaveList:
    """Name a list anew. Raises ListNotFound, Malformed."""
    await _require_own(db, list_id, actor)
    if changes.name is not UNSET:
        await store.rename_list(db, list_id, person_id=actor.id, name=rules.list_name(changes.name))
    return await _get(db, list_id)


async def delete_list(db: Db, *, list_id: ListId, actor: Person) -> None:
    """Delete a list; what is in it stays saved. Raises ListNotFound."""
    if not await store.delete_list(db, list_id, actor.id):
        raise ListNotFound


async def put_into_list(
    db: Db, *, list_id: ListId, video_id: VideoId, actor: Person, now: datetime
) -> SaveList:
    """Put a clip into a list, and save it if it was not. Raises ListNotFound, VideoNotFound, TooManySaves."""
    await _require_own(db, list_id, actor)
    await save(db, video_id=video_id, actor=actor, now=now)
    await store.add_to_list(db, list_id, person_id=actor.id, video_id=video_id, now=now)
    return await _get(db, list_id, video_id)


async def take_from_list(db: Db, *, list_id: ListId, video_id: VideoId, actor: Person) -> SaveList:
    """Take a clip out of a list; it stays saved. Raises ListNotFound."""
    await _require_own(db, list_id, actor)
    await store.take_from_list(db, list_id, person_id=actor.id, video_id=video_id)
    return await _get(db, list_id, video_id)
