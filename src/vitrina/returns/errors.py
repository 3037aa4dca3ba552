"""Every way a return says no."""

from vitrina.kit.errors import Refusal


class ReturnNotFound(Refusal):
    """There is no such return, or it is not yours to see."""

    code = "returns.return_not_found"
    status = 404


class NotReturnable(Refusal):
    """Only what was sent can be returned. Cancel the order instead."""

    code = "returns.not_returnable"
    status = 409


class ReturnTooLate(Refusal):
    """The return period of this order is over."""

    code = "returns.return_too_late"
    status = 409


class ReturnOpen(Refusal):
    """A return of this order is already open."""

    code = "returns.return_open"
    status = 409


class ReturnIdTaken(Refusal):
    """Another return has this id."""

    code = "returns.return_id_taken"
    status = 409


class TooManyReturns(Refusal):
    """This order has already been returned many times. Write to the shop."""

    code = "returns.too_many_returns"
    status = 409


class MoreThanWasBought(Refusal):
    """That is more than what you have of this order."""

    code = "returns.more_than_was_bought"
    status = 409


class MoreThanWasReturned(Refusal):
    """That is more than what is being returned."""

    code = "returns.more_than_was_returned"
    status = 409


class ExchangeDiffers(Refusal):
    """An exchange is for the same product at the same price. Or ask for your money."""

    code = "returns.exchange_differs"
    status = 409


class NoExchangeWanted(Refusal):
    """The buyer of this return wants their money."""

    code = "returns.no_exchange_wanted"
    status = 409


class TooManyPhotos(Refusal):
    """These are more photos than a return can have."""

    code = "returns.too_many_photos"
    status = 409


class ReturnMovedOn(Refusal):
    """This return has changed since you saw it. Look again."""

    code = "returns.return_moved_on"
    status = 409


class WithdrawalIsARight(Refusal):
    """The law gives the buyer this right. Name what it excludes, or accept."""

    code = "returns.withdrawal_is_a_right"
    status = 409
