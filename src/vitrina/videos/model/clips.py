"""Clips and what is said about them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.catalogue.model import ProductId
from vitrina.external.model import ExternalCard, ExternalId
from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.kit.places import Language
from vitrina.media.model import UNCUT, Edit, FileId, UploadId
from vitrina.storefront.model import ProductCard

VideoId = NewType("VideoId", UUID)

CAPTION_LENGTH_MAX = 2_200
TAGS_MAX = 30
STICKERS_MAX = 10
STICKER_LENGTH_MAX = 60
CUES_MAX = 500
CUE_LENGTH_MAX = 160
CUE_LINES_MAX = 3
CAPTIONS_FILE_LENGTH_MAX = 200_000

Caption = Annotated[str, Meta(max_length=CAPTION_LENGTH_MAX)]
Part = Annotated[float, Meta(ge=0, le=1)]
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


class ExternalTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product sold elsewhere that is shown from one moment of a clip to another."""

    external_id: ExternalId
    from_ms: Moment
    to_ms: Moment


class StickerKind(StrEnum):
    """What a sticker shows."""

    TEXT = "text"
    """Words of the creator."""
    PRICE = "price"
    """What a product of the clip costs at the moment of watching."""


class StickerStyle(StrEnum):
    """How a sticker looks."""

    PLAIN = "plain"
    """White letters with a shadow."""
    PAPER = "paper"
    """Dark letters on white."""
    NIGHT = "night"
    """White letters on dark glass."""
    ROSA = "rosa"
    """White letters on the accent colour."""


class Sticker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is laid over the picture from one moment to another.

    text: of a text sticker.  product_id: of a price sticker; the price is never kept.  x, y: where the
    middle of it is, as parts of the picture's width and height; players move it where it can be seen.
    """

    kind: StickerKind
    text: Annotated[str, Meta(max_length=STICKER_LENGTH_MAX)] = ""
    product_id: ProductId | None = None
    style: StickerStyle = StickerStyle.PAPER
    x: Part
    y: Part
    from_ms: Moment
    to_ms: Moment


class Cue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said from one moment to another, as plain text."""

    from_ms: Moment
    to_ms: Moment
    text: Annotated[str, Meta(min_length=1, max_length=CUE_LENGTH_MAX)]


class Captions(Struct, frozen=True, kw_only=True):
    """What is said in a clip, in one language. version: another one after each change."""

    language: Language
    version: int
    cues: list[Cue]


class NewCaptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said in a clip: its cues, or a WebVTT or SubRip file as text; one of the two."""

    cues: Annotated[list[Cue], Meta(max_length=CUES_MAX)] | UnsetType = UNSET
    file: Annotated[str, Meta(max_length=CAPTIONS_FILE_LENGTH_MAX)] | UnsetType = UNSET


class CaptionTrack(Struct, frozen=True, kw_only=True):
    """That a clip has captions in a language. version: another one after each change."""

    language: Language
    version: int


class CaptionTrackView(Struct, frozen=True, kw_only=True):
    """Where the captions of a clip are, as WebVTT."""

    language: Language
    url: str


class Remaking(Struct, frozen=True, kw_only=True):
    """Another cut or cover of a clip on its way. failure: code of why there is none after all."""

    edit: Edit
    is_cut: bool
    progress_percent: int
    failure: str | None


class Video(Struct, frozen=True, kw_only=True):
    """A clip as other modules read it.

    failure: code of the refusal that ended the processing.  duration_ms, file_id: known when ready.
    upload_id: while its source is kept.  edit: what plays is made of the source.
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
    edit: Edit
    remake: Remaking | None
    progress_percent: int
    tags: list[Tag]
    external_tags: list[ExternalTag]
    stickers: list[Sticker]
    captions: list[CaptionTrack]
    like_count: int
    comment_count: int
    save_count: int
    published_at: datetime | None
    scheduled_for: datetime | None
    is_hidden: bool
    created_at: datetime


class NewVideo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip to be made from a finished upload. language: the creator's own unless given.

    edit: the part of the file that stays, and the cover.
    """

    id: VideoId
    upload_id: UploadId
    caption: Caption = ""
    language: Language | None = None
    edit: Edit = UNCUT


class VideoChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a creator changes about a clip. tags, external_tags, stickers: whole lists, replacing the old."""

    caption: Caption | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=TAGS_MAX)] | UnsetType = UNSET
    external_tags: Annotated[list[ExternalTag], Meta(max_length=TAGS_MAX)] | UnsetType = UNSET
    stickers: Annotated[list[Sticker], Meta(max_length=STICKERS_MAX)] | UnsetType = UNSET


class NewSchedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a clip is to be published by itself."""

    publish_at: datetime


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


class RemakingView(Struct, frozen=True, kw_only=True):
    """Another cut or cover of a clip on its way; it plays as it is until then. failure: there is none."""

    edit: Edit
    is_cut: bool
    progress_percent: int
    failure: Failure | None


class TagView(Struct, frozen=True, kw_only=True):
    """A tag with its product."""

    product_id: ProductId
    from_ms: int
    to_ms: int
    product: ProductCard


class ExternalTagView(Struct, frozen=True, kw_only=True):
    """A tag with its product, which is sold elsewhere."""

    external_id: ExternalId
    from_ms: int
    to_ms: int
    product: ExternalCard


class VideoView(Struct, frozen=True, kw_only=True):
    """A clip as its creator sees it.

    edit: what plays is made of the uploaded file.  can_cut: that file is kept, so another part may stay.
    """

    id: VideoId
    status: VideoStatus
    is_published: bool
    progress_percent: int
    failure: Failure | None
    caption: str
    language: Language
    edit: Edit
    can_cut: bool
    remake: RemakingView | None
    duration_ms: int | None
    width: int | None
    height: int | None
    hls_url: str | None
    poster_url: str | None
    preview_url: str | None
    tags: list[TagView]
    external_tags: list[ExternalTagView]
    stickers: list[Sticker]
    captions: list[CaptionTrackView]
    like_count: int
    comment_count: int
    save_count: int
    published_at: datetime | None
    scheduled_for: datetime | None
    is_taken_down: bool
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


class VideoReady(Event, frozen=True, kw_only=True):
    """A clip plays for the first time, as a draft."""

    video_id: VideoId
    creator_id: PersonId
    at: datetime


class VideoPublished(Event, frozen=True, kw_only=True):
    """Everybody can see a clip."""

    video_id: VideoId
    creator_id: PersonId
    at: datetime


class VideoScheduleEnded(Event, frozen=True, kw_only=True):
    """The moment of a scheduled clip has come. refused_because: code of why it stays a draft, or None."""

    video_id: VideoId
    creator_id: PersonId
    refused_because: str | None
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
