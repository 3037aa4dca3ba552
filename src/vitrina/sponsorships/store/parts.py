"""SQL of creators' parts in campaigns."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vitrina.identity.model import PersonId
from vitrina.kit.db import Db, many, one, run, value
from vitrina.sponsorships.model import (
    SponsorCampaignId,
    Sponsorship,
    SponsorshipId,
    SponsorshipState,
)
from vitrina.videos.model import VideoId

Before = tuple[datetime, SponsorshipId] | None


async def add(db: Db, sponsorship: Sponsorship) -> int:
    """Insert a sponsorship. 0 when the id is taken, or the creator has a part in the campaign."""
    return await run(
        db,
        """
        insert into sponsorships.sponsorships
               (id, campaign_id, creator_id, is_invited, state, words, due_at, created_at, changed_at)
        values (%(id)s, %(campaign_id)s, %(creator_id)s, %(is_invited)s, %(state)s, %(words)s, %(due_at)s,
                %(created_at)s, %(created_at)s)
            on conflict do nothing
        """,
        id=sponsorship.id,
        campaign_id=sponsorship.campaign_id,
        creator_id=sponsorship.creator_id,
        is_invited=sponsorship.is_invited,
        state=sponsorship.state.value,
        words=sponsorship.words,
        due_at=sponsorship.due_at,
        created_at=sponsorship.created_at,
    )


async def find(db: Db, sponsorship_id: SponsorshipId) -> Sponsorship | None:
    """Find a sponsorship."""
    return await one(
        db,
        Sponsorship,
        """
        select id, campaign_id, creator_id, is_invited, state, words, wanted, video_id, changes_count, due_at,
               created_at, changed_at
          from sponsorships.sponsorships
         where id = %(id)s
        """,
        id=sponsorship_id,
    )


async def of_campaign(
    db: Db, campaign_id: SponsorCampaignId, *, before: Before, limit: int
) -> list[Sponsorship]:
    """List the sponsorships of a campaign, the newest first."""
    return await many(
        db,
        Sponsorship,
        """
        select id, campaign_id, creator_id, is_invited, state, words, wanted, video_id, changes_count, due_at,
               created_at, changed_at
          from sponsorships.sponsorships
         where campaign_id = %(campaign_id)s
           and (%(before_at)s::timestamptz is null
                or (created_at, id) < (%(before_at)s::timestamptz, %(before_id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        campaign_id=campaign_id,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


async def of_creator(
    db: Db, creator_id: PersonId, *, state: SponsorshipState | None, before: Before, limit: int
) -> list[Sponsorship]:
    """List a creator's sponsorships, the newest first."""
    return await many(
        db,
        Sponsorship,
        """
        select id, campaign_id, creator_id, is_invited, state, words, wanted, video_id, changes_count, due_at,
               created_at, changed_at
          from sponsorships.sponsorships
         where creator_id = %(creator_id)s
           and (%(state)s::text is null or state = %(state)s)
           and (%(before_at)s::timestamptz is null
                or (created_at, id) < (%(before_at)s::timestamptz, %(before_id)s::uuid))
         order by created_at desc, id desc
         limit %(limit)s
        """,
        creator_id=creator_id,
        state=state.value if state else None,
        before_at=before[0] if before else None,
        before_id=before[1] if before else None,
        limit=limit,
    )


class Own(Struct, frozen=True, kw_only=True):
    """A person's own part in a campaign."""

    campaign_id: SponsorCampaignId
    id: SponsorshipId


async def own_among(db: Db, creator_id: PersonId, campaign_ids: Sequence[SponsorCampaignId]) -> list[Own]:
    """Find a person's parts in some campaigns."""
    return await many(
        db,
        Own,
        """
        select campaign_id, id
          from sponsorships.sponsorships
         where creator_id = %(creator_id)s
           and campaign_id = any(%(campaign_ids)s)
        """,
        creator_id=creator_id,
        campaign_ids=list(campaign_ids),
    )


class ReleasedCount(Struct, frozen=True, kw_only=True):
    """How many creators a campaign has paid."""

    campaign_id: SponsorCampaignId
    count: int


async def released_counts(db: Db, campaign_ids: Sequence[SponsorCampaignId]) -> list[ReleasedCount]:
    """Count who was paid, by campaign."""
    return await many(
        db,
        ReleasedCount,
        """
        select campaign_id, count(*)::int as count
          from sponsorships.sponsorships
         where campaign_id = any(%(campaign_ids)s)
           and state = 'released'
         group by campaign_id
        """,
        campaign_ids=list(campaign_ids),
    )


async def move(
    db: Db,
    sponsorship_id: SponsorshipId,
    *,
    moves: tuple[SponsorshipState, SponsorshipState],
    due_at: datetime | None,
    now: datetime,
) -> Sponsorship | None:
    """Move a sponsorship from one state to another; None when it is not in the first any more."""
    return await one(
        db,
        Sponsorship,
        """
        update sponsorships.sponsorships
           set state = %(to_state)s,
               due_at = %(due_at)s,
               changed_at = %(now)s
         where id = %(id)s
           and state = %(from_state)s
        returning id, campaign_id, creator_id, is_invited, state, words, wanted, video_id, changes_count,
                  due_at, created_at, changed_at
        """,
        id=sponsorship_id,
        from_state=moves[0].value,
        to_state=moves[1].value,
        due_at=due_at,
        now=now,
    )


async def set_video(db: Db, sponsorship_id: SponsorshipId, video_id: VideoId) -> None:
    """Keep which clip a sponsorship is about to show."""
    await run(
        db,
        "update sponsorships.sponsorships set video_id = %(video_id)s where id = %(id)s",
        id=sponsorship_id,
        video_id=video_id,
    )


async def want_changes(db: Db, sponsorship_id: SponsorshipId, wanted: str, *, count_max: int) -> int:
    """Keep what the brand wants changed; 0 when it has asked often enough."""
    return await run(
        db,
        """
        update sponsorships.sponsorships
           set wanted = %(wanted)s,
               changes_count = changes_count + 1
         where id = %(id)s
           and changes_count < %(count_max)s
        """,
        id=sponsorship_id,
        wanted=wanted,
        count_max=count_max,
    )


async def ids_in(db: Db, campaign_id: SponsorCampaignId, state: SponsorshipState) -> list[SponsorshipId]:
    """List the sponsorships of a campaign in a state that takes a place; at most as many as it has places."""
    return await value(
        db,
        """
        select coalesce(array_agg(id order by id), '{}')
          from sponsorships.sponsorships
         where campaign_id = %(campaign_id)s
           and state = %(state)s
        """,
        campaign_id=campaign_id,
        state=state.value,
    )


async def make_due(db: Db, campaign_id: SponsorCampaignId, *, now: datetime) -> None:
    """Let time move who waits for an answer of a campaign, from now on."""
    await run(
        db,
        """
        update sponsorships.sponsorships
           set due_at = %(now)s
         where campaign_id = %(campaign_id)s
           and state in ('applied', 'invited')
        """,
        campaign_id=campaign_id,
        now=now,
    )


async def due(db: Db, *, now: datetime, limit: int) -> list[SponsorshipId]:
    """List sponsorships whose time has run out, the first one first."""
    return await value(
        db,
        """
        select coalesce(array_agg(t.id), '{}')
          from (select id
                  from sponsorships.sponsorships
                 where due_at <= %(now)s
                 order by due_at
                 limit %(limit)s) t
        """,
        now=now,
        limit=limit,
    )


async def paid_among(db: Db, video_ids: Collection[VideoId]) -> list[UUID]:
    """Tell which clips belong to a sponsorship that was shown to its brand and was not given up."""
    return await value(
        db,
        """
        select coalesce(array_agg(video_id), '{}')
          from sponsorships.sponsorships
         where video_id = any(%(video_ids)s)
           and state in ('submitted', 'changes', 'released')
        """,
        video_ids=list(video_ids),
    )


async def open_count_of(db: Db, creator_id: UUID) -> int:
    """Count the sponsorships for which a creator still has to do something, or waits."""
    return await value(
        db,
        """
        select count(*)
          from sponsorships.sponsorships
         where creator_id = %(creator_id)s
           and state in ('accepted', 'submitted', 'changes')
        """,
        creator_id=creator_id,
    )
