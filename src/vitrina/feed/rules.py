"""Decisions of the feed: how a clip's youth and its popularity make its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log1p

from vitrina.feed.model import Candidate, Chosen, Why

HALF_LIFE = timedelta(hours=24)  # of popularity; `store` writes `hot` by it
RECENCY_HALF_LIFE = timedelta(hours=36)
# Points at which popularity weighs as much as having been published just now.
POINTS_FULL = 1_000.0
# Every further clip of one creator counts for less, so that nobody fills the feed.
CREATOR_FACTOR = 0.8
LIKE_POINTS = 3.0
# A clip is a newcomer until so many people saw it, or this time is over; each fourth place is for newcomers.
NEWCOMER_VIEWS = 30
NEWCOMER_TIME = timedelta(hours=24)
NEWCOMER_EVERY = 4
EXPONENT_MAX = 1_000.0


def half_lives(at: datetime) -> float:
    """Count the half-lives of popularity since 1970."""
    return at.timestamp() / HALF_LIFE.total_seconds()


def heat(hot: float | None, at: datetime) -> float:
    """Tell how many points a clip has at a moment, halved with every half-life since they were given."""
    if hot is None:
        return 0.0
    exponent = hot - half_lives(at)
    return 2.0 ** min(max(exponent, -EXPONENT_MAX), EXPONENT_MAX)


def recency(published_at: datetime, at: datetime) -> float:
    """Weigh how young a clip is: 1 when it is new, halved every 36 hours."""
    return 0.5 ** (max(at - published_at, timedelta(0)) / RECENCY_HALF_LIFE)


def popularity(points: float) -> float:
    """Weigh points: 0 without any, 1 at a thousand; ten times as many are not ten times better."""
    return log1p(points) / log1p(POINTS_FULL)


def why(candidate: Candidate, at: datetime) -> Why:
    """Name the greater of the two weights."""
    is_new = recency(candidate.published_at, at) >= popularity(heat(candidate.hot, at))
    return Why.NEW if is_new else Why.POPULAR


def score(candidate: Candidate, at: datetime) -> float:
    """Add what speaks for a clip."""
    return recency(candidate.published_at, at) + popularity(heat(candidate.hot, at))


def rank(candidates: Sequence[Candidate], at: datetime) -> list[Chosen]:
    """Order clips: by score, each further clip of one creator lowered by a fifth; every fourth is a newcomer.

    The first newcomer comes second, the newest first; when nothing else is left, they fill the rest.
    """
    newcomers = [each for each in candidates if is_newcomer(each, at)]
    newcomers.sort(key=lambda each: (each.published_at, each.video_id), reverse=True)
    known = _by_score([each for each in candidates if not is_newcomer(each, at)], at)
    order: list[Candidate] = []
    while known or newcomers:
        is_turn = len(order) % NEWCOMER_EVERY == 1
        order.append((newcomers if newcomers and (is_turn or not known) else known).pop(0))
    return [Chosen(video_id=each.video_id, why=why(each, at)) for each in order]


def is_newcomer(candidate: Candidate, at: datetime) -> bool:
    """Tell whether a clip still waits for its first audience; before, nobody can know how good it is."""
    is_young = at - candidate.published_at < NEWCOMER_TIME
    is_unseen = candidate.view_count < NEWCOMER_VIEWS and heat(candidate.hot, at) < NEWCOMER_VIEWS
    return is_young and is_unseen


def _by_score(candidates: Sequence[Candidate], at: datetime) -> list[Candidate]:
    by_score = sorted(candidates, key=lambda each: (score(each, at), each.video_id), reverse=True)
    seen: dict[object, int] = {}
    weighed: list[tuple[float, Candidate]] = []
    for each in by_score:
        nth = seen.get(each.creator_id, 0)
        seen[each.creator_id] = nth + 1
        weighed.append((score(each, at) * CREATOR_FACTOR**nth, each))
    weighed.sort(key=lambda pair: (pair[0], pair[1].video_id), reverse=True)
    return [each for _, each in weighed]
