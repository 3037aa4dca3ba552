"""How receipts say no."""

from vitrina.kit.errors import Refusal


class NotPaidYet(Refusal):
    """There is a receipt once the order is paid."""

    code = "receipts.not_paid_yet"
    status = 409
