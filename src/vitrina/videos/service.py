"""Verbs of videos."""

from collections.abc import Collection

from vitrina.kit.db import Db
from vitrina.videos import store
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import Video, VideoId


async def videos_by_id(db: Db, video_ids: Collection[VideoId]) -> dict[VideoId, Video]:
    """Read many clips; those that do not exist are left out. One statement."""
    found = await store.videos(db, list(video_ids)) if video_ids else []
    return {video.id: video for video in found}


async def get_published(db: Db, video_id: VideoId) -> Video:
    """Read a clip that everybody may see. Raises VideoNotFound."""
    video = (await videos_by_id(db, [video_id])).get(video_id)
    if video is None or video.published_at is None:
        raise VideoNotFound
    return video
