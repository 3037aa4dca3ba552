"""Decisions about orders: which moves there are, who may make them, and what each writes into the books."""

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from vitrina.kit.errors import Malformed
from vitrina.kit.money import share
from vitrina.kit.text import clean_line
from vitrina.ledger.model import Account, Journal, Line
from vitrina.orders import withdrawal
from vitrina.orders.model import (
    CancelledBy,
    NewLine,
    Order,
    OrderId,
    OrderStatus,
    OrderSums,
    Shipment,
)
from vitrina.orders.views import (
    Allowed,
    ReturnRight,
)
from vitrina.payments.model import RefundId

SENDING = (OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED)
MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset({OrderStatus.PAID, OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    # What is paid at the door leaves in one parcel.
    OrderStatus.CONFIRMED: frozenset({OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.PAID: frozenset({OrderStatus.PACKED, *SENDING, OrderStatus.CANCELLED}),
    OrderStatus.PACKED: frozenset({*SENDING, OrderStatus.CANCELLED}),
    OrderStatus.PARTLY_SHIPPED: frozenset({*SENDING, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED}),
    OrderStatus.DELIVERED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}
UNSHIPPED = frozenset({OrderStatus.CONFIRMED, OrderStatus.PAID, OrderStatus.PACKED})
# Something of it is still to be sent.
UNSENT = UNSHIPPED | {OrderStatus.PARTLY_SHIPPED}
UNDELIVERED = UNSENT | {OrderStatus.SHIPPED}
REFUNDABLE = UNDELIVERED | {OrderStatus.DELIVERED}


class Role(StrEnum):
    """What somebody is to an order."""

    BUYER = "buyer"
    """Who bought it, signed in or with the order's key."""
    SHOP = "shop"
    """Who runs its shop."""


def sources(target: OrderStatus) -> list[OrderStatus]:
    """List the statuses from which an order may come to `target`."""
    return [status for status, targets in MOVES.items() if target in targets]


def cancellable_from(by: CancelledBy) -> frozenset[OrderStatus]:
    """List the statuses in which somebody may cancel: the buyer before shipping, the shop before delivery."""
    return {
        CancelledBy.BUYER: UNSHIPPED,
        CancelledBy.SHOP: UNDELIVERED,
        CancelledBy.SYSTEM: frozenset({OrderStatus.PLACED}),
    }[by]


def allowed(order: Order, roles: frozenset[Role]) -> Allowed:
    """Tell what these roles may do to an order now. A matured order's money has been handed over."""
    is_shop = Role.SHOP in roles
    is_unpaid_cash = order.is_cash and order.paid_at is None
    by = CancelledBy.SHOP if is_shop else CancelledBy.BUYER
    return Allowed(
        cancel=bool(roles) and order.matured_at is None and order.status in cancellable_from(by),
        pack=is_shop and OrderStatus.PACKED in MOVES[order.status],
        ship=is_shop and OrderStatus.SHIPPED in MOVES[order.status],
        split=is_shop and OrderStatus.PARTLY_SHIPPED in MOVES[order.status] and not order.is_cash,
        deliver=bool(roles) and OrderStatus.DELIVERED in MOVES[order.status] and not is_unpaid_cash,
        collect=is_shop and OrderStatus.DELIVERED in MOVES[order.status] and is_unpaid_cash,
        refund=is_shop and may_refund(order) and order.refunded_minor < order.total_minor,
    )


def may_refund(order: Order) -> bool:
    """Tell whether an order's money can go back in part: paid, not cancelled, and not at the door.

    What was paid at the door came through no provider that could give it back.
    """
    return order.status in REFUNDABLE and order.paid_at is not None and not order.is_cash


def fee(line: NewLine, fee_bps: int) -> int:
    """Compute the platform's fee of a line: half up, of the base, so never of tax. Source: rulings, Money."""
    return share(line.base_minor, fee_bps)


def deliver_by(transit_max_days: int, shipped_at: datetime) -> datetime:
    """Say when a parcel has surely arrived, by the shop's own longest transit."""
    return shipped_at + timedelta(days=transit_max_days)


def return_until(order: Order, delivered_at: datetime) -> datetime:
    """Say when the right to return an order ends, by the law of where it went and what its shop offered."""
    country = order.address.country
    return withdrawal.return_until(country, shop_days=order.return_days, delivered_at=delivered_at)


def return_right(order: Order) -> ReturnRight:
    """Tell the right to return an order as people read it. The clock starts when it arrives."""
    law, country, at = withdrawal.LAWS[order.address.country], order.address.country, order.delivered_at
    return ReturnRight(
        until=return_until(order, at) if at else None,
        shop_days=order.return_days,
        law_days=law.days,
        law_unit=law.unit,
        law_until=withdrawal.ends_at(country, at) if at else None,
        payer=law.payer,
        exclusions=list(law.exclusions),
        source=law.source,
    )


def checked_shipment(shipment: Shipment) -> Shipment:
    """Clean what a shop typed about a parcel. Raises Malformed."""
    wrong: dict[str, str] = {}
    carrier, tracking_number = clean_line(shipment.carrier), clean_line(shipment.tracking_number)
    if not carrier:
        wrong["carrier"] = "must not be empty"
    if not tracking_number:
        wrong["tracking_number"] = "must not be empty"
    url = (shipment.tracking_url or "").strip()
    if url and not is_web_address(url):
        wrong["tracking_url"] = "must be an http or https address"
    if wrong:
        raise Malformed(wrong)
    return Shipment(carrier=carrier, tracking_number=tracking_number, tracking_url=url or None)


def is_web_address(url: str) -> bool:
    """Tell whether a text is a plain http or https address of the web."""
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        return False
    # A name and a password before the host dress an address up as another one's.
    is_plain = url.isprintable() and not any(c in url for c in " \\\"'<>")
    return parts.scheme in {"http", "https"} and has_host and parts.username is None and is_plain


def source(order_id: OrderId) -> str:
    """Name an order as the source of journals; whoever books on its money uses the same word."""
    return f"order:{order_id}"


def accrued(order: OrderSums, *, now: datetime) -> Journal:
    """Book a paid order: what was owed to it becomes the shop's, less the platform's fee, both pending.

    What the platform pays of it by a coupon of its own is an expense, and the shop's as well.
    """
    return Journal(
        key=f"order:{order.id}:paid",
        kind="order_paid",
        source=source(order.id),
        lines=_lines(
            (_liability(order), order.total_minor),
            (_platform("promo_expense", order), order.promo_minor),
            (_seller("seller_pending", order), order.fee_minor - order.worth_minor),
            (_platform("fee_pending", order), -order.fee_minor),
        ),
        effective_at=now,
    )


def netted(order: OrderSums, *, held: Account, now: datetime) -> Journal:
    """Book cash that the shop itself took at the door: it has its share, and owes what is others'.

    Forced: its other sales pay for it. held: the account on which the cash stood since it was paid.
    """
    return Journal(
        key=f"order:{order.id}:cash_kept",
        kind="cash_kept",
        source=f"cash:{order.id}",
        lines=_lines((_seller("seller_available", order), order.total_minor), (held, -order.total_minor)),
        effective_at=now,
        is_forced=True,
    )


def remitted(order: OrderSums, *, held: Account, fee_minor: int, now: datetime) -> Journal:
    """Book cash that a carrier brought, less what it keeps for that. The platform bears the carrier's fee."""
    return Journal(
        key=f"order:{order.id}:remitted",
        kind="cash_remitted",
        source=f"cash:{order.id}",
        lines=_lines(
            (_platform("bank", order), order.total_minor - fee_minor),
            (_platform("cod_fee", order), fee_minor),
            (held, -order.total_minor),
        ),
        effective_at=now,
    )


def cancelled(order: OrderSums, refund_id: RefundId, *, now: datetime) -> Journal:
    """Book a cancelled order: shop and platform give all that she paid back to the buyer.

    What the platform had added comes back to it.
    Forced: a commission may have left the shop's pending balance already; its own reversal brings it back.
    """
    return Journal(
        key=f"order:{order.id}:cancelled",
        kind="order_cancelled",
        source=source(order.id),
        lines=_lines(
            (_seller("seller_pending", order), order.worth_minor - order.fee_minor),
            (_platform("fee_pending", order), order.fee_minor),
            (_platform("promo_expense", order), -order.promo_minor),
            (_payable(order, refund_id), -order.total_minor),
        ),
        effective_at=now,
        is_forced=True,
        reverses=f"order:{order.id}:paid",
    )


def not_honoured(order: OrderSums, refund_id: RefundId, *, now: datetime) -> Journal:
    """Book a payment that came too late for the stock: it was never the shop's and goes back at once."""
    return Journal(
        key=f"order:{order.id}:not_honoured",
        kind="order_not_honoured",
        source=source(order.id),
        lines=_lines(
            (_liability(order), order.total_minor),
            (_payable(order, refund_id), -order.total_minor),
        ),
        effective_at=now,
    )


def matured(order: OrderSums, *, seller_minor: int, fee_minor: int, now: datetime) -> Journal | None:
    """Book a matured order: what commissions left pending becomes the shop's own and the platform's income.

    seller_minor, fee_minor: what the books still hold pending for it. None when that is nothing. A shop that
    promised more than it got owes the rest: only then is the journal forced.
    """
    lines = _lines(
        (_seller("seller_pending", order), seller_minor),
        (_seller("seller_available", order), -seller_minor),
        (_platform("fee_pending", order), fee_minor),
        (_platform("fee_income", order), -fee_minor),
    )
    if not lines:
        return None
    return Journal(
        key=f"order:{order.id}:matured",
        kind="order_matured",
        source=source(order.id),
        lines=lines,
        effective_at=now,
        is_forced=seller_minor < 0,
    )


def _lines(*pairs: tuple[Account, int]) -> list[Line]:
    return [
        Line(account=account, amount_minor=amount_minor) for account, amount_minor in pairs if amount_minor
    ]


def _liability(order: OrderSums) -> Account:
    return Account(kind="order_liability", owner=str(order.id), currency=order.currency)


def _seller(kind: str, order: OrderSums) -> Account:
    return Account(kind=kind, owner=str(order.shop_id), currency=order.currency)


def _platform(kind: str, order: OrderSums) -> Account:
    return Account(kind=kind, owner="", currency=order.currency)


def _payable(order: OrderSums, refund_id: RefundId) -> Account:
    return Account(kind="refund_payable", owner=str(refund_id), currency=order.currency)
