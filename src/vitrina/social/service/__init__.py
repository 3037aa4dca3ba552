"""The door of social: follow, block, mute, and what follows from it."""

from vitrina.social.service.blocks import (
    block,
    is_apart,
    is_muting,
    kept_away,
    mute,
    unblock,
    unmute,
    unseen_among,
)
from vitrina.social.service.follows import follow, follow_counts, followed_among, followees, unfollow
from vitrina.social.service.people import People, list_people

__all__ = [
    "People",
    "block",
    "follow",
    "follow_counts",
    "followed_among",
    "followees",
    "is_apart",
    "is_muting",
    "kept_away",
    "list_people",
    "mute",
    "unblock",
    "unfollow",
    "unmute",
    "unseen_among",
]
