"""What fills the words about orders, refunds and returns. Part of the table in `kinds`."""

from collections.abc import Mapping

from vitrina.kit.locales import say
from vitrina.kit.money import Money
from vitrina.kit.places import Language
from vitrina.notifications.facts import (
    CashOrderFacts,
    OrderAwaitedFacts,
    OrderCancelledFacts,
    OrderDeliveredFacts,
    OrderDisputedFacts,
    OrderPaidFacts,
    OrderRefundedFacts,
    OrderShippedFacts,
    OrderSoldFacts,
    ParcelFacts,
    ParcelRecalledFacts,
    ReturnBuyerFacts,
    ReturnShopFacts,
    SaleCancelledFacts,
)
from vitrina.notifications.words import day_in, written

Fields = Mapping[str, object]
Summed = (
    OrderPaidFacts
    | OrderAwaitedFacts
    | CashOrderFacts
    | OrderDisputedFacts
    | OrderSoldFacts
    | OrderCancelledFacts
    | OrderRefundedFacts
    | SaleCancelledFacts
)


def bought(facts: OrderPaidFacts, _: Language) -> Fields:
    """Fill the words of a receipt."""
    return {"order_code": facts.order_code, "shop_name": facts.shop_name, "total": total(facts)}


def awaited(facts: OrderAwaitedFacts, language: Language) -> Fields:
    """Fill the words of what is still to be paid."""
    what = say(language, f"awaited.{facts.way}")
    return {
        "order_code": facts.order_code,
        "shop_name": facts.shop_name,
        "total": total(facts),
        "what": what,
    }


def sold(facts: OrderSoldFacts | CashOrderFacts, _: Language) -> Fields:
    """Fill the words of a sale."""
    return {"order_code": facts.order_code, "total": total(facts)}


def disputed(facts: OrderDisputedFacts, language: Language) -> Fields:
    """Fill the words of a dispute."""
    what = say(language, f"disputed.{facts.state}")
    return {"order_code": facts.order_code, "total": total(facts), "what": what}


def shipped(facts: OrderShippedFacts, language: Language) -> Fields:
    """Fill the words of a parcel."""
    return {
        "order_code": facts.order_code,
        "shop_name": facts.shop_name,
        "carrier": facts.carrier,
        "tracking_number": facts.tracking_number,
        "day": day_in(language, facts.deliver_by),
    }


def parcel(facts: ParcelFacts, language: Language) -> Fields:
    """Fill the words of one parcel of several."""
    what = say(
        language,
        f"parcel.{facts.news}",
        shop_name=facts.shop_name,
        pieces=facts.pieces,
        carrier=facts.carrier,
        tracking_number=facts.tracking_number,
        day=day_in(language, facts.deliver_by) if facts.deliver_by else "",
    )
    return {"order_code": facts.order_code, "what": what}


def parcel_recalled(facts: ParcelRecalledFacts, _: Language) -> Fields:
    """Fill the words of a parcel that never left."""
    return {"order_code": facts.order_code, "shop_name": facts.shop_name, "pieces": facts.pieces}


def delivered(facts: OrderDeliveredFacts, language: Language) -> Fields:
    """Fill the words of a delivery."""
    day = day_in(language, facts.return_until)
    return {"order_code": facts.order_code, "shop_name": facts.shop_name, "day": day}


def cancelled(facts: OrderCancelledFacts, language: Language) -> Fields:
    """Fill the words of an ending."""
    by_itself = "mail.reason_card_limit" if facts.is_card_limit else "mail.reason_sold_out"
    return {
        "order_code": facts.order_code,
        "shop_name": facts.shop_name,
        "total": total(facts),
        "reason": say(language, by_itself) if facts.reason is None else _reason(facts.reason, language),
    }


def _reason(said: str, language: Language) -> str:
    """Write why somebody ended an order."""
    return said or say(language, "mail.reason_none")


def refunded(facts: OrderRefundedFacts, _: Language) -> Fields:
    """Fill the words of a refund."""
    return {
        "order_code": facts.order_code,
        "shop_name": facts.shop_name,
        "total": total(facts),
        "reason": facts.reason,
    }


def return_for_buyer(facts: ReturnBuyerFacts, language: Language) -> Fields:
    """Fill the words of a return, to the buyer."""
    back = written(Money(facts.refunded_minor, facts.currency))
    what = say(language, f"return_buyer.{facts.state}", shop_name=facts.shop_name, total=back)
    return {"return_code": facts.return_code, "order_code": facts.order_code, "what": what}


def return_for_shop(facts: ReturnShopFacts, language: Language) -> Fields:
    """Fill the words of a return, to the shop."""
    back = written(Money(facts.refunded_minor, facts.currency))
    what = say(language, f"return_shop.{facts.state}", total=back)
    return {"return_code": facts.return_code, "order_code": facts.order_code, "what": what}


def sale_cancelled(facts: SaleCancelledFacts, language: Language) -> Fields:
    """Fill the words of a sale that ended."""
    reason = _reason(facts.reason, language)
    return {"order_code": facts.order_code, "total": total(facts), "reason": reason}


def total(facts: Summed) -> str:
    """Write the sum of some facts."""
    return written(Money(facts.total_minor, facts.currency))
