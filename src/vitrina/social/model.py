"""Follows."""

from uuid import UUID

from msgspec import Struct


class FollowCounts(Struct, frozen=True, kw_only=True):
    """How many follow a person or shop, and how many it follows."""

    owner_id: UUID
    follower_count: int = 0
    following_count: int = 0
