"""What a clip shows with its pictures: it moves, and ends, with them."""

from datetime import datetime

from vitrina.kit.db import Db
from vitrina.videos import rules
from vitrina.videos.model import Tag, Video
from vitrina.videos.store import clips, overlays


async def move(db: Db, video: Video, *, by_ms: int, end_ms: int, now: datetime) -> list[Tag]:
    """Keep tags, stickers and captions at their pictures, and end them where the clip ends. Answers the tags.

    by_ms: how much later its pictures come than before.
    """
    tags = rules.moved(video.tags, by_ms=by_ms, end_ms=end_ms)
    await clips.delete_tags(db, video.id)
    await clips.add_tags(db, video.id, tags)
    external_tags = rules.moved(video.external_tags, by_ms=by_ms, end_ms=end_ms)
    await clips.delete_external_tags(db, video.id)
    await clips.add_external_tags(db, video.id, external_tags)
    shown_ids = {tag.product_id for tag in tags}
    stickers = [
        sticker
        for sticker in rules.moved(video.stickers, by_ms=by_ms, end_ms=end_ms)
        if sticker.product_id is None or sticker.product_id in shown_ids
    ]
    await overlays.delete_stickers(db, video.id)
    await overlays.add_stickers(db, video.id, stickers)
    await _move_captions(db, video, by_ms=by_ms, end_ms=end_ms, now=now)
    return tags


async def _move_captions(db: Db, video: Video, *, by_ms: int, end_ms: int, now: datetime) -> None:
    for track in video.captions:
        captions = await overlays.find_captions(db, video.id, track.language)
        assert captions, "the clip is locked"
        cues = rules.moved(captions.cues, by_ms=by_ms, end_ms=end_ms)
        if cues:
            await overlays.put_captions(db, video.id, track.language, cues, now=now)
        else:
            await overlays.delete_captions(db, video.id, track.language)
    if video.captions:
        await overlays.note_captions(db, video.id, now)
