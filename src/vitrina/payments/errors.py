"""How payments say no."""

from vitrina.kit.errors import Refusal


class MethodUnavailable(Refusal):
    """This way to pay is not available here."""

    code = "payments.method_unavailable"
    status = 409


class CashNotOffered(Refusal):
    """This purchase cannot be paid on delivery. Choose another way to pay."""

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
    """No till accepts this voucher any more."""

    code = "payments.voucher_not_payable"
    status = 409


class TransferNotFound(Refusal):
    """No such transfer is awaited."""

    code = "payments.transfer_not_found"
    status = 404


class RefundNotFound(Refusal):
    """Nothing under this id waits for a person to send it back."""

    code = "payments.refund_not_found"
    status = 404


class DifferenceNotFound(Refusal):
    """There is no such difference. It may have cleared up."""

    code = "payments.difference_not_found"
    status = 404


class DifferenceForeign(Refusal):
    """This is in a currency that the books cannot settle."""

    code = "payments.difference_foreign"
    status = 409


class DifferenceEmpty(Refusal):
    """No sum differs here, so the books have nothing to settle. Ask the provider what it is."""

    code = "payments.difference_empty"
    status = 409


class DifferenceChanged(Refusal):
    """This difference is no longer what it was. Withdraw the proposal."""

    code = "payments.difference_changed"
    status = 409


class SettlementNotFound(Refusal):
    """Nobody proposed this."""

    code = "payments.settlement_not_found"
    status = 404


class SettlementUnderWay(Refusal):
    """Somebody has already proposed to settle this."""

    code = "payments.settlement_under_way"
    status = 409


class SettlementDone(Refusal):
    """This has already been settled."""

    code = "payments.settlement_done"
    status = 409


class SettlementOwn(Refusal):
    """Another operator has to agree to what you proposed."""

    code = "payments.settlement_own"
    status = 409


class KeptCardNotFound(Refusal):
    """That card is no longer saved, or it is not yours."""

    code = "payments.kept_card_not_found"
    status = 404


class TooManyKeptCards(Refusal):
    """You already have {count_max} saved cards. Remove one first."""

    code = "payments.too_many_kept_cards"
    status = 409


class AccountUnavailable(Refusal):
    """No account can be opened for you. Have your money sent to a bank."""

    code = "payments.account_unavailable"
    status = 409


class AccountMissing(Refusal):
    """You have not opened an account with the provider yet."""

    code = "payments.account_missing"
    status = 409


class AccountNotReady(Refusal):
    """The provider does not pay out to this account yet. Finish what it asks there."""

    code = "payments.account_not_ready"
    status = 409


class ProviderSilent(Refusal):
    """The provider is not responding. Try again in a few minutes."""

    code = "payments.provider_silent"
    status = 503
