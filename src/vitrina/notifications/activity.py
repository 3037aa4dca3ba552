"""What people did on what is somebody's: who is told, and how one notice grows with many. Pure decisions."""

from collections.abc import Sequence

import msgspec

from vitrina.identity.model import PersonId
from vitrina.notifications.facts import (
    AnsweredFacts,
    ClipLikedFacts,
    CommentedFacts,
    CommentHeldFacts,
    FollowedFacts,
    GroupFacts,
    MentionedFacts,
    TalkFacts,
)
from vitrina.notifications.model import Activity
from vitrina.social.model import Followed
from vitrina.videos.model import CommentAdded, CommentHeld, VideoLiked

ActivityEvent = VideoLiked | CommentAdded | CommentHeld | Followed

# Of a notice that grows; enough to know who was counted.
ACTORS_KEPT = 100


def heard(events: Sequence[ActivityEvent]) -> list[Activity]:
    """Tell who may hear of what people did, in the order of the facts; nobody hears of oneself."""
    return [each for event in events for each in _heard_of(event) if each.person_id != each.actor_id]


def _heard_of(event: ActivityEvent) -> list[Activity]:
    match event:
        case VideoLiked():
            liked = ClipLikedFacts(video_id=event.video_id, actor_ids=[event.person_id], actor_count=1)
            return [
                Activity(
                    person_id=event.creator_id,
                    actor_id=event.person_id,
                    facts=liked,
                    group_key=f"likes:{event.video_id}:{event.at.date()}",
                )
            ]
        case Followed():
            return [
                Activity(
                    person_id=PersonId(event.followee_id),
                    actor_id=event.follower_id,
                    facts=FollowedFacts(actor_ids=[event.follower_id], actor_count=1),
                    group_key=f"follows:{event.at.date()}",
                )
            ]
        case CommentHeld():
            return [_talk(event, event.creator_id, CommentHeldFacts)]
        case CommentAdded():
            return _said(event)


def _said(event: CommentAdded) -> list[Activity]:
    """Each hears of a comment once, by what concerns her most."""
    whom: dict[PersonId, type[TalkFacts]] = {}
    if event.answered_id:
        whom[event.answered_id] = AnsweredFacts
    for person_id in event.mentioned_ids:
        whom.setdefault(person_id, MentionedFacts)
    whom.setdefault(event.creator_id, CommentedFacts)
    return [_talk(event, person_id, kind) for person_id, kind in whom.items()]


def _talk(event: CommentAdded | CommentHeld, person_id: PersonId, kind: type[TalkFacts]) -> Activity:
    return Activity(
        person_id=person_id,
        actor_id=event.author_id,
        facts=kind(video_id=event.video_id, comment_id=event.comment_id, actor_id=event.author_id),
    )


def grown(group: GroupFacts, actor_id: PersonId) -> GroupFacts:
    """Add somebody to a notice that grows; who is among the last ones already is not counted again."""
    others = [each for each in group.actor_ids if each != actor_id]
    is_new = len(others) == len(group.actor_ids)
    return msgspec.structs.replace(
        group, actor_ids=[actor_id, *others][:ACTORS_KEPT], actor_count=group.actor_count + is_new
    )
