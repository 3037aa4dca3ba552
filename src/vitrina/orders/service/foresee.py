"""What a sale would be: told by the rules that will book it."""

from datetime import datetime, timedelta

from vitrina.kit.ids import new_id
from vitrina.orders import rules, withdrawal
from vitrina.orders.model import Foreseen, NewLine, OrderLineId, PaidLine
from vitrina.shops.model import Shop

DAY = timedelta(days=1)


def foresee(line: NewLine, *, shop: Shop, fee_bps: int, now: datetime) -> Foreseen:
    """Tell what a priced line would be if somebody in the shop's country paid it, and it was shipped, now."""
    arrival = rules.deliver_by(shop.transit_max_days, now)
    until = withdrawal.return_until(shop.country, shop_days=shop.return_days, delivered_at=arrival)
    return Foreseen(
        line=_paid(line, fee_minor=rules.fee(line, fee_bps)),
        transit_max_days=shop.transit_max_days,
        return_days=-((arrival - until) // DAY),
        return_until=until,
    )


def _paid(line: NewLine, *, fee_minor: int) -> PaidLine:
    return PaidLine(
        line_id=OrderLineId(new_id()),
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        discount_minor=line.discount_minor,
        tax_rate_bps=line.tax_rate_bps,
        tax_minor=line.tax_minor,
        base_minor=line.base_minor,
        fee_minor=fee_minor,
    )
