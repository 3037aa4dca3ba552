"""Follows, blocks and mutes."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event


class FollowCounts(Struct, frozen=True, kw_only=True):
    """How many follow a person or shop, and how many it follows."""

    owner_id: UUID
    follower_count: int = 0
    following_count: int = 0


class Listed(Struct, frozen=True, kw_only=True):
    """Somebody's place in a list by date."""

    id: UUID
    at: datetime


class Followed(Event, frozen=True, kw_only=True):
    """Somebody began to follow a person or a shop; who stops and begins again is told again."""

    follower_id: PersonId
    followee_id: UUID
    at: datetime
