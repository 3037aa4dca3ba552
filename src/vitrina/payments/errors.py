"""How payments say no."""

from vitrina.kit.errors import Refusal


class MethodUnavailable(Refusal):
    """This way to pay is not available here."""

    code = "payments.method_unavailable"
    status = 409


class TooManyAttempts(Refusal):
    """This payment was declined {attempts_max} times. Start again from the cart."""

    code = "payments.too_many_attempts"
    status = 409
