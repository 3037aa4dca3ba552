"""SQL of what is laid over clips: captions and stickers."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, one, run, value
from vitrina.kit.places import Language
from vitrina.videos.model import Captions, Cue, Sticker, VideoId


async def find_captions(db: Db, video_id: VideoId, language: Language) -> Captions | None:
    """Read the captions of a clip in a language."""
    return await one(
        db,
        Captions,
        """
        select c.language,
               (extract(epoch from c.changed_at) * 1000)::bigint as version,
               c.cues
          from videos.captions c
         where c.video_id = %(video_id)s
           and c.language = %(language)s
        """,
        video_id=video_id,
        language=language,
    )


async def is_creator(db: Db, video_id: VideoId, person_id: PersonId) -> bool:
    """Tell whether a clip is of a person, in whatever state it is."""
    return await value(
        db,
        """
        select exists (select 1
                         from videos.videos v
                        where v.id = %(video_id)s
                          and v.creator_id = %(person_id)s)
        """,
        video_id=video_id,
        person_id=person_id,
    )


async def put_captions(
    db: Db, video_id: VideoId, language: Language, cues: Sequence[Cue], *, now: datetime
) -> int:
    """Keep captions in place of those before; 0 when they are the same."""
    return await run(
        db,
        """
        insert into videos.captions as c (video_id, language, cues, changed_at)
        values (%(video_id)s, %(language)s, %(cues)s::jsonb, %(now)s)
        on conflict (video_id, language) do update
           set cues = excluded.cues,
               changed_at = greatest(excluded.changed_at, c.changed_at + interval '1 millisecond')
         where c.cues <> excluded.cues
        """,
        video_id=video_id,
        language=language,
        cues=msgspec.json.encode(cues).decode(),
        now=now,
    )


async def delete_captions(db: Db, video_id: VideoId, language: Language) -> int:
    """Take the captions of a language off a clip."""
    return await run(
        db,
        "delete from videos.captions where video_id = %(video_id)s and language = %(language)s",
        video_id=video_id,
        language=language,
    )


async def note_captions(db: Db, video_id: VideoId, now: datetime) -> int:
    """Mark that what is said in a clip is other than before, for whoever finds clips by it."""
    return await run(
        db,
        "update videos.videos set captions_at = %(now)s where id = %(video_id)s",
        video_id=video_id,
        now=now,
    )


async def delete_stickers(db: Db, video_id: VideoId) -> int:
    """Take every sticker off a clip."""
    return await run(db, "delete from videos.stickers where video_id = %(video_id)s", video_id=video_id)


async def delete_prices(db: Db, video_id: VideoId, product_ids: Sequence[ProductId]) -> int:
    """Take the price stickers of some products off a clip."""
    return await run(
        db,
        """
        delete from videos.stickers
         where video_id = %(video_id)s
           and product_id = any(%(product_ids)s)
        """,
        video_id=video_id,
        product_ids=list(product_ids),
    )


async def add_stickers(db: Db, video_id: VideoId, stickers: Sequence[Sticker]) -> int:
    """Put stickers on a clip that has none, in this order."""
    return await run(
        db,
        """
        insert into videos.stickers
               (video_id, position, kind, text, product_id, style, x, y, from_ms, to_ms)
        select %(video_id)s, s.position - 1, s.kind, s.text, s.product_id, s.style, s.x, s.y, s.from_ms,
               s.to_ms
          from rows from (jsonb_to_recordset(%(stickers)s::jsonb) as (
                   kind text, text text, product_id uuid, style text, x real, y real, from_ms int, to_ms int))
               with ordinality as s (kind, text, product_id, style, x, y, from_ms, to_ms, position)
        """,
        video_id=video_id,
        stickers=msgspec.json.encode(stickers).decode(),
    )
