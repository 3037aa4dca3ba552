"""HTTP of moderation."""

from typing import Annotated

from litestar import get, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Page, fails
from vitrina.moderation import service
from vitrina.moderation.errors import (
    AppealDecidedAlready,
    AppealedAlready,
    AppealNotFound,
    CannotDecideOwn,
    CannotReportYourself,
    DecisionIdTaken,
    DecisionNotFound,
    NothingToAppeal,
    OtherOperatorNeeded,
    ReportIdTaken,
    ThingNotFound,
)
from vitrina.moderation.model import (
    Appeal,
    AppealCase,
    AppealId,
    AppealState,
    Case,
    CaseState,
    Decision,
    DecisionId,
    NewAppeal,
    NewDecision,
    NewOutcome,
    NewReport,
    Report,
)

TAGS = ["moderation"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
WhichState = Annotated[
    CaseState, QueryParameter(name="state", description="Cases that wait, or decided ones")
]
WhichAppeals = Annotated[
    AppealState, QueryParameter(name="state", description="Appeals that wait, or decided ones")
]


@post(
    "/reports",
    operation_id="report",
    tags=TAGS,
    responses=fails(
        SignInNeeded, ThingNotFound, CannotReportYourself, ReportIdTaken, TooManyRequests, Malformed
    ),
)
async def report(data: NewReport, person: Person, pool: Pool) -> Report:
    """Report a thing, or a message that you got. Another report while one is open changes its words."""
    async with pool.transaction() as db:
        return await service.report(db, actor=person, new=data, now=clock.now())


@get("/me/decisions", operation_id="listMyDecisions", tags=TAGS, responses=fails(SignInNeeded, Malformed))
async def list_my_decisions(
    person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Decision]:
    """List what operators decided about the own things, with their reasons, the newest first."""
    async with pool.transaction() as db:
        return await service.list_decisions(db, actor=person, cursor=cursor, limit=limit)


@get(
    "/moderation/cases",
    operation_id="listCases",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_cases(
    operator: Person,
    pool: Pool,
    which: WhichState = CaseState.OPEN,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[Case]:
    """List what was reported, for operators: the longest waiting first, or the last decided first."""
    del operator
    async with pool.transaction() as db:
        return await service.list_cases(db, which, cursor=cursor, limit=limit)


@post(
    "/moderation/decisions",
    operation_id="decide",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, ThingNotFound, CannotDecideOwn, DecisionIdTaken, Malformed),
)
async def decide(data: NewDecision, operator: Person, pool: Pool) -> Decision:
    """Take a thing down, restore it, warn who answers for it, or dismiss its reports, for operators."""
    async with pool.transaction() as db:
        return await service.decide(db, operator=operator, new=data, now=clock.now())


@post(
    "/me/decisions/{decision:uuid}/appeal",
    operation_id="appeal",
    tags=TAGS,
    responses=fails(SignInNeeded, DecisionNotFound, NothingToAppeal, AppealedAlready, Malformed),
)
async def appeal(decision: DecisionId, data: NewAppeal, person: Person, pool: Pool) -> Appeal:
    """Say why a decision about something of yours is wrong, once; another operator looks at it."""
    async with pool.transaction() as db:
        return await service.appeal(db, actor=person, decision_id=decision, new=data, now=clock.now())


@get(
    "/moderation/appeals",
    operation_id="listAppeals",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_appeals(
    operator: Person,
    pool: Pool,
    which: WhichAppeals = AppealState.OPEN,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[AppealCase]:
    """List appeals, for operators: the longest waiting first, or the last decided first."""
    async with pool.transaction() as db:
        return await service.list_appeals(db, which, operator=operator, cursor=cursor, limit=limit)


@post(
    "/moderation/appeals/{appeal:uuid}/outcome",
    operation_id="decideAppeal",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, AppealNotFound, AppealDecidedAlready, OtherOperatorNeeded, Malformed
    ),
)
async def decide_appeal(appeal: AppealId, data: NewOutcome, operator: Person, pool: Pool) -> Appeal:
    """Let a decision stand or reverse it, for an operator who did not make it, where there is one."""
    async with pool.transaction() as db:
        return await service.decide_appeal(db, operator=operator, appeal_id=appeal, new=data, now=clock.now())


ROUTES = [report, list_my_decisions, appeal, list_cases, decide, list_appeals, decide_appeal]
