"""Reports, cases, decisions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from msgspec import Meta, Struct

from vitrina.identity.model import PersonId
from vitrina.kit.events import Event

ReportId = NewType("ReportId", UUID)
DecisionId = NewType("DecisionId", UUID)
AppealId = NewType("AppealId", UUID)

WORDS_LENGTH_MAX = 500
TITLE_LENGTH_MAX = 200
APPEAL_LENGTH_MAX = 1_000

Words = Annotated[str, Meta(max_length=WORDS_LENGTH_MAX)]
AppealWords = Annotated[str, Meta(min_length=1, max_length=APPEAL_LENGTH_MAX)]


class ThingKind(StrEnum):
    """What can be reported."""

    CLIP = "clip"
    """A clip."""
    COMMENT = "comment"
    """A comment or an answer."""
    PERSON = "person"
    """A person, with whatever she shows and says."""
    SHOP = "shop"
    """A shop, with whatever it sells."""
    PRODUCT = "product"
    """A product."""
    REVIEW = "review"
    """What somebody wrote about a product."""
    REVIEW_ANSWER = "review_answer"
    """What a shop answered to a review; its id is the review's."""
    QUESTION = "question"
    """What somebody asked about a product."""
    ANSWER = "answer"
    """What a shop or a buyer answered to a question."""
    LIVE = "live"
    """A live show, or its replay."""
    MESSAGE = "message"
    """What somebody wrote to a shop, or a shop to a buyer; only who got it reports it."""
    LIVE_MESSAGE = "live_message"
    """What somebody said in a live show."""
    BRIEF = "brief"
    """What a shop wants creators to show for a fee: title and brief of a campaign."""
    AD = "ad"
    """What a shop pays to have seen; the clip that it shows is a thing of its own."""


class Reason(StrEnum):
    """Why a thing is reported, and why a decision is made."""

    SPAM = "spam"
    """Advertising, repetition, or a trick to be seen."""
    SCAM = "scam"
    """It cheats people out of money or data."""
    HATE = "hate"
    """It attacks people for what they are."""
    HARASSMENT = "harassment"
    """It threatens, bullies or exposes somebody."""
    NUDITY = "nudity"
    """Nudity or sexual acts."""
    VIOLENCE = "violence"
    """Violence, self-harm, or a call for it."""
    MINORS = "minors"
    """It endangers minors."""
    ILLEGAL_GOODS = "illegal_goods"
    """It sells what may not be sold."""
    COUNTERFEIT = "counterfeit"
    """A fake, or the work of somebody else."""
    OTHER = "other"
    """Something else; the words say what."""


class Action(StrEnum):
    """What an operator decides."""

    TAKE_DOWN = "take_down"
    """Nobody sees the thing any more."""
    RESTORE = "restore"
    """Everybody sees it again."""
    WARN = "warn"
    """It stays; who answers for it is told."""
    DISMISS = "dismiss"
    """Nothing is wrong; the reports are closed."""


class ThingQuote(Struct, frozen=True, kw_only=True):
    """Something said around a thing, by the handle of then. is_it: the thing itself."""

    handle: str
    text: str
    at: datetime
    is_it: bool = False


class Thing(Struct, frozen=True, kw_only=True):
    """Something that can be reported. subject_id: who answers for it. is_public: whether anybody sees it.

    url: empty where it has no page of its own.  image_urls: of pictures that somebody sent.
    context: what it stands in, where it means little alone, in its order.
    """

    kind: ThingKind
    id: UUID
    subject_id: PersonId
    title: str
    text: str
    url: str
    is_public: bool
    is_hidden: bool
    image_urls: list[str] = []
    context: list[ThingQuote] = []


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    UPHELD = "upheld"
    """The decision stays."""
    REVERSED = "reversed"
    """It was wrong; what it took down is back."""


class NewAppeal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a person thinks that a decision about her is wrong."""

    id: AppealId
    words: AppealWords


class Appeal(Struct, frozen=True, kw_only=True):
    """An appeal against a decision. outcome, decided_at: null while it waits.  answer: of who decided."""

    id: AppealId
    decision_id: DecisionId
    words: str
    appealed_at: datetime
    outcome: AppealOutcome | None
    answer: str
    decided_at: datetime | None


class NewOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an operator decides about an appeal. words: what the person is told."""

    outcome: AppealOutcome
    words: Words = ""


class NewReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report to be made."""

    id: ReportId
    kind: ThingKind
    thing_id: UUID
    reason: Reason
    note: Words = ""


class Report(Struct, frozen=True, kw_only=True):
    """A report as its writer and the operators see it."""

    id: ReportId
    kind: ThingKind
    thing_id: UUID
    reason: Reason
    note: str
    reported_at: datetime
    closed_at: datetime | None


class NewDecision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision to be made. words: what the person is told beyond the reason."""

    id: DecisionId
    kind: ThingKind
    thing_id: UUID
    action: Action
    reason: Reason
    words: Words = ""


class Decision(Struct, frozen=True, kw_only=True):
    """A decision, as it was made. title: of the thing on that day. appeal: told to whom it concerns."""

    id: DecisionId
    kind: ThingKind
    thing_id: UUID
    action: Action
    reason: Reason
    words: str
    title: str
    decided_at: datetime
    appeal: Appeal | None = None


class CaseState(StrEnum):
    """Which cases an operator looks at."""

    OPEN = "open"
    """With reports that wait, the longest waiting first."""
    DECIDED = "decided"
    """The last decided first."""


class CaseRow(Struct, frozen=True, kw_only=True):
    """A case as it is kept."""

    kind: ThingKind
    thing_id: UUID
    open_count: int
    waiting_since: datetime
    decided_at: datetime | None


class Subject(Struct, frozen=True, kw_only=True):
    """Who answers for a thing."""

    id: PersonId
    handle: str
    name: str


class Case(Struct, frozen=True, kw_only=True):
    """A case with what an operator needs to decide. thing, subject: null when they are gone."""

    kind: ThingKind
    thing_id: UUID
    open_count: int
    waiting_since: datetime
    decided_at: datetime | None
    thing: Thing | None
    subject: Subject | None
    reports: list[Report]
    decisions: list[Decision]


class AppealState(StrEnum):
    """Which appeals an operator looks at."""

    OPEN = "open"
    """Those that wait, the longest waiting first."""
    DECIDED = "decided"
    """The last decided first."""


class AppealCase(Struct, frozen=True, kw_only=True):
    """An appeal with what an operator needs to decide. thing, subject: null when they are gone.

    is_own: the reader made the decision; another operator decides, where there is one.
    """

    appeal: Appeal
    decision: Decision
    thing: Thing | None
    subject: Subject | None
    is_own: bool


class AppealDecided(Event, frozen=True, kw_only=True):
    """An operator decided about an appeal."""

    decision_id: DecisionId
    subject_id: PersonId
    kind: ThingKind
    title: str
    reason: Reason
    outcome: AppealOutcome
    words: str
    at: datetime


class DecisionMade(Event, frozen=True, kw_only=True):
    """An operator decided about a thing; dismissed reports are not told."""

    decision_id: DecisionId
    subject_id: PersonId
    kind: ThingKind
    thing_id: UUID
    action: Action
    reason: Reason
    words: str
    title: str
    at: datetime
