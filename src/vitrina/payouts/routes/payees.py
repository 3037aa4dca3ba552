"""HTTP of payouts for those who are paid."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from vitrina.identity import service as identity
from vitrina.identity.errors import CodeWrong, PasswordWrong, SignInNeeded
from vitrina.identity.model import Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.edge import NOT_REPLAYABLE
from vitrina.kit.errors import Malformed, TooManyRequests
from vitrina.kit.http import (
    PAGE_SIZE,
    Cursor,
    Limit,
    Limiter,
    Page,
    as_file,
    client_address,
    decode_cursor,
    fails,
    language_of,
    table,
)
from vitrina.kit.places import Currency
from vitrina.ledger.errors import BalanceTooLow
from vitrina.payments.errors import AccountMissing, AccountNotReady, AccountUnavailable, ProviderSilent
from vitrina.payouts import service
from vitrina.payouts.errors import (
    BelowMinimum,
    DestinationChangedOften,
    DestinationMissing,
    DestinationOnHold,
    PayeeNotFound,
    PayeeSuspended,
    PayoutIdTaken,
    StatementTooLong,
)
from vitrina.payouts.model import (
    AccountPageView,
    AccountView,
    DestinationView,
    NewAccountPage,
    NewDestination,
    NewPayout,
    PayeeKind,
    PayoutDesk,
    PayoutId,
    PayoutView,
    Statement,
    StatementMonth,
)

TAGS = ["payouts"]
OF_PAYEE = (SignInNeeded, PayeeNotFound, Malformed)
PayoutKey = tuple[datetime, PayoutId]
# Needed, but missed only after the sign-in.
OfCurrency = Annotated[Currency | None, QueryParameter(name="currency", description="Of the account; needed")]
OfMonth = Annotated[date | None, QueryParameter(name="month", description="Any day of it, in UTC; needed")]
# A document takes a second of work at most.
DOCUMENTS_ALLOWED = Limiter(per_minute=20)
# Each asks the provider.
CHECKS_ALLOWED = Limiter(per_minute=20)


@get(
    "/payees/{kind:str}/{payee:uuid}",
    operation_id="getPayoutDesk",
    tags=TAGS,
    responses=fails(*OF_PAYEE),
)
async def get_desk(kind: str, payee: UUID, person: Person, pool: Pool, settings: Settings) -> PayoutDesk:
    """Show what stands for your shop, or for you as a creator, and where it goes. kind: shop or creator."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
        return await service.look(db, settings, payee=found, now=clock.now())


@put(
    "/payees/{kind:str}/{payee:uuid}/destination",
    operation_id="setPayoutDestination",
    tags=TAGS,
    opt={NOT_REPLAYABLE: True},
    responses=fails(
        *OF_PAYEE, CodeWrong, PasswordWrong, TooManyRequests, DestinationChangedOften, AccountNotReady
    ),
)
async def set_destination(
    request: Request[Any, Any, Any],
    kind: str,
    payee: UUID,
    data: NewDestination,
    person: Person,
    pool: Pool,
    settings: Settings,
) -> DestinationView:
    """Say where the money of a currency goes, showing again who you are. Nothing goes there for 72 hours."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
    await identity.prove(
        pool,
        person,
        data.proof,
        address=client_address(request.scope, is_behind_proxy=settings.is_behind_proxy),
        secret_key=settings.secret_key,
        now=clock.real_now(),
    )
    async with pool.transaction() as db:
        return await service.set_destination(db, settings, payee=found, new=data, now=clock.now())


@post(
    "/payees/{kind:str}/{payee:uuid}/account-pages",
    operation_id="openProviderAccount",
    tags=TAGS,
    status_code=200,
    opt={NOT_REPLAYABLE: True},
    responses=fails(*OF_PAYEE, CodeWrong, PasswordWrong, TooManyRequests, AccountUnavailable, ProviderSilent),
)
async def open_account(
    request: Request[Any, Any, Any],
    kind: str,
    payee: UUID,
    data: NewAccountPage,
    person: Person,
    pool: Pool,
    settings: Settings,
) -> AccountPageView:
    """Open your account with the payment provider, or go on there, showing again who you are."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
    await identity.prove(
        pool,
        person,
        data.proof,
        address=client_address(request.scope, is_behind_proxy=settings.is_behind_proxy),
        secret_key=settings.secret_key,
        now=clock.real_now(),
    )
    url = await service.open_account(pool, settings, payee=found, now=clock.now())
    return AccountPageView(url=url)


@post(
    "/payees/{kind:str}/{payee:uuid}/account-checks",
    operation_id="checkProviderAccount",
    tags=TAGS,
    status_code=200,
    responses=fails(*OF_PAYEE, TooManyRequests, AccountMissing, ProviderSilent),
)
async def check_account(
    kind: str, payee: UUID, person: Person, pool: Pool, settings: Settings
) -> AccountView:
    """Ask the payment provider whether it pays out to your account there."""
    CHECKS_ALLOWED.spend(str(person.id))
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
    return await service.check_account(pool, settings, payee=found, now=clock.now())


