"""How payments say no."""

from vitrina.kit.errors import Refusal


class MethodUnavailable(Refusal):
    """This way to pay is not available here."""

    code = "payments.method_unavailable"
    status = 409


class CashNotOffered(Refusal):
    """Paying at the door is not offered for this purchase. Choose another way."""

    code = "payments.cash_not_offered"
    status = 409


class TooManyAttempts(Refusal):
    """This payment was declined {attempts_max} times. Start again from the cart."""

    code = "payments.too_many_attempts"
    status = 409


class HintForged(Refusal):
    """This is not signed by the provider."""

    code = "payments.hint_forged"
    status = 403


class VoucherNotPayable(Refusal):
    """No till takes this voucher any more."""

    code = "payments.voucher_not_payable"
    status = 409


class TransferNotFound(Refusal):
    """No such transfer is awaited."""

    code = "payments.transfer_not_found"
    status = 404


class RefundNotFound(Refusal):
    """Nothing is to be sent back by hand under this id."""

    code = "payments.refund_not_found"
    status = 404
