"""How Stripe tells what moved on an account. Pure. Source: docs.stripe.com/reports/reporting-categories."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from vitrina.payments.statement_model import Movement, MovementKind, StatementPage

PAGE_SIZE = 100
KINDS = {
    "charge": MovementKind.CHARGE,
    "refund": MovementKind.REFUND,
    "dispute": MovementKind.DISPUTE,
    "dispute_reversal": MovementKind.DISPUTE,
    "transfer": MovementKind.TRANSFER,
    "transfer_reversal": MovementKind.TRANSFER,
    "payout": MovementKind.PAYOUT,
    "payout_reversal": MovementKind.PAYOUT,
    "fee": MovementKind.FEE,
    "tax": MovementKind.FEE,
    "network_cost": MovementKind.FEE,
}


def params(*, since: datetime, until: datetime, page: str | None) -> Any:
    """Write what is asked: whole seconds, and with each movement what it is about."""
    asked: dict[str, Any] = {
        "created": {"gte": int(since.timestamp()), "lt": ceil(until.timestamp())},
        "limit": PAGE_SIZE,
        "expand": ["data.source"],
    }
    return asked | ({"starting_after": page} if page else {})


def page_of(answer: dict[str, Any]) -> StatementPage:
    """Read a page of balance transactions, the newest first."""
    found = [_movement(each) for each in answer["data"]]
    return StatementPage(
        movements=found, next_page=found[-1].id if answer.get("has_more") and found else None
    )


def _movement(told: dict[str, Any]) -> Movement:
    kind = KINDS.get(told["reporting_category"], MovementKind.OTHER)
    return Movement(
        id=told["id"],
        kind=kind,
        reference=_reference(kind, told.get("source")) or told["id"],
        amount_minor=told["amount"],
        fee_minor=told["fee"],
        currency=told["currency"].upper(),
        at=datetime.fromtimestamp(told["created"], UTC),
        settles_at=datetime.fromtimestamp(told["available_on"], UTC),
    )


def _reference(kind: MovementKind, source: Any) -> str:
    """Name what moved as we do: a charge by its payment, for that is what was captured.

    What came back of a transfer begins with the transfer's name.
    """
    if source is None:
        return ""
    if isinstance(source, str):
        return source
    if kind is MovementKind.CHARGE and source.get("payment_intent"):
        intent = source["payment_intent"]
        return intent if isinstance(intent, str) else intent["id"]
    if kind is MovementKind.TRANSFER and source.get("transfer"):
        return f"{source['transfer']} {source['id']}"
    return source["id"]
