"""What is laid over clips: captions and stickers."""

from collections.abc import Sequence
from datetime import datetime

from vitrina.identity.model import Person, PersonId
from vitrina.kit.db import Db
from vitrina.kit.http import API_BASE
from vitrina.kit.places import Language
from vitrina.videos import rules, webvtt
from vitrina.videos.errors import CaptionsNotFound, VideoNotFound
from vitrina.videos.model import (
    Captions,
    CaptionTrack,
    CaptionTrackView,
    NewCaptions,
    VideoId,
)
from vitrina.videos.service.clips import get_own, get_seen, lock_own
from vitrina.videos.store import overlays as store


async def put_captions(
    db: Db, *, video_id: VideoId, language: Language, actor: Person, new: NewCaptions, now: datetime
) -> Captions:
    """Keep what is said in a clip, in place of what was there in that language; the same twice is once.

    Raises VideoNotFound, CaptionsUnreadable, CaptionsTooLong, CaptionsOutside, Malformed.
    """
    await lock_own(db, video_id, actor)
    video = await get_own(db, video_id=video_id, actor=actor)
    cues = rules.cues(new, duration_ms=video.duration_ms)
    if await store.put_captions(db, video_id, language, cues, now=now):
        await store.note_captions(db, video_id, now)
    return await _get(db, video_id, language)


async def _get(db: Db, video_id: VideoId, language: Language) -> Captions:
    found = await store.find_captions(db, video_id, language)
    if found is None:
        raise CaptionsNotFound
    return found


async def get_captions(db: Db, *, video_id: VideoId, language: Language, actor: Person) -> Captions:
    """Read captions for the creator of the clip. Raises VideoNotFound, CaptionsNotFound."""
    await get_own(db, video_id=video_id, actor=actor)
    return await _get(db, video_id, language)


async def delete_captions(
    db: Db, *, video_id: VideoId, language: Language, actor: Person, now: datetime
) -> None:
    """Take captions off a clip; twice is once. Raises VideoNotFound."""
    await lock_own(db, video_id, actor)
    if await store.delete_captions(db, video_id, language):
        await store.note_captions(db, video_id, now)


async def captions_file(db: Db, *, video_id: VideoId, language: Language, reader_id: PersonId | None) -> str:
    """Write captions as WebVTT, for whoever may see the clip, and for its creator before that.

    Raises VideoNotFound, CaptionsNotFound.
    """
    try:
        await get_seen(db, video_id, reader_id)
    except VideoNotFound:
        if reader_id is None or not await store.is_creator(db, video_id, reader_id):
            raise
    return webvtt.write((await _get(db, video_id, language)).cues)


def captions_urls(video_id: VideoId, tracks: Sequence[CaptionTrack]) -> list[CaptionTrackView]:
    """Name where captions are: another address after each change, so that browsers may keep them."""
    base = f"{API_BASE}/videos/{video_id}/captions"
    return [
        CaptionTrackView(language=each.language, url=f"{base}/{each.language}/track.vtt?v={each.version}")
        for each in tracks
    ]
