"""SQL of saves and of the lists that they stand in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.videos.model import ListId, SavedAt, SaveList, VideoId


async def save(db: Db, person_id: PersonId, video_id: VideoId, *, count_max: int, now: datetime) -> int:
    """Save a published clip and count it, once; 0 when it was saved, or there are too many."""
    return await run(
        db,
        """
        with added as (
            insert into videos.saves (person_id, video_id, saved_at)
            select %(person_id)s, v.id, %(now)s
              from videos.videos v
             where v.id = %(video_id)s
               and v.published_at is not null
               and (select count(*) from videos.saves where person_id = %(person_id)s) < %(count_max)s
            on conflict do nothing
            returning video_id
        )
        insert into videos.talk_counts as c (video_id, save_count)
        select a.video_id, 1
          from added a
        on conflict (video_id) do update set save_count = c.save_count + 1
        """,
        person_id=person_id,
        video_id=video_id,
        count_max=count_max,
        now=now,
    )


async def unsave(db: Db, person_id: PersonId, video_id: VideoId) -> int:
    """Take a save back and count it, once; it leaves every list."""
    return await run(
        db,
        """
        with gone as (
            delete from videos.saves
             where person_id = %(person_id)s
               and video_id = %(video_id)s
            returning video_id
        )
        update videos.talk_counts c
           set save_count = c.save_count - 1
          from gone g
         where c.video_id = g.video_id
        """,
        person_id=person_id,
        video_id=video_id,
    )


async def saved_among(db: Db, person_id: PersonId, video_ids: Sequence[VideoId]) -> list[VideoId]:
    """Tell which of these clips a person saved."""
    return await value(
        db,
        """
        select coalesce(array_agg(video_id), '{}')
          from videos.saves
         where person_id = %(person_id)s
           and video_id = any(%(video_ids)s)
        """,
        person_id=person_id,
        video_ids=list(video_ids),
    )


async def list_saved(
    db: Db, person_id: PersonId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[SavedAt]:
    """List the clips that a person saved and may still see, the last saved first."""
    return await many(
        db,
        SavedAt,
        """
        select s.video_id, s.saved_at as at
          from videos.saves s
          join videos.videos v on v.id = s.video_id
         where s.person_id = %(person_id)s
           and v.published_at is not null
           and not social.is_apart(s.person_id, v.creator_id)
           and (%(at)s::timestamptz is null or (s.saved_at, s.video_id) < (%(at)s, %(id)s::uuid))
         order by s.saved_at desc, s.video_id desc
         limit %(limit)s
        """,
        person_id=person_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def list_listed(
    db: Db, list_id: ListId, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[SavedAt]:
    """List the clips of a list that its owner may still see, the last added first."""
    return await many(
        db,
        SavedAt,
        """
        select l.video_id, l.listed_at as at
          from videos.listed l
          join videos.videos v on v.id = l.video_id
         where l.list_id = %(list_id)s
           and v.published_at is not null
           and not social.is_apart(l.person_id, v.creator_id)
           and (%(at)s::timestamptz is null or (l.listed_at, l.video_id) < (%(at)s, %(id)s::uuid))
         order by l.listed_at desc, l.video_id desc
         limit %(limit)s
        """,
        list_id=list_id,
        at=before[0] if before else None,
        id=before[1] if before else None,
        limit=limit,
    )


async def add_list(
    db: Db, list_id: ListId, *, person_id: PersonId, name: str, count_max: int, now: datetime
) -> int:
    """Write a list; 0 when the id is taken, or there are too many."""
    return await run(
        db,
        """
        insert into videos.lists (id, person_id, name, created_at)
        select %(list_id)s, %(person_id)s, %(name)s, %(now)s
         where (select count(*) from videos.lists where person_id = %(person_id)s) < %(count_max)s
        on conflict (id) do nothing
        """,
        list_id=list_id,
        person_id=person_id,
        name=name,
        count_max=count_max,
        now=now,
    )


async def find_list(db: Db, list_id: ListId, *, video_id: VideoId | None = None) -> SaveList | None:
    """Read a list, whoever's it is."""
    return await one(
        db,
        SaveList,
        """
        select l.id,
               l.name,
               (select count(*) from videos.listed i where i.list_id = l.id) as video_count,
               exists (select 1 from videos.listed i where i.list_id = l.id and i.video_id = %(video_id)s)
                   as has_video,
               l.created_at
          from videos.lists l
         where l.id = %(list_id)s
        """,
        list_id=list_id,
        video_id=video_id,
    )


async def owner_of(db: Db, list_id: ListId) -> PersonId | None:
    """Tell whose list it is."""
    return await value(db, "select person_id from videos.lists where id = %(list_id)s", list_id=list_id)


async def lists(db: Db, person_id: PersonId, *, video_id: VideoId | None, limit: int) -> list[SaveList]:
    """List a person's lists, the newest first."""
    return await many(
        db,
        SaveList,
        """
        select l.id,
               l.name,
               (select count(*) from videos.listed i where i.list_id = l.id) as video_count,
               exists (select 1 from videos.listed i where i.list_id = l.id and i.video_id = %(video_id)s)
                   as has_video,
               l.created_at
          from videos.lists l
         where l.person_id = %(person_id)s
         order by l.created_at desc, l.id desc
         limit %(limit)s
        """,
        person_id=person_id,
        video_id=video_id,
        limit=limit,
    )


async def rename_list(db: Db, list_id: ListId, *, person_id: PersonId, name: str) -> int:
    """Name a person's list anew."""
    return await run(
        db,
        "update videos.lists set name = %(name)s where id = %(list_id)s and person_id = %(person_id)s",
        list_id=list_id,
        person_id=person_id,
        name=name,
    )


async def delete_list(db: Db, list_id: ListId, person_id: PersonId) -> int:
    """Delete a person's list; what is in it stays saved."""
    return await run(
        db,
        "delete from videos.lists where id = %(list_id)s and person_id = %(person_id)s",
        list_id=list_id,
        person_id=person_id,
    )


async def add_to_list(
    db: Db, list_id: ListId, *, person_id: PersonId, video_id: VideoId, now: datetime
) -> int:
    """Put a saved clip into a person's list, once."""
    return await run(
        db,
        """
        insert into videos.listed (list_id, person_id, video_id, listed_at)
        select l.id, l.person_id, %(video_id)s, %(now)s
          from videos.lists l
         where l.id = %(list_id)s
           and l.person_id = %(person_id)s
        on conflict do nothing
        """,
        list_id=list_id,
        person_id=person_id,
        video_id=video_id,
        now=now,
    )


async def take_from_list(db: Db, list_id: ListId, *, person_id: PersonId, video_id: VideoId) -> int:
    """Take a clip out of a person's list; it stays saved."""
    return await run(
        db,
        """
        delete from videos.listed
         where list_id = %(list_id)s
           and person_id = %(person_id)s
           and video_id = %(video_id)s
        """,
        list_id=list_id,
        person_id=person_id,
        video_id=video_id,
    )
