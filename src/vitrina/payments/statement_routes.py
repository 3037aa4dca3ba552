"""HTTP of statements, for operators: where a provider's differs from the books, and settling that."""

from uuid import UUID

from litestar import delete, get, post
from litestar.di import Provide

from vitrina.identity.errors import NotAllowed, SignInNeeded
from vitrina.identity.guards import require
from vitrina.identity.model import Capability, Person
from vitrina.kit import clock
from vitrina.kit.db import Pool
from vitrina.kit.errors import Malformed
from vitrina.kit.http import fails
from vitrina.payments import differences
from vitrina.payments.errors import (
    DifferenceChanged,
    DifferenceForeign,
    DifferenceNotFound,
    SettlementDone,
    SettlementNotFound,
    SettlementOwn,
    SettlementUnderWay,
)
from vitrina.payments.statement_model import DifferenceDesk, NewSettlement, Settlement, SettlementId

TAGS = ["payments"]
OPERATOR = {"operator": Provide(require(Capability.OPERATE))}


@get(
    "/differences",
    operation_id="listDifferences",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed),
)
async def list_differences(operator: Person, pool: Pool) -> DifferenceDesk:
    """List where statements of providers and the books differ, over whole days, for operators."""
    async with pool.transaction() as db:
        return await differences.desk(db, operator=operator)


@post(
    "/settlements",
    operation_id="proposeSettlement",
    tags=TAGS,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, Malformed, DifferenceNotFound, DifferenceForeign, SettlementUnderWay
    ),
)
async def propose_settlement(data: NewSettlement, operator: Person, pool: Pool) -> Settlement:
    """Propose to believe a statement where it differs; another operator must agree."""
    async with pool.transaction() as db:
        return await differences.propose(db, operator=operator, new=data, now=clock.now())


@post(
    "/settlements/{settlement:uuid}/approval",
    operation_id="approveSettlement",
    tags=TAGS,
    status_code=200,
    dependencies=OPERATOR,
    responses=fails(
        SignInNeeded, NotAllowed, SettlementNotFound, SettlementOwn, SettlementDone, DifferenceChanged
    ),
)
async def approve_settlement(settlement: UUID, operator: Person, pool: Pool) -> Settlement:
    """Agree to what another operator proposed: the books say what the statement says."""
    async with pool.transaction() as db:
        return await differences.approve(
            db, settlement_id=SettlementId(settlement), operator=operator, now=clock.now()
        )


@delete(
    "/settlements/{settlement:uuid}",
    operation_id="withdrawSettlement",
    tags=TAGS,
    status_code=204,
    dependencies=OPERATOR,
    responses=fails(SignInNeeded, NotAllowed, SettlementDone),
)
async def withdraw_settlement(settlement: UUID, operator: Person, pool: Pool) -> None:
    """Take a proposal back that nobody has agreed to, for operators."""
    del operator
    async with pool.transaction() as db:
        await differences.withdraw(db, settlement_id=SettlementId(settlement))


STATEMENT_ROUTES = [list_differences, propose_settlement, approve_settlement, withdraw_settlement]
