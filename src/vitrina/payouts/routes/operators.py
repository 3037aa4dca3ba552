"""HTTP of payouts for operators: agree, carry to the bank, write off, report tax."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import Provide
from litestar.params import QueryParameter
from litestar.response import Stream

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.answers import IS_RAW
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import CSV, PAGE_SIZE, TABLE, Cursor, Limit, Page, as_file, decode_cursor, fails
from vitrina.payouts import service
from vitrina.payouts.errors import (
    ApprovedAlready,
    DebtChanged,
    FileIdTaken,
    FileNotFound,
    NoDebt,
    NothingReady,
    OwnPayout,
    PayeeNotFound,
    PayoutMoved,
    PayoutNotFound,
    WriteOffDone,
    WriteOffNotFound,
    WriteOffUnderWay,
)
from vitrina.payouts.model import (
    BankFileId,
    BankFileNote,
    BankFileView,
    Debt,
    NewBankFile,
    NewBankOutcome,
    NewWriteOff,
    PayoutCase,
    PayoutId,
    PayoutRefusal,
    PayoutState,
    WriteOffId,
    WriteOffView,
)

TAGS = ["payouts"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}
BY_OPERATORS = (SignInNeeded, NotAllowed, Malformed)
PayoutKey = tuple[datetime, PayoutId]
FileKey = tuple[datetime, BankFileId]
OfState = Annotated[PayoutState | None, QueryParameter(name="state", description="Only those; else all")]
OfMonth = Annotated[date | None, QueryParameter(name="month", description="Any day of it, in UTC; needed")]


@get(
    "/payouts",
    operation_id="listPayouts",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS),
)
async def list_cases(
    operator: Person, pool: Pool, only: OfState = None, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[PayoutCase]:
    """List payouts of everybody with what was done to them, the newest first, for operators."""
    before = decode_cursor(cursor, PayoutKey)
    async with pool.transaction() as db:
        return await service.list_cases(db, operator=operator, state=only, before=before, limit=limit)


@post(
    "/payouts/{payout:uuid}/approval",
    operation_id="approvePayout",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, PayoutNotFound, OwnPayout, ApprovedAlready, PayoutMoved),
)
async def approve(payout: UUID, operator: Person, pool: Pool) -> PayoutCase:
    """Agree to a payout, for operators; the second one who agrees makes it ready. Nobody to her own."""
    async with pool.transaction() as db:
        return await service.approve(db, payout_id=PayoutId(payout), operator=operator, now=clock.now())


@post(
    "/payouts/{payout:uuid}/refusal",
    operation_id="refusePayout",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, PayoutNotFound, OwnPayout, PayoutMoved),
)
async def refuse(payout: UUID, data: PayoutRefusal, operator: Person, pool: Pool) -> PayoutCase:
    """Give a payout that has not left to its payee again, with a reason that she reads, for operators."""
    async with pool.transaction() as db:
        return await service.refuse(
            db, payout_id=PayoutId(payout), operator=operator, reason=data.reason, now=clock.now()
        )


@post(
    "/payouts/{payout:uuid}/outcome",
    operation_id="sayPayoutOutcome",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, PayoutNotFound, OwnPayout, PayoutMoved),
)
async def say_outcome(payout: UUID, data: NewBankOutcome, operator: Person, pool: Pool) -> PayoutCase:
    """Write what the bank said about a payout, for operators: it arrived, or came back.

    Nobody says of her own that it came back.
    """
    async with pool.transaction() as db:
        return await service.say_outcome(
            db, payout_id=PayoutId(payout), operator=operator, said=data, now=clock.now()
        )


@post(
    "/payout-files",
    operation_id="makePayoutFile",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, NothingReady, FileIdTaken),
)
async def make_file(data: NewBankFile, operator: Person, pool: Pool) -> BankFileView:
    """Put the payouts of a currency that are ready into a file for the bank, for operators."""
    async with pool.transaction() as db:
        return await service.make_file(db, operator=operator, new=data, now=clock.now())


@get(
    "/payout-files",
    operation_id="listPayoutFiles",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS),
)
async def list_files(
    operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[BankFileView]:
    """List files for the bank, the newest first, for operators."""
    del operator
    before = decode_cursor(cursor, FileKey)
    async with pool.transaction() as db:
        return await service.list_files(db, before=before, limit=limit)


@get(
    "/payout-files/{file:uuid}/table.csv",
    operation_id="downloadPayoutFile",
    tags=TAGS,
    dependencies=OPERATOR,
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(*BY_OPERATORS, FileNotFound)},
)
async def download_file(file: UUID, operator: Person, pool: Pool) -> Response[bytes]:
    """Download a file for the bank as a CSV table: account numbers in full. Other operators see who did."""
    async with pool.transaction() as db:
        shown, table = await service.bank_file_csv(
            db, file_id=BankFileId(file), operator=operator, now=clock.now()
        )
    # For a bank's machine: without the mark for spreadsheets.
    return Response(table.encode(), media_type=CSV, headers=as_file(f"payouts-{shown.code}.csv"))


@post(
    "/payout-files/{file:uuid}/outcome",
    operation_id="sayPayoutFilePaid",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, FileNotFound),
)
async def say_paid(file: UUID, data: BankFileNote, operator: Person, pool: Pool) -> BankFileView:
    """Write that all payouts of a file arrived of which the bank said nothing else, for operators."""
    async with pool.transaction() as db:
        return await service.say_paid(
            db, file_id=BankFileId(file), operator=operator, note=data.note, now=clock.now()
        )


@get(
    "/withholdings.csv",
    operation_id="exportWithholdings",
    tags=TAGS,
    dependencies=OPERATOR,
    media_type="text/csv",
    opt={IS_RAW: True},
    responses={200: TABLE, **fails(*BY_OPERATORS)},
)
async def export_withholdings(operator: Person, pool: Pool, month: OfMonth = None) -> Stream:
    """Write the tax that payouts of a month kept back as a CSV table, for operators and the tax office."""
    del operator
    if month is None or not date(2000, 1, 1) <= month <= date(9998, 12, 31):
        raise Malformed({"month": "name the month"})
    return Stream(
        service.withholdings_csv(pool, month=month),
        media_type=CSV,
        headers=as_file(f"withholdings-{month:%Y-%m}.csv"),
    )


@get(
    "/debts",
    operation_id="listDebts",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS),
)
async def list_debts(
    operator: Person, pool: Pool, cursor: Cursor = None, limit: Limit = PAGE_SIZE
) -> Page[Debt]:
    """List payees whose balance is below zero, for operators."""
    after = decode_cursor(cursor, tuple[int])
    async with pool.transaction() as db:
        return await service.list_debts(
            db, operator=operator, after=min(after[0], 2**62) if after else 0, limit=limit
        )


@post(
    "/write-offs",
    operation_id="proposeWriteOff",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, PayeeNotFound, OwnPayout, NoDebt, WriteOffUnderWay),
)
async def propose_write_off(data: NewWriteOff, operator: Person, pool: Pool) -> WriteOffView:
    """Propose to let a debt go; another operator must agree."""
    async with pool.transaction() as db:
        return await service.propose_write_off(db, operator=operator, new=data, now=clock.now())


@post(
    "/write-offs/{write_off:uuid}/approval",
    operation_id="approveWriteOff",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(
        *BY_OPERATORS,
        WriteOffNotFound,
        PayeeNotFound,
        OwnPayout,
        ApprovedAlready,
        WriteOffDone,
        DebtChanged,
    ),
)
async def approve_write_off(write_off: UUID, operator: Person, pool: Pool) -> WriteOffView:
    """Agree to let a debt go that another operator proposed."""
    async with pool.transaction() as db:
        return await service.approve_write_off(
            db, write_off_id=WriteOffId(write_off), operator=operator, now=clock.now()
        )


@delete(
    "/write-offs/{write_off:uuid}",
    operation_id="withdrawWriteOff",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(*BY_OPERATORS, WriteOffDone),
)
async def withdraw_write_off(write_off: UUID, operator: Person, pool: Pool) -> None:
    """Take a proposal back that nobody has agreed to, for operators."""
    del operator
    async with pool.transaction() as db:
        await service.withdraw_write_off(db, write_off_id=WriteOffId(write_off))


OPERATOR_ROUTES = [
    list_cases,
    approve,
    refuse,
    say_outcome,
    make_file,
    list_files,
    download_file,
    say_paid,
    export_withholdings,
    list_debts,
    propose_write_off,
    approve_write_off,
    withdraw_write_off,
]
