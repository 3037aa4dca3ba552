"""What waits for the operator of the demo: a report, and an appeal against a decision."""

from datetime import datetime, timedelta

from vitrina.demo.world import demo_id
from vitrina.identity import service as identity
from vitrina.identity.model import PersonId
from vitrina.kit.db import Pool
from vitrina.moderation import service as moderation
from vitrina.moderation.model import (
    Action,
    AppealId,
    DecisionId,
    NewAppeal,
    NewDecision,
    NewReport,
    Reason,
    ReportId,
    ThingKind,
)
from vitrina.videos import service as videos
from vitrina.videos.model import CommentId, NewComment, VideoId

CLIP = "teste-de-queda"
SAID_AGO, DECIDED_AGO = timedelta(hours=9), timedelta(hours=5)
# Who said what under the clip: the first was reported, the second was taken down and its author appeals.
REPORTED = ("nico", "Escríbeme y te mando uno igual a mitad de precio.")
TAKEN_DOWN = ("sol", "La mía aguantó dos caídas; la compré en otra tienda.")


async def seed_disputes(pool: Pool, now: datetime) -> None:
    """Let two people say something, one be reported, and one appeal. What was done is not done again."""
    said_at, decided_at = now - SAID_AGO, now - DECIDED_AGO
    video_id = VideoId(demo_id("clip", CLIP))
    async with pool.transaction() as db:
        people = [PersonId(demo_id("person", key)) for key in (REPORTED[0], TAKEN_DOWN[0], "maya", "davi")]
        found = await identity.persons(db, people)
        reported, appellant, reporter, operator = [found[each] for each in people]
        for author, (key, text) in ((reported, REPORTED), (appellant, TAKEN_DOWN)):
            new = NewComment(id=_comment_id(key), text=text)
            await videos.comment(db, video_id=video_id, actor=author, new=new, now=said_at)
        report = NewReport(
            id=ReportId(demo_id("report", CLIP)),
            kind=ThingKind.COMMENT,
            thing_id=_comment_id(REPORTED[0]),
            reason=Reason.SPAM,
            note="Lo escribe en todos los clips.",
        )
        await moderation.report(db, actor=reporter, new=report, now=decided_at)
        decision = NewDecision(
            id=DecisionId(demo_id("decision", CLIP)),
            kind=ThingKind.COMMENT,
            thing_id=_comment_id(TAKEN_DOWN[0]),
            action=Action.TAKE_DOWN,
            reason=Reason.SPAM,
            words="Los comentarios no son para enviar a otra tienda.",
        )
        await moderation.decide(db, operator=operator, new=decision, now=decided_at)
        appeal = NewAppeal(
            id=AppealId(demo_id("appeal", CLIP)), words="No nombré ninguna tienda: solo conté cuánto aguantó."
        )
        await moderation.appeal(db, actor=appellant, decision_id=decision.id, new=appeal, now=now)


def _comment_id(person: str) -> CommentId:
    return CommentId(demo_id("comment", f"{CLIP}:{person}"))
