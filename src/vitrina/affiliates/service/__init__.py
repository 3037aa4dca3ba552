"""The door of affiliates."""

from vitrina.affiliates.service.agreements import agree, earned_in
from vitrina.affiliates.service.commissions import (
    HoldFact,
    attribute_orders,
    foresee_refund,
    hold_commissions,
    release_due,
    reverse_commissions,
    reverse_refunded,
)
from vitrina.affiliates.service.earnings import (
    commissions_of,
    commissions_of_order,
    earnings_of,
    get_commission,
)
from vitrina.affiliates.service.grants import lose_grants
from vitrina.affiliates.service.keeps import Fees, Showing, keeps_of
from vitrina.affiliates.service.plans import (
    disclosures,
    plan_of,
    room_disclosures,
    set_override,
    set_plan,
    withdraw_override,
)
from vitrina.affiliates.service.reserves import follow_disputed
from vitrina.affiliates.service.touches import forget_freezes, freeze_touches, touch, touch_by_link

__all__ = [
    "Fees",
    "HoldFact",
    "Showing",
    "agree",
    "attribute_orders",
    "commissions_of",
    "commissions_of_order",
    "disclosures",
    "earned_in",
    "earnings_of",
    "follow_disputed",
    "foresee_refund",
    "forget_freezes",
    "freeze_touches",
    "get_commission",
    "hold_commissions",
    "keeps_of",
    "lose_grants",
    "plan_of",
    "release_due",
    "reverse_commissions",
    "reverse_refunded",
    "room_disclosures",
    "set_override",
    "set_plan",
    "touch",
    "touch_by_link",
    "withdraw_override",
]
