"""Nouns of what people say about clips and keep of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event
from vitrina.videos.model.clips import VideoId

CommentId = NewType("CommentId", UUID)
ListId = NewType("ListId", UUID)

COMMENT_LENGTH_MAX = 500
MENTIONS_MAX = 5
FILTER_WORDS_MAX = 100
FILTER_WORD_LENGTH_MAX = 40
LIST_NAME_LENGTH_MAX = 40


class CommentOrder(StrEnum):
    """In which order comments are read. What is pinned comes first in each."""

    TOP = "top"
    """The most liked first."""
    NEWEST = "newest"
    """The newest first."""


class HeldBecause(StrEnum):
    """Why a comment waits for the creator of the clip."""

    WORD = "word"
    """It says a word of the creator's filter."""
    LINK = "link"
    """It carries a link, and its author is new here."""
    DUPLICATE = "duplicate"
    """Its author said the same a short while ago."""


class Mention(Struct, frozen=True, kw_only=True):
    """Somebody whom a comment names, by the handle of that day."""

    handle: str
    person_id: PersonId


class Comment(Struct, frozen=True, kw_only=True):
    """A comment as it is kept. parent_id: the comment that it answers."""

    id: CommentId
    video_id: VideoId
    parent_id: CommentId | None
    creator_id: PersonId
    author_id: PersonId
    text: str
    mentions: list[Mention]
    held_because: HeldBecause | None
    deleted_for: CommentId | None
    deleted_by: PersonId | None
    hidden_for: UUID | None
    is_shown: bool
    is_pinned: bool
    like_count: int
    reply_count: int
    created_at: datetime


class NewComment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says about a clip. parent_id: what it answers; the answer to an answer joins it."""

    id: CommentId
    text: Annotated[str, Meta(min_length=1, max_length=COMMENT_LENGTH_MAX)]
    parent_id: CommentId | None = None


class Author(Struct, frozen=True, kw_only=True):
    """Who says it. is_creator: of the clip; is_self: the reader."""

    id: PersonId
    handle: str
    name: str
    avatar_url: str | None
    is_creator: bool
    is_self: bool


class CommentView(Struct, frozen=True, kw_only=True):
    """A comment as a reader sees it. can_delete, can_pin: whether the reader may."""

    id: CommentId
    video_id: VideoId
    parent_id: CommentId | None
    author: Author
    text: str
    mentions: list[Mention]
    held_because: HeldBecause | None
    is_pinned: bool
    like_count: int
    is_liked: bool
    reply_count: int
    can_delete: bool
    can_pin: bool
    created_at: datetime


class CommentThread(Struct, frozen=True, kw_only=True):
    """A comment that a link leads to, with what it answers; null for one that answers nothing."""

    comment: CommentView
    answered: CommentView | None


class CommentFilters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that hold a comment under one's clips until one approves it, whatever their case and accents."""

    words: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=FILTER_WORD_LENGTH_MAX)]],
        Meta(max_length=FILTER_WORDS_MAX),
    ]


class Saved(Struct, frozen=True, kw_only=True):
    """How many people saved a clip, and whether the reader did."""

    save_count: int
    is_saved: bool


class SavedAt(Struct, frozen=True, kw_only=True):
    """A saved clip in a list by date."""

    video_id: VideoId
    at: datetime


class NewSaveList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of saved clips to be made."""

    id: ListId
    name: Annotated[str, Meta(min_length=1, max_length=LIST_NAME_LENGTH_MAX)]


class SaveListChanges(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes about a list."""

    name: Annotated[str, Meta(min_length=1, max_length=LIST_NAME_LENGTH_MAX)] | UnsetType = UNSET


class SaveList(Struct, frozen=True, kw_only=True):
    """A person's list of saved clips. has_video: whether the clip that was asked about is in it."""

    id: ListId
    name: str
    video_count: int
    has_video: bool
    created_at: datetime


class CommentAdded(Event, frozen=True, kw_only=True):
    """Everybody can see a comment. answered_id: who wrote the comment that it answers."""

    comment_id: CommentId
    video_id: VideoId
    creator_id: PersonId
    author_id: PersonId
    parent_id: CommentId | None
    answered_id: PersonId | None
    mentioned_ids: list[PersonId]
    at: datetime


class CommentHeld(Event, frozen=True, kw_only=True):
    """A comment waits for the creator of the clip."""

    comment_id: CommentId
    video_id: VideoId
    creator_id: PersonId
    author_id: PersonId
    at: datetime
