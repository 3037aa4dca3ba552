"""Which notices are pushed: under which switch, how urgently, for how long, and whether in quiet hours."""

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

from msgspec import Struct

from vitrina.notifications import facts as told
from vitrina.notifications.payout_facts import DestinationChangedFacts, PayoutMovedFacts
from vitrina.notifications.push.model import PushSubject
from vitrina.notifications.return_facts import (
    OrderRefundedFacts,
    ParcelFacts,
    ParcelRecalledFacts,
    ReturnBuyerFacts,
    ReturnShopFacts,
    SaleCancelledFacts,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOW, NORMAL, HIGH = "low", "normal", "high"


class Pushed(Struct, frozen=True, kw_only=True):
    """How a kind of notice is pushed.

    subject: the switch; None for what always comes.  urgency: what a service may keep back to save a battery.
    Source: RFC 8030, section 5.3.  life: after it nobody needs to be told.  is_pressing: quiet hours or not.
    """

    subject: PushSubject | None
    urgency: str = NORMAL
    life: timedelta = DAY
    is_pressing: bool = False


ORDER = Pushed(subject=PushSubject.ORDERS, life=3 * DAY)
MESSAGE = Pushed(subject=PushSubject.MESSAGES, urgency=HIGH)
SALE = Pushed(subject=PushSubject.SALES)
URGENT_SALE = Pushed(subject=PushSubject.SALES, urgency=HIGH, life=3 * DAY)
SHOP = Pushed(subject=PushSubject.SHOP)
EARNING = Pushed(subject=PushSubject.EARNINGS)
TALK = Pushed(subject=PushSubject.TALK)
REACTION = Pushed(subject=PushSubject.REACTIONS, urgency=LOW)
ACCOUNT = Pushed(subject=PushSubject.ACCOUNT, life=3 * DAY)

_SAME: Mapping[Pushed, tuple[type[Struct], ...]] = {
    ORDER: (
        *(told.OrderPaidFacts, told.OrderShippedFacts, told.OrderDeliveredFacts, told.OrderCancelledFacts),
        *(OrderRefundedFacts, ParcelFacts, ParcelRecalledFacts, ReturnBuyerFacts),
    ),
    MESSAGE: (told.ShopWroteFacts, told.BuyerWroteFacts),
    SALE: (told.OrderSoldFacts, told.CashOrderFacts, ReturnShopFacts),
    # Nobody shall send what was cancelled, and a bank waits for no shop.
    URGENT_SALE: (SaleCancelledFacts, told.OrderDisputedFacts),
    SHOP: (
        *(told.ReviewedFacts, told.QuestionAskedFacts, told.SponsorBrandFacts, told.InvitationAnsweredFacts),
        *(told.EndpointDisabledFacts, told.ShopVerificationFacts, told.PermitRuledFacts),
        *get_args(told.ImportFacts),
    ),
    EARNING: (
        *(told.CommissionEarnedFacts, told.CommissionsAvailableFacts, told.TipReceivedFacts),
        *(told.SponsorCreatorFacts, told.InvitedFacts, *get_args(PayoutMovedFacts)),
    ),
    TALK: (*get_args(told.TalkFacts), told.ReviewAnsweredFacts, told.QuestionAnsweredFacts),
    REACTION: get_args(told.GroupFacts),
    ACCOUNT: (
        *get_args(told.DecisionFacts),
        *get_args(told.AccountFacts),
        *get_args(told.ScheduleFacts),
    ),
}
PUSHED: Mapping[type[Struct], Pushed] = {
    **{facts: pushed for pushed, same in _SAME.items() for facts in same},
    # What is to be paid or confirmed until a moment, and an order is lost after it.
    told.OrderAwaitedFacts: Pushed(
        subject=PushSubject.ORDERS, urgency=HIGH, life=HOUR * 12, is_pressing=True
    ),
    # A show that she asked to be called to, and a turn that lasts three minutes, are now or never.
    told.ShowBeganFacts: Pushed(subject=PushSubject.SHOWS, urgency=HIGH, life=HOUR, is_pressing=True),
    told.DropServedFacts: Pushed(
        subject=PushSubject.DROPS, urgency=HIGH, life=timedelta(minutes=3), is_pressing=True
    ),
    # Whoever changed where her money goes may not be she.
    DestinationChangedFacts: Pushed(subject=None, urgency=HIGH, life=3 * DAY, is_pressing=True),
}
