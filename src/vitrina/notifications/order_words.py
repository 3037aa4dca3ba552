"""What fills the words about orders that wait for money, or whose money is asked back. Pure."""

from collections.abc import Mapping

from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Language
from vitrina.notifications.facts import (
    CashOrderFacts,
    OrderAwaitedFacts,
    OrderCancelledFacts,
    OrderDisputedFacts,
    OrderPaidFacts,
    OrderSoldFacts,
    SaleCancelledFacts,
)
from vitrina.notifications.words import written

Summed = (
    OrderPaidFacts
    | OrderAwaitedFacts
    | CashOrderFacts
    | OrderDisputedFacts
    | OrderSoldFacts
    | OrderCancelledFacts
    | SaleCancelledFacts
)


def awaited(facts: OrderAwaitedFacts, language: Language) -> Mapping[str, object]:
    """Fill the words about an order that waits for its buyer."""
    what = say(language, f"awaited.{facts.way}")
    names = {"order_code": facts.order_code, "shop_name": facts.shop_name}
    return {**names, "total": total(facts), "what": what}


def disputed(facts: OrderDisputedFacts, language: Language) -> Mapping[str, object]:
    """Fill the words about an order whose money a bank asks back."""
    what = say(language, f"disputed.{facts.state}")
    return {"order_code": facts.order_code, "total": total(facts), "what": what}


def total(facts: Summed) -> str:
    """Write the sum that facts are about."""
    return written(Money(facts.total_minor, facts.currency))
