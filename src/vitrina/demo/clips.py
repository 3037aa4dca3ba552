"""The clips of the demo world, with who likes them and who follows whom."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from vitrina.catalogue.model import ProductId
from vitrina.demo.world import DemoClip, asset, demo_id, world
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.social import service as social
from vitrina.videos import service as videos
from vitrina.videos.model import (
    Like,
    NewCaptions,
    ReadyVideo,
    Sticker,
    StickerKind,
    Tag,
    VideoChanges,
    VideoId,
)

# One in twenty of the likes that the facts name: enough to rank and to show, quick to write.
LIKES_SHARE = 20
CLIPS_AT_ONCE = 3
CLIP_TIMEOUT_S = 300


async def seed_clips(pool: Pool, settings: Settings, now: datetime) -> None:
    """Add every clip with its likes; follow every creator from every other account."""
    lane = asyncio.Semaphore(CLIPS_AT_ONCE)
    await asyncio.gather(*[_seed_clip(pool, settings, clip, now, lane=lane) for clip in world().clips])
    async with pool.transaction() as db:
        people = [PersonId(demo_id("person", persona.key)) for persona in world().people]
        creators = {PersonId(demo_id("person", clip.creator)) for clip in world().clips}
        for person_id in people:
            for creator_id in creators - {person_id}:
                await social.follow(db, person_id=person_id, followee_id=creator_id, now=now)


async def _seed_clip(
    pool: Pool, settings: Settings, clip: DemoClip, now: datetime, *, lane: asyncio.Semaphore
) -> None:
    video_id = VideoId(demo_id("clip", clip.key))
    at = now - timedelta(days=clip.age_days)
    video = ReadyVideo(
        id=video_id,
        creator_id=PersonId(demo_id("person", clip.creator)),
        caption=clip.caption,
        language=clip.language,
        tags=[
            Tag(product_id=ProductId(demo_id("product", tag.product)), from_ms=tag.from_ms, to_ms=tag.to_ms)
            for tag in clip.tags
        ],
        published_at=at,
        created_at=at,
    )
    async with lane, asyncio.timeout(CLIP_TIMEOUT_S):
        await _add(pool, settings, video=video, film=asset(clip.file), now=now)
    await _lay_over(pool, clip, now)
    likes = [
        Like(video_id=video_id, person_id=PersonId(demo_id("liker", f"{clip.key}:{number}")))
        for number in range(clip.likes // LIKES_SHARE)
    ]
    async with pool.transaction() as db:
        await videos.add_likes(db, likes, at)


async def _lay_over(pool: Pool, clip: DemoClip, now: datetime) -> None:
    """Add the stickers and captions of a clip."""
    if not clip.stickers and not clip.captions:
        return
    video_id = VideoId(demo_id("clip", clip.key))
    stickers = [
        Sticker(
            kind=StickerKind.PRICE if each.product else StickerKind.TEXT,
            text=each.text,
            product_id=ProductId(demo_id("product", each.product)) if each.product else None,
            style=each.style,
            x=each.x,
            y=each.y,
            from_ms=each.from_ms,
            to_ms=each.to_ms,
        )
        for each in clip.stickers
    ]
    async with pool.transaction() as db:
        creator = await identity.person_by_id(db, PersonId(demo_id("person", clip.creator)))
        if stickers:
            changes = VideoChanges(stickers=stickers)
            await videos.edit(db, video_id=video_id, actor=creator, changes=changes)
        if clip.captions:
            said = NewCaptions(cues=clip.captions)
            await videos.put_captions(
                db, video_id=video_id, language=clip.language, actor=creator, new=said, now=now
            )


async def _add(pool: Pool, settings: Settings, *, video: ReadyVideo, film: bytes, now: datetime) -> None:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as source:
        source.write(film)
        source.flush()
        await videos.add_ready(pool, settings, video=video, source=Path(source.name), now=now)
