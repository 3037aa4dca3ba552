"""HTTP of the books, for operators."""

from typing import Annotated

from litestar import get, post
from litestar.di import Provide
from litestar.params import QueryParameter

from vitrina.books import service
from vitrina.books.jobs import audit
from vitrina.books.model import AccountEntry, AuditDesk, FoundJournals, Seals
from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import PAGE_SIZE, Cursor, Limit, Limiter, Page, decode_cursor, fails
from vitrina.kit.places import Currency
from vitrina.ledger.model import Account

TAGS = ["books"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
BY_OPERATORS = (SignInNeeded, NotAllowed, Malformed)
AUDITS_ALLOWED = Limiter(per_minute=6)
LARGEST = 2**62

Search = Annotated[
    str,
    QueryParameter(
        name="search",
        max_length=service.SEARCH_LENGTH_MAX,
        description="Code of an order or payout, id, whose money moved, or key; needed",
    ),
]
Kind = Annotated[str, QueryParameter(name="kind", max_length=40, description="Of the account; needed")]
Owner = Annotated[str, QueryParameter(name="owner", max_length=200, description="Of the account")]
OfCurrency = Annotated[Currency | None, QueryParameter(name="currency", description="Of the account; needed")]


@get(
    "/books/audit",
    operation_id="getAudits",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def get_audits(operator: Person, pool: Pool) -> AuditDesk:
    """Show what the last audits found for each promise, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.last_audits(db)


@post(
    "/books/audit",
    operation_id="askAudit",
    tags=TAGS,
    status_code=202,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, TooManyRequests),
)
async def ask_audit(operator: Person, pool: Pool) -> None:
    """Have the books looked over now, for operators. What is found appears among the audits."""
    AUDITS_ALLOWED.spend(str(operator.id))
    async with pool.transaction() as db:
        await audit.defer(db)


@get(
    "/books/journals",
    operation_id="findJournals",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS),
)
async def find_journals(operator: Person, pool: Pool, search: Search = "") -> FoundJournals:
    """Find journals with their lines by code, id, whose money moved or key, for operators."""
    del operator
    if not search.strip():
        raise Malformed({"search": "name what to look for"})
    async with pool.transaction() as db:
        return await service.find_journals(db, search)


@get(
    "/books/lines",
    operation_id="listAccountLines",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS),
)
async def list_lines(
    operator: Person,
    pool: Pool,
    kind: Kind = "",
    owner: Owner = "",
    currency: OfCurrency = None,
    cursor: Cursor = None,
    limit: Limit = PAGE_SIZE,
) -> Page[AccountEntry]:
    """List the lines of an account, the newest first, for operators."""
    del operator
    if not kind or currency is None:
        raise Malformed({"kind": "name the kind and the currency of an account"})
    before = decode_cursor(cursor, tuple[int, int])
    if before and not all(abs(number) < LARGEST for number in before):
        raise Malformed({"cursor": "not a cursor of this list"})
    account = Account(kind=kind, owner=owner, currency=currency)
    async with pool.transaction() as db:
        return await service.lines_of(db, account, before=before, limit=limit)


@get(
    "/books/seals",
    operation_id="listSeals",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_seals(operator: Person, pool: Pool) -> Seals:
    """Show the last links of the chain that seals the books, for operators."""
    del operator
    async with pool.transaction() as db:
        return await service.seals(db)


ROUTES = [get_audits, ask_audit, find_journals, list_lines, list_seals]
