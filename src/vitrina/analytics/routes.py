"""HTTP of analytics."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter

from vitrina.analytics import service
from vitrina.analytics.errors import FiguresNotFound
from vitrina.analytics.model import Figures, FiguresKind
from vitrina.identity.errors import SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails

Kind = Annotated[FiguresKind, QueryParameter(name="kind", description="What the subject is")]
Days = Annotated[Literal[7, 28], QueryParameter(name="days", description="That are over, in UTC")]


@get(
    "/analytics/{subject:uuid}",
    operation_id="getFigures",
    tags=["analytics"],
    responses=fails(SignInNeeded, FiguresNotFound, Malformed),
)
async def get_figures(
    subject: UUID, person: Person, pool: Pool, kind: Kind = FiguresKind.CREATOR, days: Days = 28
) -> Figures:
    """Show the figures and the audience of something of yours: yourself, a clip, a shop, a campaign."""
    async with pool.transaction() as db:
        return await service.look(db, kind=kind, subject_id=subject, days=days, actor=person)


ROUTES = [get_figures]
