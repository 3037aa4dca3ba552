"""HTTP of analytics."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.analytics import service
from vitrina.analytics.errors import FiguresNotFound
from vitrina.analytics.model import Figures, FiguresKind, MarketFigures
from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit.answers import IS_RAW
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import TABLE, fails, table

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


@get(
    "/analytics/{subject:uuid}/days.csv",
    operation_id="exportFigures",
    tags=["analytics"],
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(SignInNeeded, FiguresNotFound, Malformed)},
)
async def export_figures(
    subject: UUID, person: Person, pool: Pool, kind: Kind = FiguresKind.CREATOR, days: Days = 28
) -> Response[bytes]:
    """Write the days of figures as a CSV table, amounts in minor units."""
    async with pool.transaction() as db:
        figures = await service.look(db, kind=kind, subject_id=subject, days=days, actor=person)
    return table(service.as_csv(figures), f"figures-{kind}-{figures.through or 'none'}.csv")


@get(
    "/market-figures",
    operation_id="getMarketFigures",
    tags=["analytics"],
    dependencies={"operator": Provide(require(Capability.OPERATE))},
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def get_market_figures(operator: Person, pool: Pool, days: Days = 28) -> MarketFigures:
    """Show what the whole instance sold, gave back and lost to banks, day by day, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.look_at_market(db, days=days)


ROUTES = [get_figures, export_figures, get_market_figures]
