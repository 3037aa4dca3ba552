"""Where the money of a purchase is, and what brought it there."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from vitrina.kit.money import Money


class Party(StrEnum):
    """To whom money of a purchase went."""

    SHOP = "shop"
    """The shop, without the tax that is inside its prices."""
    TAX = "tax"
    """The tax inside the prices: the shop has it, and owes it."""
    CREATOR = "creator"
    """Who showed the product."""
    PLATFORM = "platform"
    """This instance: its fee, less what of it went on."""
    PROVIDER = "provider"
    """Who carries payments: what it keeps for that."""
    BUYER = "buyer"
    """Back to who paid."""
    WAITING = "waiting"
    """Paid, and not anybody's yet."""
    OTHER = "other"
    """An account that is nobody's of these; each line names it."""


class Movement(StrEnum):
    """What a journal on the money of a purchase is about."""

    PAYMENT_CAPTURED = "payment_captured"
    """The provider took the sum; it is owed to the orders."""
    ORDER_PAID = "order_paid"
    """An order's money became the shop's and the platform's, pending."""
    COMMISSION_ACCRUED = "commission_accrued"
    """A creator earned from a line."""
    COMMISSION_AVAILABLE = "commission_available"
    """A commission became the creator's own money."""
    COMMISSION_REVERSED = "commission_reversed"
    """A commission went back to who paid it."""
    ORDER_MATURED = "order_matured"
    """Pending money became the shop's own and the platform's income."""
    ORDER_CANCELLED = "order_cancelled"
    """Shop and platform gave the money back."""
    ORDER_REFUNDED = "order_refunded"
    """Shop and platform gave a part of the money back."""
    ORDER_NOT_HONOURED = "order_not_honoured"
    """The money came too late for the stock and goes back."""
    REFUND_DONE = "refund_done"
    """The provider carried a refund back."""
    PROVIDER_FEE = "provider_fee"
    """The provider kept its fee."""
    PROVIDER_SETTLED = "provider_settled"
    """What the provider holds may be paid out."""
    OTHER = "other"
    """Another movement; the key of its journal names it."""


class MoneyPart(Struct, frozen=True, kw_only=True):
    """What one party has of a purchase now. name: of the shop or creator. journals: which moved it."""

    party: Party
    name: str | None
    amount: Money
    journals: list[int]


class MoneyLine(Struct, frozen=True, kw_only=True):
    """One line of a journal. account: as the chart of accounts names it. is_debit: else it is a credit."""

    account: str
    party: Party
    name: str | None
    is_debit: bool
    amount: Money


class MoneyJournal(Struct, frozen=True, kw_only=True):
    """One movement in the books; its debits are its credits."""

    id: int
    key: str
    kind: Movement
    posted_at: datetime
    lines: list[MoneyLine]


class MoneyTrail(Struct, frozen=True, kw_only=True):
    """Where each cent of a purchase is now, and the journals that brought it there.

    paid: what the provider took.  parts: they add up to it.
    """

    paid: Money
    parts: list[MoneyPart]
    journals: list[MoneyJournal]
