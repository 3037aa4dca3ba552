"""Mails and notices."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import Person, PersonId
from vitrina.kit.places import Language
from vitrina.notifications.facts import ActivityFacts, GroupFacts, MailFacts, NoticeFacts
from vitrina.videos.model import CommentId

MailId = NewType("MailId", UUID)
NoticeId = NewType("NoticeId", UUID)


class ActivityKind(StrEnum):
    """What a person may silence in the own inbox."""

    LIKES = "likes"
    """Likes of the own clips."""
    COMMENTS = "comments"
    """What is said under the own clips, and answers to what one said."""
    MENTIONS = "mentions"
    """Comments that name one."""
    FOLLOWS = "follows"
    """New followers."""


class NoticePreferences(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which activity of other people one wants to hear of. Orders, earnings and decisions always come."""

    likes: bool
    comments: bool
    mentions: bool
    follows: bool


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    """It is to be sent, at once or after a pause."""
    SENT = "sent"
    """A mail server took it."""
    FAILED = "failed"
    """A mail server refused it for good, or it was tried too often."""
    EXPIRED = "expired"
    """What it told was over before it could be sent."""


class NewMail(Struct, frozen=True, kw_only=True):
    """A mail to be written down. expires_at: after it, sending makes no sense."""

    recipient: str
    language: Language
    facts: MailFacts
    expires_at: datetime | None = None


class NewNotice(Struct, frozen=True, kw_only=True):
    """A notice to be written down."""

    person_id: PersonId
    facts: NoticeFacts


class Activity(Struct, frozen=True, kw_only=True):
    """Something that one person did and another may hear of. group_key: None for a notice of its own."""

    person_id: PersonId
    actor_id: PersonId
    facts: ActivityFacts
    group_key: str | None = None


class Group(Struct, frozen=True, kw_only=True):
    """A notice that grows."""

    person_id: PersonId
    group_key: str
    facts: GroupFacts


class Known(Struct, frozen=True, kw_only=True):
    """What notices of activity are written with: those who are there, and what is still shown."""

    people: Mapping[PersonId, Person]
    texts: Mapping[CommentId, str]


class Mail(Struct, frozen=True, kw_only=True):
    """A mail in the outbox."""

    id: MailId
    recipient: str
    language: Language
    facts: MailFacts
    written_at: datetime
    attempt_count: int


class Letter(Struct, frozen=True, kw_only=True):
    """A mail written out."""

    subject: str
    text: str
    html: str


class Part(Struct, frozen=True, kw_only=True):
    """A paragraph of a letter; with rows, a table; with a url, a button; large, to be read from afar."""

    text: str = ""
    rows: Sequence[tuple[str, str]] = ()
    url: str | None = None
    is_large: bool = False


class Links(Struct, frozen=True, kw_only=True):
    """What only the running instance can say: secrets and addresses of one mail.

    code: the digits of a one-time code.  order_url: where the reader sees the order.
    """

    base_url: str
    is_demo: bool
    code: str = ""
    order_url: str = ""


class DemoMail(Struct, frozen=True, kw_only=True):
    """A mail as the demo shows it."""

    id: MailId
    to: str
    subject: str
    text: str
    html: str
    at: datetime


class NoticeRow(Struct, frozen=True, kw_only=True):
    """A notice as it is kept."""

    id: NoticeId
    facts: NoticeFacts
    at: datetime
    is_read: bool


class Notice(Struct, frozen=True, kw_only=True):
    """A notice as the person reads it. url: where it leads inside the web app."""

    id: NoticeId
    kind: str
    title: str
    body: str
    url: str
    at: datetime
    is_read: bool


class MarkRead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Notices were read: this one and all older ones."""

    until: NoticeId
