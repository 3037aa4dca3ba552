"""What payouts write into the books: a payout moves by these journals, and its state with them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vitrina.kit.places import Currency
from vitrina.ledger.model import Account, Journal, Line
from vitrina.payouts.model import (
    PayeeKind,
    Payout,
    PayoutId,
    TaxReturn,
    Withholding,
    WriteOff,
)

AVAILABLE = {PayeeKind.SHOP: "seller_available", PayeeKind.CREATOR: "creator_available"}
PENDING = {PayeeKind.SHOP: ("seller_pending",), PayeeKind.CREATOR: ("creator_pending", "tip_pending")}


def available(kind: PayeeKind, payee_id: UUID, currency: Currency) -> Account:
    """Name the account that payouts are taken from."""
    return Account(kind=AVAILABLE[kind], owner=str(payee_id), currency=currency)


def pending(kind: PayeeKind, payee_id: UUID, currency: Currency) -> list[Account]:
    """Name the accounts of what is not the payee's own yet."""
    return [Account(kind=each, owner=str(payee_id), currency=currency) for each in PENDING[kind]]


def payee_word(kind: PayeeKind, payee_id: UUID) -> str:
    """Name a payee in one word, for who does not know what she is."""
    return f"{kind}:{payee_id}"


def transit(payout_id: PayoutId, currency: Currency) -> Account:
    """Name the account of a payout on its way: it goes up once and down once."""
    return Account(kind="payout_transit", owner=str(payout_id), currency=currency)


def source(payout_id: PayoutId) -> str:
    """Name a payout as the source of its journals."""
    return f"payout:{payout_id}"


def created(payout: Payout, taxes: Sequence[Withholding], *, now: datetime) -> Journal:
    """Take a payout from its payee: what is withheld is owed to the state, the rest is on its way.

    Not forced: the floor of the account refuses it when anything of the sum is gone.
    """
    return Journal(
        key=f"payout:{payout.id}:created",
        kind="payout_created",
        source=source(payout.id),
        lines=[
            Line(account=_of(payout), amount_minor=payout.amount_minor),
            Line(account=transit(payout.id, payout.currency), amount_minor=-_pays(payout)),
            *[Line(account=_tax(payout, each), amount_minor=-each.amount_minor) for each in taxes],
        ],
        effective_at=now,
    )


def paid(payout: Payout, *, now: datetime) -> Journal:
    """Book a payout that arrived: from the bank account, or from what its provider holds for us.

    The provider's own statement moves it on from `psp_pending`, as all that it takes (decision 0076).
    """
    return Journal(
        key=f"payout:{payout.id}:paid",
        kind="payout_paid",
        source=source(payout.id),
        lines=[
            Line(account=transit(payout.id, payout.currency), amount_minor=_pays(payout)),
            Line(account=_holder(payout), amount_minor=-_pays(payout)),
        ],
        effective_at=now,
    )


def returned(payout: Payout, taxes: Sequence[Withholding], *, now: datetime) -> Journal:
    """Give a payout that came back, or was refused, to its payee again; the next one withholds the tax."""
    return Journal(
        key=f"payout:{payout.id}:returned",
        kind="payout_returned",
        source=source(payout.id),
        lines=[
            Line(account=transit(payout.id, payout.currency), amount_minor=_pays(payout)),
            *[Line(account=_tax(payout, each), amount_minor=each.amount_minor) for each in taxes],
            Line(account=_of(payout), amount_minor=-payout.amount_minor),
        ],
        effective_at=now,
        reverses=f"payout:{payout.id}:created",
    )


def came_back(
    payout: Payout, taxes: Sequence[Withholding], *, reference: str, amount_minor: int, now: datetime
) -> Journal:
    """Give a payee what of a payout came back after it had arrived. taxes: what goes back with it."""
    tax_minor = sum(each.amount_minor for each in taxes)
    return Journal(
        key=f"payout:{payout.id}:came_back:{reference}",
        kind="payout_came_back",
        source=source(payout.id),
        lines=[
            Line(account=_holder(payout), amount_minor=amount_minor),
            *[Line(account=_tax(payout, each), amount_minor=each.amount_minor) for each in taxes],
            Line(account=_of(payout), amount_minor=-amount_minor - tax_minor),
        ],
        effective_at=now,
    )


def tax_returned(
    payee_id: UUID, currency: Currency, returned: Sequence[TaxReturn], *, now: datetime
) -> Journal | None:
    """Give a shop tax back of what went back after it was withheld: less is owed to the state.

    returned: of one sale. None where it comes to nothing.
    """
    given = [each for each in returned if each.amount_minor]
    if not given:
        return None
    first = given[0]
    return Journal(
        key=f"payout:{first.payout_id}:tax_returned:{first.order_id}:{first.refunded_minor}",
        kind="tax_returned",
        source=f"payout_tax:{first.payout_id}",
        lines=[
            *[
                Line(
                    account=Account(kind="tax_payable", owner=each.tax, currency=currency),
                    amount_minor=each.amount_minor,
                )
                for each in given
            ],
            Line(
                account=available(PayeeKind.SHOP, payee_id, currency),
                amount_minor=-sum(each.amount_minor for each in given),
            ),
        ],
        effective_at=now,
    )


def written_off(write_off: WriteOff, *, now: datetime) -> Journal:
    """Let a debt go: the loss is the platform's."""
    account = available(write_off.payee_kind, write_off.payee_id, write_off.currency)
    loss = Account(kind="chargeback_loss", owner="", currency=write_off.currency)
    return Journal(
        key=f"write_off:{write_off.id}:approved",
        kind="debt_written_off",
        source=f"write_off:{write_off.id}",
        lines=[
            Line(account=loss, amount_minor=write_off.amount_minor),
            Line(account=account, amount_minor=-write_off.amount_minor),
        ],
        effective_at=now,
    )


def _holder(payout: Payout) -> Account:
    kind, owner = ("psp_pending", payout.provider) if payout.provider else ("bank", "")
    return Account(kind=kind, owner=owner, currency=payout.currency)


def _pays(payout: Payout) -> int:
    return payout.amount_minor - payout.withheld_minor


def _of(payout: Payout) -> Account:
    return available(payout.payee_kind, payout.payee_id, payout.currency)


def _tax(payout: Payout, tax: Withholding) -> Account:
    return Account(kind="tax_payable", owner=tax.tax, currency=payout.currency)
