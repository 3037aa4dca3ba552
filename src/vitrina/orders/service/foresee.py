"""What a sale would be: told by the rules that will book it."""

from datetime import datetime

from vitrina.kit.ids import new_id
from vitrina.orders import rules, withdrawal
from vitrina.orders.model import Foreseen, NewLine, OrderLineId, PaidLine
from vitrina.shops.model import Shop


def foresee(line: NewLine, *, shop: Shop, fee_bps: int, now: datetime) -> Foreseen:
    """Tell what a priced line would be if somebody in the shop's country paid it, and it was shipped, now."""
    foreseen = Foreseen(
        line=_paid(line, fee_minor=rules.fee(line, fee_bps)),
        transit_max_days=shop.transit_max_days,
        return_days=withdrawal.return_days(shop.country, shop.return_days),
        return_until=now,
    )
    until = rules.return_until(foreseen, rules.deliver_by(foreseen, now))
    return Foreseen(
        line=foreseen.line,
        transit_max_days=foreseen.transit_max_days,
        return_days=foreseen.return_days,
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
