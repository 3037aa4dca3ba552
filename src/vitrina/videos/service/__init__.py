"""The door of videos."""

from vitrina.videos.service.clips import (
    add_ready,
    begin,
    delete,
    edit,
    get_own,
    get_published,
    list_own,
    publish,
    unpublish,
    videos_by_id,
)
from vitrina.videos.service.likes import add_likes, like, liked_among, unlike
from vitrina.videos.service.processing import prepare, resume_stalled
from vitrina.videos.service.published import newest_published, promoted_by, promoters
from vitrina.videos.service.views import show

__all__ = [
    "add_likes",
    "add_ready",
    "begin",
    "delete",
    "edit",
    "get_own",
    "get_published",
    "like",
    "liked_among",
    "list_own",
    "newest_published",
    "prepare",
    "promoted_by",
    "promoters",
    "publish",
    "resume_stalled",
    "show",
    "unlike",
    "unpublish",
    "videos_by_id",
]
