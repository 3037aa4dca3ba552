"""Every way an order says no."""

from vitrina.kit.errors import Refusal


class OrderNotFound(Refusal):
    """There is no such order, or it is not yours to see."""

    code = "orders.order_not_found"
    status = 404


class NotForYou(Refusal):
    """Only the shop can do this to an order."""

    code = "orders.not_for_you"
    status = 403


class NotReadyToPack(Refusal):
    """Only a paid or confirmed order can be packed."""

    code = "orders.not_ready_to_pack"
    status = 409


class NotReadyToShip(Refusal):
    """Only a paid or confirmed order of which something is left to send can be shipped."""

    code = "orders.not_ready_to_ship"
    status = 409


class SentBefore(Refusal):
    """That is more than what is left of this order to send."""

    code = "orders.sent_before"
    status = 409


class CashGoesWhole(Refusal):
    """This order is paid on delivery: it leaves in one parcel."""

    code = "orders.cash_goes_whole"
    status = 409


class TooManyParcels(Refusal):
    """This order left in as many parcels as it can."""

    code = "orders.too_many_parcels"
    status = 409


class NotOneDoor(Refusal):
    """Only what one buyer gets at one address, already paid, can travel under one tracking number."""

    code = "orders.not_one_door"
    status = 409


class ParcelNotFound(Refusal):
    """There is no such parcel of this order."""

    code = "orders.parcel_not_found"
    status = 404


class ParcelIdTaken(Refusal):
    """Another parcel has this id."""

    code = "orders.parcel_id_taken"
    status = 409


class ParcelArrived(Refusal):
    """This parcel has arrived; its tracking number stays as it was."""

    code = "orders.parcel_arrived"
    status = 409


class ParcelOnItsWay(Refusal):
    """Something happened to this parcel: it arrived, is being returned, or was refunded. It stays sent."""

    code = "orders.parcel_on_its_way"
    status = 409


class TooLateToRecall(Refusal):
    """A parcel can be taken back for {hours} hours after it was marked as sent."""

    code = "orders.too_late_to_recall"
    status = 409

    def __init__(self, *, hours: int) -> None:
        super().__init__(hours=hours)


class ParcelRecalledBefore(Refusal):
    """This parcel was taken back. Send what is in it as another one."""

    code = "orders.parcel_recalled"
    status = 409


class NotShipped(Refusal):
    """Only a shipped order can be delivered."""

    code = "orders.not_shipped"
    status = 409


class CashNotCollected(Refusal):
    """This order is paid on delivery: the shop says whether it was paid or refused."""

    code = "orders.cash_not_collected"
    status = 409


class NoCashAwaited(Refusal):
    """No cash is expected for this order."""

    code = "orders.no_cash_awaited"
    status = 409


class TooLateToCancel(Refusal):
    """This order can no longer be cancelled."""

    code = "orders.too_late_to_cancel"
    status = 409


class NotRefundable(Refusal):
    """Only a paid order that was not cancelled can be refunded."""

    code = "orders.not_refundable"
    status = 409


class MoreThanIsLeft(Refusal):
    """That is more than what is left of this order."""

    code = "orders.more_than_is_left"
    status = 409


class NothingToRefund(Refusal):
    """Say what to refund: items, shipping or an amount."""

    code = "orders.nothing_to_refund"
    status = 409


class RefundsNothingSent(Refusal):
    """Nothing would be left to send. Cancel the order instead."""

    code = "orders.refunds_nothing_sent"
    status = 409


class RefundIdTaken(Refusal):
    """Another refund has this id."""

    code = "orders.refund_id_taken"
    status = 409


class OrderIsDisputed(Refusal):
    """A bank has taken this money back and has not decided yet. Nothing is refunded until then."""

    code = "orders.is_disputed"
    status = 409
