"""Uploads, files, and what a video is made of."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

FileId = NewType("FileId", UUID)
UploadId = NewType("UploadId", UUID)
OwnerId = NewType("OwnerId", UUID)
"""A person, whom this module does not know further."""

DURATION_MAX_MS = 180_000
DURATION_MIN_MS = 100
SOURCE_MAX_MS = 2 * DURATION_MAX_MS
"""How long a file may be of which a part becomes a clip."""


class Edit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a creator cuts out of a file, before it becomes a clip.

    start_ms, end_ms: the part that stays, exact to the frame; without end_ms up to the end.  cover_ms: the
    moment of the cut clip that becomes its poster; without it a telling picture is chosen.
    """

    start_ms: Annotated[int, Meta(ge=0, le=SOURCE_MAX_MS)] = 0
    end_ms: Annotated[int, Meta(ge=0, le=SOURCE_MAX_MS)] | None = None
    cover_ms: Annotated[int, Meta(ge=0, le=DURATION_MAX_MS)] | None = None

    def __post_init__(self) -> None:
        """Refuse a part that is empty, and a poster from outside of it."""
        if self.end_ms is None:
            return
        duration_ms = self.end_ms - self.start_ms
        if duration_ms < DURATION_MIN_MS:
            raise ValueError(f"end_ms must be at least {DURATION_MIN_MS} after start_ms")
        if self.cover_ms is not None and self.cover_ms >= duration_ms:
            raise ValueError("cover_ms must be a moment of the cut clip")

    @property
    def is_cut(self) -> bool:
        """Whether anything of the file is left out."""
        return self.start_ms > 0 or self.end_ms is not None


UNCUT = Edit()


class FileKind(StrEnum):
    """What a stored file is."""

    IMAGE = "image"
    """A folder with a picture in several widths, as WebP and as AVIF."""
    CLIP = "clip"
    """A folder with an HLS master playlist, rungs, a poster and a preview; rungs added later lie below."""


class Probed(Struct, frozen=True, kw_only=True):
    """What a video file holds. width, height: as shown, after rotation.

    fps: average.  rate: the same as a fraction.  is_even: each picture lasts as long as the others.
    """

    duration_ms: int
    width: int
    height: int
    rotation: int
    fps: float
    rate: str
    is_even: bool
    bit_rate: int
    key_gap_ms: int
    video_codec: str
    pixel_format: str
    is_square_pixel: bool
    is_hdr: bool
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None


class Source(Struct, frozen=True, kw_only=True):
    """A file of a stranger as it was found, and the part of it that becomes a clip. path: "" when stored."""

    path: str
    demuxer: str
    probed: Probed
    start_ms: int
    duration_ms: int
    is_cut: bool


class Step(StrEnum):
    """What is added to a clip that plays."""

    RUNGS = "rungs"
    """All other sizes that its file allows."""
    AV1 = "av1"
    """The largest and the smallest size once more, in fewer bytes."""


class StoredFile(Struct, frozen=True, kw_only=True):
    """A folder in storage that belongs to one person. key: its address below /media.

    poster_ms: of which moment the poster of a clip is, when another than the first one was made.
    """

    id: FileId
    owner_id: OwnerId
    kind: FileKind
    key: str
    width: int
    height: int
    size_bytes: int
    poster_ms: int | None = None
    playlist: str = "index.m3u8"
    av1_playlist: str | None = None
    has_preview: bool = False


class StoredClip(Struct, frozen=True, kw_only=True):
    """A clip in storage to which rungs are added. playlist: the current one, below its key."""

    key: str
    playlist: str
    source: Source | None


class FileView(Struct, frozen=True, kw_only=True):
    """A picture as everybody sees it. thumbnail_url: at most 480 px wide, for lists.

    The name of a file is its width. Beside it lie the narrower ones of 240, 480 and 960, and each as .avif.
    """

    file_id: FileId
    url: str
    thumbnail_url: str
    width: int
    height: int


class ClipView(Struct, frozen=True, kw_only=True):
    """A playable clip as everybody sees it.

    av1_url: the same in fewer bytes, once it is made.  preview_url: three silent seconds, small, for lists.
    """

    file_id: FileId
    hls_url: str
    av1_url: str | None
    poster_url: str
    preview_url: str | None
    width: int
    height: int


class Upload(Struct, frozen=True, kw_only=True):
    """A file on its way here. finished_at: when its last byte was on disk.

    is_length_deferred: length_bytes is the most that it may become, and the sender will say what it is.
    """

    id: UploadId
    owner_id: OwnerId
    length_bytes: int
    is_length_deferred: bool
    metadata: str | None
    finished_at: datetime | None
    is_claimed: bool
    expires_at: datetime
    created_at: datetime


class MadeClip(Struct, frozen=True, kw_only=True):
    """A clip in storage that no row names yet."""

    file_id: FileId
    key: str
    width: int
    height: int
    duration_ms: int
    size_bytes: int
    source: Source
