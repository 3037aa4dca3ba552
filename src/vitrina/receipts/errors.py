"""How receipts say no."""

from vitrina.kit.errors import Refusal


class NotPaidYet(Refusal):
    """The receipt is ready once the order is paid."""

    code = "receipts.not_paid_yet"
    status = 409
