"""HTTP of revenue, for operators."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import PAGE_SIZE, TABLE, Cursor, Limit, Page, decode_cursor, fails, table
from vitrina.kit.places import Currency
from vitrina.revenue import service
from vitrina.revenue.model import RevenueEntry, RevenueYear

TAGS = ["revenue"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
Year = Annotated[
    int | None,
    QueryParameter(name="year", ge=2000, le=9998, description="In UTC; now unless given"),
]
Kind = Annotated[str, QueryParameter(name="kind", max_length=40, description="Of the figure; needed")]
CurrencyOfFigure = Annotated[
    Currency | None, QueryParameter(name="currency", description="Of the figure; needed")
]
Month = Annotated[date | None, QueryParameter(name="month", description="Any day of it; needed")]


@get(
    "/revenue",
    operation_id="getRevenue",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def get_revenue(operator: Person, pool: Pool, year: Year = None) -> RevenueYear:
    """Show what the platform earned in a year, by kind, month and currency, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.look(db, year=year or clock.now().year)


@get(
    "/revenue/lines",
    operation_id="listRevenueLines",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, Malformed),
)
async def list_lines(
    operator: Person,
    pool: Pool,
    kind: Kind = "",
    currency: CurrencyOfFigure = None,
    month: Month = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[RevenueEntry]:
    """List the lines of journals behind one figure, the newest first, for operators."""
    del operator
    if not kind or currency is None or month is None:
        raise Malformed({"kind": "name the kind, the currency and the month of a figure"})
    before = decode_cursor(cursor, tuple[int, int])
    async with pool.transaction() as db:
        return await service.lines_of(db, (kind, currency), month=month, before=before, limit=limit)


@get(
    "/revenue.csv",
    operation_id="exportRevenue",
    tags=TAGS,
    dependencies=OPERATOR,
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(SignInNeeded, NotAllowed, Malformed)},
)
async def export_revenue(operator: Person, pool: Pool, year: Year = None) -> Response[bytes]:
    """Write the figures of a year as a CSV table, amounts in minor units, for operators."""
    del operator
    async with pool.transaction() as db:
        shown = await service.look(db, year=year or clock.now().year)
    return table(service.as_csv(shown), f"revenue-{shown.year}.csv")


ROUTES = [get_revenue, list_lines, export_revenue]
