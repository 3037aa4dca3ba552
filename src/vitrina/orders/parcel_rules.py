"""Decisions about parcels: what may be in one, and what an order is by what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from vitrina.orders import rules
from vitrina.orders.errors import (
    CashGoesWhole,
    NotReadyToShip,
    ParcelOnItsWay,
    SentBefore,
    TooLateToRecall,
    TooManyParcels,
)
from vitrina.orders.model import Order, OrderLine, OrderLineId, OrderStatus, ParcelPiece
from vitrina.orders.parcels import PARCELS_MAX, RECALLED_WITHIN, Parcel
from vitrina.orders.refund_model import LineQuantity


def to_send(
    order: Order, lines: Sequence[OrderLine], parts: Sequence[LineQuantity] | None, *, sent_before: int
) -> dict[OrderLineId, int]:
    """Tell how much of which line leaves; without parts, everything that is left.

    sent_before: parcels of the order that left. Raises NotReadyToShip, SentBefore, CashGoesWhole,
    TooManyParcels.
    """
    if OrderStatus.SHIPPED not in rules.MOVES[order.status]:
        raise NotReadyToShip
    left = {line.id: line.left_quantity for line in lines if line.left_quantity}
    wanted: dict[OrderLineId, int] = {}
    for each in parts or []:
        wanted[each.line_id] = wanted.get(each.line_id, 0) + each.quantity
    if parts is None:
        wanted = left
    if any(quantity > left.get(line_id, 0) for line_id, quantity in wanted.items()):
        raise SentBefore
    # Who pays at her door pays once.
    if order.is_cash and wanted != left:
        raise CashGoesWhole
    if sent_before >= PARCELS_MAX:
        raise TooManyParcels
    return wanted


def check_recall(
    order: Order,
    lines: Sequence[OrderLine],
    parcel: Parcel,
    inside: Mapping[OrderLineId, int],
    *,
    now: datetime,
) -> None:
    """Refuse to take a parcel back of which somebody has something already. inside: what is in it.

    Raises ParcelOnItsWay, TooLateToRecall.
    """
    if recall_until(order, parcel) is None:
        raise ParcelOnItsWay
    # What was refunded after it was sent is on its way back, or her own.
    if any(line.kept_quantity < inside.get(line.id, 0) for line in lines):
        raise ParcelOnItsWay
    if now >= parcel.shipped_at + RECALLED_WITHIN:
        raise TooLateToRecall(hours=int(RECALLED_WITHIN.total_seconds()) // 3_600)


def recall_until(order: Order, parcel: Parcel) -> datetime | None:
    """Say until when a parcel may be taken back; None when something became of it, or of its order."""
    is_open = order.status in rules.SENDING and order.matured_at is None and parcel.delivered_at is None
    return parcel.shipped_at + RECALLED_WITHIN if is_open else None


def is_all_sent(lines: Sequence[OrderLine], leaving: Mapping[OrderLineId, int]) -> bool:
    """Tell whether nothing is left of an order when so much of it leaves, or is not sent any more."""
    return all(line.left_quantity == leaving.get(line.id, 0) for line in lines)


def arrives_at(parcels: Sequence[Parcel], transit_max_days: int) -> datetime:
    """Say when the last of some parcels arrived, or surely has, where nobody says that it did."""
    return max(each.delivered_at or rules.deliver_by(transit_max_days, each.shipped_at) for each in parcels)


def pieces(lines: Sequence[OrderLine], quantities: Mapping[OrderLineId, int]) -> list[ParcelPiece]:
    """Name what is in a parcel, as facts carry it."""
    return [
        ParcelPiece(line_id=line.id, title=line.title, quantity=quantities[line.id])
        for line in lines
        if line.id in quantities
    ]
