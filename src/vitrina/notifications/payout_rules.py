"""What payees are told about their money: pure decisions."""

from collections.abc import Mapping, Sequence

from vitrina.identity.model import Person, PersonId
from vitrina.notifications.payout_facts import (
    DestinationChangedFacts,
    PayoutFacts,
    PayoutPaidFacts,
    PayoutReturnedFacts,
    PayoutSentFacts,
)
from vitrina.notifications.told import Told, tell
from vitrina.payouts.model import DestinationChanged, PayeeKind, PayoutState, PayoutStepped
from vitrina.shops.model import ShopId

PayoutEvent = DestinationChanged | PayoutStepped
MOVED = {
    PayoutState.SENT: PayoutSentFacts,
    PayoutState.PAID: PayoutPaidFacts,
    PayoutState.FAILED: PayoutReturnedFacts,
    PayoutState.REFUSED: PayoutReturnedFacts,
}


def tell_payouts(events: Sequence[PayoutEvent], people: Mapping[PersonId, Person]) -> Told:
    """Tell payees where their money goes now, and what became of it, by mail and in the inbox."""
    told = Told(mails=[], notices=[])
    for event in events:
        person, facts = people.get(event.person_id), _facts(event)
        if person and facts:
            tell(told, person, facts)
    return told


def _facts(event: PayoutEvent) -> PayoutFacts | None:
    shop_id = ShopId(event.payee_id) if event.payee_kind is PayeeKind.SHOP else None
    if isinstance(event, DestinationChanged):
        return DestinationChangedFacts(shop_id=shop_id, number=event.ending, usable=event.usable_at.date())
    kind = MOVED.get(event.state)
    return kind and kind(
        shop_id=shop_id, payout_code=event.code, amount_minor=event.pays_minor, currency=event.currency
    )
