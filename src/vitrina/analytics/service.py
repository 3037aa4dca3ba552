"""Verbs of analytics: note what was watched, sum it up when a day is over, look."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from vitrina.analytics import rules, store
from vitrina.analytics.errors import FiguresNotFound
from vitrina.analytics.model import (
    WINDOWS,
    Audience,
    DayFigures,
    Dimension,
    Figures,
    FiguresKind,
    MarketDay,
    MarketFigures,
    MarketSums,
    SoldFigures,
    Watched,
    WatchFigures,
)
from vitrina.identity.model import Person
from vitrina.kit import tables
from vitrina.kit.db import Db
from vitrina.kit.errors import Refusal
from vitrina.kit.money import Money
from vitrina.kit.places import Currency
from vitrina.kit.tables import Row
from vitrina.shops import service as shops
from vitrina.shops.errors import NotYourShop, ShopNotFound
from vitrina.shops.model import ShopId
from vitrina.sponsorships import service as sponsorships
from vitrina.sponsorships.errors import SponsorCampaignNotFound
from vitrina.sponsorships.model import SponsorCampaignId
from vitrina.videos import service as videos
from vitrina.videos.errors import VideoNotFound
from vitrina.videos.model import VideoDeleted, VideoId

LOOPS_MAX = 20
COLUMNS = ("day", "views", "taps", "orders", "currency", "sold_minor", "earned_minor")
DAY = timedelta(days=1)
REFUSED: tuple[type[Refusal], ...] = (NotYourShop, ShopNotFound, SponsorCampaignNotFound, VideoNotFound)


async def note_watched(db: Db, watched: Sequence[Watched], now: datetime) -> None:
    """Count what was watched today, and who did. One statement, however much."""
    await store.note_watched(db, watched, now.date(), loops_max=LOOPS_MAX)


async def sum_up(db: Db, now: datetime) -> bool:
    """Make the sums of all windows up to yesterday, once; tell whether this was the time.

    Then who watched longer ago than the longest window is forgotten.
    """
    through = now.date() - DAY
    if not await store.begin_sums(db, through):
        return False
    await store.drop_sums(db)
    longest = _since(through, max(WINDOWS))
    await store.sum_days(db, since=longest, through=through)
    await store.sum_day_sales(db, since=longest, through=through)
    await store.sum_market(db, since=longest, through=through)
    for days in WINDOWS:
        since = _since(through, days)
        await store.sum_totals(db, window_days=days, since=since, through=through)
        await store.sum_sales(db, window_days=days, since=since, through=through)
        await store.sum_audiences(db, window_days=days, since=since, through=through)
    await store.forget(db, longest)
    return True


def _since(through: date, days: int) -> date:
    return through - (days - 1) * DAY


async def look(db: Db, *, kind: FiguresKind, subject_id: UUID, days: int, actor: Person) -> Figures:
    """Show the figures of what is the actor's own. Raises FiguresNotFound."""
    assert days in WINDOWS
    try:
        await _require_own(db, kind, subject_id, actor)
    except REFUSED as e:
        raise FiguresNotFound from e
    total = await store.find_total(db, kind, subject_id, days)
    has_clips = kind in {FiguresKind.CREATOR, FiguresKind.SHOP}
    through = await store.find_through(db)
    return Figures(
        kind=kind,
        subject_id=subject_id,
        days=days,
        through=through,
        watched=_watched(total),
        sold=[_sold(each) for each in await store.sales_of(db, kind, subject_id, days)],
        series=await _series(db, kind, subject_id, through=through, days=days),
        audience=await _audience(db, kind, subject_id, days),
        clips=await store.clips_of(db, kind, subject_id, days) if has_clips else [],
    )


async def _require_own(db: Db, kind: FiguresKind, subject_id: UUID, actor: Person) -> None:
    match kind:
        case FiguresKind.CREATOR:
            if subject_id != actor.id:
                raise FiguresNotFound
        case FiguresKind.VIDEO:
            await videos.get_own(db, video_id=VideoId(subject_id), actor=actor)
        case FiguresKind.SHOP:
            await shops.require_member(db, shop_id=ShopId(subject_id), person=actor)
        case FiguresKind.AD:
            shop_id = await store.find_advertiser(db, subject_id)
            if shop_id is None:
                raise FiguresNotFound
            await shops.require_member(db, shop_id=shop_id, person=actor)
        case FiguresKind.SPONSORSHIP:
            await sponsorships.own_campaign(db, campaign_id=SponsorCampaignId(subject_id), actor=actor)


