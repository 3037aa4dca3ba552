"""Every way a checkout says no."""

from vitrina.kit.errors import Refusal


class PurchaseNotFound(Refusal):
    """There is no such purchase, or it is not yours."""

    code = "checkout.purchase_not_found"
    status = 404


class PurchaseIdTaken(Refusal):
    """This id was used for another purchase."""

    code = "checkout.purchase_id_taken"
    status = 409


class ExemptBuyerIdTaken(Refusal):
    """This id belongs to another entry."""

    code = "checkout.exempt_buyer_id_taken"
    status = 409


class TooManyExemptBuyers(Refusal):
    """A shop can mark up to {count_max} buyers."""

    code = "checkout.too_many_exempt_buyers"
    status = 409


class MixedCurrencies(Refusal):
    """Products of shops with different currencies are paid separately."""

    code = "checkout.mixed_currencies"
    status = 409


class TotalChanged(Refusal):
    """The total has changed. Check it before you pay."""

    code = "checkout.total_changed"
    status = 409


class PaymentNotClosed(Refusal):
    """The payment you started cannot be closed yet. Finish it, or wait a little."""

    code = "checkout.payment_not_closed"
    status = 409


class NoCashConfirmation(Refusal):
    """There is nothing to confirm: the time is over, or it is paid another way."""

    code = "checkout.no_cash_confirmation"
    status = 409


class Expired(Refusal):
    """The time to pay is over. Start again from the cart."""

    code = "checkout.expired"
    status = 410


class BankStatementUnreadable(Refusal):
    """This is not a table with a column of amounts, or it has more than {rows_max} rows."""

    code = "checkout.bank_statement_unreadable"
    status = 409
