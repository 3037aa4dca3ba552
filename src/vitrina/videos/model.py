"""Clips and what is said about them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.catalogue.model import ProductId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Language
from vitrina.media.model import FileId, UploadId
from vitrina.storefront.model import ProductCard

VideoId = NewType("VideoId", UUID)

CAPTION_LENGTH_MAX = 2_200
TAGS_MAX = 30

Caption = Annotated[str, Meta(max_length=CAPTION_LENGTH_MAX)]
Moment = Annotated[int, Meta(ge=0, le=3_600_000, description="Milliseconds from the clip's beginning")]


class VideoStatus(StrEnum):
    """Where a clip is between its upload and its first play."""

    PROCESSING = "processing"
    """Being encoded."""
    READY = "ready"
    """Plays; its creator decides when everybody sees it."""
    FAILED = "failed"
    """Cannot become a clip; `failure` says why."""


class Tag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product that is shown from one moment of a clip to another."""

    product_id: ProductId
    from_ms: Moment
    to_ms: Moment


class Video(Struct, frozen=True, kw_only=True):
    """A clip as other modules read it.

    failure: code of the refusal that ended the processing.  duration_ms, file_id: known when ready.
    """

    id: VideoId
    creator_id: PersonId
    status: VideoStatus
    failure: str | None
    caption: str
    language: Language
    file_id: FileId | None
    upload_id: UploadId | None
    duration_ms: int | None
    progress_percent: int
    tags: list[Tag]
    like_count: int
    published_at: datetime | None
    created_at: datetime


class NewVideo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip to be made from a finished upload. language: the creator's own unless given."""

    id: VideoId
    upload_id: UploadId
    caption: Caption = ""
    language: Language | None = None


class VideoChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a creator changes about a clip. tags: the whole list, replacing the old one."""

    caption: Caption | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=TAGS_MAX)] | UnsetType = UNSET


class ReadyVideo(Struct, frozen=True, kw_only=True):
    """A clip whose playable files exist already, such as one of the demo world."""

    id: VideoId
    creator_id: PersonId
    caption: str
    language: Language
    tags: list[Tag]
    published_at: datetime | None
    created_at: datetime


class Failure(Struct, frozen=True, kw_only=True):
    """Why a file did not become a clip, in the reader's language."""

    code: str
    title: str


class TagView(Struct, frozen=True, kw_only=True):
    """A tag with its product."""

    product_id: ProductId
    from_ms: int
    to_ms: int
    product: ProductCard


class VideoView(Struct, frozen=True, kw_only=True):
    """A clip as its creator sees it."""

    id: VideoId
    status: VideoStatus
    is_published: bool
    progress_percent: int
    failure: Failure | None
    caption: str
    language: Language
    duration_ms: int | None
    width: int | None
    height: int | None
    hls_url: str | None
    poster_url: str | None
    tags: list[TagView]
    like_count: int
    published_at: datetime | None
    created_at: datetime


class Like(Struct, frozen=True, kw_only=True):
    """A person likes a clip."""

    video_id: VideoId
    person_id: PersonId


class LikeCount(Struct, frozen=True, kw_only=True):
    """How many people like a clip."""

    video_id: VideoId
    like_count: int


class Liked(Struct, frozen=True, kw_only=True):
    """How many people like a clip, and whether the reader does."""

    like_count: int
    is_liked: bool


class VideoPublished(Event, frozen=True, kw_only=True):
    """Everybody can see a clip."""

    video_id: VideoId
    creator_id: PersonId
    at: datetime


class VideoUnpublished(Event, frozen=True, kw_only=True):
    """A clip went back to its creator's drafts."""

    video_id: VideoId
    creator_id: PersonId
    at: datetime


class VideoUntagged(Event, frozen=True, kw_only=True):
    """A clip that everybody can see shows some products no more."""

    video_id: VideoId
    creator_id: PersonId
    product_ids: list[ProductId]


class VideoDeleted(Event, frozen=True, kw_only=True):
    """A clip is gone."""

    video_id: VideoId
    creator_id: PersonId
    at: datetime


class VideoLiked(Event, frozen=True, kw_only=True):
    """A person likes a clip; an unliked and liked again clip is told again."""

    video_id: VideoId
    creator_id: PersonId
    person_id: PersonId
    at: datetime