def _watched(row: store.TotalRow | None) -> WatchFigures:
    return WatchFigures(
        view_count=row.view_count if row else 0,
        finished_count=row.completed_count if row else 0,
        watched_ms=row.watched_ms if row else 0,
        tap_count=row.tap_count if row else 0,
    )


def _sold(row: store.SaleRow | store.DaySaleRow) -> SoldFigures:
    return SoldFigures(
        order_count=row.order_count,
        sold=Money(row.sold_minor, row.currency),
        earned=Money(row.earned_minor, row.currency),
    )


async def _series(
    db: Db, kind: FiguresKind, subject_id: UUID, *, through: date | None, days: int
) -> list[DayFigures]:
    if through is None or kind is FiguresKind.AD:
        return []
    since = _since(through, days)
    watched = {each.day: each for each in await store.days_of(db, kind, subject_id, since)}
    sold = await store.day_sales_of(db, kind, subject_id, since)
    return [
        DayFigures(
            day=day,
            view_count=watched[day].view_count if day in watched else 0,
            tap_count=watched[day].tap_count if day in watched else 0,
            sold=[_sold(each) for each in sold if each.day == day],
        )
        for day in (since + n * DAY for n in range(days))
    ]


async def look_at_market(db: Db, *, days: int) -> MarketFigures:
    """Show what the whole instance sold, gave back and lost to banks; its route asks who looks."""
    assert days in WINDOWS
    through = await store.find_through(db)
    if through is None:
        return MarketFigures(days=days, through=None, sums=[], series=[])
    since = _since(through, days)
    rows = await store.market_of(db, since)
    currencies = sorted({each.currency for each in rows})
    return MarketFigures(
        days=days,
        through=through,
        sums=[
            _market_sums(currency, [row for row in rows if row.currency is currency])
            for currency in currencies
        ],
        series=[
            MarketDay(day=day, sums=[_market_sums(row.currency, [row]) for row in rows if row.day == day])
            for day in (since + n * DAY for n in range(days))
        ],
    )


def _market_sums(currency: Currency, rows: Sequence[store.MarketRow]) -> MarketSums:
    return MarketSums(
        purchase_count=sum(each.purchase_count for each in rows),
        sold=Money(sum(each.sold_minor for each in rows), currency),
        refund_count=sum(each.refund_count for each in rows),
        refunded=Money(sum(each.refunded_minor for each in rows), currency),
        dispute_count=sum(each.dispute_count for each in rows),
        disputed=Money(sum(each.disputed_minor for each in rows), currency),
    )


def as_csv(figures: Figures) -> str:
    """Write the days of figures as a table: a line a day, or one for each currency of it; minor units."""
    rows: list[Row] = [COLUMNS]
    for each in figures.series:
        start = (each.day.isoformat(), each.view_count, each.tap_count)
        for one in each.sold:
            money = (one.order_count, one.sold.currency.value, one.sold.amount_minor, one.earned.amount_minor)
            rows.append((*start, *money))
        if not each.sold:
            rows.append((*start, 0, "", 0, 0))
    return tables.as_csv(rows)


async def _audience(db: Db, kind: FiguresKind, subject_id: UUID, days: int) -> Audience:
    counts = await store.groups_of(db, kind, subject_id, days)
    return Audience(
        viewer_count=sum(each.people_count for each in counts if each.dimension is Dimension.ALL),
        group_min=rules.GROUP_MIN,
        ages=rules.groups(counts, Dimension.AGE),
        languages=rules.groups(counts, Dimension.LANGUAGE),
        countries=rules.groups(counts, Dimension.COUNTRY),
    )


async def forget_clips(db: Db, facts: Sequence[VideoDeleted]) -> None:
    """Forget the days of deleted clips, and who watched them."""
    await store.forget_clips(db, [VideoId(fact.video_id) for fact in facts])
