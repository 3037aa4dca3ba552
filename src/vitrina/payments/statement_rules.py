"""What the statement of a provider writes into the books. Pure.

All that a provider takes and gives back passes `psp_pending`; what of it may be paid out moves on to
`psp_available` when it settles, and from there to `bank` when it was paid out. Source: money.md 2.4.
"""

from datetime import datetime

from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payments.statement_model import FittedMovement, MovementKind, Settlement


def fee(movement: FittedMovement, *, now: datetime) -> Journal | None:
    """Book what a provider keeps. None: nothing, or what the payout or the dispute itself books.

    The platform bears it: shops and creators are paid as if it were nothing, and no refund brings it back.
    """
    if movement.kind is MovementKind.PAYOUT:
        return None
    kind, kept_minor = "psp_fee", movement.fee_minor
    if movement.kind is MovementKind.FEE:
        kept_minor -= movement.amount_minor
    if movement.kind is MovementKind.DISPUTE:
        if movement.amount_minor < 0:
            return None  # Its fee is booked with the dispute.
        kind = "dispute_fee"
    if not kept_minor:
        return None
    return _journal(
        movement,
        "fee",
        "provider_fee",
        [(_platform(kind, movement), kept_minor), (_held("psp_pending", movement), -kept_minor)],
        now=now,
    )


def settled(movement: FittedMovement, *, now: datetime) -> Journal | None:
    """Book that money may be paid out, or that it was. None where nothing is left of it."""
    if movement.kind is MovementKind.PAYOUT:
        return _paid_out(movement, now=now)
    if not movement.net_minor:
        return None
    lines = [
        (_held("psp_available", movement), movement.net_minor),
        (_held("psp_pending", movement), -movement.net_minor),
    ]
    return _journal(movement, "settled", "provider_settled", lines, now=now)


def _paid_out(movement: FittedMovement, *, now: datetime) -> Journal:
    lines = [
        (_platform("bank", movement), -movement.amount_minor),
        (_platform("psp_fee", movement), movement.fee_minor),
        (_held("psp_available", movement), movement.net_minor),
    ]
    return _journal(movement, "paid_out", "provider_paid_out", lines, now=now)


def source(settlement: Settlement) -> str:
    """Name a settled difference as the source of journals."""
    return f"difference:{settlement.id}"


def agreed(settlement: Settlement, *, now: datetime) -> Journal:
    """Book that a statement is right: the platform bears, or has, what we said else."""
    held = Account(kind="psp_pending", owner=settlement.provider, currency=settlement.currency)
    differing = Account(kind="statement_difference", owner="", currency=settlement.currency)
    return Journal(
        key=f"{settlement.provider}:difference:{settlement.id}:agreed",
        kind="difference_settled",
        source=source(settlement),
        lines=[
            Line(account=held, amount_minor=settlement.amount_minor),
            Line(account=differing, amount_minor=-settlement.amount_minor),
        ],
        effective_at=now,
    )


def _journal(
    movement: FittedMovement, step: str, kind: str, lines: list[tuple[Account, int]], *, now: datetime
) -> Journal:
    return Journal(
        key=f"{movement.provider}:txn:{movement.id}:{step}",
        kind=kind,
        source=movement.source,
        lines=[Line(account=account, amount_minor=amount) for account, amount in lines if amount],
        effective_at=now,
    )


def _platform(kind: str, movement: FittedMovement) -> Account:
    return Account(kind=kind, owner="", currency=Currency(movement.currency))


def _held(kind: str, movement: FittedMovement) -> Account:
    return Account(kind=kind, owner=movement.provider, currency=Currency(movement.currency))
