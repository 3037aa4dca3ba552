"""What a shop sees of the commissions of an order."""

from msgspec import Struct

from vitrina.affiliates.model import CommissionId, CommissionState, PlanKind
from vitrina.identity.model import PersonId
from vitrina.kit.money import Money
from vitrina.kit.places import Currency


class OrderCommission(Struct, frozen=True, kw_only=True):
    """A commission of an order as it is kept. left_minor: after what was taken back."""

    id: CommissionId
    creator_id: PersonId
    product_title: str
    currency: Currency
    base_minor: int
    rate_bps: int
    left_minor: int
    plan_kind: PlanKind
    state: CommissionState


class OrderCommissionView(Struct, frozen=True, kw_only=True):
    """Who earns of a line of an order: by her public handle, none of who is gone.

    base: what the rate is of.  amount: after what refunds took back.  is_paid_by_platform: of its fee.
    """

    creator_handle: str | None
    product_title: str
    base: Money
    rate_bps: int
    amount: Money
    is_paid_by_platform: bool
    state: CommissionState


class OrderCommissions(Struct, frozen=True, kw_only=True):
    """The commissions of an order, in the order of their making."""

    items: list[OrderCommissionView]
