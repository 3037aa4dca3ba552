"""Figures, groups and what they are about."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.money import Money
from vitrina.videos.model import VideoId

WINDOWS = (7, 28)
CLIPS_SHOWN_MAX = 50


class FiguresKind(StrEnum):
    """What figures are about."""

    CREATOR = "creator"
    """All clips of a person."""
    VIDEO = "video"
    """One clip."""
    SHOP = "shop"
    """The clips that show something of a shop."""
    AD = "ad"
    """An advertising campaign: who had its ad on the screen."""
    SPONSORSHIP = "sponsorship"
    """The clips of a sponsorship campaign."""


class Dimension(StrEnum):
    """What divides an audience."""

    ALL = "all"
    """Nothing: everybody."""
    AGE = "age"
    """Years, in bands of adults."""
    LANGUAGE = "language"
    """What people chose to read."""
    COUNTRY = "country"
    """Where people say that they are."""


class Watched(Struct, frozen=True, kw_only=True):
    """What one reader watched of one clip."""

    video_id: VideoId
    viewer_id: PersonId | None
    watched_ms: int
    completed: bool


class GroupCount(Struct, frozen=True, kw_only=True):
    """Exactly how many people are of a group. Never shown as it is."""

    dimension: Dimension
    name: str
    people_count: int


class AudienceGroup(Struct, frozen=True, kw_only=True):
    """A part of an audience. people_at_least: rounded down to tens; name: not_told for who told nothing."""

    name: str
    people_at_least: int


class Audience(Struct, frozen=True, kw_only=True):
    """Who watched, in groups of 20 people or more; empty when there is none that large.

    viewer_count: people who were signed in, each once, by their window.
    """

    viewer_count: int
    group_min: int
    ages: list[AudienceGroup]
    languages: list[AudienceGroup]
    countries: list[AudienceGroup]


class SoldFigures(Struct, frozen=True, kw_only=True):
    """What clips sold with a commission, in one currency."""

    order_count: int
    sold: Money
    earned: Money


class WatchFigures(Struct, frozen=True, kw_only=True):
    """How often clips were watched, and their products tapped. finished_count: of the views."""

    view_count: int
    finished_count: int
    watched_ms: int
    tap_count: int


class ClipFigures(Struct, frozen=True, kw_only=True):
    """One clip among those of a creator or a shop. tap_count: null for a shop, beside which others sell."""

    id: VideoId
    caption: str
    view_count: int
    tap_count: int | None


class DayFigures(Struct, frozen=True, kw_only=True):
    """What became of a subject on a day of UTC."""

    day: date
    view_count: int
    tap_count: int
    sold: list[SoldFigures]


class Figures(Struct, frozen=True, kw_only=True):
    """What became of a subject in a window. through: the last day in it; null before the first sums.

    series: every day of the window, the oldest first; empty for an ad and before the first sums.
    clips: of a creator or a shop, the most watched, at most 50.
    """

    kind: FiguresKind
    subject_id: UUID
    days: int
    through: date | None
    watched: WatchFigures
    sold: list[SoldFigures]
    series: list[DayFigures]
    audience: Audience
    clips: list[ClipFigures]


class MarketSums(Struct, frozen=True, kw_only=True):
    """What the whole instance sold in one currency. sold: what buyers paid; refunded: back to them, by us.

    Each counts on its own day: a purchase when it is paid, a refund when it is asked for, a dispute when a
    bank opens it.
    """

    purchase_count: int
    sold: Money
    refund_count: int
    refunded: Money
    dispute_count: int
    disputed: Money


class MarketDay(Struct, frozen=True, kw_only=True):
    """What became of the whole instance on a day of UTC, by currency."""

    day: date
    sums: list[MarketSums]


class MarketFigures(Struct, frozen=True, kw_only=True):
    """What became of the whole instance in a window. through: the last day in it; null before the first sums.

    series: every day of the window, the oldest first; empty before the first sums.
    """

    days: int
    through: date | None
    sums: list[MarketSums]
    series: list[MarketDay]
