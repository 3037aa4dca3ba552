"""Devices, settings and pushes."""

from collections.abc import Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.kit.places import Language
from vitrina.notifications.model import NoticeId

PushDeviceId = NewType("PushDeviceId", UUID)
PushId = NewType("PushId", UUID)

ENDPOINT_LENGTH_MAX = 1_000
ZONE_LENGTH_MAX = 64

Endpoint = Annotated[
    str,
    Meta(
        max_length=ENDPOINT_LENGTH_MAX,
        description="Where the browser's service takes messages, as the browser says it",
        examples=["https://fcm.googleapis.com/fcm/send/abc"],
    ),
]
Zone = Annotated[
    str,
    Meta(min_length=1, max_length=ZONE_LENGTH_MAX, description="IANA name", examples=["America/Mexico_City"]),
]
Hour = Annotated[
    str,
    Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Of the person's day", examples=["22:00"]),
]
Key = Annotated[str, Meta(min_length=1, max_length=100, description="base64url")]


class PushSubject(StrEnum):
    """What a person may switch off on her lock screen, one switch each."""

    ORDERS = "orders"
    """What she bought."""
    MESSAGES = "messages"
    """Messages between buyers and shops."""
    SHOWS = "shows"
    """Shows that she wanted to be reminded of."""
    DROPS = "drops"
    """Her turn in a drop."""
    SALES = "sales"
    """What her shop sold, and what comes back."""
    SHOP = "shop"
    """What else happens in her shop: reviews, questions, imports, partners."""
    EARNINGS = "earnings"
    """Commissions, tips, collaborations and payouts."""
    TALK = "talk"
    """Comments, answers and mentions."""
    REACTIONS = "reactions"
    """Likes and new followers."""
    ACCOUNT = "account"
    """Decisions about her and what she shows, her data, her clips."""


class PushSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is pushed to a person, and when not.

    quiet_from, quiet_until: hours of her zone in which pushes wait, both or neither. zone: where her day is.
    """

    silenced: Annotated[list[PushSubject], Meta(max_length=len(PushSubject))]
    zone: Zone
    quiet_from: Hour | None
    quiet_until: Hour | None


class AddPushDevice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A browser that shall take pushes, as its PushSubscription says. language: that of its screens."""

    endpoint: Endpoint
    p256dh: Key
    auth: Key
    language: Language
    zone: Zone


class PushDevice(Struct, frozen=True, kw_only=True):
    """One of the own devices. agent: what it calls itself. taken_at: when its service last took a push."""

    id: PushDeviceId
    agent: str
    made_at: datetime
    taken_at: datetime | None
    failure_count: int


class PushOffer(Struct, frozen=True, kw_only=True):
    """Whether this instance pushes, with which key, to which of the own devices, and what.

    public_key: applicationServerKey of the browser's subscription; None where nothing is pushed.
    """

    public_key: str | None
    devices: list[PushDevice]
    settings: PushSettings


class NewDevice(Struct, frozen=True, kw_only=True):
    """A device that was checked."""

    id: PushDeviceId
    person_id: PersonId
    session_digest: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    language: Language
    agent: str


class Preferences(Struct, frozen=True, kw_only=True):
    """Settings as they are kept."""

    silenced: Sequence[PushSubject]
    zone: str
    quiet_from: time | None
    quiet_until: time | None


class Reached(Struct, frozen=True, kw_only=True):
    """A device that a notice may go to, with what its person wants."""

    id: PushDeviceId
    person_id: PersonId
    preferences: Preferences | None


class NewPush(Struct, frozen=True, kw_only=True):
    """A push to be written down. Without a notice and a group it is a trial."""

    device_id: PushDeviceId
    notice_id: NoticeId | None = None
    group_key: str | None = None
    is_held: bool = False
    next_attempt_at: datetime
    expires_at: datetime


class PushState(StrEnum):
    """What became of a push."""

    WAITING = "waiting"
    """It is to be sent, at once, after quiet hours or after a pause."""
    SENT = "sent"
    """The device's service took it, alone or with others as one."""
    FAILED = "failed"
    """The service refused it for good."""
    EXPIRED = "expired"
    """What it told was over before it could be sent."""
    DROPPED = "dropped"
    """There was nothing to tell any more: read, silenced or gone."""


class Push(Struct, frozen=True, kw_only=True):
    """A push whose turn has come."""

    id: PushId
    device_id: PushDeviceId
    notice_id: NoticeId | None
    group_key: str | None
    is_held: bool
    attempt_count: int
    expires_at: datetime

    @property
    def is_trial(self) -> bool:
        """Whether the person asked for it to see whether it comes."""
        return self.notice_id is None and self.group_key is None


class Target(Struct, frozen=True, kw_only=True):
    """A device with all that is needed to send to it."""

    id: PushDeviceId
    person_id: PersonId
    session_digest: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    language: Language
    failure_count: int
    preferences: Preferences | None


class PushMessage(Struct, frozen=True, kw_only=True):
    """What a device shows. badge: unread notices.  tag: a later one with the same takes its place."""

    title: str
    body: str
    url: str
    tag: str
    badge: int
    language: Language


class Envelope(Struct, frozen=True, kw_only=True):
    """How a service carries a message. life_s: how long it keeps it for a device that is off."""

    urgency: str
    life_s: int
    topic: str