@delete(
    "/payees/{kind:str}/{payee:uuid}/destination",
    operation_id="removePayoutDestination",
    tags=TAGS,
    status_code=204,
    responses=fails(*OF_PAYEE),
)
async def remove_destination(
    kind: str, payee: UUID, person: Person, pool: Pool, currency: OfCurrency = None
) -> None:
    """Let nothing be paid out by itself in a currency, until you say again where it goes."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
        if currency is None:
            raise Malformed({"currency": "name the currency"})
        await service.remove_destination(db, payee=found, currency=currency, now=clock.now())


@get(
    "/payees/{kind:str}/{payee:uuid}/payouts",
    operation_id="listMyPayouts",
    tags=TAGS,
    responses=fails(*OF_PAYEE),
)
async def list_payouts(
    kind: str, payee: UUID, person: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[PayoutView]:
    """List your payouts, the newest first."""
    before = decode_cursor(cursor, PayoutKey)
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
        return await service.list_payouts(db, payee=found, before=before, limit=limit)


@post(
    "/payees/{kind:str}/{payee:uuid}/payouts",
    operation_id="askPayout",
    tags=TAGS,
    responses=fails(
        *OF_PAYEE,
        PayeeSuspended,
        DestinationMissing,
        DestinationOnHold,
        BelowMinimum,
        BalanceTooLow,
        PayoutIdTaken,
    ),
)
async def ask_payout(
    kind: str, payee: UUID, data: NewPayout, person: Person, pool: Pool, settings: Settings
) -> PayoutView:
    """Have all that is available in a currency paid out before the day."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
        made = await service.request(db, settings, payee=found, new=data, now=clock.now())
        return (await service.views(db, [made]))[0]


@get(
    "/payees/{kind:str}/{payee:uuid}/statements",
    operation_id="listStatements",
    tags=TAGS,
    responses=fails(*OF_PAYEE),
)
async def list_statements(
    kind: str, payee: UUID, person: Person, pool: Pool, currency: OfCurrency = None
) -> list[StatementMonth]:
    """List the months in which anything moved on your account, the newest first."""
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(kind), payee)
        if currency is None:
            raise Malformed({"currency": "name the currency"})
        return await service.months(db, payee=found, currency=currency)


def _file(media_type: str, name: str) -> dict[int, ResponseSpec]:
    return {
        200: ResponseSpec(bytes, description=name, media_type=media_type, generate_examples=False),
        **fails(*OF_PAYEE, StatementTooLong, TooManyRequests),
    }


@get(
    "/payees/{kind:str}/{payee:uuid}/statement.csv",
    operation_id="downloadStatementTable",
    tags=TAGS,
    media_type="text/csv",
    opt={IS_RAW: True},
    responses=_file("text/csv", "The statement"),
)
async def statement_table(
    kind: str, payee: UUID, person: Person, pool: Pool, currency: OfCurrency = None, month: OfMonth = None
) -> Response[bytes]:
    """Download a month of your account as a CSV table, amounts in minor units, at most 20,000 lines."""
    shown = await _statement(pool, person, (kind, payee), (currency, month), service.STATEMENT_LINES_MAX)
    return table(service.statement_csv(shown), _name(shown, "csv"))


@get(
    "/payees/{kind:str}/{payee:uuid}/statement.pdf",
    operation_id="downloadStatement",
    tags=TAGS,
    media_type="application/pdf",
    opt={IS_RAW: True},
    responses=_file("application/pdf", "The statement"),
)
async def statement_document(
    request: Request[Any, Any, Any],
    kind: str,
    payee: UUID,
    person: Person,
    pool: Pool,
    currency: OfCurrency = None,
    month: OfMonth = None,
) -> Response[bytes]:
    """Download a month of your account as a document, at most 2,000 lines."""
    DOCUMENTS_ALLOWED.spend(str(person.id))
    shown = await _statement(pool, person, (kind, payee), (currency, month), service.DOCUMENT_LINES_MAX)
    raw = await service.statement_document(shown, language_of(request))
    return Response(raw, media_type="application/pdf", headers=as_file(_name(shown, "pdf")))


async def _statement(
    pool: Pool,
    person: Person,
    whose: tuple[str, UUID],
    which: tuple[Currency | None, date | None],
    lines_max: int,
) -> Statement:
    currency, month = which
    async with pool.transaction() as db:
        found = await service.payee_for(db, person, kind_of(whose[0]), whose[1])
        if currency is None or month is None or not _is_past(month):
            raise Malformed({"month": "name the currency, and a month that has begun"})
        return await service.statement(db, payee=found, currency=currency, month=month, lines_max=lines_max)


def _is_past(month: date) -> bool:
    return date(2000, 1, 1) <= month.replace(day=1) <= clock.now().astimezone(UTC).date()


def _name(shown: Statement, ending: str) -> str:
    return f"statement-{shown.month:%Y-%m}-{shown.currency}.{ending}"


def kind_of(text: str) -> PayeeKind:
    """Read the kind of payee in an address. Raises PayeeNotFound."""
    try:
        return PayeeKind(text)
    except ValueError as e:
        raise PayeeNotFound from e


PAYEE_ROUTES = [
    get_desk,
    set_destination,
    open_account,
    check_account,
    remove_destination,
    list_payouts,
    ask_payout,
    list_statements,
    statement_table,
    statement_document,
]
