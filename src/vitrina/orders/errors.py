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
    """Only a paid or confirmed order that has not been shipped can be shipped."""

    code = "orders.not_ready_to_ship"
    status = 409


class NotShipped(Refusal):
    """Only a shipped order can be delivered."""

    code = "orders.not_shipped"
    status = 409


class CashNotCollected(Refusal):
    """This order is paid at the door: the shop says that it was, or that the parcel was refused."""

    code = "orders.cash_not_collected"
    status = 409


class NoCashAwaited(Refusal):
    """No cash is awaited for this order."""

    code = "orders.no_cash_awaited"
    status = 409


class TooLateToCancel(Refusal):
    """This order can no longer be cancelled."""

    code = "orders.too_late_to_cancel"
    status = 409
