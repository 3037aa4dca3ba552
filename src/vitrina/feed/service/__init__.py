"""The door of the feed."""

from vitrina.feed.service.kept import kept_of
from vitrina.feed.service.lists import (
    clips_of,
    clips_showing,
    count_clips_of,
    find_clip,
    get_clip,
    read_feed,
    saved_clips,
)
from vitrina.feed.service.slots import fill_slot
from vitrina.feed.service.views import Watching, add_likes, add_views, forget_clips, watch

__all__ = [
    "Watching",
    "add_likes",
    "add_views",
    "clips_of",
    "clips_showing",
    "count_clips_of",
    "fill_slot",
    "find_clip",
    "forget_clips",
    "get_clip",
    "kept_of",
    "read_feed",
    "saved_clips",
    "watch",
]
