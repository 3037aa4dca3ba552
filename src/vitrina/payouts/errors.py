"""Every way payouts can say no."""

from vitrina.kit.errors import Refusal


class PayeeNotFound(Refusal):
    """You have no such account with us."""

    code = "payouts.payee_not_found"
    status = 404


class PayoutNotFound(Refusal):
    """There is no such payout."""

    code = "payouts.not_found"
    status = 404


class FileNotFound(Refusal):
    """There is no such file of payouts."""

    code = "payouts.file_not_found"
    status = 404


class FileIdTaken(Refusal):
    """This id belongs to a file of another currency."""

    code = "payouts.file_id_taken"
    status = 409


class WriteOffNotFound(Refusal):
    """There is no such write-off."""

    code = "payouts.write_off_not_found"
    status = 404


class DestinationMissing(Refusal):
    """First say where the money should go."""

    code = "payouts.destination_missing"
    status = 409


class DestinationOnHold(Refusal):
    """The account was changed not long ago. Money goes there from {usable_at} on."""

    code = "payouts.destination_on_hold"
    status = 409


class DestinationChangedOften(Refusal):
    """The account was changed {changes_max} times within a day. Try again tomorrow."""

    code = "payouts.destination_changed_often"
    status = 409


class BelowMinimum(Refusal):
    """Payouts start at {minimum}."""

    code = "payouts.below_minimum"
    status = 409


class PayeeSuspended(Refusal):
    """Nothing is paid out while an account is suspended."""

    code = "payouts.payee_suspended"
    status = 409


class PayoutIdTaken(Refusal):
    """This id belongs to another payout."""

    code = "payouts.id_taken"
    status = 409


class PayoutMoved(Refusal):
    """This payout has already moved on. Look at it again."""

    code = "payouts.moved"
    status = 409


class PayoutCarried(Refusal):
    """The provider carries this payout, and says by itself what becomes of it."""

    code = "payouts.carried"
    status = 409


class OwnPayout(Refusal):
    """Nobody decides about their own money."""

    code = "payouts.own"
    status = 403


class ApprovedAlready(Refusal):
    """You have already approved it. Somebody else must approve it too."""

    code = "payouts.approved_already"
    status = 409


class NothingReady(Refusal):
    """No payout waits for the bank in this currency."""

    code = "payouts.nothing_ready"
    status = 409


class NoDebt(Refusal):
    """This payee owes nothing."""

    code = "payouts.no_debt"
    status = 409


class WriteOffUnderWay(Refusal):
    """A write-off of this debt is already waiting for its second operator."""

    code = "payouts.write_off_under_way"
    status = 409


class WriteOffDone(Refusal):
    """This debt has already been written off."""

    code = "payouts.write_off_done"
    status = 409


class DebtChanged(Refusal):
    """The debt is smaller now. Propose the write-off anew."""

    code = "payouts.debt_changed"
    status = 409


class StatementTooLong(Refusal):
    """This month has more lines than a page can hold. Download the table instead."""

    code = "payouts.statement_too_long"
    status = 409
